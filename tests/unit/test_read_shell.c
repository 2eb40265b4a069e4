// SPDX-License-Identifier: GPL-2.0-or-later
// Shell assignments as bash makes them; tests/e2e/oracle-values holds the same against bash itself.
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>

#include "base/text.h"
#include "settings_document.h"

#define COMMAND "a command: nothing is run"
#define BLOCK "a condition, loop or function: nothing is run"

static void reads(const char *text, const char *expected)
{
	reads_bytes("shell", "shell", text, strlen(text), expected);
}

/* One assignment to A: its value; NULL: it is not read. */
static void gives(const char *text, const char *value)
{
	bool full = false;
	xmlDocPtr document = settings_read("shell", text, strlen(text), &full);
	xmlNodePtr root = xmlDocGetRootElement(document);
	xmlNodePtr found = NULL;
	xmlChar *actual = NULL;

	for (xmlNodePtr node = root->children; node != NULL; node = node->next)
		if (xmlStrEqual(node->name, xml_string("setting")))
			found = node;
	if (found != NULL)
		actual = xmlGetProp(found, xml_string("value"));
	if (value == NULL)
		assert_null(actual);
	else
		assert_string_equal(actual, value);
	xmlFree(actual);
	xmlFreeDoc(document);
}

static void test_quotes(void **state)
{
	(void)state;
	gives("A=", "");
	gives("A=x", "x");
	gives("A='a  b'", "a  b");
	gives("A=\"a  b\"", "a  b");
	gives("A='a'\"b\"c\\ d", "abc d");
	gives("A=\"\\$x \\\" \\a \\\\\"", "$x \" \\a \\");
	gives("A=a\\\nb", "ab");
	gives("A=\"a\\\nb\"", "ab");
	gives("A='a\\\nb'", "a\\\nb");
	gives("A=a#b", "a#b");
	gives("A=a #b", "a");
	gives("A=$'a\\tb\\x41\\101\\n'",
		"a\tbA"
		"A\n");
	gives("A=$'\\u00e4\\U0001F600\\e'", "\xC3\xA4\xF0\x9F\x98\x80\xEF\x9C\x9B");
	gives("A=$'a\\0b'c", "ac");
	gives("A=$\"a b\"", "a b");
	gives("A=\xE4", "\xEF\x9F\xA4");
	gives("A=*{a,b}?", "*{a,b}?");
	gives("A=a\r\n", "a\xEF\x9C\x8D");
}

static void test_expansion(void **state)
{
	(void)state;
	gives("B=x\nA=$B", "x");
	gives("B='x y'\nA=${B}z", "x yz");
	gives("B=x; A=\"$B $B\"", "x x");
	gives("B=x A=$B", "x");
	gives("B=x\nA='$B'", "$B");
	gives("B=x\nA=${B:-y}${B-z}", "xx");
	gives("B=\nA=${B:-y}", "${B:-y}");
	gives("A=$UNSET/x", "$UNSET/x");
	gives("A=\"$1${#B}\"", "$1${#B}");
	gives("A=$", "$");
	gives("A=a\nA+=b", "ab");
	gives("A+=b", "${A}b");
	gives("A=~/x", "~/x");
	gives("A=old\nexport A=new B=$A", "old");
}

static void test_elements(void **state)
{
	(void)state;
	reads("# one\nA=\"-a  -b\" # two\n",
		"<comment line=\"1\"> one</comment>\n"
		"<setting line=\"2\" name=\"A\" value=\"-a  -b\"><word value=\"-a\"/><word value=\"-b\"/>"
		"</setting>\n"
		"<comment line=\"2\"> two</comment>\n");
	reads("A=1\nexport A B='2'\nA=\n",
		"<overridden line=\"1\" name=\"A\" value=\"1\" exported=\"yes\"><word value=\"1\"/>"
		"</overridden>\n"
		"<setting line=\"2\" name=\"B\" value=\"2\" exported=\"yes\"><word value=\"2\"/></setting>\n"
		"<setting line=\"3\" name=\"A\" value=\"\"/>\n");
	reads("A=$HOME\n",
		"<setting line=\"1\" name=\"A\" value=\"$HOME\" unexpanded=\"yes\"><word value=\"$HOME\"/>"
		"</setting>\n");
}

