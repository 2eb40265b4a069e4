// SPDX-License-Identifier: GPL-2.0-or-later
// system/packages_rpm_index: databases of sqlite's kind, made by hand, page by page.
#include "package_world.h"

#include <sys/mman.h>

#include "system/packages_rpm.h"
#include "system/sqlite_table.h"

enum {
	PAGE = 512,
	PAGES = 4,
	LEAF = 13,
	INTERIOR = 5,
	SCHEMA_HEAD = 100,
};

struct database {
	unsigned char bytes[PAGES * PAGE];
};

struct index_world {
	struct package_world packages;
	struct database database;
	int directory;
};

static unsigned char *page_of(struct database *database, unsigned number)
{
	return database->bytes + (size_t)(number - 1) * PAGE;
}

static void put_number(unsigned char *at, size_t size, size_t value)
{
	for (size_t i = size; i > 0; i--, value >>= 8)
		at[i - 1] = (unsigned char)value;
}

static void begin_page(struct database *database, unsigned number, unsigned char kind)
{
	unsigned char *page = page_of(database, number);
	unsigned char *head = page + (number == 1 ? SCHEMA_HEAD : 0);

	memset(head, 0, (size_t)(page + PAGE - head));
	head[0] = kind;
	put_number(head + 5, 2, PAGE);
}

/* Cells grow from the end of the page, pointers to them from its head. */
static void add_cell(
	struct database *database, unsigned number, const unsigned char *cell, size_t length)
{
	unsigned char *page = page_of(database, number);
	unsigned char *head = page + (number == 1 ? SCHEMA_HEAD : 0);
	size_t count = (size_t)head[3] << 8 | head[4];
	size_t content = ((size_t)head[5] << 8 | head[6]) - length;
	size_t pointers = head[0] == LEAF ? 8 : 12;

	memcpy(page + content, cell, length);
	put_number(head + pointers + 2 * count, 2, content);
	put_number(head + 3, 2, count + 1);
	put_number(head + 5, 2, content);
}

static size_t add_text(unsigned char *types, unsigned char *values, size_t at, const char *text)
{
	size_t length = strlen(text), type = 13 + 2 * length;

	types[0] = (unsigned char)(0x80 | type >> 7);
	types[1] = (unsigned char)(type & 0x7f);
	for (size_t i = 0; i < length; i++)
		values[at + i] = (unsigned char)text[i];
	return at + length;
}

/* A row of texts with one number of four bytes; "#" stands for it. */
static void add_row(struct database *database, unsigned page, const char *const *texts,
	size_t count, uint32_t value)
{
	unsigned char types[16] = {0}, values[PAGE] = {0}, cell[PAGE];
	size_t type_length = 0, value_length = 0, length;

	for (size_t i = 0; i < count; i++) {
		if (strcmp(texts[i], "#") == 0) {
			types[type_length++] = 4;
			put_number(values + value_length, 4, value);
			value_length += 4;
		} else {
			value_length =
				add_text(types + type_length, values, value_length, texts[i]);
			type_length += 2;
		}
	}
	length = 1 + type_length + value_length;
	cell[0] = (unsigned char)(0x80 | length >> 7);
	cell[1] = (unsigned char)(length & 0x7f);
	cell[2] = 1;
	cell[3] = (unsigned char)(1 + type_length);
	memcpy(cell + 4, types, type_length);
	memcpy(cell + 4 + type_length, values, value_length);
	add_cell(database, page, cell, 3 + length);
}

static void add_name(struct database *database, unsigned page, const char *name, uint32_t instance)
{
	const char *const texts[] = {name, "#", "#"};

	add_row(database, page, texts, 3, instance);
}

/* An interior page has children before its last one. */
static void add_child(struct database *database, unsigned page, unsigned child)
{
	unsigned char cell[5] = {0, 0, 0, (unsigned char)child, 1};

	add_cell(database, page, cell, sizeof cell);
}

