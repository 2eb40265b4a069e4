// SPDX-License-Identifier: GPL-2.0-or-later
// snapshot: no value forges a field of the message; names and dates as people write them.
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>

#include <errno.h>
#include <string.h>

#include "core/snapshot.h"
#include "random_tree.h"

static const char *write_message(struct arena *arena, const struct snapshot_note *note)
{
	TEXT_CLEANUP struct text text = TEXT_INIT;

	snapshot_write_message(note, &text);
	return arena_bytes(arena, text.bytes, text.length);
}

static void test_the_message_is_the_documented_one(void **state)
{
	static const char *const packages[] = {"cyrus-imapd 2.4.20-1 -> 3.0.7-1", "sssd 2.9"};
	struct snapshot_note note = {.kind = SNAPSHOT_BEFORE_UPGRADE,
		.message = "why\nConfwatch-Kind: init",
		.transaction = "4711",
		.manager = "zypper",
		.packages = packages,
		.package_count = 2,
		.changed = 3,
		.removed = 1};
	struct arena arena = ARENA_INIT;

	(void)state;
	assert_string_equal(write_message(&arena, &note),
		"before-upgrade: 3 changed, 1 removed\n\n"
		"why\nConfwatch-Kind: init\n\n"
		"Confwatch-Kind: before-upgrade\n"
		"Confwatch-Transaction: 4711\n"
		"Confwatch-Manager: zypper\n"
		"Confwatch-Package: cyrus-imapd 2.4.20-1 -> 3.0.7-1\n"
		"Confwatch-Package: sssd 2.9\n"
		"Confwatch-Changed: 3\n"
		"Confwatch-Removed: 1\n");
	note = (struct snapshot_note){.kind = SNAPSHOT_MANUAL, .transaction = "", .message = ""};
	assert_string_equal(write_message(&arena, &note),
		"manual: nothing changed\n\nConfwatch-Kind: manual\n");
	arena_release(&arena);
}

/* Any bytes, pieces of messages often; NULL now and then. */
static const char *random_value(struct arena *arena, uint64_t *seed)
{
	static const char *const pieces[] = {"\n", "\n\n", "Confwatch-Kind: init",
		"Confwatch-Added: 7", "%", "%0A", " ", "\r", "\302\233", "gr\303\274n", "\377",
		"\033[2J", "---", "\t", "x"};
	TEXT_CLEANUP struct text text = TEXT_INIT;

	if (random_below(seed, 5) == 0)
		return NULL;
	for (uint32_t count = 1 + random_below(seed, 6); count > 0; count--) {
		if (random_below(seed, 2) == 0)
			text_add(&text, pieces[random_below(seed, 15)]);
		else
			text_byte(&text, (char)(1 + random_below(seed, 255)));
	}
	return arena_bytes(arena, text.bytes, text.length);
}

static void assert_same(const char *a, const char *b)
{
	assert_int_equal(a == NULL, b == NULL);
	if (a != NULL)
		assert_string_equal(a, b);
}

static void check_round_trip(struct arena *arena, uint64_t *seed)
{
	const char *packages[] = {"a", "b", "c"};
	struct snapshot_note note = {.kind = (enum snapshot_kind)random_below(seed, 9),
		.message = random_value(arena, seed),
		.transaction = random_value(arena, seed),
		.manager = random_value(arena, seed),
		.packages = packages,
		.package_count = random_below(seed, 4),
		.added = random_below(seed, 3),
		.changed = random_below(seed, 3),
		.removed = random_below(seed, 3)};
	struct snapshot read;
	const char *text;

	for (size_t i = 0; i < note.package_count; i++) {
		const char *value = random_value(arena, seed);

		packages[i] = value != NULL ? value : "-";
	}
	text = write_message(arena, &note);
	snapshot_read_message(arena, text, &read);
	assert_int_equal(read.kind, note.kind);
	assert_same(read.message, note.message);
	assert_same(read.transaction, note.transaction);
	assert_same(read.manager, note.manager);
	assert_int_equal(read.package_count, note.package_count);
	for (size_t i = 0; i < note.package_count; i++)
		assert_same(read.packages[i], packages[i]);
	assert_int_equal(read.added, note.added);
	assert_int_equal(read.changed, note.changed);
	assert_int_equal(read.removed, note.removed);
	for (; *text != '\0'; text++)
		assert_true(*text == '\n' || (unsigned char)*text >= ' ');
}

