// SPDX-License-Identifier: GPL-2.0-or-later
// Lines, words and names of a manifest's parts.
#include "core/manifest_part.h"

#include <errno.h>
#include <string.h>

#include "base/path.h"
#include "core/vis.h"

void part_reader_init(struct part_reader *reader, const struct manifest *manifest,
	enum manifest_part part, size_t directory)
{
	const struct text *text = &manifest->parts[part];

	reader->part = part;
	reader->next = text_string(text);
	reader->end = reader->next + text->length;
	reader->directory = directory;
	reader->passed = directory;
}

int part_line(struct part_reader *reader, struct slice *line)
{
	const char *newline;

	if (reader->next == reader->end)
		return 0;
	reader->line++;
	newline = memchr(reader->next, '\n', (size_t)(reader->end - reader->next));
	if (newline == NULL)
		return part_bad(reader, "no newline at the end");
	*line = (struct slice){.bytes = reader->next, .length = (size_t)(newline - reader->next)};
	reader->next = newline + 1;
	return 1;
}

int part_each_line(
	struct part_reader *reader, int (*read)(struct part_reader *reader, struct slice line))
{
	struct slice line = {0};
	int result;

	while ((result = part_line(reader, &line)) > 0) {
		result = read(reader, line);
		if (result < 0)
			return result;
	}
	return result;
}

int part_bad(const struct part_reader *reader, const char *what)
{
	return error_set(reader->error, EBADMSG, "'%s' line %zu: %s",
		manifest_part_name(reader->part), reader->line, what);
}

struct entry *part_entry(struct part_reader *reader, struct slice name)
{
	struct tree *tree = reader->tree;
	bool itself = slice_is(name, ".");
	const char *decoded = vis_decode(tree->arena, name.bytes, name.length);

	if (decoded == NULL)
		return NULL;
	for (size_t i = reader->passed; i < tree->count; i++) {
		struct entry *entry = &tree->entries[i];
		bool found = i == reader->directory ? itself
						    : strcmp(path_name(entry->path), decoded) == 0;

		if (!found)
			continue;
		reader->passed = i + 1;
		return entry;
	}
	return NULL;
}

void part_append_name(struct text *text, const struct entry *entry, const struct entry *directory)
{
	const char *name = entry == directory ? "." : path_name(entry->path);

	vis_append(text, name, strlen(name));
}

static bool is_pattern(const char *name)
{
	return strpbrk(name, "*?[") != NULL;
}

const struct entry *part_order_next(struct part_order *order)
{
	for (;;) {
		const struct entry *child;

		if (order->next == order->count) {
			if (order->patterns)
				return NULL;
			order->patterns = true;
			order->next = 0;
			continue;
		}
		child = order->children[order->next++];
		if (child->kind != ENTRY_DIRECTORY &&
			is_pattern(path_name(child->path)) == order->patterns)
			return child;
	}
}

int part_order_compare(const char *a, const char *b)
{
	int order = (int)is_pattern(a) - (int)is_pattern(b);

	return order != 0 ? order : strcmp(a, b);
}
