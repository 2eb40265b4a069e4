// SPDX-License-Identifier: GPL-2.0-or-later
// Dovecot's files line by line, and what they come to together.
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>

#include "settings_asked.h"
#include "settings_document.h"

static const struct directory_format formats[] = {{"*/dovecot/*", "dovecot"}, {0}};

static int set_up(void **state)
{
	(void)state;
	begin_to_ask(formats, NULL);
	return 0;
}

static void reads(const char *text, const char *expected)
{
	reads_bytes("dovecot", "dovecot", text, strlen(text), expected);
}

#define SETTING(line, name, value)                                                                 \
	"<setting line=\"" line "\" name=\"" name "\" value=\"" value "\"/>\n"

static void values(void **state)
{
	(void)state;
	reads("", "");
	reads("# c\n\n a = b # c\r\n\tc=\td\t\ne = f#g\n",
		"<comment line=\"1\"> c</comment>\n" SETTING("3", "a", "b") SETTING("4", "c", "d")
			SETTING("5", "e", "f"));
	reads("a = \"b # c \\\" \"\nb = 'c\\'d'\nc = \"d\" e\nd = \"\ne = \"f\\\\\"\nf =\n",
		SETTING("1", "a", "b # c &quot; ") SETTING("2", "b", "c'd")
			SETTING("3", "c", "&quot;d&quot; e") SETTING("4", "d", "")
				SETTING("5", "e", "f\\") SETTING("6", "f", ""));
	reads("a = < /x y\nb = $c d\nc = \"$d\"\n\"d e\" = f\n",
		"<setting line=\"1\" name=\"a\" value=\"/x y\" kind=\"file\"/>\n"
		"<setting line=\"2\" name=\"b\" value=\"$c d\" kind=\"variable\"/>\n" SETTING(
			"3", "c", "$d") SETTING("4", "d e", "f"));
	reads("a = b \\\n  c \\ # d\n e\nf = g", SETTING("1", "a", "b c e") SETTING("4", "f", "g"));
}

static void blocks(void **state)
{
	(void)state;
	reads("a {\n b c {\n  d = e\n }\n f \"g \\\\h\" {\n }\n}\n",
		"<section line=\"1\" name=\"a\"><section line=\"2\" name=\"b\" argument=\"c\">"
		"<setting line=\"3\" name=\"d\" value=\"e\"/></section>"
		"<section line=\"5\" name=\"f\" argument=\"g \\h\"/></section>\n");
	reads("group @a b {\n}\n!include x y\n!include_try z # c\n",
		"<section line=\"1\" name=\"@a\" argument=\"b\" group=\"yes\"/>\n"
		"<include line=\"3\" value=\"x y\" try=\"no\"/>\n"
		"<include line=\"4\" value=\"z\" try=\"yes\"/>\n");
}

#define UNREAD(line, why, text) "<unread line=\"" line "\" why=\"" why "\">" text "</unread>\n"

static void refusals(void **state)
{
	(void)state;
	reads("a b\n} x\n}\nc { d = e }\n= f\ng{\n",
		UNREAD("1", "Dovecot expects '=' or '{' here", "a b") UNREAD("2",
			"Dovecot expects '=' or '{' here",
			"} x") UNREAD("3", "Dovecot refuses a '}' without a block", "}")
			UNREAD("4", "Dovecot refuses what stands behind '{'", "c { d = e }")
				UNREAD("5", "a setting without a name", "= f")
					UNREAD("6", "Dovecot expects '=' or '{' here", "g{"));
	reads("a {\nb = c\n",
		"<section line=\"1\" name=\"a\"><setting line=\"2\" name=\"b\" value=\"c\"/>"
		"<unread line=\"2\" why=\"a block without its '}'\"></unread></section>\n");
	reads("a = b\fc\n",
		UNREAD("1", "a control character",
			"a = b\xEF\x9C\x8C"
			"c"));
	reads("a = \\\nb\vc\n",
		UNREAD("1", "continued with a control character", "a = ")
			UNREAD("2", "a control character",
				"b\xEF\x9C\x8B"
				"c"));
	reads("a = b \\\n", UNREAD("1", "continued beyond the end of the file", "a = b "));
	reads("a = b \\\n# c\nc = d \\\n\ne \\\n = f\n",
		"<dropped line=\"1\" value=\"a = b\"/>\n<comment line=\"2\"> c</comment>\n"
		"<dropped line=\"3\" value=\"c = d\"/>\n" SETTING("5", "e", "f"));
}

