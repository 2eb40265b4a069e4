// SPDX-License-Identifier: GPL-2.0-or-later
// core/diary_book: chapters by path and by time.
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>

#include <string.h>

#include "core/diary_book.h"

static const char *const two[] = {"/etc/postfix", "/etc/hosts", "/etc/postfix"};
static const char *const one[] = {"/etc/hosts"};

static struct diary_entry entries[] = {
	{.id = "a", .time = 1795089600 /* 2026-11-19 12:00 UTC */, .paths = two, .path_count = 3},
	{.id = "b", .time = 1796083199 /* 2026-11-30 23:59:59 UTC */},
	{.id = "c", .time = 1796083200, .paths = one, .path_count = 1},
};
static const struct diary diary = {.entries = entries, .count = 3};

/* "/etc/hosts: a* c*", one line a chapter; a star: it is told there. */
static void assert_book(bool by_path, int zone, const char *expected)
{
	struct arena arena = ARENA_INIT;
	TEXT_CLEANUP struct text text = TEXT_INIT;
	struct diary_book book;

	diary_book(&arena, &diary, by_path, zone, &book);
	for (size_t i = 0; i < book.count; i++) {
		const struct diary_chapter *chapter = &book.chapters[i];

		text_format(&text, "%s%s:", chapter->path != NULL ? chapter->path : "",
			chapter->month != NULL ? chapter->month : "");
		for (size_t j = 0; j < chapter->count; j++) {
			const struct diary_mention *mention = &chapter->mentions[j];

			assert_ptr_equal(mention->entry, &entries[mention->number - 1]);
			text_format(&text, " %s%s", mention->entry->id, mention->told ? "*" : "");
		}
		text_byte(&text, '\n');
	}
	assert_string_equal(text_string(&text), expected);
	arena_release(&arena);
}

static void an_entry_is_told_once(void **state)
{
	(void)state;
	assert_book(true, 0, "/etc/hosts: a* c*\n/etc/postfix: a\n: b*\n");
}

static void months_begin_where_the_reader_is(void **state)
{
	(void)state;
	assert_book(false, 0, "2026-11: a* b*\n2026-12: c*\n");
	assert_book(false, 60, "2026-11: a*\n2026-12: b* c*\n");
}

static void an_empty_diary_is_an_empty_book(void **state)
{
	static const struct diary none;
	struct arena arena = ARENA_INIT;
	struct diary_book book;

	(void)state;
	diary_book(&arena, &none, true, 0, &book);
	assert_int_equal(book.count, 0);
	arena_release(&arena);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(an_entry_is_told_once),
		cmocka_unit_test(months_begin_where_the_reader_is),
		cmocka_unit_test(an_empty_diary_is_an_empty_book),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
