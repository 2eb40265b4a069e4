// SPDX-License-Identifier: GPL-2.0-or-later
// SpamAssassin's files, and what it makes of its directory.
#include "settings_asked.h"
#include "settings_document.h"

static const struct directory_format formats[] = {{0}};
static const struct directory_package packages[] = {{0}};

static int set_up(void **state)
{
	(void)state;
	begin_to_ask(formats, packages);
	return 0;
}

static void reads(const char *text, const char *expected)
{
	reads_bytes("spamassassin", "spamassassin", text, strlen(text), expected);
}

#define UNREAD "why=\"SpamAssassin takes no line like this\">"

static void test_lines(void **state)
{
	(void)state;
	reads("", "");
	reads("# c\n  #d\r\n\n  Required-Score\t5.0   # raised\nuse_bayes\nreport a \\# b\n",
		"<comment line=\"1\"> c</comment>\n<comment line=\"2\">d</comment>\n"
		"<setting line=\"4\" name=\"required_score\" value=\"5.0\"/>\n"
		"<setting line=\"5\" name=\"use_bayes\" value=\"\"/>\n"
		"<setting line=\"6\" name=\"report\" value=\"a # b\"/>\n");
	reads("loadplugin A::B\nloadPlugin C /c.pm\ntryplugin D\nlang de describe X y\ninclude more.cf\nloadplugin",
		"<plugin line=\"1\" name=\"A::B\"/>\n<plugin line=\"2\" name=\"C\" from=\"/c.pm\"/>\n"
		"<plugin line=\"3\" name=\"D\"/>\n"
		"<setting line=\"4\" name=\"describe\" value=\"X y\" lang=\"de\"/>\n"
		"<include line=\"5\" file=\"more.cf\"/>\n"
		"<unread line=\"6\" " UNREAD "loadplugin</unread>\n");
}

static void test_conditions(void **state)
{
	(void)state;
	reads("ifplugin A # c\na 1\nif (version >= 3.004)\nb 2\nelse\nc 3\nendif\nendif # A\nendif\nelse\nif\n",
		"<if line=\"1\" pattern=\"plugin (A)\" ifplugin=\"yes\"><setting line=\"2\" name=\"a\" value=\"1\"/>"
		"<if line=\"3\" pattern=\"(version &gt;= 3.004)\"><setting line=\"4\" name=\"b\" value=\"2\"/></if>"
		"<if line=\"5\" pattern=\"(version &gt;= 3.004)\" not=\"yes\">"
		"<setting line=\"6\" name=\"c\" value=\"3\"/></if></if>\n"
		"<unread line=\"9\" " UNREAD "endif</unread>\n<unread line=\"10\" " UNREAD
		"else</unread>\n"
		"<unread line=\"11\" " UNREAD "if</unread>\n");
	reads("ifplugin A\nelse x\nendif y\ninclude\n",
		"<if line=\"1\" pattern=\"plugin (A)\" ifplugin=\"yes\"><unread line=\"2\" " UNREAD
		"else x</unread>"
		"<unread line=\"3\" " UNREAD "endif y</unread><unread line=\"4\" " UNREAD
		"include</unread></if>\n");
}

static void test_large(void **state)
{
	static const char *const pieces[] = {
		"if a\n", "a 1\n", "loadplugin a\n", "a", "if a\nendif\n", "if a\nelse\nelse\n"};

	(void)state;
	for (size_t i = 0; i < sizeof pieces / sizeof pieces[0]; i++) {
		TEXT_CLEANUP struct text text = TEXT_INIT;
		bool full;

		while (text.length < 2000000)
			text_add(&text, pieces[i]);
		xmlFreeDoc(settings_read("spamassassin", text_string(&text), text.length, &full));
	}
}

static void put(const char *name, const char *text)
{
	char path[128];

	(void)snprintf(path, sizeof path, "etc/mail/spamassassin/%s", name);
	directory_put(&directory, path, text);
}

#define PLUGIN(n)                                                                                  \
	"concat(cw:spamassassin()/plugin[" n "]/@name, ' ', cw:spamassassin()/plugin[" n           \
	"]/@file, ':', "                                                                           \
	"cw:spamassassin()/plugin[" n "]/@line)"

static void test_directory(void **state)
{
	(void)state;
	says("count(cw:spamassassin()/*)", "0");
}

static void test_order(void **state)
{
	(void)state;
	put("init.pre", "loadplugin A\n");
	put("v310.pre", "\nloadplugin B\nifplugin A\nloadplugin C\nelse\nloadplugin D\nendif\n");
	put("local.cf",
		"if !(plugin(Z))\nx 1\nendif\nif plugin (B)\ninclude sub/more.cf\nif (version > 3)\nx 3\nendif\n"
		"lang de x 6\nifplugin E\nx 7\nendif\nloadplugin E\nifplugin E\nx 8\nendif\nif plugin(E)\nx 9\nelse\nx 10\nendif\n");
	put("sub/more.cf", "x 2\nifplugin Y\nx 4\nifplugin A\nx 5\nendif\nloadplugin E\nendif\n");
	says("count(cw:spamassassin()/plugin)", "4");
	says(PLUGIN("2"), "B /etc/mail/spamassassin/v310.pre:2");
	says(PLUGIN("3"), "C /etc/mail/spamassassin/v310.pre:4");
	/* A condition is what it was when it was first asked. */
	says("count(cw:spamassassin()/setting)", "5");
	says("string(cw:spamassassin()/setting[5]/@value)", "9");
	says("concat(cw:spamassassin()/setting[1]/@value, cw:spamassassin()/setting[2]/@value, "
	     "cw:spamassassin()/setting[2]/@sure, cw:spamassassin()/setting[3]/@value, "
	     "cw:spamassassin()/setting[3]/@sure, "
	     "cw:spamassassin()/setting[4]/@sure)",
		"12yes3nono");
}

static void test_doubt(void **state)
{
	(void)state;
	put("v310.pre", "loadplugin A\nif can(x)\nloadplugin B\nendif\n");
	assert_int_equal(string_of("count(cw:spamassassin()/plugin)").verdict, VERDICT_UNKNOWN);
}

static void test_loop(void **state)
{
	(void)state;
	put("v310.pre", "loadplugin A\ninclude v310.pre\n");
	says("count(cw:spamassassin()/plugin)", "1");
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		TEST(test_lines),
		TEST(test_conditions),
		TEST(test_large),
		TEST(test_directory),
		TEST(test_order),
		TEST(test_doubt),
		TEST(test_loop),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
