// SPDX-License-Identifier: GPL-2.0-or-later
// core/plan: every row of core/plan.md, and random trees carried out on a model.
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

enum {
	MAX_CELLS = 8,
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

static struct entry *add(struct tree *tree, const char *path, enum entry_kind kind)
{
	struct entry *entry = tree_add(tree);

	entry->path = path;
	entry->kind = (uint8_t)kind;
	entry->mode = kind == ENTRY_DIRECTORY ? 0755 : 0644;
	entry->seconds = 1000;
	if (kind == ENTRY_FILE) {
		entry->content = CONTENT_PUBLIC;
		entry->has_blob = true;
		entry->blob[0] = 1;
	}
	if (kind == ENTRY_LINK)
		entry->target = "somewhere";
	return entry;
}

static struct entry *add_copy(struct tree *tree, const struct entry *entry)
{
	struct entry *copy = tree_add(tree);

	*copy = *entry;
	return copy;
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
	entry = add(&row->wanted, target, kind_of(cell));
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
	struct entry *entry = add_copy(&row->present, &copy);

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
		add_copy(&row->present, &copy)->path = first_name;
		row->present.entries[row->present.count - 1].same_as = NULL;
		copy.same_as = NULL;
		add_copy(&row->wanted, &copy)->path = first_name;
	}
	if (has(cell, "names elsewhere"))
		list_target(row, &row->options.shared);
}

static void build_other(struct row *row)
{
	const char *cell = row->cell[1];
	struct entry *entry = add(&row->present, target, kind_of(cell));

	if (starts(cell, "unreadable"))
		entry->content = CONTENT_UNREADABLE;
	if (starts(cell, "digest-only"))
		seal(entry, CONTENT_DIGEST_ONLY);
	entry->ancestor = starts(cell, "ancestor");
	if (has(cell, "full"))
		add(&row->present, "/t/d/x/in", ENTRY_FILE);
	if (has(cell, "with socket"))
		add(&row->present, "/t/d/x/in", ENTRY_SOCKET);
}

