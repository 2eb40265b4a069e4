// SPDX-License-Identifier: GPL-2.0-or-later
// What libpam comes to: one stack a row, as written, and who gets in.
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <string.h>

#include <cmocka.h>

#include "settings/formats.h"
#include "settings/pam_decision.h"

#define LENGTH(array) (sizeof(array) / sizeof(array)[0])

#define DEBIAN                                                                                     \
	"auth [success=1 default=ignore] pam_unix.so nullok\n"                                     \
	"auth requisite pam_deny.so\n"                                                             \
	"auth required pam_permit.so\n"

static const struct row {
	const char *what;
	const char *text;
	const char *type;
	bool nobody; /* whom no module knows */
	bool local;  /* whom pam_unix.so knows */
	bool ldap;   /* whom pam_sss.so knows */
} rows[] = {
	{"an empty stack", "", "auth", false, false, false},
	{"another type", "account required pam_permit.so\n", "auth", false, false, false},
	{"one module", "auth required pam_sss.so\n", "auth", false, false, true},
	{"its whole path", "auth required /lib/security/pam_sss.so\n", "auth", false, false, true},
	{"either of two", "auth sufficient pam_unix.so\nauth required pam_sss.so use_first_pass\n",
		"auth", false, true, true},
	{"both must", "auth required pam_unix.so\nauth required pam_sss.so\n", "auth", false, false,
		false},
	{"a required failure stays", "auth required pam_unix.so\nauth sufficient pam_sss.so\n",
		"auth", false, true, false},
	{"requisite ends it", "auth requisite pam_unix.so\nauth sufficient pam_sss.so\n", "auth",
		false, true, false},
	{"behind a deny", "auth requisite pam_deny.so\nauth sufficient pam_sss.so\n", "auth", false,
		false, false},
	{"before a deny", "auth sufficient pam_sss.so\nauth required pam_deny.so\n", "auth", false,
		false, true},
	{"open to all", "auth sufficient pam_sss.so\nauth required pam_permit.so\n", "auth", true,
		true, true},
	{"nothing denies", "auth required pam_env.so\nauth sufficient pam_unix.so\n", "auth", true,
		true, true},
	{"only warned", "auth required pam_warn.so\n", "auth", false, false, false},
	{"Debian's", DEBIAN, "auth", false, true, false},
	{"Debian's with SSSD",
		"auth [success=2 default=ignore] pam_unix.so\n"
		"auth [success=1 default=ignore] pam_sss.so use_first_pass\n"
		"auth requisite pam_deny.so\nauth required pam_permit.so\n",
		"auth", false, true, true},
	{"a jump too short",
		"auth [success=1 default=ignore] pam_unix.so\n"
		"auth [success=1 default=ignore] pam_sss.so\n"
		"auth requisite pam_deny.so\nauth required pam_permit.so\n",
		"auth", false, false, true},
	{"a jump beyond the end", "auth [success=3 default=ignore] pam_unix.so\n", "auth", false,
		false, false},
	{"other types are not jumped over",
		"auth [success=1 default=ignore] pam_unix.so\naccount required pam_unix.so\n"
		"auth requisite pam_deny.so\nauth required pam_permit.so\n",
		"auth", false, true, false},
	{"unknown users are ignored",
		"account sufficient pam_localuser.so\n"
		"account [default=bad success=ok user_unknown=ignore] pam_sss.so\n",
		"account", false, true, true},
	{"unknown users are refused",
		"account required pam_permit.so\n"
		"account [default=bad success=ok user_unknown=ignore] pam_sss.so\n",
		"account", true, true, true},
	{"reset forgets",
		"auth required pam_deny.so\nauth [default=reset] pam_warn.so\n"
		"auth sufficient pam_sss.so\n",
		"auth", false, false, true},
	{"modules that ask for no password",
		"auth requisite pam_nologin.so\nauth required pam_sss.so\n", "auth", false, false,
		true},
	{"a module that nobody knows", "auth required pam_magic.so\n", "auth", false, false, false},
};

static void check_row(const struct row *row)
{
	bool full = false;
	xmlDocPtr tree = settings_read("pam", row->text, strlen(row->text), &full);
	const xmlNode *stack;

	assert_non_null(tree);
	stack = xmlDocGetRootElement(tree);
	if (pam_decision_permits(stack, row->type, "") != row->nobody ||
		pam_decision_permits(stack, row->type, "pam_unix.so") != row->local ||
		pam_decision_permits(stack, row->type, "pam_sss.so") != row->ldap)
		fail_msg("%s", row->what);
	xmlFreeDoc(tree);
}

static void test_rows(void **state)
{
	(void)state;
	for (size_t i = 0; i < LENGTH(rows); i++)
		check_row(&rows[i]);
}

static void test_names_are_whole(void **state)
{
	static const char text[] = "auth required pam_sss.so\n";
	bool full = false;
	xmlDocPtr tree = settings_read("pam", text, sizeof text - 1, &full);
	const xmlNode *stack = xmlDocGetRootElement(tree);

	(void)state;
	assert_false(pam_decision_permits(stack, "auth", "pam_sss.so.old"));
	assert_false(pam_decision_permits(stack, "auth", "my_pam_sss.so"));
	assert_true(pam_decision_permits(stack, "auth", "pam_unix.so pam_sss.so"));
	xmlFreeDoc(tree);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(test_rows),
		cmocka_unit_test(test_names_are_whole),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
