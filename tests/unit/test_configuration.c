// SPDX-License-Identifier: GPL-2.0-or-later
// core/configuration: defaults, and which paths are ignored.
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>

#include <string.h>

#include "base/path.h"
#include "core/configuration.h"

static struct arena arena;
static struct configuration configuration;

static int set_up(void **state)
{
	(void)state;
	arena = (struct arena)ARENA_INIT;
	configuration_default(&configuration, &arena);
	return 0;
}

static int tear_down(void **state)
{
	(void)state;
	arena_release(&arena);
	return 0;
}

static bool watches(const char *path)
{
	for (size_t i = 0; i < configuration.watch.count; i++)
		if (path_is_within(path, configuration.watch.items[i]))
			return true;
	return false;
}

static void test_defaults_watch_what_mail_needs(void **state)
{
	static const char *const wanted[] = {"/etc/pam.d/imap", "/usr/lib/pam.d/smtp",
		"/usr/etc/pam.d/sshd", "/usr/etc/nsswitch.conf", "/var/spool/postfix/etc/sasldb2",
		"/usr/lib/postfix/configure-instance.sh", "/usr/sbin/config.postfix",
		"/usr/lib/postfix/systemd/update_chroot", "/var/lib/imap/user_deny.db",
		"/var/lib/cyrus/user_deny.db", "/usr/lib/systemd/system/spamd.service",
		"/lib/systemd/system/spamassassin.service",
		"/var/lib/spamassassin/4.000001/updates_spamassassin_org/MIRRORED.BY"};

	(void)state;
	for (size_t i = 0; i < sizeof wanted / sizeof wanted[0]; i++) {
		assert_true(watches(wanted[i]));
		assert_null(configuration_ignores(&configuration, wanted[i], NULL));
	}
	assert_false(watches("/usr/lib/systemd/system/getty@.service"));
	assert_false(configuration.watch_given);
	for (size_t i = 0; i < configuration.watch.count; i++)
		assert_string_equal(configuration.watch.items[i],
			path_normalise(&arena, "/", configuration.watch.items[i]));
}

static void test_defaults_are_sane_numbers(void **state)
{
	(void)state;
	assert_int_equal(configuration.protected_keep, 5);
	assert_int_equal(configuration.lock_seconds, 10);
	assert_int_equal(configuration.consolidate_after, 50);
	assert_false(configuration.hooks_strict);
	assert_int_equal(configuration.hooks_limit, 20);
	assert_int_equal(configuration.report_mail, REPORT_MAIL_CHANGES);
	assert_int_equal(configuration.report_to.count, 1);
	assert_string_equal(configuration.report_to.items[0], "root");
	assert_null(configuration.report_from);
	assert_null(configuration.report_metrics);
	assert_null(configuration.report_sendmail);
}

static void test_defaults_ignore_what_changes_by_itself(void **state)
{
	static const char *const ignored[] = {"/etc/ld.so.cache", "/etc/mtab", "/etc/adjtime",
		"/etc/passwd-", "/etc/shadow-", "/etc/lvm/archive/vg_00001.vg",
		"/etc/lvm/backup/vg", "/etc/ssl/certs/0a1b2c3d.0",
		"/etc/ssl/certs/ca-certificates.crt",
		"/var/lib/spamassassin/4.000001/updates_spamassassin_org/20_body_tests.cf",
		"/var/lib/spamassassin/4.000001/updates_spamassassin_org.cf",
		"/var/lib/spamassassin/.spamassassin", "/var/lib/spamassassin/sa-update-keys"};
	static const char *const kept[] = {"/etc/passwd", "/etc/lvm", "/etc/lvm/archive",
		"/etc/lvm/lvm.conf", "/etc/ssl/certs/ssl-cert-snakeoil.pem", "/etc/ssl/certs",
		"/etc/x-", "/var/lib/spamassassin", "/var/lib/spamassassin/4.000001",
		"/etc/pam.d/imap"};

	(void)state;
	for (size_t i = 0; i < sizeof ignored / sizeof ignored[0]; i++) {
		const struct ignore *rule = configuration_ignores(&configuration, ignored[i], NULL);

		assert_non_null(rule);
		assert_null(ignore_condition(&arena, rule, ignored[i]));
	}
	for (size_t i = 0; i < sizeof kept / sizeof kept[0]; i++)
		assert_null(configuration_ignores(&configuration, kept[i], NULL));
}

