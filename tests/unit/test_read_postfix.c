// SPDX-License-Identifier: GPL-2.0-or-later
// Postfix's files as Postfix reads them.
#include <stdlib.h>
#include <string.h>
#include <time.h>

#include "processor_time.h"
#include "settings/postfix_lines.h"
#include "settings_document.h"

/* Every document fits the schema of its format. */
static void fits(const char *format, const char *text, const char *expected)
{
	reads_bytes(format, format, text, strlen(text), expected);
}

#define MAIN "postfix-main"
#define MASTER "postfix-master"

static void test_settings(void **state)
{
	(void)state;
	fits(MAIN, "", "");
	fits(MAIN, "a=b\nc_d =  e f \n",
		"<setting line=\"1\" name=\"a\" value=\"b\"><item line=\"1\" value=\"b\"/></setting>\n"
		"<setting line=\"2\" name=\"c_d\" value=\"e f\"><item line=\"2\" value=\"e\"/>"
		"<item line=\"2\" value=\"f\"/></setting>\n");
	fits(MAIN, "a =\na=",
		"<setting line=\"1\" name=\"a\" value=\"\"/>\n"
		"<setting line=\"2\" name=\"a\" value=\"\"/>\n");
	fits(MAIN, "a/b+c =d=e\n",
		"<setting line=\"1\" name=\"a/b+c\" value=\"d=e\"><item line=\"1\" value=\"d=e\"/>"
		"</setting>\n");
}

/* Continuations go on behind comments and empty lines; items keep their own lines. */
static void test_continuations(void **state)
{
	(void)state;
	fits(MAIN, "# first\nr = a,\n# inside\n\n\tb\n  #more\n  c d\n \n#after\ns = 1\n",
		"<comment line=\"1\"> first</comment>\n"
		"<setting line=\"2\" name=\"r\" value=\"a,&#9;b  c d\"><item line=\"2\" value=\"a\"/>"
		"<item line=\"5\" value=\"b\"/><item line=\"7\" value=\"c\"/>"
		"<item line=\"7\" value=\"d\"/></setting>\n"
		"<comment line=\"3\"> inside</comment>\n"
		"<comment line=\"6\">more</comment>\n"
		"<comment line=\"9\">after</comment>\n"
		"<setting line=\"10\" name=\"s\" value=\"1\"><item line=\"10\" value=\"1\"/></setting>\n");
	fits(MAIN, " a = b\n c\nd = e",
		"<unread line=\"1\" why=\"it continues nothing\"> a = b c</unread>\n"
		"<setting line=\"3\" name=\"d\" value=\"e\"><item line=\"3\" value=\"e\"/></setting>\n");
}

static void test_braces(void **state)
{
	(void)state;
	fits(MAIN, "a = x, { b c, {d} }y z}\n",
		"<setting line=\"1\" name=\"a\" value=\"x, { b c, {d} }y z}\">"
		"<item line=\"1\" value=\"x\"/><item line=\"1\" value=\"{ b c, {d} }y\"/>"
		"<item line=\"1\" value=\"z}\"/></setting>\n");
	fits(MAIN, "a = {b c\n",
		"<setting line=\"1\" name=\"a\" value=\"{b c\"><item line=\"1\" value=\"{b c\"/></setting>\n");
}

/* Carriage returns are white space; a NUL ends what Postfix sees; a mark of byte order is text. */
static void test_odd_bytes(void **state)
{
	static const char nul[] = "a = b\0c\n d\ne = f\n";

	(void)state;
	fits(MAIN, "a = b\r\n\r\n# c\r\n",
		"<setting line=\"1\" name=\"a\" value=\"b\"><item line=\"1\" value=\"b\"/></setting>\n"
		"<comment line=\"3\"> c\xEF\x9C\x8D</comment>\n");
	reads_bytes(MAIN, MAIN, nul, sizeof nul - 1,
		"<setting line=\"1\" name=\"a\" value=\"b\"><item line=\"1\" value=\"b\"/></setting>\n"
		"<unread line=\"1\" why=\"Postfix reads nothing behind a NUL\">\xEF\x9C\x80"
		"c d</unread>\n"
		"<setting line=\"3\" name=\"e\" value=\"f\"><item line=\"3\" value=\"f\"/></setting>\n");
	fits(MAIN, "\xEF\xBB\xBF# x\n",
		"<unread line=\"1\" why=\"no '=' behind the name\">\xEF\xBB\xBF# x</unread>\n");
	fits(MAIN, "= b\na b\n",
		"<unread line=\"1\" why=\"no name before '='\">= b</unread>\n"
		"<unread line=\"2\" why=\"no '=' behind the name\">a b</unread>\n");
}

