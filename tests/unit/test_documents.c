// SPDX-License-Identifier: GPL-2.0-or-later
// settings/documents: views are made once, and in doubt each time.
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>

#include "directory_world.h"
#include "settings/documents.h"

static const struct directory_format formats[] = {{"*", "group"}, {0}};

static struct directory_world directory;
static struct documents *documents;
static unsigned filled;

static int set_up(void **state)
{
	(void)state;
	directory_world_make(&directory, formats, NULL);
	temporary_text(&directory.root, "good", "root:x:0:\n");
	temporary_text(&directory.root, "bad", "root:x:0:\n?\n");
	temporary_text(&directory.root, "worse", "root:x:0:\n\n?\n");
	temporary_directory(&directory.root, "none");
	documents = documents_new(&directory.judged);
	assert_non_null(documents);
	filled = 0;
	return 0;
}

static int tear_down(void **state)
{
	(void)state;
	documents_free(documents);
	directory_world_remove(&directory);
	return 0;
}

/* The argument: files to read, between blanks. */
static void fill_files(struct documents *of, const char *argument, xmlNodePtr root)
{
	char path[64];
	int length;

	filled++;
	for (const char *at = argument; sscanf(at, " %63s%n", path, &length) == 1; at += length) {
		(void)documents_file(of, path);
		(void)xmlNewChild(root, NULL, BAD_CAST "read", BAD_CAST path);
	}
}

static const struct documents_kind of_files = {"files", "all", fill_files};

static xmlNodePtr view(const char *paths)
{
	xmlNodePtr root = documents_view(documents, &of_files, paths);

	assert_non_null(root);
	return root;
}

/* A view over one that reads /bad, with a doubt of its own before it if there is an argument. */
static void fill_nested(struct documents *of, const char *argument, xmlNodePtr root)
{
	(void)root;
	if (argument[0] != '\0')
		documents_doubt(of, DOUBT_TOO_COSTLY, argument, 7);
	(void)documents_view(of, &of_files, "/bad");
}

static const struct documents_kind nested = {"nested", "all", fill_nested};

static void is_in_doubt(enum doubt expected, const char *place, uint32_t at)
{
	const char *path;
	uint32_t line;

	assert_int_equal(documents_doubted(documents, &path, &line), expected);
	assert_string_equal(path, place);
	assert_int_equal(line, at);
}

static void is_trusted(void)
{
	is_in_doubt(DOUBT_NONE, "", 0);
	assert_false(documents_blind(documents));
}

static void views_are_made_once(void **state)
{
	xmlNodePtr root = view("/good");

	(void)state;
	assert_string_equal((const char *)root->name, "all");
	assert_non_null(root->children);
	assert_ptr_equal(view("/good"), root);
	assert_int_equal(filled, 1);
	assert_ptr_not_equal(view("/good /none"), root);
	assert_int_equal(filled, 2);
	/* Of another kind, for the same argument. */
	assert_ptr_not_equal(documents_view(documents, &nested, "/good"), root);
}

static void views_are_in_doubt_each_time(void **state)
{
	(void)state;
	for (int i = 0; i < 3; i++) {
		documents_trust(documents);
		is_trusted();
		(void)view("/good /bad /worse");
		is_in_doubt(DOUBT_UNREAD, "/bad", 2);
		assert_false(documents_blind(documents));
	}
	assert_int_equal(filled, 1);
}

static void views_are_blind_each_time(void **state)
{
	(void)state;
	for (int i = 0; i < 2; i++) {
		documents_trust(documents);
		(void)view("/bad /none");
		is_in_doubt(DOUBT_UNREAD, "/bad", 2);
		assert_true(documents_blind(documents));
		documents_trust(documents);
		(void)view("/good");
		is_trusted();
	}
}

static void what_was_in_doubt_before_stays(void **state)
{
	(void)state;
	for (int i = 0; i < 2; i++) {
		documents_trust(documents);
		documents_unknown(documents, "/first");
		(void)view("/bad");
		(void)view("/good");
		is_in_doubt(DOUBT_UNREADABLE, "/first", 0);
		assert_true(documents_blind(documents));
	}
}

static void what_was_in_doubt_before_is_not_the_views(void **state)
{
	(void)state;
	documents_unknown(documents, "/first");
	(void)view("/bad");
	(void)view("/good");
	documents_trust(documents);
	(void)view("/good");
	is_trusted();
	(void)view("/bad");
	is_in_doubt(DOUBT_UNREAD, "/bad", 2);
	assert_false(documents_blind(documents));
	(void)view("/worse");
	is_in_doubt(DOUBT_UNREAD, "/bad", 2);
	documents_trust(documents);
	(void)view("/worse");
	is_in_doubt(DOUBT_UNREAD, "/worse", 3);
}

/* Whether the inner one is made for the outer one, or was there before. */
static void doubts_reach_outer_views(void **state)
{
	(void)state;
	for (int before = 0; before < 2; before++) {
		documents_free(documents);
		documents = documents_new(&directory.judged);
		if (before)
			(void)view("/bad");
		for (int i = 0; i < 2; i++) {
			documents_trust(documents);
			assert_non_null(documents_view(documents, &nested, ""));
			is_in_doubt(DOUBT_UNREAD, "/bad", 2);
			documents_trust(documents);
			assert_non_null(documents_view(documents, &nested, "/own"));
			is_in_doubt(DOUBT_TOO_COSTLY, "/own", 7);
		}
		documents_trust(documents);
		(void)view("/bad");
		is_in_doubt(DOUBT_UNREAD, "/bad", 2);
	}
	assert_int_equal(filled, 2);
}

static void fill_much(struct documents *of, const char *argument, xmlNodePtr root)
{
	size_t most = argument[0] != '\0' ? DOCUMENTS_MEMORY_MOST / DOCUMENT_NODE : 1;

	(void)of;
	filled++;
	for (size_t i = 0; i < most; i++)
		(void)xmlAddChild(root, xmlNewDocNode(root->doc, NULL, BAD_CAST "a", NULL));
}

static void memory_of_views_is_counted(void **state)
{
	static const struct documents_kind much = {"much", "all", fill_much};

	(void)state;
	(void)documents_view(documents, &much, "");
	documents_tidy(documents);
	(void)documents_view(documents, &much, "");
	assert_int_equal(filled, 1);
	(void)documents_view(documents, &much, "very");
	documents_tidy(documents);
	(void)documents_view(documents, &much, "");
	assert_int_equal(filled, 3);
	documents_tidy(documents);
	(void)documents_view(documents, &much, "");
	assert_int_equal(filled, 3);
}

#define TEST(function) cmocka_unit_test_setup_teardown(function, set_up, tear_down)

int main(void)
{
	const struct CMUnitTest tests[] = {
		TEST(views_are_made_once),
		TEST(views_are_in_doubt_each_time),
		TEST(views_are_blind_each_time),
		TEST(what_was_in_doubt_before_stays),
		TEST(what_was_in_doubt_before_is_not_the_views),
		TEST(doubts_reach_outer_views),
		TEST(memory_of_views_is_counted),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
