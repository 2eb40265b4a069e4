// SPDX-License-Identifier: GPL-2.0-or-later
// From the entries of a snapshot to git trees: contents in one half, manifests in the other.
#include <errno.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>

#include "base/path.h"
#include "core/manifest.h"
#include "system/history_parts.h"

/* Modes as git writes them in trees. */
static const char mode_tree[] = "40000";
static const char mode_file[] = "100644";
static const char mode_program[] = "100755";
static const char mode_link[] = "120000";

struct item {
	const char *mode;
	size_t name; /* where it begins in half.names */
	unsigned char id[BLOB_SIZE];
};

/* One git tree while it grows. */
struct half {
	struct text names; /* each with a NUL behind it */
	struct item *items;
	size_t count;
	size_t capacity;
};

/* A directory whose entries are being collected. */
struct level {
	const struct entry *directory; /* NULL: only what lies below it is recorded */
	const char *path;	       /* its first `length` bytes are the directory's path */
	size_t length;		       /* 0 for "/" */
	struct half content;
	struct half meta;
	const struct entry **children; /* but directories */
	size_t count;
	size_t capacity;
	struct old_trees old; /* the parent snapshot's, once a directory in it was the same */
	bool looked;
};

struct builder {
	const struct tree_writer *writer;
	struct level *levels; /* from "/" down; those at and over depth are kept for reuse */
	size_t depth;
	size_t made;
	size_t capacity;
	struct manifest manifest;
	struct text bytes; /* of the git tree that is written */
	struct text name;
	struct arena *arena; /* escaped names, few of which there are */
	const bool *same;    /* tree_mark_same(); NULL: no parent to take trees from */
	struct error *error;
};

int history_write_object(const struct tree_writer *writer, enum pack_object type, const void *bytes,
	size_t length, unsigned char id[BLOB_SIZE], struct error *error)
{
	if (pack_object_id(type, bytes, length, id, error) < 0)
		return -error->code;
	if (!writer->fresh && repository_has(&writer->history->repository, id))
		return 0;
	return pack_put(writer->pack, type, bytes, length, id, error);
}

static void add_item(
	struct half *half, const char *mode, const char *name, const unsigned char id[BLOB_SIZE])
{
	struct item *item;

	half->items =
		memory_grow(half->items, &half->capacity, half->count + 1, sizeof *half->items);
	item = &half->items[half->count++];
	item->mode = mode;
	item->name = half->names.length;
	memcpy(item->id, id, BLOB_SIZE);
	text_append(&half->names, name, strlen(name) + 1);
}

/* git compares names as if those of directories ended in a slash. */
static int compare_items(const void *a, const void *b, void *names)
{
	const struct item *left = a;
	const struct item *right = b;
	const unsigned char *one = (const unsigned char *)names + left->name;
	const unsigned char *two = (const unsigned char *)names + right->name;

	while (*one == *two && *one != '\0') {
		one++;
		two++;
	}
	return (*one != '\0' || left->mode != mode_tree ? *one : '/') -
		(*two != '\0' || right->mode != mode_tree ? *two : '/');
}

static int write_half(struct builder *builder, struct half *half, unsigned char id[BLOB_SIZE])
{
	struct text *bytes = &builder->bytes;

	text_clear(bytes);
	if (half->count > 0)
		qsort_r(half->items, half->count, sizeof *half->items, compare_items,
			half->names.bytes);
	for (size_t i = 0; i < half->count; i++) {
		const struct item *item = &half->items[i];
		const char *name = half->names.bytes + item->name;

		text_add(bytes, item->mode);
		text_byte(bytes, ' ');
		text_append(bytes, name, strlen(name) + 1);
		text_append(bytes, item->id, BLOB_SIZE);
	}
	return history_write_object(
		builder->writer, PACK_TREE, text_string(bytes), bytes->length, id, builder->error);
}

static void open_level(
	struct builder *builder, const struct entry *directory, const char *path, size_t length)
{
	struct level *level;

	if (builder->depth == builder->made) {
		builder->levels = memory_grow(builder->levels, &builder->capacity,
			builder->made + 1, sizeof *builder->levels);
		builder->levels[builder->made++] = (struct level){0};
	}
	level = &builder->levels[builder->depth++];
	level->directory = directory;
	level->path = path;
	level->length = length;
}

static struct level *top(struct builder *builder)
{
	return &builder->levels[builder->depth - 1];
}

static void clear_half(struct half *half)
{
	text_clear(&half->names);
	half->count = 0;
}

static void leave_level(struct builder *builder)
{
	struct level *level = top(builder);

	clear_half(&level->content);
	clear_half(&level->meta);
	level->count = 0;
	old_trees_release(&level->old);
	level->looked = false;
	builder->depth--;
}