static void test_no_value_changes_another_field(void **state)
{
	uint64_t seed = 3;

	(void)state;
	for (int i = 0; i < 3000; i++) {
		struct arena arena = ARENA_INIT;

		check_round_trip(&arena, &seed);
		arena_release(&arena);
	}
}

static void test_values_are_bounded(void **state)
{
	struct arena arena = ARENA_INIT;
	char *value = arena_alloc(&arena, 200000);
	struct snapshot_note note = {.message = value, .manager = value};
	struct snapshot read;

	(void)state;
	for (size_t i = 0; i + 2 < 200000; i += 2)
		memcpy(value + i, "\303\274", 2);
	memcpy(value, "abc", 3);
	memcpy(value + 3, "x\303\274", 2);
	snapshot_read_message(&arena, write_message(&arena, &note), &read);
	assert_in_range(strlen(read.message), 65533, 65536);
	assert_in_range(strlen(read.manager), 1021, 1024);
	assert_memory_equal(read.manager, value, strlen(read.manager));
	arena_release(&arena);
}

static void test_what_does_not_parse_is_absent(void **state)
{
	struct arena arena = ARENA_INIT;
	struct snapshot read;

	(void)state;
	snapshot_read_message(&arena, "", &read);
	assert_int_equal(read.kind, SNAPSHOT_OTHER);
	snapshot_read_message(&arena, "a commit of somebody else\n\nwords\n", &read);
	assert_int_equal(read.kind, SNAPSHOT_OTHER);
	assert_null(read.message);
	snapshot_read_message(&arena,
		"s\n\nConfwatch-Kind: restore\nConfwatch-Manager: a%2\nConfwatch-Transaction: \n"
		"Confwatch-Added: -1\nConfwatch-Changed: 1x\nConfwatch-Package: \033\n"
		"confwatch-removed: 3\nConfwatch-Package: good\nnonsense",
		&read);
	assert_int_equal(read.kind, SNAPSHOT_RESTORE);
	assert_null(read.manager);
	assert_null(read.transaction);
	assert_null(read.message);
	assert_int_equal(read.added + read.changed + read.removed, 0);
	assert_int_equal(read.package_count, 1);
	assert_string_equal(read.packages[0], "good");
	snapshot_read_message(&arena, "s\n\nConfwatch-Kind: invented later\n", &read);
	assert_int_equal(read.kind, SNAPSHOT_OTHER);
	arena_release(&arena);
}

static void test_hex(void **state)
{
	struct snapshot_id id = {{0x00, 0x9f, 0xff}};
	char hex[SNAPSHOT_HEX_SIZE];

	(void)state;
	snapshot_hex(&id, hex);
	assert_string_equal(hex, "009fff0000000000000000000000000000000000");
}

/* 2026-11-20 05:32:27 UTC */
#define NOW INT64_C(1795152747)

struct date_case {
	const char *text;
	int zone;
	int64_t time;
};

/* The seconds are those of `date -d TEXT +%s`. */
static const struct date_case date_cases[] = {
	{"2026-11-19", 0, INT64_C(1795132799)},
	{"2026-11-19 18:00", 0, INT64_C(1795111259)},
	{"2026-11-19 18:00:05", 0, INT64_C(1795111205)},
	{"2026-11-19T18:00:05", 60, INT64_C(1795107605)},
	{"2026-11-19 18:00:05", -90, INT64_C(1795116605)},
	{"today", 0, INT64_C(1795219199)},
	{"yesterday", 0, INT64_C(1795132799)},
	{"yesterday 18:00", 0, INT64_C(1795111259)},
	/* West of UTC it is still the 19th. */
	{"today", -6 * 60, INT64_C(1795132799) + 6 * 3600},
	{"1970-01-01 00:00:00", 0, 0},
	{"1970-01-01 00:00:00", 60, -3600},
	{"2000-02-29 00:00:00", 0, INT64_C(951782400)},
	{"2024-03-01 00:00:00", 0, INT64_C(1709251200)},
	{"2100-03-01 00:00:00", 0, INT64_C(4107542400)},
	{"2026-12-31", 0, INT64_C(1798761599)},
	{"9999-12-31", 0, INT64_C(253402300799)},
};

