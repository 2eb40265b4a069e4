// SPDX-License-Identifier: GPL-2.0-or-later
// render/mail: what another reader finds in the message is what went into it, and nothing acts.
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>

#include <errno.h>
#include <stdlib.h>
#include <string.h>

#include "core/mail_address.h"
#include "render/mail.h"
#include "render/quoted.h"
#include "shell.h"
#include "temporary.h"

enum {
	ROUNDS = 400,
	PIECES = 120,
};

static const char *const root_alone[] = {"root"};

static struct text text_of(const char *string)
{
	struct text text = TEXT_INIT;

	text_add(&text, string);
	return text;
}

static struct mail plain_mail(const struct text *text)
{
	return (struct mail){.host = "mail",
		.to = root_alone,
		.to_count = 1,
		.subject = "[confwatch] mail: nothing to do",
		.id = "20261120.1a2b",
		.time = 1795190207,
		.zone = 60,
		.text = text};
}

static void test_every_byte_of_a_small_one(void **state)
{
	TEXT_CLEANUP struct text body = text_of("Hello.\n");
	TEXT_CLEANUP struct text html = text_of("<p>Gr\xc3\xbc\xc3\x9f"
						"e</p>");
	TEXT_CLEANUP struct text result = TEXT_INIT;
	struct mail mail = plain_mail(&body);
	struct error error = ERROR_INIT;

	(void)state;
	mail.html = &html;
	assert_int_equal(mail_render(&mail, &result, &error), 0);
	assert_string_equal(text_string(&result),
		"From: confwatch@mail\n"
		"To: root@mail\n"
		"Subject: [confwatch] mail: nothing to do\n"
		"Date: Fri, 20 Nov 2026 16:56:47 +0100\n"
		"Message-ID:\n <20261120.1a2b@mail>\n"
		"References:\n <confwatch.reports@mail>\n"
		"List-Id:\n <confwatch.mail>\n"
		"Auto-Submitted: auto-generated\n"
		"MIME-Version: 1.0\n"
		"Content-Type: multipart/alternative;\n boundary=\"=_confwatch_=\"\n"
		"\n"
		"--=_confwatch_=\n"
		"Content-Type: text/plain; charset=UTF-8\n"
		"Content-Transfer-Encoding: quoted-printable\n"
		"\n"
		"Hello.\n"
		"\n"
		"--=_confwatch_=\n"
		"Content-Type: text/html; charset=UTF-8\n"
		"Content-Transfer-Encoding: quoted-printable\n"
		"\n"
		"<p>Gr=C3=BC=C3=9Fe</p>\n"
		"\n"
		"--=_confwatch_=--\n");
}

static void test_addresses(void **state)
{
	static const char *const good[] = {
		"root", "admin@example.org", "a.b+c@x", "o'neil@a.b-c.d", "log_2=x~y&z@host_1"};
	static const char *const bad[] = {"", "@x", "-f", "a b", "a@", "a@b c", "a@b@c",
		"a\nBcc: x@y", "|/bin/sh", "/etc/passwd", "a,b", "<a@b>", "\"a\"@b", "a..b@c",
		".a@b", "a.@b", "a@.b", "a@b..c", "a@b.", "a@-b", "a!b", "a%b@c", "g\xc3\xb6@x",
		"a\x7f", "a\xe2\x80\xae@x", "`id`", "$HOME", "a;b", "a@b;c", "(a)b"};
	TEXT_CLEANUP struct text body = text_of("x"), result = TEXT_INIT, long_name = TEXT_INIT;
	struct mail mail = plain_mail(&body);
	struct error error = ERROR_INIT;

	(void)state;
	for (size_t i = 0; i < sizeof good / sizeof *good; i++)
		assert_null(mail_address_problem(good[i]));
	for (size_t i = 0; i < sizeof bad / sizeof *bad; i++) {
		mail.to = &bad[i];
		assert_non_null(mail_address_problem(bad[i]));
		assert_int_equal(mail_render(&mail, &result, &error), -EINVAL);
		assert_int_equal(result.length, 0);
	}
	mail.to = root_alone;
	mail.from = "a@b\nBcc: x@y";
	assert_int_equal(mail_render(&mail, &result, &error), -EINVAL);
	assert_string_equal(error.message,
		"the sender 'a@b\nBcc: x@y' has no domain behind the "
		"'@' that mail could go to");
	mail.from = NULL;
	mail.to_count = 0;
	assert_int_equal(mail_render(&mail, &result, &error), -EINVAL);
	assert_string_equal(error.message, "the mail has no recipient");
	for (int i = 0; i < 65; i++)
		text_byte(&long_name, 'a');
	assert_string_equal(mail_address_problem(text_string(&long_name)),
		"has a name of more than 64 characters");
	text_clear(&long_name);
	text_add(&long_name, "a@");
	for (int i = 0; i < 127; i++)
		text_add(&long_name, "b.");
	assert_string_equal(mail_address_problem(text_string(&long_name)),
		"has a domain of more than 253 characters");
}

