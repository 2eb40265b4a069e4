// SPDX-License-Identifier: GPL-2.0-or-later
// settings/records: what each format's settings are called, and what value they have.
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>

#include <errno.h>
#include <string.h>

#include "base/text.h"
#include "settings/engine.h"

/* "LINE NAME = VALUE" */
static int take(void *context, const struct setting_record *record)
{
	struct text *text = context;

	text_format(text, "%u %s", (unsigned)record->line, record->unread ? "?" : record->name);
	if (record->value != NULL)
		text_format(text, " = %s", record->value);
	text_byte(text, '\n');
	return 0;
}

static const struct {
	const char *format, *text, *expected;
} rows[] = {
	{"ini", "[sssd]\nservices = nss, pam\n# old = 1\n[pam]\nx = 2\n",
		"2 [sssd] services = nss, pam\n5 [pam] x = 2\n"},
	{"sasl", "pwcheck_method: saslauthd\n", "1 pwcheck_method = saslauthd\n"},
	{"shell", "A=1\nA=\"x y\"\nexport B=\n", "2 A = x y\n3 B = \n"},
	{"pam",
		"auth required pam_env.so\naccount required pam_sss.so\n"
		"auth [default=ignore] pam_sss.so use_first_pass\n@include common-auth\n",
		"1 auth = required pam_env.so\n2 account = required pam_sss.so\n"
		"3 auth = [default=ignore] pam_sss.so use_first_pass\n"
		"4 include = file=common-auth\n"},
	{"postfix-master",
		"smtp inet n - y - - smtpd\n  -o content_filter=\n  -o x=1\n"
		"spam unix - n n - - pipe user=x argv=/bin/x -f\n",
		"1 smtp/inet = private=n chroot=y command=smtpd\n"
		"2 smtp/inet -o content_filter = \n3 smtp/inet -o x = 1\n"
		"4 spam/unix = unpriv=n chroot=n command=pipe user=x argv=/bin/x -f\n"},
	{"postfix-main", "mynetworks = 127.0.0.0/8, 10.0.0.0/8\n",
		"1 mynetworks = 127.0.0.0/8, 10.0.0.0/8\n"},
	{"postfix-table", "a@b c d\n", "1 a@b = c d\n"},
	{"postfix-lines", "!/^a/ REJECT\nif /x/\n/y/ OK\nendif\n",
		"1 !/^a/ = REJECT\n3 if /x/ /y/ = OK\n"},
	{"aliases", "root: a, b@c\n", "1 root = a, b@c\n"},
	{"nsswitch", "passwd: files [!NOTFOUND=return] sss\n",
		"1 passwd = files [!notfound=return] sss\n"},
	{"group", "sasl:x:45:postfix,cyrus\n", "1 sasl = gid=45 postfix cyrus\n"},
	{"shadow", "root:$6$secret:19000::::::\n", "1 root = password=set changed=19000\n"},
	{"plain", "one\n", "1 line = one\n"},
	{"xml", "<d t='k'>\n<name>x</name>\n<line n='1'/></d>",
		"1 /d = t=k\n2 /d/name = x\n3 /d/line = n=1\n"},
	{"xml", "<d>\n</e>", "2 ? = \n"},
};

static void settings_have_names(void **state)
{
	static const struct judge_world world = {0};
	void *judge = settings_engine.begin(&world);

	(void)state;
	for (size_t i = 0; i < sizeof rows / sizeof rows[0]; i++) {
		TEXT_CLEANUP struct text text = TEXT_INIT;

		assert_int_equal(settings_engine.settings(judge, rows[i].format, rows[i].text,
					 strlen(rows[i].text), take, &text),
			0);
		assert_string_equal(text_string(&text), rows[i].expected);
	}
	settings_engine.end(judge);
}

static int refuse(void *context, const struct setting_record *record)
{
	(void)record;
	++*(int *)context;
	return -ENOSPC;
}

static void taking_ends_when_told(void **state)
{
	static const struct judge_world world = {0};
	void *judge = settings_engine.begin(&world);
	int count = 0;

	(void)state;
	assert_int_equal(
		settings_engine.settings(judge, "plain", "a\nb\n", 4, refuse, &count), -ENOSPC);
	assert_int_equal(count, 1);
	assert_int_equal(
		settings_engine.settings(judge, "nothing", "a\nb\n", 4, refuse, &count), -EINVAL);
	settings_engine.end(judge);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(settings_have_names),
		cmocka_unit_test(taking_ends_when_told),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
