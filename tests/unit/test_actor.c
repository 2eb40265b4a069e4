// SPDX-License-Identifier: GPL-2.0-or-later
// system/actor: who is named as the author, and as whom a pager runs.
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>

#include <stdbool.h>
#include <sys/utsname.h>

#include "system/actor.h"
#include "temporary.h"

static struct temporary root;
static struct arena arena;

static int set_up(void **state)
{
	(void)state;
	root = temporary_make();
	temporary_directory(&root, "etc");
	temporary_text(&root, "etc/passwd", "root:x:0:0::/:/bin/sh\nlinda:x:4242:100::/:/bin/sh\n");
	return 0;
}

static int tear_down(void **state)
{
	(void)state;
	temporary_remove(&root);
	arena_release(&arena);
	return 0;
}

static struct actor find(const char *sudo_uid, const char *sudo_gid)
{
	struct actor actor;

	actor_find(&arena, names_read(&arena, root.fd), sudo_uid, sudo_gid, &actor);
	return actor;
}

/* Where the audit system knows who logged in, the environment is not asked. */
static bool login_is_known(void)
{
	char text[16] = "";
	FILE *file = fopen("/proc/self/loginuid", "re");
	size_t length = file == NULL ? 0 : fread(text, 1, sizeof text - 1, file);

	if (file != NULL)
		(void)fclose(file);
	return length > 0 && strcmp(text, "4294967295") != 0;
}

static void test_sudo_names_the_caller(void **state)
{
	struct actor actor;
	struct utsname system;
	char mail[256];

	(void)state;
	if (login_is_known())
		skip(); /* the login uid wins here */
	actor = find("4242", "100");
	assert_int_equal(actor.uid, 4242);
	assert_int_equal(actor.gid, 100);
	assert_string_equal(actor.name, "linda");
	assert_int_equal(uname(&system), 0);
	assert_string_equal(actor.host, system.nodename);
	(void)snprintf(mail, sizeof mail, "linda@%s", system.nodename);
	assert_string_equal(actor.mail, mail);
}

static void test_an_unknown_user_is_a_number(void **state)
{
	struct actor actor;

	(void)state;
	if (login_is_known())
		skip(); /* the login uid wins here */
	actor = find("4343", NULL);
	assert_string_equal(actor.name, "uid 4343");
	assert_memory_equal(actor.mail, "uid4343@", 8);
	assert_int_equal(actor.gid, 65534);
}

static void test_nonsense_in_the_environment_is_not_believed(void **state)
{
	static const char *const nonsense[] = {
		NULL, "", "-1", "4294967295", "99999999999", "4242x", " 4242", "linda"};

	(void)state;
	if (login_is_known())
		skip(); /* the login uid wins here */
	for (size_t i = 0; i < sizeof nonsense / sizeof nonsense[0]; i++) {
		struct actor actor = find(nonsense[i], "100");

		assert_int_equal(actor.uid, getuid());
		assert_int_equal(actor.gid, getgid());
	}
	assert_int_equal(find("4242", "x").gid, 65534);
}

static void test_somebody_is_always_named(void **state)
{
	struct actor actor = find(NULL, NULL);

	(void)state;
	assert_non_null(actor.name);
	assert_non_null(strchr(actor.mail, '@'));
	assert_null(strchr(actor.mail, ' '));
}

#define TEST(function) cmocka_unit_test_setup_teardown(function, set_up, tear_down)

int main(void)
{
	const struct CMUnitTest tests[] = {
		TEST(test_sudo_names_the_caller),
		TEST(test_an_unknown_user_is_a_number),
		TEST(test_nonsense_in_the_environment_is_not_believed),
		TEST(test_somebody_is_always_named),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
