// SPDX-License-Identifier: GPL-2.0-or-later
// settings/evaluate: questions about files of a directory, their answers, places and doubts.
#include "settings_asked.h"

static const struct directory_format formats[] = {
	{"*.xml", "xml"},
	{"*.unknown", ""},
	{"*.strange", "strange"},
	{"*", "plain"},
	{0},
};

static const struct directory_package packages[] = {{"postfix", "3.7.11-0+deb12u1"}, {0}};

static int set_up(void **state)
{
	(void)state;
	begin_to_ask(formats, packages);
	temporary_text(&directory.root, "a", "one\ntwo\nthree\ntwo\n");
	temporary_text(&directory.root, "b", "one\ntwo\nthree\ntwo\n");
	temporary_text(&directory.root, "c", "other\n");
	temporary_text(&directory.root, "guest.xml",
		"<domain type='kvm'>\n<devices>\n<disk line='7'/>\n</devices>\n</domain>\n");
	temporary_text(&directory.root, "broken.xml", "<domain>\n<disk></domain>\n");
	temporary_text(&directory.root, "file.unknown", "x\n");
	temporary_text(&directory.root, "file.strange", "x\n");
	temporary_directory(&directory.root, "sub");
	return 0;
}

static struct answer assert_that(const char *file, const char *expression)
{
	return ask(&(struct question){
		.kind = QUESTION_ASSERT, .file = file, .expression = expression});
}

#define HOLDS(file, expression)                                                                    \
	do {                                                                                       \
		struct answer of = assert_that(file, expression);                                  \
		if (of.verdict != VERDICT_PASS)                                                    \
			fail_msg("%s: %s (%s)", expression, verdict_name(of.verdict), of.text);    \
	} while (0)
#define FAILS(file, expression)                                                                    \
	do {                                                                                       \
		struct answer of = assert_that(file, expression);                                  \
		if (of.verdict != VERDICT_FAIL)                                                    \
			fail_msg("%s: %s (%s)", expression, verdict_name(of.verdict), of.text);    \
	} while (0)

static void expressions_see_the_file(void **state)
{
	(void)state;
	HOLDS("/a", "line");
	HOLDS("/a", "count(line) = 4 and @path = '/a' and @format = 'plain'");
	HOLDS("/a", "/file/line[2]/@value = 'two'");
	FAILS("/a", "line[@value = 'four']");
	HOLDS(NULL, "name(.) = 'system' and not(*)");
	assert_int_equal(directory.files, 1);
}

static void functions_see_the_world(void **state)
{
	(void)state;
	HOLDS(NULL, "cw:file('/a')/line[3]/@value = 'three'");
	HOLDS(NULL, "count(cw:files('/[abc]')) = 3");
	HOLDS(NULL, "not(cw:file('/nothing'))");
	HOLDS(NULL, "cw:exists('/sub') and not(cw:exists('/nothing'))");
	HOLDS(NULL, "cw:same('/a', '/b') and not(cw:same('/a', '/c'))");
	HOLDS(NULL, "cw:stat('/a')/@mode = '0644' and cw:stat('/a')/@size = 18");
	HOLDS(NULL, "cw:stat('/sub')/@type = 'directory' and not(cw:stat('/nothing'))");
	HOLDS(NULL, "cw:installed('postfix') and not(cw:installed('sendmail'))");
	HOLDS(NULL, "starts-with(cw:version('postfix'), '3.7') and cw:version('x') = ''");
	HOLDS(NULL,
		"cw:at-least(cw:version('postfix'), '3.7') and not(cw:at-least('3.4', '3.10'))");
	HOLDS(NULL, "cw:at-least('2:3.4', '3.4.0') and not(cw:at-least('', '0'))");
}

static void links_are_seen(void **state)
{
	(void)state;
	assert_int_equal(symlinkat("a", directory.root.fd, "link"), 0);
	assert_int_equal(symlinkat("none", directory.root.fd, "dangling"), 0);
	HOLDS(NULL, "cw:lstat('/link')/@type = 'link' and cw:lstat('/link')/@target = 'a'");
	HOLDS(NULL, "cw:stat('/link')/@type = 'file'");
	HOLDS(NULL, "cw:lstat('/dangling') and not(cw:stat('/dangling'))");
	HOLDS(NULL, "not(cw:exists('/dangling'))");
}