static void test_each_shipped_ignore_has_a_reason(void **state)
{
	(void)state;
	assert_true(configuration.ignore_count > 0);
	for (size_t i = 0; i < configuration.ignore_count; i++)
		assert_true(strlen(configuration.ignore[i].reason) > 10);
}

static void test_conditions_lie_below_the_path_or_elsewhere(void **state)
{
	const struct ignore *rule = configuration_ignores(&configuration, "/etc/x/.git", NULL);
	size_t managers = 0;

	(void)state;
	assert_non_null(rule);
	assert_string_equal(ignore_condition(&arena, rule, "/etc/x/.git"), "/etc/x/.git/HEAD");
	rule = configuration_ignores(&configuration, "/etc/resolv.conf", NULL);
	for (; rule != NULL;
		rule = configuration_ignores(&configuration, "/etc/resolv.conf", rule)) {
		assert_true(
			path_is_within(ignore_condition(&arena, rule, "/etc/resolv.conf"), "/run"));
		managers++;
	}
	assert_true(managers >= 3);
}

static void test_a_path_watched_by_name_is_not_ignored(void **state)
{
	(void)state;
	string_list_add(&configuration.watch, &arena, "/etc/mtab");
	assert_non_null(configuration_ignores(&configuration, "/etc/mtab", NULL));
	configuration.watch_given = true;
	assert_null(configuration_ignores(&configuration, "/etc/mtab", NULL));
	assert_non_null(configuration_ignores(&configuration, "/etc/adjtime", NULL));
}

/* The short cut before path_matches() must never change the answer. */
static void test_ignoring_agrees_with_matching(void **state)
{
	static const char *const patterns[] = {"/etc/a", "/etc/*", "/etc/**", "/etc/**/key", "*.db",
		"/etc/a*b", "/etc//a", "/*/a", "/etc/[ab]", "/etc/\\a", "/**/a", "/etc/a/", "/",
		"/etc/?", "a", "/e*/ab", "etc/a"};
	static const char *const paths[] = {"/", "/etc", "/etc/a", "/etc/ab", "/etc/acb",
		"/etc/a*b", "/etc/b", "/etc/key", "/etc/a/key", "/etc/a/b/key", "/x.db", "/etc/a/a",
		"/et", "/etca", "/e/ab"};

	(void)state;
	for (size_t i = 0; i < sizeof patterns / sizeof patterns[0]; i++)
		for (size_t j = 0; j < sizeof paths / sizeof paths[0]; j++) {
			struct ignore rule = {patterns[i], "test", NULL};
			struct configuration one = {.ignore = &rule, .ignore_count = 1};

			assert_int_equal(configuration_ignores(&one, paths[j], NULL) != NULL,
				path_matches(patterns[i], paths[j]));
		}
}

static void test_lists_keep_their_order_while_they_grow(void **state)
{
	struct string_list list = {0};

	(void)state;
	for (size_t i = 0; i < 100; i++)
		string_list_add(&list, &arena, arena_format(&arena, "%zu", i));
	for (size_t i = 0; i < 100; i++) {
		const struct ignore rule = {list.items[i], "test", NULL};

		assert_string_equal(list.items[i], arena_format(&arena, "%zu", i));
		configuration_add_ignore(&configuration, &arena, &rule);
	}
	for (size_t i = 0; i < 100; i++)
		assert_ptr_equal(configuration.ignore[configuration.ignore_count - 100 + i].pattern,
			list.items[i]);
}

#define TEST(function) cmocka_unit_test_setup_teardown(function, set_up, tear_down)

int main(void)
{
	const struct CMUnitTest tests[] = {
		TEST(test_defaults_watch_what_mail_needs),
		TEST(test_defaults_are_sane_numbers),
		TEST(test_defaults_ignore_what_changes_by_itself),
		TEST(test_each_shipped_ignore_has_a_reason),
		TEST(test_conditions_lie_below_the_path_or_elsewhere),
		TEST(test_a_path_watched_by_name_is_not_ignored),
		TEST(test_ignoring_agrees_with_matching),
		TEST(test_lists_keep_their_order_while_they_grow),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