static int write_manifest(struct builder *builder)
{
	struct level *level = top(builder);

	if (level->directory == NULL)
		return 0;
	manifest_write(level->directory, level->children, level->count, &builder->manifest);
	for (int part = 0; part < MANIFEST_PARTS; part++) {
		const struct text *text = &builder->manifest.parts[part];
		unsigned char id[BLOB_SIZE];

		if (text->length == 0)
			continue;
		if (history_write_object(builder->writer, PACK_BLOB, text->bytes, text->length, id,
			    builder->error) < 0)
			return -builder->error->code;
		add_item(&level->meta, mode_file, manifest_part_name((enum manifest_part)part), id);
	}
	return 0;
}

/* As both trees of the level's parent call it; valid until the next call. */
static const char *stored_name(struct builder *builder, const struct level *level)
{
	size_t above = level[-1].length + 1;

	text_clear(&builder->name);
	text_append(&builder->name, level->path + above, level->length - above);
	return manifest_escape_name(builder->arena, text_string(&builder->name));
}

/* The directory is complete: it becomes an item of both trees of its parent. */
static int close_level(struct builder *builder)
{
	struct level *level = top(builder);
	struct level *parent = level - 1;
	unsigned char id[BLOB_SIZE];
	const char *name = stored_name(builder, level);

	if (write_manifest(builder) < 0)
		return -builder->error->code;
	/* Empty directories are known to the manifest alone. */
	if (level->content.count > 0) {
		if (write_half(builder, &level->content, id) < 0)
			return -builder->error->code;
		add_item(&parent->content, mode_tree, name, id);
	}
	if (level->meta.count > 0) {
		if (write_half(builder, &level->meta, id) < 0)
			return -builder->error->code;
		add_item(&parent->meta, mode_tree, name, id);
	}
	leave_level(builder);
	return 0;
}

static bool is_inside(const char *path, const struct level *level)
{
	return strncmp(path, level->path, level->length) == 0 && path[level->length] == '/';
}

/* Makes the parent of the path the top level. */
static int go_to_parent(struct builder *builder, const char *path)
{
	const char *slash;

	while (!is_inside(path, top(builder))) {
		if (close_level(builder) < 0)
			return -builder->error->code;
	}
	while ((slash = strchr(path + top(builder)->length + 1, '/')) != NULL)
		open_level(builder, NULL, path, (size_t)(slash - path));
	return 0;
}

static int add_link(struct builder *builder, const struct entry *entry)
{
	unsigned char id[BLOB_SIZE];

	if (history_write_object(builder->writer, PACK_BLOB, entry->target, strlen(entry->target),
		    id, builder->error) < 0)
		return -builder->error->code;
	add_item(&top(builder)->content, mode_link,
		manifest_escape_name(builder->arena, path_name(entry->path)), id);
	return 0;
}

static int add_file(struct builder *builder, const struct entry *entry)
{
	if (!entry->has_blob)
		return error_set(builder->error, EINVAL, "nobody read '%s'", entry->path);
	add_item(&top(builder)->content, (entry->mode & S_IXUSR) != 0 ? mode_program : mode_file,
		manifest_escape_name(builder->arena, path_name(entry->path)), entry->blob);
	return 0;
}

static int add_child(struct builder *builder, const struct entry *entry)
{
	struct level *level = top(builder);

	level->children = memory_grow(
		level->children, &level->capacity, level->count + 1, sizeof(const struct entry *));
	level->children[level->count++] = entry;
	if (entry->kind == ENTRY_LINK && entry->target != NULL)
		return add_link(builder, entry);
	if (entry->kind == ENTRY_FILE && entry->content == CONTENT_PUBLIC)
		return add_file(builder, entry);
	return 0;
}

static int add_entry(struct builder *builder, const struct entry *entry)
{
	if (entry->path[1] == '\0') {
		builder->levels[0].directory = entry;
		return 0;
	}
	if (go_to_parent(builder, entry->path) < 0)
		return -builder->error->code;
	if (entry->kind != ENTRY_DIRECTORY)
		return add_child(builder, entry);
	open_level(builder, entry, entry->path, strlen(entry->path));
	return 0;
}

/* The parent snapshot's trees of the level, down from "/". */
static const struct old_trees *old_trees_of(struct builder *builder, struct level *level)
{
	const struct tree_writer *writer = builder->writer;

	for (struct level *at = builder->levels; at <= level; at++) {
		if (at->looked)
			continue;
		at->looked = true;
		if (at == builder->levels)
			old_trees_of_root(writer->history, writer->parent, &at->old);
		else
			old_trees_below(writer->history->repository.git, &at[-1].old,
				stored_name(builder, at), &at->old);
	}
	return &level->old;
}

/* Whether something at or below it stands in the half with contents: as add_child(). */
static bool has_content(const struct tree *tree, size_t directory)
{
	struct tree_range range = tree_within(tree, tree->entries[directory].path);

	for (size_t i = range.first + 1; i < range.first + range.count; i++) {
		const struct entry *entry = &tree->entries[i];

		if (entry->kind == ENTRY_LINK ? entry->target != NULL
					      : entry->content == CONTENT_PUBLIC)
			return true;
	}
	return false;
}