static void test_hosts(void **state)
{
	static const char *const rows[][2] = {{"mail.example.org", "mail.example.org"},
		{"", "localhost"}, {"..", "localhost"}, {".a..b.", "a.b"},
		{"a\nBcc: x@y", "a-Bcc--x-y"}, {"\x1b[2J", "--2J"}, {"gr\xc3\xbcn", "gr--n"}};

	(void)state;
	for (size_t i = 0; i < sizeof rows / sizeof *rows; i++) {
		TEXT_CLEANUP struct text result = TEXT_INIT;

		mail_domain_append(&result, rows[i][0]);
		assert_string_equal(text_string(&result), rows[i][1]);
	}
}

static void test_subjects(void **state)
{
	static const char *const rows[][2] = {{"", "Subject:\n"},
		{" \n a\tb  c\r\n", "Subject: a b c\n"},
		{"1 234567890123456789012345678901234567890123456789012345678901234567890123 x",
			"Subject: 1\n "
			"234567890123456789012345678901234567890123456789012345678901234567890123 x\n"},
		{"a\nBcc: x@y", "Subject: a Bcc: x@y\n"},
		{"=?UTF-8?Q?x?=", "Subject: =?UTF-8?Q?=3D=3FUTF-8=3FQ=3Fx=3F=3D?=\n"},
		{"gr\xc3\xbcn", "Subject: =?UTF-8?Q?gr=C3=BCn?=\n"},
		{"a\x1b[2J\xe2\x80\xaetxt", "Subject: =?UTF-8?Q?a=EF=BF=BD=5B2J=EF=BF=BDtxt?=\n"},
		{"\xff", "Subject: =?UTF-8?Q?=EF=BF=BD?=\n"}};

	(void)state;
	for (size_t i = 0; i < sizeof rows / sizeof *rows; i++) {
		TEXT_CLEANUP struct text result = TEXT_INIT;

		quoted_header(&result, "Subject", rows[i][0]);
		assert_string_equal(text_string(&result), rows[i][1]);
	}
}

static void test_bodies(void **state)
{
	static const char *const rows[][2] = {{"From me\nfrom you\n", "=46rom me\nfrom you\n"},
		{".\n..a\n a.\n", "=2E\n=2E.a\n a.\n"}, {"end \nend\t\n", "end=20\nend=09\n"},
		{"1=2", "1=3D2"}, {"\n\n", "\n\n"},
		{"123456789 123456789 123456789 123456789 123456789 123456789 123456789 123From x\n",
			"123456789 123456789 123456789 123456789 123456789 123456789 123456789 "
			"123Fr=\nom x\n"},
		{"123456789 123456789 123456789 123456789 123456789 123456789 123456789 12345From "
		 "x\n",
			"123456789 123456789 123456789 123456789 123456789 123456789 123456789 "
			"12345=\n=46rom x\n"}};

	(void)state;
	for (size_t i = 0; i < sizeof rows / sizeof *rows; i++) {
		TEXT_CLEANUP struct text result = TEXT_INIT;

		quoted_body(&result, rows[i][0], strlen(rows[i][0]));
		assert_string_equal(text_string(&result), rows[i][1]);
	}
}

static void test_times(void **state)
{
	static const struct {
		int64_t seconds;
		int zone;
		const char *words;
	} rows[] = {{1795190207, 0, "Date: Fri, 20 Nov 2026 15:56:47 +0000\n"},
		{951782399, -210, "Date: Mon, 28 Feb 2000 20:29:59 -0330\n"},
		{1709251200, 0, "Date: Fri, 1 Mar 2024 00:00:00 +0000\n"},
		{INT64_MIN, 0, "Date: Fri, 2 Jan 1970 00:00:00 +0000\n"},
		{INT64_MAX, 0, "Date: Fri, 31 Dec 9999 00:00:00 +0000\n"}};
	TEXT_CLEANUP struct text body = text_of("x");

	(void)state;
	for (size_t i = 0; i < sizeof rows / sizeof *rows; i++) {
		TEXT_CLEANUP struct text result = TEXT_INIT;
		struct mail mail = plain_mail(&body);
		struct error error = ERROR_INIT;

		mail.time = rows[i].seconds;
		mail.zone = rows[i].zone;
		assert_int_equal(mail_render(&mail, &result, &error), 0);
		assert_non_null(strstr(text_string(&result), rows[i].words));
	}
}