#define SMTP                                                                                       \
	"name=\"smtp\" type=\"inet\" private=\"n\" unpriv=\"-\" chroot=\"y\" wakeup=\"-\" "        \
	"maxproc=\"-\" command=\"smtpd\""

static void test_services(void **state)
{
	(void)state;
	fits(MASTER, "smtp inet n - y - - smtpd\n", "<service line=\"1\" " SMTP "/>\n");
	fits(MASTER,
		"smtp\tinet n - y - - smtpd -v\n"
		"  -o content_filter=\n# why\n -o { a = b c }\n -omynetworks=127.0.0.0/8 -vo x=y\n",
		"<service line=\"1\" " SMTP "><argument line=\"1\" value=\"-v\"/>"
		"<option line=\"2\" name=\"content_filter\" value=\"\"/>"
		"<option line=\"4\" name=\"a\" value=\"b c\"/>"
		"<option line=\"5\" name=\"mynetworks\" value=\"127.0.0.0/8\"/>"
		"<argument line=\"5\" value=\"-v\"/><option line=\"5\" name=\"x\" value=\"y\"/>"
		"</service>\n<comment line=\"3\"> why</comment>\n");
	fits(MASTER, "[::1]:10025 inet n n n 60? 2 smtpd\n",
		"<service line=\"1\" name=\"[::1]:10025\" type=\"inet\" private=\"n\" unpriv=\"n\" "
		"chroot=\"n\" wakeup=\"60?\" maxproc=\"2\" command=\"smtpd\"/>\n");
}

static void test_arguments(void **state)
{
	(void)state;
	fits(MASTER,
		"lda unix - n n - - pipe flags=DRhu\n"
		"  /x ${user}+%{a b} { c  d } -o {e\n f} -- -o\n",
		"<service line=\"1\" name=\"lda\" type=\"unix\" private=\"-\" unpriv=\"n\" "
		"chroot=\"n\" wakeup=\"-\" maxproc=\"-\" command=\"pipe\">"
		"<argument line=\"1\" value=\"flags=DRhu\"/><argument line=\"2\" value=\"/x\"/>"
		"<argument line=\"2\" value=\"${user}+%{a b}\"/><argument line=\"2\" value=\"c  d\"/>"
		"<argument line=\"2\" value=\"-o\"/><argument line=\"2\" value=\"e f\"/>"
		"<argument line=\"3\" value=\"--\"/><argument line=\"3\" value=\"-o\"/></service>\n");
}

static void test_services_unread(void **state)
{
	(void)state;
	/* The option lost its indent. */
	fits(MASTER, "smtp inet n - y - - smtpd\n-o content_filter=\n",
		"<service line=\"1\" " SMTP "/>\n"
		"<unread line=\"2\" why=\"fewer than eight columns\">-o content_filter=</unread>\n");
	fits(MASTER, "a b n - y - - smtpd\na inet x - y - - smtpd\n",
		"<unread line=\"1\" why=\"no such type of service\">a b n - y - - smtpd</unread>\n"
		"<unread line=\"2\" why=\"private, unpriv and chroot are y, n or -\">"
		"a inet x - y - - smtpd</unread>\n");
	fits(MASTER, "a unix n - y x - b\na unix n - y - 1x b\n",
		"<unread line=\"1\" why=\"wakeup is no number\">a unix n - y x - b</unread>\n"
		"<unread line=\"2\" why=\"maxproc is no number\">a unix n - y - 1x b</unread>\n");
	fits(MASTER, "smtp inet n - y - - smtpd\n -o a\n -o {b=c\n",
		"<service line=\"1\" " SMTP ">"
		"<unread line=\"2\" why=\"no '=' behind the name\">a</unread>"
		"<unread line=\"3\" why=\"a } is missing\">{b=c</unread></service>\n");
	fits(MASTER, "smtp inet n - y - - smtpd -o",
		"<service line=\"1\" " SMTP ">"
		"<unread line=\"1\" why=\"-o without name=value\">-o</unread></service>\n");
}

