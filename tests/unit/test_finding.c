// SPDX-License-Identifier: GPL-2.0-or-later
// finding: names, order and ids; what is written comes back, and nothing else is read.
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>

#include <errno.h>
#include <string.h>

#include "core/finding.h"
#include "random_tree.h"

static const struct finding full = {
	.id = "0123456789abcdef",
	.class = CLASS_SET_ASIDE,
	.severity = SEVERITY_CRITICAL,
	.path = "/etc/pam.d/imap\n",
	.line = 7,
	.package = "cyrus-imapd",
	.version_before = "2.4.20-1",
	.version_after = "3.0.7-1",
	.transaction = "00ff",
	.has_snapshot = true,
	.snapshot = {{0xab, 0xcd}},
	.leftover = "/etc/pam.d/imap.rpmsave",
	.message = "50 % gone",
	.reason = "LDAP\nusers",
	.remedy = "confwatch restore /etc/pam.d/imap",
	.restored = true,
	.state = FINDING_RESTORED,
	.since = 1795107600,
	.folded = 3,
};

static const char full_text[] = "id: 0123456789abcdef\n"
				"class: set-aside\n"
				"severity: critical\n"
				"path: /etc/pam.d/imap%0A\n"
				"line: 7\n"
				"package: cyrus-imapd\n"
				"version-before: 2.4.20-1\n"
				"version-after: 3.0.7-1\n"
				"transaction: 00ff\n"
				"snapshot: abcd000000000000000000000000000000000000\n"
				"leftover: /etc/pam.d/imap.rpmsave\n"
				"message: 50 %25 gone\n"
				"reason: LDAP%0Ausers\n"
				"remedy: confwatch restore /etc/pam.d/imap\n"
				"restored: yes\n"
				"state: restored\n"
				"since: 1795107600\n"
				"folded: 3\n\n";

#define SHORT "id: x\nrule: r\nseverity: info\nstate: open\nsince: 0\n\n"

static void test_written_as_documented(void **state)
{
	TEXT_CLEANUP struct text text = TEXT_INIT;
	struct finding one = full;
	struct finding_list list = {.items = &one, .count = 1};

	(void)state;
	finding_write(&list, &text);
	assert_string_equal(text_string(&text), full_text);
}

static void test_the_least_that_can_be_read(void **state)
{
	struct arena arena = ARENA_INIT;
	struct error error = ERROR_INIT;
	struct finding_list list = {0};

	(void)state;
	assert_int_equal(finding_read(&arena, "", 0, &list, &error), 0);
	assert_int_equal(list.count, 0);
	assert_int_equal(finding_read(&arena, SHORT SHORT, 2 * strlen(SHORT), &list, &error), 0);
	assert_int_equal(list.count, 2);
	assert_string_equal(list.items[1].rule, "r");
	assert_int_equal(list.items[1].class, CLASS_COUNT);
	assert_null(list.items[1].path);
	assert_int_equal(list.items[1].folded, 1);
	arena_release(&arena);
}

static void test_what_is_not_as_written_is_refused(void **state)
{
	static const struct {
		const char *text;
		const char *says;
	} bad[] = {
		{"id: x", "line 1: no 'id'"},
		{"\n", "line 1: no 'id'"},
		{"id: x\nclass: nonsense\n", "line 3: unknown word"},
		{"id: x\nrule: r\nseverity: high\n", "line 4: unknown word"},
		{"id: x\nrule: r\nseverity: info\nstate: open\nsince: 0\n", "line 6: "},
		{"id: x\nrule: r\nseverity: info\nstate: open\nsince: 0\nmore: x\n\n", "line 6: "},
		{"id: x\nrule: r\nseverity: info\nline: 0\n", "line 5: "},
		{"id: x\nrule: r\nseverity: info\nline: 01\n", "line 5: not a number"},
		{"id: x\nrule: r\nseverity: info\nsnapshot: AB\n", "line 5: not a snapshot"},
		{"id: x\nrule: r\nseverity: info\nrestored: no\n", "line 5: "},
		{"id: x\nrule: r\nseverity: info\nstate: open\nsince: 0\nfolded: 1\n\n", "line 7"},
		{"id: a\tb\n", "line 1: not as it is written"},
		{"id: %zz\n", "line 1: not as it is written"},
	};
	struct arena arena = ARENA_INIT;

	(void)state;
	for (size_t i = 0; i < sizeof bad / sizeof bad[0]; i++) {
		struct finding_list list = {0};
		struct error error = ERROR_INIT;

		assert_int_equal(
			finding_read(&arena, bad[i].text, strlen(bad[i].text), &list, &error),
			-EBADMSG);
		if (strstr(error.message, bad[i].says) == NULL)
			fail_msg("%s: %s", bad[i].text, error.message);
		assert_null(list.items);
	}
	arena_release(&arena);
}

