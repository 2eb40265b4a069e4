// SPDX-License-Identifier: GPL-2.0-or-later
// The names in a directory, in the order of trees.
#include <dirent.h>
#include <errno.h>
#include <limits.h>
#include <stdlib.h>
#include <string.h>

#include "system/scan_parts.h"

static void add_name(void *context, const char *name, size_t length)
{
	struct walk *walk = context;

	walk->offsets = memory_grow(
		walk->offsets, &walk->name_capacity, walk->name_count + 1, sizeof *walk->offsets);
	walk->offsets[walk->name_count++] = walk->names.length;
	text_append(&walk->names, name, length);
	text_byte(&walk->names, '\0');
}

static int by_name(const void *a, const void *b, void *names)
{
	const char *bytes = names;

	return strcmp(bytes + *(const size_t *)a, bytes + *(const size_t *)b);
}

/* Names that the watch list has twice are dropped here. */
static void sort_names(struct walk *walk, size_t first)
{
	size_t kept = first;

	if (walk->name_count - first < 2)
		return;
	qsort_r(walk->offsets + first, walk->name_count - first, sizeof *walk->offsets, by_name,
		walk->names.bytes);
	for (size_t i = first; i < walk->name_count; i++) {
		if (i == first ||
			by_name(&walk->offsets[kept - 1], &walk->offsets[i], walk->names.bytes) !=
				0)
			walk->offsets[kept++] = walk->offsets[i];
	}
	walk->name_count = kept;
}

/* -ENAMETOOLONG: paths below reach PATH_MAX. */
static int read_names(struct walk *walk, const struct directory *directory)
{
	size_t room = PATH_MAX - 2 - strlen(directory->path);

	for (;;) {
		ssize_t length = getdents64(directory->fd, walk->piece, SCAN_PIECE);

		if (length <= 0)
			return length < 0 ? -errno : 0;
		for (ssize_t at = 0; at < length;) {
			const struct dirent64 *found = (const void *)(walk->piece + at);
			size_t name_length = strlen(found->d_name);

			at += found->d_reclen;
			if (strcmp(found->d_name, ".") == 0 || strcmp(found->d_name, "..") == 0)
				continue;
			if (name_length > room)
				return -ENAMETOOLONG;
			add_name(walk, found->d_name, name_length);
		}
	}
}

int walk_list(struct walk *walk, const struct directory *directory)
{
	size_t first = walk->name_count;
	int code = 0;

	if (directory->role == SCOPE_WHOLE)
		code = read_names(walk, directory);
	else
		scope_names(&walk->scope, directory->role, directory->path, add_name, walk);
	sort_names(walk, first);
	return code;
}
