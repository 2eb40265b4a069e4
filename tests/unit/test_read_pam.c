// SPDX-License-Identifier: GPL-2.0-or-later
// settings/read_pam: what libpam makes of lines of every kind, good and bad.
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>

#include "settings_document.h"

static void reads(const char *text, const char *expected)
{
	reads_bytes("pam", "pam", text, strlen(text), expected);
}

static void test_words_of_a_rule(void **state)
{
	(void)state;
	reads("auth required pam_unix.so nullok\ttry_first_pass\n",
		"<rule line=\"1\" type=\"auth\" control=\"required\" module=\"pam_unix.so\">"
		"<argument value=\"nullok\"/><argument value=\"try_first_pass\"/></rule>\n");
	reads("  Session\tOPTIONAL  /lib/security/pam_x.so", /* no newline at the end */
		"<rule line=\"1\" type=\"session\" control=\"optional\" "
		"module=\"/lib/security/pam_x.so\"/>\n");
	reads("-session optional pam_systemd.so\n",
		"<rule line=\"1\" type=\"session\" optional=\"yes\" control=\"optional\" "
		"module=\"pam_systemd.so\"/>\n");
	reads("account include common-account # all of it\n",
		"<rule line=\"1\" type=\"account\" control=\"include\" "
		"module=\"common-account\"/>\n");
	reads("password substack x\n",
		"<rule line=\"1\" type=\"password\" control=\"substack\" module=\"x\"/>\n");
}

static void test_brackets_are_one_word(void **state)
{
	(void)state;
	reads("auth [success=1 default=ignore] pam_unix.so\n",
		"<rule line=\"1\" type=\"auth\" control=\"[success=1 default=ignore]\" "
		"module=\"pam_unix.so\"><action value=\"success\" do=\"1\"/>"
		"<action value=\"default\" do=\"ignore\"/></rule>\n");
	reads("auth required pam_x.so [query=a [b \\] c]d e\n",
		"<rule line=\"1\" type=\"auth\" control=\"required\" module=\"pam_x.so\">"
		"<argument value=\"query=a [b ] c\"/><argument value=\"d\"/>"
		"<argument value=\"e\"/></rule>\n");
	/* A word in brackets is that word; a list of actions needs none. */
	reads("[auth] [required] [pam_x.so]\n",
		"<rule line=\"1\" type=\"auth\" control=\"required\" module=\"pam_x.so\"/>\n");
	reads("auth success=ok pam_x.so\n",
		"<rule line=\"1\" type=\"auth\" control=\"[success=ok]\" module=\"pam_x.so\">"
		"<action value=\"success\" do=\"ok\"/></rule>\n");
	/* Never closed: the rest is one word, and there is no module. */
	reads("auth [success=ok pam_x.so",
		"<rule line=\"1\" type=\"auth\" control=\"[success=ok pam_x.so]\" "
		"fails=\"control\"/>\n");
}

static void test_actions(void **state)
{
	(void)state;
	reads("auth [success=okdefault=die new_authtok_reqd = 012] x.so\n",
		"<rule line=\"1\" type=\"auth\" "
		"control=\"[success=okdefault=die new_authtok_reqd = 012]\" module=\"x.so\">"
		"<action value=\"success\" do=\"ok\"/><action value=\"default\" do=\"die\"/>"
		"<action value=\"new_authtok_reqd\" do=\"12\"/></rule>\n");
	for (const char *const *bad = (const char *const[]){"sucess=ok", "success ok",
		     "success=", "success=0", "success=-1", "success=2147483648", "SUCCESS=ok",
		     "success=OK", "success=ok junk", NULL};
		*bad != NULL; bad++) {
		char text[256];
		char expected[256];

		(void)snprintf(text, sizeof text, "auth [%s] x.so\n", *bad);
		(void)snprintf(expected, sizeof expected,
			"<rule line=\"1\" type=\"auth\" control=\"[%s]\" module=\"x.so\" "
			"fails=\"control\"/>\n",
			*bad);
		reads(text, expected);
	}
	reads("auth [success=2147483647] x.so\n",
		"<rule line=\"1\" type=\"auth\" control=\"[success=2147483647]\" "
		"module=\"x.so\"><action value=\"success\" do=\"2147483647\"/></rule>\n");
	reads("auth [] x.so\n",
		"<rule line=\"1\" type=\"auth\" control=\"[]\" module=\"x.so\"/>\n");
}

static void test_what_libpam_makes_fail(void **state)
{
	(void)state;
	reads("autth required pam_x.so\n",
		"<rule line=\"1\" type=\"auth\" word=\"autth\" control=\"required\" "
		"module=\"pam_x.so\" fails=\"type\"/>\n");
	reads("-\n",
		"<rule line=\"1\" type=\"auth\" word=\"\" optional=\"yes\" fails=\"type\"/>\n");
	reads("account\n", "<rule line=\"1\" type=\"account\" fails=\"control\"/>\n");
	reads("account required\n",
		"<rule line=\"1\" type=\"account\" control=\"required\" fails=\"module\"/>\n");
	reads("account required /lib/.so\n",
		"<rule line=\"1\" type=\"account\" control=\"required\" module=\"/lib/.so\" "
		"fails=\"file\"/>\n");
	reads("account required ?.so\n",
		"<rule line=\"1\" type=\"account\" control=\"required\" module=\"?.so\" "
		"fails=\"file\"/>\n");
	reads("auth include\n",
		"<rule line=\"1\" type=\"auth\" control=\"include\" fails=\"module\"/>\n");
	reads("auth include .d\n",
		"<rule line=\"1\" type=\"auth\" control=\"include\" module=\".d\"/>\n");
	/* A carriage return belongs to the word. */
	reads("auth required pam_unix.so\r\n",
		"<rule line=\"1\" type=\"auth\" control=\"required\" "
		"module=\"pam_unix.so&#xF70D;\"/>\n");
	reads("\r\n", "<rule line=\"1\" type=\"auth\" word=\"&#xF70D;\" fails=\"type\"/>\n");
}

