// SPDX-License-Identifier: GPL-2.0-or-later
// A ref of the history beside the snapshots: files by path, one commit at a time.
#ifndef SYSTEM_BRANCH_H
#define SYSTEM_BRANCH_H

#include "base/error.h"
#include "base/text.h"
#include "system/history.h"

struct branch_file {
	const char *path; /* absolute; stored in the form of a snapshot */
	const void *bytes;
	size_t length;
};

/*
 * One commit that adds or replaces these files, the last one of a path winning; nobody else's are
 * touched. note: who, when and where; message: all of it. 1: done; 0: they were all there
 * already, nothing was written. STATE must be locked.
 */
int branch_write(struct history *history, const char *ref, const struct branch_file *files,
	size_t count, const struct snapshot_note *note, const char *message, struct error *error);

/* Appends the file's bytes. -ENOENT: no such ref or file; -EFBIG: it is larger than limit. */
int branch_read(struct history *history, const char *ref, const char *path, size_t limit,
	struct text *result, struct error *error);

/* A file at the top, and its bytes as they were when it was listed. */
struct branch_name {
	const char *name;
	unsigned char blob[BLOB_SIZE];
};
struct branch_names {
	struct branch_name *items;
	size_t count;
};

/* In git's order; none without the ref. */
int branch_list(struct history *history, const char *ref, struct arena *arena,
	struct branch_names *result, struct error *error);

/* As branch_read(), without looking for it again. */
int branch_read_listed(struct history *history, const struct branch_name *name, size_t limit,
	struct text *result, struct error *error);

#endif
