// SPDX-License-Identifier: GPL-2.0-or-later
// settings/read_{pam,nsswitch,passwd,group,shadow}: time and memory grow as the file does.
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>

#include <stdlib.h>
#include <string.h>
#include <time.h>

#include "processor_time.h"
#include "settings/formats.h"

enum {
	SMALL = 640 * 1024,
	TIMES = 8,	 /* 5 MB */
	SLOWER_MOST = 4, /* than in proportion: this machine does other things, too */
};

/* What a reader may do again for each byte: repeated until the file is full. */
static const struct {
	const char *format;
	const char *piece;
} texts[] = {
	{"pam", "auth [success=1 default=ignore] pam_unix.so nullok [a b \\] c]\n"},
	{"pam", "auth required \\\n"},
	{"pam", "\\\n\n"},
	{"pam", "["},
	{"pam", "a "},
	{"pam", "#"},
	{"pam", "auth [success=ok success=ok success=ok success=ok"},
	{"pam-conf", "imap auth required pam_unix.so\n"},
	{"nsswitch", "passwd: files [!success=return] sss\n"},
	{"nsswitch", "a "},
	{"nsswitch", "a[success=return notfound=merge]"},
	{"nsswitch", ":"},
	{"passwd", "root:x:0:0:root:/root:/bin/bash\n"},
	{"passwd", ":"},
	{"passwd", "1"},
	{"group", "mail:x:8:a,b,c\n"},
	{"group", "mail:x:8:"},
	{"group", "a:x:8:,"},
	{"shadow", "a:*:19000:0:99999:7:::\n"},
	{"shadow", "$"},
};

static double time_reading(const char *format, const char *piece, char *bytes, size_t length)
{
	size_t piece_length = strlen(piece);
	double start;
	bool full;
	xmlDocPtr document;

	for (size_t i = 0; i < length; i++)
		bytes[i] = piece[i % piece_length];
	start = processor_seconds();
	document = settings_read(format, bytes, length, &full);
	start = processor_seconds() - start;
	assert_non_null(document);
	xmlFreeDoc(document);
	return start;
}

static void test_time_is_linear(void **state)
{
	char *bytes = malloc((size_t)SMALL * TIMES);

	(void)state;
	assert_non_null(bytes);
	for (size_t i = 0; i < sizeof texts / sizeof texts[0]; i++) {
		double small = time_reading(texts[i].format, texts[i].piece, bytes, SMALL);
		double large = time_reading(texts[i].format, texts[i].piece, bytes, SMALL * TIMES);

		if (large > 0.1 && large > small * TIMES * SLOWER_MOST)
			fail_msg("%s of '%s': %.3f s, and %.3f s for %d times as much",
				texts[i].format, texts[i].piece, small, large, TIMES);
	}
	free(bytes);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(test_time_is_linear),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
