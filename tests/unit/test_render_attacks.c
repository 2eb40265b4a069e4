// SPDX-License-Identifier: GPL-2.0-or-later
// Words made to break out of each format, wherever a report, its mail and the diary's book have
// words: Python's readers find them there as they are, and nothing else.
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>

#include "../fuzz/report_model.h"
#include "render/book.h"
#include "render/mail.h"
#include "shell.h"
#include "temporary.h"

enum {
	MEBIBYTE = 1 << 20,
	LINE_LONG = 64 << 10,
	BODY_LINE_LONGEST = 76,
	NAME_LONGEST = 4095,
};

static const char *const attacks[] = {
	"plain",
	"\n",
	"a\nb\n\nc\n",
	"a\r\nBcc: x@example.org\r\n\r\nbody",
	"\nSubject: other\n\nbody",
	"\x1b[2J\x1b]0;title\x07",
	"\23331m\302\23331m\177",
	"<script>alert(1)</script>",
	"</p></pre></style></title></summary><img src=x onerror=x>",
	"\" onload=\"x\" '",
	"--><!-- <!DOCTYPE x> <?php x ?>",
	"]]><![CDATA[<x/>]]>",
	"&lt;&amp;&#60;&#x3c;&notit;&",
	"<!ENTITY a \"b\">&a;",
	"\xff\xfe",
	"\xc0\x80\xe0\x80\x80",
	"\xed\xa0\x80\xed\xb0\x80",
	"\xf4\x90\x80\x80\xf0\x9f",
	"\xe2\x80\xaetxt.exe\xe2\x80\xac",
	"a\342\200\250b\342\200\251c\302\205d",
	"\xef\xbb\xbf\xef\xbf\xbe\xef\xbf\xbf",
	"\xe2\x80\x8b\xe2\x81\xa6\xc2\xad",
	"=?utf-8?q?x=0ABcc:_x=40y?= =?utf-8?b?PHg+?=",
	".",
	"\n.\nFrom x\n.\n",
	"From me to you",
	"\n--=_confwatch_=--\nContent-Type: text/html\n\n<b>",
	"=3D=\n=",
	"\",\"a\":\"b\"}],\"x\":{\"y\":\"",
	"\\u0022\\x41\\101\\\\\\",
	"\\",
	"x\"} 1\n# HELP x\nx{y=\"",
	"$(id)`id`;'$'\\n'|&",
	"# head\n\n* [a](javascript:b)\n\n```\n![x](y) <b>\n***\n===\n",
	"a name -> none",
	"\t \t",
	"%s%n%x",
	"\xf0\x9f\x93\xab gr\xc3\xbc\xc3\x9f \xe6\x97\xa5\xe6\x9c\xac",
};

static void write_one(
	const struct temporary *directory, const char *name, const char *suffix, struct text *text)
{
	TEXT_CLEANUP struct text path = TEXT_INIT;

	text_format(&path, "%s.%s", name, suffix);
	temporary_file(directory, text_string(&path), text_string(text), text->length);
	text_clear(text);
}

static void write_mail(const struct temporary *directory, const char *name,
	const struct report *report, const struct text *html)
{
	static const char *const to[] = {"root"};
	TEXT_CLEANUP struct text subject = TEXT_INIT, body = TEXT_INIT, result = TEXT_INIT;
	struct error error = ERROR_INIT;
	struct mail mail = {.host = report->about.host,
		.to = to,
		.to_count = 1,
		.id = report->about.host,
		.text = &body,
		.html = html};

	report_subject(report, &subject);
	text_report(report, &report_options, &body);
	mail.subject = text_string(&subject);
	assert_int_equal(mail_render(&mail, &result, &error), 0);
	write_one(directory, name, "eml", &result);
	write_one(directory, name, "text", &body);
	write_one(directory, name, "subject", &subject);
}

static void write_book(const struct temporary *directory, const char *name, const char *words)
{
	struct arena arena = ARENA_INIT;
	TEXT_CLEANUP struct text text = TEXT_INIT;
	struct diary_entry entry = {.id = words,
		.author = words,
		.paths = &words,
		.path_count = 1,
		.tags = &words,
		.tag_count = 1,
		.owner = words,
		.ticket = words,
		.text = words};
	const struct diary diary = {.entries = &entry, .count = 1};
	struct diary_book book;

	diary_book(&arena, &diary, true, 0, &book);
	html_book(&(struct book_view){&book, words, 0, 0}, &text);
	write_one(directory, name, "book", &text);
	arena_release(&arena);
}