/* The first name of a second one: wanted a file, present as the row says. */
static void build_first(struct row *row)
{
	const char *cell = row->cell[1];
	struct entry *wanted = add(&row->wanted, first_name, ENTRY_FILE);
	struct entry *present;

	row->with_first = !has(cell, "not asked for");
	if (has(cell, "first refused"))
		wanted->content = CONTENT_UNREADABLE;
	if (has(cell, "first nothing") || has(cell, "first refused"))
		return;
	present = add(&row->present, first_name, ENTRY_FILE);
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

	add(&row->wanted, "/", ENTRY_DIRECTORY);
	add(&row->wanted, "/t", ENTRY_DIRECTORY);
	add(&row->present, "/", ENTRY_DIRECTORY);
	two_above = add(&row->present, "/t", ENTRY_DIRECTORY);
	if (has(cell, "two above"))
		two_above->mode = 0777;
	if (!has(cell, "not recorded"))
		add(&row->wanted, "/t/d", ENTRY_DIRECTORY)->mode =
			has(cell, "opened") ? 0777 : 0755;
	if (starts(cell, "missing"))
		return;
	above = add(&row->present, "/t/d", kind_of(cell));
	if (strcmp(cell, "link") != 0 && strcmp(cell, "file") != 0)
		above->kind = ENTRY_DIRECTORY;
	above->mode = starts(cell, "writable") ? 0777 : 0755;
	if (starts(cell, "sticky"))
		above->mode = 01777;
	if (has(cell, "foreign") || starts(cell, "own"))
		above->uid = 1000;
	if (starts(cell, "own"))
		row->options.owner = 1000;
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
	row->paths[row->paths_count++] = has(row->cell[2], "by this plan") ? "/t/d" : target;
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

/*
 * The model: names point at inodes. Steps are done on it in their order, each as strictly as the
 * kernel would.
 */
enum {
	MODEL_PATHS = 64,
};

struct inode {
	struct entry entry;
	int number;
};

struct model {
	const char *paths[MODEL_PATHS];
	struct inode *inodes[MODEL_PATHS]; /* NULL: nothing there */
	size_t count;
	int next;
	struct arena *arena;
};

static size_t model_index(struct model *model, const char *path)
{
	for (size_t i = 0; i < model->count; i++) {
		if (strcmp(model->paths[i], path) == 0)
			return i;
	}
	assert_true(model->count < MODEL_PATHS);
	model->paths[model->count] = path;
	return model->count++;
}

static struct inode *model_get(struct model *model, const char *path)
{
	return model->inodes[model_index(model, path)];
}

static struct inode *model_new(struct model *model, const struct entry *entry)
{
	struct inode *inode = arena_new(model->arena, struct inode);

	inode->entry = *entry;
	inode->entry.same_as = NULL;
	inode->number = model->next++;
	return inode;
}

static void model_load(struct model *model, const struct tree *tree)
{
	for (size_t i = 0; i < tree->count; i++) {
		const struct entry *entry = &tree->entries[i];

		model->inodes[model_index(model, entry->path)] = entry->same_as != NULL
			? model_get(model, entry->same_as)
			: model_new(model, entry);
	}
}

static void model_tree(struct model *model, struct tree *tree)
{
	tree_init(tree, model->arena);
	for (size_t i = 0; i < model->count; i++) {
		if (model->inodes[i] != NULL) {
			struct entry *entry = add_copy(tree, &model->inodes[i]->entry);

			entry->path = model->paths[i];
			entry->same_as = NULL;
		}
	}
	tree_sort(tree);
	for (size_t i = 0; i < tree->count; i++) {
		const struct inode *inode = model_get(model, tree->entries[i].path);

		for (size_t j = 0; j < i && tree->entries[i].same_as == NULL; j++) {
			if (model_get(model, tree->entries[j].path) == inode)
				tree->entries[i].same_as = tree->entries[j].path;
		}
	}
}

static void model_do(struct model *model, const struct step *step)
{
	size_t index = model_index(model, step->path);
	struct inode *present = model->inodes[index];
	const char *parent = path_parent(model->arena, step->path);

	if (step->path[1] != '\0')
		assert_int_equal(model_get(model, parent)->entry.kind, ENTRY_DIRECTORY);
	assert_int_equal(present != NULL, step->present != NULL);
	if (step->kind == STEP_REMOVE || step->kind == STEP_REPLACE || step->kind == STEP_LINK) {
		for (size_t i = 0; i < model->count; i++)
			assert_false(i != index && model->inodes[i] != NULL &&
				path_is_within(model->paths[i], step->path));
	}
	if (step->kind == STEP_CREATE)
		assert_null(present);
	if (step->kind == STEP_REMOVE)
		model->inodes[index] = NULL;
	else if (step->kind == STEP_LINK)
		model->inodes[index] = model_get(model, step->wanted->same_as);
	else if (step->kind == STEP_METADATA)
		present->entry.uid = step->wanted->uid, present->entry.mode = step->wanted->mode;
	else
		model->inodes[index] = model_new(model, step->wanted);
}

static const char *random_path(struct arena *arena, const char *directory)
{
	return path_join(arena, directory, (const char *[]){"a", "b", "c"}[rand() % 3]);
}

static void add_random(struct tree *tree, const char *path, int depth)
{
	static const enum entry_kind kinds[] = {ENTRY_FILE, ENTRY_FILE, ENTRY_FILE, ENTRY_LINK,
		ENTRY_FIFO, ENTRY_SOCKET, ENTRY_DIRECTORY, ENTRY_DIRECTORY, ENTRY_DIRECTORY};
	enum entry_kind kind = depth == 0 ? ENTRY_DIRECTORY : kinds[rand() % (depth < 3 ? 9 : 6)];
	struct entry *entry = add(tree, path, kind);

	entry->mode = kind == ENTRY_DIRECTORY ? 0755 : rand() % 2 ? 0644 : 0600;
	if (kind == ENTRY_DIRECTORY && depth > 0 && rand() % 8 == 0)
		entry->mode = 0777;
	entry->uid = kind == ENTRY_DIRECTORY || rand() % 2 ? 0 : 77;
	if (kind == ENTRY_FILE) {
		entry->blob[0] = (unsigned char)(rand() % 2);
		if (rand() % 16 == 0)
			entry->content = CONTENT_UNREADABLE;
	}
	if (kind == ENTRY_DIRECTORY) {
		static const char *const names[] = {"a", "b", "c"};

		for (size_t i = 0; i < 3; i++) {
			if (rand() % 3 > 0)
				add_random(tree, path_join(tree->arena, path, names[i]), depth + 1);
		}
	}
}

/* Some files become further names of earlier ones. */
static void add_random_links(struct tree *tree)
{
	for (size_t i = 1; i < tree->count; i++) {
		struct entry *entry = &tree->entries[i];
		const struct entry *first = &tree->entries[(size_t)rand() % i];
		const char *path = entry->path;

		if (rand() % 3 > 0 || entry->kind != ENTRY_FILE || first->kind != ENTRY_FILE)
			continue;
		first = first->same_as != NULL ? tree_find(tree, first->same_as) : first;
		*entry = *first;
		entry->path = path;
		entry->same_as = first->path;
	}
}

static void random_tree(struct arena *arena, struct tree *tree)
{
	tree_init(tree, arena);
	add_random(tree, "/", 0);
	tree_sort(tree);
	add_random_links(tree);
}

static bool is_refused(const struct plan *plan, const char *path)
{
	for (size_t i = 0; i < plan->refusal_count; i++) {
		if (path_is_within(path, plan->refusals[i].path))
			return true;
	}
	for (size_t i = 0; i < plan->note_count; i++) {
		if (strcmp(path, plan->notes[i].path) == 0)
			return true;
	}
	return false;
}

static bool is_refused_itself(const struct plan *plan, const char *path)
{
	for (size_t i = 0; i < plan->refusal_count; i++) {
		if (strcmp(path, plan->refusals[i].path) == 0)
			return true;
	}
	return false;
}

static bool asked(const char *const *paths, size_t count, const char *path)
{
	for (size_t i = 0; i < count; i++) {
		if (path_is_within(path, paths[i]))
			return true;
	}
	return count == 0;
}

static void check_result(struct model *model, const struct tree *wanted, const struct plan *plan,
	const char *const *paths, size_t paths_count)
{
	for (size_t i = 0; i < wanted->count; i++) {
		const struct entry *entry = &wanted->entries[i];
		const struct inode *inode;

		if (!asked(paths, paths_count, entry->path) || is_refused(plan, entry->path))
			continue;
		inode = model_get(model, entry->path);
		if (inode == NULL || inode->entry.kind != entry->kind)
			fail_msg("%s was not brought back", entry->path);
		assert_int_equal(inode->entry.uid, entry->uid);
		assert_true(entry->kind == ENTRY_LINK || inode->entry.mode == entry->mode);
		if (entry->kind == ENTRY_FILE && entry->content == CONTENT_PUBLIC)
			assert_int_equal(inode->entry.blob[0], entry->blob[0]);
		if (entry->same_as != NULL && asked(paths, paths_count, entry->same_as) &&
			!is_refused(plan, entry->same_as))
			assert_ptr_equal(model_get(model, entry->same_as), inode);
	}
}

/* What was not asked for, or was refused, has the same content, metadata and kind as before. */
static void check_bystanders(struct model *model, const struct tree *present,
	const struct plan *plan, const char *const *paths, size_t paths_count)
{
	for (size_t i = 0; i < present->count; i++) {
		const struct entry *entry = &present->entries[i];
		const struct inode *inode = model_get(model, entry->path);

		if (asked(paths, paths_count, entry->path) && !is_refused_itself(plan, entry->path))
			continue;
		assert_non_null(inode);
		assert_int_equal(inode->entry.kind, entry->kind);
		assert_int_equal(inode->entry.uid, entry->uid);
		assert_int_equal(inode->entry.mode, entry->mode);
		assert_int_equal(inode->entry.blob[0], entry->blob[0]);
	}
}

static void check_nothing_left(struct model *model, const struct tree *wanted,
	const struct plan_options *options, const char *const *paths, size_t paths_count,
	const struct plan *before)
{
	struct tree present;
	struct plan plan;

	model_tree(model, &present);
	plan_restore(model->arena, wanted, &present, paths, paths_count, options, &plan);
	for (size_t i = 0; i < plan.step_count; i++) {
		/* A refusal can lift when an earlier step mended what stood above it. */
		if (!is_refused(before, plan.steps[i].path))
			fail_msg("the second plan still has a step for %s", plan.steps[i].path);
	}
}

static void check_random(unsigned seed)
{
	struct arena arena = ARENA_INIT;
	struct model model = {.arena = &arena};
	struct plan_options options = {0};
	const char *paths[2] = {0};
	size_t paths_count;
	struct tree wanted, present;
	struct plan plan, again;

	srand(seed);
	random_tree(&arena, &wanted);
	random_tree(&arena, &present);
	options.removed = rand() % 2;
	paths_count = (size_t)(rand() % 3);
	for (size_t i = 0; i < paths_count; i++)
		paths[i] = random_path(&arena, "/");
	plan_restore(&arena, &wanted, &present, paths, paths_count, &options, &plan);
	plan_restore(&arena, &wanted, &present, paths, paths_count, &options, &again);
	assert_string_equal(plan.id, again.id);
	model_load(&model, &present);
	for (size_t i = 0; i < plan.step_count; i++)
		model_do(&model, &plan.steps[i]);
	check_result(&model, &wanted, &plan, paths, paths_count);
	check_bystanders(&model, &present, &plan, paths, paths_count);
	check_nothing_left(&model, &wanted, &options, paths, paths_count, &plan);
	arena_release(&arena);
}

static void test_random_trees(void **state)
{
	(void)state;
	for (unsigned seed = 0; seed < 2000; seed++)
		check_random(seed);
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
	add(&wanted, "/x", ENTRY_FILE);
	add(&present, "/x", ENTRY_FILE)->blob[0] = 7;
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
	add(&wanted, "/", ENTRY_DIRECTORY);
	add(&wanted, "/d", ENTRY_DIRECTORY);
	add(&wanted, "/d/e", ENTRY_DIRECTORY);
	add(&wanted, "/d/e/x", ENTRY_FILE);
	add(&wanted, "/d/quiet", ENTRY_DIRECTORY);
	add(&present, "/", ENTRY_DIRECTORY);
	add(&present, "/d", ENTRY_DIRECTORY);
	add(&present, "/d/e", ENTRY_DIRECTORY);
	add(&present, "/d/quiet", ENTRY_DIRECTORY);
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
		cmocka_unit_test(test_random_trees),
		cmocka_unit_test(test_id_tells_plans_apart),
		cmocka_unit_test(test_times_of_disturbed_directories),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
