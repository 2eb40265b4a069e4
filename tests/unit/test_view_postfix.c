// SPDX-License-Identifier: GPL-2.0-or-later
// What Postfix makes of its files: effective values and services.
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>

#include "directory_world.h"
#include "settings/engine.h"
#include "settings/postfix_defaults.h"
#include "settings/postfix_expand.h"

static const struct directory_format formats[] = {
	{"*/main.cf", "postfix-main"},
	{"*/master.cf", "postfix-master"},
	{"*/aliases", "aliases"},
	{"*/virtual*", "postfix-table"},
	{"*/transport", "postfix-table"},
	{"*.pcre", "postfix-lines"},
	{"*/passwd", "passwd"},
	{"*/dynamicmaps.cf*", "plain"},
	{0},
};

static const struct directory_package packages[] = {{"postfix", "3.7.11-0+deb12u1"}, {0}};

static struct directory_world directory;
static struct judge_world world;
static void *judge;

static int set_up(void **state)
{
	(void)state;
	directory = (struct directory_world){
		.root = temporary_make(), .formats = formats, .packages = packages};
	temporary_directory(&directory.root, "etc");
	temporary_directory(&directory.root, "etc/postfix");
	temporary_text(&directory.root, "etc/hostname", "box\n");
	world = directory_judged(&directory);
	judge = settings_engine.begin(&world);
	assert_non_null(judge);
	return 0;
}

static int tear_down(void **state)
{
	(void)state;
	settings_engine.end(judge);
	directory_world_remove(&directory);
	return 0;
}

static void put_main(const char *text)
{
	temporary_text(&directory.root, "etc/postfix/main.cf", text);
}

static void put_master(const char *text)
{
	temporary_text(&directory.root, "etc/postfix/master.cf", text);
}

static struct answer string_of(const char *expression)
{
	struct answer answer;

	settings_engine.answer(judge,
		&(struct question){.kind = QUESTION_STRING, .expression = expression}, &answer);
	return answer;
}

static void says(const char *expression, const char *expected)
{
	struct answer answer = string_of(expression);

	if (answer.doubt != DOUBT_NONE || strcmp(answer.text, expected) != 0)
		fail_msg("%s: '%s' instead of '%s' (doubt %d, %s:%u)", expression, answer.text,
			expected, answer.doubt, answer.path, (unsigned)answer.line);
}

static void values_and_defaults(void **state)
{
	(void)state;
	put_main("a = 1\na = 2 $b\nb = ${c?x}${c:y}\nmydomain = example.org\n");
	says("cw:postfix('a')", "2 y");
	says("cw:postfix('nothing')", "");
	says("cw:postfix('myhostname')", "box.example.org");
	says("cw:postfix('mydestination')", "box.example.org, localhost.example.org, localhost");
	says("cw:postfix('mail_version')", "3.7.11");
	says("cw:postfix('config_directory')", "/etc/postfix");
	says("cw:postfix('daemon_directory')", "/usr/lib/postfix/sbin");
	/* Compatibility level 0. */
	says("cw:postfix('smtpd_relay_restrictions')", "");
	says("cw:postfix('append_dot_mydomain')", "yes");
}

static void levels_of_compatibility(void **state)
{
	(void)state;
	put_main("compatibility_level = 3.6\nmyhostname = mail.example.com\n");
	says("cw:postfix('smtpd_relay_restrictions')",
		"permit_mynetworks, permit_sasl_authenticated, defer_unauth_destination");
	says("cw:postfix('smtputf8_enable')", "yes");
	says("cw:postfix('smtp_tls_fingerprint_digest')", "sha256");
	says("cw:postfix('relay_domains')", "");
	says("cw:postfix('mydomain')", "example.com");
}

static void defaults_of_versions(void **state)
{
	(void)state;
	assert_int_equal(postfix_version("3.7.11-0+deb12u1"), 307);
	assert_int_equal(postfix_version("3.10.4"), 310);
	assert_true(postfix_version("none") > 310);
	assert_string_equal(postfix_default("smtpd_forbid_unauth_pipelining", 307), "no");
	assert_string_equal(postfix_default("smtpd_forbid_unauth_pipelining", 309), "no");
	assert_string_equal(postfix_default("smtpd_forbid_unauth_pipelining", 400), "yes");
	assert_null(postfix_default("smtputf8_no_such", 307));
	assert_null(postfix_default("smtpd_tls_enable_rpk", 307));
	assert_null(postfix_default("postscreen_blacklist_action", 310));
	assert_string_equal(postfix_default("postscreen_blacklist_action", 304), "ignore");
}

static const char *no_value(void *context, const char *name)
{
	(void)context;
	if (strcmp(name, "x") == 0)
		return "X";
	if (strcmp(name, "loop") == 0)
		return "a$loop";
	if (strcmp(name, "many") == 0)
		return "$many$many";
	if (strcmp(name, "nested") == 0)
		return "<${x}>";
	return strcmp(name, "empty") == 0 ? "" : NULL;
}