static void write_report(const struct temporary *directory, const char *name, struct arena *arena,
	const struct report_model *model)
{
	TEXT_CLEANUP struct text text = TEXT_INIT;
	struct report report;

	model_report(arena, model, &report);
	json_report(&report, &text);
	write_one(directory, name, "json", &text);
	xml_report(&report, &text);
	write_one(directory, name, "xml", &text);
	html_report(&report, &report_options, &text);
	write_mail(directory, name, &report, &text);
	write_one(directory, name, "html", &text);
	write_book(directory, name, model->path);
}

/* NAME is what the words give, NAME-tame what as many harmless ones do. */
static void write_all(const struct temporary *directory, size_t number, const char *words)
{
	struct arena arena = ARENA_INIT;
	TEXT_CLEANUP struct text text = TEXT_INIT;
	const char *name = arena_format(&arena, "%zu", number);
	const struct report_model model = {words, words, words, words, words, words, words, words,
		words, strlen(words), number % 2 == 0};
	const struct report_model tamed = model_tame(&arena, &model);

	text_add(&text, words);
	write_one(directory, name, "words", &text);
	write_report(directory, name, &arena, &model);
	write_report(directory, arena_format(&arena, "%s-tame", name), &arena, &tamed);
	arena_release(&arena);
}

static char *long_words(struct arena *arena, const char *piece, size_t length)
{
	char *words = arena_characters(arena, length + 1);

	for (size_t i = 0; i < length; i++)
		words[i] = piece[i % strlen(piece)];
	words[length] = '\0';
	return words;
}

static void other_readers_find_what_was_said(void **state)
{
	struct temporary directory = temporary_make();
	struct arena arena = ARENA_INIT;
	TEXT_CLEANUP struct text output = TEXT_INIT, line = TEXT_INIT, expected = TEXT_INIT;
	const size_t count = sizeof attacks / sizeof attacks[0];

	(void)state;
	for (size_t i = 0; i < count; i++)
		write_all(&directory, i, attacks[i]);
	write_all(&directory, count, long_words(&arena, "<x \xff\xe2\x80\xae", LINE_LONG));
	write_all(&directory, count + 1, long_words(&arena, "/\xf0\x9f\x93\xab", NAME_LONGEST));
	text_format(&line, "cd \"$SOURCE_DIR\"/tests && ./read-report %s && ./read-mail %s",
		directory.path, directory.path);
	(void)shell("/", text_string(&line), &output);
	text_format(&expected, "%zu\n%zu\n", count + 2, 2 * (count + 2));
	assert_string_equal(text_string(&output), text_string(&expected));
	arena_release(&arena);
	temporary_remove(&directory);
}

static void assert_short_lines(const struct text *text, size_t most)
{
	size_t column = 0;

	for (size_t i = 0; i < text->length; i++) {
		column = text->bytes[i] == '\n' ? 0 : column + 1;
		assert_in_range(column, 0, most);
	}
}

/* As content it is shown whole, but mail breaks it; as a sentence it is cut for people. */
static void a_line_of_a_mebibyte(void **state)
{
	struct arena arena = ARENA_INIT;
	TEXT_CLEANUP struct text html = TEXT_INIT, text = TEXT_INIT, mail = TEXT_INIT;
	const char *line = long_words(&arena, "<x \xff", MEBIBYTE);
	const struct report_model model = {.path = "/etc/x",
		.message = line,
		.reason = line,
		.host = "mx1",
		.package = "",
		.content = line,
		.length = MEBIBYTE};
	const struct mail message = {.host = "mx1",
		.to = (const char *const[]){"root"},
		.to_count = 1,
		.subject = line,
		.id = "1",
		.text = &text,
		.html = &html};
	struct error error = ERROR_INIT;
	struct report report;

	(void)state;
	model_report(&arena, &model, &report);
	text_report(&report, &report_options, &text);
	assert_in_range(text.length, 1, 16 << 10);
	html_report(&report, &report_options, &html);
	must_be_harmless(&html, true);
	assert_in_range(html.length, 2 * MEBIBYTE, 4 * MEBIBYTE);
	assert_int_equal(mail_render(&message, &mail, &error), 0);
	assert_short_lines(&mail, BODY_LINE_LONGEST);
	arena_release(&arena);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(other_readers_find_what_was_said),
		cmocka_unit_test(a_line_of_a_mebibyte),
	};

	return cmocka_run_group_tests_name("render, attacked", tests, NULL, NULL);
}
