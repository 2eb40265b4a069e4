// SPDX-License-Identifier: GPL-2.0-or-later
// settings/view_pam: what libpam would run, from which file, and what is missing.
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>

#include "directory_world.h"
#include "settings/views.h"
#include "settings_document.h"

static const struct directory_format formats[] = {
	{"/etc/pam.conf", "pam-conf"},
	{"*/pam.d/*", "pam"},
	{0},
};
static const struct directory_package debian[] = {{"libpam0g", "1.5.2-6"}, {0}};
static const struct directory_package suse[] = {{"pam", "1.7.1"}, {0}};

static struct directory_world directory;
static struct documents *documents;

static void file(const char *path, const char *text)
{
	directory_put(&directory, path, text);
}

static int set_up(void **state)
{
	(void)state;
	directory_world_make(&directory, formats, suse);
	file("usr/lib64/security/a.so", "");
	file("usr/lib64/security/b.so", "");
	documents = documents_new(&directory.judged);
	assert_non_null(documents);
	return 0;
}

static int tear_down(void **state)
{
	(void)state;
	documents_free(documents);
	directory_world_remove(&directory);
	return 0;
}

static void add_word(struct text *text, xmlNodePtr node, const char *name)
{
	xmlChar *value = xmlGetProp(node, BAD_CAST name);

	if (value != NULL)
		text_format(text, " %s=%s", name, (const char *)value);
	xmlFree(value);
}

/* What matters of a view, a line for each element. */
static void describe(struct text *text, xmlNodePtr root)
{
	static const char *const words[] = {"kind", "name", "type", "control", "module", "path",
		"fails", "level", "other", "file", "line", "from-include"};

	text_add(text, "stack");
	for (const char *const *name =
			(const char *const[]){"service", "from", "fallback", "fails", NULL};
		*name != NULL; name++)
		add_word(text, root, *name);
	text_byte(text, '\n');
	for (xmlNodePtr node = root->children; node != NULL; node = node->next) {
		text_add(text, (const char *)node->name);
		for (size_t i = 0; i < sizeof words / sizeof words[0]; i++)
			add_word(text, node, words[i]);
		text_byte(text, '\n');
	}
}

static xmlNodePtr view(const char *service)
{
	xmlNodePtr root = view_pam(documents, service);

	assert_non_null(root);
	fits_schema(root->doc, "pam-stack");
	return root;
}

static void is_stack(const char *service, const char *expected)
{
	TEXT_CLEANUP struct text text = TEXT_INIT;

	describe(&text, view(service));
	assert_string_equal(text_string(&text), expected);
}

static void is_in_doubt(enum doubt expected, const char *place)
{
	const char *path;
	uint32_t line;

	assert_int_equal(documents_doubted(documents, &path, &line), expected);
	if (expected != DOUBT_NONE)
		assert_string_equal(path, place);
}

#define A_SO " path=/usr/lib64/security/a.so"
#define B_SO " path=/usr/lib64/security/b.so"

static void test_the_first_directory_has_it_all(void **state)
{
	(void)state;
	file("usr/etc/pam.d/imap", "auth required b.so\n");
	file("usr/lib/pam.d/imap", "auth required a.so\naccount required a.so\n");
	file("usr/etc/pam.d/other", "auth required b.so\npassword required b.so\n");
	is_stack("/x/IMAP",
		"stack service=imap from=/usr/lib/pam.d/imap fallback=password session\n"
		"rule type=auth control=required module=a.so" A_SO
		" level=0 file=/usr/lib/pam.d/imap line=1\n"
		"rule type=account control=required module=a.so" A_SO
		" level=0 file=/usr/lib/pam.d/imap line=2\n"
		"rule type=password control=required module=b.so" B_SO
		" level=0 other=yes file=/usr/etc/pam.d/other line=2\n");
	is_in_doubt(DOUBT_NONE, NULL);
}