/* Nothing of it is run, and what it could have changed is not known any more. */
static void test_commands(void **state)
{
	(void)state;
	reads("A=a b\n", "<unread line=\"1\" why=\"" COMMAND "\">A=a b</unread>\n");
	reads("A=1; x; B=2\n",
		"<setting line=\"1\" name=\"A\" value=\"1\"><word value=\"1\"/></setting>\n"
		"<unread line=\"1\" why=\"" COMMAND "\">x</unread>\n"
		"<setting line=\"1\" name=\"B\" value=\"2\"><word value=\"2\"/></setting>\n");
	gives("B=1\n. other\nA=$B", "$B");
	gives("A=$(date)", NULL);
	gives("A=\"`date`\"", NULL);
	gives("A=1 | x", NULL);
	gives("A=1 && B=2", NULL);
	gives("A=1 > file", NULL);
	gives("A=(1 2)", NULL);
	gives("A[1]=2", NULL);
	gives("export A={a,b}", NULL);
	gives("A = 1", NULL);
	gives("\xEF\xBB\xBF"
	      "A=1",
		NULL);
	reads_bytes("shell", "shell",
		"A=\0"
		"1\nB=",
		7,
		"<unread line=\"1\" why=\"a NUL, of which every shell makes something else\">A=\xEF\x9C\x80"
		"1</unread>\n<setting line=\"2\" name=\"B\" value=\"\"/>\n");
}

static void test_blocks(void **state)
{
	(void)state;
	reads("if x; then\n\tA=1\nfi\nB=\n",
		"<unread line=\"1\" why=\"" BLOCK "\">if x; then\n\tA=1\nfi</unread>\n"
		"<setting line=\"4\" name=\"B\" value=\"\"/>\n");
	reads("case x in\n\ta|(b)) A=1 ;;\n\t*) A=\"esac\" ;;\nesac\nB=\n",
		"<unread line=\"1\" why=\"" BLOCK
		"\">case x in\n\ta|(b)) A=1 ;;\n\t*) A=\"esac\" ;;\nesac"
		"</unread>\n<setting line=\"5\" name=\"B\" value=\"\"/>\n");
	reads("f() {\n\tA=1\n}\nfunction g { A=2; }\nB=\n",
		"<unread line=\"1\" why=\"" COMMAND "\">f() {\n\tA=1\n}</unread>\n"
		"<unread line=\"4\" why=\"" BLOCK "\">function g { A=2; }</unread>\n"
		"<setting line=\"5\" name=\"B\" value=\"\"/>\n");
	reads("cat <<'E N' <<-F\nA=1\nE N\nB=2\n\tF\nC=\n",
		"<unread line=\"1\" why=\"" COMMAND
		"\">cat &lt;&lt;'E N' &lt;&lt;-F\nA=1\nE N\nB=2\n\tF"
		"</unread>\n<setting line=\"6\" name=\"C\" value=\"\"/>\n");
	gives("for i in a; do\nA=1\ndone\nwhile x; do A=2; done\nuntil x; do :; done\n", NULL);
	gives("[[ a && ( b ) ]]\nA=1", "1");
	gives("x ||\nA=1", NULL);
	gives("(\nA=1\n)\n{ A=2; }\n", NULL);
}

/* Where the shell stops, everything behind it, and the line before it, is lost. */
static void test_errors(void **state)
{
	static const char *const wrong[] = {
		"A='x\nB=1\n",
		"A=\"x\nB=1\n",
		"A=1; )\nB=1\n",
		"A=a (b)\nB=1\n",
		"A=1;; B=1\n",
		"A=1; fi\nB=1\n",
		"A=1; if x; then\nB=1\n",
		"A=${}\nB=1\n",
		"A=$(x\nB=1\n",
		"A=1 >\nB=1\n",
		"&& A=1\nB=1\n",
		"A=(\nB=1\n",
	};

	(void)state;
	for (size_t i = 0; i < sizeof wrong / sizeof wrong[0]; i++)
		gives(wrong[i], NULL);
	gives("A=1\n)\nB=2\n", "1");
	reads("A=1\nB='x\nC=1",
		"<setting line=\"1\" name=\"A\" value=\"1\"><word value=\"1\"/></setting>\n"
		"<unread line=\"2\" why=\"a quote that nothing ends: the shell reads no further\">B='x\nC=1"
		"</unread>\n");
}

static void fill(struct text *text, const char *piece, size_t length)
{
	while (text->length < length)
		text_add(text, piece);
}

/* Five megabytes of anything are read in a time that a test can wait for. */
static void test_large(void **state)
{
	static const char *const pieces[] = {"A=1\n", "A+=x\n", "A=\"$A$A\"x\n", "(", "A='x'\"y\"",
		"A=1;", "# c\n", "if ", "<<E\n", "$(", "\"${A:-", "\\\n", "export A\n", "`"};

	(void)state;
	for (size_t i = 0; i < sizeof pieces / sizeof pieces[0]; i++) {
		TEXT_CLEANUP struct text text = TEXT_INIT;
		bool full;
		xmlDocPtr document;

		fill(&text, pieces[i], 5000000);
		document = settings_read("shell", text_string(&text), text.length, &full);
		assert_non_null(document);
		xmlFreeDoc(document);
	}
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(test_quotes),
		cmocka_unit_test(test_expansion),
		cmocka_unit_test(test_elements),
		cmocka_unit_test(test_commands),
		cmocka_unit_test(test_blocks),
		cmocka_unit_test(test_errors),
		cmocka_unit_test(test_large),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
