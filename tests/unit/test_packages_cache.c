// SPDX-License-Identifier: GPL-2.0-or-later
// STATE/facts: current while the databases are, rebuilt when damaged, and always the whole truth.
#include "package_world.h"

#include <errno.h>
#include <inttypes.h>

#include "system/packages_cache.h"
#include "system/packages_parts.h"

enum {
	PACKAGES = 12,
	SEQUENCES = 12,
	STEPS = 25,
	STATUS_SIZE = 8192,
};

static void read_cached(struct package_world *world, struct text *result)
{
	struct error error = ERROR_INIT;

	if (world_read(world, world->state, result, &error) < 0)
		fail_msg("%s", error.message);
}

static void expect_version(struct package_world *world, const char *version)
{
	TEXT_CLEANUP struct text text = TEXT_INIT;
	struct arena arena = ARENA_INIT;

	read_cached(world, &text);
	assert_string_equal(text_string(&text),
		arena_format(&arena, "confwatch-packages 1\ninstalled dpkg a %s\n", version));
	arena_release(&arena);
}

static void put_version(struct package_world *world, const char *version)
{
	struct arena arena = ARENA_INIT;

	world_status(world,
		arena_format(&arena, "Package: a\nStatus: install ok installed\nVersion: %s\n",
			version));
	arena_release(&arena);
}

static void test_current(void **state)
{
	struct package_world *world = *state;
	int root = world->root.fd;

	assert_false(packages_current(root, world->state));
	put_version(world, "1");
	assert_false(packages_current(root, world->state));
	expect_version(world, "1");
	assert_true(packages_current(root, world->state));
	put_version(world, "1.1");
	assert_false(packages_current(root, world->state));
	expect_version(world, "1.1");
	assert_true(packages_current(root, world->state));
	world_put(world, "var/lib/dpkg/diversions", "");
	assert_false(packages_current(root, world->state));
	expect_version(world, "1.1");
	world_put(world, "var/lib/ucf/registry", "");
	assert_false(packages_current(root, world->state));
	expect_version(world, "1.1");
	assert_int_equal(symlinkat("usr/lib", root, "lib"), 0);
	assert_false(packages_current(root, world->state));
	expect_version(world, "1.1");
	assert_true(packages_current(root, world->state));
	assert_int_equal(unlinkat(root, "var/lib/dpkg/status", 0), 0);
	assert_false(packages_current(root, world->state));
}

/* What was written a moment ago may be written again within the same stamp. */
static void test_young_stamps_prove_nothing(void **state)
{
	struct package_world *world = *state;
	struct arena arena = ARENA_INIT;
	struct error error = ERROR_INIT;
	struct timespec now;
	struct stat status;
	struct facts facts;

	put_version(world, "1");
	assert_int_equal(fstatat(world->root.fd, "var/lib/dpkg/status", &status, 0), 0);
	now = status.st_ctim;
	assert_int_equal(packages_facts_at(&arena, world->root.fd, world->state, &world->watch,
				 &now, &facts, &error),
		0);
	assert_int_equal(facts.package_count, 1);
	assert_false(packages_current(world->root.fd, world->state));
	expect_version(world, "1");
	assert_true(packages_current(world->root.fd, world->state));
	arena_release(&arena);
}

/* Another list of watched paths: what was kept for the old one is not enough. */
static void test_watching_more(void **state)
{
	struct package_world *world = *state;
	TEXT_CLEANUP struct text text = TEXT_INIT;

	put_version(world, "1");
	world_info(world, "a.list", "/srv\n/srv/x\n");
	expect_version(world, "1");
	string_list_add(&world->watch, &world->arena, "/srv/x");
	read_cached(world, &text);
	assert_string_equal(text_string(&text),
		"confwatch-packages 1\ninstalled dpkg a 1\nowned /srv/x a - -\n");
}

