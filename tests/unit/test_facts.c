// SPDX-License-Identifier: GPL-2.0-or-later
// core/facts: owners, what changed between two states, and facts as text.
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>

#include <errno.h>
#include <string.h>

#include "core/facts_parts.h"
#include "core/facts_scope.h"

static struct package package_of(const char *manager, const char *name, const char *version)
{
	return (struct package){.manager = manager, .name = name, .version = version};
}

static struct facts_part *add_part(
	struct facts_parts *parts, struct arena *arena, const char *name, const char *version)
{
	struct facts_part *part = facts_part_add(parts, arena);

	part->package = package_of("dpkg", name, version);
	return part;
}

static void own(struct facts_part *part, struct arena *arena, const char *path, unsigned flags)
{
	struct owned *owned = facts_part_own(part, arena);

	owned->path = path;
	owned->flags = flags;
}

static void test_owner(void **state)
{
	struct arena arena = ARENA_INIT;
	struct facts_parts parts = {0};
	struct facts_part *part;
	struct facts facts;

	(void)state;
	part = add_part(&parts, &arena, "old", "1");
	own(part, &arena, "/etc/a", OWNED_CONFIG | OWNED_OBSOLETE);
	part = add_part(&parts, &arena, "new", "2");
	own(part, &arena, "/etc/a", OWNED_CONFIG);
	own(part, &arena, "/etc", 0);
	part = add_part(&parts, &arena, "gone", "3");
	part->removed = true;
	own(part, &arena, "/etc/a", OWNED_CONFIG | OWNED_REMOVED);
	own(part, &arena, "/etc/a.d/x", OWNED_CONFIG | OWNED_REMOVED);
	part = add_part(&parts, &arena, "another", "4");
	own(part, &arena, "/etc", 0);
	facts_from_parts(&arena, &parts, &facts);
	/* Who ships it now, before who once did. */
	assert_string_equal(facts_owner(&facts, "/etc/a")->package->name, "new");
	assert_string_equal(facts_owner(&facts, "/etc/a")[1].package->name, "old");
	assert_string_equal(facts_owner(&facts, "/etc/a")[2].package->name, "gone");
	assert_string_equal(facts_owner(&facts, "/etc/a.d/x")->package->name, "gone");
	assert_string_equal(facts_owner(&facts, "/etc")->package->name, "another");
	assert_null(facts_owner(&facts, "/etc/a.d"));
	assert_null(facts_owner(&facts, "/zzz"));
	assert_null(facts_owner(&facts, "/"));
	assert_string_equal(facts_package(&facts, "new")->version, "2");
	assert_null(facts_package(&facts, "gone"));
	assert_null(facts_package(&facts, "nothing"));
	arena_release(&arena);
}

static void packages(struct arena *arena, const char *const *words, struct facts *result)
{
	struct facts_parts parts = {0};

	for (; *words != NULL; words += 3)
		facts_part_add(&parts, arena)->package = package_of(words[0], words[1], words[2]);
	facts_from_parts(arena, &parts, result);
}

/* "name before after manager;" for each change, "-" where there is none. */
static void expect_changes(
	const char *const *before, const char *const *after, const char *expected)
{
	struct arena arena = ARENA_INIT;
	TEXT_CLEANUP struct text text = TEXT_INIT;
	struct package_change_list changes;
	struct facts old, new;

	packages(&arena, before, &old);
	packages(&arena, after, &new);
	facts_compare(&arena, &old, &new, &changes);
	for (size_t i = 0; i < changes.count; i++) {
		const struct package_change *change = &changes.items[i];

		text_format(&text, "%s %s %s %s;", change->name,
			change->before != NULL ? change->before : "-",
			change->after != NULL ? change->after : "-", change->manager);
	}
	assert_string_equal(text_string(&text), expected);
	arena_release(&arena);
}

static void test_compare(void **state)
{
	const char *const none[] = {NULL};
	const char *const some[] = {"dpkg", "a", "1", "dpkg", "b", "1", "rpm", "b", "7", NULL};
	const char *const others[] = {"dpkg", "b", "2", "rpm", "b", "7", "dpkg", "c", "1", NULL};
	const char *const kernels[] = {"rpm", "k", "1", "rpm", "k", "2", NULL};
	const char *const newer_kernels[] = {
		"rpm", "k", "2", "rpm", "k", "3", "rpm", "k", "4", NULL};
	const char *const twice[] = {"rpm", "glibc", "1", "rpm", "glibc", "1", NULL};
	const char *const once[] = {"rpm", "glibc", "1", NULL};

	(void)state;
	expect_changes(some, some, "");
	expect_changes(none, none, "");
	expect_changes(none, some, "a - 1 dpkg;b - 1 dpkg;b - 7 rpm;");
	expect_changes(some, none, "a 1 - dpkg;b 1 - dpkg;b 7 - rpm;");
	expect_changes(some, others, "a 1 - dpkg;b 1 2 dpkg;c - 1 dpkg;");
	expect_changes(kernels, newer_kernels, "k 1 3 rpm;k - 4 rpm;");
	expect_changes(twice, once, "glibc 1 - rpm;");
	expect_changes(once, twice, "glibc - 1 rpm;");
	expect_changes(twice, twice, "");
}

