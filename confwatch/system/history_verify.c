// SPDX-License-Identifier: GPL-2.0-or-later
// Checking the history: every object that a ref reaches is there, whole, and makes sense.
#include <errno.h>
#include <stdlib.h>
#include <string.h>

#include "base/path.h"
#include "core/manifest.h"
#include "system/history_parts.h"
#include "system/id_set.h"

/* An object that is to be looked at. */
struct task {
	struct task *next;
	git_oid id;
	git_object_t type;
	const char *path; /* inside its snapshot; for messages */
};

struct verifier {
	struct history *history;
	struct arena *arena; /* of the problems */
	struct string_list *problems;
	struct arena work;
	struct id_set seen;
	struct task *tasks; /* a stack */
};

static void report(struct verifier *verifier, const char *where, const char *what)
{
	string_list_add(verifier->problems, verifier->arena,
		arena_format(verifier->arena, "'%s': %s", where, what));
}

static void add_task(
	struct verifier *verifier, const git_oid *id, git_object_t type, const char *path)
{
	struct task *task;

	if (!id_set_add(&verifier->seen, id->id))
		return;
	task = arena_new(&verifier->work, struct task);
	*task = (struct task){.next = verifier->tasks, .id = *id, .type = type, .path = path};
	verifier->tasks = task;
}

static void check_blob(struct verifier *verifier, const git_oid *id, const char *path)
{
	const struct blob_target nowhere = blob_target_nowhere();
	struct error error = ERROR_INIT;

	if (blob_read(&verifier->history->repository, id->id, UINT64_MAX, &nowhere, &error) < 0)
		report(verifier, path, error.message);
}

/* libgit2 was told to hash what it reads. */
static bool is_whole(struct verifier *verifier, const struct task *task)
{
	git_odb_object *object = NULL;
	struct error error = ERROR_INIT;
	bool good = git_odb_read(&object, verifier->history->repository.odb, &task->id) == 0;

	if (!good) {
		(void)repository_error(&error, EBADMSG, "cannot read an object");
		report(verifier, task->path, error.message);
	} else if (git_odb_object_type(object) != task->type) {
		report(verifier, task->path, "an object is not of the type that belongs here");
		good = false;
	}
	git_odb_object_free(object);
	return good;
}

static void check_commit(struct verifier *verifier, const struct task *task)
{
	git_commit *commit = NULL;
	char hex[SNAPSHOT_HEX_SIZE];

	if (!is_whole(verifier, task))
		return;
	if (git_commit_lookup(&commit, verifier->history->repository.git, &task->id) < 0) {
		report(verifier, task->path, "a snapshot cannot be parsed");
		return;
	}
	(void)git_oid_tostr(hex, sizeof hex, git_commit_id(commit));
	for (unsigned i = 0; i < git_commit_parentcount(commit); i++)
		add_task(verifier, git_commit_parent_id(commit, i), GIT_OBJECT_COMMIT, task->path);
	add_task(verifier, git_commit_tree_id(commit), GIT_OBJECT_TREE,
		arena_format(&verifier->work, "%.12s:", hex));
	git_commit_free(commit);
}

static void check_manifest(struct verifier *verifier, struct manifest *manifest, const char *path)
{
	struct arena arena = ARENA_INIT;
	struct error error = ERROR_INIT;
	struct tree tree;

	tree_init(&tree, &arena);
	if (manifest->parts[MANIFEST_MTREE].length > 0 &&
		manifest_read(manifest, "/", &tree, &error) < 0)
		report(verifier, path, error.message);
	arena_release(&arena);
}

static bool is_meta(const char *path)
{
	const char *colon = strchr(path, ':');

	return colon != NULL && path_is_within(colon + 1, "/" HISTORY_META);
}

/* Collects a part of the manifest; its blob is checked as any other. */
static void add_part(
	struct verifier *verifier, struct manifest *manifest, const git_tree_entry *entry)
{
	struct error ignored = ERROR_INIT;

	for (int part = 0; part < MANIFEST_PARTS; part++) {
		if (strcmp(git_tree_entry_name(entry),
			    manifest_part_name((enum manifest_part)part)) == 0)
			(void)history_object(verifier->history, git_tree_entry_id(entry),
				&manifest->parts[part], &ignored);
	}
}