/* Any bytes but NUL, of every length up to a few; sometimes NULL. */
static const char *random_string(struct arena *arena, uint64_t *seed)
{
	size_t length = random_below(seed, 12);
	char *result = arena_alloc(arena, length + 1);

	if (random_below(seed, 4) == 0)
		return NULL;
	for (size_t i = 0; i < length; i++)
		result[i] = (char)(1 + random_below(seed, 255));
	return result;
}

static void random_finding(struct arena *arena, uint64_t *seed, struct finding *finding)
{
	*finding = (struct finding){
		.class = (enum finding_class)random_below(seed, CLASS_COUNT + 1),
		.severity = (enum severity)random_below(seed, SEVERITY_CRITICAL + 1),
		.path = random_string(arena, seed),
		.line = random_below(seed, 3),
		.package = random_string(arena, seed),
		.version_before = random_string(arena, seed),
		.version_after = random_string(arena, seed),
		.transaction = random_string(arena, seed),
		.has_snapshot = random_below(seed, 2) == 0,
		.leftover = random_string(arena, seed),
		.message = random_string(arena, seed),
		.reason = random_string(arena, seed),
		.remedy = random_string(arena, seed),
		.restored = random_below(seed, 2) == 0,
		.state = (enum finding_state)random_below(seed, FINDING_GONE + 1),
		.since = (int64_t)random_below(seed, 1000),
		.folded = random_below(seed, 3),
	};
	finding->rule = finding->class == CLASS_COUNT ? "r" : NULL;
	finding->id = finding_identify(arena, finding);
	if (finding->has_snapshot)
		finding->snapshot.bytes[3] = (unsigned char)random_below(seed, 256);
}

static void same(const char *a, const char *b)
{
	assert_true((a == NULL) == (b == NULL));
	if (a != NULL)
		assert_string_equal(a, b);
}

static void assert_same_finding(const struct finding *a, const struct finding *b)
{
	same(a->id, b->id);
	assert_int_equal(a->class, b->class);
	same(a->rule, b->rule);
	assert_int_equal(a->severity, b->severity);
	same(a->path, b->path);
	assert_int_equal(a->line, b->line);
	same(a->package, b->package);
	same(a->version_before, b->version_before);
	same(a->version_after, b->version_after);
	same(a->transaction, b->transaction);
	assert_int_equal(a->has_snapshot, b->has_snapshot);
	assert_memory_equal(&a->snapshot, &b->snapshot, sizeof a->snapshot);
	same(a->leftover, b->leftover);
	same(a->message, b->message);
	same(a->reason, b->reason);
	same(a->remedy, b->remedy);
	assert_int_equal(a->restored, b->restored);
	assert_int_equal(a->state, b->state);
	assert_int_equal(a->since, b->since);
	assert_int_equal(a->folded, b->folded);
}

static void test_whatever_is_written_comes_back(void **state)
{
	uint64_t seed = 20261119;

	(void)state;
	for (int round = 0; round < 300; round++) {
		TEXT_CLEANUP struct text text = TEXT_INIT;
		struct arena arena = ARENA_INIT;
		struct error error = ERROR_INIT;
		struct finding_list list = {0}, again = {0};
		size_t count = random_below(&seed, 5);

		for (size_t i = 0; i < count; i++)
			random_finding(&arena, &seed, finding_add(&list, &arena));
		finding_write(&list, &text);
		if (finding_read(&arena, text_string(&text), text.length, &again, &error) < 0)
			fail_msg("%s\n%s", error.message, text_string(&text));
		assert_int_equal(again.count, count);
		for (size_t i = 0; i < count; i++)
			assert_same_finding(&list.items[i], &again.items[i]);
		arena_release(&arena);
	}
}

static void test_the_worst_comes_first(void **state)
{
	struct finding items[] = {
		{.id = "1", .severity = SEVERITY_INFO, .class = CLASS_UNREADABLE, .path = "/a"},
		{.id = "2", .severity = SEVERITY_CRITICAL, .class = CLASS_EDITED, .path = "/a"},
		{.id = "3", .severity = SEVERITY_CRITICAL, .class = CLASS_MASKED, .path = "/a/b"},
		{.id = "4", .severity = SEVERITY_CRITICAL, .class = CLASS_MASKED, .path = "/a.b"},
		{.id = "5", .severity = SEVERITY_CRITICAL, .class = CLASS_MASKED},
	};
	struct finding_list list = {.items = items, .count = 5};

	(void)state;
	finding_sort(&list);
	assert_string_equal(items[0].id, "5");
	assert_string_equal(items[1].id, "3");
	assert_string_equal(items[2].id, "4");
	assert_string_equal(items[3].id, "2");
	assert_string_equal(items[4].id, "1");
}

