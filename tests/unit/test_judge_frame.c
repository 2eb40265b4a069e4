// SPDX-License-Identifier: GPL-2.0-or-later
// What one end of the judge's channel writes, the other reads; anything shorter is refused.
#include <errno.h>
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

/* Unknown has a cause, and nothing else has one: an answer at odds with itself is refused. */
static void an_answer_that_contradicts_itself_is_refused(void **state)
{
	const struct answer answers[] = {
		{.verdict = VERDICT_UNKNOWN},
		{.verdict = VERDICT_PASS, .doubt = DOUBT_UNREAD},
	};

	(void)state;
	for (size_t i = 0; i < sizeof answers / sizeof answers[0]; i++) {
		TEXT_CLEANUP struct text text = TEXT_INIT;
		struct answer read;
		struct frame frame;

		frame_put_answer(&text, &answers[i]);
		frame = whole(&text);
		assert_false(frame_take_answer(&frame, &read));
	}
}

static void settings_come_as_they_went(void **state)
{
	TEXT_CLEANUP struct text text = TEXT_INIT;
	const struct setting_record record = {.name = "relayhost", .value = "[mx]", .line = 3};
	const struct setting_record bare = {.name = "", .line = 4, .unread = true};
	struct setting_record read;
	struct frame frame;
	const char *format;
	const void *bytes;
	size_t length;

	(void)state;
	frame_put_settings(&text, "shell", "a=1\0b", 5);
	frame = whole(&text);
	assert_true(frame_take_settings(&frame, &format, &bytes, &length));
	assert_string_equal(format, "shell");
	assert_int_equal(length, 5);
	assert_memory_equal(bytes, "a=1\0b", 5);

	text_clear(&text);
	frame_put_record(&text, &record);
	frame = whole(&text);
	assert_true(frame_take_record(&frame, &read));
	assert_string_equal(read.name, "relayhost");
	assert_string_equal(read.value, "[mx]");
	assert_int_equal(read.line, 3);
	assert_false(read.unread);

	text_clear(&text);
	frame_put_record(&text, &bare);
	frame = whole(&text);
	assert_true(frame_take_record(&frame, &read));
	assert_null(read.value);
	assert_true(read.unread);
}

static void what_is_compiled_comes_as_it_went(void **state)
{
	TEXT_CLEANUP struct text text = TEXT_INIT;
	char sentence[JUDGED_TEXT_MOST];
	uint32_t column = 0;
	struct frame frame;
	int code = 0;

	(void)state;
	frame_put_compiled(&text, -EINVAL, 7, "no such function");
	frame = whole(&text);
	assert_true(frame_take_compiled(&frame, &code, &column, sentence));
	assert_int_equal(code, -EINVAL);
	assert_int_equal(column, 7);
	assert_string_equal(sentence, "no such function");

	text_clear(&text);
	frame_put_end(&text, -E2BIG);
	frame = whole(&text);
	assert_true(frame_take_end(&frame, &code));
	assert_int_equal(code, -E2BIG);
}

static void an_entry_comes_as_it_went(void **state)
{
	TEXT_CLEANUP struct text text = TEXT_INIT;
	const struct judged_entry entry = {.presence = PRESENCE_THERE,
		.type = 'l',
		.link = true,
		.mode = 0640,
		.uid = 1,
		.gid = UINT32_MAX,
		.user = "root",
		.group = "sasl",
		.size = UINT64_MAX,
		.mtime = -4,
		.target = "../x"};
	struct judged_entry read;
	struct frame frame;
	int code = 1;

	(void)state;
	frame_reply_entry(&text, 0, &entry);
	frame = whole(&text);
	assert_true(frame_take_entry(&frame, &code, &read));
	assert_int_equal(code, 0);
	assert_int_equal(read.presence, PRESENCE_THERE);
	assert_int_equal(read.type, 'l');
	assert_true(read.link);
	assert_int_equal(read.mode, 0640);
	assert_int_equal(read.uid, 1);
	assert_true(read.gid == UINT32_MAX);
	assert_string_equal(read.user, "root");
	assert_string_equal(read.group, "sasl");
	assert_true(read.size == UINT64_MAX);
	assert_int_equal(read.mtime, -4);
	assert_string_equal(read.target, "../x");
}