static void test_a_lost_file_falls_to_other(void **state)
{
	(void)state;
	file("etc/pam.d/other", "auth required pam_deny.so\n");
	assert_int_equal(symlinkat("nowhere", directory.root.fd, "etc/pam.d/imap"), 0);
	is_stack("imap",
		"stack service=imap fallback=auth account password session\n"
		"missing kind=service name=imap\n"
		"rule type=auth control=required module=pam_deny.so level=0 other=yes "
		"file=/etc/pam.d/other line=1\n"
		"missing kind=module name=pam_deny.so type=auth file=/etc/pam.d/other line=1\n");
}

static void test_nothing_at_all(void **state)
{
	(void)state;
	file("etc/pam.d/unrelated", "");
	is_stack("imap",
		"stack service=imap fallback=auth account password session\n"
		"missing kind=service name=imap\nmissing kind=service name=other\n");
}

static void test_includes_take_one_type(void **state)
{
	(void)state;
	file("etc/pam.d/smtp", "auth include c\naccount\tsubstack c\nauth required a.so\n");
	file("usr/lib/pam.d/c", "auth include d\naccount required a.so\nbad required b.so\n");
	file("etc/pam.d/d", "auth required b.so\naccount required b.so\n");
	file("etc/pam.d/other", "password required a.so\nsession required a.so\n");
	is_stack("smtp",
		"stack service=smtp from=/etc/pam.d/smtp fallback=password session\n"
		"rule type=auth control=required module=b.so" B_SO
		" level=0 file=/etc/pam.d/d line=1 from-include=/usr/lib/pam.d/c:1\n"
		"rule type=auth control=required module=b.so fails=type level=0 "
		"file=/usr/lib/pam.d/c line=3 from-include=/etc/pam.d/smtp:1\n"
		"substack name=c type=account level=0 file=/etc/pam.d/smtp line=2\n"
		"rule type=account control=required module=a.so" A_SO
		" level=1 file=/usr/lib/pam.d/c line=2 from-include=/etc/pam.d/smtp:2\n"
		"rule type=account control=required module=b.so fails=type level=1 "
		"file=/usr/lib/pam.d/c line=3 from-include=/etc/pam.d/smtp:2\n"
		"rule type=auth control=required module=a.so" A_SO
		" level=0 file=/etc/pam.d/smtp line=3\n"
		"rule type=password control=required module=a.so" A_SO
		" level=0 other=yes file=/etc/pam.d/other line=1\n"
		"rule type=session control=required module=a.so" A_SO
		" level=0 other=yes file=/etc/pam.d/other line=2\n");
}

static void test_an_include_that_is_missing_fails(void **state)
{
	(void)state;
	file("etc/pam.d/imap",
		"auth include gone\naccount include imap\n@include gone\n"
		"password required a.so\nsession required ?\n");
	is_stack("imap",
		"stack service=imap from=/etc/pam.d/imap fails=yes\n"
		"missing kind=include name=gone type=auth file=/etc/pam.d/imap line=1\n"
		"rule type=auth control=include module=gone fails=include level=0 "
		"file=/etc/pam.d/imap line=1\n"
		"missing kind=include name=imap type=account file=/etc/pam.d/imap line=2 "
		"from-include=/etc/pam.d/imap:2\n"
		"rule type=account control=include module=imap fails=include level=0 "
		"file=/etc/pam.d/imap line=2 from-include=/etc/pam.d/imap:2\n"
		"rule type=account control=@include module=gone fails=include level=0 "
		"file=/etc/pam.d/imap line=3 from-include=/etc/pam.d/imap:2\n"
		"rule type=auth control=@include module=gone fails=include level=0 "
		"file=/etc/pam.d/imap line=3\n"
		"rule type=password control=required module=a.so" A_SO
		" level=0 file=/etc/pam.d/imap line=4\n"
		"rule type=session control=required module=? fails=file level=0 "
		"file=/etc/pam.d/imap line=5\n"
		"missing kind=module name=? type=session file=/etc/pam.d/imap line=5\n");
}

