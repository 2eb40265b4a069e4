// SPDX-License-Identifier: GPL-2.0-or-later
// core/outbox: its text, who takes whose place, and when it is tried again.
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>

#include <errno.h>
#include <string.h>

#include "core/outbox.h"

static struct arena arena;

static int tear_down(void **state)
{
	(void)state;
	arena_release(&arena);
	return 0;
}

static struct outbox_bytes bytes_of(const char *string)
{
	return (struct outbox_bytes){string, strlen(string)};
}

static struct string_list one(const char *address)
{
	struct string_list list = {0};

	string_list_add(&list, &arena, address);
	return list;
}

static struct outbox full_one(void)
{
	struct outbox outbox = {.sent = {"first", 100, bytes_of("mark: 1\n\n")},
		.alerted = "an upgrade",
		.waiting = {"sec\nond", 200, bytes_of("")},
		.to = one("root"),
		.message = bytes_of("To: root\n\nproblem: x\n"),
		.begun = true,
		.attempts = 3,
		.attempted = 250,
		.down_since = 210,
		.problem = "no\x1b such program"};

	string_list_add(&outbox.to, &arena, "a@b");
	return outbox;
}

static void same_bytes(const struct outbox_bytes *a, const struct outbox_bytes *b)
{
	assert_int_equal(a->length, b->length);
	assert_memory_equal(a->bytes, b->bytes, a->length);
}

static void test_what_was_written_is_read(void **state)
{
	struct outbox outbox = full_one(), read;
	TEXT_CLEANUP struct text text = TEXT_INIT, again = TEXT_INIT;
	struct error error = ERROR_INIT;

	(void)state;
	outbox_format(&outbox, &text);
	assert_int_equal(outbox_parse(&arena, text.bytes, text.length, &read, &error), 0);
	assert_string_equal(read.sent.id, "first");
	assert_int_equal(read.sent.time, 100);
	assert_string_equal(read.alerted, "an upgrade");
	same_bytes(&read.sent.mark, &outbox.sent.mark);
	assert_string_equal(read.waiting.id, "sec\nond");
	assert_int_equal(read.waiting.time, 200);
	assert_int_equal(read.waiting.mark.length, 0);
	same_bytes(&read.message, &outbox.message);
	assert_int_equal(read.to.count, 2);
	assert_string_equal(read.to.items[1], "a@b");
	assert_true(read.begun);
	assert_int_equal(read.attempts, 3);
	assert_int_equal(read.attempted, 250);
	assert_int_equal(read.down_since, 210);
	assert_string_equal(read.problem, outbox.problem);
	outbox_format(&read, &again);
	assert_true(text_equals(&text, &again));
	outbox = (struct outbox){0};
	outbox_format(&outbox, &text);
	assert_string_equal(text_string(&text), "attempts: 0\nattempted: 0\ndown: 0\n\n");
	assert_int_equal(outbox_parse(&arena, text.bytes, text.length, &read, &error), 0);
	assert_null(read.waiting.id);
	assert_null(read.sent.id);
}

/* Whatever is cut off or added, nobody takes it for a report. */
static void test_damage_is_noticed(void **state)
{
	struct outbox outbox = full_one(), read;
	TEXT_CLEANUP struct text text = TEXT_INIT;
	struct error error = ERROR_INIT;

	(void)state;
	outbox_format(&outbox, &text);
	for (size_t i = 0; i < text.length; i++)
		assert_int_equal(outbox_parse(&arena, text.bytes, i, &read, &error), -EBADMSG);
	text_byte(&text, '\n');
	assert_int_equal(outbox_parse(&arena, text.bytes, text.length, &read, &error), -EBADMSG);
	assert_string_equal(error.message, "outbox: line 17: something more stands behind it");
}

static void test_a_newer_report_absorbs(void **state)
{
	const struct outbox_report report = {"third", 300, bytes_of("mark: 3\n")};
	const struct string_list to = one("c@d");
	struct outbox outbox = full_one();

	(void)state;
	assert_true(outbox_absorb(&outbox, &report, &to, bytes_of("M")));
	assert_string_equal(outbox.waiting.id, "third");
	assert_string_equal(outbox.sent.id, "first");
	assert_string_equal(outbox.to.items[0], "c@d");
	assert_int_equal(outbox.message.length, 1);
	assert_false(outbox.begun);
	assert_int_equal(outbox.down_since, 210);
	assert_true(outbox_is_due(&outbox, 100000));
}

static void test_a_known_report_changes_nothing(void **state)
{
	const struct outbox_report sent = {.id = "first"}, waiting = {.id = "sec\nond"};
	const struct outbox_report alert = {.id = "an upgrade"};
	struct outbox outbox = full_one();
	struct string_list nobody = {0};

	(void)state;
	assert_false(outbox_absorb(&outbox, &sent, &nobody, bytes_of("")));
	assert_false(outbox_absorb(&outbox, &waiting, &nobody, bytes_of("")));
	assert_false(outbox_absorb(&outbox, &alert, &nobody, bytes_of("")));
	assert_true(outbox.begun);
	assert_int_equal(outbox.to.count, 2);
	/* One that was refused is put again: it is due at once. */
	outbox.begun = false;
	assert_false(outbox_is_due(&outbox, 260));
	assert_true(outbox_absorb(&outbox, &waiting, &nobody, bytes_of("")));
	assert_true(outbox_is_due(&outbox, 100000));
}

