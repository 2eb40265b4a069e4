// SPDX-License-Identifier: GPL-2.0-or-later
// Settings of two states: what changed by meaning, and what makes no difference.
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <string.h>

#include <cmocka.h>

#include "base/text.h"
#include "core/settings.h"
#include "render/settings.h"

enum {
	MOST = 8,
};

/* "name=value"; without a sign there is no value; "!text" is a line that nobody reads. */
static void make(struct arena *arena, const char *const *lines, struct setting_records *result)
{
	struct setting_record *records = arena_new_array(arena, MOST, struct setting_record);
	size_t count = 0;

	for (; lines[count] != NULL; count++) {
		const char *line = lines[count];
		const char *sign = strchr(line, '=');
		struct setting_record *record = &records[count];

		record->line = (uint32_t)count + 1;
		record->unread = *line == '!';
		if (record->unread) {
			record->name = "";
			record->value = line + 1;
		} else if (sign == NULL) {
			record->name = line;
		} else {
			record->name = arena_bytes(arena, line, (size_t)(sign - line));
			record->value = sign + 1;
		}
	}
	*result = (struct setting_records){records, count};
}

static void says(
	const char *const *before, const char *const *after, bool hidden, const char *expected)
{
	static const struct text_options options = {0};
	struct arena arena = ARENA_INIT;
	TEXT_CLEANUP struct text text = TEXT_INIT;
	struct setting_records a, b;
	struct setting_changes changes;
	const struct settings_view view = {"shell", hidden, &changes};

	make(&arena, before, &a);
	make(&arena, after, &b);
	settings_diff(&arena, &a, &b, &changes);
	if (hidden)
		settings_hide(&changes);
	text_settings(&view, &options, &text);
	assert_string_equal(text_string(&text), expected);
	arena_release(&arena);
}

#define LINES(...) ((const char *const[]){__VA_ARGS__, NULL})
#define NOTHING ((const char *const[]){NULL})
#define SAME "  no setting changed: only comments, blanks, or the order of settings\n"

static void test_same(void **state)
{
	(void)state;
	says(NOTHING, NOTHING, false, SAME);
	says(LINES("a=1", "b=2"), LINES("b=2", "a=1"), false, SAME);
	says(LINES("a=1", "a=2"), LINES("a=1", "a=2"), false, SAME);
	says(LINES("a"), LINES("a"), false, SAME);
}

static void test_changed(void **state)
{
	(void)state;
	says(LINES("tls=yes", "b=2"), LINES("b=2", "tls=no"), false, "  tls: yes -> no\n");
	says(LINES("a="), LINES("a=1"), false, "  a: (empty) -> 1\n");
	says(LINES("a=1"), LINES("b=\x1b"), false, "  - a: 1\n  + b: \\033\n");
	says(LINES("a=\xEF\x9F\xA4\xEF\xBF\xBD"), LINES("a=1"), false,
		"  a: \\344\xEF\xBF\xBD -> 1\n");
}

/* Long lists: what came and went; short ones, and such that share nothing, as they are. */
static void test_words(void **state)
{
	(void)state;
	says(LINES("r=permit_mynetworks, permit_sasl_authenticated, reject"),
		LINES("r=permit_mynetworks reject reject_unauth_destination"), false,
		"  r: -permit_sasl_authenticated +reject_unauth_destination\n");
	says(LINES("r=permit_mynetworks, permit_sasl_authenticated, reject"),
		LINES("r=permit_sasl_authenticated, permit_mynetworks, reject"), false,
		"  r: the same words in another order, or as often\n");
	says(LINES("r=a b"), LINES("r=a c"), false, "  r: a b -> a c\n");
}

