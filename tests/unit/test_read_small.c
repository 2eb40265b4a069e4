// SPDX-License-Identifier: GPL-2.0-or-later
// ClamAV's options and resolv.conf, line by line.
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>

#include "settings_document.h"

static void clamav(const char *text, const char *expected)
{
	reads_bytes("clamav", "clamav", text, strlen(text), expected);
}

static void resolv(const char *text, const char *expected)
{
	reads_bytes("resolv", "resolv", text, strlen(text), expected);
}

#define NAMED(element, line, name, value)                                                          \
	"<" element " line=\"" line "\" name=\"" name "\" value=\"" value "\"/>\n"
#define SETTING(line, name, value) NAMED("setting", line, name, value)
#define UNREAD(line, why, text) "<unread line=\"" line "\" why=\"" why "\">" text "</unread>\n"
#define ITEM(value) "<item value=\"" value "\"/>"

static void options_of_clamav(void **state)
{
	(void)state;
	clamav("", "");
	clamav("# c\n\n  #d\nLogTime yes\n\tLogFile\t /a b \nX \"c d\" e\" f\nX 1\na\nc d",
		"<comment line=\"1\"> c</comment>\n<comment line=\"3\">d</comment>\n" SETTING(
			"4", "LogTime", "yes") SETTING("5", "LogFile", "/a b") SETTING("6", "X",
			"c d&quot; e") SETTING("7", "X", "1") SETTING("9", "c", "d"));
	clamav("a b\n \nExample\n Examples 1\n#Example\n",
		SETTING("1", "a", "b") "<example line=\"3\"/>\n<example line=\"4\"/>\n"
				       "<comment line=\"5\">Example</comment>\n");
	clamav("LogTime yes\r\n\r\n", SETTING("1", "LogTime", "yes&#xF70D;"));
}

static void options_refused(void **state)
{
	char line[1100];

	(void)state;
	clamav("abc\nabc \nA \"b\nA \"\nA \"\"\n",
		UNREAD("1", "ClamAV refuses an option without an argument", "abc")
			UNREAD("2", "ClamAV refuses an option without an argument", "abc ") UNREAD(
				"3", "ClamAV refuses a quote that does not end", "A \"b")
				UNREAD("4", "ClamAV refuses a quote that does not end", "A \"")
					UNREAD("5", "ClamAV refuses an empty argument", "A \"\""));
	reads_bytes("clamav", "clamav", "a b\0c\n", 6,
		UNREAD("1", "a NUL, or too long a line",
			"a b\xEF\x9C\x80"
			"c"));
	for (size_t length = 1023; length <= 1024; length++) {
		xmlDocPtr document;
		bool full;

		memset(line, 'x', sizeof line);
		line[1] = ' ';
		document = settings_read("clamav", line, length, &full);
		assert_string_equal(xmlDocGetRootElement(document)->children->name,
			length > 1023 ? "unread" : "setting");
		xmlFreeDoc(document);
	}
}

static void name_servers(void **state)
{
	(void)state;
	resolv("", "");
	resolv("# c\n;d\nnameserver 192.0.2.53 x\nnameserver\tfe80::1%eth0\nnameserver 127.1\n"
	       "nameserver 2001:db8::1",
		"<comment line=\"1\"> c</comment>\n<comment line=\"2\">d</comment>\n" SETTING(
			"3", "nameserver", "192.0.2.53") SETTING("4", "nameserver", "fe80::1%eth0")
			SETTING("5", "nameserver", "127.1")
				NAMED("overridden", "6", "nameserver", "2001:db8::1"));
#define NONE "glibc passes over a name server without an address"
#define UNKNOWN "glibc passes over what does not begin with a keyword that it knows"
	resolv("nameserver \nnameserver dns\nnameserver 192.0.2.300\nnameserver 192.0.2.1%e\n"
	       "nameserver ::1\r\nnameserver\n nameserver 192.0.2.1\nnameserver1 192.0.2.1\n",
		UNREAD("1", NONE, "nameserver ") UNREAD("2", NONE, "nameserver dns") UNREAD("3",
			NONE, "nameserver 192.0.2.300") UNREAD("4", NONE, "nameserver 192.0.2.1%e")
			UNREAD("5", NONE, "nameserver ::1\xEF\x9C\x8D") UNREAD("6", UNKNOWN,
				"nameserver") UNREAD("7", UNKNOWN, " nameserver 192.0.2.1")
				UNREAD("8", UNKNOWN, "nameserver1 192.0.2.1"));
	resolv("nameserver "
	       "0000:0000:0000:0000:0000:0000:0000:0000:0000:0000:0000\n",
		UNREAD("1", NONE,
			"nameserver 0000:0000:0000:0000:0000:0000:0000:0000:0000:0000:0000"));
	reads_bytes("resolv", "resolv", "a\0b", 3,
		UNREAD("1", "a NUL, behind which nothing is read",
			"a\xEF\x9C\x80"
			"b"));
}

static void domains_and_options(void **state)
{
	(void)state;
	resolv("domain a b\nsearch \nsearch c  d \noptions ndots:2 edns0\nsortlist 192.0.2.0\n",
		"<overridden line=\"1\" name=\"domain\" value=\"a\">" ITEM(
			"a") "</overridden>\n<setting line=\"3\" name=\"search\" value=\"c  d\">" ITEM("c")
			ITEM("d") "</setting>\n"
				  "<setting line=\"4\" name=\"options\" value=\"ndots:2 "
				  "edns0\">" ITEM("ndots:2") ITEM(
					  "edns0") "</setting>\n<setting line=\"5\" "
						   "name=\"sortlist\" value=\"192.0.2.0\">" ITEM(
							   "192.0.2.0") "</setting>\n");
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(options_of_clamav),
		cmocka_unit_test(options_refused),
		cmocka_unit_test(name_servers),
		cmocka_unit_test(domains_and_options),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