static void functions_take_texts_apart(void **state)
{
	(void)state;
	HOLDS(NULL, "cw:match('abc', '^a(b|x)c$') and not(cw:match('abd', '^a.c'))");
	HOLDS(NULL, "count(cw:words(' a b  c ')) = 3 and cw:words('a b')[2]/@value = 'b'");
	HOLDS(NULL, "count(cw:words('a,b;c', ',')) = 2 and not(cw:words(''))");
	HOLDS("/a", "cw:last(line[@value = 'two'])/@line = 4");
	HOLDS("/a", "count(cw:last(nothing)) = 0");
	HOLDS("/guest.xml", "cw:value('nothing') = '' and cw:value('x', *) = ''");
}

static void variables_have_values(void **state)
{
	struct answer answer;

	(void)state;
	settings_engine.variable(judge, "word", "two");
	HOLDS("/a", "line/@value = $word and cw:param('word') = 'two'");
	HOLDS(NULL, "cw:param('other', 'else') = 'else' and cw:param('other') = ''");
	settings_engine.variable(judge, "word", "four");
	FAILS("/a", "line/@value = $word");
	answer = assert_that("/a", "line/@value = $nobody");
	assert_int_equal(answer.verdict, VERDICT_UNKNOWN);
	assert_int_equal(answer.doubt, DOUBT_EXPRESSION);
	assert_string_equal(answer.text, "there is no $nobody");
}

static void a_failure_has_a_place(void **state)
{
	struct answer answer = ask(&(struct question){.kind = QUESTION_ASSERT,
		.file = "/a",
		.expression = "false()",
		.at = "line[@value = 'two']/@value",
		.say = "concat(count(line), ' lines')"});

	(void)state;
	assert_int_equal(answer.verdict, VERDICT_FAIL);
	assert_int_equal(answer.line, 2);
	assert_string_equal(answer.path, "/a");
	assert_string_equal(answer.text, "4 lines");
	answer = ask(&(struct question){.kind = QUESTION_ASSERT,
		.file = "/a",
		.expression = "false()",
		.at = "cw:file('/c')/line"});
	assert_string_equal(answer.path, "/c");
	assert_int_equal(answer.line, 1);
	answer = ask(&(struct question){.kind = QUESTION_ASSERT,
		.file = "/a",
		.expression = "false()",
		.at = "nothing",
		.say = "$nobody"});
	assert_int_equal(answer.verdict, VERDICT_FAIL);
	assert_string_equal(answer.path, "/a");
	assert_int_equal(answer.line, 0);
	assert_string_equal(answer.text, "");
}

static void what_must_never_be_is_counted(void **state)
{
	struct answer answer = ask(&(struct question){.kind = QUESTION_NEVER,
		.file = "/a",
		.expression = "cw:last(line[@value = 'two']) | line[@value = 'three']",
		.say = "@value"});

	(void)state;
	assert_int_equal(answer.verdict, VERDICT_FAIL);
	assert_int_equal(answer.offences, 2);
	assert_int_equal(answer.line, 3);
	assert_string_equal(answer.text, "three");
	answer = ask(&(struct question){
		.kind = QUESTION_NEVER, .file = "/a", .expression = "line[@value = 'five']"});
	assert_int_equal(answer.verdict, VERDICT_PASS);
	answer = ask(&(struct question){
		.kind = QUESTION_NEVER, .file = "/a", .expression = "count(line)"});
	assert_int_equal(answer.verdict, VERDICT_UNKNOWN);
	assert_string_equal(answer.text, "it does not give nodes");
}

static void strings_are_captured(void **state)
{
	struct answer answer = ask(&(struct question){
		.kind = QUESTION_STRING, .file = "/a", .expression = "line[3]/@value"});

	(void)state;
	assert_int_equal(answer.verdict, VERDICT_PASS);
	assert_string_equal(answer.text, "three");
	answer = ask(&(struct question){
		.kind = QUESTION_STRING, .file = "/a", .expression = "line[9]/@value"});
	assert_int_equal(answer.verdict, VERDICT_FAIL);
}

static void expect_doubt(
	const char *file, const char *expression, enum doubt doubt, const char *path, uint32_t line)
{
	struct answer answer = assert_that(file, expression);

	assert_int_equal(answer.verdict, VERDICT_UNKNOWN);
	assert_int_equal(answer.doubt, doubt);
	assert_string_equal(answer.path, path);
	assert_int_equal(answer.line, line);
}

