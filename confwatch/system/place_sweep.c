// SPDX-License-Identifier: GPL-2.0-or-later
// Clearing up after a killed restore, from what STATE/litter says.
#include <errno.h>
#include <fcntl.h>
#include <stdint.h>
#include <stdio.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#include "base/number.h"
#include "base/path.h"
#include "core/vis.h"
#include "system/files.h"
#include "system/litter.h"
#include "system/place.h"

enum {
	LIMIT = 64 * 1024 * 1024,
	WORDS = 4,
};

struct note {
	const char *path;
	const char *name;
	uint64_t new_inode;
	uint64_t old_inode;
};

/* A line that a kill cut short is none: its names never came into being. */
static bool parse(struct arena *arena, const char *line, size_t length, struct note *result)
{
	const char *word[WORDS];
	size_t size[WORDS];

	for (size_t i = 0; i < WORDS; i++) {
		const char *end = i + 1 < WORDS ? memchr(line, ' ', length) : line + length;

		if (end == NULL)
			return false;
		word[i] = line;
		size[i] = (size_t)(end - line);
		length -= size[i] + (i + 1 < WORDS);
		line = end + (i + 1 < WORDS);
	}
	result->path = vis_decode(arena, word[0], size[0]);
	result->name = arena_bytes(arena, word[1], size[1]);
	return result->path != NULL && result->path[0] == '/' && litter_is_name(result->name) &&
		number_parse(word[2], size[2], 10, UINT64_MAX, &result->new_inode) &&
		number_parse(word[3], size[3], 10, UINT64_MAX, &result->old_inode);
}

static uint64_t inode_of(int directory, const char *name, mode_t *mode)
{
	struct stat status;

	if (fstatat(directory, name, &status, AT_SYMLINK_NOFOLLOW) < 0)
		return 0;
	*mode = status.st_mode;
	return status.st_ino;
}

/*
 * What lies under the temporary name is ours, or the old state: gone. Else the kill came between
 * an exchange and its check, and it is something that nobody planned to replace: back with it.
 */
static int sweep_name(int directory, const struct note *note)
{
	const char *target = path_name(note->path);
	mode_t mode = 0, other = 0;
	uint64_t inode = inode_of(directory, note->name, &mode);
	uint64_t standing = inode_of(directory, target, &other);
	bool ours = inode == note->new_inode || inode == note->old_inode;

	if (inode == 0)
		return 0;
	/* What was made after the note was written has no number there. */
	if (note->new_inode == 0)
		ours = ours || standing == note->old_inode || !S_ISREG(mode);
	if (!ours && note->new_inode == 0)
		return 0;
	if (!ours && standing == 0)
		return renameat2(directory, note->name, directory, target, RENAME_NOREPLACE);
	if (!ours && standing != note->new_inode)
		return 0;
	if (!ours && renameat2(directory, note->name, directory, target, RENAME_EXCHANGE) < 0)
		return -1;
	return unlinkat(directory, note->name, 0);
}

static int sweep_note(int root, const struct note *note)
{
	const char *name;
	FD_CLEANUP int directory = files_open_parent(root, note->path, &name);

	if (directory == -ENOENT || directory == -ENOTDIR || directory == -ELOOP)
		return 0;
	if (directory < 0)
		return directory;
	if (sweep_name(directory, note) < 0 && errno != ENOENT)
		return -errno;
	return fsync(directory) < 0 ? -errno : 0;
}

static int sweep_lines(int root, const struct text *lines, struct error *error)
{
	struct arena arena = ARENA_INIT;
	const char *line = text_string(lines);
	const char *end;
	int code = 0;

	while ((end = strchr(line, '\n')) != NULL) {
		struct note note;

		if (parse(&arena, line, (size_t)(end - line), &note)) {
			int swept = sweep_note(root, &note);

			if (swept < 0 && code == 0)
				code = error_system(error, -swept, "cannot remove '%s' beside '%s'",
					note.name, note.path);
		}
		line = end + 1;
	}
	arena_release(&arena);
	return code;
}

int place_sweep(int root, int state, struct error *error)
{
	FD_CLEANUP int fd = openat(state, "litter", O_RDWR | O_NOFOLLOW | O_CLOEXEC);
	TEXT_CLEANUP struct text lines = TEXT_INIT;
	int code;

	if (fd < 0 && errno == ENOENT)
		return 0;
	if (fd < 0)
		return error_system(error, errno, "cannot open STATE/litter");
	code = files_read_all(fd, LIMIT, &lines);
	if (code < 0)
		return error_system(error, -code, "cannot read STATE/litter");
	if (lines.length == 0)
		return 0;
	if (sweep_lines(root, &lines, error) < 0)
		return -error->code;
	if (ftruncate(fd, 0) < 0 || fsync(fd) < 0)
		return error_system(error, errno, "cannot empty STATE/litter");
	return 0;
}
