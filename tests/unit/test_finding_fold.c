// SPDX-License-Identifier: GPL-2.0-or-later
// core/finding_fold: a directory that came or went is one finding.
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>

#include <stdlib.h>
#include <string.h>

#include "core/finding_fold.h"

static const struct entry directory = {.kind = ENTRY_DIRECTORY};
static const struct entry file = {.kind = ENTRY_FILE};

static struct change changes[] = {
	{.path = "/a", .kind = CHANGE_ADDED, .after = &directory},
	{.path = "/a/b", .kind = CHANGE_ADDED, .after = &directory},
	{.path = "/a/b/c", .kind = CHANGE_ADDED, .after = &file},
	{.path = "/ab", .kind = CHANGE_ADDED, .after = &file},
	{.path = "/d", .kind = CHANGE_TYPE_CHANGED, .before = &directory, .after = &file},
	{.path = "/d/e", .kind = CHANGE_REMOVED, .before = &file},
	{.path = "/f", .kind = CHANGE_TYPE_CHANGED, .before = &file, .after = &directory},
	{.path = "/f/g", .kind = CHANGE_ADDED, .after = &file},
	{.path = "/gone it", .kind = CHANGE_REMOVED, .before = &directory},
	{.path = "/gone it/x", .kind = CHANGE_REMOVED, .before = &file},
	{.path = "/gone it/y", .kind = CHANGE_REMOVED, .before = &file},
	{.path = "/h", .kind = CHANGE_CHANGED, .before = &directory, .after = &directory},
	{.path = "/h/i", .kind = CHANGE_REMOVED, .before = &file},
	{.path = "/u", .kind = CHANGE_REMOVED, .before = &directory},
	{.path = "/u/v", .kind = CHANGE_REMOVED, .before = &file},
};
static const struct change_list list = {changes, sizeof changes / sizeof *changes, 0};

static void add(struct finding_list *findings, struct arena *arena, enum finding_class class,
	enum severity severity, const char *path, const char *transaction)
{
	struct finding *finding = finding_add(findings, arena);

	finding->class = class;
	finding->severity = severity;
	finding->path = path;
	finding->transaction = transaction;
	finding->remedy = "as it was";
	finding->id = finding_identify(arena, finding);
}

static const char *describe(struct arena *arena, const struct finding_list *findings)
{
	const char *all = "";

	for (size_t i = 0; i < findings->count; i++) {
		const struct finding *finding = &findings->items[i];

		all = arena_format(arena, "%s%s %s %s %zu %s\n", all,
			severity_name(finding->severity), finding_class_name(finding->class),
			finding->path != NULL ? finding->path : "-", finding->folded,
			finding->remedy);
	}
	return all;
}

static void directories_fold(void **state)
{
	struct arena arena = ARENA_INIT;
	struct finding_list findings = {0};

	(void)state;
	add(&findings, &arena, CLASS_TYPE_CHANGED, SEVERITY_CRITICAL, "/d", NULL);
	add(&findings, &arena, CLASS_TYPE_CHANGED, SEVERITY_CRITICAL, "/f", NULL);
	add(&findings, &arena, CLASS_REMOVED_UNEXPLAINED, SEVERITY_CRITICAL, "/d/e", NULL);
	add(&findings, &arena, CLASS_REMOVED_UNEXPLAINED, SEVERITY_WARNING, "/gone it/x", NULL);
	add(&findings, &arena, CLASS_REMOVED_UNEXPLAINED, SEVERITY_CRITICAL, "/gone it/y", NULL);
	add(&findings, &arena, CLASS_REMOVED_UNEXPLAINED, SEVERITY_CRITICAL, "/h/i", NULL);
	add(&findings, &arena, CLASS_EDITED, SEVERITY_NOTICE, "/a/b", NULL);
	add(&findings, &arena, CLASS_EDITED, SEVERITY_NOTICE, "/a", NULL);
	add(&findings, &arena, CLASS_EDITED, SEVERITY_NOTICE, "/a/b/c", NULL);
	add(&findings, &arena, CLASS_EDITED, SEVERITY_NOTICE, "/ab", NULL);
	add(&findings, &arena, CLASS_EDITED, SEVERITY_NOTICE, "/f/g", NULL);
	add(&findings, &arena, CLASS_REMOVED_EDITED, SEVERITY_CRITICAL, "/u/v", "of an upgrade");
	add(&findings, &arena, CLASS_UNWITNESSED, SEVERITY_WARNING, NULL, NULL);
	finding_fold_directories(&arena, &list, "cw", &findings);
	assert_string_equal(describe(&arena, &findings),
		"critical type-changed /d 2 as it was\n"
		"critical type-changed /f 2 as it was\n"
		"critical removed-edited /u/v 1 as it was\n"
		"critical removed-unexplained /gone it 3 cw restore '/gone it'\n"
		"critical removed-unexplained /h/i 1 as it was\n"
		"warning unwitnessed - 1 as it was\n"
		"notice edited /a 3 as it was\n"
		"notice edited /ab 1 as it was\n");
	arena_release(&arena);
}

/* Whatever the order of findings: the same result. */
static void order_does_not_matter(void **state)
{
	static const char *const paths[] = {"/a", "/a/b", "/a/b/c", "/ab"};
	const char *first = NULL;
	struct arena arena = ARENA_INIT;

	(void)state;
	for (unsigned turn = 0; turn < 24; turn++) {
		struct finding_list findings = {0};
		size_t taken[4] = {0};
		const char *text;

		for (size_t i = 0, rest = turn; i < 4; rest /= 4 - i, i++) {
			size_t next = rest % (4 - i);
			size_t at = 0;

			for (; taken[at] != 0 || next-- > 0; at++)
				;
			taken[at] = 1;
			add(&findings, &arena, CLASS_EDITED, SEVERITY_NOTICE, paths[at], NULL);
		}
		finding_fold_directories(&arena, &list, "cw", &findings);
		text = describe(&arena, &findings);
		if (first == NULL)
			first = text;
		assert_string_equal(text, first);
	}
	arena_release(&arena);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(directories_fold),
		cmocka_unit_test(order_does_not_matter),
	};

	return cmocka_run_group_tests_name("core/finding_fold", tests, NULL, NULL);
}