static void a_file_comes_as_it_went(void **state)
{
	TEXT_CLEANUP struct text text = TEXT_INIT;
	struct judged_file file = {
		.presence = PRESENCE_THERE, .format = "pam", .bytes = "a\0b", .length = 3};
	struct judged_file read;
	struct frame frame;
	int code = 1;

	(void)state;
	frame_reply_file(&text, 0, &file);
	frame = whole(&text);
	assert_true(frame_take_file(&frame, &code, &read));
	assert_int_equal(read.presence, PRESENCE_THERE);
	assert_string_equal(read.format, "pam");
	assert_int_equal(read.length, 3);
	assert_memory_equal(read.bytes, "a\0b", 3);

	/* What is not there has no bytes, whatever stands in the structure. */
	file.presence = PRESENCE_ABSENT;
	text_clear(&text);
	frame_reply_file(&text, 0, &file);
	frame = whole(&text);
	assert_true(frame_take_file(&frame, &code, &read));
	assert_int_equal(read.presence, PRESENCE_ABSENT);
	assert_int_equal(read.length, 0);
}

static void a_list_comes_as_it_went(void **state)
{
	struct arena arena = ARENA_INIT;
	TEXT_CLEANUP struct text text = TEXT_INIT;
	struct string_list list = {0};
	struct string_list read = {0};
	char version[JUDGED_NAME_MOST];
	struct frame frame;
	int code = 1;

	(void)state;
	string_list_add(&list, &arena, "/etc/a");
	string_list_add(&list, &arena, "/etc/b");
	frame_reply_list(&text, 0, &list);
	frame = whole(&text);
	assert_true(frame_take_list(&frame, &code, &arena, &read));
	assert_int_equal(read.count, 2);
	assert_string_equal(read.items[0], "/etc/a");
	assert_string_equal(read.items[1], "/etc/b");

	text_clear(&text);
	frame_reply_package(&text, 0, "3.7.11-0+deb12u1");
	frame = whole(&text);
	assert_true(frame_take_package(&frame, &code, version));
	assert_string_equal(version, "3.7.11-0+deb12u1");
	arena_release(&arena);
}

/* Without an answer only the error is told, and the value is empty. */
static void an_error_comes_without_a_value(void **state)
{
	struct arena arena = ARENA_INIT;
	TEXT_CLEANUP struct text text = TEXT_INIT;
	struct string_list list = {0};
	char version[JUDGED_NAME_MOST] = "left over";
	struct judged_file file;
	struct frame frame;
	bool same = false;
	int code = 1;

	(void)state;
	frame_reply_file(&text, -EACCES, NULL);
	frame = whole(&text);
	assert_true(frame_take_file(&frame, &code, &file));
	assert_int_equal(code, -EACCES);
	assert_null(file.bytes);

	text_clear(&text);
	frame_reply_list(&text, -EIO, NULL);
	frame = whole(&text);
	assert_true(frame_take_list(&frame, &code, &arena, &list));
	assert_int_equal(code, -EIO);
	assert_int_equal(list.count, 0);

	text_clear(&text);
	frame_reply_package(&text, -ENOENT, NULL);
	frame = whole(&text);
	assert_true(frame_take_package(&frame, &code, version));
	assert_int_equal(code, -ENOENT);
	assert_string_equal(version, "");

	text_clear(&text);
	frame_reply_same(&text, -ENOENT, true);
	frame = whole(&text);
	assert_true(frame_take_same(&frame, &code, &same));
	assert_int_equal(code, -ENOENT);
	assert_false(same);
	arena_release(&arena);
}

/* Every kind of frame, with each of its fields, and the reader that knows it. */
static void put_all(struct text *text)
{
	static const struct answer answer = {.verdict = VERDICT_PASS, .path = "/a", .text = "t"};
	static const struct question question = {.kind = QUESTION_ASSERT, .expression = "1"};
	static const struct setting_record record = {.name = "n", .value = "v", .line = 1};
	static const struct judged_entry entry = {.presence = PRESENCE_THERE, .type = 'f'};
	static const struct judged_file file = {
		.presence = PRESENCE_THERE, .format = "pam", .bytes = "b", .length = 1};
	static const char *items[] = {"/a", "/b"};
	static const struct string_list list = {.items = items, .count = 2};

	frame_put_variable(text, "name", "value");
	frame_put_question(text, &question);
	frame_put_settings(text, "shell", "a=1", 3);
	frame_put_answer(text, &answer);
	frame_put_record(text, &record);
	frame_put_end(text, 0);
	frame_put_compiled(text, 0, 0, "");
	frame_reply_file(text, 0, &file);
	frame_reply_entry(text, 0, &entry);
	frame_reply_same(text, 0, true);
	frame_reply_list(text, 0, &list);
	frame_reply_package(text, 0, "1.0");
}

