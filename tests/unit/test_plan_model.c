// SPDX-License-Identifier: GPL-2.0-or-later
// core/plan: plans of random trees, carried out on a model as strict as the kernel.
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>

#include <stdlib.h>
#include <string.h>

#include "base/path.h"
#include "core/plan.h"
#include "made_entry.h"

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
			struct entry *entry = made_copy(tree, &model->inodes[i]->entry);

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
	struct entry *entry = made_entry(tree, path, kind);

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

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(test_random_trees),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
