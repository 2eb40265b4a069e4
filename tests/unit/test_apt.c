// SPDX-License-Identifier: GPL-2.0-or-later
// apt: what it really sent in each protocol version, and what nobody should send.
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>

#include <errno.h>

#include "announced_text.h"
#include "formats/apt.h"

/* What apt 2.6.1 sent. Version 1 has only archives, and nothing for a removal. */
static const struct {
	const char *file;
	const char *announced;
} samples[] = {
	{"v1-install",
		"install chg - - /build/repo/./chg_1.deb; "
		"install drop - - /build/repo/./drop_1.deb; "},
	{"v1-install+remove", "install plain - - /build/repo/./plain_1.deb; "},
	{"v1-purge", ""},
	{"v2-install",
		"install chg - 1 /build/repo/./chg_1.deb; "
		"install drop - 1 /build/repo/./drop_1.deb; "},
	{"v2-upgrade",
		"upgrade chg 1 2 /build/repo/./chg_2.deb; "
		"upgrade drop 1 2 /build/repo/./drop_2.deb; "},
	{"v2-downgrade", "downgrade chg 2 1 /build/repo/./chg_1.deb; "},
	{"v2-reinstall", "reinstall chg 2 2 /build/repo/./chg_2.deb; "},
	{"v2-install+remove", "remove drop 2 - -; install plain - 1 /build/repo/./plain_1.deb; "},
	{"v2-purge", "remove chg 1 - -; "},
	{"v3-install",
		"install chg - 1 /build/repo/./chg_1.deb; "
		"install drop - 1 /build/repo/./drop_1.deb; "},
	{"v3-upgrade",
		"upgrade chg 1 2 /build/repo/./chg_2.deb; "
		"upgrade drop 1 2 /build/repo/./drop_2.deb; "},
	{"v3-downgrade", "downgrade chg 2 1 /build/repo/./chg_1.deb; "},
	{"v3-reinstall", "reinstall chg 2 2 /build/repo/./chg_2.deb; "},
	{"v3-install+remove", "remove drop 2 - -; install plain - 1 /build/repo/./plain_1.deb; "},
	{"v3-purge", "remove chg 1 - -; "},
};

/* -1 beside the text: not understood at all. */
static void parses(const char *bytes, size_t length, const char *announced, int not_understood)
{
	struct arena arena = ARENA_INIT;
	struct error error = ERROR_INIT;
	struct announced_list list = {0};
	TEXT_CLEANUP struct text text = TEXT_INIT;
	size_t count = 0;
	int rc = apt_packages_parse(&arena, bytes, length, &list, &count, &error);

	announced_text(&list, &text);
	assert_int_equal(rc, not_understood < 0 ? -EBADMSG : 0);
	assert_string_equal(text_string(&text), announced);
	if (not_understood >= 0)
		assert_int_equal(count, not_understood);
	arena_release(&arena);
}

static void every_sample_is_understood(void **state)
{
	(void)state;
	for (size_t i = 0; i < sizeof samples / sizeof samples[0]; i++) {
		TEXT_CLEANUP struct text path = TEXT_INIT, bytes = TEXT_INIT;

		text_format(&path, "apt-2.6.1/%s.stdin", samples[i].file);
		sample_read(text_string(&path), &bytes);
		parses(text_string(&bytes), bytes.length, samples[i].announced, 0);
	}
}

static const struct {
	const char *text;
	const char *announced;
	int not_understood;
} cases[] = {
	/* only configured: what an earlier run left unpacked */
	{"VERSION 3\n\na 1 all none < 1 all none **CONFIGURE**\n", "configure a 1 1 -; ", 0},
	{"VERSION 3\n\na 1 all none < 1 all none **CONFIGURE**\na 1 all none < 2 all none /a.deb\n",
		"upgrade a 1 2 /a.deb; ", 0},
	/* another architecture is part of dpkg's name, the system's own and "all" are not */
	{"VERSION 3\nAPT::Architecture=amd64\n\nl 1 i386 same < 2 i386 same /l.deb\n"
	 "m 1 amd64 same < 2 amd64 same /m.deb\nn 1 i386 same > - - none **REMOVE**\n",
		"upgrade l:i386 1 2 /l.deb; upgrade m 1 2 /m.deb; remove n:i386 1 - -; ", 0},
	/* a path with blanks; no path, because the archive is missing */
	{"VERSION 2\n\na 1 < 2 /x y/a b.deb\nb - < 2 **ERROR**\n",
		"upgrade a 1 2 /x y/a b.deb; install b - 2 -; ", 0},
	/* without the end of the last line */
	{"VERSION 2\n\na 1 < 2 /a.deb", "upgrade a 1 2 /a.deb; ", 0},
	/* lines that say nothing are passed over, the others count */
	{"VERSION 2\n\na 1 < 2\na 1 ? 2 /a.deb\na  < 2 /a.deb\n- 1 < 2 /a.deb\na 1 < 2 b\n"
	 "b 1 < 2 /b.deb\n",
		"upgrade b 1 2 /b.deb; ", 5},
	{"VERSION 3\n\na 1 < 2 /a.deb\n", "", 1},
	{"not a path\n/no-version.deb\n/_1.deb\n/x/b_1%3a2_all.deb\n",
		"install b - - /x/b_1%3a2_all.deb; ", 3},
	{"", "", 0},
	{"VERSION 3\n", "", 0},
	{"VERSION 4\n\na 1 < 2 /a.deb\n", "", -1},
	{"VERSION 33\n", "", -1},
};

static void every_line_is_read_or_counted(void **state)
{
	static const char nul[] = "VERSION 2\n\na\0 1 < 2 /a.deb\n/a\0b_1_all.deb\n";

	(void)state;
	for (size_t i = 0; i < sizeof cases / sizeof cases[0]; i++)
		parses(cases[i].text, strlen(cases[i].text), cases[i].announced,
			cases[i].not_understood);
	parses(nul, sizeof nul - 1, "", 2);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(every_sample_is_understood),
		cmocka_unit_test(every_line_is_read_or_counted),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