static void make_tables(struct database *database, const char *statement)
{
	static const unsigned char magic[] = "SQLite format 3";
	const char *const packages[] = {"table", "Packages", "Packages", "#", statement};
	const char *const names[] = {"table", "Name", "Name", "#", "CREATE TABLE 'Name'"};
	const char *const index[] = {"index", "Name", "Name", "#", "CREATE INDEX"};

	*database = (struct database){{0}};
	memcpy(database->bytes, magic, sizeof magic);
	put_number(database->bytes + 16, 2, PAGE);
	put_number(database->bytes + 56, 4, 1);
	begin_page(database, 1, LEAF);
	add_row(database, 1, packages, 5, 4);
	add_row(database, 1, names, 5, 2);
	add_row(database, 1, index, 5, 4);
	begin_page(database, 2, LEAF);
	begin_page(database, 3, LEAF);
	begin_page(database, 4, LEAF);
}

static void make_rpm_tables(struct database *database)
{
	make_tables(database, "CREATE TABLE 'Packages' (hnum INTEGER PRIMARY KEY AUTOINCREMENT)");
}

static int set_up(void **state)
{
	static struct index_world world;

	world_make(&world.packages);
	temporary_directory(&world.packages.root, "var/lib/rpm");
	world.directory = openat(world.packages.root.fd, "var/lib/rpm", O_RDONLY | O_CLOEXEC);
	assert_true(world.directory >= 0);
	make_rpm_tables(&world.database);
	*state = &world;
	return 0;
}

static int tear_down(void **state)
{
	struct index_world *world = *state;

	files_close(&world->directory);
	world_end(&world->packages);
	return 0;
}

/* "NAME..." of those that are known, then "NUMBER..." of the others; NULL: rpm is to be asked. */
static const char *match(struct index_world *world, const char *known_list)
{
	struct arena *arena = &world->packages.arena;
	struct facts_parts known = {0}, result = {0};
	struct packages_request request = {.known = &known};
	struct rpm_missing missing = {.count = 0};
	struct error error = ERROR_INIT;
	struct rpm_list list;
	struct facts facts;
	const char *text = "";

	assert_int_equal(
		rpm_parse_list(arena, 1, known_list, strlen(known_list), &list, &error), 0);
	for (size_t i = 0; i < list.count; i++)
		*facts_part_add(&known, arena) = list.items[i].part;
	facts_from_parts(arena, &known, &facts);
	temporary_file(&world->packages.root, "var/lib/rpm/rpmdb.sqlite", world->database.bytes,
		sizeof world->database.bytes);
	if (!rpm_match_known(arena, &request, world->directory, &result, &missing))
		return NULL;
	for (size_t i = 0; i < result.count; i++)
		text = arena_format(arena, "%s%s ", text, result.items[i].package.name);
	for (size_t i = 0; i < missing.count; i++)
		text = arena_format(arena, "%s%u ", text, (unsigned)missing.instances[i]);
	return text;
}

static const char known_list[] = "3 a 1-1 noarch 1 a b\n"
				 "7 b 1-1 noarch 1 a b\n"
				 "70000 b 2-1 noarch 1 a b\n"
				 "9 gone 1-1 noarch 1 a b\n";

static void test_known_and_new(void **state)
{
	struct index_world *world = *state;

	add_name(&world->database, 2, "new", 80000);
	add_name(&world->database, 2, "a", 3);
	add_name(&world->database, 2, "gpg-pubkey", 5);
	add_name(&world->database, 2, "b", 70000);
	add_name(&world->database, 2, "newer", 11);
	add_name(&world->database, 2, "b", 7);
	assert_string_equal(match(world, known_list), "a b b 11 80000 ");
	assert_string_equal(match(world, ""), "3 7 11 70000 80000 ");
}

static void test_another_name_under_the_number(void **state)
{
	struct index_world *world = *state;

	add_name(&world->database, 2, "aa", 3);
	add_name(&world->database, 2, "a", 7);
	assert_string_equal(match(world, known_list), "3 7 ");
}

