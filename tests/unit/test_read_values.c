// SPDX-License-Identifier: GPL-2.0-or-later
// "key: value" as libsasl2 reads it, INI files as libini_config does, lines as they are.
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>

#include "base/text.h"
#include "settings_document.h"

static void sasl(const char *text, const char *expected)
{
	reads_bytes("sasl", "sasl", text, strlen(text), expected);
}

static void ini(const char *text, const char *expected)
{
	reads_bytes("ini", "ini", text, strlen(text), expected);
}

static void test_sasl(void **state)
{
	(void)state;
	sasl("", "");
	sasl("# c\n\n \t\npwcheck_method: saslauthd \nMech_List:plain login\r\n",
		"<comment line=\"1\"> c</comment>\n"
		"<setting line=\"4\" name=\"pwcheck_method\" value=\"saslauthd\"/>\n"
		"<setting line=\"5\" name=\"mech_list\" value=\"plain login\"/>\n");
	sasl("a: 1 # no comment\n  b: 2\nA: 3",
		"<setting line=\"1\" name=\"a\" value=\"1 # no comment\"/>\n"
		"<setting line=\"2\" name=\"b\" value=\"2\"/>\n"
		"<overridden line=\"3\" name=\"a\" value=\"3\"/>\n");
	sasl("a:\nb 1\nc : 1\n\xEF\xBB\xBF"
	     "d: 1\n",
		"<unread line=\"1\" why=\"neither &quot;key: value&quot; nor a comment: the library refuses"
		" the whole file\">a:</unread>\n"
		"<unread line=\"2\" why=\"neither &quot;key: value&quot; nor a comment: the library refuses"
		" the whole file\">b 1</unread>\n"
		"<unread line=\"3\" why=\"neither &quot;key: value&quot; nor a comment: the library refuses"
		" the whole file\">c : 1</unread>\n"
		"<unread line=\"4\" why=\"neither &quot;key: value&quot; nor a comment: the library refuses"
		" the whole file\">\xEF\xBB\xBF"
		"d: 1</unread>\n");
	sasl("a: \xE4\n", "<setting line=\"1\" name=\"a\" value=\"&#xF7E4;\"/>\n");
}

/* The library reads into a buffer of 4096 bytes: what does not fit is a line of its own. */
static void test_sasl_long_line(void **state)
{
	TEXT_CLEANUP struct text text = TEXT_INIT;
	TEXT_CLEANUP struct text expected = TEXT_INIT;

	(void)state;
	text_add(&text, "a: ");
	text_add(&expected, "<setting line=\"1\" name=\"a\" value=\"");
	for (size_t i = 3; i < 4095; i++) {
		text_byte(&text, 'x');
		text_byte(&expected, 'x');
	}
	text_add(&text, "b: 1\nc: 2\n");
	text_add(&expected,
		"\"/>\n<setting line=\"1\" name=\"b\" value=\"1\"/>\n"
		"<setting line=\"2\" name=\"c\" value=\"2\"/>\n");
	sasl(text_string(&text), text_string(&expected));
}

static void test_ini(void **state)
{
	(void)state;
	ini("\xEF\xBB\xBF[sssd]\nservices = nss, pam \r\n\n# c\n;d\n",
		"<section line=\"1\" name=\"sssd\"><setting line=\"2\" name=\"services\" value=\"nss, pam\"/>"
		"<comment line=\"4\"> c</comment><comment line=\"5\">d</comment></section>\n");
	ini("[a]\nX=1\n[ b ]\n y = 2 = 3\n[A]\nx=2\n",
		"<section line=\"1\" name=\"a\"><overridden line=\"2\" name=\"x\" value=\"1\"/>"
		"<setting line=\"6\" name=\"x\" value=\"2\"/></section>\n"
		"<section line=\"3\" name=\"b\"><setting line=\"4\" name=\"y\" value=\"2 = 3\"/></section>\n");
	ini("x=",
		"<section line=\"1\" name=\"default\"><setting line=\"1\" name=\"x\" value=\"\"/>"
		"</section>\n");
	/* A line of nothing but the end does not end it. */
	ini("/* a\nb=1\n*/\n */\n// c\n",
		"<comment line=\"1\">/* a</comment>\n<comment line=\"2\">b=1</comment>\n"
		"<comment line=\"3\">*/</comment>\n<comment line=\"4\"> */</comment>\n"
		"<comment line=\"5\">// c</comment>\n");
}

static void refuses(const char *text)
{
	bool full = false;
	xmlDocPtr document = settings_read("ini", text, strlen(text), &full);
	xmlNodePtr node = xmlDocGetRootElement(document)->children;

	fits_schema(document, "ini");
	while (node != NULL && !xmlStrEqual(node->name, xml_string("unread")))
		node = node->next;
	assert_non_null(node);
	xmlFreeDoc(document);
}

/* sssd does not start with any of these. */
static void test_ini_refused(void **state)
{
	(void)state;
	refuses("");
	refuses("word\n");
	refuses("= 1\n");
	refuses("[a\n");
	refuses("[ ]\n");
	refuses("[\xC3\xA4]\n");
	refuses("a! = 1\n");
	refuses("\v a = 1\n");
	refuses("/* a\n");
	refuses("# \xE4\n");
}

static void test_plain(void **state)
{
	(void)state;
	reads_bytes("plain", "plain", "a\n\n b", 5,
		"<line line=\"1\" value=\"a\"/>\n<line line=\"2\" value=\"\"/>\n"
		"<line line=\"3\" value=\" b\"/>\n");
}

static void test_large(void **state)
{
	static const struct {
		const char *format;
		const char *piece;
	} pieces[] = {
		{"sasl", "a: 1\n"},
		{"sasl", "a"},
		{"sasl", "a: "},
		{"ini", "a=1\n"},
		{"ini", "[a]\n"},
		{"ini", "[a"},
		{"ini", "/*\n"},
		{"ini", "a"},
	};

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

/* Each name is looked up among all others. */
static void test_many_names(void **state)
{
	static const struct {
		const char *format;
		const char *before;
		const char *behind;
	} rows[] = {{"sasl", "a", ": 1\n"}, {"ini", "a", "=1\n"}, {"ini", "[a", "]\n"},
		{"shell", "a", "=1\n"}};

	(void)state;
	for (size_t i = 0; i < sizeof rows / sizeof rows[0]; i++) {
		TEXT_CLEANUP struct text text = TEXT_INIT;
		bool full;
		xmlDocPtr document;

		for (unsigned number = 0; text.length < 5000000; number++)
			text_format(&text, "%s%u%s", rows[i].before, number, rows[i].behind);
		document = settings_read(rows[i].format, text_string(&text), text.length, &full);
		assert_non_null(document);
		xmlFreeDoc(document);
	}
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(test_sasl),
		cmocka_unit_test(test_sasl_long_line),
		cmocka_unit_test(test_ini),
		cmocka_unit_test(test_ini_refused),
		cmocka_unit_test(test_plain),
		cmocka_unit_test(test_large),
		cmocka_unit_test(test_many_names),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
