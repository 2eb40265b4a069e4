// SPDX-License-Identifier: GPL-2.0-or-later
// What the readers of package databases share.
#ifndef SYSTEM_PACKAGES_PARTS_H
#define SYSTEM_PACKAGES_PARTS_H

#include <limits.h>
#include <sys/stat.h>
#include <time.h>

#include "base/error.h"
#include "base/text.h"
#include "core/facts_parts.h"
#include "core/facts_scope.h"

struct packages_request {
	int root;
	struct timespec now; /* before anything was looked at, of the clock that stamps files */
	/* Bits of top-level directories that are links to their like in /usr. */
	unsigned merged;
	const struct facts_scope *scope;
	uint64_t seed; /* of marks: what besides a package's own files decides what is kept */
	const struct facts_parts *known; /* as facts_from_parts() left them */
	const char *known_stamp; /* of the databases when they were read under this seed; NULL */
};

/*
 * A package database. Both may be there at once; a missing one is an empty one. rpm: see
 * packages_rpm.c for why a program is asked. dpkg: status and info files are read; ucf's registry
 * belongs to it.
 */
struct package_database {
	const char *manager;
	/*
	 * Stamps of the database in a few bytes: equal means unchanged. False: not there. *young
	 * is set when a write after this one could leave them as they are.
	 */
	bool (*stamp)(const struct packages_request *request, struct text *result, bool *young);
	/* Adds all packages; those whose mark is a known one as they are known. */
	int (*read)(struct arena *arena, const struct packages_request *request,
		struct facts_parts *result, struct error *error);
};

extern const struct package_database packages_rpm;
extern const struct package_database packages_dpkg;

/* packages_facts() at a given time. */
int packages_facts_at(struct arena *arena, int root, int state, const struct string_list *watch,
	const struct timespec *now, struct facts *result, struct error *error);

/* FNV-1a over bytes; PACKAGES_MARK to begin with. */
#define PACKAGES_MARK UINT64_C(0xcbf29ce484222325)
uint64_t packages_mark(uint64_t mark, const void *bytes, size_t length);

/* Inode, size and times of a file below the directory; "-" when there is none. */
void packages_stamp(const struct packages_request *request, int directory, const char *path,
	struct text *result, bool *young);
bool packages_is_young(const struct packages_request *request, const struct stat *status);

unsigned packages_merged(int root);

/* Where a package's "/lib/..." really lies: path itself, or buffer. NULL: too long for any. */
const char *packages_real_path(
	const struct packages_request *request, const char *path, char buffer[PATH_MAX]);

/* The known package whose mark, name, version and state are these; NULL: ask again. */
const struct facts_part *packages_known(
	const struct packages_request *request, const struct facts_part *part);

/*
 * Takes the memory for all of a large file at once, before it is read: one fault for each page of
 * it costs a hook as much as reading does.
 */
void packages_expect(int fd, size_t limit, struct text *result);

/* Appends a regular file below the directory, path as below a root; -ENOENT, -EINVAL (something
 * else), ... */
int packages_read_file(int directory, const char *path, size_t limit, struct text *result);

#endif
