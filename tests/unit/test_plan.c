// SPDX-License-Identifier: GPL-2.0-or-later
// core/plan: every row of core/plan.md; ids, and times of directories.
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "base/path.h"
#include "base/text.h"
#include "core/plan.h"
#include "made_entry.h"

enum {
	MAX_CELLS = 8,
	SOMEBODY = 1000,
	SOMEBODY_ELSE,
};

static const char target[] = "/t/d/x";
static const char first_name[] = "/t/d/a";
static const unsigned char seal_one[SEAL_SIZE] = {1};
static const unsigned char seal_two[SEAL_SIZE] = {2};

/* One row as the table has it, and the world that it describes. */
struct row {
	struct arena arena;
	const char *cell[MAX_CELLS];
	size_t cells;
	struct tree wanted;
	struct tree present;
	struct plan_options options;
	struct string_list list; /* of the one pattern, forgotten or shared path */
	const char *paths[2];
	size_t paths_count;
	bool with_first; /* first_name is asked for too */
	bool seal_present;
};

static bool has(const char *text, const char *word)
{
	return strstr(text, word) != NULL;
}

static bool starts(const char *text, const char *word)
{
	return strncmp(text, word, strlen(word)) == 0;
}

static enum entry_kind kind_of(const char *cell)
{
	if (has(cell, "directory") || starts(cell, "ancestor"))
		return ENTRY_DIRECTORY;
	if (starts(cell, "link"))
		return ENTRY_LINK;
	if (starts(cell, "fifo"))
		return ENTRY_FIFO;
	if (starts(cell, "device"))
		return ENTRY_CHARACTER_DEVICE;
	if (starts(cell, "socket"))
		return ENTRY_SOCKET;
	return ENTRY_FILE;
}

static void seal(struct entry *entry, enum content_kind content)
{
	entry->content = (uint8_t)content;
	entry->has_blob = false;
	entry->seal = seal_one;
}

static const struct attributes *capability(struct arena *arena)
{
	struct attributes *attributes = arena_new(arena, struct attributes);
	struct attribute *list = arena_new(arena, struct attribute);

	*list = (struct attribute){"security.capability", seal_two, 4};
	attributes->list = list;
	attributes->count = 1;
	return attributes;
}

static void list_target(struct row *row, const struct string_list **list)
{
	string_list_add(&row->list, &row->arena, target);
	*list = &row->list;
}

static const struct entry *build_wanted(struct row *row)
{
	const char *cell = row->cell[0];
	struct entry *entry;

	if (strcmp(cell, "nothing") == 0)
		return NULL;
	entry = made_entry(&row->wanted, target, kind_of(cell));
	if (starts(cell, "second name"))
		entry->same_as = first_name;
	if (has(cell, "unreadable"))
		entry->content = CONTENT_UNREADABLE;
	if (has(cell, "digest-only"))
		seal(entry, CONTENT_DIGEST_ONLY);
	if (has(cell, "forgotten")) {
		seal(entry, CONTENT_PROTECTED);
		list_target(row, &row->options.forgotten);
	}
	if (has(cell, "set-id"))
		entry->mode = 04755;
	if (has(cell, "capability"))
		entry->attributes = capability(&row->arena);
	if (has(cell, "of that owner"))
		entry->uid = SOMEBODY;
	return entry;
}

static void change_content(struct entry *entry)
{
	entry->blob[0] = 9;
	entry->target = entry->target != NULL ? "elsewhere" : NULL;
	entry->minor = 9;
	if (entry->seal != NULL)
		entry->seal = seal_two;
	if (entry->content == CONTENT_UNREADABLE)
		entry->content = CONTENT_PUBLIC;
}

static void build_like_wanted(struct row *row, const struct entry *wanted)
{
	const char *cell = row->cell[1];
	struct entry copy = *wanted;
	struct entry *entry = made_copy(&row->present, &copy);

	entry->same_as = NULL;
	if (has(cell, "content"))
		change_content(entry);
	if (has(cell, "metadata"))
		entry->uid = 77;
	if (has(cell, "other time"))
		entry->seconds = 2;
	if (has(cell, "same inode"))
		entry->same_as = first_name;
	if (has(cell, "other names")) {
		entry->same_as = first_name;
		row->with_first = true;
		copy = *entry;
		made_copy(&row->present, &copy)->path = first_name;
		row->present.entries[row->present.count - 1].same_as = NULL;
		copy.same_as = NULL;
		made_copy(&row->wanted, &copy)->path = first_name;
	}
	if (has(cell, "names elsewhere"))
		list_target(row, &row->options.shared);
}

