// SPDX-License-Identifier: GPL-2.0-or-later
// Settings in Perl: what can be told without running it, and what cannot.
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>

#include "base/text.h"
#include "settings_document.h"

static void perl(const char *text, const char *expected)
{
	reads_bytes("perl", "perl", text, strlen(text), expected);
}

/* $x = VALUE; */
static void value(const char *value, const char *expected)
{
	TEXT_CLEANUP struct text text = TEXT_INIT;
	TEXT_CLEANUP struct text element = TEXT_INIT;

	text_format(&text, "$x = %s;", value);
	text_format(&element, "<setting line=\"1\" name=\"$x\" %s/>\n", expected);
	perl(text_string(&text), text_string(&element));
}

/* $x = VALUE; which only Perl knows. */
static void code(const char *code)
{
	TEXT_CLEANUP struct text expected = TEXT_INIT;

	text_format(&expected, "value=\"%s\" unexpanded=\"yes\"", code);
	value(code, text_string(&expected));
}

static void unread(const char *text)
{
	bool full = false;
	xmlDocPtr document = settings_read("perl", text, strlen(text), &full);
	xmlNodePtr node = xmlDocGetRootElement(document)->children;

	fits_schema(document, "perl");
	while (node != NULL && !xmlStrEqual(node->name, xml_string("unread")))
		node = node->next;
	if (node == NULL)
		fail_msg("this is read: %s", text);
	xmlFreeDoc(document);
}

static void test_numbers(void **state)
{
	(void)state;
	value("10024", "value=\"10024\"");
	value("1_000", "value=\"1000\"");
	value("2.0", "value=\"2\"");
	value("0x1F + 0b11 + 0o10 + 010", "value=\"50\"");
	value("-999", "value=\"-999\"");
	value("200*1024 - 4/2", "value=\"204798\"");
	value("(1+2)*3", "value=\"9\"");
	value("'3 days' + \" 4\"", "value=\"7\"");
	value("1e3 . .5", "value=\"10000.5\"");
	code("1 / 0");
	code("08");
	code("9999999999999999999");
	code("127.0.0.1");
	code("1e999");
	code("'0x10' + 1");
	code("'x' x 3");
	code("-foo");
	code("0x");
}

static void test_strings(void **state)
{
	(void)state;
	value("'a\\'b\\\\c\\d'", "value=\"a'b\\c\\d\"");
	value("q{a{b}\\}c}", "value=\"a{b}}c\"");
	value("q <a>", "value=\"a\"");
	value("\"a\\tb\\x41\\x{42}\\103\\$\\@\\\"\"", "value=\"a&#9;bABC$@&quot;\"");
	value("qq(a@ b@. @)", "value=\"a@ b@. @\"");
	value("'a' . \"b\" . 1", "value=\"ab1\"");
	value("\"\\e\"", "value=\"&#xF71B;\"");
	value("undef", "undef=\"yes\"");
	value("(\"one\")", "value=\"one\"");
	code("$y");
	code("lc('X')");
	code("`hostname`");
	code("'a' eq 'b' ? 1 : 2");
	code("$h{a}");
	code("sub { $y = 1; }");
	code("qr/;$/");
	code("m{a}");
	code("join('', 1, 2)");
	code("\\@list");
	code("@list");
	code("D_PASS");
	value("\"\\U\\x{263a}\"", "value=\"&quot;\\U\\x{263a}&quot;\" unexpanded=\"yes\"");
	value("\"\\x{41\"", "value=\"&quot;\\x{41&quot;\" unexpanded=\"yes\"");
	value("\"\\x{141}\"", "value=\"&quot;\\x{141}&quot;\" unexpanded=\"yes\"");
	value("\"$\"", "value=\"&quot;$&quot;\" unexpanded=\"yes\"");
	value("\"@_ @{[1]}\"", "value=\"&quot;@_ @{[1]}&quot;\" unexpanded=\"yes\"");
}

