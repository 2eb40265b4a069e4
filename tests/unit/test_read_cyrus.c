// SPDX-License-Identifier: GPL-2.0-or-later
// Cyrus IMAP's files line by line, and what they come to together.
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>

#include "settings_asked.h"
#include "settings_document.h"

static const struct directory_format formats[] = {
	{"/etc/imapd.*", "cyrus-imapd"}, {"/etc/cyrus.conf", "cyrus-conf"}, {0}};

static int set_up(void **state)
{
	(void)state;
	begin_to_ask(formats, NULL);
	return 0;
}

static void imapd(const char *text, const char *expected)
{
	reads_bytes("cyrus-imapd", "cyrus-imapd", text, strlen(text), expected);
}

static void conf(const char *text, const char *expected)
{
	reads_bytes("cyrus-conf", "cyrus-conf", text, strlen(text), expected);
}

#define SETTING(line, name, value)                                                                 \
	"<setting line=\"" line "\" name=\"" name "\" value=\"" value "\"/>\n"
#define UNREAD(line, why, text) "<unread line=\"" line "\" why=\"" why "\">" text "</unread>\n"

static void options(void **state)
{
	(void)state;
	imapd("", "");
	imapd("# c\n\n Admins:\tcyrus root \r\nimap_x-y: a # b\n@Include: /etc/x",
		"<comment line=\"1\"> c</comment>\n" SETTING("3", "admins", "cyrus root") SETTING(
			"4", "imap_x-y", "a # b") "<include line=\"5\" value=\"/etc/x\"/>\n");
	imapd("a: b\\\\\n\n# c\n", SETTING("1", "a", "b# c"));
	imapd("a: b\\\n  c\\\nd\nb: e\n# f\\\nc: d\n",
		SETTING("1", "a", "b  cd")
			SETTING("4", "b", "e") "<comment line=\"5\"> fc: d</comment>\n");
}

static void options_refused(void **state)
{
	(void)state;
	imapd("a b\na : b\na:\n@x: y\na: 1\nA: 2\nb: 3\\\n",
		UNREAD("1", "Cyrus refuses what is no &quot;option: value&quot;", "a b") UNREAD("2",
			"Cyrus refuses what is no &quot;option: value&quot;", "a : b") UNREAD("3",
			"Cyrus refuses an option without a value", "a:") UNREAD("4",
			"Cyrus refuses every directive but @include", "@x: y") SETTING("5", "a",
			"1") UNREAD("6", "Cyrus refuses an option that is given twice", "A: 2")
			UNREAD("7", "continued beyond the end of the file", "b: 3"));
	reads_bytes("cyrus-imapd", "cyrus-imapd", "a: b\0c\n", 7,
		UNREAD("1", "a NUL, behind which nothing is read",
			"a: b\xEF\x9C\x80"
			"c"));
}

static void sections(void **state)
{
	(void)state;
	conf("# c\nSTART {\n  recover cmd=\"ctl_cyrusdb -r\" # d\n}\nServices {\n\timap cmd=imapd "
	     "listen=\"imap\" cmd=\"x\"\n # e\n  alone\n}\n",
		"<comment line=\"1\"> c</comment>\n<section line=\"2\" name=\"START\">"
		"<section line=\"3\" name=\"recover\">"
		"<setting line=\"3\" name=\"cmd\" value=\"ctl_cyrusdb -r\"/></section></section>\n"
		"<section line=\"5\" name=\"SERVICES\"><section line=\"6\" name=\"imap\">"
		"<setting line=\"6\" name=\"cmd\" value=\"imapd\"/>"
		"<setting line=\"6\" name=\"listen\" value=\"imap\"/>"
		"<overridden line=\"6\" name=\"cmd\" value=\"x\"/></section>"
		"<comment line=\"7\"> e</comment><section line=\"8\" name=\"alone\"/></section>\n");
}