static void large(void **state)
{
	static const char *const pieces[] = {"a = b\n", "a {\n", "a", "a \\\n", "\"", "}\n", "$a "};

	(void)state;
	for (size_t i = 0; i < sizeof pieces / sizeof pieces[0]; i++) {
		TEXT_CLEANUP struct text text = TEXT_INIT;
		bool full;
		xmlDocPtr document;

		while (text.length < 5000000)
			text_add(&text, pieces[i]);
		document = settings_read("dovecot", text_string(&text), text.length, &full);
		assert_non_null(document);
		xmlFreeDoc(document);
	}
}

static void file(const char *name, const char *text)
{
	char path[256];

	(void)snprintf(path, sizeof path, "etc/dovecot/%s", name);
	directory_put(&directory, path, text);
}

static void doubts(const char *expression, enum doubt doubt, const char *path)
{
	struct answer answer = string_of(expression);

	assert_int_equal(answer.doubt, doubt);
	assert_string_equal(answer.path, path);
}

static void includes(void **state)
{
	(void)state;
	file("dovecot.conf",
		"!include conf.d/*.conf\n!include_try none\na = 2\n!include /etc/dovecot/c.conf\n");
	file("conf.d/10-b.conf", "a = 1\nb = 1\n!include x.ext\n");
	file("conf.d/9-a.conf", "b = 2\n");
	file("conf.d/x.ext", "c = 1\n");
	file("c.conf", "b = 3\n");
	says("cw:dovecot()/setting[@name='a']/@value", "2");
	says("cw:dovecot()/setting[@name='b']/@value", "3");
	says("cw:dovecot()/overridden[@name='b'][last()]/@file", "/etc/dovecot/conf.d/9-a.conf");
	says("concat(cw:dovecot()/setting[@name='c']/@file, ':', cw:dovecot()/setting[@name='c']/@line)",
		"/etc/dovecot/conf.d/x.ext:1");
	says("count(cw:dovecot()//missing)", "0");
}

/* Those that are no character. */
static void bytes_stay(void **state)
{
	(void)state;
	file("dovecot.conf",
		"a = \xE4 $b\nservice \xE4 {\n}\n!include \xE4*\nssl = \xE4\n"
		"mail_location = mbox:\xE4\n");
	file("\xE4.conf", "b = 1\n");
	says("substring(cw:dovecot()/setting[@name='a']/@value, 1, 2)", "\xEF\x9F\xA4 ");
	says("cw:dovecot()/section/@argument", "\xEF\x9F\xA4");
	says("cw:dovecot()/setting[@name='b']/@file", "/etc/dovecot/\xEF\x9F\xA4.conf");
	says("concat(cw:dovecot()/tls/@value, cw:dovecot()/mail/@path)",
		"\xEF\x9F\xA4\xEF\x9F\xA4");
}

static void includes_that_fail(void **state)
{
	(void)state;
	file("dovecot.conf",
		"!include none/*\na {\n !include gone\n}\n!include dovecot.conf\nb c\n");
	assert_int_equal(symlinkat("nowhere", directory.root.fd, "etc/dovecot/gone"), 0);
	says("'quiet'", "quiet");
	doubts("cw:dovecot()/missing/@path", DOUBT_UNREAD, "/etc/dovecot/dovecot.conf");
	file("dovecot.conf", "!include none/*\na {\n !include gone\n}\n!include dovecot.conf\n");
	tear_down(NULL);
	(void)set_up(NULL);
	file("dovecot.conf", "!include none/*\na {\n !include gone\n}\n!include dovecot.conf\n");
	assert_int_equal(symlinkat("nowhere", directory.root.fd, "etc/dovecot/gone"), 0);
	says("cw:dovecot()/missing/@path", "/etc/dovecot/none/*");
	says("cw:dovecot()/section/missing/@path", "/etc/dovecot/gone");
	says("cw:dovecot()/refused/@why", "a file that includes itself");
}

static void braces_are_doubtful(void **state)
{
	(void)state;
	file("dovecot.conf", "!include {a,b}.conf\n");
	doubts("cw:dovecot()/@syntax", DOUBT_TOO_LARGE, "/etc/dovecot/dovecot.conf");
}

static void merged_blocks(void **state)
{
	(void)state;
	file("dovecot.conf",
		"service a {\n x = 1\n}\npassdb {\n driver = pam\n}\nservice a {\n x = 2\n y = 3\n}\n"
		"passdb {\n driver = ldap\n}\nplugin {\n k = 1\n}\nplugin {\n l = 2\n}\n");
	says("count(cw:dovecot()/section[@name='service'])", "1");
	says("cw:value('x', cw:dovecot()/section[@argument='a'])", "2");
	says("cw:value('y', cw:dovecot()/section[@argument='a'])", "3");
	says("count(cw:dovecot()/section[@name='passdb'])", "2");
	says("count(cw:dovecot()/section[@name='plugin']/setting)", "2");
}

