// SPDX-License-Identifier: GPL-2.0-or-later
// The list of protected generations as refs in git's packed-refs file.
#include <errno.h>
#include <fcntl.h>
#include <stdio.h>
#include <string.h>

#include <nettle/base16.h>

#include "base/number.h"
#include "system/files.h"
#include "system/protected_store.h"

enum {
	BLOB_HEX = 2 * BLOB_SIZE,
	SEAL_HEX = 2 * SEAL_SIZE,
	REFS_MAX = 1 << 30,
};

static const char prefix[] = "refs/protected/";

/* Letters, digits, '-' and '_' stand as they are: the rest has a meaning in names of refs. */
static void escape_path(const char *path, struct text *result)
{
	for (; *path != '\0'; path++) {
		unsigned char byte = (unsigned char)*path;

		if ((byte >= '0' && byte <= '9') || ((byte | 32) >= 'a' && (byte | 32) <= 'z') ||
			byte == '-' || byte == '_')
			text_byte(result, (char)byte);
		else
			text_format(result, "%%%02x", byte);
	}
}

/* NULL: not what escape_path() writes. */
static const char *unescape_path(struct arena *arena, const char *bytes, size_t length)
{
	char *path = arena_bytes(arena, bytes, length);
	size_t used = 0;

	for (size_t i = 0; i < length; i++) {
		uint64_t byte = (unsigned char)bytes[i];

		if (bytes[i] == '%') {
			if (length - i < 3 || !number_parse(bytes + i + 1, 2, 16, 255, &byte) ||
				byte == 0)
				return NULL;
			i += 2;
		}
		path[used++] = (char)byte;
	}
	path[used] = '\0';
	return path[0] == '/' ? path : NULL;
}

static bool parse_hex(const char *hex, size_t length, unsigned char *result)
{
	struct base16_decode_ctx decoder;
	size_t size = length / 2;

	base16_decode_init(&decoder);
	return base16_decode_update(&decoder, &size, result, length, hex) == 1 &&
		size == length / 2 && base16_decode_final(&decoder) == 1;
}

/* "<path>/<number>-<seal>" */
static bool parse_name(struct protected_store *store, const char *name, size_t length,
	struct generation *generation)
{
	const char *slash = memchr(name, '/', length);
	const char *number;
	size_t digits;
	uint64_t value;

	if (slash == NULL)
		return false;
	number = slash + 1;
	length -= (size_t)(number - name);
	if (length < SEAL_HEX + 2)
		return false;
	digits = length - SEAL_HEX - 1;
	if (number[digits] != '-' || !number_parse(number, digits, 10, UINT32_MAX, &value) ||
		!parse_hex(number + digits + 1, SEAL_HEX, generation->seal))
		return false;
	generation->number = (uint32_t)value;
	generation->path = unescape_path(&store->arena, name, (size_t)(slash - name));
	return generation->path != NULL;
}

/* "<blob> refs/protected/..."; other lines are not ours. */
static bool parse_line(struct protected_store *store, const char *line, size_t length)
{
	struct generation generation = {0};
	const size_t head = BLOB_HEX + 1 + sizeof prefix - 1;

	if (length < head || memcmp(line + BLOB_HEX + 1, prefix, sizeof prefix - 1) != 0)
		return true;
	if (!parse_hex(line, BLOB_HEX, generation.blob) ||
		!parse_name(store, line + head, length - head, &generation))
		return false;
	protected_insert(store, &generation);
	return true;
}

static int parse_refs(struct protected_store *store, const struct text *refs, struct error *error)
{
	const char *line = text_string(refs);
	const char *end = line + refs->length;

	for (size_t number = 1; line < end; number++) {
		const char *newline = memchr(line, '\n', (size_t)(end - line));

		if (newline == NULL || !parse_line(store, line, (size_t)(newline - line)))
			return error_set(error, EBADMSG,
				"'protected.git/packed-refs' line %zu: not a ref of ours", number);
		line = newline + 1;
	}
	return 0;
}

int protected_read_refs(struct protected_store *store, struct error *error)
{
	FD_CLEANUP int fd = openat(
		store->repository.directory, "packed-refs", O_RDONLY | O_NOFOLLOW | O_CLOEXEC);
	TEXT_CLEANUP struct text refs = TEXT_INIT;
	int result = fd < 0 ? -errno : files_read_all(fd, REFS_MAX, &refs);

	if (result == -ENOENT)
		return 0;
	if (result < 0)
		return error_system(error, -result, "cannot read 'protected.git/packed-refs'");
	return parse_refs(store, &refs, error);
}

static void write_line(const struct generation *generation, struct text *result)
{
	char blob[BLOB_HEX + 1] = "";
	char seal[SEAL_HEX + 1] = "";

	base16_encode_update(blob, BLOB_SIZE, generation->blob);
	base16_encode_update(seal, SEAL_SIZE, generation->seal);
	text_format(result, "%s %s", blob, prefix);
	escape_path(generation->path, result);
	text_format(result, "/%u-%s\n", generation->number, seal);
}

int protected_write_refs(struct protected_store *store, struct error *error)
{
	TEXT_CLEANUP struct text refs = TEXT_INIT;

	if (!store->changed)
		return 0;
	/* Not "sorted": git sorts names with their escapes, we sort paths. */
	text_add(&refs, "# pack-refs with: peeled fully-peeled \n");
	for (size_t i = 0; i < store->count; i++)
		write_line(store->items[i], &refs);
	if (files_replace(store->repository.directory, "packed-refs", refs.bytes, refs.length, 0600,
		    error) < 0)
		return error_context(error, "cannot write 'protected.git'");
	store->changed = false;
	return 0;
}