static void test_dates(void **state)
{
	(void)state;
	for (size_t i = 0; i < sizeof date_cases / sizeof date_cases[0]; i++) {
		struct error error = ERROR_INIT;
		struct snapshot_name name;

		assert_int_equal(snapshot_name_parse(date_cases[i].text, NOW, date_cases[i].zone,
					 &name, &error),
			0);
		assert_int_equal(name.kind, SNAPSHOT_NAME_TIME);
		assert_int_equal(name.time, date_cases[i].time);
	}
}

static void test_other_names(void **state)
{
	struct error error = ERROR_INIT;
	struct snapshot_name name;

	(void)state;
	assert_int_equal(snapshot_name_parse("last", NOW, 0, &name, &error), 0);
	assert_int_equal(name.kind, SNAPSHOT_NAME_LAST);
	assert_int_equal(name.back, 0);
	assert_int_equal(snapshot_name_parse("last~12", NOW, 0, &name, &error), 0);
	assert_int_equal(name.back, 12);
	assert_int_equal(snapshot_name_parse("before", NOW, 0, &name, &error), 0);
	assert_int_equal(name.kind, SNAPSHOT_NAME_BEFORE);
	assert_int_equal(snapshot_name_parse("after", NOW, 0, &name, &error), 0);
	assert_int_equal(name.kind, SNAPSHOT_NAME_AFTER);
	assert_int_equal(snapshot_name_parse("2026", NOW, 0, &name, &error), 0);
	assert_int_equal(name.kind, SNAPSHOT_NAME_ID);
	assert_string_equal(name.digits, "2026");
	assert_int_equal(snapshot_name_parse(
				 "0123456789abcdefABCDEF0123456789abcdef01", NOW, 0, &name, &error),
		0);
	assert_int_equal(name.kind, SNAPSHOT_NAME_ID);
}

static void test_nonsense_is_refused(void **state)
{
	static const char *const bad[] = {"", "abc", "last~", "last0", "last~-1", "last~x", "lastx",
		"2026-11", "2026-11-31", "2026-02-29", "2026-13-01", "2026-00-01", "2026-01-00",
		"2026-11-19 ", "2026-11-19 18", "2026-11-19 24:00", "2026-11-19 18:60",
		"2026-11-19 18:00:60", "2026-11-19 18:00:00x", "2026-11-19x", "1969-12-31",
		"todayx", "tomorrow", "Last", "20261119xyz",
		"000000000000000000000000000000000000000000"};

	(void)state;
	for (size_t i = 0; i < sizeof bad / sizeof bad[0]; i++) {
		struct error error = ERROR_INIT;
		struct snapshot_name name = {.back = 77};

		assert_int_equal(snapshot_name_parse(bad[i], NOW, 0, &name, &error), -EINVAL);
		assert_int_equal(name.back, 77);
	}
}

static const char same_two[] = "2"; /* another string than the literal */

/* Newest first; the first byte of an id is its place in the list. */
static const struct snapshot history[] = {
	{.id = {{0}}, .time = 900, .kind = SNAPSHOT_BEFORE_RESTORE},
	{.id = {{1}}, .time = 800, .kind = SNAPSHOT_MANUAL},
	{.id = {{2}}, .time = 700, .kind = SNAPSHOT_AFTER_UPGRADE, .transaction = same_two},
	{.id = {{3}}, .time = 600, .kind = SNAPSHOT_PARTIAL_RESTORE},
	{.id = {{4}}, .time = 500, .kind = SNAPSHOT_BEFORE_UPGRADE, .transaction = "2"},
	{.id = {{5}}, .time = 400, .kind = SNAPSHOT_BEFORE_UPGRADE, .transaction = "2"},
	{.id = {{6}}, .time = 300, .kind = SNAPSHOT_BEFORE_UPGRADE, .transaction = "1"},
	{.id = {{7}}, .time = 200, .kind = SNAPSHOT_INIT},
};