static void test_debian_includes(void **state)
{
	(void)state;
	reads("@include common-auth\n", "<include line=\"1\" file=\"common-auth\"/>\n");
	reads("-@INCLUDE /x y # z\n", "<include line=\"1\" file=\"/x\"/>\n");
	reads("@include\n", "<include line=\"1\"/>\n");
}

static void test_comments(void **state)
{
	(void)state;
	reads("# one\n\n \t\n  #auth required x.so \\\nauth required a.so a#b\n",
		"<comment line=\"1\"> one</comment>\n"
		"<comment line=\"4\">auth required x.so \\</comment>\n"
		"<rule line=\"5\" type=\"auth\" control=\"required\" module=\"a.so\">"
		"<argument value=\"a\"/></rule>\n");
	/* What follows a comment's mark continues nothing, in no version. */
	reads("auth required a.so # b \\\nauth required b.so\n",
		"<rule line=\"1\" type=\"auth\" control=\"required\" module=\"a.so\"/>\n"
		"<rule line=\"2\" type=\"auth\" control=\"required\" module=\"b.so\"/>\n");
}

static void test_continued_lines(void **state)
{
	(void)state;
	reads("auth req\\\nuired \\  \n a.so\\\n b\nauth required c.so\n",
		"<rule line=\"1\" last=\"4\" type=\"auth\" control=\"[req]\" module=\"uired\" "
		"fails=\"control\"><argument value=\"a.so\"/><argument value=\"b\"/></rule>\n"
		"<rule line=\"5\" type=\"auth\" control=\"required\" module=\"c.so\"/>\n");
	reads("auth required \\\n a.so # c \\\naccount required b.so\n",
		"<rule line=\"1\" last=\"2\" type=\"auth\" control=\"required\" module=\"a.so\"/>\n"
		"<rule line=\"3\" type=\"account\" control=\"required\" module=\"b.so\"/>\n");
	reads("auth required a.so\\b\n",
		"<rule line=\"1\" type=\"auth\" control=\"required\" module=\"a.so\\b\"/>\n");
}

static void test_where_versions_differ_or_give_up(void **state)
{
	(void)state;
	reads("auth required \\\n# c\n a.so\nauth required b.so\n",
		"<unread line=\"1\" last=\"3\" why=\"a blank line or comment among continued "
		"lines: libpam 1.5 reads on, 1.6 does not\">auth required \\\n# c\n a.so"
		"</unread>\n"
		"<rule line=\"4\" type=\"auth\" control=\"required\" module=\"b.so\"/>\n");
	reads("auth required a.so \\\n",
		"<unread line=\"1\" why=\"continued, but the file ends: libpam takes nothing of "
		"the whole file\">auth required a.so \\</unread>\n");
	reads_bytes("pam", "pam", "auth required a.so \0b\nauth required c.so\n", 41,
		"<unread line=\"1\" why=\"a NUL byte: libpam loses the rest of the line\">"
		"auth required a.so \xEF\x9C\x80"
		"b</unread>\n"
		"<rule line=\"2\" type=\"auth\" control=\"required\" module=\"c.so\"/>\n");
}

/* The last byte that libpam 1.5 takes, newline included, is the 1023rd. */
static void test_long_lines(void **state)
{
	static const char rule[] = "auth required a.so ";
	xmlDocPtr document;
	char text[1100];
	bool full;

	(void)state;
	for (size_t length = 1021; length < 1025; length++) {
		memset(text, 'x', sizeof text);
		memcpy(text, rule, strlen(rule));
		text[length - 1] = '\n';
		document = settings_read("pam", text, length, &full);
		fits_schema(document, "pam");
		assert_string_equal((const char *)xmlDocGetRootElement(document)->children->name,
			length <= 1023 ? "rule" : "unread");
		xmlFreeDoc(document);
	}
	memset(text, '#', sizeof text);
	document = settings_read("pam", text, sizeof text, &full);
	assert_string_equal((const char *)xmlDocGetRootElement(document)->children->name, "unread");
	xmlFreeDoc(document);
}

static void test_pam_conf_names_services(void **state)
{
	static const char text[] = "imap auth required a.so b\nimap\nother @include x\n";

	(void)state;
	reads_bytes("pam-conf", "pam", text, strlen(text),
		"<rule line=\"1\" service=\"imap\" type=\"auth\" control=\"required\" "
		"module=\"a.so\"><argument value=\"b\"/></rule>\n"
		"<rule line=\"2\" service=\"imap\" type=\"auth\" word=\"\" fails=\"type\"/>\n"
		"<include line=\"3\" service=\"other\" file=\"x\"/>\n");
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(test_words_of_a_rule),
		cmocka_unit_test(test_brackets_are_one_word),
		cmocka_unit_test(test_actions),
		cmocka_unit_test(test_what_libpam_makes_fail),
		cmocka_unit_test(test_debian_includes),
		cmocka_unit_test(test_comments),
		cmocka_unit_test(test_continued_lines),
		cmocka_unit_test(test_where_versions_differ_or_give_up),
		cmocka_unit_test(test_long_lines),
		cmocka_unit_test(test_pam_conf_names_services),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
