// SPDX-License-Identifier: GPL-2.0-or-later
// settings/evaluate: expressions, patterns and documents made to take all the time and memory.
#include "base/text.h"
#include "processor_time.h"
#include "settings/evaluation.h"
#include "settings_asked.h"

static const struct directory_format formats[] = {{"*.xml", "xml"}, {"*", "plain"}, {0}};

enum {
	LINES = 20000,
	IN_TIME = 20, /* seconds of CPU; without bounds these take hours */
};

static void write_lines(const char *name, const char *line, size_t count)
{
	TEXT_CLEANUP struct text text = TEXT_INIT;

	for (size_t i = 0; i < count; i++)
		text_add(&text, line);
	temporary_file(&directory.root, name, text.bytes, text.length);
}

static int set_up(void **state)
{
	(void)state;
	begin_to_ask(formats, NULL);
	write_lines("lines", "some words on a line\n", LINES);
	return 0;
}

static struct answer ask_soon(const char *file, const char *expression)
{
	double start = processor_seconds();
	struct answer answer = ask(&(struct question){
		.kind = QUESTION_ASSERT, .file = file, .expression = expression});

	if (processor_seconds() - start > IN_TIME)
		fail_msg("%.60s: too long", expression);
	return answer;
}

static void expect_doubt(const char *file, const char *expression, enum doubt doubt)
{
	struct answer answer = ask_soon(file, expression);

	if (answer.verdict != VERDICT_UNKNOWN || answer.doubt != doubt)
		fail_msg("%.60s: %s, doubt %d, %s", expression, verdict_name(answer.verdict),
			(int)answer.doubt, answer.text);
}

static void repeat(struct text *text, const char *part, size_t count)
{
	for (size_t i = 0; i < count; i++)
		text_add(text, part);
}

static void steps_are_counted(void **state)
{
	TEXT_CLEANUP struct text words = TEXT_INIT;

	(void)state;
	expect_doubt(
		"/lines", "//line[count(preceding-sibling::line) = position()]", DOUBT_TOO_COSTLY);
	expect_doubt("/lines", "//line[//line[//line]]", DOUBT_TOO_COSTLY);
	expect_doubt("/lines", "//line[@value = preceding::line/@line]", DOUBT_TOO_COSTLY);
	expect_doubt("/lines", "//line[cw:value('x')]", DOUBT_TOO_COSTLY);
	repeat(&words, "word ", 1000);
	settings_engine.variable(judge, "words", text_string(&words));
	expect_doubt("/lines", "//line[cw:words($words)]", DOUBT_TOO_COSTLY);
	assert_int_equal(ask_soon("/lines", "count(line) = 20000").verdict, VERDICT_PASS);
}

/* Levels of grammar that nest without a bracket, as many as an expression has room for. */
static void depth_is_bounded(void **state)
{
	static const char *const parts[] = {
		"a|", "-", "a and ", "a/", "a//", "a+", "a=", "a[1]/", "@a<", "../", "$x|", "'x'="};
	TEXT_CLEANUP struct text text = TEXT_INIT;

	(void)state;
	for (size_t i = 0; i < sizeof parts / sizeof parts[0]; i++) {
		text_clear(&text);
		repeat(&text, parts[i], (EXPRESSION_MOST - 8) / strlen(parts[i]));
		text_add(&text, "a");
		(void)ask_soon("/lines", text_string(&text));
	}
	text_clear(&text);
	repeat(&text, "(", EXPRESSION_DEPTH_MOST + 1);
	text_add(&text, "a");
	repeat(&text, ")", EXPRESSION_DEPTH_MOST + 1);
	expect_doubt("/lines", text_string(&text), DOUBT_EXPRESSION);
	text_clear(&text);
	repeat(&text, "not(", EXPRESSION_DEPTH_MOST);
	text_add(&text, "a");
	repeat(&text, ")", EXPRESSION_DEPTH_MOST);
	assert_int_equal(ask_soon("/lines", text_string(&text)).verdict, VERDICT_FAIL);
	text_clear(&text);
	repeat(&text, "a|", EXPRESSION_MOST);
	text_add(&text, "a");
	expect_doubt("/lines", text_string(&text), DOUBT_EXPRESSION);
}

