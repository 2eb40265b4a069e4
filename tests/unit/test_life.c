// SPDX-License-Identifier: GPL-2.0-or-later
// core/life and render/life: what became of a path, as events and in words.
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>

#include <string.h>

#include "render/life.h"
#include "render_fixture.h"

enum {
	NOON = 1795089600, /* 2026-11-19 12:00 UTC */
};

static const struct finding_list none;

static struct change made(enum change_kind kind, bool content, size_t metadata)
{
	return (struct change){.path = "/a",
		.kind = kind,
		.content = content,
		.metadata = wider,
		.metadata_count = metadata};
}

static void what_happened_follows_from_the_change(void **state)
{
	const struct {
		struct change change;
		enum life_kind kind;
	} table[] = {
		{made(CHANGE_ADDED, true, 0), LIFE_CREATED},
		{made(CHANGE_REMOVED, true, 0), LIFE_REMOVED},
		{made(CHANGE_TYPE_CHANGED, true, 0), LIFE_RETYPED},
		{made(CHANGE_CHANGED, true, 1), LIFE_EDITED},
		{made(CHANGE_CHANGED, false, 1), LIFE_METADATA},
		{made(CHANGE_CHANGED, false, 0), LIFE_EDITED},
	};
	const struct snapshot snapshot = {.time = 5, .has_parent = true, .kind = SNAPSHOT_MANUAL};
	const struct snapshot first = {.kind = SNAPSHOT_INIT};
	struct life_event event;

	(void)state;
	for (size_t i = 0; i < sizeof table / sizeof table[0]; i++) {
		event = life_of_snapshot(&snapshot, &table[i].change, &none, "/a", NULL);
		assert_int_equal(event.kind, table[i].kind);
		assert_int_equal(event.cause, LIFE_BY_PERSON);
		assert_int_equal(event.time, 5);
		assert_ptr_equal(event.snapshot, &snapshot);
	}
	assert_int_equal(life_of_snapshot(&snapshot, NULL, &none, "/a", NULL).kind, LIFE_BELOW);
	assert_int_equal(
		life_of_snapshot(&first, &table[0].change, &none, "/a", NULL).kind, LIFE_RECORDED);
}

static void who_did_it_follows_from_the_snapshot(void **state)
{
	static const struct {
		enum snapshot_kind kind;
		enum life_cause cause;
	} table[] = {
		{SNAPSHOT_BEFORE_UPGRADE, LIFE_BY_PERSON},
		{SNAPSHOT_AFTER_UPGRADE, LIFE_BY_UPGRADE},
		{SNAPSHOT_BEFORE_RESTORE, LIFE_BY_PERSON},
		{SNAPSHOT_RESTORE, LIFE_BY_RESTORE},
		{SNAPSHOT_PARTIAL_RESTORE, LIFE_BY_RESTORE},
		{SNAPSHOT_UNDO, LIFE_BY_UNDO},
		{SNAPSHOT_OTHER, LIFE_BY_PERSON},
	};

	(void)state;
	for (size_t i = 0; i < sizeof table / sizeof table[0]; i++) {
		const struct snapshot snapshot = {.kind = table[i].kind};

		assert_int_equal(
			life_of_snapshot(&snapshot, NULL, &none, "/a", NULL).cause, table[i].cause);
	}
}

static void an_upgrade_is_told_by_its_finding_and_its_package(void **state)
{
	static const char *const packages[] = {
		"cyrus-imapd-utils 1 -> 2", "cyrus-imapd 2.4.20-1 -> 3.0.7-1"};
	const struct snapshot snapshot = {
		.kind = SNAPSHOT_AFTER_UPGRADE, .packages = packages, .package_count = 2};
	const struct finding_list findings = {fixture_findings, 2, 2};
	struct life_event event;

	(void)state;
	event = life_of_snapshot(&snapshot, NULL, &findings, "/etc/sasldb2", "cyrus-imapd");
	assert_ptr_equal(event.finding, &fixture_findings[1]);
	assert_string_equal(event.package, packages[1]);
	event = life_of_snapshot(&snapshot, NULL, &findings, "/etc", "cyrus");
	assert_null(event.finding);
	assert_null(event.package);
}

static const char *const reason[] = {"reason", "accepted"};
static const char *const upgrade[] = {"upgrade"};
static const char *const restore[] = {"restore"};
static struct snapshot snapshots[4];
static struct life_event events[5];