static const char heading[] = "confwatch-packages 1\n";

/* What is read writes back the same bytes. */
static void expect_same(const char *lines)
{
	struct arena arena = ARENA_INIT;
	TEXT_CLEANUP struct text text = TEXT_INIT;
	TEXT_CLEANUP struct text again = TEXT_INIT;
	struct error error = ERROR_INIT;
	struct facts facts;

	text_add(&text, heading);
	text_add(&text, lines);
	if (facts_read(&arena, text.bytes, text.length, &facts, &error) < 0)
		fail_msg("%s", error.message);
	facts_write(&facts, &again);
	assert_string_equal(text_string(&again), text_string(&text));
	arena_release(&arena);
}

static void expect_refused(const char *lines, const char *message)
{
	struct arena arena = ARENA_INIT;
	TEXT_CLEANUP struct text text = TEXT_INIT;
	struct error error = ERROR_INIT;
	struct facts facts;

	text_add(&text, heading);
	text_add(&text, lines);
	assert_int_equal(facts_read(&arena, text.bytes, text.length, &facts, &error), -EBADMSG);
	assert_string_equal(error.message, message);
	arena_release(&arena);
}

#define MD5 "md5:0123456789abcdef0123456789abcdef"

static void test_text(void **state)
{
	(void)state;
	expect_same("");
	expect_same("installed dpkg a 1\ninstalled rpm a 1\nremoved dpkg b 2:1-1~x\n"
		    "owned / a#2 - -\n"
		    "owned /etc/a\\040b a - " MD5 "\n"
		    "owned /etc/b b config,removed " MD5 "\n"
		    "owned /etc/c a config,noreplace,missingok,ghost - 0640 root mail\n"
		    "owned /etc/d b registered,removed -\n"
		    "owned /etc/e a obsolete " MD5 "\n");
	expect_same("installed rpm k 1\ninstalled rpm k 1\ninstalled rpm k 2\n"
		    "owned /etc/x k - -\nowned /etc/x k#2 - -\nowned /etc/x k#3 - -\n");
}

static void test_text_is_strict(void **state)
{
	(void)state;
	expect_refused("installed dpkg a 1", "facts, line 2: it does not end");
	expect_refused("\n", "facts, line 2: no line of facts");
	expect_refused("installed dpkg a  1\n", "facts, line 2: no line of facts");
	expect_refused("installed dpkg a 1 \n", "facts, line 2: no line of facts");
	expect_refused("present dpkg a 1\n", "facts, line 2: no line of facts");
	expect_refused("installed dpkg a\n",
		"facts, line 2: a package is a manager, a name and a version");
	expect_refused("installed pacman a 1\n", "facts, line 2: no package");
	expect_refused("installed dpkg a#2 1\n", "facts, line 2: no package");
	expect_refused(
		"installed dpkg b 1\ninstalled dpkg a 1\n", "facts, line 3: packages out of order");
	expect_refused("removed dpkg a 1\ninstalled dpkg b 1\n", "facts, line 3: no line of facts");
	expect_refused("installed dpkg a 1\nowned /x a - -\nowned /etc a - -\n",
		"facts, line 4: paths out of order");
	expect_refused("installed dpkg a 1\nowned /x a - -\ninstalled dpkg b 1\n",
		"facts, line 4: a package behind a path");
}

static void expect_owned_refused(const char *line, const char *what)
{
	struct arena arena = ARENA_INIT;

	expect_refused(
		arena_format(&arena, "installed dpkg a 1\nremoved dpkg r 1\nowned %s\n", line),
		arena_format(&arena, "facts, line 4: %s", what));
	arena_release(&arena);
}