static void test_when_it_is_tried_again(void **state)
{
	static const int64_t pauses[] = {0, 300, 600, 1200, 2400, 4800, 9600, 19200, 38400, 43200};
	const int64_t now = 1000000;

	(void)state;
	for (uint32_t i = 0; i < 1000; i++) {
		struct outbox outbox = {
			.waiting.id = "x", .attempts = i == 999 ? UINT32_MAX : i, .attempted = now};
		int64_t pause = i < sizeof pauses / sizeof *pauses ? pauses[i] : 43200;

		assert_true(outbox_is_due(&outbox, now + pause));
		assert_int_equal(outbox_is_due(&outbox, now + pause - 1), i == 0);
		assert_true(outbox_is_due(&outbox, now - 1));
		outbox.begun = true;
		assert_false(outbox_is_due(&outbox, now + 10 * pause));
		outbox = (struct outbox){0};
		assert_false(outbox_is_due(&outbox, now));
	}
}

static void test_the_steps_of_sending(void **state)
{
	struct outbox outbox = {.waiting = {"x", 1, bytes_of("m")}, .to = one("root")};

	(void)state;
	outbox_begin(&outbox, 50);
	assert_true(outbox.begun);
	outbox_failed(&outbox, true, "why");
	assert_false(outbox.begun);
	assert_int_equal(outbox.attempts, 1);
	assert_int_equal(outbox.down_since, 50);
	outbox_begin(&outbox, 90);
	outbox_failed(&outbox, false, "killed");
	assert_true(outbox.begun);
	assert_int_equal(outbox.attempts, 2);
	assert_int_equal(outbox.attempted, 90);
	assert_int_equal(outbox.down_since, 50);
	assert_string_equal(outbox.problem, "killed");
	outbox_taken(&outbox);
	assert_string_equal(outbox.sent.id, "x");
	assert_string_equal(outbox.sent.mark.bytes, "m");
	assert_null(outbox.waiting.id);
	assert_null(outbox.problem);
	assert_false(outbox.begun);
	assert_int_equal(outbox.attempts, 0);
	assert_int_equal(outbox.down_since, 0);
	outbox.attempts = UINT32_MAX;
	outbox_begin(&outbox, 1);
	assert_true(outbox.attempts == UINT32_MAX);
}

/* What is no report leaves the last one as it is: the next report begins with that. */
static void test_a_message_that_is_no_report(void **state)
{
	const struct outbox_report alert = {.id = "upgrade", .time = 300};
	const struct outbox_report report = {"r", 400, bytes_of("mark")};
	const struct string_list to = one("root");
	struct outbox outbox = {.sent = {"first", 100, bytes_of("m")}};

	(void)state;
	assert_true(outbox_absorb(&outbox, &alert, &to, bytes_of("M")));
	outbox_begin(&outbox, 310);
	outbox_taken(&outbox);
	assert_null(outbox.waiting.id);
	assert_string_equal(outbox.alerted, "upgrade");
	assert_string_equal(outbox.sent.id, "first");
	assert_int_equal(outbox.sent.time, 100);
	assert_string_equal(outbox.sent.mark.bytes, "m");
	assert_false(outbox_absorb(&outbox, &alert, &to, bytes_of("M")));
	assert_true(outbox_absorb(&outbox, &report, &to, bytes_of("M")));
	outbox_taken(&outbox);
	assert_string_equal(outbox.sent.id, "r");
	assert_string_equal(outbox.alerted, "upgrade");
}

static void test_what_became_of_it_in_words(void **state)
{
	(void)state;
	for (int i = 0; i < MAIL_OUTCOMES; i++) {
		TEXT_CLEANUP struct text words = TEXT_INIT;

		mail_outcome_words((enum mail_outcome)i, NULL, &words);
		assert_true(words.length > 10);
		assert_true(strlen(mail_outcome_name((enum mail_outcome)i)) > 2);
		text_clear(&words);
		mail_outcome_words((enum mail_outcome)i, "why", &words);
		assert_string_equal(text_string(&words) + words.length - 5, ": why");
	}
	assert_string_equal(mail_outcome_name(MAIL_OFF), "off");
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test_teardown(test_what_was_written_is_read, tear_down),
		cmocka_unit_test_teardown(test_damage_is_noticed, tear_down),
		cmocka_unit_test_teardown(test_a_newer_report_absorbs, tear_down),
		cmocka_unit_test_teardown(test_a_known_report_changes_nothing, tear_down),
		cmocka_unit_test_teardown(test_when_it_is_tried_again, tear_down),
		cmocka_unit_test_teardown(test_the_steps_of_sending, tear_down),
		cmocka_unit_test_teardown(test_a_message_that_is_no_report, tear_down),
		cmocka_unit_test(test_what_became_of_it_in_words),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