static struct diary_entry entries[] = {
	{.id = "20261119-110000-00aa",
		.time = NOON - 3600,
		.tags = reason,
		.tag_count = 2,
		.text = "mail users come from LDAP\nand more \x1b"},
	{.id = "x", .time = NOON, .tags = upgrade, .tag_count = 1, .text = "told by the snapshot"},
	{.id = "y", .time = NOON, .tags = restore, .tag_count = 1},
	{.id = "z\xff-\x1b", .time = NOON, .tags = reason, .tag_count = 1, .text = "same second"},
	{.time = NOON + 3600,
		.has_snapshot = true,
		.snapshot = {{9}},
		.text = "before it was restored"},
	{.time = NOON + 7200},
};
static const struct diary diary = {.entries = entries, .count = 6};

/* Edited at ten, upgraded at twelve, restored and taken back at one, newest first. */
static struct life make_life(struct arena *arena)
{
	static const char *const packages[] = {"cyrus-imapd 2.4.20-1 -> 3.0.7-1"};
	struct life life = {.items = events, .count = 4, .older = 2};

	snapshots[0] = (struct snapshot){.kind = SNAPSHOT_UNDO, .time = NOON + 3600};
	snapshots[1] = (struct snapshot){.kind = SNAPSHOT_RESTORE, .time = NOON + 3600};
	snapshots[2] = (struct snapshot){.kind = SNAPSHOT_AFTER_UPGRADE,
		.time = NOON,
		.packages = packages,
		.package_count = 1};
	snapshots[3] = fixture_snapshot;
	snapshots[3].time = NOON - 7200;
	for (size_t i = 0; i < 4; i++)
		events[i] = (struct life_event){
			.time = snapshots[i].time, .kind = LIFE_EDITED, .snapshot = &snapshots[i]};
	events[0].cause = LIFE_BY_UNDO;
	events[1].cause = LIFE_BY_RESTORE;
	events[2].cause = LIFE_BY_UPGRADE;
	events[2].package = packages[0];
	events[2].finding = &fixture_findings[0];
	events[2].change = &fixture_changes[3];
	life_add_diary(arena, &diary, &life);
	return life;
}

static void people_read_one_line_for_each(void **state)
{
	static const struct text_options wide = {.program = "confwatch"};
	struct arena arena = ARENA_INIT;
	struct life life = make_life(&arena);
	TEXT_CLEANUP struct text text = TEXT_INIT;

	(void)state;
	text_life(&life, "/etc/a b", &wide, &text);
	assert_string_equal(text_string(&text),
		"         2026-11-19 14:00 \n"
		"0000000  2026-11-19 13:00  restore taken back\n"
		"0000000  2026-11-19 13:00  restored\n"
		"         2026-11-19 13:00  : before it was restored\n"
		"\\033        2026-11-19 12:00  reason: same second\n"
		"0000000  2026-11-19 12:00  GONE, your copy is imap.rpmsave: "
		"cyrus-imapd 2.4.20-1 -> 3.0.7-1\n"
		"00aa     2026-11-19 11:00  reason, accepted: mail users come from LDAP ...\n"
		"1a2b3c4  2026-11-19 10:00  edited: first line ...\n"
		"and 2 more: confwatch log '/etc/a b'\n");
	arena_release(&arena);
}

static void a_phone_shows_it_too(void **state)
{
	struct arena arena = ARENA_INIT;
	struct life life = make_life(&arena);
	TEXT_CLEANUP struct text text = TEXT_INIT;

	(void)state;
	life.items += 5;
	life.count = 1;
	life.older = 0;
	text_life(&life, "/a", &plain, &text);
	assert_string_equal(text_string(&text),
		"0000000  2026-11-19 12:00  GONE, your\n"
		"         copy is imap.rpmsave:\n"
		"         cyrus-imapd 2.4.20-1 -> 3.0.7-1\n");
	arena_release(&arena);
}

static void only_the_newest_are_listed(void **state)
{
	static const struct text_options verbose = {.verbose = true};
	static const struct text_options wide;
	static struct life_event ten[10];
	const struct life life = {.items = ten, .count = 10, .older = 1};
	TEXT_CLEANUP struct text text = TEXT_INIT;

	(void)state;
	for (size_t i = 0; i < 10; i++)
		ten[i] = (struct life_event){.snapshot = &fixture_snapshot};
	text_life(&life, "/a", &wide, &text);
	assert_non_null(strstr(text_string(&text), "\nand 3 more: confwatch log /a\n"));
	text_clear(&text);
	text_life(&life, "/a", &verbose, &text);
	assert_non_null(strstr(text_string(&text), "\nand 1 more: confwatch log /a\n"));
}

