// SPDX-License-Identifier: GPL-2.0-or-later
// A root with a dpkg database made by hand, and its facts as text.
#ifndef TESTS_PACKAGE_WORLD_H
#define TESTS_PACKAGE_WORLD_H

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>

#include "system/files.h"
#include "system/packages.h"
#include "system/packages_parts.h"
#include "temporary.h"

struct package_world {
	struct temporary root;
	struct string_list watch;
	struct arena arena;
	int state;
};

static inline void world_make(struct package_world *world)
{
	static const char *const directories[] = {"etc", "var", "var/lib", "var/lib/dpkg",
		"var/lib/dpkg/info", "var/lib/dpkg/updates", "var/lib/ucf", "state"};

	*world = (struct package_world){.root = temporary_make()};
	for (size_t i = 0; i < sizeof directories / sizeof directories[0]; i++)
		temporary_directory(&world->root, directories[i]);
	string_list_add(&world->watch, &world->arena, "/etc");
	world->state = openat(world->root.fd, "state", O_RDONLY | O_DIRECTORY | O_CLOEXEC);
	assert_true(world->state >= 0);
}

static inline void world_end(struct package_world *world)
{
	files_close(&world->state);
	arena_release(&world->arena);
	temporary_remove(&world->root);
}

/* For cmocka: one for each test. */
static inline int world_set_up(void **state)
{
	static struct package_world world;

	world_make(&world);
	*state = &world;
	return 0;
}

static inline int world_tear_down(void **state)
{
	world_end(*state);
	return 0;
}

/* As the managers do: a new file takes the name. */
static inline void world_put(struct package_world *world, const char *path, const char *text)
{
	temporary_text(&world->root, "new", text);
	assert_int_equal(renameat(world->root.fd, "new", world->root.fd, path), 0);
}

static inline void world_status(struct package_world *world, const char *text)
{
	world_put(world, "var/lib/dpkg/status", text);
}

static inline void world_info(struct package_world *world, const char *name, const char *text)
{
	struct arena arena = ARENA_INIT;

	world_put(world, arena_format(&arena, "var/lib/dpkg/info/%s", name), text);
	arena_release(&arena);
}

/* Facts an hour from now, when no stamp is too young; state -1: without a cache. */
static inline int world_read(
	struct package_world *world, int state, struct text *result, struct error *error)
{
	struct arena arena = ARENA_INIT;
	struct timespec now;
	struct facts facts;
	int code;

	(void)clock_gettime(CLOCK_REALTIME, &now);
	now.tv_sec += 3600;
	code = packages_facts_at(&arena, world->root.fd, state, &world->watch, &now, &facts, error);
	text_clear(result);
	if (code == 0)
		facts_write(&facts, result);
	arena_release(&arena);
	return code;
}

/* The lines behind the heading. */
static inline void world_expect(struct package_world *world, const char *lines)
{
	static const char heading[] = "confwatch-packages 1\n";
	TEXT_CLEANUP struct text text = TEXT_INIT;
	struct error error = ERROR_INIT;

	if (world_read(world, -1, &text, &error) < 0)
		fail_msg("%s", error.message);
	assert_int_equal(strncmp(text_string(&text), heading, sizeof heading - 1), 0);
	assert_string_equal(text_string(&text) + sizeof heading - 1, lines);
}

#endif