static void build_other(struct row *row)
{
	const char *cell = row->cell[1];
	struct entry *entry = made_entry(&row->present, target, kind_of(cell));

	if (starts(cell, "unreadable"))
		entry->content = CONTENT_UNREADABLE;
	if (starts(cell, "digest-only"))
		seal(entry, CONTENT_DIGEST_ONLY);
	entry->ancestor = starts(cell, "ancestor");
	if (has(cell, "full"))
		made_entry(&row->present, "/t/d/x/in", ENTRY_FILE);
	if (has(cell, "with socket"))
		made_entry(&row->present, "/t/d/x/in", ENTRY_SOCKET);
}

/* The first name of a second one: wanted a file, present as the row says. */
static void build_first(struct row *row)
{
	const char *cell = row->cell[1];
	struct entry *wanted = made_entry(&row->wanted, first_name, ENTRY_FILE);
	struct entry *present;

	row->with_first = !has(cell, "not asked for");
	if (has(row->cell[0], "of that owner"))
		wanted->uid = SOMEBODY;
	if (has(cell, "first refused"))
		wanted->content = CONTENT_UNREADABLE;
	if (has(cell, "first nothing") || has(cell, "first refused"))
		return;
	present = made_entry(&row->present, first_name, ENTRY_FILE);
	present->uid = wanted->uid;
	if (has(cell, "differs"))
		change_content(present);
	if (has(cell, "metadata"))
		present->uid = 77;
}

static void build_present(struct row *row, const struct entry *wanted)
{
	const char *cell = row->cell[1];

	if (starts(row->cell[0], "second name"))
		build_first(row);
	if (starts(cell, "nothing"))
		return;
	if (starts(cell, "same") || starts(cell, "other "))
		build_like_wanted(row, wanted);
	else
		build_other(row);
}

static void build_above(struct row *row)
{
	const char *cell = row->cell[2];
	struct entry *two_above, *above;

	made_entry(&row->wanted, "/", ENTRY_DIRECTORY);
	made_entry(&row->wanted, "/t", ENTRY_DIRECTORY);
	made_entry(&row->present, "/", ENTRY_DIRECTORY);
	two_above = made_entry(&row->present, "/t", ENTRY_DIRECTORY);
	if (has(cell, "two above"))
		two_above->mode = 0777;
	if (has(cell, "below another's"))
		two_above->uid = SOMEBODY;
	if (has(cell, "below a third's"))
		two_above->uid = SOMEBODY_ELSE;
	if (!has(cell, "not recorded"))
		made_entry(&row->wanted, "/t/d", ENTRY_DIRECTORY)->mode =
			has(cell, "opened") ? 0777 : 0755;
	if (has(cell, "recorded unreadable"))
		row->wanted.entries[row->wanted.count - 1].content = CONTENT_UNREADABLE;
	if (starts(cell, "missing"))
		return;
	if (has(cell, "changed by this plan")) {
		row->wanted.entries[row->wanted.count - 1].uid = SOMEBODY;
		row->wanted.entries[row->wanted.count - 1].mode = 0700;
	}
	above = made_entry(&row->present, "/t/d", kind_of(cell));
	if (strcmp(cell, "link") != 0 && strcmp(cell, "file") != 0)
		above->kind = ENTRY_DIRECTORY;
	if (starts(cell, "unreadable"))
		above->content = CONTENT_UNREADABLE;
	above->mode = starts(cell, "writable") ? 0777 : 0755;
	if (starts(cell, "sticky"))
		above->mode = 01777;
	if (has(cell, "foreign") || starts(cell, "own"))
		above->uid = SOMEBODY;
	if (starts(cell, "own"))
		row->options.owner = SOMEBODY;
	if (starts(cell, "default acl")) {
		struct attributes *attributes = arena_new(&row->arena, struct attributes);

		attributes->default_acl = "user::rwx\ngroup::rwx\nother::rwx\n";
		above->attributes = attributes;
	}
}

