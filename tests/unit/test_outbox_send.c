// SPDX-License-Identifier: GPL-2.0-or-later
// system/outbox: what is handed over, and what is never handed over again.
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>

#include <errno.h>
#include <stdlib.h>
#include <sys/file.h>

#include "system/outbox.h"
#include "shell.h"
#include "temporary.h"

enum {
	PATIENCE = 20000,
	NOW = 1795190000,
	LATER = NOW + 100000,
};

struct fixture {
	struct temporary state;
	struct arena arena;
	struct text program;
	struct error error;
};

static int set_up(void **state)
{
	struct fixture *fixture = calloc(1, sizeof *fixture);

	assert_non_null(fixture);
	fixture->state = temporary_make();
	text_format(&fixture->program, "%s/sendmail", fixture->state.path);
	*state = fixture;
	return 0;
}

static int tear_down(void **state)
{
	struct fixture *fixture = *state;

	temporary_remove(&fixture->state);
	arena_release(&fixture->arena);
	text_release(&fixture->program);
	free(fixture);
	return 0;
}

/* Each message that arrives is a line of "mailbox". */
static void mail_program(const struct fixture *fixture, const char *end)
{
	TEXT_CLEANUP struct text script = TEXT_INIT;

	text_format(&script,
		"#!/bin/sh\ncd %s\n%s\ntr '\\n' ' ' >> mailbox\necho \"$@\" >> mailbox\n",
		fixture->state.path, end);
	temporary_text(&fixture->state, "sendmail", text_string(&script));
	assert_int_equal(fchmodat(fixture->state.fd, "sendmail", 0755, 0), 0);
}

static void put(struct fixture *fixture, const char *id)
{
	TEXT_CLEANUP struct text message = TEXT_INIT, mark = TEXT_INIT;
	struct outbox_report report = {.id = id, .time = NOW};
	struct string_list to = {0};

	text_format(&message, "Message-ID: %s\n\nbody\n", id);
	text_format(&mark, "mark of %s", id);
	report.mark = (struct outbox_bytes){mark.bytes, mark.length};
	string_list_add(&to, &fixture->arena, "root");
	assert_int_equal(outbox_put(&fixture->arena, fixture->state.fd, &report, &to, &message,
				 &fixture->error),
		0);
}

static int send_within(struct fixture *fixture, int64_t now, int64_t milliseconds)
{
	const struct outbox_route route = {text_string(&fixture->program), milliseconds};

	return outbox_send(&fixture->arena, fixture->state.fd, &route, now, &fixture->error);
}

static int send_at(struct fixture *fixture, int64_t now)
{
	return send_within(fixture, now, PATIENCE);
}

static struct outbox look(struct fixture *fixture)
{
	struct outbox outbox;

	assert_int_equal(
		outbox_look(&fixture->arena, fixture->state.fd, &outbox, &fixture->error), 0);
	return outbox;
}

static void prints(const struct fixture *fixture, const char *line, const char *expected)
{
	TEXT_CLEANUP struct text output = TEXT_INIT;

	(void)shell(fixture->state.path, line, &output);
	assert_string_equal(text_string(&output), expected);
}

static void mailbox_has(const struct fixture *fixture, const char *expected)
{
	prints(fixture, "cat mailbox 2>&-", expected);
}

static void test_it_is_sent_once(void **state)
{
	struct fixture *fixture = *state;
	struct outbox outbox;

	assert_int_equal(send_at(fixture, NOW), OUTBOX_NOTHING);
	assert_null(look(fixture).waiting.id);
	mail_program(fixture, "");
	put(fixture, "one");
	prints(fixture, "stat -c %a outbox outbox/report", "700\n600\n");
	assert_int_equal(send_at(fixture, NOW), OUTBOX_SENT);
	assert_int_equal(send_at(fixture, LATER), OUTBOX_NOTHING);
	/* The run that made it was killed just now, and is repeated. */
	put(fixture, "one");
	assert_int_equal(send_at(fixture, LATER), OUTBOX_NOTHING);
	mailbox_has(fixture, "Message-ID: one  body -i -- root\n");
	outbox = look(fixture);
	assert_string_equal(outbox.sent.id, "one");
	assert_string_equal(outbox.sent.mark.bytes, "mark of one");
	prints(fixture, "ls -A outbox", "lock\nreport\n");
}

