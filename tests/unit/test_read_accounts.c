// SPDX-License-Identifier: GPL-2.0-or-later
// settings/read_{passwd,group,shadow,nsswitch}: what glibc makes of lines, good and bad.
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>

#include "settings_document.h"

#define UNREAD(number, why) "<unread line=\"" number "\" why=\"" why "\"></unread>\n"
#define SKIPPED(number) UNREAD(number, "not of the form that glibc takes")

static void reads(const char *format, const char *text, const char *expected)
{
	reads_bytes(format, format, text, strlen(text), expected);
}

static void test_users(void **state)
{
	(void)state;
	reads("passwd", "root:x:0:0:root:/root:/bin/bash\nb::1:2:::\n",
		"<user line=\"1\" name=\"root\" password=\"x\" uid=\"0\" gid=\"0\" gecos=\"root\" "
		"home=\"/root\" shell=\"/bin/bash\"/>\n"
		"<user line=\"2\" name=\"b\" password=\"empty\" uid=\"1\" gid=\"2\" gecos=\"\" "
		"home=\"\" shell=\"\"/>\n");
	reads("passwd", "  a:$6$secret:1:2\na:!:4294967295:-0:g:h:s:t",
		"<user line=\"1\" name=\"a\" password=\"set\" uid=\"1\" gid=\"2\" gecos=\"\" "
		"home=\"\" shell=\"\"/>\n"
		"<user line=\"2\" name=\"a\" password=\"!\" uid=\"4294967295\" "
		"gid=\"0\" gecos=\"g\" home=\"h\" shell=\"s:t\"/>\n");
	reads("passwd", "a:x:1\na:x:1x:2:::\na:x::2:::\na\na:x:1:4294967296:::\na:x:-1:1:::\n",
		SKIPPED("1") SKIPPED("2") SKIPPED("3") SKIPPED("4") SKIPPED("5") SKIPPED("6"));
}

static void test_lines_of_nss_compat(void **state)
{
	(void)state;
	reads("passwd", "+\n-mallory\n+@staff::::::\n+x\n+y:z\n",
		"<user line=\"1\" name=\"+\" compat=\"yes\"/>\n"
		"<user line=\"2\" name=\"-mallory\" compat=\"yes\"/>\n"
		"<user line=\"3\" name=\"+@staff\" compat=\"yes\" password=\"empty\" gecos=\"\" "
		"home=\"\" shell=\"\"/>\n"
		"<user line=\"4\" name=\"+x\" compat=\"yes\"/>\n" SKIPPED("5"));
	reads("group", "+:::\n+\n",
		"<group line=\"1\" name=\"+\" compat=\"yes\"/>\n"
		"<group line=\"2\" name=\"+\" compat=\"yes\"/>\n");
	reads("shadow", "+\n", "<user line=\"1\" name=\"+\" compat=\"yes\"/>\n");
}

static void test_groups(void **state)
{
	(void)state;
	reads("group", "sasl:x:45:\nmail:x:8:a, b ,,c\nbad:x:\nshort:x:1",
		"<group line=\"1\" name=\"sasl\" gid=\"45\"/>\n"
		"<group line=\"2\" name=\"mail\" gid=\"8\"><member name=\"a\"/>"
		"<member name=\"b \"/><member name=\"c\"/></group>\n" SKIPPED(
			"3") "<group line=\"4\" name=\"short\" gid=\"1\"/>\n");
}

static void test_shadow(void **state)
{
	(void)state;
	reads("shadow",
		"a:$y$secret:19000:0:99999:7:::\nb:*:19000:0:99999:7:::\nc::1:2:3\nd:!$6$x:1:2:3:"
		" :::\n",
		"<user line=\"1\" name=\"a\" password=\"set\" changed=\"19000\" minimum=\"0\" "
		"maximum=\"99999\" warning=\"7\"/>\n"
		"<user line=\"2\" name=\"b\" password=\"locked\" changed=\"19000\" minimum=\"0\" "
		"maximum=\"99999\" warning=\"7\"/>\n"
		"<user line=\"3\" name=\"c\" password=\"none\" changed=\"1\" minimum=\"2\" "
		"maximum=\"3\"/>\n"
		"<user line=\"4\" name=\"d\" password=\"locked\" changed=\"1\" minimum=\"2\" "
		"maximum=\"3\"/>\n");
	reads("shadow", "a:x\na:x:1:2:3:4:5:6:7:\na:x:1:2:3:4:5:6:7\n",
		SKIPPED("1") SKIPPED("2") "<user line=\"3\" name=\"a\" password=\"set\" "
					  "changed=\"1\" minimum=\"2\" maximum=\"3\" "
					  "warning=\"4\" inactive=\"5\" expires=\"6\" "
					  "flag=\"7\"/>\n");
}