static const char *expanded(const char *text, struct text *result)
{
	struct postfix_expansion expansion = {.lookup = no_value, .result = result};

	text_clear(result);
	postfix_expand(&expansion, (struct piece){text, strlen(text)});
	return expansion.why;
}

static void expansions(void **state)
{
	static const struct {
		const char *text;
		const char *expected;
	} rows[] = {
		{"a$x.b", "aX.b"},
		{"$$x", "$x"},
		{"$(x)${x}", "XX"},
		{"$nested", "<X>"},
		{"${x?y}${x:z}", "y"},
		{"${empty?y}${empty:z}", "z"},
		{"${none?y}${none:z}", "z"},
		{"${ x ? {y} : {z} }", "y"},
		{"${none?{y}:{$x}}", "X"},
		{"${x?a:b}", "a:b"},
		{"${{$x} == {X} ? {same} : {other}}", "same"},
		{"${{$x} != {X} ? {other}}", ""},
		{"${{9} < {10} ? {number} : {text}}", "number"},
		{"${{9a} < {10} ? {number} : {text}}", "text"},
		{"${{3.10} <level {3.6} ? {less} : {more}}", "more"},
		{"${{3} ==level {3.0.0} ? {same} : {other}}", "same"},
		{"${{a} == {a}}", "true"},
		{"${x?${none:deep}}", "deep"},
	};
	TEXT_CLEANUP struct text text = TEXT_INIT;

	(void)state;
	for (size_t i = 0; i < sizeof rows / sizeof rows[0]; i++) {
		assert_null(expanded(rows[i].text, &text));
		assert_string_equal(text_string(&text), rows[i].expected);
	}
}

static void expansions_that_fail(void **state)
{
	static const char *const rows[] = {"${x", "$", "$ x", "${x y}", "${{a} = {b}}",
		"${{a} ==other {b}}", "${{a} == b}", "${{a", "${{1.x} <level {2}}", "${x?{a}b}",
		"${x?{a}:{b}c}", "$loop", "$many", "${}"};
	TEXT_CLEANUP struct text text = TEXT_INIT;

	(void)state;
	for (size_t i = 0; i < sizeof rows / sizeof rows[0]; i++)
		if (expanded(rows[i], &text) == NULL)
			fail_msg("%s expands to '%s'", rows[i], text_string(&text));
}

static void faults_are_doubts(void **state)
{
	struct answer answer;

	(void)state;
	put_main("a = 1\nb = $a ${x\n");
	answer = string_of("cw:postfix('b')");
	assert_int_equal(answer.verdict, VERDICT_UNKNOWN);
	assert_int_equal(answer.doubt, DOUBT_UNREAD);
	assert_string_equal(answer.path, "/etc/postfix/main.cf");
	assert_int_equal(answer.line, 2);
	says("cw:postfix('a')", "1");
}

static void services(void **state)
{
	(void)state;
	put_main("default_process_limit = 7\nmyhostname = a.b\n");
	put_master("smtp inet n - - - - smtpd\nsubmission inet n - n 60? 2 smtpd -v\n"
		   "  -o { myhostname = c.$mydomain }\n  -o syslog_name=$myhostname\n"
		   "submission inet n - y - - smtpd -o a=b\n");
	says("concat(cw:postfix-service('smtp/inet')/@chroot, "
	     "cw:postfix-service('smtp/inet')/@unpriv, cw:postfix-service('smtp/inet')/@maxproc)",
		"yy7");
	says("cw:postfix-service('smtp/inet')/@program", "/usr/lib/postfix/sbin/smtpd");
	says("string(count(cw:postfix-service('smtp/unix') | cw:postfix-service('x')))", "0");
	says("cw:postfix-service('submission/inet')/@line", "5");
	says("cw:postfix-service('submission/inet')/option/@value", "b");
}

static void options_come_before(void **state)
{
	(void)state;
	put_main("compatibility_level = 2\nmyhostname = a.b\n");
	put_master("smtp inet n - - - - smtpd\n  -o { x = 1 $myhostname }\n -o myhostname=c.d\n");
	says("cw:postfix-service('smtp/inet')/@chroot", "n");
	says("cw:postfix-service('smtp/inet')/option[@name='x']/@value", "1 c.d");
	says("cw:postfix-service('smtp/inet')/option[@name='x']/@line", "2");
	says("cw:postfix('x')", "");
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test_setup_teardown(values_and_defaults, set_up, tear_down),
		cmocka_unit_test_setup_teardown(levels_of_compatibility, set_up, tear_down),
		cmocka_unit_test(defaults_of_versions),
		cmocka_unit_test(expansions),
		cmocka_unit_test(expansions_that_fail),
		cmocka_unit_test_setup_teardown(faults_are_doubts, set_up, tear_down),
		cmocka_unit_test_setup_teardown(services, set_up, tear_down),
		cmocka_unit_test_setup_teardown(options_come_before, set_up, tear_down),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
