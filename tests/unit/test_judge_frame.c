// SPDX-License-Identifier: GPL-2.0-or-later
// What one end of the judge's channel writes, the other reads; anything shorter is refused.
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <string.h>

#include <cmocka.h>

#include "base/text.h"
#include "core/judge_frame.h"

enum {
	MOST = 1024 * 1024,
};

static struct frame whole(const struct text *text)
{
	struct frame frame;

	assert_int_equal(frame_split(text->bytes, text->length, MOST, &frame), text->length);
	return frame;
}

static void a_question_comes_as_it_went(void **state)
{
	TEXT_CLEANUP struct text text = TEXT_INIT;
	const struct question question = {.kind = QUESTION_NEVER,
		.file = "/etc/pam.d/imap",
		.expression = "rule",
		.say = "@module"};
	struct question read;
	struct frame frame;

	(void)state;
	frame_put_question(&text, &question);
	frame = whole(&text);
	assert_true(frame_take_question(&frame, &read));
	assert_int_equal(read.kind, QUESTION_NEVER);
	assert_string_equal(read.file, question.file);
	assert_string_equal(read.expression, question.expression);
	assert_string_equal(read.say, question.say);
	assert_null(read.at);
}

static void an_answer_comes_as_it_went(void **state)
{
	TEXT_CLEANUP struct text text = TEXT_INIT;
	struct answer answer = {.verdict = VERDICT_FAIL, .line = 7, .offences = 2};
	struct answer read;
	struct frame frame;

	(void)state;
	memcpy(answer.path, "/etc/x", sizeof "/etc/x");
	memcpy(answer.text, "said", sizeof "said");
	frame_put_answer(&text, &answer);
	frame = whole(&text);
	assert_true(frame_take_answer(&frame, &read));
	assert_int_equal(read.verdict, VERDICT_FAIL);
	assert_int_equal(read.line, 7);
	assert_int_equal(read.offences, 2);
	assert_string_equal(read.path, "/etc/x");
	assert_string_equal(read.text, "said");
}

static void replies_come_as_they_went(void **state)
{
	TEXT_CLEANUP struct text text = TEXT_INIT;
	const struct judged_entry entry = {.presence = PRESENCE_THERE,
		.type = 'f',
		.mode = 0640,
		.uid = 1,
		.gid = 2,
		.user = "root",
		.group = "sasl",
		.size = 3,
		.mtime = 4};
	struct judged_entry read;
	struct frame frame;
	bool same = false;
	int code = 1;

	(void)state;
	frame_reply_entry(&text, 0, &entry);
	frame = whole(&text);
	assert_true(frame_take_entry(&frame, &code, &read));
	assert_int_equal(code, 0);
	assert_int_equal(read.mode, 0640);
	assert_string_equal(read.group, "sasl");
	text_clear(&text);
	frame_reply_same(&text, 0, true);
	frame = whole(&text);
	assert_true(frame_take_same(&frame, &code, &same));
	assert_true(same);
}

static void a_part_of_a_frame_is_none(void **state)
{
	TEXT_CLEANUP struct text text = TEXT_INIT;
	struct frame frame;

	(void)state;
	frame_put_pair(&text, "/a", "/b");
	for (size_t length = 0; length < text.length; length++)
		assert_int_equal(frame_split(text.bytes, length, MOST, &frame), 0);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(a_question_comes_as_it_went),
		cmocka_unit_test(an_answer_comes_as_it_went),
		cmocka_unit_test(replies_come_as_they_went),
		cmocka_unit_test(a_part_of_a_frame_is_none),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