static void check_entry(
	struct verifier *verifier, const struct task *task, const git_tree_entry *entry)
{
	git_object_t type = git_tree_entry_type(entry);
	const char *path =
		arena_format(&verifier->work, "%s/%s", task->path, git_tree_entry_name(entry));

	if (type == GIT_OBJECT_TREE)
		add_task(verifier, git_tree_entry_id(entry), type, path);
	else if (type != GIT_OBJECT_BLOB)
		report(verifier, path, "neither a file nor a directory");
	else if (id_set_add(&verifier->seen, git_tree_entry_id(entry)->id))
		check_blob(verifier, git_tree_entry_id(entry), path);
}

static void check_tree(struct verifier *verifier, const struct task *task)
{
	struct manifest manifest = {0};
	git_tree *tree = NULL;
	size_t count;

	if (!is_whole(verifier, task))
		return;
	if (git_tree_lookup(&tree, verifier->history->repository.git, &task->id) < 0) {
		report(verifier, task->path, "a tree cannot be parsed");
		return;
	}
	count = git_tree_entrycount(tree);
	for (size_t i = 0; i < count; i++) {
		const git_tree_entry *entry = git_tree_entry_byindex(tree, i);

		check_entry(verifier, task, entry);
		if (is_meta(task->path) && git_tree_entry_type(entry) == GIT_OBJECT_BLOB)
			add_part(verifier, &manifest, entry);
	}
	git_tree_free(tree);
	check_manifest(verifier, &manifest, task->path);
	manifest_release(&manifest);
}

static void check_all(struct verifier *verifier)
{
	while (verifier->tasks != NULL) {
		struct task *task = verifier->tasks;

		verifier->tasks = task->next;
		if (task->type == GIT_OBJECT_COMMIT)
			check_commit(verifier, task);
		else
			check_tree(verifier, task);
	}
}

static int add_ref(const char *name, void *context)
{
	struct verifier *verifier = context;
	git_oid id;

	if (git_reference_name_to_id(&id, verifier->history->repository.git, name) < 0)
		report(verifier, name, "this ref cannot be read");
	else
		add_task(verifier, &id, GIT_OBJECT_COMMIT, arena_string(&verifier->work, name));
	return 0;
}

/* The newest snapshot once more as everybody reads it: both halves fit together. */
static int check_newest(struct verifier *verifier, struct error *error)
{
	struct arena arena = ARENA_INIT;
	struct protection protection = {.arena = &arena};
	struct snapshot_id id;
	struct tree tree;
	int result = history_head(verifier->history, &id, error);

	tree_init(&tree, &arena);
	if (result == 0 &&
		(history_tree(verifier->history, &id, NULL, 0, &tree, error) < 0 ||
			history_protection(verifier->history, &id, &protection, error) < 0)) {
		report(verifier, HISTORY_REF, error->message);
		result = 0;
	}
	arena_release(&arena);
	return result == -ENOENT ? 0 : result;
}

static void report_pack(void *context, const char *name, const char *what)
{
	report(context, name, what);
}

static int check_protected(
	struct verifier *verifier, const struct pack_report *packs, struct error *error)
{
	struct protected_store *store = NULL;

	if (history_store(verifier->history, &store, error) < 0)
		return -error->code;
	protected_verify(store, verifier->arena, verifier->problems);
	pack_check(protected_repository(store)->packs, packs);
	return 0;
}

int history_verify(struct history *history, struct arena *arena, struct string_list *problems,
	struct error *error)
{
	struct verifier verifier = {.history = history, .arena = arena, .problems = problems};
	const struct pack_report packs = {.context = &verifier, .problem = report_pack};
	int result;

	(void)git_libgit2_opts(GIT_OPT_ENABLE_STRICT_HASH_VERIFICATION, 1);
	if (git_reference_foreach_name(history->repository.git, add_ref, &verifier) < 0)
		result = repository_error(error, EIO, "cannot list the refs");
	else
		result = check_protected(&verifier, &packs, error);
	pack_check(history->repository.packs, &packs);
	check_all(&verifier);
	(void)git_libgit2_opts(GIT_OPT_ENABLE_STRICT_HASH_VERIFICATION, 0);
	if (result == 0 && problems->count == 0)
		result = check_newest(&verifier, error);
	id_set_release(&verifier.seen);
	arena_release(&verifier.work);
	return result;
}
