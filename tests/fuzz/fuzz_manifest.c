// SPDX-License-Identifier: GPL-2.0-or-later
// A manifest's five texts, cut at lines of '%': what is read can be written, and reads the same.
#include <string.h>

#include "core/diff.h"
#include "core/manifest.h"
#include "target.h"

static void split(const char *bytes, size_t size, struct manifest *manifest)
{
	size_t part = 0;

	for (size_t i = 0; i < size; i++) {
		bool cut = bytes[i] == '%' && (i == 0 || bytes[i - 1] == '\n') && i + 1 < size &&
			bytes[i + 1] == '\n';

		if (cut && part + 1 < MANIFEST_PARTS) {
			part++;
			i++;
			continue;
		}
		text_byte(&manifest->parts[part], bytes[i]);
	}
}

/* The same directory again, from what was read. */
static void write_again(struct arena *arena, const struct tree *tree, struct manifest *result)
{
	const struct entry **children = arena_new_array(arena, tree->count, const struct entry *);
	size_t count = 0;

	for (size_t i = 1; i < tree->count; i++) {
		if (tree->entries[i].kind != ENTRY_DIRECTORY)
			children[count++] = &tree->entries[i];
	}
	manifest_write(&tree->entries[0], children, count, result);
}

/* What the caller of manifest_read() does: blobs of public files come from the git tree. */
static void fill_blobs(struct tree *tree)
{
	for (size_t i = 0; i < tree->count; i++)
		tree->entries[i].has_blob = tree->entries[i].content == CONTENT_PUBLIC;
}

static void check_round_trip(struct arena *arena, const struct tree *tree)
{
	struct error error = ERROR_INIT;
	struct manifest again = {0};
	struct change_list changes = {0};
	struct tree back;

	tree_init(&back, arena);
	write_again(arena, tree, &again);
	must(manifest_read(&again, "/etc", &back, &error) >= 0);
	tree_sort(&back);
	fill_blobs(&back);
	diff_trees(arena, tree, &back, NULL, 0, &changes);
	must(back.count == tree->count);
	must(changes.count == 0);
	manifest_release(&again);
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
	struct arena arena = ARENA_INIT;
	struct manifest manifest = {0};
	struct error error = ERROR_INIT;
	struct protection protection = {.arena = &arena};
	struct tree tree;

	tree_init(&tree, &arena);
	split((const char *)data, size, &manifest);
	if (manifest_read(&manifest, "/etc", &tree, &error) >= 0) {
		tree_sort(&tree);
		fill_blobs(&tree);
		check_round_trip(&arena, &tree);
	} else {
		must(error.message[0] != '\0');
	}
	(void)manifest_read_protection((const char *)data, size, &protection, &error);
	manifest_release(&manifest);
	arena_release(&arena);
	return 0;
}