static void build_options(struct row *row)
{
	const char *cell = row->cell[3];

	row->options.metadata_only = has(cell, "metadata-only");
	row->options.allow_special = has(cell, "allow-special");
	row->options.other_root = has(cell, "other-root");
	row->options.removed = has(cell, "removed");
	if (has(cell, "not-root"))
		row->options.owner = SOMEBODY_ELSE;
	row->options.only_lost = has(cell, "only-lost");
	if (has(cell, "never")) {
		string_list_add(&row->list, &row->arena, "/t/*/x");
		row->options.never = &row->list;
	}
}

static void build(struct row *row)
{
	const struct entry *wanted;
	struct entry copy;

	tree_init(&row->wanted, &row->arena);
	tree_init(&row->present, &row->arena);
	build_options(row);
	build_above(row);
	wanted = build_wanted(row);
	if (wanted != NULL)
		copy = *wanted;
	build_present(row, wanted != NULL ? &copy : NULL);
	tree_sort(&row->wanted);
	tree_sort(&row->present);
	row->paths[row->paths_count++] =
		has(row->cell[2], "by this plan") || has(row->cell[2], "recorded unreadable")
		? "/t/d"
		: target;
	if (row->with_first)
		row->paths[row->paths_count++] = first_name;
}

static const char *outcome(const struct plan *plan, const char **reason)
{
	for (size_t i = 0; i < plan->step_count; i++) {
		if (strcmp(plan->steps[i].path, target) == 0)
			return step_kind_name(plan->steps[i].kind);
	}
	for (size_t i = 0; i < plan->refusal_count; i++) {
		if (strcmp(plan->refusals[i].path, target) == 0) {
			*reason = plan->refusals[i].reason;
			return "refuse";
		}
	}
	for (size_t i = 0; i < plan->note_count; i++) {
		if (strcmp(plan->notes[i].path, target) == 0) {
			*reason = plan->notes[i].reason;
			return "note";
		}
	}
	return "nothing";
}

static void check_reason(const struct row *row, const char *reason)
{
	const char *because = row->cell[5];
	const char *end;
	char *quoted;

	if (because[0] != '"') {
		assert_null(reason);
		return;
	}
	end = strchr(because + 1, '"');
	assert_non_null(end);
	quoted = strndup(because + 1, (size_t)(end - because - 1));
	if (reason == NULL || !has(reason, quoted))
		fail_msg("'%s' is not in the reason '%s'", quoted,
			reason != NULL ? reason : "(none)");
	free(quoted);
}

static void check_row(struct row *row, const char *line)
{
	const char *reason = NULL;
	const char *result;
	struct plan plan;

	build(row);
	plan_restore(&row->arena, &row->wanted, &row->present, row->paths, row->paths_count,
		&row->options, &plan);
	result = outcome(&plan, &reason);
	if (strcmp(result, row->cell[4]) != 0)
		fail_msg("%s: the plan says %s (%s)", line, result,
			reason != NULL ? reason : "no reason");
	check_reason(row, reason);
	if (starts(row->cell[2], "missing") && strcmp(result, "create") == 0)
		assert_string_equal(plan.steps[0].path, "/t/d");
}

static void split(struct row *row, const char *line)
{
	const char *start = line + 1;
	const char *end;

	while ((end = strchr(start, '|')) != NULL && row->cells < MAX_CELLS) {
		const char *last = end;

		start += strspn(start, " ");
		while (last > start && last[-1] == ' ')
			last--;
		row->cell[row->cells++] =
			arena_bytes(&row->arena, start, last > start ? (size_t)(last - start) : 0);
		start = end + 1;
	}
}