/* Where several have one name, their order counts. */
static void test_repeated(void **state)
{
	(void)state;
	says(LINES("auth=1", "auth=2"), LINES("auth=2", "auth=1"), false,
		"  auth: the same, in another order\n");
	says(LINES("auth=1", "auth=2"), LINES("auth=2", "auth=3"), false, "  auth: 1 -> 3\n");
	says(LINES("auth=1", "auth=2", "auth=3"), LINES("auth=2", "auth=1", "auth=4"), false,
		"  auth: the same, in another order\n  auth: 3 -> 4\n");
	says(LINES("auth=1", "auth=2"), LINES("auth=0", "auth=1", "auth=2"), false,
		"  + auth: 0\n");
	says(LINES("auth=1", "auth=1"), LINES("auth=1"), false, "  - auth: 1\n");
	says(LINES("auth=1"), LINES("auth=2", "auth=3"), false,
		"  - auth: 1\n  + auth: 2\n  + auth: 3\n");
}

static void test_unread(void **state)
{
	(void)state;
	says(LINES("a=1", "!x y"), LINES("!z", "a=1"), false,
		"  + line 1, which nobody reads: z\n  - line 2, which nobody reads: x y\n");
	says(LINES("!x", "!y"), LINES("!y", "!x"), false,
		"  lines that nobody reads: the same, in another order\n");
	says(LINES("!x"), LINES("!x"), false, SAME);
}

static void test_hidden(void **state)
{
	(void)state;
	says(LINES("a=secret", "b=secret", "!secret"), LINES("a=secret2", "c=secret"), true,
		"  a: changed\n  - b\n  + c\n  - line 3, which nobody reads\n"
		"  values are protected: shown only with --show-secrets on a terminal\n");
}

static const char for_programs[] = "{\n"
				   "  \"schema\": \"confwatch/diff/1\",\n"
				   "  \"settings\": {\n"
				   "    \"format\": \"shell\",\n"
				   "    \"hidden\": false,\n"
				   "    \"changes\": [\n"
				   "      {\n"
				   "        \"name\": \"r\",\n"
				   "        \"kind\": \"changed\",\n"
				   "        \"before\": \"a b\",\n"
				   "        \"after\": \"a c\",\n"
				   "        \"line_before\": 1,\n"
				   "        \"line_after\": 1,\n"
				   "        \"removed_words\": [\n"
				   "          \"b\"\n"
				   "        ],\n"
				   "        \"added_words\": [\n"
				   "          \"c\"\n"
				   "        ]\n"
				   "      },\n"
				   "      {\n"
				   "        \"name\": null,\n"
				   "        \"kind\": \"removed\",\n"
				   "        \"before\": \"x\",\n"
				   "        \"after\": null,\n"
				   "        \"line_before\": 2,\n"
				   "        \"line_after\": null,\n"
				   "        \"removed_words\": [],\n"
				   "        \"added_words\": []\n"
				   "      },\n"
				   "      {\n"
				   "        \"name\": \"n\",\n"
				   "        \"kind\": \"added\",\n"
				   "        \"before\": null,\n"
				   "        \"after\": \"1\",\n"
				   "        \"line_before\": null,\n"
				   "        \"line_after\": 2,\n"
				   "        \"removed_words\": [],\n"
				   "        \"added_words\": []\n"
				   "      }\n"
				   "    ]\n"
				   "  },\n"
				   "  \"settings\": null\n"
				   "}\n";

static void test_for_programs(void **state)
{
	struct arena arena = ARENA_INIT;
	TEXT_CLEANUP struct text text = TEXT_INIT;
	struct setting_records before, after;
	struct setting_changes changes;
	const struct settings_view view = {"shell", false, &changes};
	struct json json = json_init(&text);

	(void)state;
	make(&arena, LINES("r=a b", "!x"), &before);
	make(&arena, LINES("r=a c", "n=1"), &after);
	settings_diff(&arena, &before, &after, &changes);
	json_begin(&json, "diff");
	json_settings(&json, &view);
	json_settings(&json, NULL);
	json_end(&json);
	assert_string_equal(text_string(&text), for_programs);
	arena_release(&arena);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(test_same),
		cmocka_unit_test(test_changed),
		cmocka_unit_test(test_words),
		cmocka_unit_test(test_repeated),
		cmocka_unit_test(test_unread),
		cmocka_unit_test(test_hidden),
		cmocka_unit_test(test_for_programs),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