/* Wherever a hash may stand, the document holds no text. */
static void test_no_hash_gets_in(void **state)
{
	static const char *const formats[] = {"passwd", "group", "shadow"};

	(void)state;
	for (size_t i = 0; i < 3; i++)
		reads(formats[i],
			"#old:$6$secret:1:2:3::\n"
			"root\n$6$secret:19000:0:99999:7:::\n"
			"pc$:1\n",
			"<comment line=\"1\"></comment>\n" SKIPPED("2") SKIPPED("3") SKIPPED("4"));
	reads_bytes(
		"shadow", "shadow", "a:$6$secret\0:1:2:3:4:::\n", 24, UNREAD("1", "a NUL byte"));
}

static void test_databases(void **state)
{
	(void)state;
	reads("nsswitch", "passwd:\tfiles sss\r\n hosts files [!UNAVAIL = Return] dns\nx:\n",
		"<database line=\"1\" name=\"passwd\"><service name=\"files\"/>"
		"<service name=\"sss\"/></database>\n"
		"<database line=\"2\" name=\"hosts\"><service name=\"files\"/>"
		"<reaction status=\"unavail\" action=\"return\" not=\"yes\"/>"
		"<service name=\"dns\"/></database>\n"
		"<database line=\"3\" name=\"x\"/>\n");
	reads("nsswitch", "group : files[success=merge notfound=continue]sss\n",
		"<database line=\"1\" name=\"group\"><service name=\"files\"/>"
		"<reaction status=\"success\" action=\"merge\"/>"
		"<reaction status=\"notfound\" action=\"continue\"/>"
		"<service name=\"sss\"/></database>\n");
}

static void test_comments_of_nsswitch(void **state)
{
	(void)state;
	reads("nsswitch", "# passwd: ldap\npasswd: files # ldap\n",
		"<comment line=\"1\"> passwd: ldap</comment>\n"
		"<database line=\"2\" name=\"passwd\"><service name=\"files\"/>"
		"<service name=\"#\" commented=\"yes\"/>"
		"<service name=\"ldap\" commented=\"yes\"/></database>\n");
}

static void test_what_glibc_refuses(void **state)
{
	static const char *const wrong[] = {"passwd: files [", "passwd: files []",
		"passwd: files [found=return]", "passwd: files [success]",
		"passwd: files [success=]", "passwd: files [success=go]",
		"passwd: files [success=return", NULL};

	(void)state;
	for (size_t i = 0; wrong[i] != NULL; i++) {
		char line[64];
		char expected[256];

		(void)snprintf(line, sizeof line, "%s\n", wrong[i]);
		(void)snprintf(expected, sizeof expected,
			"<unread line=\"1\" why=\"a reaction that glibc does not know: it takes "
			"nothing of the whole file\">%s</unread>\n",
			wrong[i]);
		reads("nsswitch", line, expected);
	}
	reads("nsswitch", ": files\npasswd",
		"<unread line=\"1\" why=\"no database: glibc skips it\">: files</unread>\n"
		"<unread line=\"2\" why=\"no database: glibc skips it\">passwd</unread>\n");
}

/* sudo and autofs read lines of their own, with words that glibc need not know. */
static void test_databases_of_others(void **state)
{
	(void)state;
	reads("nsswitch", "sudoers: files [SUCCESS=forward]\npasswd_compat: nis [SUCCESS=go]\n",
		"<unread line=\"1\" why=\"a reaction that glibc does not know\">"
		"sudoers: files [SUCCESS=forward]</unread>\n"
		"<unread line=\"2\" why=\"a reaction that glibc does not know: it takes nothing of "
		"the whole file\">passwd_compat: nis [SUCCESS=go]</unread>\n");
}

static void test_a_last_line_of_nsswitch(void **state)
{
	(void)state;
	reads("nsswitch", "group: files\npasswd: files sss",
		"<database line=\"1\" name=\"group\"><service name=\"files\"/></database>\n"
		"<unread line=\"2\" why=\"no newline at its end: glibc from 2.33 on leaves it out\">"
		"passwd: files sss</unread>\n");
	reads("nsswitch", "# passwd: files", "<comment line=\"1\"> passwd: files</comment>\n");
	/* Spoils nothing. */
	reads("nsswitch", "passwd: files [",
		"<unread line=\"1\" why=\"no newline at its end: glibc from 2.33 on leaves it out\">"
		"passwd: files [</unread>\n");
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(test_users),
		cmocka_unit_test(test_lines_of_nss_compat),
		cmocka_unit_test(test_groups),
		cmocka_unit_test(test_shadow),
		cmocka_unit_test(test_no_hash_gets_in),
		cmocka_unit_test(test_databases),
		cmocka_unit_test(test_comments_of_nsswitch),
		cmocka_unit_test(test_what_glibc_refuses),
		cmocka_unit_test(test_databases_of_others),
		cmocka_unit_test(test_a_last_line_of_nsswitch),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