/* Among equals. What a rule says of itself is nobody's reason. */
static void test_what_has_a_reason_comes_first(void **state)
{
	struct finding items[] = {
		{.id = "1", .severity = SEVERITY_WARNING, .class = CLASS_COUNT, .reason = "a rule"},
		{.id = "2", .severity = SEVERITY_WARNING, .class = CLASS_MASKED, .path = "/a"},
		{.id = "3", .severity = SEVERITY_NOTICE, .class = CLASS_MASKED, .reason = "ours"},
		{.id = "4", .severity = SEVERITY_WARNING, .class = CLASS_EDITED, .reason = "ours"},
		{.id = "5", .severity = SEVERITY_CRITICAL, .class = CLASS_EDITED},
	};
	static const char order[] = "54213";
	struct finding_list list = {.items = items, .count = sizeof order - 1};

	(void)state;
	finding_sort(&list);
	for (size_t i = 0; i < list.count; i++)
		assert_int_equal(items[i].id[0], order[i]);
}

static void test_notes_come_last(void **state)
{
	struct finding items[] = {
		{.id = "1", .severity = SEVERITY_INFO, .class = CLASS_UNREADABLE, .path = "/a"},
		{.id = "2",
			.severity = SEVERITY_NOTICE,
			.class = CLASS_VENDOR_REMOVED,
			.path = "/a"},
		{.id = "3", .severity = SEVERITY_NOTICE, .class = CLASS_ORPHANED, .path = "/b"},
		{.id = "4",
			.severity = SEVERITY_NOTICE,
			.class = CLASS_ORPHANED,
			.path = "/c",
			.reason = "ours"},
		{.id = "5",
			.severity = SEVERITY_NOTICE,
			.class = CLASS_VENDOR_REMOVED,
			.path = "/etc/pam.d/imap"},
		{.id = "6", .severity = SEVERITY_NOTICE, .class = CLASS_EDITED, .path = "/d"},
		{.id = "7", .severity = SEVERITY_WARNING, .class = CLASS_ORPHANED, .path = "/e"},
	};
	static const char order[] = "7456231";
	struct finding_list list = {.items = items, .count = sizeof order - 1};

	(void)state;
	finding_sort(&list);
	for (size_t i = 0; i < list.count; i++) {
		assert_int_equal(items[i].id[0], order[i]);
		assert_int_equal(finding_is_note(&items[i]), i >= 4);
	}
}

static void test_ids_tell_class_path_and_transaction(void **state)
{
	struct arena arena = ARENA_INIT;
	struct finding other = full;
	const char *id = finding_identify(&arena, &full);

	(void)state;
	assert_int_equal(strlen(id), 16);
	other.severity = SEVERITY_INFO;
	other.message = "else";
	assert_string_equal(finding_identify(&arena, &other), id);
	other.transaction = NULL;
	assert_string_not_equal(finding_identify(&arena, &other), id);
	other = full;
	other.path = "/etc/pam.d/smtp";
	assert_string_not_equal(finding_identify(&arena, &other), id);
	other = full;
	other.class = CLASS_MASKED;
	assert_string_not_equal(finding_identify(&arena, &other), id);
	arena_release(&arena);
}

static void test_each_class_has_a_name_and_a_phrase(void **state)
{
	(void)state;
	for (int i = 0; i <= CLASS_COUNT; i++) {
		const char *name = finding_class_name((enum finding_class)i);

		assert_true(strlen(finding_class_phrase((enum finding_class)i)) > 5);
		assert_int_equal(strspn(name, "abcdefghijklmnopqrstuvwxyz-"), strlen(name));
		for (int j = 0; j < i; j++)
			assert_string_not_equal(name, finding_class_name((enum finding_class)j));
	}
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(test_written_as_documented),
		cmocka_unit_test(test_the_least_that_can_be_read),
		cmocka_unit_test(test_what_is_not_as_written_is_refused),
		cmocka_unit_test(test_whatever_is_written_comes_back),
		cmocka_unit_test(test_the_worst_comes_first),
		cmocka_unit_test(test_what_has_a_reason_comes_first),
		cmocka_unit_test(test_notes_come_last),
		cmocka_unit_test(test_ids_tell_class_path_and_transaction),
		cmocka_unit_test(test_each_class_has_a_name_and_a_phrase),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
