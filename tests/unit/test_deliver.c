// SPDX-License-Identifier: GPL-2.0-or-later
// system/deliver: what the mail program is given, and what its end means.
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>

#include <errno.h>
#include <stdlib.h>

#include "system/deliver.h"
#include "shell.h"
#include "temporary.h"

enum {
	PATIENCE = 20000,
};

struct fixture {
	struct temporary directory;
	struct text program; /* path of a mail program, whose text each test writes */
	struct text message;
	struct error error;
};

static int set_up(void **state)
{
	struct fixture *fixture = calloc(1, sizeof *fixture);

	assert_non_null(fixture);
	fixture->directory = temporary_make();
	text_format(&fixture->program, "%s/sendmail", fixture->directory.path);
	text_add(&fixture->message, "To: root\n\nA body.\n.\n");
	*state = fixture;
	return 0;
}

static int tear_down(void **state)
{
	struct fixture *fixture = *state;

	temporary_remove(&fixture->directory);
	text_release(&fixture->program);
	text_release(&fixture->message);
	free(fixture);
	return 0;
}

static int deliver_within(struct fixture *fixture, const char *body, int64_t milliseconds)
{
	static const char *const to[] = {"root", "-f", "a@b c"};
	const struct delivery delivery = {.sendmail = text_string(&fixture->program),
		.to = to,
		.to_count = 3,
		.message = text_string(&fixture->message),
		.length = fixture->message.length,
		.milliseconds = milliseconds};
	TEXT_CLEANUP struct text script = TEXT_INIT;

	text_format(&script, "#!/bin/sh\ncd %s\n%s\n", fixture->directory.path, body);
	temporary_text(&fixture->directory, "sendmail", text_string(&script));
	assert_int_equal(fchmodat(fixture->directory.fd, "sendmail", 0755, 0), 0);
	return deliver_mail(&delivery, &fixture->error);
}

static int deliver(struct fixture *fixture, const char *body)
{
	return deliver_within(fixture, body, PATIENCE);
}

/* What a line of shell prints in the directory where the mail program noted what it saw. */
static void prints(const struct fixture *fixture, const char *line, const char *expected)
{
	TEXT_CLEANUP struct text output = TEXT_INIT;

	assert_int_equal(shell(fixture->directory.path, line, &output), 0);
	assert_string_equal(text_string(&output), expected);
}

static void test_it_is_given_the_message(void **state)
{
	struct fixture *fixture = *state;

	assert_int_equal(setenv("SECRET", "1", 1), 0);
	(void)umask(077);
	assert_int_equal(deliver(fixture,
				 "for word; do echo \"<$word>\"; done > words; cat > message; "
				 "env | cut -d= -f1 | grep -vxE 'PWD|_|OLDPWD|SHLVL' | sort > "
				 "names; umask > umask"),
		0);
	prints(fixture, "cat message", "To: root\n\nA body.\n.\n");
	prints(fixture, "cat words", "<-i>\n<-->\n<root>\n<-f>\n<a@b c>\n");
	prints(fixture, "cat names umask", "HOME\nLC_ALL\nPATH\n0022\n");
}

static void test_a_large_one(void **state)
{
	struct fixture *fixture = *state;

	text_clear(&fixture->message);
	for (int i = 0; i < 300000; i++)
		text_add(&fixture->message, "0123456\n");
	assert_int_equal(deliver(fixture, "cat > message"), 0);
	prints(fixture, "wc -c < message", "2400000\n");
	/* One that does not read it all did not complain. */
	assert_int_equal(deliver(fixture, "exit 0"), 0);
}

static void test_what_its_end_means(void **state)
{
	static const struct {
		const char *body;
		int code;
		const char *words;
	} rows[] = {{"exit 75", -EAGAIN, "ended with status 75"},
		{"echo queue is full >&2; echo more >&2; exit 75", -EAGAIN,
			"ended with status 75: queue is full"},
		{"echo no such user >&2; exit 67", -EREMOTEIO,
			"ended with status 67: no such user"},
		{"kill -SEGV $$", -ECHILD, "was ended by a signal"},
		{"yes; exit 0", -ETIMEDOUT, "did not end within 300 milliseconds"}};
	struct fixture *fixture = *state;

	for (size_t i = 0; i < sizeof rows / sizeof *rows; i++) {
		TEXT_CLEANUP struct text expected = TEXT_INIT;

		text_format(&expected, "'%s' %s", text_string(&fixture->program), rows[i].words);
		assert_int_equal(deliver_within(fixture, rows[i].body,
					 rows[i].code == -ETIMEDOUT ? 300 : PATIENCE),
			rows[i].code);
		assert_string_equal(fixture->error.message, text_string(&expected));
	}
}

static void test_none_is_there(void **state)
{
	struct fixture *fixture = *state;
	const struct delivery delivery = {.sendmail = "/nonexistent/sendmail",
		.message = text_string(&fixture->message),
		.length = fixture->message.length,
		.milliseconds = PATIENCE};

	assert_int_equal(deliver_mail(&delivery, &fixture->error), -ENOENT);
}

/* A queue runner that it starts goes on when it has ended; when it hangs, all end. */
static void test_its_queue_runner_goes_on(void **state)
{
	struct fixture *fixture = *state;

	prints(fixture, "mkfifo gate done", "");
	assert_int_equal(deliver(fixture, "(read line < gate; echo $line > done) &"), 0);
	prints(fixture, "echo delivered > gate; timeout 20 cat done", "delivered\n");
}

static void test_sockets_are_its_own_affair(void **state)
{
	struct fixture *fixture = *state;

	assert_int_equal(deliver(fixture,
				 "perl -MSocket -e 'socket(my $s, PF_UNIX, SOCK_STREAM, 0) or exit "
				 "1' && grep NoNewPrivs: /proc/self/status > privileges"),
		0);
	prints(fixture, "cut -f2 privileges", "0\n");
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test_setup_teardown(test_it_is_given_the_message, set_up, tear_down),
		cmocka_unit_test_setup_teardown(test_a_large_one, set_up, tear_down),
		cmocka_unit_test_setup_teardown(test_what_its_end_means, set_up, tear_down),
		cmocka_unit_test_setup_teardown(test_none_is_there, set_up, tear_down),
		cmocka_unit_test_setup_teardown(test_its_queue_runner_goes_on, set_up, tear_down),
		cmocka_unit_test_setup_teardown(test_sockets_are_its_own_affair, set_up, tear_down),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