static void sections_refused(void **state)
{
	TEXT_CLEANUP struct text text = TEXT_INIT;
	bool full;
	xmlDocPtr document;

	(void)state;
	conf("SERVICE {\nimap cmd=\"imapd\"\n",
		UNREAD("1", "Cyrus passes over what is in no section, or in a second one",
			"SERVICE {")
			UNREAD("2", "Cyrus passes over what is in no section, or in a second one",
				"imap cmd=\"imapd\""));
	conf("START {\n}\nSTART {\n",
		"<section line=\"1\" name=\"START\"/>\n" UNREAD("3",
			"Cyrus passes over what is in no section, or in a second one", "START {"));
	conf("EVENTS {\na-b c=d\nc d\ne f=\"g\nh i=\"{\"\n} x\n",
		"<section line=\"1\" name=\"EVENTS\">"
		"<unread line=\"2\" why=\"Cyrus refuses a name that is not of letters and digits\">a-b "
		"c=d</unread><section line=\"3\" name=\"c\"><unread line=\"3\" "
		"why=\"Cyrus refuses an argument that is no name=value\">c d</unread></section>"
		"<section line=\"4\" name=\"e\"><unread line=\"4\" "
		"why=\"Cyrus refuses a quote that does not end\">e f=\"g</unread></section>"
		"<unread line=\"5\" why=\"a brace inside a line\">h i=\"{\"</unread>"
		"<unread line=\"6\" why=\"a brace inside a line\">} x</unread></section>\n");
	text_add(&text, "DAEMON {\na");
	for (unsigned i = 0; i < 65; i++)
		text_format(&text, " a%u=1", i);
	document = settings_read("cyrus-conf", text_string(&text), text.length, &full);
	fits_schema(document, "cyrus-conf");
	assert_non_null(xmlHasProp(
		xmlDocGetRootElement(document)->children->children->last, xml_string("why")));
	xmlFreeDoc(document);
}

static void large(void **state)
{
	static const struct {
		const char *format;
		const char *piece;
	} pieces[] = {{"cyrus-imapd", "a: 1\n"}, {"cyrus-imapd", "a: \\\n"}, {"cyrus-imapd", "a"},
		{"cyrus-conf", "START {\n"}, {"cyrus-conf", "a b=c\n"}, {"cyrus-conf", "a=b "}};

	(void)state;
	for (size_t i = 0; i < sizeof pieces / sizeof pieces[0]; i++) {
		TEXT_CLEANUP struct text text = TEXT_INIT;
		bool full;
		xmlDocPtr document;

		while (text.length < 5000000)
			text_add(&text, pieces[i].piece);
		document = settings_read(pieces[i].format, text_string(&text), text.length, &full);
		assert_non_null(document);
		xmlFreeDoc(document);
	}
}

static void view(void **state)
{
	(void)state;
	says("count(cw:cyrus()/*)", "0");
	tear_down(NULL);
	(void)set_up(NULL);
	directory_put(&directory, "etc/imapd.conf",
		"a: 1\n@include: /etc/imapd.local\nb: 2\n@include: /etc/imapd.local\n"
		"@include: /etc/imapd.gone\n");
	directory_put(&directory, "etc/imapd.local", "c: 3\nb: 4\n");
	directory_put(&directory, "etc/cyrus.conf",
		"START {\n x cmd=\"y\"\n}\nSERVICES {\n imap cmd=\"/usr/sbin/imapd -s\" listen=\"imap\"\n"
		" lmtp\n}\n");
	says("cw:cyrus()/setting[@name='c']/@file", "/etc/imapd.local");
	says("cw:cyrus()/setting[@name='b']/@value", "4");
	says("cw:cyrus()/refused[@line='3']/@why", "Cyrus refuses an option that is given twice");
	says("cw:cyrus()/refused[@line='4']/@why", "Cyrus refuses a file that is included twice");
	says("cw:cyrus()/missing/@path", "/etc/imapd.gone");
	says("count(cw:cyrus()/service)", "2");
	says("concat(cw:cyrus()/service/@program, ' ', cw:cyrus()/service/@listen, ' ', "
	     "cw:cyrus()/service/@line)",
		"imapd imap 5");
}

static void views_in_doubt(void **state)
{
	struct answer answer;

	(void)state;
	directory_put(&directory, "etc/imapd.conf", "a: 1\n@include: relative\n");
	directory_put(&directory, "etc/cyrus.conf", "");
	answer = ask(&(struct question){
		.kind = QUESTION_STRING, .expression = "cw:cyrus()/setting/@value"});
	assert_int_equal(answer.doubt, DOUBT_TOO_LARGE);
	assert_int_equal(answer.line, 2);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		TEST(options),
		TEST(options_refused),
		TEST(sections),
		TEST(sections_refused),
		TEST(large),
		TEST(view),
		TEST(views_in_doubt),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