static void test_variables(void **state)
{
	(void)state;
	perl("$a = 'x';\n$b = \"$a-${a}\\n\" . $a;\n@c = ('1', $a);\n$d = \"@c\";\n$a = 2;\n",
		"<overridden line=\"1\" name=\"$a\" value=\"x\"/>\n"
		"<setting line=\"2\" name=\"$b\" value=\"x-x&#10;x\"/>\n"
		"<setting line=\"3\" name=\"@c\" value=\"1, x\" kind=\"list\">"
		"<item line=\"3\" value=\"1\"/><item line=\"3\" value=\"x\"/></setting>\n"
		"<setting line=\"4\" name=\"$d\" value=\"1 x\"/>\n"
		"<setting line=\"5\" name=\"$a\" value=\"2\"/>\n");
	perl("$a = $b = 1; $a .= 2; $a += 3;",
		"<overridden line=\"1\" name=\"$a\" value=\"1\"/>\n"
		"<setting line=\"1\" name=\"$b\" value=\"1\"/>\n"
		"<overridden line=\"1\" name=\"$a\" value=\"12\"/>\n"
		"<setting line=\"1\" name=\"$a\" value=\"15\"/>\n");
	/* Elements, and what Perl 4 took for a package. */
	perl("$a = 1; $b = \"$a[0]\"; $c = \"$a{x}\"; $d = \"$a->[0]\"; $e = \"$a's\"; $f = \"$a: $a-1\";",
		"<setting line=\"1\" name=\"$a\" value=\"1\"/>\n"
		"<setting line=\"1\" name=\"$b\" value=\"&quot;$a[0]&quot;\" unexpanded=\"yes\"/>\n"
		"<setting line=\"1\" name=\"$c\" value=\"&quot;$a{x}&quot;\" unexpanded=\"yes\"/>\n"
		"<setting line=\"1\" name=\"$d\" value=\"&quot;$a-&gt;[0]&quot;\" unexpanded=\"yes\"/>\n"
		"<setting line=\"1\" name=\"$e\" value=\"&quot;$a's&quot;\" unexpanded=\"yes\"/>\n"
		"<setting line=\"1\" name=\"$f\" value=\"1: 1-1\"/>\n");
	/* Nobody outside the file sees what "my" declares. */
	perl("$a = 1; my $a = 2; $a = 3; my ($b, @c); our ($d, $e); our $f = 4; my %g;",
		"<setting line=\"1\" name=\"$a\" value=\"1\"/>\n"
		"<overridden line=\"1\" name=\"$a\" my=\"yes\" value=\"2\"/>\n"
		"<setting line=\"1\" name=\"$a\" my=\"yes\" value=\"3\"/>\n"
		"<setting line=\"1\" name=\"$b\" my=\"yes\" undef=\"yes\"/>\n"
		"<setting line=\"1\" name=\"@c\" my=\"yes\" value=\"\" kind=\"list\"/>\n"
		"<setting line=\"1\" name=\"$f\" value=\"4\"/>\n"
		"<setting line=\"1\" name=\"%g\" my=\"yes\" value=\"\" kind=\"map\"/>\n");
	perl("chomp($a = \"x\\n\"); chomp(my $b = `hostname`);",
		"<setting line=\"1\" name=\"$a\" value=\"x\"/>\n"
		"<setting line=\"1\" name=\"$b\" my=\"yes\" value=\"`hostname`\" unexpanded=\"yes\"/>\n");
}

static void test_lists(void **state)
{
	(void)state;
	perl("@a = qw( x y );\n@b = (1, # one\n [2, undef], (3, @a), f(4), {k => 5},);\n",
		"<setting line=\"1\" name=\"@a\" value=\"x, y\" kind=\"list\"><item line=\"1\" value=\"x\"/>"
		"<item line=\"1\" value=\"y\"/></setting>\n"
		"<setting line=\"2\" name=\"@b\" value=\"1, [2, undef], 3, x, y, f(4), {k =&gt; 5}\""
		" kind=\"list\"><item line=\"2\" value=\"1\"/><item line=\"3\" value=\"2, undef\" kind=\"list\">"
		"<item line=\"3\" value=\"2\"/><item line=\"3\" undef=\"yes\"/></item>"
		"<item line=\"3\" value=\"3\"/><item line=\"1\" value=\"x\"/><item line=\"1\" value=\"y\"/>"
		"<item line=\"3\" value=\"f(4)\" unexpanded=\"yes\"/>"
		"<item line=\"3\" value=\"k =&gt; 5\" kind=\"map\"><entry line=\"3\" key=\"k\" value=\"5\"/>"
		"</item></setting>\n");
	perl("push @a, 1; unshift(@a, 2); push(@a, 3);",
		"<setting line=\"1\" name=\"@a\" value=\"2, 1, 3\" kind=\"list\" partial=\"yes\">"
		"<item line=\"1\" value=\"2\"/><item line=\"1\" value=\"1\"/><item line=\"1\" value=\"3\"/>"
		"</setting>\n");
	perl("@a = (sort { $a <=> $b } 2, 1);",
		"<setting line=\"1\" name=\"@a\" value=\"sort { $a &lt;=&gt; $b } 2, 1\" kind=\"list\">"
		"<item line=\"1\" value=\"sort { $a &lt;=&gt; $b } 2, 1\" unexpanded=\"yes\"/></setting>\n");
	/* How many there are, is another thing than the one. */
	perl("@a = (5); $b = @a; $c = (@a) + 1; $d = $e{x} = [];",
		"<setting line=\"1\" name=\"@a\" value=\"5\" kind=\"list\"><item line=\"1\" value=\"5\"/></setting>\n"
		"<setting line=\"1\" name=\"$b\" value=\"@a\" unexpanded=\"yes\"/>\n"
		"<setting line=\"1\" name=\"$c\" value=\"(@a) + 1\" unexpanded=\"yes\"/>\n"
		"<unread line=\"1\" why=\"code, which is not run to read it\">$d = $e{x} = [];</unread>\n"
		"<setting line=\"1\" name=\"$d\" value=\"\" unexpanded=\"yes\"/>\n");
}

