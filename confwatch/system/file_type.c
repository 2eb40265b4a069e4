// SPDX-License-Identifier: GPL-2.0-or-later
// Kinds of entries as stat(2) has them.
#include "system/file_type.h"

#include <sys/stat.h>

static const mode_t types[] = {
	[ENTRY_FILE] = S_IFREG,
	[ENTRY_DIRECTORY] = S_IFDIR,
	[ENTRY_LINK] = S_IFLNK,
	[ENTRY_FIFO] = S_IFIFO,
	[ENTRY_CHARACTER_DEVICE] = S_IFCHR,
	[ENTRY_BLOCK_DEVICE] = S_IFBLK,
	[ENTRY_SOCKET] = S_IFSOCK,
};

mode_t file_type_bits(enum entry_kind kind)
{
	return types[kind];
}

enum entry_kind file_type_kind(mode_t mode)
{
	for (size_t i = 0; i < sizeof types / sizeof types[0]; i++) {
		if (types[i] == (mode & S_IFMT))
			return (enum entry_kind)i;
	}
	return ENTRY_FILE;
}
