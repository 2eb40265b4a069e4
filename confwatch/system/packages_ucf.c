// SPDX-License-Identifier: GPL-2.0-or-later
// ucf(1): files in /etc that packages manage without shipping them.
#include <string.h>

#include "system/packages_dpkg.h"

enum {
	MD5_SIZE = 16,
};

/* "PACKAGE \t PATH": neither holds white space at its ends. */
static bool parse_line(struct slice line, struct slice *package, struct slice *path)
{
	const char *slash = line.length > 0 ? memchr(line.bytes, '/', line.length) : NULL;
	size_t length = 0;

	while (length < line.length && strchr(" \t", line.bytes[length]) == NULL)
		length++;
	if (slash == NULL || length == 0 || slash < line.bytes + length ||
		memchr(line.bytes, '\0', line.length) != NULL)
		return false;
	*package = (struct slice){line.bytes, length};
	*path = (struct slice){slash, line.length - (size_t)(slash - line.bytes)};
	return true;
}

/* Registered under its name alone, whatever its architecture. */
static struct facts_part *find_part(struct facts_parts *parts, struct slice name)
{
	for (size_t i = 0; i < parts->count; i++) {
		const char *own = parts->items[i].package.name;

		if (strncmp(own, name.bytes, name.length) == 0 &&
			(own[name.length] == '\0' || own[name.length] == ':'))
			return &parts->items[i];
	}
	return NULL;
}

static bool find_digest(struct slice hashes, struct slice path, unsigned char digest[MD5_SIZE])
{
	struct slice line, hex, found;

	while (slice_line(&hashes, &line)) {
		if (dpkg_digest_line(line, &hex, &found) && found.length == path.length &&
			memcmp(found.bytes, path.bytes, path.length) == 0)
			return dpkg_md5(hex, digest);
	}
	return false;
}

static void add(struct arena *arena, struct facts_part *part, const char *path, struct slice hashes)
{
	unsigned char digest[MD5_SIZE];
	struct owned *owned = facts_part_own(part, arena);

	owned->path = path;
	owned->flags = OWNED_REGISTERED | (part->removed ? (unsigned)OWNED_REMOVED : 0);
	if (!find_digest(hashes, (struct slice){path, strlen(path)}, digest))
		return;
	owned->digest_kind = DIGEST_MD5;
	memcpy(owned->digest, digest, MD5_SIZE);
}

void packages_ucf(struct arena *arena, const struct packages_request *request,
	struct slice registry, struct slice hashes, struct facts_parts *parts)
{
	struct slice line, package, path;

	while (slice_line(&registry, &line)) {
		struct facts_part *part;
		const char *string;

		if (!parse_line(line, &package, &path))
			continue;
		part = find_part(parts, package);
		string = arena_bytes(arena, path.bytes, path.length);
		if (part != NULL && facts_scope_watches(request->scope, string))
			add(arena, part, string, hashes);
	}
}