static void test_maps(void **state)
{
	(void)state;
	perl("%h = ('a' => 1, b => 2, a => 3, lc('X') => 4,);\n$h{c}{'d e'} = [5]; $h{a} = 6;\n",
		"<setting line=\"1\" name=\"%h\" value=\"a =&gt; 1, b =&gt; 2, a =&gt; 3, lc('X') =&gt; 4,"
		" c =&gt; {d e =&gt; [5]}, a =&gt; 6\" kind=\"map\"><entry line=\"1\" key=\"b\" value=\"2\"/>"
		"<entry line=\"1\" key=\"lc('X')\" key-unexpanded=\"yes\" value=\"4\"/>"
		"<entry line=\"2\" key=\"c\" value=\"d e =&gt; [5]\" kind=\"map\">"
		"<entry line=\"2\" key=\"d e\" value=\"5\" kind=\"list\"><item line=\"2\" value=\"5\"/></entry>"
		"</entry><entry line=\"2\" key=\"a\" value=\"6\"/></setting>\n");
	perl("$r->{a} = 1; $s{x}->{y} = 2; $s{x}->{y}{z} = 3;",
		"<setting line=\"1\" name=\"$r\" value=\"a =&gt; 1\" kind=\"map\" partial=\"yes\">"
		"<entry line=\"1\" key=\"a\" value=\"1\"/></setting>\n"
		"<overridden line=\"1\" name=\"%s\" value=\"x =&gt; {y =&gt; 2}\" kind=\"map\" partial=\"yes\"/>\n"
		"<setting line=\"1\" name=\"%s\" value=\"\" unexpanded=\"yes\"/>\n");
	/* Lists of any length move the keys behind them. */
	perl("%h = (%g, a => 1); %i = (a => @b, c => 1);",
		"<setting line=\"1\" name=\"%h\" value=\"(%g, a =&gt; 1)\" unexpanded=\"yes\"/>\n"
		"<setting line=\"1\" name=\"%i\" value=\"(a =&gt; @b, c =&gt; 1)\" unexpanded=\"yes\"/>\n");
}

static void test_here_documents(void **state)
{
	(void)state;
	perl("$a = <<END . <<'RAW';\nx \\\\ \\x41\r\nEND\n\\\\ $y\nRAW\n$b = <<~\"E N\";\n\t\tone\n\t\t two\n\tE N\n",
		"<setting line=\"1\" name=\"$a\" value=\"x \\ A&#10;\\\\ $y&#10;\"/>\n"
		"<setting line=\"6\" name=\"$b\" value=\"&#9;one&#10;&#9; two&#10;\"/>\n");
	unread("$a = <<END;\nnothing ends it\n");
	unread("$a = <<\"END;\n");
	unread("$a = <<END . 'over\nEND\nit';\n");
}

static void test_rest(void **state)
{
	(void)state;
	perl("\xEF\xBB\xBFuse strict;\nuse 5.010; no warnings; use vars qw($a);\n# c\n  #d\r\n$a = 1; # e\n1;\n"
	     "=head1 POD\n\n$a = 2;\n\n=cut\n\"x\" =~ /y/ or 1",
		"<comment line=\"3\"> c</comment>\n<comment line=\"4\">d</comment>\n"
		"<setting line=\"5\" name=\"$a\" value=\"1\"/>\n"
		"<unread line=\"12\" why=\"code, which is not run to read it\">\"x\" =~ /y/ or 1</unread>\n");
	perl("$a ||= 1; $b = 1; $b //= 2; $c .= 'x';",
		"<setting line=\"1\" name=\"$a\" value=\"$a ||= 1\" unexpanded=\"yes\"/>\n"
		"<overridden line=\"1\" name=\"$b\" value=\"1\"/>\n"
		"<setting line=\"1\" name=\"$b\" value=\"$b //= 2\" unexpanded=\"yes\"/>\n"
		"<setting line=\"1\" name=\"$c\" value=\"$c .= 'x'\" unexpanded=\"yes\"/>\n");
	perl("$a = 1\n__END__\n$a = 2;\n", "<setting line=\"1\" name=\"$a\" value=\"1\"/>\n");
	perl("read_hash(\\%h, '/x'); include_config_files('/y', \"/z\"); include_optional_config_files('/w')",
		"<call line=\"1\" name=\"read_hash\" value=\"\\%h, '/x'\"/>\n"
		"<setting line=\"1\" name=\"%h\" value=\"\" unexpanded=\"yes\"/>\n"
		"<include line=\"1\" file=\"/y\"/>\n<include line=\"1\" file=\"/z\"/>\n"
		"<include line=\"1\" file=\"/w\" optional=\"yes\"/>\n");
}