/*
 * A directory that is as it was in the parent snapshot: 1 when its trees were taken from there,
 * 0 when they are not both to be had.
 */
static int take_old(struct builder *builder, const struct tree *tree, size_t index)
{
	const struct entry *directory = &tree->entries[index];
	const struct old_trees *old;
	const git_oid *content, *meta;
	struct level *level;
	const char *name;

	if (go_to_parent(builder, directory->path) < 0)
		return -builder->error->code;
	level = top(builder);
	old = old_trees_of(builder, level);
	name = manifest_escape_name(builder->arena, path_name(directory->path));
	content = old_tree_id(old->content, name);
	meta = old_tree_id(old->meta, name);
	if (meta == NULL || (content == NULL && has_content(tree, index)))
		return 0;
	if (content != NULL)
		add_item(&level->content, mode_tree, name, content->id);
	add_item(&level->meta, mode_tree, name, meta->id);
	return 1;
}

static int add_entries(struct builder *builder, const struct tree *tree)
{
	for (size_t i = 0; i < tree->count;) {
		const struct entry *entry = &tree->entries[i];
		int taken = 0;

		if (builder->same != NULL && builder->same[i] && entry->path[1] != '\0')
			taken = take_old(builder, tree, i);
		if (taken < 0 || (taken == 0 && add_entry(builder, entry) < 0))
			return -builder->error->code;
		i += taken == 1 ? tree_within(tree, entry->path).count : 1;
	}
	return 0;
}

static int add_texts(struct builder *builder, struct half *own)
{
	for (int i = 0; i < HISTORY_OWN_COUNT; i++) {
		const struct own_file *file = &builder->writer->own[i];
		unsigned char id[BLOB_SIZE];

		if (file->given == NULL && file->present)
			add_item(own, mode_file, history_own_name((enum history_own)i), file->id);
		if (file->given == NULL || file->given->length == 0)
			continue;
		if (history_write_object(builder->writer, PACK_BLOB, file->given->bytes,
			    file->given->length, id, builder->error) < 0)
			return -builder->error->code;
		add_item(own, mode_file, history_own_name((enum history_own)i), id);
	}
	return 0;
}

/* .confwatch: the manifests, the list of what is protected, findings and facts. */
static int add_own(struct builder *builder, const struct protection *protection)
{
	struct level *root = top(builder);
	TEXT_CLEANUP struct text list = TEXT_INIT;
	struct half own = {0};
	unsigned char id[BLOB_SIZE];
	int result = write_half(builder, &root->meta, id);

	add_item(&own, mode_tree, "meta", id);
	manifest_write_protection(protection, &list);
	if (result == 0 && list.length > 0) {
		result = history_write_object(
			builder->writer, PACK_BLOB, list.bytes, list.length, id, builder->error);
		add_item(&own, mode_file, "protected", id);
	}
	if (result == 0)
		result = add_texts(builder, &own);
	if (result == 0)
		result = write_half(builder, &own, id);
	if (result == 0)
		add_item(&root->content, mode_tree, ".confwatch", id);
	text_release(&own.names);
	free(own.items);
	return result;
}

static int build(struct builder *builder, const struct tree *tree,
	const struct protection *protection, unsigned char id[BLOB_SIZE])
{
	open_level(builder, NULL, "", 0);
	if (add_entries(builder, tree) < 0)
		return -builder->error->code;
	while (builder->depth > 1) {
		if (close_level(builder) < 0)
			return -builder->error->code;
	}
	if (write_manifest(builder) < 0 || add_own(builder, protection) < 0)
		return -builder->error->code;
	return write_half(builder, &top(builder)->content, id);
}

static void free_level(struct level *level)
{
	text_release(&level->content.names);
	text_release(&level->meta.names);
	free(level->content.items);
	free(level->meta.items);
	free(level->children);
	old_trees_release(&level->old);
}

/* NULL: there is no parent, or nobody said what it holds. */
static bool *mark_same(const struct tree_writer *writer, const struct tree *tree)
{
	bool *same;

	if (writer->parent == NULL || writer->before == NULL || tree->count == 0)
		return NULL;
	same = calloc(tree->count, sizeof *same);
	if (same == NULL)
		out_of_memory();
	tree_mark_same(writer->before, tree, same);
	return same;
}

int history_write_tree(const struct tree_writer *writer, const struct tree *tree,
	const struct protection *protection, unsigned char id[BLOB_SIZE], struct error *error)
{
	struct arena arena = ARENA_INIT;
	bool *same = mark_same(writer, tree);
	struct builder builder = {.writer = writer, .arena = &arena, .same = same, .error = error};
	int result = build(&builder, tree, protection, id);

	for (size_t i = 0; i < builder.made; i++)
		free_level(&builder.levels[i]);
	free(builder.levels);
	manifest_release(&builder.manifest);
	text_release(&builder.bytes);
	text_release(&builder.name);
	arena_release(&arena);
	free(same);
	return result < 0 ? error_context(error, "cannot write the trees of a snapshot") : 0;
}
