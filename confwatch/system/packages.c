// SPDX-License-Identifier: GPL-2.0-or-later
// Facts from the package databases of the root: the cached ones, or what changed since.
#include "system/packages.h"

#include <string.h>

#include "system/packages_cache.h"
#include "system/packages_parts.h"

#define LENGTH(array) (sizeof(array) / sizeof(array)[0])

enum {
	/* What is kept, and how: another one makes every package be asked again. */
	GENERATION = 2,
};

static const struct package_database *const databases[] = {&packages_dpkg, &packages_rpm};

/* One line for all databases; *young as package_database.stamp has it. */
static void take_stamp(
	const struct packages_request *request, struct text *result, bool *young, unsigned *there)
{
	*there = 0;
	*young = false;
	text_format(result, "merged=%x", request->merged);
	for (size_t i = 0; i < LENGTH(databases); i++) {
		text_format(result, " %s=", databases[i]->manager);
		if (databases[i]->stamp(request, result, young))
			*there |= 1U << i;
	}
}

static uint64_t seed_of(const struct packages_request *request)
{
	const int generation = GENERATION;
	uint64_t seed = packages_mark(PACKAGES_MARK, &generation, sizeof generation);

	seed = packages_mark(seed, &request->merged, sizeof request->merged);
	for (size_t i = 0; i < request->scope->watched.count; i++) {
		const char *root = request->scope->watched.items[i];

		seed = packages_mark(seed, root, strlen(root) + 1);
	}
	return seed;
}

static struct packages_request make_request(
	int root, const struct facts_scope *scope, const struct timespec *now)
{
	struct packages_request request = {.root = root, .scope = scope, .now = *now};

	request.merged = packages_merged(root);
	request.seed = seed_of(&request);
	return request;
}

/* The clock that stamps files. */
static struct timespec file_clock(void)
{
	struct timespec now = {0};

	(void)clock_gettime(CLOCK_REALTIME_COARSE, &now);
	return now;
}

static void take_known(
	struct arena *arena, const struct packages_cache *cache, struct facts_parts *known)
{
	facts_to_parts(arena, &cache->facts, known);
	for (size_t i = 0; i < known->count; i++)
		known->items[i].mark = cache->marks[i];
}

static int read_all(struct arena *arena, const struct packages_request *request, unsigned there,
	struct facts_parts *result, struct error *error)
{
	for (size_t i = 0; i < LENGTH(databases); i++) {
		if ((there & 1U << i) != 0 && databases[i]->read(arena, request, result, error) < 0)
			return error_context(
				error, "cannot read the packages of %s", databases[i]->manager);
	}
	return 0;
}

static const uint64_t *take_marks(struct arena *arena, const struct facts_parts *parts)
{
	uint64_t *marks = arena_new_array(arena, parts->count, uint64_t);

	for (size_t i = 0; i < parts->count; i++)
		marks[i] = parts->items[i].mark;
	return marks;
}

static int read_at(struct arena *arena, int root, int state, const struct string_list *watch,
	const struct timespec *now, struct packages_reading *result, struct error *error)
{
	TEXT_CLEANUP struct text stamp = TEXT_INIT;
	struct facts_scope scope;
	struct facts_parts known = {0};
	struct facts_parts parts = {0};
	struct packages_reading reading = {.is_new = true};
	struct packages_request request;
	unsigned there;
	bool young;

	facts_scope_make(arena, watch, &scope);
	request = make_request(root, &scope, now);
	request.known = &known;
	/* Before anything is read: what is written meanwhile makes the stamps differ. */
	take_stamp(&request, &stamp, &young, &there);
	if (state >= 0 && packages_cache_read(arena, state, &reading.cache)) {
		if (reading.cache.seed == request.seed &&
			strcmp(reading.cache.stamp, text_string(&stamp)) == 0) {
			reading.is_new = false;
			*result = reading;
			return 0;
		}
		if (reading.cache.seed == request.seed)
			request.known_stamp = reading.cache.stamp;
		take_known(arena, &reading.cache, &known);
	}
	if (read_all(arena, &request, there, &parts, error) < 0)
		return -error->code;
	facts_from_parts(arena, &parts, &reading.cache.facts);
	reading.cache.stamp =
		arena_format(arena, "%s%s", young ? "young " : "", text_string(&stamp));
	reading.cache.seed = request.seed;
	reading.cache.marks = take_marks(arena, &parts);
	*result = reading;
	return 0;
}

int packages_read(struct arena *arena, int root, int state, const struct string_list *watch,
	struct packages_reading *result, struct error *error)
{
	const struct timespec now = file_clock();

	return read_at(arena, root, state, watch, &now, result, error);
}

void packages_compose(const struct packages_reading *reading, struct text *result)
{
	text_clear(result);
	if (reading->is_new)
		packages_cache_compose(&reading->cache, result);
}

/* Without it the next time takes longer, and that is all: a failure is no error. */
void packages_keep(int state, const struct text *composed)
{
	struct error ignored = ERROR_INIT;

	if (composed->length > 0)
		(void)packages_cache_write(state, composed, &ignored);
}

int packages_facts_at(struct arena *arena, int root, int state, const struct string_list *watch,
	const struct timespec *now, struct facts *result, struct error *error)
{
	TEXT_CLEANUP struct text composed = TEXT_INIT;
	struct packages_reading reading = {0};

	if (read_at(arena, root, state, watch, now, &reading, error) < 0)
		return -error->code;
	if (state >= 0) {
		packages_compose(&reading, &composed);
		packages_keep(state, &composed);
	}
	*result = reading.cache.facts;
	return 0;
}

int packages_facts(struct arena *arena, int root, int state, const struct string_list *watch,
	struct facts *result, struct error *error)
{
	const struct timespec now = file_clock();

	return packages_facts_at(arena, root, state, watch, &now, result, error);
}

bool packages_current(int root, int state)
{
	const struct timespec now = file_clock();
	const struct facts_scope scope = {0};
	const struct packages_request request = make_request(root, &scope, &now);
	TEXT_CLEANUP struct text cached = TEXT_INIT;
	TEXT_CLEANUP struct text stamp = TEXT_INIT;
	unsigned there;
	bool young;

	if (!packages_cache_stamp(state, &cached))
		return false;
	take_stamp(&request, &stamp, &young, &there);
	return text_equals(&cached, &stamp);
}