static void test_tables(void **state)
{
	(void)state;
	fits("postfix-table", "a@b.c\td e \n\"x y\"@z  v\n k w\n\"open q\nonly\nb\\ c d\ne \xFF\n",
		"<entry line=\"1\" key=\"a@b.c\" value=\"d e\"/>\n"
		"<entry line=\"2\" key=\"&quot;x y&quot;@z\" value=\"v k w\"/>\n"
		"<unread line=\"4\" why=\"a quote is not closed\">\"open q</unread>\n"
		"<unread line=\"5\" why=\"no value behind the key\">only</unread>\n"
		"<entry line=\"6\" key=\"b\\ c\" value=\"d\"/>\n"
		"<unread line=\"7\" why=\"it is not UTF-8\">e \xEF\x9F\xBF</unread>\n");
}

static void test_patterns(void **state)
{
	(void)state;
	fits("postfix-lines",
		"/^a\\/b c$/im  REJECT no\n!/x/ OK\n/a/!/b/ D\n10.0.0.0/8 OK\n! [::1] x\n",
		"<rule line=\"1\" kind=\"expression\" pattern=\"^a\\/b c$\" flags=\"im\" "
		"value=\"REJECT no\"/>\n"
		"<rule line=\"2\" kind=\"expression\" not=\"true\" pattern=\"x\" value=\"OK\"/>\n"
		"<rule line=\"3\" kind=\"expression\" pattern=\"a\" value=\"D\">"
		"<and line=\"3\" kind=\"expression\" not=\"true\" pattern=\"b\"/></rule>\n"
		"<rule line=\"4\" kind=\"network\" pattern=\"10.0.0.0/8\" value=\"OK\"/>\n"
		"<rule line=\"5\" kind=\"network\" not=\"true\" pattern=\"[::1]\" value=\"x\"/>\n");
	fits("postfix-lines", "if /a/\n/b/ c\nENDIF\nendif\n/d\n/e/Z f\nif /g/\n10.1.1.1 \nif\n",
		"<if line=\"1\" kind=\"expression\" pattern=\"a\" end=\"3\">"
		"<rule line=\"2\" kind=\"expression\" pattern=\"b\" value=\"c\"/></if>\n"
		"<unread line=\"4\" why=\"endif without if\">endif</unread>\n"
		"<unread line=\"5\" why=\"the pattern does not end\">/d</unread>\n"
		"<unread line=\"6\" why=\"no such flag of a pattern\">/e/Z f</unread>\n"
		"<if line=\"7\" kind=\"expression\" pattern=\"g\">"
		"<unread line=\"8\" why=\"no result behind the pattern\">10.1.1.1 </unread>"
		"<unread line=\"9\" why=\"a pattern is missing\">if</unread></if>\n"
		"<unread line=\"7\" why=\"if without endif\"></unread>\n");
}

/* Postfix warns of text behind if and endif; of networks it leaves the line out. */
static bool has_unread(const char *format, const char *line)
{
	bool full = false, found = false;
	xmlDocPtr document = settings_read(format, line, strlen(line), &full);

	assert_non_null(document);
	for (xmlNodePtr node = xmlDocGetRootElement(document)->children; node != NULL;
		node = node->next)
		found |= xmlStrEqual(node->name, BAD_CAST "unread");
	xmlFreeDoc(document);
	return found;
}