/* Of what is no type, libpam makes the one that is asked for; "other" answers for the rest. */
static void test_a_bad_type_counts_for_what_is_asked(void **state)
{
	(void)state;
	file("etc/pam.d/imap", "account include c\n");
	file("etc/pam.d/c", "bad include gone\n");
	is_stack("imap",
		"stack service=imap from=/etc/pam.d/imap fallback=auth password session\n"
		"missing kind=include name=gone type=account file=/etc/pam.d/c line=1 "
		"from-include=/etc/pam.d/imap:1\n"
		"rule type=account control=include module=gone fails=include level=0 "
		"file=/etc/pam.d/c line=1 from-include=/etc/pam.d/imap:1\n");
}

static void test_debian_has_its_own_include(void **state)
{
	(void)state;
	directory.packages = debian;
	file("etc/pam.d/imap", "@include common\nauth include vendor\n@include gone\n");
	file("etc/pam.d/common", "auth required a.so\naccount include typed\n");
	file("etc/pam.d/typed", "@include gone\n");
	file("usr/lib/pam.d/vendor", "auth required a.so\n");
	file("usr/etc/pam.d/other", "auth required a.so\n");
	is_stack("imap",
		"stack service=imap from=/etc/pam.d/imap fallback=password session fails=yes\n"
		"rule type=auth control=required module=a.so" A_SO
		" level=0 file=/etc/pam.d/common line=1 from-include=/etc/pam.d/imap:1\n"
		"missing kind=include name=gone type=account file=/etc/pam.d/typed line=1 "
		"from-include=/etc/pam.d/common:2\n"
		"rule type=account control=@include module=gone fails=include level=0 "
		"file=/etc/pam.d/typed line=1 from-include=/etc/pam.d/common:2\n"
		"missing kind=include name=vendor type=auth file=/etc/pam.d/imap line=2\n"
		"rule type=auth control=include module=vendor fails=include level=0 "
		"file=/etc/pam.d/imap line=2\n"
		"missing kind=include name=gone file=/etc/pam.d/imap line=3\n");
}

/* libpam reads "other" each time: what is wrong there stops every service. */
static void test_a_broken_other_stops_all(void **state)
{
	(void)state;
	directory.packages = debian;
	file("etc/pam.d/imap",
		"auth required a.so\naccount required a.so\npassword required a.so\n"
		"session required a.so\n");
	file("etc/pam.d/other", "@include gone\n");
	is_stack("imap",
		"stack service=imap from=/etc/pam.d/imap fails=yes\n"
		"rule type=auth control=required module=a.so" A_SO
		" level=0 file=/etc/pam.d/imap line=1\n"
		"rule type=account control=required module=a.so" A_SO
		" level=0 file=/etc/pam.d/imap line=2\n"
		"rule type=password control=required module=a.so" A_SO
		" level=0 file=/etc/pam.d/imap line=3\n"
		"rule type=session control=required module=a.so" A_SO
		" level=0 file=/etc/pam.d/imap line=4\n"
		"missing kind=include name=gone file=/etc/pam.d/other line=1\n");
}

/* A hyphen says that a module may be missing; if it then fails all the same, it may not. */
static void test_modules_that_may_be_missing(void **state)
{
	(void)state;
	file("etc/pam.d/x",
		"-session optional gone.so\n-session [default=ignore] gone.so\n"
		"-session [default=ignore module_unknown=die] gone.so\n"
		"session optional gone.so\naccount required /usr/lib64/security/a.so\n");
	is_stack("x",
		"stack service=x from=/etc/pam.d/x fallback=auth password\n"
		"rule type=session control=optional module=gone.so level=0 file=/etc/pam.d/x "
		"line=1\n"
		"rule type=session control=[default=ignore] module=gone.so level=0 "
		"file=/etc/pam.d/x line=2\n"
		"rule type=session control=[default=ignore module_unknown=die] module=gone.so "
		"level=0 file=/etc/pam.d/x line=3\n"
		"missing kind=module name=gone.so type=session file=/etc/pam.d/x line=3\n"
		"rule type=session control=optional module=gone.so level=0 file=/etc/pam.d/x "
		"line=4\n"
		"missing kind=module name=gone.so type=session file=/etc/pam.d/x line=4\n"
		"rule type=account control=required module=/usr/lib64/security/a.so" A_SO
		" level=0 file=/etc/pam.d/x line=5\n");
}