static void what_nobody_read_is_in_doubt(void **state)
{
	(void)state;
	expect_doubt("/file.unknown", "true()", DOUBT_NO_FORMAT, "/file.unknown", 0);
	expect_doubt("/file.strange", "true()", DOUBT_NO_FORMAT, "/file.strange", 0);
	expect_doubt("/sub", "true()", DOUBT_UNREADABLE, "/sub", 0);
	expect_doubt("/a", "not(cw:file('/sub'))", DOUBT_UNREADABLE, "/sub", 0);
	expect_doubt("/a", "cw:file('/sub')", DOUBT_UNREADABLE, "/sub", 0);
	expect_doubt("/broken.xml", "true()", DOUBT_UNREAD, "/broken.xml", 2);
	expect_doubt("/a", "not(cw:file('/broken.xml')/x)", DOUBT_UNREAD, "/broken.xml", 2);
	FAILS("/broken.xml", "domain");
	assert_int_equal(assert_that("/nothing", "true()").verdict, VERDICT_NOT_APPLICABLE);
	HOLDS("/a", "true()");
}

/* A world that answers nothing. */
static int know_no_file(void *context, const char *path, struct judged_file *result)
{
	(void)context;
	(void)result;
	return strcmp(path, "/killer") == 0 ? -EOWNERDEAD : -EIO;
}

static int know_no_entry(void *context, const char *path, bool follow, struct judged_entry *result)
{
	(void)context;
	(void)follow;
	result->presence = PRESENCE_UNWATCHED;
	return strcmp(path, "/unwatched") == 0 ? 0 : -EIO;
}

static int know_no_same(void *context, const char *a, const char *b, bool *result)
{
	(void)context;
	(void)a;
	(void)b;
	(void)result;
	return -EIO;
}

static int know_no_list(
	void *context, const char *pattern, struct arena *arena, struct string_list *result)
{
	(void)context;
	(void)pattern;
	(void)arena;
	(void)result;
	return -E2BIG;
}

static int know_no_package(void *context, const char *name, char version[JUDGED_NAME_MOST])
{
	(void)context;
	(void)name;
	(void)snprintf(version, JUDGED_NAME_MOST, "1");
	return -EIO;
}

static void what_the_world_does_not_tell_is_in_doubt(void **state)
{
	static const char *const expressions[] = {"cw:file('/x')", "not(cw:file('/x'))",
		"cw:exists('/x')", "not(cw:exists('/unwatched'))", "not(cw:stat('/x'))",
		"not(cw:lstat('/x'))", "not(cw:same('/x', '/y'))", "not(cw:files('/x'))",
		"not(cw:installed('/x'))", "cw:version('/x') = ''"};
	const struct judge_world silent = {NULL, know_no_file, know_no_entry, know_no_same,
		know_no_list, know_no_package, NULL};

	(void)state;
	settings_engine.end(judge);
	judge = settings_engine.begin(&silent);
	for (size_t i = 0; i < sizeof expressions / sizeof expressions[0]; i++)
		expect_doubt(NULL, expressions[i], DOUBT_UNREADABLE,
			strstr(expressions[i], "unwatched") != NULL ? "/unwatched" : "/x", 0);
	expect_doubt(NULL, "cw:pam('x')/rule", DOUBT_UNREADABLE,
		"/lib/x86_64-linux-gnu/security/pam_deny.so", 0);
	expect_doubt(NULL, "cw:saslauthd()/x", DOUBT_UNREADABLE, "/etc/sysconfig/saslauthd", 0);
	expect_doubt("/killer", "true()", DOUBT_KILLED, "/killer", 0);
	HOLDS(NULL, "true() or cw:file('/x')");
}

static void xml_is_read_as_itself(void **state)
{
	struct answer answer = ask(&(struct question){
		.kind = QUESTION_NEVER, .file = "/guest.xml", .expression = "//disk"});

	(void)state;
	HOLDS("/guest.xml", "domain/@type = 'kvm'");
	assert_int_equal(answer.line, 3);
	assert_string_equal(answer.path, "/guest.xml");
}

static void xml_reaches_nothing_else(void **state)
{
	(void)state;
	temporary_text(&directory.root, "type.xml",
		"<!DOCTYPE d [<!ENTITY x SYSTEM 'file:///etc/passwd'>]>\n<d>&x;</d>\n");
	expect_doubt("/type.xml", "true()", DOUBT_UNREAD, "/type.xml", 1);
	FAILS("/type.xml", "contains(string(.), 'root')");
}