/* Each byte that is another, each length that is less. */
static void test_damage_is_found(void **state)
{
	struct package_world *world = *state;
	TEXT_CLEANUP struct text bytes = TEXT_INIT;
	FD_CLEANUP int fd = -1;
	struct arena arena = ARENA_INIT;
	struct packages_cache cache;

	put_version(world, "1");
	world_info(world, "a.list", "/etc\n/etc/x\n");
	read_cached(world, &bytes);
	text_clear(&bytes);
	fd = openat(world->state, "facts", O_RDONLY | O_CLOEXEC);
	assert_int_equal(files_read_all(fd, 65536, &bytes), 0);
	assert_true(packages_cache_parse(&arena, bytes.bytes, bytes.length, &cache));
	assert_int_equal(cache.facts.owned_count, 2);
	for (size_t i = 0; i < bytes.length; i++) {
		assert_false(packages_cache_parse(&arena, bytes.bytes, i, &cache));
		bytes.bytes[i] = (char)(bytes.bytes[i] ^ 1);
		assert_false(packages_cache_parse(&arena, bytes.bytes, bytes.length, &cache));
		bytes.bytes[i] = (char)(bytes.bytes[i] ^ 1);
	}
	temporary_text(&world->root, "state/facts", "damaged\n");
	assert_false(packages_current(world->root.fd, world->state));
	read_cached(world, &bytes);
	assert_non_null(strstr(text_string(&bytes), "owned /etc/x a - -\n"));
	assert_true(packages_current(world->root.fd, world->state));
	arena_release(&arena);
}

static void test_a_cache_that_cannot_be_written(void **state)
{
	struct package_world *world = *state;

	assert_int_equal(mkdirat(world->state, "facts", 0700), 0);
	assert_int_equal(mkdirat(world->state, "facts/full", 0700), 0);
	put_version(world, "1");
	expect_version(world, "1");
	expect_version(world, "1");
	assert_false(packages_current(world->root.fd, world->state));
}

/* What a made-up package holds; all of its files follow from these numbers. */
struct model {
	const char *state; /* of dpkg; NULL: never installed */
	uint32_t version;
	uint32_t build; /* rises with each unpacking, so that no two lists have one size */
};

static uint32_t next(uint32_t *seed)
{
	*seed = *seed * 1664525U + 1013904223U;
	return *seed >> 8;
}

static const char digits[] = "0123456789abcdef0123456789abcdef";

/* Some files move between packages, some between kinds, as versions go by. */
static void write_info(struct package_world *world, uint32_t number, const struct model *model)
{
	TEXT_CLEANUP struct text list = TEXT_INIT;
	TEXT_CLEANUP struct text sums = TEXT_INIT;
	struct arena arena = ARENA_INIT;
	uint32_t random = model->version * 7919 + number;

	text_add(&list, "/.\n/etc\n/etc/shared.d\n");
	for (uint32_t i = next(&random) % 6; i > 0; i--) {
		uint32_t file = next(&random) % 9;
		const char *place = next(&random) % 3 == 0 ? "/usr/lib/pam.d" : "/etc/shared.d";

		text_format(&list, "%s/f%" PRIu32 "\n", place, file);
		if (next(&random) % 4 != 0)
			text_format(&sums, "%s  %s/f%" PRIu32 "\n", digits, place + 1, file);
	}
	for (uint32_t i = 0; i < model->build; i++)
		text_add(&list, "/usr/share/doc\n");
	world_info(world, arena_format(&arena, "p%" PRIu32 ".list", number), list.bytes);
	world_info(world, arena_format(&arena, "p%" PRIu32 ".md5sums", number), text_string(&sums));
	arena_release(&arena);
}

static void write_status(struct package_world *world, const struct model *models, uint32_t step)
{
	TEXT_CLEANUP struct text text = TEXT_INIT;

	for (uint32_t i = 0; i < PACKAGES; i++) {
		uint32_t random = models[i].version * 31 + i;

		if (models[i].state == NULL)
			continue;
		text_format(&text,
			"Package: p%" PRIu32 "\nStatus: %s\nArchitecture: all\n"
			"Version: %" PRIu32 "\nConffiles:\n",
			i, models[i].state, models[i].version);
		for (uint32_t left = next(&random) % 4; left > 0; left--)
			text_format(&text, " /etc/conf%" PRIu32 " %s%s\n", next(&random) % 9,
				digits, next(&random) % 4 == 0 ? " obsolete" : "");
		text_add(&text, "\n");
	}
	/* Another size each time: stamps of files written within one tick may be the same. */
	while (text.length < STATUS_SIZE + step)
		text_add(&text, "\n");
	world_status(world, text_string(&text));
}