/* Calls check for each row of a section of the document; returns how many there were. */
static size_t for_each_row(const char *section, void (*check)(struct row *row, const char *line))
{
	char name[4096];
	FILE *file;
	char *line = NULL;
	size_t capacity = 0, rows = 0;
	bool inside = false;

	assert_non_null(getenv("SOURCE_DIR"));
	(void)snprintf(name, sizeof name, "%s/confwatch/core/plan.md", getenv("SOURCE_DIR"));
	file = fopen(name, "re");
	assert_non_null(file);
	while (getline(&line, &capacity, file) > 0) {
		struct row row = {0};

		line[strcspn(line, "\n")] = '\0';
		if (starts(line, "## "))
			inside = starts(line, section);
		if (!inside || !starts(line, "| ") || rows++ == 0)
			continue;
		split(&row, line);
		check(&row, line);
		arena_release(&row.arena);
	}
	free(line);
	(void)fclose(file);
	return rows;
}

static void test_every_row(void **state)
{
	(void)state;
	assert_true(for_each_row("## 2.", check_row) > 100);
}

static void check_source(struct row *row, const char *line)
{
	static const char *const names[] = {"named", "last", "older", "none"};
	enum plan_source source = plan_source(starts(row->cell[0], "given"),
		has(row->cell[0], "removed"), strcmp(row->cell[1], "yes") == 0,
		strcmp(row->cell[2], "yes") == 0, strcmp(row->cell[3], "yes") == 0);

	if (strcmp(names[source], row->cell[4]) != 0)
		fail_msg("%s: the source is %s", line, names[source]);
}

static void test_every_source(void **state)
{
	(void)state;
	assert_int_equal(for_each_row("## 1.", check_source), 7);
}

static void test_id_tells_plans_apart(void **state)
{
	struct arena arena = ARENA_INIT;
	struct tree wanted, present;
	struct plan_options options = {0};
	struct plan one, two, three;

	(void)state;
	tree_init(&wanted, &arena);
	tree_init(&present, &arena);
	made_entry(&wanted, "/x", ENTRY_FILE);
	made_entry(&present, "/x", ENTRY_FILE)->blob[0] = 7;
	plan_restore(&arena, &wanted, &present, NULL, 0, &options, &one);
	present.entries[0].blob[0] = 8;
	plan_restore(&arena, &wanted, &present, NULL, 0, &options, &two);
	present.entries[0].blob[0] = 7;
	wanted.entries[0].uid = 1;
	plan_restore(&arena, &wanted, &present, NULL, 0, &options, &three);
	assert_int_equal(strlen(one.id), 16);
	assert_string_not_equal(one.id, two.id);
	assert_string_not_equal(one.id, three.id);
	arena_release(&arena);
}

static void test_times_of_disturbed_directories(void **state)
{
	struct arena arena = ARENA_INIT;
	struct tree wanted, present;
	struct plan_options options = {0};
	const char *path = "/d";
	struct plan plan;

	(void)state;
	tree_init(&wanted, &arena);
	tree_init(&present, &arena);
	made_entry(&wanted, "/", ENTRY_DIRECTORY);
	made_entry(&wanted, "/d", ENTRY_DIRECTORY);
	made_entry(&wanted, "/d/e", ENTRY_DIRECTORY);
	made_entry(&wanted, "/d/e/x", ENTRY_FILE);
	made_entry(&wanted, "/d/quiet", ENTRY_DIRECTORY);
	made_entry(&present, "/", ENTRY_DIRECTORY);
	made_entry(&present, "/d", ENTRY_DIRECTORY);
	made_entry(&present, "/d/e", ENTRY_DIRECTORY);
	made_entry(&present, "/d/quiet", ENTRY_DIRECTORY);
	plan_restore(&arena, &wanted, &present, &path, 1, &options, &plan);
	assert_int_equal(plan.step_count, 1);
	assert_int_equal(plan.time_count, 1);
	assert_string_equal(plan.times[0]->path, "/d/e");
	path = "/d/e/x";
	plan_restore(&arena, &wanted, &present, &path, 1, &options, &plan);
	assert_int_equal(plan.time_count, 0);
	arena_release(&arena);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(test_every_row),
		cmocka_unit_test(test_every_source),
		cmocka_unit_test(test_id_tells_plans_apart),
		cmocka_unit_test(test_times_of_disturbed_directories),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
