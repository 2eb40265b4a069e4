// SPDX-License-Identifier: GPL-2.0-or-later
// The last snapshot's id without libgit2: for the path of an unchanged tree.
#include <errno.h>
#include <fcntl.h>
#include <string.h>

#include <nettle/base16.h>

#include "system/files.h"
#include "system/history_parts.h"

enum {
	HEX_LENGTH = 2 * SNAPSHOT_ID_SIZE,
	PACKED_REFS_MAX = 16 * 1024 * 1024,
};

static bool parse_id(const char *hex, struct snapshot_id *result)
{
	struct base16_decode_ctx decoder;
	struct snapshot_id id;
	size_t length = sizeof id.bytes;

	base16_decode_init(&decoder);
	if (base16_decode_update(&decoder, &length, id.bytes, HEX_LENGTH, hex) != 1 ||
		length != sizeof id.bytes || base16_decode_final(&decoder) != 1)
		return false;
	*result = id;
	return true;
}

static int read_small(int state, const char *path, struct text *result)
{
	FD_CLEANUP int fd = openat(state, path, O_RDONLY | O_NOFOLLOW | O_CLOEXEC);

	return fd < 0 ? -errno : files_read_all(fd, PACKED_REFS_MAX, result);
}

/* After `git gc`: a line "<id> refs/heads/main". */
static int peek_packed(int state, struct snapshot_id *result)
{
	static const char name[] = " " HISTORY_REF "\n";
	TEXT_CLEANUP struct text refs = TEXT_INIT;
	const char *found;
	int code = read_small(state, "history.git/packed-refs", &refs);

	if (code < 0)
		return code;
	found = strstr(text_string(&refs), name);
	if (found == NULL)
		return -ENOENT;
	return found - refs.bytes >= HEX_LENGTH && parse_id(found - HEX_LENGTH, result) ? 0
											: -EBADMSG;
}

int history_peek(int state, struct snapshot_id *result)
{
	TEXT_CLEANUP struct text ref = TEXT_INIT;
	int code = read_small(state, "history.git/" HISTORY_REF, &ref);

	if (code == -ENOENT)
		return peek_packed(state, result);
	if (code < 0)
		return code;
	return ref.length >= HEX_LENGTH && parse_id(ref.bytes, result) ? 0 : -EBADMSG;
}