/* xorshift64*: the same bytes in every run. */
static uint64_t next_random(uint64_t *state)
{
	*state ^= *state >> 12;
	*state ^= *state << 25;
	*state ^= *state >> 27;
	return *state * UINT64_C(2685821657736338717);
}

/* Rich in what ends lines, parts, headers and words. */
static void add_hostile(struct text *text, uint64_t *state, size_t most)
{
	static const char *const pieces[] = {"\n", "\n\n", "\r\n", "\r", "\t", " ", "  ", "From ",
		"\nFrom ", "\n.", ".\n", "--", "--=_confwatch_=", "\n--=_confwatch_=--\n", "=",
		"=\n", "=3D", "=?UTF-8?Q?a?=", "?=", "Bcc: x@y", "\nBcc: x@y\n",
		"\nContent-Type: a/b\n\n", "\x1b[2J", "\x7f", "\xc2\x9b", "\xe2\x80\xae",
		"\xe2\x80", "\xc3\xa4", "\xff", "\xed\xa0\x80", "\xc0\x80", "\xf0\x9f\x93\xab",
		"\xf4\x90\x80\x80", "\xef\xbb\xbf", "a", "<b>", "]]>", "word",
		"a-word-that-is-as-long-as-a-line-may-be-and-yet-another-one-of-it"};
	size_t count = next_random(state) % most;

	for (size_t i = 0; i < count; i++) {
		uint64_t choice = next_random(state);

		if (choice % 8 == 0)
			text_byte(text, (char)next_random(state));
		else
			text_add(text, pieces[choice / 8 % (sizeof pieces / sizeof *pieces)]);
	}
}

static void write_one(
	const struct temporary *directory, int number, const char *suffix, const struct text *text)
{
	TEXT_CLEANUP struct text name = TEXT_INIT;

	text_format(&name, "%d.%s", number, suffix);
	temporary_file(directory, text_string(&name), text_string(text), text->length);
}

static void write_random(const struct temporary *directory, int number, uint64_t *state)
{
	TEXT_CLEANUP struct text body = TEXT_INIT, html = TEXT_INIT, subject = TEXT_INIT;
	TEXT_CLEANUP struct text host = TEXT_INIT, result = TEXT_INIT;
	static const char *const to[] = {"root", "admin@example.org", "a.very.long+name@x"};
	struct mail mail = plain_mail(&body);
	struct error error = ERROR_INIT;

	add_hostile(&body, state, PIECES);
	add_hostile(&html, state, PIECES);
	add_hostile(&subject, state, 40);
	add_hostile(&host, state, 6);
	/* A string ends at its first NUL. */
	subject.length = strlen(text_string(&subject));
	mail.subject = text_string(&subject);
	mail.host = text_string(&host);
	mail.id = mail.host;
	mail.to = to;
	mail.to_count = 1 + next_random(state) % 3;
	mail.html = number % 3 == 0 ? NULL : &html;
	assert_int_equal(mail_render(&mail, &result, &error), 0);
	write_one(directory, number, "eml", &result);
	write_one(directory, number, "text", &body);
	write_one(directory, number, "subject", &subject);
	if (mail.html != NULL)
		write_one(directory, number, "html", &html);
}

static void test_another_reader_finds_what_was_said(void **state)
{
	struct temporary directory = temporary_make();
	TEXT_CLEANUP struct text output = TEXT_INIT, line = TEXT_INIT, expected = TEXT_INIT;
	uint64_t seed = 88172645463325252;

	(void)state;
	for (int i = 0; i < ROUNDS; i++)
		write_random(&directory, i, &seed);
	text_format(&line, "\"$SOURCE_DIR\"/tests/read-mail %s", directory.path);
	(void)shell("/", text_string(&line), &output);
	text_format(&expected, "%d\n", ROUNDS);
	assert_string_equal(text_string(&output), text_string(&expected));
	temporary_remove(&directory);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(test_every_byte_of_a_small_one),
		cmocka_unit_test(test_addresses),
		cmocka_unit_test(test_hosts),
		cmocka_unit_test(test_subjects),
		cmocka_unit_test(test_bodies),
		cmocka_unit_test(test_times),
		cmocka_unit_test(test_another_reader_finds_what_was_said),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
