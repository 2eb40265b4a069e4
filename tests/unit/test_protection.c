// SPDX-License-Identifier: GPL-2.0-or-later
// protection: once protected, always; names of secrets; leftovers and what they belong to.
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>

#include "core/protection.h"
#include "random_tree.h"

static struct protection shipped(struct arena *arena)
{
	return (struct protection){.arena = arena,
		.secret = protection_shipped,
		.secret_count = protection_shipped_count};
}

static const char *const secrets[] = {"/etc/shadow", "/etc/shadow-", "/etc/gshadow",
	"/etc/gshadow-", "/etc/sasldb2", "/var/lib/chroot/etc/sasldb2", "/etc/sssd/sssd.conf",
	"/etc/sssd/conf.d/ldap.conf", "/etc/fetchmailrc", "/root/.fetchmailrc",
	"/etc/ssl/server.key", "/etc/ssl/private/any", "/etc/ssl/private/deep/any",
	"/etc/ssh/ssh_host_ed25519_key", "/etc/krb5.keytab", "/etc/imap.keytab", "/etc/ldap.secret",
	"/etc/libnss-ldap.secret", "/etc/pam_ldap.secret", "/etc/postfix/sasl_passwd",
	"/etc/postfix/sasl_passwd.db", "/etc/postfix/ldap-users.cf", "/etc/postfix/maps/mysql-x.cf",
	"/etc/saslauthd.conf", "/etc/ppp/chap-secrets", "/etc/ppp/pap-secrets",
	"/etc/NetworkManager/system-connections/wlan.nmconnection",
	"/etc/wpa_supplicant/wpa_supplicant.conf", "/etc/apt/auth.conf",
	"/etc/apt/auth.conf.d/x.conf", "/etc/zypp/credentials.d/SCC", "/etc/cups/printers.conf",
	"/etc/openvpn/ta.key", "/etc/openvpn/client/x.auth", "/etc/wireguard/wg0.conf",
	"/etc/cryptsetup-keys.d/home.key", "/etc/dovecot/dovecot-ldap.conf.ext",
	"/etc/letsencrypt/live/a.example/privkey.pem", "/root/.ssh/id_ed25519",
	/* leftovers of secrets are secrets */
	"/etc/shadow.rpmsave", "/etc/sssd/sssd.conf.dpkg-old", "/etc/ssl/server.key~",
	"/etc/sasldb2;5f3a1c02", "/etc/#shadow#", "/etc/.shadow.swp", "/etc/shadow.bak.old"};

static const char *const others[] = {"/", "/etc/passwd", "/etc/pam.d/imap", "/etc/postfix/main.cf",
	"/etc/ssh/ssh_host_ed25519_key.pub", "/etc/ssl/certs/ca.pem", "/etc/sssd",
	"/etc/imapd.conf", "/etc/cups/cupsd.conf", "/root/.ssh/id_ed25519.pub",
	"/root/.ssh/authorized_keys", "/etc/shadow.d/x", "/etc/keys", "/etc/apt/apt.conf",
	"/etc/postfix/ldap-users.cf.md", "/etc/passwd.rpmsave"};

static void test_the_shipped_list(void **state)
{
	struct arena arena = ARENA_INIT;
	struct protection protection = shipped(&arena);

	(void)state;
	for (size_t i = 0; i < sizeof secrets / sizeof secrets[0]; i++) {
		if (!protection_covers_path(&protection, secrets[i]))
			fail_msg("%s is not covered", secrets[i]);
	}
	for (size_t i = 0; i < sizeof others / sizeof others[0]; i++) {
		if (protection_covers_path(&protection, others[i]))
			fail_msg("%s is covered", others[i]);
	}
	arena_release(&arena);
}

/* The quick no before a match must never be wrong: against matching by all patterns. */
static void test_the_list_is_matched_as_path_matches_does(void **state)
{
	static const char *const patterns[] = {"*.key", "x*", "**/private/**", "/etc/*/[ab]", "?",
		"\\*", "/etc/**", "s[!x]", "**", "a/"};
	static const char *const parts[] = {
		"private", "x.key", "xy", "a", "b", "*", "sy", "sx", "etc"};
	struct arena arena = ARENA_INIT;
	uint64_t seed = 11;

	(void)state;
	for (int round = 0; round < 2000; round++) {
		const char *pattern = patterns[random_below(&seed, 10)];
		struct protection protection = {
			.arena = &arena, .secret = &pattern, .secret_count = 1};
		const char *path = "/";

		for (uint32_t depth = 1 + random_below(&seed, 4); depth > 0; depth--)
			path = path_join(&arena, path, parts[random_below(&seed, 9)]);
		if (protection_covers_path(&protection, path) != path_matches(pattern, path))
			fail_msg("'%s' against '%s'", path, pattern);
	}
	arena_release(&arena);
}

static void test_once_protected_always(void **state)
{
	struct arena arena = ARENA_INIT;
	struct protection protection = {.arena = &arena};

	(void)state;
	assert_false(protection_covers_path(&protection, "/etc/x"));
	assert_true(protection_remember(&protection, "/etc/x"));
	assert_false(protection_remember(&protection, "/etc/x"));
	assert_true(protection_covers_path(&protection, "/etc/x"));
	assert_true(protection_covers_path(&protection, "/etc/x.rpmsave"));
	assert_true(protection_covers_path(&protection, "/etc/x.rpmsave.old"));
	assert_false(protection_covers_path(&protection, "/etc/xy"));
	/* A leftover does not make the live file a secret. */
	assert_true(protection_remember(&protection, "/etc/y.rpmsave"));
	assert_false(protection_covers_path(&protection, "/etc/y"));
	/* A directory that once kept others out protects what is in it now. */
	assert_true(protection_remember(&protection, "/etc/dir"));
	assert_true(protection_covers_path(&protection, "/etc/dir/deep/file"));
	assert_false(protection_covers_path(&protection, "/etc/directory"));
	arena_release(&arena);
}