/* Lines that Postfix passes over, and such that it takes. */
static void test_what_postfix_skips(void **state)
{
	static const char *const skipped[] = {"10.0.0.1/8 x", "10.0.0.0/33 x", "1.2.3.4/ x",
		"172.999.0.0/21 x", "1.2.3 x", "[1234 x", "[::1]x x", "10.0.0.0/+8 x", "[]/3 x",
		"if 10.0.0.1/8", "::/129 x", "/x/ a $DOMAIN", "/(a)/ ${1", "/(a)/ $0", "/a/ $1",
		"!/(a)/ $1", "/(a)/ x $", "/(a)/ $ x", "/(a)/ ${1}b$2", "/(a)/ $1b", "/(a)/ $(1}"};
	static const char *const taken[] = {"10.0.0.0/08 x", "[::1] x", "[::1]/128 x",
		"[::1/128] x", "[10.0.0.1] x", "::/0 x", "0.0.0.0/0 $1", "/(a)/ ${1}",
		"/(a)/ $(1) $$", "/(a)(b)/ $2$1", "/(a)/ $01", "!/a/ $$"};

	(void)state;
	for (size_t i = 0; i < sizeof skipped / sizeof *skipped; i++)
		assert_true(has_unread("postfix-lines", skipped[i]));
	for (size_t i = 0; i < sizeof taken / sizeof *taken; i++)
		assert_false(has_unread("postfix-lines", taken[i]));
}

static void test_blocks(void **state)
{
	(void)state;
	fits("postfix-lines", "host.example REJECT\n",
		"<unread line=\"1\" why=\"no network\">host.example REJECT</unread>\n");
	fits("postfix-lines", "if /a/ x\n/b/ c\nendif y\nif 10.0.0.0/8\nendif z\nendif\n",
		"<if line=\"1\" kind=\"expression\" pattern=\"a\" end=\"3\">"
		"<unread line=\"1\" why=\"text follows the pattern of if\">if /a/ x</unread>"
		"<rule line=\"2\" kind=\"expression\" pattern=\"b\" value=\"c\"/></if>\n"
		"<unread line=\"3\" why=\"text follows endif\">endif y</unread>\n"
		"<if line=\"4\" kind=\"network\" pattern=\"10.0.0.0/8\" end=\"6\">"
		"<unread line=\"5\" why=\"text follows endif\">endif z</unread></if>\n");
}

static void test_aliases(void **state)
{
	(void)state;
	fits("aliases",
		"postmaster: root\n\"a: b\": \"|/bin/x -y\", /var/m,\n   :include:/etc/l,  Joe <j@x.y>\n",
		"<alias line=\"1\" name=\"postmaster\" value=\"root\">"
		"<target line=\"1\" kind=\"address\" value=\"root\"/></alias>\n"
		"<alias line=\"2\" name=\"a: b\" value=\"&quot;|/bin/x -y&quot;, /var/m, "
		":include:/etc/l, Joe &lt;j@x.y&gt;\">"
		"<target line=\"2\" kind=\"command\" value=\"|/bin/x -y\"/>"
		"<target line=\"2\" kind=\"file\" value=\"/var/m\"/>"
		"<target line=\"3\" kind=\"include\" value=\":include:/etc/l\"/>"
		"<target line=\"3\" kind=\"address\" value=\"j@x.y\"/></alias>\n");
	fits("aliases", "a: b c (no, comment) d\\@e\n",
		"<alias line=\"1\" name=\"a\" value=\"b c (no, comment) &quot;d@e&quot;\">"
		"<target line=\"1\" kind=\"address\" value=\"b\"/>"
		"<target line=\"1\" kind=\"address\" value=\"c\"/>"
		"<target line=\"1\" kind=\"address\" value=\"d@e\"/></alias>\n");
	fits("aliases", "g: friends: a@b, c@d;, e\n",
		"<alias line=\"1\" name=\"g\" value=\"friends:a@b, c@d;, e\">"
		"<target line=\"1\" kind=\"address\" value=\"a@b\"/>"
		"<target line=\"1\" kind=\"address\" value=\"c@d\"/>"
		"<target line=\"1\" kind=\"address\" value=\"e\"/></alias>\n");
	fits("aliases", "a@b: c\na, b: c\nnone\na:\n: b\n",
		"<unread line=\"1\" why=\"the name is not local\">a@b: c</unread>\n"
		"<unread line=\"2\" why=\"several names before the colon\">a, b: c</unread>\n"
		"<unread line=\"3\" why=\"no name, colon and value\">none</unread>\n"
		"<unread line=\"4\" why=\"no name, colon and value\">a:</unread>\n"
		"<unread line=\"5\" why=\"no name, colon and value\">: b</unread>\n");
}