/* What code speaks of, is not known behind it. */
static void test_code(void **state)
{
	(void)state;
	perl("$a = 1; $b = 1;\nif ($c) { $a = 2; $d{x} = '}'; } else { push @e, 1 }\n$f = \"$a$b\";",
		"<overridden line=\"1\" name=\"$a\" value=\"1\"/>\n"
		"<setting line=\"1\" name=\"$b\" value=\"1\"/>\n"
		"<unread line=\"2\" why=\"code, which is not run to read it\">"
		"if ($c) { $a = 2; $d{x} = '}'; } else { push @e, 1 }</unread>\n"
		"<setting line=\"2\" name=\"$a\" value=\"\" unexpanded=\"yes\"/>\n"
		"<setting line=\"3\" name=\"$f\" value=\"&quot;$a$b&quot;\" unexpanded=\"yes\"/>\n");
	perl("{ $n |= 4 }",
		"<unread line=\"1\" why=\"code, which is not run to read it\">{ $n |= 4 }</unread>\n"
		"<setting line=\"1\" name=\"$n\" value=\"\" unexpanded=\"yes\"/>\n");
	unread("$a = 1 if $b;");
	unread("$a = 1 unless $b;");
	unread("$a = ($b = 2);");
	unread("$a = do { 1 };");
	unread("$a = $b++;");
	unread("$a[0] = 1;");
	unread("@h{'a', 'b'} = (1, 2);");
	unread("($a, $b) = (1, 2);");
	unread("$a =~ s/x/y/;");
	unread("$a = $b =~ tr{x} {y};");
	unread("local $a = 1;");
	unread("require '/x';");
	unread("use lib '/x';");
	unread("package X;");
	unread("{ $a = 1; }");
	unread("foo();");
	unread("read_hash(\\%h, $a = 1);");
	unread("include_config_files(`x`);");
	unread("push @{$a}, 1;");
	unread("push @a;");
	unread("chomp($a);");
	unread("chomp $a;");
	unread("for my $a (1, 2) { $b = $a }");
	unread("sub f { return 1 }");
	unread("@a = (1");
	unread("%h = (1, 2");
	unread("%h = 1, 2;");
	unread("$a = 'x");
	unread("$a = q xax;");
	unread("$a = s/x;");
	unread("$a = \x01;");
	unread("$h{f(1)} = 1;");
	unread("$h{a}{b}{c}{d}{e} = 1;");
	unread("}");
}

static void test_large(void **state)
{
	static const char *const pieces[] = {"$a = \"$a$a x\";\n", "@a = (@a, @a, 1);\n", "$a = '",
		"[", "@a = ([", "%a = (a => {", "$h{a} = 1;\n", "push @a, 1;\n", "# c\n", "f(",
		"$a", "<<E;\n", "s(", "x = ", "$h{a}{b} = [1];\n"};

	(void)state;
	for (size_t i = 0; i < sizeof pieces / sizeof pieces[0]; i++) {
		TEXT_CLEANUP struct text text = TEXT_INIT;
		bool full;
		xmlDocPtr document;

		text_add(&text, "$a = 'x'; @a = (1);\n");
		while (text.length < 2000000)
			text_add(&text, pieces[i]);
		document = settings_read("perl", text_string(&text), text.length, &full);
		assert_non_null(document);
		xmlFreeDoc(document);
	}
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(test_numbers),
		cmocka_unit_test(test_strings),
		cmocka_unit_test(test_variables),
		cmocka_unit_test(test_lists),
		cmocka_unit_test(test_maps),
		cmocka_unit_test(test_here_documents),
		cmocka_unit_test(test_rest),
		cmocka_unit_test(test_code),
		cmocka_unit_test(test_large),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