static void test_the_set_stays_sorted(void **state)
{
	struct arena arena = ARENA_INIT;
	struct protection protection = {.arena = &arena};
	struct protection by_hand = {.arena = &arena};
	const char *unsorted[] = {"/c", "/a/b", "/a"};
	uint64_t seed = 13;

	(void)state;
	for (int i = 0; i < 1000; i++)
		(void)protection_remember(&protection,
			arena_format(&arena, "/%u/%u", random_below(&seed, 30),
				random_below(&seed, 30)));
	protection_sort(&protection);
	assert_in_range(protection.count, 300, 900);
	for (size_t i = 1; i < protection.count; i++)
		assert_true(path_compare(protection.ever[i - 1], protection.ever[i]) < 0);
	by_hand.ever = unsorted;
	by_hand.count = by_hand.capacity = 3;
	protection_sort(&by_hand);
	assert_string_equal(by_hand.ever[0], "/a");
	assert_true(protection_covers_path(&by_hand, "/c"));
	arena_release(&arena);
}

static void test_modes_parents_and_public(void **state)
{
	static const char *const open[] = {"/etc/public/**", "/etc/shown"};
	struct arena arena = ARENA_INIT;
	struct protection protection = shipped(&arena);
	struct entry entry = {.path = "/etc/f", .mode = 0644};

	(void)state;
	assert_false(protection_covers(&protection, &entry, false));
	assert_true(protection_covers(&protection, &entry, true));
	entry.mode = 0640;
	assert_true(protection_covers(&protection, &entry, false));
	protection.open = open;
	protection.open_count = 2;
	entry.path = "/etc/public/server.key";
	assert_false(protection_covers(&protection, &entry, true));
	assert_false(protection_covers_path(&protection, entry.path));
	(void)protection_remember(&protection, "/etc/shown");
	assert_false(protection_covers_path(&protection, "/etc/shown"));
	assert_false(protection_covers_path(&protection, "/etc/shown.rpmsave"));
	entry = (struct entry){.path = "/etc/l", .kind = ENTRY_LINK, .mode = 0777};
	assert_false(protection_covers(&protection, &entry, false));
	arena_release(&arena);
}

static const struct {
	const char *path;
	const char *live; /* NULL: no leftover */
} leftovers[] = {
	{"/etc/x.rpmsave", "/etc/x"},
	{"/etc/x.rpmsave.old", "/etc/x"},
	{"/etc/x.rpmnew", "/etc/x"},
	{"/etc/x.rpmorig", "/etc/x"},
	{"/etc/x.dpkg-old", "/etc/x"},
	{"/etc/x.dpkg-dist", "/etc/x"},
	{"/etc/x.dpkg-new", "/etc/x"},
	{"/etc/x.dpkg-bak", "/etc/x"},
	{"/etc/x.ucf-old", "/etc/x"},
	{"/etc/x.ucf-dist", "/etc/x"},
	{"/etc/x.ucf-new", "/etc/x"},
	{"/etc/x.pacnew", "/etc/x"},
	{"/etc/x.pacsave", "/etc/x"},
	{"/etc/x.bak", "/etc/x"},
	{"/etc/x.orig", "/etc/x"},
	{"/etc/x.old", "/etc/x"},
	{"/etc/x~", "/etc/x"},
	{"/etc/#x#", "/etc/x"},
	{"/etc/.x.swp", "/etc/x"},
	{"/etc/.x.conf.swo", "/etc/x.conf"},
	{"/etc/x;5f3a1c02", "/etc/x"},
	{"/etc/a;b;5f3a1c02", "/etc/a;b"},
	{"/etc/x;0123456789abcdef", "/etc/x"},
	{"/etc/x;0123", "/etc/x"},
	{"/x~", "/x"},
	{"/etc/a b\n.bak", "/etc/a b\n"},
	{"/etc/x", NULL},
	{"/", NULL},
	{"/etc/.rpmsave", NULL},
	{"/etc/~", NULL},
	{"/etc/##", NULL},
	{"/etc/#", NULL},
	{"/etc/.x.swa", "/etc/x"},
	{"/etc/.x.swz", NULL},
	{"/etc/.x.sw1", NULL},
	{"/etc/.swp", NULL},
	{"/etc/x.swp", NULL},
	{"/etc/;5f3a1c02", NULL},
	{"/etc/x;", NULL},
	{"/etc/x;5f", NULL},
	{"/etc/x;5f3g", NULL},
	{"/etc/x;0123456789abcdef0", NULL},
	{"/etc/x.rpmsave/y", NULL},
	{"/etc/xrpmsave", NULL},
};

static void test_leftovers(void **state)
{
	struct arena arena = ARENA_INIT;

	(void)state;
	for (size_t i = 0; i < sizeof leftovers / sizeof leftovers[0]; i++) {
		const char *live = leftover_of(&arena, leftovers[i].path);

		if ((live == NULL) != (leftovers[i].live == NULL) ||
			(live != NULL && strcmp(live, leftovers[i].live) != 0))
			fail_msg("%s: %s", leftovers[i].path, live != NULL ? live : "none");
	}
	arena_release(&arena);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(test_the_shipped_list),
		cmocka_unit_test(test_the_list_is_matched_as_path_matches_does),
		cmocka_unit_test(test_once_protected_always),
		cmocka_unit_test(test_the_set_stays_sorted),
		cmocka_unit_test(test_modes_parents_and_public),
		cmocka_unit_test(test_leftovers),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