static bool take(struct frame frame, struct arena *arena)
{
	union {
		struct question question;
		struct answer answer;
		struct setting_record record;
		struct judged_entry entry;
		struct judged_file file;
		struct string_list list;
		char version[JUDGED_NAME_MOST];
		char sentence[JUDGED_TEXT_MOST];
	} value = {.list = {0}};
	const char *a, *b;
	const void *bytes;
	uint32_t column;
	size_t length;
	bool same;
	int code;

	switch (frame.kind) {
	case FRAME_VARIABLE:
		return frame_take_variable(&frame, &a, &b);
	case FRAME_ASK:
		return frame_take_question(&frame, &value.question);
	case FRAME_SETTINGS:
		return frame_take_settings(&frame, &a, &bytes, &length);
	case FRAME_ANSWER:
		return frame_take_answer(&frame, &value.answer);
	case FRAME_RECORD:
		return frame_take_record(&frame, &value.record);
	case FRAME_END:
		return frame_take_end(&frame, &code);
	case FRAME_COMPILED:
		return frame_take_compiled(&frame, &code, &column, value.sentence);
	case FRAME_FILE:
		return frame_take_file(&frame, &code, &value.file);
	case FRAME_ENTRY:
		return frame_take_entry(&frame, &code, &value.entry);
	case FRAME_SAME:
		return frame_take_same(&frame, &code, &same);
	case FRAME_LIST:
		return frame_take_list(&frame, &code, arena, &value.list);
	case FRAME_PACKAGE:
		return frame_take_package(&frame, &code, value.version);
	default:
		return false;
	}
}

/* Cut at any byte, or with one too many, a frame's fields are not what they should be. */
static void fields_are_taken_whole_or_not_at_all(void **state)
{
	struct arena arena = ARENA_INIT;
	TEXT_CLEANUP struct text text = TEXT_INIT;
	size_t at = 0;
	size_t frames = 0;

	(void)state;
	put_all(&text);
	for (; at < text.length; frames++) {
		struct frame frame;
		int size = frame_split(text.bytes + at, text.length - at, MOST, &frame);

		assert_true(size > 0);
		assert_true(take(frame, &arena));
		for (const char *end = frame.at; end < frame.end; end++)
			assert_false(
				take((struct frame){frame.kind, frame.at, end, false}, &arena));
		if (at + (size_t)size < text.length)
			assert_false(
				take((struct frame){frame.kind, frame.at, frame.end + 1, false},
					&arena));
		at += (size_t)size;
	}
	assert_int_equal(frames, 12);
	arena_release(&arena);
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

static void no_frame_is_too_long_or_of_no_kind(void **state)
{
	TEXT_CLEANUP struct text text = TEXT_INIT;
	struct frame frame;

	(void)state;
	frame_put_pair(&text, "/a", "/b");
	assert_int_equal(frame_split(text.bytes, text.length, 4, &frame), -EBADMSG);
	text_clear(&text);
	frame_end(&text, frame_begin(&text, (enum frame_kind)(FRAME_COMPILED + 1)));
	assert_int_equal(frame_split(text.bytes, text.length, MOST, &frame), -EBADMSG);
	assert_int_equal(frame_split("\0\0\0\0", 4, MOST, &frame), -EBADMSG);
}

static void what_the_child_asks_comes_as_it_went(void **state)
{
	TEXT_CLEANUP struct text text = TEXT_INIT;
	const char *a = NULL, *b = NULL;
	struct frame frame;
	bool follow = false;

	(void)state;
	frame_put_pair(&text, "/a", "/b");
	frame = whole(&text);
	assert_true(frame_take_pair(&frame, &a, &b));
	assert_string_equal(a, "/a");
	assert_string_equal(b, "/b");

	text_clear(&text);
	frame_put_look(&text, "/a", true);
	frame = whole(&text);
	assert_true(frame_take_look(&frame, &a, &follow));
	assert_string_equal(a, "/a");
	assert_true(follow);

	text_clear(&text);
	frame_put_string(&text, FRAME_PACKAGE, "postfix");
	frame = whole(&text);
	assert_true(frame_take_string(&frame, JUDGED_NAME_MOST, &a));
	assert_string_equal(a, "postfix");
	frame = whole(&text);
	assert_false(frame_take_string(&frame, sizeof "postfix" - 1, &a));
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(a_question_comes_as_it_went),
		cmocka_unit_test(an_answer_comes_as_it_went),
		cmocka_unit_test(an_answer_that_contradicts_itself_is_refused),
		cmocka_unit_test(settings_come_as_they_went),
		cmocka_unit_test(what_is_compiled_comes_as_it_went),
		cmocka_unit_test(an_entry_comes_as_it_went),
		cmocka_unit_test(a_file_comes_as_it_went),
		cmocka_unit_test(a_list_comes_as_it_went),
		cmocka_unit_test(an_error_comes_without_a_value),
		cmocka_unit_test(fields_are_taken_whole_or_not_at_all),
		cmocka_unit_test(a_part_of_a_frame_is_none),
		cmocka_unit_test(no_frame_is_too_long_or_of_no_kind),
		cmocka_unit_test(what_the_child_asks_comes_as_it_went),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
