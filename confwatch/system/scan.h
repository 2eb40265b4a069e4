// SPDX-License-Identifier: GPL-2.0-or-later
// Looking at the watched tree: every entry with everything that belongs to it.
#ifndef SYSTEM_SCAN_H
#define SYSTEM_SCAN_H

#include "base/error.h"
#include "core/configuration.h"
#include "core/protection.h"
#include "core/tree.h"
#include "system/names.h"
#include "system/seal.h"

/*
 * Takes the bytes of the files that a scan has to read. scan sets entry->content to what the
 * protection asks for before begin(); finish() sets blob, seal and may raise content to
 * CONTENT_PROTECTED (bytes known as a protected file's under another name). abandon() may come
 * at any time after begin(): the file changed while it was read, and will be read again.
 */
struct content_sink {
	void *context;
	int (*begin)(void *context, const struct entry *entry, struct error *error);
	int (*write)(void *context, const void *bytes, size_t length, struct error *error);
	int (*finish)(void *context, struct arena *arena, struct entry *entry, struct error *error);
	void (*abandon)(void *context);
};

/* A sink that only computes digests: status, diff, verify. key must outlive it. */
struct digest_sink {
	const struct seal_key *key;
	struct digest digest;
};
struct content_sink digest_sink_init(struct digest_sink *sink, const struct seal_key *key);

/* What stat told about an entry when its content was known: the cache's reason to trust it. */
struct stamp {
	uint64_t inode;
	int64_t change_seconds; /* ctime */
	int64_t modify_seconds;
	uint32_t change_nanoseconds;
	uint32_t modify_nanoseconds;
	uint64_t size;
	uint32_t mode; /* with the kind's bits */
	uint32_t links;
	/*
	 * The stamps were so young that a later write could leave them as they are: read again
	 * next time (facts: max(ctime, mtime) >= start - 2 s).
	 */
	bool racy;
	/* Lies on another device than the directory that holds it. */
	bool mount;
};

struct cache;

struct scan_options {
	int root; /* descriptor of the root directory */
	const struct configuration *configuration;
	const char *state;	       /* STATE as seen inside the root: never watched */
	struct protection *protection; /* grows by what is found protected now */
	const struct names *names;
	const struct cache *cache; /* NULL: read everything */
	bool full;		   /* use the cache for comparison only: read all content */
	const char *const *paths;  /* limit to these and their ancestors; paths_count 0 = all */
	size_t paths_count;
	void (*progress)(void *context, size_t entries); /* may be NULL */
	void *progress_context;
};

struct scan {
	struct tree tree;
	struct stamp *stamps; /* one for each entry, in tree order; in the arena */
	size_t read;	      /* files whose content was read */
	size_t unreadable;
};

/*
 * FIFOs, devices and sockets are never opened, links never followed. A file that vanishes while
 * it is looked at is absent; one that keeps changing is CONTENT_UNREADABLE with EAGAIN after
 * three tries. Fails only when the root or the sink does.
 */
int scan_tree(struct arena *arena, const struct scan_options *options, struct content_sink *sink,
	struct scan *result, struct error *error);

#endif
