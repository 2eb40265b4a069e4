// SPDX-License-Identifier: GPL-2.0-or-later
// A small watched tree below a temporary root: scanning it, and comparing what scans found.
#ifndef TESTS_WATCHED_H
#define TESTS_WATCHED_H

#include <errno.h>
#include <stdbool.h>
#include <stdint.h>
#include <time.h>

#include "base/path.h"
#include "system/cache.h"
#include "system/files.h"
#include "temporary.h"

struct watched {
	struct temporary root;
	struct arena arena;
	struct configuration configuration;
	struct protection protection;
	struct seal_key key;
	struct names *names;
	struct error error;
	int state; /* ROOT/state, never watched */
};

/* ROOT/w is watched until something else is said. */
static inline void watched_init(struct watched *watched)
{
	*watched = (struct watched){.root = temporary_make()};
	temporary_directory(&watched->root, "w");
	temporary_directory(&watched->root, "etc");
	temporary_directory(&watched->root, "state");
	temporary_text(&watched->root, "etc/passwd", "root:x:0:0\nsomebody:x:77:78\n");
	temporary_text(&watched->root, "etc/group", "root:x:0:\nsome:x:78:\n");
	watched->state = openat(watched->root.fd, "state", O_RDONLY | O_DIRECTORY | O_CLOEXEC);
	watched->protection.arena = &watched->arena;
	watched->names = names_read(&watched->arena, watched->root.fd);
	memset(watched->key.bytes, 7, sizeof watched->key.bytes);
	string_list_add(&watched->configuration.watch, &watched->arena, "/w");
}

static inline void watched_release(struct watched *watched)
{
	files_close(&watched->state);
	arena_release(&watched->arena);
	temporary_remove(&watched->root);
}

/* For cmocka: one for each test. */
static inline int watched_set_up(void **state)
{
	static struct watched watched;

	watched_init(&watched);
	*state = &watched;
	return 0;
}

static inline int watched_tear_down(void **state)
{
	watched_release(*state);
	return 0;
}

static inline struct scan_options watched_options(struct watched *watched)
{
	return (struct scan_options){
		.root = watched->root.fd,
		.configuration = &watched->configuration,
		.state = "/state",
		.protection = &watched->protection,
		.names = watched->names,
	};
}

static inline int watched_scan(
	struct watched *watched, const struct scan_options *options, struct scan *result)
{
	struct digest_sink digests;
	struct content_sink sink = digest_sink_init(&digests, &watched->key);

	return scan_tree(&watched->arena, options, &sink, result, &watched->error);
}

/* A start so late that nothing counts as racy: as if the tree had been left alone for a while. */
static inline struct timespec watched_later(void)
{
	struct timespec start;

	(void)clock_gettime(CLOCK_REALTIME_COARSE, &start);
	start.tv_sec += 10;
	return start;
}

/* What is written from now on has other time stamps than what was written before. */
static inline void watched_next_tick(void)
{
	struct timespec before, now;

	(void)clock_gettime(CLOCK_REALTIME_COARSE, &before);
	do
		(void)clock_gettime(CLOCK_REALTIME_COARSE, &now);
	while (now.tv_sec == before.tv_sec && now.tv_nsec == before.tv_nsec);
}

/* What the tests' caches say of themselves. */
static inline struct cache_basis watched_basis(void)
{
	return (struct cache_basis){{4, 5, 6}};
}

static inline int watched_write_cache(struct watched *watched, const struct scan *scan)
{
	static const unsigned char head[BLOB_SIZE] = {1, 2, 3};
	struct cache_basis basis = watched_basis();

	return cache_write(watched->state, scan, head, &basis, true, &watched->error);
}

/* NULL without one. */
static inline struct cache *watched_open_cache(struct watched *watched)
{
	struct cache *cache = NULL;

	(void)cache_open(watched->state, &cache, &watched->error);
	return cache;
}

/* Scans as if the tree had rested, and leaves the cache of that. */
static inline int watched_record(struct watched *watched)
{
	struct scan_options options = watched_options(watched);
	struct timespec start = watched_later();
	struct scan scan;

	options.start = &start;
	if (watched_scan(watched, &options, &scan) < 0 || watched_write_cache(watched, &scan) < 0)
		return -watched->error.code;
	watched_next_tick();
	return 0;
}

static inline bool same_string(const char *a, const char *b)
{
	return a == NULL || b == NULL ? a == b : strcmp(a, b) == 0;
}

static inline bool same_attributes(const struct attributes *a, const struct attributes *b)
{
	if (a == NULL || b == NULL)
		return a == b;
	if (!same_string(a->access_acl, b->access_acl) ||
		!same_string(a->default_acl, b->default_acl) || a->count != b->count)
		return false;
	for (size_t i = 0; i < a->count; i++) {
		if (strcmp(a->list[i].name, b->list[i].name) != 0 ||
			a->list[i].length != b->list[i].length ||
			memcmp(a->list[i].value, b->list[i].value, a->list[i].length) != 0)
			return false;
	}
	return true;
}

static inline bool same_content(const struct entry *a, const struct entry *b)
{
	if (a->content != b->content || (a->seal == NULL) != (b->seal == NULL))
		return false;
	if (a->seal != NULL && memcmp(a->seal, b->seal, SEAL_SIZE) != 0)
		return false;
	/* Blobs of protected files are known only to those who have just read them. */
	if (a->content != CONTENT_PUBLIC)
		return true;
	return a->has_blob && b->has_blob && memcmp(a->blob, b->blob, BLOB_SIZE) == 0;
}

static inline bool same_entry(const struct entry *a, const struct entry *b)
{
	/* Whatever happens in an ancestor moves its times. */
	bool timed = !a->ancestor;

	return strcmp(a->path, b->path) == 0 && same_string(a->target, b->target) &&
		same_string(a->same_as, b->same_as) && same_string(a->user, b->user) &&
		same_string(a->group, b->group) && same_attributes(a->attributes, b->attributes) &&
		a->size == b->size && (!timed || a->seconds == b->seconds) &&
		(!timed || a->nanoseconds == b->nanoseconds) && a->mode == b->mode &&
		a->uid == b->uid && a->gid == b->gid && a->major == b->major &&
		a->minor == b->minor && a->problem == b->problem && a->kind == b->kind &&
		a->ancestor == b->ancestor && same_content(a, b);
}

/* Prints the first difference. */
static inline bool same_tree(const struct tree *a, const struct tree *b)
{
	size_t count = a->count < b->count ? a->count : b->count;

	for (size_t i = 0; i < count; i++) {
		if (!same_entry(&a->entries[i], &b->entries[i])) {
			(void)fprintf(stderr, "'%s' is not '%s'\n", a->entries[i].path,
				b->entries[i].path);
			return false;
		}
	}
	if (a->count != b->count)
		(void)fprintf(stderr, "%zu entries, not %zu\n", a->count, b->count);
	return a->count == b->count;
}

#endif
