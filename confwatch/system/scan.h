// SPDX-License-Identifier: GPL-2.0-or-later
// Looking at the watched tree: every entry with everything that belongs to it.
#ifndef SYSTEM_SCAN_H
#define SYSTEM_SCAN_H

#include <time.h>

#include "base/error.h"
#include "core/configuration.h"
#include "core/protection.h"
#include "core/tree.h"
#include "system/names.h"
#include "system/seal.h"

/*
 * Takes the bytes of the files that a scan has to read. scan sets entry->content to what the
 * protection asks for, size and everything but the digests before begin(); entry->seal is not
 * NULL there when an earlier state has only a seal to compare with, so that a new seal is wanted
 * beside the blob. write() gets files up to SCAN_PIECE bytes at once, larger ones in such pieces,
 * empty ones never. finish() sets blob and seal, may raise content to CONTENT_PROTECTED (bytes
 * known as a protected file's under another name), or set CONTENT_UNREADABLE and problem. abandon()
 * may come at any time after begin(): the file changed while it was read, and may be read again.
 */
enum {
	SCAN_PIECE = 1024 * 1024,
};

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

/*
 * What stat told about an entry when its content was known, beside what the entry has itself: the
 * cache's reason to trust it.
 */
struct stamp {
	uint64_t inode;
	int64_t change_seconds; /* ctime */
	uint32_t change_nanoseconds : 30;
	/*
	 * Read again next time: the stamps were so young that a later write could leave them as
	 * they are, or the entry could not be read.
	 */
	uint32_t racy : 1;
	/* Lies on another device than the directory that holds it. */
	uint32_t mount : 1;
	uint32_t links;
};

/*
 * A path that is no entry but decides what is one: a watched path that did not exist, or what an
 * ignore rule depends on.
 */
struct probe {
	const char *path;
	bool exists;
};

struct cache;

struct scan_options {
	int root; /* descriptor of the root directory */
	const struct configuration *configuration;
	const char *state;	       /* STATE inside the root, never watched; NULL: outside */
	struct protection *protection; /* grows by what is found protected now */
	const struct names *names;
	const struct cache *cache; /* NULL: read everything */
	bool full;		   /* use the cache for comparison only: read all content */
	/*
	 * The cache was written with the snapshot that `protection` comes from, under this same
	 * configuration: what it holds of an unchanged entry is protected, or not, as it was.
	 */
	bool cache_settles_protection;
	/*
	 * The cache was written under this same configuration by a scan of everything: what it
	 * knows in an unchanged directory is all that is watched there.
	 */
	bool cache_settles_scope;
	const char *const *paths; /* limit to these and their ancestors; paths_count 0 = all */
	size_t paths_count;
	/* CLOCK_REALTIME_COARSE before the first look at anything; NULL: it is asked by scan. */
	const struct timespec *start;
	void (*progress)(void *context, size_t entries); /* may be NULL */
	void *progress_context;
};

struct scan {
	struct tree tree;
	struct stamp *stamps; /* one for each entry, in tree order; in the arena */
	struct probe *probes;
	size_t probe_count;
	size_t read; /* files whose content was read */
	size_t unreadable;
};

/*
 * The tree comes out sorted. FIFOs, devices and sockets are never opened, links never followed.
 * A file that vanishes while it is looked at is absent; one that keeps changing is
 * CONTENT_UNREADABLE with EAGAIN after three tries. Whatever cannot be looked into, of any kind,
 * is CONTENT_UNREADABLE with its errno; what the cache knows below such a directory is copied
 * from it, marked so too, and nothing below it is known to be gone. Paths from PATH_MAX on are
 * such directories (ENAMETOOLONG). A watched path behind a link is absent; the link is an
 * entry. Fails only when the root or the sink does.
 */
int scan_tree(struct arena *arena, const struct scan_options *options, struct content_sink *sink,
	struct scan *result, struct error *error);

/*
 * The entries of a tree (of an older snapshot, say) that `seen` lacks because scans do not look at
 * them: what lies below one of them is not listed. Only root, configuration and state are used.
 */
void scan_list_unseen(struct arena *arena, const struct scan_options *options,
	const struct tree *tree, const struct tree *seen, struct string_list *result);

#endif
