// SPDX-License-Identifier: GPL-2.0-or-later
// fetchmailrc word by word; passwords are never seen.
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>

#include "settings_document.h"

static void reads(const char *text, const char *expected)
{
	reads_bytes("fetchmail", "fetchmail", text, strlen(text), expected);
}

#define SETTING(line, name, value)                                                                 \
	"<setting line=\"" line "\" name=\"" name "\" value=\"" value "\"/>"
#define UNREAD(line, why) "<unread line=\"" line "\" why=\"" why "\"></unread>\n"
#define ITEMS(line, name, items) "<setting line=\"" line "\" name=\"" name "\">" items "</setting>"
#define ITEM(value) "<item value=\"" value "\"/>"

static void globals(void **state)
{
	(void)state;
	reads("", "");
	reads("# c\nset daemon 300\nset logfile = /var/log/x\nset postmaster root\nset no bouncemail\n"
	      "set syslog set nospambounce set properties \"a\\x41b\"\n",
		SETTING("2", "daemon", "300") "\n" SETTING("3", "logfile",
			"/var/log/x") "\n" SETTING("4", "postmaster", "root") "\n" SETTING("5",
			"bouncemail", "no") "\n" SETTING("6", "syslog", "yes") "\n" SETTING("6",
			"spambounce", "no") "\n" SETTING("6", "properties", "aAb") "\n");
}

static void servers(void **state)
{
	(void)state;
	reads("defaults proto imap\npoll mail.example.org with protocol POP3, port 995; auth password "
	      "no dns:\n"
	      "  user \"a b\" there with password 'x y' is alice here and wants ssl, nokeep\n"
	      "  user=\nfolder has pass secret\nskip other\n",
		"<section line=\"1\" kind=\"defaults\">" SETTING("1", "protocol",
			"IMAP") "</section>\n<section line=\"2\" kind=\"poll\" name=\"mail.example.org\">" SETTING("2",
			"protocol", "POP3") SETTING("2", "service", "995") SETTING("2", "auth",
			"password") SETTING("2", "dns",
			"no") "<section line=\"3\" kind=\"user\" name=\"a b\">" SETTING("3",
			"password", "set") ITEMS("3", "is", ITEM("alice")) SETTING("3", "ssl",
			"yes") SETTING("3", "keep",
			"no") "</section><unread line=\"4\" why=\"fetchmail refuses a user without a name\"></unread></section>\n");
	reads("poll a user folder pass pass no pass8 aka\n",
		"<section line=\"1\" kind=\"poll\" name=\"a\"><section line=\"1\" kind=\"user\" "
		"name=\"folder\">" SETTING("1", "password", "set") SETTING("1", "pass8bits",
			"no") "<unread line=\"1\" why=\"fetchmail refuses an option of the server "
			      "behind those of a user\"></unread></section></section>\n");
}

static void lists_and_names(void **state)
{
	(void)state;
	reads("poll a aka b c localdomains d envelope 1 X-To user u is v=w x * antispam 571 550 "
	      "folders F G\nbad-header accept poll b no envelope service imaps preauth ssh "
	      "user \"\" pass \"\"",
		"<section line=\"1\" kind=\"poll\" name=\"a\">" ITEMS("1", "aka",
			ITEM("b") ITEM("c")) ITEMS("1", "localdomains", ITEM("d")) SETTING("1",
			"envelope",
			"X-To") "<section line=\"1\" kind=\"user\" name=\"u\">" ITEMS("1", "is",
			ITEM("v") ITEM("w") ITEM("x") ITEM("*"))
			ITEMS("1", "antispam", ITEM("571") ITEM("550")) ITEMS("1", "folder",
				ITEM("F") ITEM("G")) "<unread line=\"2\" why=\"fetchmail "
						     "refuses an option of the server "
						     "behind those of a "
						     "user\"></unread></section></section>\n");
	reads("poll b no envelope service imaps preauth ssh bad-header reject user \"\" pass \"\"",
		"<section line=\"1\" kind=\"poll\" name=\"b\">" SETTING(
			"1", "envelope", "no") SETTING("1", "service", "imaps") SETTING("1", "auth",
			"ssh") SETTING("1", "bad-header",
			"reject") "<section line=\"1\" kind=\"user\" name=\"\">" SETTING("1",
			"password", "empty") "</section></section>\n");
}

static void escapes(void **state)
{
	(void)state;
	reads("set logfile 'a\\065\\66\\\\b\\\nc\\q\\x4'\n",
		SETTING("1", "logfile", "a5B\\bcq&#xF704;") "\n");
	reads("set logfile a\\\n", SETTING("1", "logfile", "a") "\n");
}

static void refused(void **state)
{
	static const char *const texts[] = {"poll", "poll imap", "set", "set 5", "set dns",
		"set daemon x", "set logfile", "user x", "keep", "poll a poll", "poll a protocol x",
		"poll a aka", "poll a user x y", "poll a user x is",
		"poll a user x is y =", "poll a no user", "no", "= 3", "poll a auth pass",
		"poll a user x keep dns", "# c", "poll a b"};

	(void)state;
	for (size_t i = 0; i < sizeof texts / sizeof texts[0]; i++) {
		bool full;
		xmlDocPtr document = settings_read("fetchmail", texts[i], strlen(texts[i]), &full);
		xmlNodePtr last = xmlDocGetRootElement(document);

		fits_schema(document, "fetchmail");
		while (last->last != NULL && last->last->type == XML_ELEMENT_NODE)
			last = last->last;
		if (!xmlStrEqual(last->name, xml_string("unread")))
			fail_msg("taken: %s", texts[i]);
		xmlFreeDoc(document);
	}
	reads_bytes("fetchmail", "fetchmail", "poll\0a", 6, UNREAD("1", "a NUL in the file"));
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(globals),
		cmocka_unit_test(servers),
		cmocka_unit_test(lists_and_names),
		cmocka_unit_test(escapes),
		cmocka_unit_test(refused),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