static void variables(void **state)
{
	(void)state;
	file("dovecot.conf",
		"mail_plugins = $mail_plugins a\nlisten = $mail_plugins  b\n"
		"protocol imap {\n mail_plugins = $mail_plugins c\n listen = $mail_plugins\n hostname = $listen\n}\n"
		"protocol pop3 {\n x = $mail_plugins $auth_mechanisms\n}\nservice s {\n x = $mail_plugins\n}\n"
		"n = $nobody $ENV:HOME\n");
	says("cw:dovecot()/setting[@name='mail_plugins']/@value", " a");
	says("cw:dovecot()/setting[@name='listen']/@value", " a b");
	says("cw:value('mail_plugins', cw:dovecot()/section[@argument='imap'])", " a c");
	says("cw:value('hostname', cw:dovecot()/section[@argument='imap'])", " a c");
	says("cw:value('x', cw:dovecot()/section[@argument='pop3'])", " plain");
	says("cw:value('x', cw:dovecot()/section[@argument='s'])", " a");
	says("cw:dovecot()/setting[@unexpanded]/@value", "$nobody $ENV:HOME");
}

static void sums_of_old(void **state)
{
	(void)state;
	says("cw:dovecot()/auth/@mechanisms", "plain");
	says("concat(cw:dovecot()/tls/@value, cw:dovecot()/cleartext/@value, cw:dovecot()/mail/@driver)",
		"yesno");
	tear_down(NULL);
	(void)set_up(NULL);
	file("dovecot.conf",
		"auth_mechanisms = $auth_mechanisms LOGIN\ndisable_plaintext_auth = no\nssl = required\n"
		"mail_location = mbox:~/mail:INBOX=/var/mail/%u\n");
	says("cw:dovecot()/auth/@mechanisms", "plain login");
	says("cw:dovecot()/cleartext/@value", "yes");
	says("cw:dovecot()/tls/@value", "required");
	says("concat(cw:dovecot()/mail/@driver, ' ', cw:dovecot()/mail/@path, ' ', cw:dovecot()/mail/@inbox, "
	     "' ', cw:dovecot()/mail/@line)",
		"mbox ~/mail /var/mail/%u 4");
	tear_down(NULL);
	(void)set_up(NULL);
	file("dovecot.conf",
		"mail_location = mbox:~/mail\nnamespace {\n inbox = yes\n location = maildir:~/M\n}\n");
	says("concat(cw:dovecot()/mail/@driver, ' ', cw:dovecot()/mail/@path)", "maildir ~/M");
}

static void sums_of_today(void **state)
{
	(void)state;
	file("dovecot.conf",
		"# c\ndovecot_config_version = 2.4.0\nauth_mechanisms = Plain, login\n"
		"auth_mechanisms {\n login = no\n xoauth2 = yes\n plain = yes\n}\nauth_allow_cleartext = yes\n"
		"mail_driver = mbox\nmail_path = ~/mail\nnamespace inbox {\n inbox = yes\n mail_driver = maildir\n}\n"
		"x = $listen $SET:mail_path\n");
	says("cw:dovecot()/@syntax", "2.4");
	says("cw:dovecot()/auth/@mechanisms", "plain xoauth2");
	says("cw:dovecot()/cleartext/@value", "yes");
	says("concat(cw:dovecot()/mail/@driver, ' ', cw:dovecot()/mail/@path)", "maildir ~/mail");
	says("cw:dovecot()/setting[@name='x']/@value", "$listen ~/mail");
}

static void many_names(void **state)
{
	TEXT_CLEANUP struct text text = TEXT_INIT;

	(void)state;
	for (unsigned number = 0; text.length < 2000000; number++)
		text_format(&text, "a%u = $b\n", number);
	file("dovecot.conf", text_string(&text));
	(void)string_of("cw:dovecot()/@syntax");
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		TEST(values),
		TEST(blocks),
		TEST(refusals),
		TEST(large),
		TEST(includes),
		TEST(includes_that_fail),
		TEST(braces_are_doubtful),
		TEST(bytes_stay),
		TEST(merged_blocks),
		TEST(variables),
		TEST(sums_of_old),
		TEST(sums_of_today),
		TEST(many_names),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