static void test_many_pages(void **state)
{
	struct index_world *world = *state;

	begin_page(&world->database, 2, INTERIOR);
	add_child(&world->database, 2, 3);
	put_number(page_of(&world->database, 2) + 8, 4, 4);
	add_name(&world->database, 3, "a", 3);
	add_name(&world->database, 4, "b", 7);
	assert_string_equal(match(world, known_list), "b a ");
	/* Round in circles, and behind the end. */
	put_number(page_of(&world->database, 2) + 8, 4, 2);
	assert_null(match(world, known_list));
	put_number(page_of(&world->database, 2) + 8, 4, PAGES + 1);
	assert_null(match(world, known_list));
}

static void test_what_lies_beside_the_file(void **state)
{
	static const char *const logs[] = {
		"var/lib/rpm/rpmdb.sqlite-wal", "var/lib/rpm/rpmdb.sqlite-journal"};
	struct index_world *world = *state;

	add_name(&world->database, 2, "a", 3);
	for (size_t i = 0; i < sizeof logs / sizeof logs[0]; i++) {
		temporary_text(&world->packages.root, logs[i], "x");
		assert_null(match(world, known_list));
		temporary_text(&world->packages.root, logs[i], "");
		assert_string_equal(match(world, known_list), "a ");
	}
}

static void test_what_is_not_understood(void **state)
{
	struct index_world *world = *state;
	struct database *database = &world->database;

	/* Numbers that are given again prove nothing. */
	make_tables(database, "CREATE TABLE 'Packages' (hnum INTEGER PRIMARY KEY)");
	assert_null(match(world, known_list));
	make_rpm_tables(database);
	add_name(database, 2, "a", 0);
	assert_null(match(world, known_list));
	make_rpm_tables(database);
	page_of(database, 2)[0] = 10;
	assert_null(match(world, known_list));
	make_rpm_tables(database);
	database->bytes[0] = 's';
	assert_null(match(world, known_list));
	make_rpm_tables(database);
	database->bytes[59] = 2;
	assert_null(match(world, known_list));
	memset(database->bytes, 0xff, sizeof database->bytes);
	assert_null(match(world, known_list));
}

static void test_too_many_are_new(void **state)
{
	struct index_world *world = *state;
	struct arena *arena = &world->packages.arena;
	struct rpm_missing missing = {.count = RPM_MISSING_MOST};
	struct facts_parts known = {0}, result = {0};
	struct packages_request request = {.known = &known};

	add_name(&world->database, 2, "a", 3);
	assert_string_equal(match(world, ""), "3 ");
	assert_false(rpm_match_known(arena, &request, world->directory, &result, &missing));
}

static bool count_row(void *context, const struct sqlite_row *row)
{
	*(size_t *)context += row->count;
	return true;
}

/* Each byte may be any other: nothing is read that is not there. */
static void test_damaged_bytes(void **state)
{
	struct index_world *world = *state;
	struct database *database = &world->database;
	int fd = memfd_create("database", MFD_CLOEXEC);
	size_t count = 0;

	assert_true(fd >= 0);
	add_name(database, 2, "a", 3);
	for (size_t i = 0; i < sizeof database->bytes; i++) {
		static const unsigned char changes[] = {0x01, 0x80, 0xff};

		for (size_t j = 0; j < sizeof changes; j++) {
			database->bytes[i] ^= changes[j];
			assert_int_equal(pwrite(fd, database->bytes, sizeof database->bytes, 0),
				sizeof database->bytes);
			(void)sqlite_read_table(fd, 1, count_row, &count);
			(void)sqlite_read_table(fd, 2, count_row, &count);
			database->bytes[i] ^= changes[j];
		}
	}
	assert_true(count > 0);
	files_close(&fd);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test_setup_teardown(test_known_and_new, set_up, tear_down),
		cmocka_unit_test_setup_teardown(
			test_another_name_under_the_number, set_up, tear_down),
		cmocka_unit_test_setup_teardown(test_many_pages, set_up, tear_down),
		cmocka_unit_test_setup_teardown(test_what_lies_beside_the_file, set_up, tear_down),
		cmocka_unit_test_setup_teardown(test_what_is_not_understood, set_up, tear_down),
		cmocka_unit_test_setup_teardown(test_too_many_are_new, set_up, tear_down),
		cmocka_unit_test_setup_teardown(test_damaged_bytes, set_up, tear_down),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
