// SPDX-License-Identifier: GPL-2.0-or-later
// Units of systemd: one file, its drop-ins, and all that /etc starts or changes.
#include <unistd.h>

#include "settings_asked.h"
#include "settings_document.h"

static const struct directory_format formats[] = {{0}};
static const struct directory_package packages[] = {{0}};

static int set_up(void **state)
{
	(void)state;
	begin_to_ask(formats, packages);
	return 0;
}

static void reads(const char *text, const char *expected)
{
	reads_bytes("unit", "unit", text, strlen(text), expected);
}

#define PASSED "why=\"systemd passes over what is no &quot;Name=value&quot; in a section\">"

static void test_lines(void **state)
{
	(void)state;
	reads("", "");
	reads("\xEF\xBB\xBF# c\n[Unit]\n;d\n Description = a\\\n# e\n  b \\\\\r\nAfter=\n",
		"<comment line=\"1\"> c</comment>\n<section line=\"2\" name=\"Unit\">"
		"<comment line=\"3\">d</comment><comment line=\"5\"> e</comment>"
		"<setting line=\"4\" name=\"Description\" value=\"a   b \\\\\"/>"
		"<setting line=\"7\" name=\"After\" value=\"\"/></section>\n");
	reads("a=b\n[A]\nb\n=c\n[x\n[B]\nd=1\\",
		"<unread line=\"1\" " PASSED "a=b</unread>\n<section line=\"2\" name=\"A\">"
		"<unread line=\"3\" " PASSED "b</unread><unread line=\"4\" " PASSED "=c</unread>"
		"<unread line=\"5\" why=\"systemd refuses a file with such a section\">[x</unread>"
		"</section>\n<section line=\"6\" name=\"B\"><setting line=\"7\" name=\"d\" value=\"1\"/>"
		"</section>\n");
	reads_bytes("unit", "unit", "[A]\0a=\xFF\n", 9,
		"<section line=\"1\" name=\"A\"><unread line=\"1\" why=\"systemd passes over what is no "
		"UTF-8\">a=\xEF\x9F\xBF</unread></section>\n");
}

static void test_large(void **state)
{
	static const char *const pieces[] = {
		"[A]\n", "a=1\n", "a\\\n", "a", "\\", "=", "#\n", "[a"};

	(void)state;
	for (size_t i = 0; i < sizeof pieces / sizeof pieces[0]; i++) {
		TEXT_CLEANUP struct text text = TEXT_INIT;
		bool full;

		while (text.length < 2000000)
			text_add(&text, pieces[i]);
		xmlFreeDoc(settings_read("unit", text_string(&text), text.length, &full));
	}
}

static void put_link(const char *path, const char *target)
{
	directory_put(&directory, path, "");
	assert_int_equal(unlinkat(directory.root.fd, path, 0), 0);
	assert_int_equal(symlinkat(target, directory.root.fd, path), 0);
}

#define STATE(unit) "concat(cw:unit('" unit "')/@load, ' ', cw:unit('" unit "')/@enabled)"
#define NTH(unit, element, n)                                                                      \
	"concat(cw:unit('" unit "')/" element "[" n "]/@name, '=', cw:unit('" unit "')/" element   \
	"[" n "]/@value, ' ', cw:unit('" unit "')/" element "[" n "]/@file, ':', cw:unit('" unit   \
	"')/" element "[" n "]/@line)"

#define HERE "etc/systemd/system/"
#define VENDOR "usr/lib/systemd/system/"

static void test_no_unit(void **state)
{
	(void)state;
	says(STATE("a.service"), "missing no");
	says(STATE("a"), "missing no");
	says("count(cw:units()/*)", "0");
}

static void test_enabled(void **state)
{
	(void)state;
	directory_put(&directory, VENDOR "a.service", "[Service]\nNice=1\n");
	put_link(HERE "multi-user.target.wants/a.service", "/lib/systemd/system/a.service");
	put_link(HERE "c.service", "/dev/null");
	directory_put(&directory, VENDOR "c.service", "[Service]\nNice=1\n");
	directory_put(&directory, VENDOR "b@.service", "[Service]\nNice=2\n");
	put_link(HERE "b@x.service.requires/b@y.service", "/lib/systemd/system/b@.service");
	put_link(HERE "z.service", "/usr/lib/systemd/system/d.service");
	directory_put(&directory, VENDOR "d.service", "[Service]\nNice=3\n");
	says(STATE("a.service"), "loaded yes");
	says("string(cw:unit('a.service')/wanted/@by)", "multi-user.target");
	says(STATE("c.service"), "masked no");
	says("count(cw:unit('c.service')/setting)", "0");
	says(STATE("b@y.service"), "loaded yes");
	says("string(cw:unit('b@y.service')/@file)", "/usr/lib/systemd/system/b@.service");
	says(STATE("z.service"), "loaded yes");
	says(STATE("d.service"), "loaded yes");
	says("concat(cw:unit('z.service')/name[1]/@value, ' ', cw:unit('d.service')/name[2]/@value)",
		"d.service z.service");
	says("concat(cw:units()/enabled[1]/@name, ' ', cw:units()/enabled[1]/@load, ' ', "
	     "cw:units()/enabled[1]/@file)",
		"a.service loaded /etc/systemd/system/multi-user.target.wants/a.service");
	says("string(cw:units()/chunk[@of='enabled']/@value)", "a.service b@y.service");
}