/* Latin-1, which XML does not hold: read, asked for and answered byte for byte. */
static void bytes_stay_what_they_are(void **state)
{
	struct answer answer;

	(void)state;
	temporary_text(&directory.root, "paths", "/gr\374n\n/\033[31m\n");
	temporary_text(&directory.root, "gr\374n", "green\n");
	HOLDS("/paths", "cw:exists(line[1]/@value) and cw:stat(line[1]/@value)/@size = 6");
	HOLDS("/paths", "cw:file(line[1]/@value)/line/@value = 'green'");
	HOLDS("/paths", "cw:same(line[1]/@value, '/a') = false() and cw:files('/gr*n')/line");
	answer = ask(&(struct question){.kind = QUESTION_NEVER,
		.file = "/gr\374n",
		.expression = "line",
		.say = "cw:file('/paths')/line[2]/@value"});
	assert_string_equal(answer.path, "/gr\374n");
	assert_string_equal(answer.text, "/\033[31m");
	answer = ask(&(struct question){
		.kind = QUESTION_STRING, .file = "/paths", .expression = "line[1]/@value"});
	settings_engine.variable(judge, "path", answer.text);
	HOLDS("/paths", "cw:exists($path) and line/@value = $path");
	settings_engine.variable(judge, "path", "/gr\374n");
	HOLDS("/paths", "cw:exists($path) and line/@value = $path");
}

/* They look like nodes to XPath alone. */
static void namespaces_are_no_places(void **state)
{
	struct answer answer;

	(void)state;
	temporary_text(&directory.root, "spaces.xml", "<x xmlns:a='urn:a'><a:y/></x>\n");
	HOLDS("/spaces.xml", "count(//namespace::*[cw:value('x') = '']) > 0");
	HOLDS("/spaces.xml", "cw:value('x', //namespace::*) = '' and cw:last(//namespace::*)");
	answer = ask(&(struct question){.kind = QUESTION_NEVER,
		.file = "/spaces.xml",
		.expression = "//namespace::*",
		.at = "//namespace::*",
		.say = "string(.)"});
	assert_int_equal(answer.verdict, VERDICT_FAIL);
	assert_string_equal(answer.path, "/spaces.xml");
	assert_int_equal(answer.line, 0);
}

static void faults_are_found_in_expressions(void **state)
{
	static const struct {
		const char *expression;
		uint32_t column;
		const char *sentence;
	} rows[] = {
		{"cw:nothing('x')", 1, "there is no function 'cw:nothing'"},
		{"true() and  cout(x)", 13, "there is no function 'cout'"},
		{"'cw:nothing(' = 'x", 17, "a string does not end"},
		{"a)|(b", 2, "a bracket is closed that is not open"},
	};
	char sentence[JUDGED_TEXT_MOST];
	uint32_t column;

	(void)state;
	for (size_t i = 0; i < sizeof rows / sizeof rows[0]; i++) {
		assert_int_equal(
			settings_engine.compile(judge, rows[i].expression, &column, sentence),
			-EINVAL);
		assert_string_equal(sentence, rows[i].sentence);
		assert_int_equal(column, rows[i].column);
	}
	assert_int_equal(settings_engine.compile(judge, "a[", &column, sentence), -EINVAL);
	assert_int_equal(settings_engine.compile(judge, "a |", &column, sentence), -EINVAL);
	assert_int_equal(column, 4);
	assert_int_equal(
		settings_engine.compile(judge, "(a)or(b) and cw:last (ancestor-or-self::node())/c",
			&column, sentence),
		0);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		TEST(expressions_see_the_file),
		TEST(functions_see_the_world),
		TEST(links_are_seen),
		TEST(functions_take_texts_apart),
		TEST(variables_have_values),
		TEST(a_failure_has_a_place),
		TEST(what_must_never_be_is_counted),
		TEST(strings_are_captured),
		TEST(what_nobody_read_is_in_doubt),
		TEST(what_the_world_does_not_tell_is_in_doubt),
		TEST(xml_is_read_as_itself),
		TEST(xml_reaches_nothing_else),
		TEST(bytes_stay_what_they_are),
		TEST(namespaces_are_no_places),
		TEST(faults_are_found_in_expressions),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
