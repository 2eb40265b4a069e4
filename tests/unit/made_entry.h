// SPDX-License-Identifier: GPL-2.0-or-later
// Entries for tests: made up of a path and a kind, or of what stat tells.
#ifndef TESTS_MADE_ENTRY_H
#define TESTS_MADE_ENTRY_H

#include <sys/stat.h>
#include <sys/sysmacros.h>

#include "core/tree.h"

static inline struct entry *made_entry(struct tree *tree, const char *path, enum entry_kind kind)
{
	struct entry *entry = tree_add(tree);

	entry->path = path;
	entry->kind = (uint8_t)kind;
	entry->mode = kind == ENTRY_DIRECTORY ? 0755 : 0644;
	entry->seconds = 1000;
	if (kind == ENTRY_FILE) {
		entry->content = CONTENT_PUBLIC;
		entry->has_blob = true;
		entry->blob[0] = 1;
	}
	if (kind == ENTRY_LINK)
		entry->target = "somewhere";
	return entry;
}

static inline struct entry *made_copy(struct tree *tree, const struct entry *entry)
{
	struct entry *copy = tree_add(tree);

	*copy = *entry;
	return copy;
}

static inline enum entry_kind made_kind(mode_t mode)
{
	switch (mode & S_IFMT) {
	case S_IFDIR:
		return ENTRY_DIRECTORY;
	case S_IFLNK:
		return ENTRY_LINK;
	case S_IFIFO:
		return ENTRY_FIFO;
	case S_IFCHR:
		return ENTRY_CHARACTER_DEVICE;
	case S_IFBLK:
		return ENTRY_BLOCK_DEVICE;
	case S_IFSOCK:
		return ENTRY_SOCKET;
	default:
		return ENTRY_FILE;
	}
}

/* As a scan would say it, but for what stat does not tell. */
static inline void made_of(struct entry *entry, const struct stat *status)
{
	entry->kind = (uint8_t)made_kind(status->st_mode);
	entry->content = entry->kind == ENTRY_FILE ? CONTENT_PUBLIC : CONTENT_NONE;
	entry->mode = status->st_mode & 07777;
	entry->uid = status->st_uid;
	entry->gid = status->st_gid;
	entry->size = entry->kind == ENTRY_FILE ? (uint64_t)status->st_size : 0;
	entry->seconds = status->st_mtim.tv_sec;
	entry->nanoseconds = (uint32_t)status->st_mtim.tv_nsec;
	entry->major = major(status->st_rdev);
	entry->minor = minor(status->st_rdev);
}

#endif