/* Of files with one name the first directory's; by their names, whatever they are for. */
static void test_dropins(void **state)
{
	(void)state;
	directory_put(&directory, VENDOR "a-b@.service",
		"[Unit]\nAfter=x.target\nConditionHost=a\n[Service]\nNice=1\nExecStartPre=/a\n"
		"ExecStartPre=/b\n");
	directory_put(&directory, VENDOR "a-b@.service.d/20.conf", "[Service]\nNice=9\n");
	directory_put(&directory, HERE "a-@.service.d/20.conf", "[Service]\nExecStartPre=\n");
	directory_put(&directory, HERE "a-b@i.service.d/30.conf",
		"[Service]\nExecStartPre=/c\nNice=3\n[Unit]\nConditionHost=\nAfter=\n");
	directory_put(&directory, VENDOR "service.d/10.conf", "[Service]\nNice=2\nUMask=7\n");
	put_link(HERE "a-b@i.service.d/10.conf", "/dev/null");
	directory_put(&directory, HERE "a-b@i.service.d/40.txt", "[Service]\nNice=4\n");
	says("count(cw:unit('a-b@i.service')/dropin)", "2");
	says("string(cw:unit('a-b@i.service')/dropin[1]/@file)",
		"/etc/systemd/system/a-@.service.d/20.conf");
	says(NTH("a-b@i.service", "setting", "1"),
		"After=x.target /usr/lib/systemd/system/a-b@.service:2");
	says(NTH("a-b@i.service", "setting", "2"),
		"ExecStartPre=/c /etc/systemd/system/a-b@i.service.d/30.conf:2");
	says(NTH("a-b@i.service", "setting", "3"),
		"Nice=3 /etc/systemd/system/a-b@i.service.d/30.conf:3");
	says("count(cw:unit('a-b@i.service')/setting)", "3");
	says("count(cw:unit('a-b@i.service')/overridden)", "4");
	says("count(cw:unit('a-b@i.service')/reset)", "2");
}

static void test_lists(void **state)
{
	(void)state;
	directory_put(&directory, VENDOR "a.timer",
		"[Timer]\nOnCalendar=daily\nOnBootSec=1\nOnClockChange=yes\nOnUnitActiveSec=\n"
		"OnCalendar=weekly\nPersistent=yes\nPersistent=\n");
	says("count(cw:unit('a.timer')/setting)", "3");
	says(NTH("a.timer", "setting", "2"), "OnCalendar=weekly /usr/lib/systemd/system/a.timer:6");
	says(NTH("a.timer", "setting", "3"), "Persistent= /usr/lib/systemd/system/a.timer:8");
}

static void test_lost_units(void **state)
{
	(void)state;
	put_link(HERE "multi-user.target.wants/gone.service", "/lib/systemd/system/gone.service");
	directory_put(&directory, HERE "gone.service.d/a.conf", "[Service]\nNice=1\n");
	directory_put(&directory, HERE "gone-.service.d/a.conf", "[Service]\nNice=1\n");
	directory_put(&directory, HERE "service.d/a.conf", "[Service]\nNice=1\n");
	directory_put(&directory, HERE "old.service.d/a.conf", "[Service]\nNice=1\n");
	directory_put(&directory, "etc/init.d/old", "#!/bin/sh\n");
	says("count(cw:units()/dropin)", "2");
	says("concat(cw:units()/dropin[@load='missing']/@unit, ' ', "
	     "cw:units()/enabled[@load='missing']/@name)",
		"gone.service gone.service");
	says("count(cw:units()/chunk)", "0");
}

#define OVERRIDE(n)                                                                                \
	"concat(cw:units()/override[" n "]/@name, ' ', cw:units()/override[" n "]/@value, ' ', "   \
	"cw:units()/override[" n "]/@file, ':', cw:units()/override[" n "]/@line)"

static void test_overrides(void **state)
{
	char before[JUDGED_TEXT_MOST];
	struct answer answer;

	(void)state;
	directory_put(&directory, VENDOR "a.service",
		"[Service]\nExecStart=/old\nNice=1\nExecStartPre=/p\n");
	directory_put(&directory, HERE "a.service.d/a.conf",
		"[Service]\nExecStart=\nExecStart=/mine\nExecStartPre=/q\nUMask=7\n");
	directory_put(&directory, VENDOR "b.service", "[Service]\nNice=1\n");
	directory_put(&directory, HERE "b.service", "[Service]\nNice=2\n");
	directory_put(&directory, HERE "b.service.d/a.conf", "[Service]\nNice=3\n");
	says("count(cw:units()/override)", "3");
	says(OVERRIDE("1"), "ExecStart /old /usr/lib/systemd/system/a.service:2");
	says(OVERRIDE("2"), "UMask  /usr/lib/systemd/system/a.service:");
	says(OVERRIDE("3"), "*  /usr/lib/systemd/system/b.service:");
	answer = string_of("cw:units()/chunk[@of='override']/@value");
	(void)snprintf(before, sizeof before, "%s", answer.text);
	assert_int_equal(strncmp(before, "a.service/ExecStart:", 20), 0);
	directory_put(&directory, VENDOR "a.service",
		"[Service]\nExecStart=/new\nNice=2\nExecStartPre=/r\n");
	settings_engine.end(judge);
	judge = settings_engine.begin(&directory.judged);
	answer = string_of("cw:units()/chunk[@of='override']/@value");
	/* Nothing but the line that was changed has another digest. */
	assert_int_not_equal(strncmp(before, answer.text, 28), 0);
	assert_string_equal(before + 28, answer.text + 28);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		TEST(test_lines),
		TEST(test_large),
		TEST(test_no_unit),
		TEST(test_enabled),
		TEST(test_dropins),
		TEST(test_lists),
		TEST(test_lost_units),
		TEST(test_overrides),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
