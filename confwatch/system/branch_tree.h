// SPDX-License-Identifier: GPL-2.0-or-later
// A git tree with some files of it replaced; for system/branch.c only.
#ifndef SYSTEM_BRANCH_TREE_H
#define SYSTEM_BRANCH_TREE_H

#include "system/history_parts.h"

/* A blob at its place: path as git has it, "etc/pam.d/imap". */
struct branch_leaf {
	const char *path;
	unsigned char id[BLOB_SIZE];
};

/*
 * base: NULL for none. leaves: sorted by path_compare(). What a leaf's path, or a parent of it,
 * is in base gives way to it.
 */
int branch_write_tree(const struct tree_writer *writer, git_tree *base,
	const struct branch_leaf *leaves, size_t count, unsigned char id[BLOB_SIZE],
	struct error *error);

#endif