static void change(struct package_world *world, struct model *models, uint32_t *seed)
{
	for (uint32_t left = 1 + next(seed) % 3; left > 0; left--) {
		uint32_t number = next(seed) % PACKAGES;
		struct model *model = &models[number];
		uint32_t action = next(seed) % 8;

		if (action < 5) {
			/* Also the same version, built anew. */
			model->state = action == 4 ? "install ok unpacked" : "install ok installed";
			model->version = 1 + next(seed) % 5;
			model->build++;
			write_info(world, number, model);
		} else if (action < 7 && model->state != NULL) {
			model->state = "deinstall ok config-files";
		} else if (model->state != NULL) {
			model->state = NULL;
		}
	}
	if (next(seed) % 8 == 0)
		world_put(world, "var/lib/dpkg/diversions",
			next(seed) % 2 == 0 ? "/etc/conf1\n/etc/conf1.distrib\np3\n" : "");
	if (next(seed) % 6 == 0)
		world_put(world, "var/lib/ucf/registry",
			next(seed) % 2 == 0 ? "p1 \t /etc/u1\np2 \t /etc/u2\n" : "p2 \t /etc/u1\n");
}

static void test_refreshing_equals_reading_all(void **state)
{
	struct package_world *world = *state;
	TEXT_CLEANUP struct text refreshed = TEXT_INIT;
	TEXT_CLEANUP struct text whole = TEXT_INIT;

	for (uint32_t sequence = 1; sequence <= SEQUENCES; sequence++) {
		struct model models[PACKAGES] = {0};
		uint32_t seed = sequence;

		for (uint32_t step = 1; step <= STEPS; step++) {
			struct error error = ERROR_INIT;

			change(world, models, &seed);
			write_status(world, models, step);
			read_cached(world, &refreshed);
			assert_int_equal(world_read(world, -1, &whole, &error), 0);
			assert_string_equal(text_string(&refreshed), text_string(&whole));
			/* And once more, now that nothing has changed. */
			assert_true(packages_current(world->root.fd, world->state));
			read_cached(world, &refreshed);
			assert_string_equal(text_string(&refreshed), text_string(&whole));
		}
	}
}

/* The memory for large ones is taken first. */
static void test_files_of_any_size(void **state)
{
	static const size_t sizes[] = {0, 1, 65535, 65536, 65537, 1000000};
	struct package_world *world = *state;

	for (size_t i = 0; i < sizeof sizes / sizeof sizes[0]; i++) {
		TEXT_CLEANUP struct text written = TEXT_INIT;
		TEXT_CLEANUP struct text known = TEXT_INIT;

		for (size_t j = 0; j < sizes[i]; j++)
			text_byte(&written, (char)('a' + j % 23));
		temporary_text(&world->root, "large", text_string(&written));
		text_add(&known, "known");
		assert_int_equal(packages_read_file(world->root.fd, "/large", sizes[i], &known), 0);
		assert_int_equal(known.length, strlen("known") + sizes[i]);
		assert_memory_equal(known.bytes, "known", strlen("known"));
		assert_string_equal(known.bytes + strlen("known"), text_string(&written));
		if (sizes[i] > 0)
			assert_int_equal(packages_read_file(
						 world->root.fd, "/large", sizes[i] - 1, &written),
				-EFBIG);
	}
}

#define TEST(name) cmocka_unit_test_setup_teardown(name, world_set_up, world_tear_down)

int main(void)
{
	const struct CMUnitTest tests[] = {
		TEST(test_current),
		TEST(test_young_stamps_prove_nothing),
		TEST(test_watching_more),
		TEST(test_damage_is_found),
		TEST(test_a_cache_that_cannot_be_written),
		TEST(test_refreshing_equals_reading_all),
		TEST(test_files_of_any_size),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