/* One directory has libpam's own modules; what lies in another is not found. */
static void test_modules_of_another_architecture(void **state)
{
	(void)state;
	file("lib/security/pam_deny.so", "");
	file("lib/security/c.so", "");
	file("usr/lib64/security/pam_deny.so", "");
	file("etc/pam.d/x", "auth required c.so\nauth required a.so\n");
	is_stack("x",
		"stack service=x from=/etc/pam.d/x fallback=account password session\n"
		"rule type=auth control=required module=c.so level=0 file=/etc/pam.d/x line=1\n"
		"missing kind=module name=c.so type=auth file=/etc/pam.d/x line=1\n"
		"rule type=auth control=required module=a.so" A_SO
		" level=0 file=/etc/pam.d/x line=2\n");
}

static void test_pam_conf_where_no_directory_is(void **state)
{
	(void)state;
	file("etc/pam.conf",
		"imap auth required a.so\nIMAP account required a.so\n"
		"smtp auth required b.so\nother session required b.so\n");
	is_stack("imap",
		"stack service=imap from=/etc/pam.conf fallback=password session\n"
		"rule type=auth control=required module=a.so" A_SO
		" level=0 file=/etc/pam.conf line=1\n"
		"rule type=account control=required module=a.so" A_SO
		" level=0 file=/etc/pam.conf line=2\n"
		"rule type=session control=required module=b.so" B_SO
		" level=0 other=yes file=/etc/pam.conf line=4\n");
}

/* Each question must hear of the doubt, also when the view is there already. */
static void test_doubts_are_told_each_time(void **state)
{
	(void)state;
	file("etc/pam.d/imap", "auth include c\n");
	file("etc/pam.d/c", "auth required a.so \\\n");
	for (int i = 0; i < 2; i++) {
		documents_trust(documents);
		(void)view("imap");
		is_in_doubt(DOUBT_UNREAD, "/etc/pam.d/c");
	}
}

/* Includes that include each other end, and soon: libpam's own depth, and a limit of lines. */
static void test_includes_are_bounded(void **state)
{
	TEXT_CLEANUP struct text text = TEXT_INIT;
	char name[32];

	(void)state;
	for (int i = 0; i < 20; i++) {
		text_clear(&text);
		for (int line = 0; line < 10; line++)
			text_format(&text, "auth include f%d\n", i + 1);
		(void)snprintf(name, sizeof name, "etc/pam.d/f%d", i);
		file(name, text_string(&text));
	}
	(void)view("f0");
	is_in_doubt(DOUBT_TOO_LARGE, "/etc/pam.d/f15");
	assert_true(directory.questions < 20000);
}

int main(void)
{
#define PAM_TEST(name) cmocka_unit_test_setup_teardown(name, set_up, tear_down)
	const struct CMUnitTest tests[] = {
		PAM_TEST(test_the_first_directory_has_it_all),
		PAM_TEST(test_a_lost_file_falls_to_other),
		PAM_TEST(test_nothing_at_all),
		PAM_TEST(test_includes_take_one_type),
		PAM_TEST(test_an_include_that_is_missing_fails),
		PAM_TEST(test_a_bad_type_counts_for_what_is_asked),
		PAM_TEST(test_debian_has_its_own_include),
		PAM_TEST(test_a_broken_other_stops_all),
		PAM_TEST(test_modules_that_may_be_missing),
		PAM_TEST(test_modules_of_another_architecture),
		PAM_TEST(test_pam_conf_where_no_directory_is),
		PAM_TEST(test_doubts_are_told_each_time),
		PAM_TEST(test_includes_are_bounded),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
