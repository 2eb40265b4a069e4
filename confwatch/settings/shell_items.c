// SPDX-License-Identifier: GPL-2.0-or-later
// What one line of a shell script comes to, kept until the line is known to be whole.
#include "settings/shell_items.h"

#include <stdlib.h>
#include <string.h>

#include "base/arena.h"

enum kind {
	SETTING,
	EXPORT,
	COMMENT,
	UNREAD,
};

struct shell_item {
	enum kind kind;
	uint32_t line;
	const char *text; /* of the script: the name, or the whole of it */
	size_t length;
	const char *why; /* UNREAD */
	struct text value;
	bool exported;
	bool unexpanded;
	struct shell_variable *variable; /* NULL: there is none */
	struct shell_value old;
};

static void release_from(struct shell_items *items, size_t first)
{
	for (size_t i = first; i < items->count; i++) {
		text_release(&items->items[i].value);
		free(items->items[i].old.bytes);
	}
	items->count = first;
}

void shell_items_release(struct shell_items *items)
{
	release_from(items, 0);
	free(items->items);
	items->items = NULL;
}

static struct shell_item *add(
	struct shell_items *items, enum kind kind, const char *text, size_t length, uint32_t line)
{
	struct shell_item *item;

	items->items =
		memory_grow(items->items, &items->capacity, items->count + 1, sizeof *items->items);
	item = &items->items[items->count++];
	*item = (struct shell_item){.kind = kind, .text = text, .length = length, .line = line};
	return item;
}

static void set(struct shell_item *item, struct shell_variables *variables)
{
	item->variable = shell_variable_set(variables, item->text, item->length,
		item->unexpanded ? NULL : text_string(&item->value), item->value.length,
		&item->old);
}

void shell_items_set(struct shell_items *items, struct shell_variables *variables,
	const struct shell_word *word, uint32_t line, bool exported)
{
	struct shell_item *item = add(items, SETTING, word->start, word->name_length, line);

	item->exported = exported;
	item->unexpanded = word->doubt != SHELL_SURE;
	text_add(&item->value, text_string(&word->value));
	if (!exported)
		set(item, variables);
}

void shell_items_run(struct shell_items *items, struct shell_variables *variables, size_t first)
{
	for (size_t i = first; i < items->count; i++)
		if (items->items[i].kind == SETTING && items->items[i].variable == NULL)
			set(&items->items[i], variables);
}

void shell_items_export(struct shell_items *items, const char *name, size_t length, uint32_t line)
{
	(void)add(items, EXPORT, name, length, line);
}

void shell_items_comment(struct shell_items *items, const char *text, size_t length, uint32_t line)
{
	(void)add(items, COMMENT, text, length, line);
}

void shell_items_unread(struct shell_items *items, size_t first, const char *why, const char *text,
	size_t length, uint32_t line)
{
	for (size_t i = items->count; i > first; i--) {
		struct shell_item *item = &items->items[i - 1];

		if (item->variable != NULL)
			shell_variable_undo(item->variable, &item->old);
	}
	release_from(items, first);
	add(items, UNREAD, text, length, line)->why = why;
}

/* As the shell splits what "$NAME" gives; there are no quotes any more. */
static void write_words(struct document *document, const char *value)
{
	static const char blanks[] = " \t\n";

	for (const char *at = value + strspn(value, blanks); *at != '\0';) {
		size_t length = strcspn(at, blanks);

		document_item(document, "word", at, length);
		at += length;
		at += strspn(at, blanks);
	}
}

static void write_setting(const struct shell_item *item, struct document *document)
{
	const char *value = text_string(&item->value);

	if (item->variable != NULL)
		document_override(item->variable->node);
	document_open(document, "setting", item->line);
	document_attribute(document, "name", item->text, item->length);
	document_attribute_string(document, "value", value);
	if (item->exported)
		document_attribute_string(document, "exported", "yes");
	if (item->unexpanded)
		document_attribute_string(document, "unexpanded", "yes");
	if (item->variable != NULL)
		item->variable->node = document_here(document);
	write_words(document, value);
	document_close(document);
}

static void write_export(const struct shell_item *item, const struct shell_variables *variables)
{
	const struct shell_variable *variable = shell_variable(variables, item->text, item->length);

	if (variable != NULL && variable->node != NULL &&
		xmlHasProp(variable->node, xml_string("exported")) == NULL)
		(void)xmlNewProp(variable->node, xml_string("exported"), xml_string("yes"));
}

void shell_items_write(
	struct shell_items *items, struct shell_variables *variables, struct document *document)
{
	for (size_t i = 0; i < items->count; i++) {
		const struct shell_item *item = &items->items[i];

		if (item->kind == SETTING)
			write_setting(item, document);
		else if (item->kind == EXPORT)
			write_export(item, variables);
		else if (item->kind == COMMENT)
			document_comment(document, item->line, item->text, item->length);
		else
			document_unread(document, item->line, item->why, item->text, item->length);
	}
	release_from(items, 0);
}