static void test_a_refused_one_is_tried_again(void **state)
{
	struct fixture *fixture = *state;
	struct outbox outbox;

	put(fixture, "one");
	assert_int_equal(send_at(fixture, NOW), OUTBOX_REFUSED);
	mail_program(fixture, "echo queue is full >&2; exit 75");
	assert_int_equal(send_at(fixture, NOW + 299), OUTBOX_LATER);
	assert_int_equal(send_at(fixture, NOW + 300), OUTBOX_REFUSED);
	outbox = look(fixture);
	assert_int_equal(outbox.down_since, NOW);
	assert_int_equal(outbox.attempts, 2);
	assert_non_null(strstr(outbox.problem, "status 75: queue is full"));
	mail_program(fixture, "");
	assert_int_equal(send_at(fixture, NOW + 400), OUTBOX_LATER);
	put(fixture, "two");
	assert_int_equal(send_at(fixture, NOW + 400), OUTBOX_SENT);
	assert_int_equal(send_at(fixture, LATER), OUTBOX_NOTHING);
	mailbox_has(fixture, "Message-ID: two  body -i -- root\n");
	assert_int_equal(look(fixture).down_since, 0);
}

/* It may be on its way: only a newer one is handed over. */
static void test_an_uncertain_one_is_not(void **state)
{
	static const char *const ends[] = {"kill -SEGV $$", "sleep 600"};
	struct fixture *fixture = *state;

	for (int i = 0; i < 2; i++) {
		const char *id = i == 0 ? "one" : "two";
		const int64_t now = NOW + i * 200000;

		put(fixture, id);
		mail_program(fixture, ends[i]);
		assert_int_equal(send_within(fixture, now, 300), OUTBOX_UNCERTAIN);
		mail_program(fixture, "");
		assert_int_equal(send_at(fixture, now + 100000), OUTBOX_UNCERTAIN);
		put(fixture, id);
		assert_int_equal(send_at(fixture, now + 100000), OUTBOX_UNCERTAIN);
		assert_null(look(fixture).sent.id);
	}
	put(fixture, "three");
	assert_int_equal(send_at(fixture, LATER), OUTBOX_SENT);
	mailbox_has(fixture, "Message-ID: three  body -i -- root\n");
}

/* Two runs at once: one of them does it, the other does not wait. */
static void test_one_at_a_time(void **state)
{
	struct fixture *fixture = *state;
	int lock;

	mail_program(fixture, "");
	put(fixture, "one");
	lock = openat(fixture->state.fd, "outbox/lock", O_RDWR | O_CLOEXEC);
	assert_int_equal(flock(lock, LOCK_EX), 0);
	assert_int_equal(send_at(fixture, NOW), OUTBOX_LATER);
	(void)close(lock);
	assert_int_equal(send_at(fixture, NOW), OUTBOX_SENT);
}

static void test_what_is_damaged_is_told_and_written_anew(void **state)
{
	struct fixture *fixture = *state;
	struct outbox outbox;

	mail_program(fixture, "");
	put(fixture, "one");
	temporary_text(&fixture->state, "outbox/report", "waiting: one\n");
	assert_int_equal(send_at(fixture, NOW), -EBADMSG);
	assert_int_equal(outbox_look(&fixture->arena, fixture->state.fd, &outbox, &fixture->error),
		-EBADMSG);
	put(fixture, "two");
	assert_int_equal(send_at(fixture, NOW), OUTBOX_SENT);
	mailbox_has(fixture, "Message-ID: two  body -i -- root\n");
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test_setup_teardown(test_it_is_sent_once, set_up, tear_down),
		cmocka_unit_test_setup_teardown(
			test_a_refused_one_is_tried_again, set_up, tear_down),
		cmocka_unit_test_setup_teardown(test_an_uncertain_one_is_not, set_up, tear_down),
		cmocka_unit_test_setup_teardown(test_one_at_a_time, set_up, tear_down),
		cmocka_unit_test_setup_teardown(
			test_what_is_damaged_is_told_and_written_anew, set_up, tear_down),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