static void patterns_are_bounded(void **state)
{
	static const char *const wrong[] = {
		"cw:match('x', '((a{50}){50}){50}')",
		"cw:match('x', 'a{1,2000}')",
		"cw:match('x', '(((((((((a{2,9}){2,9}){2,9}){2,9}){2,9}){2,9}){2,9}){2,9}){2,9}')",
		"cw:match('aaa', '(a*)*\\1b')",
		"cw:match('x', '(')",
		"cw:match('x', '[[:nothing:]]')",
		"cw:match('x', 'a{1,2')",
	};
	TEXT_CLEANUP struct text text = TEXT_INIT;

	(void)state;
	for (size_t i = 0; i < sizeof wrong / sizeof wrong[0]; i++)
		expect_doubt("/lines", wrong[i], DOUBT_EXPRESSION);
	text_add(&text, "cw:match('x', '");
	repeat(&text, "(", PATTERN_MOST);
	repeat(&text, "a", PATTERN_MOST);
	text_add(&text, "')");
	expect_doubt("/lines", text_string(&text), DOUBT_EXPRESSION);
	assert_int_equal(
		ask_soon(NULL, "cw:match('10.1.2.3', '^([0-9]{1,3}\\.){3}[0-9]{1,3}$')").verdict,
		VERDICT_PASS);
	assert_int_equal(ask_soon(NULL, "cw:match('a{', 'a\\{')").verdict, VERDICT_PASS);
}

static void many_patterns_and_expressions_are_forgotten(void **state)
{
	char expression[64];

	(void)state;
	for (int i = 0; i < 2 * CACHED_MOST; i++) {
		(void)snprintf(expression, sizeof expression, "cw:match('%d', '^%d$')", i, i);
		assert_int_equal(ask_soon(NULL, expression).verdict, VERDICT_PASS);
	}
}

static void large_documents_are_cut_off(void **state)
{
	struct answer answer;

	(void)state;
	write_lines("many", "a\n", 300000);
	expect_doubt("/many", "count(line) < 300000", DOUBT_TOO_LARGE);
	answer = ask_soon("/many", "count(line) = 300000");
	assert_int_equal(answer.verdict, VERDICT_FAIL);
	write_lines("second", "a\n", 300000);
	expect_doubt(NULL, "cw:file('/many') and cw:file('/second')", DOUBT_TOO_LARGE);
	assert_int_equal(ask_soon("/lines", "line").verdict, VERDICT_PASS);
}

static void xml_is_bounded(void **state)
{
	TEXT_CLEANUP struct text text = TEXT_INIT;

	(void)state;
	text_add(&text, "<x>");
	repeat(&text, "<a b='c'/>", 300000);
	text_add(&text, "</x>");
	temporary_text(&directory.root, "many.xml", text_string(&text));
	expect_doubt("/many.xml", "true()", DOUBT_TOO_LARGE);
	text_clear(&text);
	repeat(&text, "<a>", 200);
	repeat(&text, "</a>", 200);
	temporary_text(&directory.root, "deep.xml", text_string(&text));
	expect_doubt("/deep.xml", "true()", DOUBT_TOO_LARGE);
	temporary_text(&directory.root, "laughs.xml",
		"<!DOCTYPE x [<!ENTITY a 'ha'><!ENTITY b '&a;&a;&a;'>]>\n<x>&b;</x>\n");
	expect_doubt("/laughs.xml", "true()", DOUBT_UNREAD);
	temporary_text(&directory.root, "include.xml",
		"<x xmlns:i='http://www.w3.org/2001/XInclude'><i:include href='lines'/></x>\n");
	assert_int_equal(ask_soon("/include.xml", "count(//*) = 3").verdict, VERDICT_PASS);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		TEST(steps_are_counted),
		TEST(depth_is_bounded),
		TEST(patterns_are_bounded),
		TEST(many_patterns_and_expressions_are_forgotten),
		TEST(large_documents_are_cut_off),
		TEST(xml_is_bounded),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