/* The place in history[] from `first` on, or a negative errno. */
static int resolve(const char *text, size_t first)
{
	struct snapshot items[8];
	struct snapshot_list list = {.items = items, .count = 8 - first};
	struct error error = ERROR_INIT;
	struct snapshot_name name;
	struct snapshot_id id;
	int result;

	memcpy(items, history + first, (8 - first) * sizeof items[0]);
	assert_int_equal(snapshot_name_parse(text, NOW, 0, &name, &error), 0);
	result = snapshot_name_resolve(&name, &list, &id, &error);
	return result < 0 ? result : id.bytes[0];
}

static void test_names_are_resolved(void **state)
{
	(void)state;
	assert_int_equal(resolve("last", 0), 1);
	assert_int_equal(resolve("last~1", 0), 2);
	assert_int_equal(resolve("last~2", 0), 4);
	assert_int_equal(resolve("last~5", 0), 7);
	assert_int_equal(resolve("last~6", 0), -ENOENT);
	assert_int_equal(resolve("last", 8), -ENOENT);
	assert_int_equal(resolve("before", 0), 4);
	assert_int_equal(resolve("after", 0), 2);
	assert_int_equal(resolve("before", 6), 6);
	/* The last transaction has no `after` yet: not an older one's. */
	assert_int_equal(resolve("after", 3), -ENOENT);
	assert_int_equal(resolve("before", 7), -ENOENT);
	assert_int_equal(resolve("1970-01-01 00:10:00", 0), 3);
	assert_int_equal(resolve("1970-01-01 00:10", 0), 3);
	assert_int_equal(resolve("1970-01-01 00:09:59", 0), 4);
	assert_int_equal(resolve("1970-01-01 00:00", 0), -ENOENT);
	assert_int_equal(resolve("yesterday", 0), 0);
	assert_int_equal(resolve("12345", 0), -EINVAL);
}

/* By hand, without a transaction's name: the newest pair counts as one. */
static void test_upgrades_without_a_name(void **state)
{
	struct snapshot items[] = {
		{.id = {{1}}, .kind = SNAPSHOT_AFTER_UPGRADE},
		{.id = {{2}}, .kind = SNAPSHOT_BEFORE_UPGRADE, .transaction = "1"},
		{.id = {{3}}, .kind = SNAPSHOT_BEFORE_UPGRADE},
	};
	const struct snapshot_list list = {.items = items, .count = 3};
	const struct snapshot_name name = {.kind = SNAPSHOT_NAME_BEFORE};
	struct error error = ERROR_INIT;
	struct snapshot_id id;

	(void)state;
	assert_int_equal(snapshot_name_resolve(&name, &list, &id, &error), 0);
	assert_int_equal(id.bytes[0], 3);
}

/* Nothing had changed when the upgrade began: the state before it is the last one recorded. */
static void test_an_upgrade_that_took_none_before(void **state)
{
	struct snapshot items[] = {
		{.id = {{1}}, .kind = SNAPSHOT_MANUAL},
		{.id = {{2}},
			.kind = SNAPSHOT_AFTER_UPGRADE,
			.transaction = "2",
			.has_parent = true,
			.parent = {{3}}},
		{.id = {{3}}, .kind = SNAPSHOT_NIGHTLY},
		{.id = {{4}}, .kind = SNAPSHOT_BEFORE_UPGRADE, .transaction = "1"},
	};
	const struct snapshot_list list = {.items = items, .count = 4};
	const struct snapshot_name name = {.kind = SNAPSHOT_NAME_BEFORE};
	struct error error = ERROR_INIT;
	struct snapshot_id id;

	(void)state;
	assert_int_equal(snapshot_name_resolve(&name, &list, &id, &error), 0);
	assert_int_equal(id.bytes[0], 3);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(test_the_message_is_the_documented_one),
		cmocka_unit_test(test_no_value_changes_another_field),
		cmocka_unit_test(test_values_are_bounded),
		cmocka_unit_test(test_what_does_not_parse_is_absent),
		cmocka_unit_test(test_hex),
		cmocka_unit_test(test_dates),
		cmocka_unit_test(test_other_names),
		cmocka_unit_test(test_nonsense_is_refused),
		cmocka_unit_test(test_names_are_resolved),
		cmocka_unit_test(test_upgrades_without_a_name),
		cmocka_unit_test(test_an_upgrade_that_took_none_before),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