static uint32_t next_random(uint64_t *seed, uint32_t limit)
{
	*seed = *seed * UINT64_C(6364136223846793005) + 1;
	return (uint32_t)(*seed >> 33) % limit;
}

static void append_physical(struct text *file, struct text *kept, uint64_t *seed)
{
	static const char *const lines[] = {"a=b", " c", "# d", "\t#e", "", "  ", "f = g,", "\v h"};
	const char *line = lines[next_random(seed, 8)];
	const char *text = line + strspn(line, " \t\v");

	text_add(file, line);
	text_byte(file, '\n');
	if (text[0] == '#')
		text_add(kept, text + 1);
	else if (text[0] != '\0')
		text_add(kept, line);
}

static int compare_bytes(const void *a, const void *b)
{
	return *(const char *)a - *(const char *)b;
}

/* The bytes of any file of logical lines are those of its comments, unread and joined lines. */
static void test_every_byte(void **state)
{
	uint64_t seed = 1;

	(void)state;
	for (unsigned round = 0; round < 2000; round++) {
		TEXT_CLEANUP struct text file = TEXT_INIT;
		TEXT_CLEANUP struct text kept = TEXT_INIT;
		TEXT_CLEANUP struct text seen = TEXT_INIT;
		struct document *document = document_new("test");
		xmlChar *rest;

		for (uint32_t left = next_random(&seed, 12); left > 0; left--)
			append_physical(&file, &kept, &seed);
		{
			POSTFIX_LINES_CLEANUP struct postfix_lines lines =
				POSTFIX_LINES(text_string(&file), file.length);

			while (postfix_lines_next(&lines, document)) {
				text_append(&seen, lines.text.bytes, lines.text.length);
				postfix_lines_rest(&lines, document);
			}
		}
		rest = xmlNodeGetContent(document->at);
		text_add(&seen, (const char *)rest);
		xmlFree(rest);
		document_free(document);
		/* \v stands in the document as a character of its own. */
		assert_true(seen.length >= kept.length);
		if (strchr(text_string(&kept), '\v') != NULL)
			continue;
		assert_int_equal(seen.length, kept.length);
		if (kept.length == 0)
			continue;
		qsort(seen.bytes, seen.length, 1, compare_bytes);
		qsort(kept.bytes, kept.length, 1, compare_bytes);
		assert_memory_equal(seen.bytes, kept.bytes, kept.length);
	}
}

static double seconds_to_read(const char *format, const struct text *text)
{
	double start = processor_seconds();
	bool full;

	xmlFreeDoc(settings_read(format, text_string(text), text->length, &full));
	return processor_seconds() - start;
}

/* 5 MB of what could make a reader go back and forth takes time as any 5 MB do. */
static void test_linear(void **state)
{
	static const struct {
		const char *format;
		const char *piece;
	} rows[] = {
		{MAIN, "a"},
		{MAIN, "{"},
		{MAIN, "\n "},
		{MAIN, "\n#"},
		{MASTER, "}"},
		{MASTER, " -o"},
		{"postfix-table", "\""},
		{"postfix-lines", "if /a/\n"},
		{"aliases", "a: <"},
		{"aliases", "("},
		{"aliases", ":;"},
		{"aliases", ">"},
	};

	(void)state;
	for (size_t i = 0; i < sizeof rows / sizeof rows[0]; i++) {
		TEXT_CLEANUP struct text text = TEXT_INIT;

		text_add(&text, "a: unix - - - - - = ");
		while (text.length < 5 * 1024 * 1024)
			text_add(&text, rows[i].piece);
		assert_true(seconds_to_read(rows[i].format, &text) < 20);
	}
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(test_settings),
		cmocka_unit_test(test_continuations),
		cmocka_unit_test(test_braces),
		cmocka_unit_test(test_odd_bytes),
		cmocka_unit_test(test_services),
		cmocka_unit_test(test_arguments),
		cmocka_unit_test(test_services_unread),
		cmocka_unit_test(test_tables),
		cmocka_unit_test(test_patterns),
		cmocka_unit_test(test_what_postfix_skips),
		cmocka_unit_test(test_blocks),
		cmocka_unit_test(test_aliases),
		cmocka_unit_test(test_every_byte),
		cmocka_unit_test(test_linear),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
