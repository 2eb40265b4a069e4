// SPDX-License-Identifier: GPL-2.0-or-later
// What one package of a dpkg database owns.
#include <stdlib.h>
#include <string.h>

#include "base/path.h"
#include "system/packages_dpkg.h"

enum {
	MD5_SIZE = 16,
};

/* Where the package's path really lies. NULL: too long. */
static const char *place(const struct dpkg_part *part, const char *path, char buffer[PATH_MAX])
{
	return packages_real_path(
		part->request, dpkg_divert(part->diversions, part->name, path), buffer);
}

static struct owned *own(const struct dpkg_part *part, const char *path)
{
	struct owned *owned = facts_part_own(part->part, part->arena);

	owned->path = arena_string(part->arena, path);
	return owned;
}

static void own_conffile(const struct dpkg_part *part, const struct dpkg_conffile *conffile)
{
	const char *shipped = arena_bytes(part->arena, conffile->path.bytes, conffile->path.length);
	char buffer[PATH_MAX];
	const char *path = place(part, shipped, buffer);
	struct owned *owned;

	if (path == NULL || !facts_scope_watches(part->request->scope, path))
		return;
	owned = own(part, path);
	owned->flags = conffile->flags | (part->part->removed ? (unsigned)OWNED_REMOVED : 0);
	if (!conffile->has_digest)
		return;
	owned->digest_kind = DIGEST_MD5;
	memcpy(owned->digest, conffile->digest, MD5_SIZE);
}

static bool is_conffile(const struct dpkg_part *part, size_t count, const char *path)
{
	for (size_t i = 0; i < count; i++) {
		if (strcmp(part->part->owned[i].path, path) == 0)
			return true;
	}
	return false;
}

static int by_path(const void *a, const void *b)
{
	const struct owned *left = a;
	const struct owned *right = b;

	return path_compare(left->path, right->path);
}

static bool is_kept(const struct dpkg_part *part, const char *path)
{
	return facts_scope_watches(part->request->scope, path) ||
		facts_scope_serves(part->request->scope, path);
}

/* Whether the line names something in the directory, which then is one. */
static bool is_inside(struct slice line, struct slice directory)
{
	return line.length > directory.length && line.bytes[directory.length] == '/' &&
		memcmp(line.bytes, directory.bytes, directory.length) == 0;
}

/* What a directory holds follows it in a list, so that most directories are known at once. */
static bool own_listed(const struct dpkg_part *part, struct text *list)
{
	struct slice rest = {list->bytes, list->length};
	struct slice unsure = {NULL, 0}; /* the last path that was kept */
	size_t conffiles = part->part->owned_count;
	bool files = false;
	char buffer[PATH_MAX];
	struct slice line;

	while (slice_line(&rest, &line)) {
		const char *path;

		/* Behind the last line lies the text's own NUL. */
		list->bytes[line.bytes + line.length - list->bytes] = '\0';
		if (line.length < 2 || line.bytes[0] != '/' || strcmp(line.bytes, "/.") == 0)
			continue;
		files = files || (unsure.bytes != NULL && !is_inside(line, unsure));
		unsure = (struct slice){NULL, 0};
		path = place(part, line.bytes, buffer);
		if (path == NULL || !is_kept(part, path) || is_conffile(part, conffiles, path))
			continue;
		(void)own(part, path);
		unsure = line;
	}
	return files || unsure.bytes != NULL;
}

bool dpkg_part_paths(const struct dpkg_part *part, struct text *list)
{
	struct slice conffiles = part->stanza->conffiles;
	struct dpkg_conffile conffile;
	bool files;

	while (dpkg_conffile(&conffiles, &conffile))
		own_conffile(part, &conffile);
	files = own_listed(part, list);
	if (part->part->owned_count > 1)
		qsort(part->part->owned, part->part->owned_count, sizeof *part->part->owned,
			by_path);
	return files;
}

static struct owned *find_owned(const struct dpkg_part *part, struct slice path)
{
	char shipped[PATH_MAX];
	char buffer[PATH_MAX];
	struct owned key;

	if (path.length >= PATH_MAX - 1)
		return NULL;
	shipped[0] = '/';
	memcpy(shipped + 1, path.bytes, path.length);
	shipped[path.length + 1] = '\0';
	key.path = place(part, shipped, buffer);
	if (key.path == NULL)
		return NULL;
	return bsearch(&key, part->part->owned, part->part->owned_count, sizeof key, by_path);
}

static void take_digest(const struct dpkg_part *part, struct slice line)
{
	struct owned *owned;
	struct slice hex, path;

	if (!dpkg_digest_line(line, &hex, &path))
		return;
	owned = find_owned(part, path);
	if (owned != NULL && (owned->flags & OWNED_CONFIG) == 0 && dpkg_md5(hex, owned->digest))
		owned->digest_kind = DIGEST_MD5;
}

/* In a vendor place only files matter, and a file has a digest. */
static void forget_directories(const struct dpkg_part *part)
{
	size_t kept = 0;

	for (size_t i = 0; i < part->part->owned_count; i++) {
		const struct owned *owned = &part->part->owned[i];

		if (owned->digest_kind != DIGEST_NONE ||
			facts_scope_watches(part->request->scope, owned->path))
			part->part->owned[kept++] = *owned;
	}
	part->part->owned_count = kept;
}

void dpkg_part_digests(const struct dpkg_part *part, struct slice digests)
{
	struct slice line;

	if (part->part->owned_count == 0)
		return;
	while (slice_line(&digests, &line))
		take_digest(part, line);
	forget_directories(part);
}
