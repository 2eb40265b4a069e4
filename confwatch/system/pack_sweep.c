// SPDX-License-Identifier: GPL-2.0-or-later
// Removing what killed writers of packs left behind.
#include <errno.h>
#include <fcntl.h>
#include <stdbool.h>
#include <stdio.h>
#include <string.h>
#include <unistd.h>

#include <nettle/base16.h>

#include "system/files.h"
#include "system/pack.h"
#include "system/pack_index.h"

enum {
	HEX_SIZE = 2 * BLOB_SIZE,
	NAME_SIZE = 64,
};

static bool exists(int directory, const char *name)
{
	return faccessat(directory, name, F_OK, AT_SYMLINK_NOFOLLOW) == 0;
}

static bool begins(const char *name, const char *with)
{
	return strncmp(name, with, strlen(with)) == 0;
}

/*
 * Killed between the two renames of pack_finish(): the pack has its name, its index still the
 * temporary one, which is the proof that nothing refers to the pack. Without that proof a pack
 * is never touched.
 */
static void sweep_index(int directory, const char *name)
{
	unsigned char hash[BLOB_SIZE];
	char hex[HEX_SIZE + 1] = "";
	char pack[NAME_SIZE];
	char index[NAME_SIZE];

	if (pack_index_pack_hash(directory, name, hash) < 0)
		return;
	base16_encode_update(hex, sizeof hash, hash);
	(void)snprintf(pack, sizeof pack, "pack-%s.pack", hex);
	(void)snprintf(index, sizeof index, "pack-%s.idx", hex);
	if (!exists(directory, index))
		(void)unlinkat(directory, pack, 0);
}

/* libgit2 names the index before its pack, and removals take the pack first. */
static bool is_lone_index(int directory, const char *name)
{
	size_t length = strlen(name);
	char pack[NAME_SIZE];

	if (!begins(name, "pack-") || length < 4 || length + 2 > sizeof pack ||
		strcmp(name + length - 4, ".idx") != 0)
		return false;
	(void)snprintf(pack, sizeof pack, "%.*s.pack", (int)(length - 4), name);
	return !exists(directory, pack) && errno == ENOENT;
}

static void sweep_name(int directory, const char *name)
{
	if (begins(name, "tmp_idx_"))
		sweep_index(directory, name);
	if (begins(name, "tmp_") || begins(name, "pack_git2_") || is_lone_index(directory, name))
		(void)unlinkat(directory, name, 0);
}

void pack_sweep(int directory)
{
	DIR *names = files_names(directory);
	const struct dirent *entry;

	if (names == NULL)
		return;
	while ((entry = readdir(names)) != NULL)
		sweep_name(directory, entry->d_name);
	(void)closedir(names);
}