/* All in one second: what was said stands between the snapshots that it came between. */
static void what_was_said_stands_where_it_was_said(void **state)
{
	static struct snapshot made[] = {{.id = {{3}}, .time = NOON}, {.id = {{2}}, .time = NOON},
		{.id = {{1}}, .time = NOON}};
	static struct diary_entry said[] = {
		{.time = NOON, .has_snapshot = true, .snapshot = {{1}}, .text = "a"},
		{.time = NOON, .has_snapshot = true, .snapshot = {{2}}, .text = "b"},
		{.time = NOON, .has_snapshot = true, .snapshot = {{2}}, .text = "c"},
		{.time = NOON, .text = "d"}};
	static const struct diary all = {.entries = said, .count = 4};
	static const char *const expected[] = {"d", NULL, "c", "b", NULL, "a", NULL};
	struct life_event items[3];
	struct life life = {.items = items, .count = 3};
	struct arena arena = ARENA_INIT;

	(void)state;
	for (size_t i = 0; i < 3; i++)
		items[i] = (struct life_event){.time = NOON, .snapshot = &made[i]};
	life_add_diary(&arena, &all, &life);
	assert_int_equal(life.count, 7);
	for (size_t i = 0; i < 7; i++) {
		assert_int_equal(life.items[i].entry == NULL, expected[i] == NULL);
		if (expected[i] != NULL)
			assert_string_equal(life.items[i].entry->text, expected[i]);
	}
	arena_release(&arena);
}

static void every_kind_has_words(void **state)
{
	struct snapshot snapshot = {.has_parent = true};

	(void)state;
	for (int kind = LIFE_RECORDED; kind < LIFE_NOTED; kind++) {
		struct life_event both[] = {{.kind = (enum life_kind)kind, .snapshot = &snapshot},
			{.kind = (enum life_kind)kind,
				.cause = LIFE_BY_UPGRADE,
				.package = "p 1 -> 2",
				.snapshot = &snapshot}};
		const struct life life = {.items = both, .count = 2};
		static const struct text_options wide;
		TEXT_CLEANUP struct text text = TEXT_INIT;

		text_life(&life, "/a", &wide, &text);
		assert_non_null(strstr(text_string(&text), ": p 1 -> 2\n"));
		assert_null(strstr(text_string(&text), "00:00  \n"));
		assert_null(strstr(text_string(&text), "00:00  :"));
		assert_true(life_kind_name((enum life_kind)kind)[0] != '\0');
	}
}

static void programs_get_all_of_it(void **state)
{
	struct arena arena = ARENA_INIT;
	struct life life = make_life(&arena);
	TEXT_CLEANUP struct text text = TEXT_INIT;
	struct json json = json_init(&text);

	(void)state;
	json_open_object(&json, NULL);
	json_life(&json, "life", &life);
	json_close_object(&json);
	assert_non_null(strstr(text_string(&text),
		"      \"time\": \"2026-11-19T12:00:00+00:00\",\n"
		"      \"event\": \"edited\",\n"
		"      \"cause\": \"upgrade\",\n"
		"      \"snapshot\": \"0000000000000000000000000000000000000000\",\n"
		"      \"class\": \"set-aside\",\n"
		"      \"package\": \"cyrus-imapd 2.4.20-1 -> 3.0.7-1\",\n"
		"      \"entry\": null\n"));
	assert_non_null(strstr(text_string(&text),
		"      \"event\": \"noted\",\n"
		"      \"cause\": null,\n"
		"      \"snapshot\": null,\n"
		"      \"class\": null,\n"
		"      \"package\": null,\n"
		"      \"entry\": \"20261119-110000-00aa\"\n"));
	arena_release(&arena);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(what_happened_follows_from_the_change),
		cmocka_unit_test(who_did_it_follows_from_the_snapshot),
		cmocka_unit_test(an_upgrade_is_told_by_its_finding_and_its_package),
		cmocka_unit_test(people_read_one_line_for_each),
		cmocka_unit_test(a_phone_shows_it_too),
		cmocka_unit_test(only_the_newest_are_listed),
		cmocka_unit_test(what_was_said_stands_where_it_was_said),
		cmocka_unit_test(every_kind_has_words),
		cmocka_unit_test(programs_get_all_of_it),
	};

	return cmocka_run_group_tests_name("life", tests, NULL, NULL);
}
