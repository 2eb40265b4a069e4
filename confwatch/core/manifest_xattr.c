// SPDX-License-Identifier: GPL-2.0-or-later
// The .xattr part of a manifest: what getfattr -d dumps and setfattr --restore reads.
#include "core/manifest_part.h"

#include <errno.h>
#include <stdlib.h>
#include <string.h>

#include "core/vis.h"
#include "core/xattr_text.h"

void manifest_write_xattr(
	const struct entry *entry, const struct entry *directory, struct text *result)
{
	const struct attributes *attributes = entry->attributes;

	if (attributes == NULL || attributes->count == 0)
		return;
	text_add(result, "# file: ");
	part_append_name(result, entry, directory);
	text_byte(result, '\n');
	for (size_t i = 0; i < attributes->count; i++) {
		const struct attribute *attribute = &attributes->list[i];

		vis_append(result, attribute->name, strlen(attribute->name));
		text_byte(result, '=');
		xattr_text_append(result, attribute->value, attribute->length);
		text_byte(result, '\n');
	}
	text_byte(result, '\n');
}

/* Attributes of one entry while they are read. */
struct list {
	struct attribute *items;
	size_t count;
	size_t capacity;
};

static int read_attribute(struct part_reader *reader, struct slice line, struct list *list)
{
	struct arena *arena = reader->tree->arena;
	struct attribute *item;
	struct slice name, value;

	list->items =
		memory_grow(list->items, &list->capacity, list->count + 1, sizeof *list->items);
	item = &list->items[list->count];
	if (!slice_cut(line, '=', &name, &value) || name.length == 0)
		return part_bad(reader, "not an attribute");
	item->name = vis_decode(arena, name.bytes, name.length);
	if (item->name == NULL)
		return part_bad(reader, "not the name of an attribute");
	if (list->count > 0 && strcmp(item[-1].name, item->name) >= 0)
		return part_bad(reader, "an attribute out of order");
	if (!xattr_text_parse(arena, value.bytes, value.length, &item->value, &item->length))
		return part_bad(reader, "not a value");
	list->count++;
	return 1;
}

/* 1: the block goes on, 0: this was its end. */
static int read_body_line(struct part_reader *reader, struct list *list)
{
	struct slice line;
	int got = part_line(reader, &line);

	if (got < 0)
		return got;
	if (got == 0)
		return part_bad(reader, "no blank line behind the block");
	if (line.length > 0)
		return read_attribute(reader, line, list);
	return list->count > 0 ? 0 : part_bad(reader, "no attribute");
}

/* Beside the ACLs that .acl may have given. */
static void keep(struct arena *arena, const struct list *list, struct entry *entry)
{
	struct attributes *attributes = arena_new(arena, struct attributes);
	struct attribute *items = arena_new_array(arena, list->count, struct attribute);

	if (entry->attributes != NULL)
		*attributes = *entry->attributes;
	if (list->count > 0)
		memcpy(items, list->items, list->count * sizeof *items);
	attributes->list = items;
	attributes->count = list->count;
	entry->attributes = attributes;
}

static int read_block(struct part_reader *reader, struct slice first)
{
	struct entry *entry = NULL;
	struct list list = {0};
	struct slice name;
	int result = 1;

	if (slice_after(first, "# file: ", &name))
		entry = part_entry(reader, name);
	if (entry == NULL)
		return part_bad(reader, "not the name of an entry in its order");
	while (result > 0)
		result = read_body_line(reader, &list);
	if (result == 0)
		keep(reader->tree->arena, &list, entry);
	free(list.items);
	return result;
}

int manifest_read_xattr(struct part_reader *reader)
{
	return part_each_line(reader, read_block);
}
