// SPDX-License-Identifier: GPL-2.0-or-later
// For tests of settings/: questions about files of a directory, both new for each test.
#ifndef TESTS_SETTINGS_ASKED_H
#define TESTS_SETTINGS_ASKED_H

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <string.h>

#include <cmocka.h>

#include "directory_world.h"
#include "settings/engine.h"

static struct directory_world directory;
static void *judge;

/* In set_up(). */
static inline void begin_to_ask(
	const struct directory_format *formats, const struct directory_package *packages)
{
	directory_world_make(&directory, formats, packages);
	judge = settings_engine.begin(&directory.judged);
	assert_non_null(judge);
}

static inline int tear_down(void **state)
{
	(void)state;
	settings_engine.end(judge);
	directory_world_remove(&directory);
	return 0;
}

static inline struct answer ask(const struct question *question)
{
	struct answer answer;

	settings_engine.answer(judge, question, &answer);
	return answer;
}

static inline struct answer string_of(const char *expression)
{
	return ask(&(struct question){.kind = QUESTION_STRING, .expression = expression});
}

static inline void says(const char *expression, const char *expected)
{
	struct answer answer = string_of(expression);

	if (answer.doubt != DOUBT_NONE || strcmp(answer.text, expected) != 0)
		fail_msg("%s: '%s' instead of '%s' (doubt %d, %s:%u)", expression, answer.text,
			expected, answer.doubt, answer.path, (unsigned)answer.line);
}

#define TEST(function) cmocka_unit_test_setup_teardown(function, set_up, tear_down)

#endif