static void test_owned_text_is_strict(void **state)
{
	(void)state;
	expect_owned_refused("etc a - -", "no path");
	expect_owned_refused("/etc\\000 a - -", "no path");
	expect_owned_refused("/etc/\\141 a - -", "no path");
	expect_owned_refused("/etc b - -", "no such package");
	expect_owned_refused("/etc r - -", "no such package");
	expect_owned_refused("/etc a removed -", "no such package");
	expect_owned_refused("/etc a#1 - -", "no such package");
	expect_owned_refused("/etc a#2 - -", "no such package");
	expect_owned_refused("/etc a# - -", "no such package");
	expect_owned_refused("/etc a noreplace,config -", "no flags");
	expect_owned_refused("/etc a config, -", "no flags");
	expect_owned_refused("/etc a config,config -", "no flags");
	expect_owned_refused("/etc a con -", "no flags");
	expect_owned_refused("/etc a - md5:0123456789ABCDEF0123456789abcdef", "no digest");
	expect_owned_refused("/etc a - md5:0123456789abcdef0123456789abcde", "no digest");
	expect_owned_refused("/etc a - sha1:0123456789abcdef0123456789abcdef", "no digest");
	expect_owned_refused("/etc a - :", "no digest");
	expect_owned_refused("/etc a - - 640 root root", "no mode, user and group");
	expect_owned_refused("/etc a - - 10000 root root", "no mode, user and group");
	expect_owned_refused("/etc a - - 0648 root root", "no mode, user and group");
	expect_owned_refused("/etc a - - 0640 root", "no owned path");
}

static uint32_t next(uint32_t *seed)
{
	*seed = *seed * 1664525U + 1013904223U;
	return *seed >> 8;
}

static const char *random_string(struct arena *arena, uint32_t *seed, const char *before)
{
	static const char bytes[] = "ab#\\ =\n\t\177\303\251\377,:-";
	char string[8];
	size_t length = 1 + next(seed) % 6;

	for (size_t i = 0; i < length; i++)
		string[i] = bytes[next(seed) % (sizeof bytes - 1)];
	string[length] = '\0';
	return arena_format(arena, "%s%s", before, string);
}

static void random_owned(struct arena *arena, uint32_t *seed, struct facts_part *part)
{
	struct owned *owned = facts_part_own(part, arena);

	owned->path = random_string(arena, seed, next(seed) % 2 == 0 ? "/etc/" : "/");
	owned->flags = next(seed) % OWNED_REMOVED;
	if (part->removed)
		owned->flags |= OWNED_REMOVED;
	owned->digest_kind = (enum digest_kind)(next(seed) % (DIGEST_SHA512 + 1));
	for (size_t i = 0; i < digest_size(owned->digest_kind); i++)
		owned->digest[i] = (unsigned char)next(seed);
	owned->has_metadata = next(seed) % 2 == 0;
	if (!owned->has_metadata)
		return;
	owned->mode = next(seed) % 010000;
	owned->user = random_string(arena, seed, "");
	owned->group = random_string(arena, seed, "");
}

static void random_parts(struct arena *arena, uint32_t *seed, struct facts_parts *result)
{
	size_t count = next(seed) % 8;

	for (size_t i = 0; i < count; i++) {
		struct facts_part *part = facts_part_add(result, arena);

		part->package = package_of(next(seed) % 2 == 0 ? "rpm" : "dpkg",
			random_string(arena, seed, ""), random_string(arena, seed, ""));
		part->removed = next(seed) % 4 == 0;
		part->mark = i + 1;
		for (size_t left = next(seed) % 6; left > 0; left--)
			random_owned(arena, seed, part);
	}
}

static void test_random_facts_survive(void **state)
{
	(void)state;
	for (uint32_t start = 1; start <= 2000; start++) {
		struct arena arena = ARENA_INIT;
		TEXT_CLEANUP struct text first = TEXT_INIT;
		TEXT_CLEANUP struct text second = TEXT_INIT;
		struct facts_parts parts = {0};
		struct facts_parts taken_apart;
		struct error error = ERROR_INIT;
		struct facts facts, read, again;
		uint32_t seed = start;

		random_parts(&arena, &seed, &parts);
		facts_from_parts(&arena, &parts, &facts);
		facts_write(&facts, &first);
		if (facts_read(&arena, first.bytes, first.length, &read, &error) < 0)
			fail_msg("%u: %s\n%s", start, error.message, first.bytes);
		facts_to_parts(&arena, &read, &taken_apart);
		for (size_t i = 0; i < taken_apart.count; i++)
			taken_apart.items[i].mark = parts.items[i].mark;
		facts_from_parts(&arena, &taken_apart, &again);
		facts_write(&again, &second);
		assert_string_equal(text_string(&first), text_string(&second));
		for (size_t i = 0; i < read.owned_count; i++) {
			const struct owned *found = facts_owner(&read, read.owned[i].path);

			assert_non_null(found);
			assert_string_equal(found->path, read.owned[i].path);
		}
		arena_release(&arena);
	}
}

