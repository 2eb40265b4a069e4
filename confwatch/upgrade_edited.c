// SPDX-License-Identifier: GPL-2.0-or-later
// Which files of announced packages are not as they were shipped: without libgit2, for hooks.
#include <fcntl.h>
#include <stdlib.h>
#include <string.h>

#include "system/files.h"
#include "system/packages_cache.h"
#include "system/vendor.h"
#include "upgrade_quick.h"
#include "upgrade_parts.h"

static int compare_announced(const void *a, const void *b)
{
	return strcmp((*(const struct announced *const *)a)->name,
		(*(const struct announced *const *)b)->name);
}

/* Those whose package is at hand, by name. */
static const struct announced **sort_archives(
	struct arena *arena, const struct announced_list *announced, size_t *count)
{
	const struct announced **items =
		arena_new_array(arena, announced->count, const struct announced *);

	*count = 0;
	for (size_t i = 0; i < announced->count; i++) {
		const struct announced *item = &announced->items[i];

		if (item->archive != NULL && item->action != ANNOUNCED_REMOVE)
			items[(*count)++] = item;
	}
	if (*count > 1)
		qsort(items, *count, sizeof(const struct announced *), compare_announced);
	return items;
}

static const struct announced *find_archive(
	const struct announced *const *items, size_t count, const char *name)
{
	const struct announced key = {.name = name};
	const struct announced *wanted = &key;
	const struct announced *const *found =
		bsearch(&wanted, items, count, sizeof(const struct announced *), compare_announced);

	return found != NULL ? *found : NULL;
}

/* A file that cannot be read is no reason to look into a package. */
static bool is_edited(const struct workspace *workspace, const struct owned *owned)
{
	TEXT_CLEANUP struct text bytes = TEXT_INIT;
	unsigned char digest[DIGEST_MOST];
	FD_CLEANUP int path =
		files_open_beneath(workspace->root_fd, owned->path, O_PATH | O_NOFOLLOW);
	FD_CLEANUP int fd = -1;

	if (path < 0 || owned->digest_kind == DIGEST_NONE)
		return false;
	fd = files_reopen(path, O_RDONLY | O_NOATIME | O_NONBLOCK);
	if (fd < 0 || files_read_all(fd, VENDOR_TEXT_MOST, &bytes) < 0)
		return false;
	upgrade_digest(owned->digest_kind, &bytes, digest);
	return memcmp(digest, owned->digest, digest_size(owned->digest_kind)) != 0;
}

void upgrade_list_edited(struct workspace *workspace, const struct announced_list *announced,
	const struct facts *facts, struct upgrade_edited *result)
{
	struct arena *arena = workspace->arena;
	struct packages_cache cache;
	size_t count = 0;
	const struct announced **archives =
		announced != NULL ? sort_archives(arena, announced, &count) : NULL;

	*result = (struct upgrade_edited){0};
	if (count == 0 ||
		(facts == NULL && !packages_cache_read(arena, workspace->state_fd, &cache)))
		return;
	if (facts == NULL)
		facts = &cache.facts;
	result->items = arena_new_array(arena, facts->owned_count, struct edited_file);
	for (size_t i = 0; i < facts->owned_count; i++) {
		const struct owned *owned = &facts->owned[i];
		const struct announced *archive =
			find_archive(archives, count, owned->package->name);

		if (archive != NULL && is_edited(workspace, owned))
			result->items[result->count++] =
				(struct edited_file){.path = owned->path, .archive = archive};
	}
}