static void test_scope(void **state)
{
	struct arena arena = ARENA_INIT;
	struct string_list watch = {0};
	struct facts_scope scope;

	(void)state;
	facts_scope_make(&arena, &watch, &scope);
	assert_false(facts_scope_watches(&scope, "/etc"));
	string_list_add(&watch, &arena, "/etc/pam.d/deep");
	string_list_add(&watch, &arena, "/usr/lib/postfix/script");
	string_list_add(&watch, &arena, "/etc");
	string_list_add(&watch, &arena, "/etc/pam.d");
	facts_scope_make(&arena, &watch, &scope);
	assert_int_equal(scope.watched.count, 2);
	assert_true(facts_scope_watches(&scope, "/etc"));
	assert_true(facts_scope_watches(&scope, "/etc/pam.d/deep/x"));
	assert_true(facts_scope_watches(&scope, "/usr/lib/postfix/script"));
	assert_false(facts_scope_watches(&scope, "/usr/lib/postfix"));
	assert_false(facts_scope_watches(&scope, "/usr/lib/postfix/script2"));
	assert_false(facts_scope_watches(&scope, "/etcetera"));
	assert_false(facts_scope_watches(&scope, "/"));
	arena_release(&arena);
}

static void test_vendor_places(void **state)
{
	static const char *const serving[] = {"/usr/etc/nsswitch.conf", "/usr/etc/any/thing",
		"/usr/lib/pam.d/imap", "/usr/lib/systemd/system/postfix.service",
		"/usr/lib/systemd/system/postfix.service.d/10.conf",
		"/usr/share/dbus-1/system.conf", "/usr/lib/sysctl.d/50-default.conf",
		"/usr/lib/udev/rules.d/60-x.rules", "/usr/share/polkit-1/rules.d/x",
		"/usr/lib/locale.conf", "/usr/share/base-files/profile",
		"/usr/share/postfix/main.cf.dist"};
	static const char *const others[] = {"/usr/lib/libc.so.6", "/usr/lib/pam.d",
		"/usr/share/doc/postfix/main.cf", "/usr/bin/ls", "/usr/etc/", "/usr/lib/",
		"/etc/hosts", "/usr/lib/a/b/c/d.d/x", "/usr/share/man/man5/main.cf.5.gz",
		"/usr/lib/.d/x", "/usr/share/base-files/dot.profile"};
	struct arena arena = ARENA_INIT;
	struct string_list watch = {0};
	struct facts_scope scope;

	(void)state;
	string_list_add(&watch, &arena, "/etc");
	facts_scope_make(&arena, &watch, &scope);
	for (size_t i = 0; i < sizeof serving / sizeof serving[0]; i++) {
		if (!facts_scope_serves(&scope, serving[i]))
			fail_msg("%s", serving[i]);
	}
	for (size_t i = 0; i < sizeof others / sizeof others[0]; i++) {
		if (facts_scope_serves(&scope, others[i]))
			fail_msg("%s", others[i]);
	}
	/* Only for what is watched. */
	watch.items[0] = "/etc/pam.d";
	facts_scope_make(&arena, &watch, &scope);
	assert_true(facts_scope_serves(&scope, "/usr/lib/pam.d/imap"));
	assert_false(facts_scope_serves(&scope, "/usr/etc/nsswitch.conf"));
	assert_false(facts_scope_serves(&scope, "/usr/share/base-files/profile"));
	assert_string_equal(facts_template("/etc/profile"), "/usr/share/base-files/profile");
	assert_null(facts_template("/etc/profile.d"));
	assert_string_equal(facts_live_path(&arena, "/usr/lib/pam.d/imap"), "/etc/pam.d/imap");
	assert_string_equal(facts_live_path(&arena, "/usr/etc/hosts"), "/etc/hosts");
	assert_null(facts_live_path(&arena, "/usr/libexec/x"));
	assert_null(facts_live_path(&arena, "/usr/lib/"));
	arena_release(&arena);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(test_owner),
		cmocka_unit_test(test_compare),
		cmocka_unit_test(test_text),
		cmocka_unit_test(test_text_is_strict),
		cmocka_unit_test(test_owned_text_is_strict),
		cmocka_unit_test(test_random_facts_survive),
		cmocka_unit_test(test_scope),
		cmocka_unit_test(test_vendor_places),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
