// SPDX-License-Identifier: GPL-2.0-or-later
// What the statements of a Perl file did, and the document that this becomes.
#include "settings/perl_events.h"

#include <string.h>

#include "settings/perl_expression.h"

struct perl_event *perl_event(
	struct perl_reading *reading, enum perl_event_kind kind, uint32_t line)
{
	struct perl_event *event = arena_new(&reading->arena, struct perl_event);

	(void)perl_spend(reading, sizeof *event);
	event->kind = kind;
	event->line = line;
	if (reading->last != NULL)
		reading->last->next = event;
	else
		reading->first = event;
	reading->last = event;
	return event;
}

static struct perl_variable *make(
	struct perl_reading *reading, char sigil, const char *name, size_t length)
{
	struct perl_variable *variable = arena_new(&reading->arena, struct perl_variable);

	(void)perl_spend(reading, sizeof *variable + length);
	variable->name = arena_format(&reading->arena, "%c%.*s", sigil, (int)length, name);
	if (xmlHashAddEntry(reading->variables, xml_string(variable->name), variable) < 0)
		reading->document->full = true;
	return variable;
}

static void remember(struct perl_reading *reading, struct perl_variable *variable, uint32_t line)
{
	struct perl_event *event = perl_event(reading, PERL_SET, line);

	event->variable = variable;
	variable->event = event;
}

void perl_set(struct perl_reading *reading, char sigil, const char *name, size_t length,
	struct perl_value *value, uint32_t line, bool my)
{
	struct perl_variable *variable = perl_variable(reading, sigil, name, length);

	if (variable == NULL)
		variable = make(reading, sigil, name, length);
	if (variable->event != NULL && my && !variable->my) {
		/* Another one of that name; what it was stays what others see. */
		variable->event->variable = arena_new(&reading->arena, struct perl_variable);
		*variable->event->variable = *variable;
	} else if (variable->event != NULL) {
		variable->event->value = variable->value;
	}
	variable->my |= my;
	variable->value = value;
	value->flat = PERL_ONE;
	remember(reading, variable, line);
}

struct perl_value *perl_part(struct perl_reading *reading, char sigil, const char *name,
	size_t length, enum perl_kind kind, uint32_t line)
{
	struct perl_variable *variable = perl_variable(reading, sigil, name, length);

	if (variable == NULL || variable->value->kind == PERL_UNDEF) {
		struct perl_value *value = perl_new(reading, kind, reading->input.at);

		value->partial = variable == NULL;
		perl_set(reading, sigil, name, length, value, line,
			variable != NULL && variable->my);
		return value;
	}
	return variable->value->kind == kind ? variable->value : NULL;
}

void perl_doubt(struct perl_reading *reading, char sigil, const char *name, size_t length,
	bool sets, uint32_t line)
{
	struct perl_variable *variable = perl_variable(reading, sigil, name, length);
	struct perl_value *code;

	if (variable == NULL && !sets)
		return;
	code = perl_code(reading, reading->input.at, reading->input.at);
	perl_set(reading, sigil, name, length, code, line, false);
}

/* Appends a list's elements between blanks: "10024, [a, b], {c => d}". */
static void add_text(const struct perl_value *value, struct text *result);

static void add_parts(const struct perl_value *value, struct text *result)
{
	for (const struct perl_value *part = value->first; part != NULL; part = part->next) {
		if (part->key != NULL) {
			text_append(result, part->key, part->key_length);
			text_add(result, " => ");
		}
		if (part->kind == PERL_LIST)
			text_byte(result, '[');
		if (part->kind == PERL_MAP)
			text_byte(result, '{');
		add_text(part, result);
		if (part->kind == PERL_LIST)
			text_byte(result, ']');
		if (part->kind == PERL_MAP)
			text_byte(result, '}');
		if (part->next != NULL)
			text_add(result, ", ");
	}
}

static void add_text(const struct perl_value *value, struct text *result)
{
	if (value->kind == PERL_LIST || value->kind == PERL_MAP)
		add_parts(value, result);
	else if (value->kind == PERL_UNDEF)
		text_add(result, "undef");
	else
		text_append(result, value->bytes, value->length);
}

static void write_text(struct document *document, const struct perl_value *value)
{
	TEXT_CLEANUP struct text text = TEXT_INIT;

	if (value->kind == PERL_UNDEF) {
		document_attribute_string(document, "undef", "yes");
		return;
	}
	add_text(value, &text);
	document_attribute(document, "value", text_string(&text), text.length);
	if (value->kind == PERL_CODE)
		document_attribute_string(document, "unexpanded", "yes");
	if (value->kind == PERL_LIST)
		document_attribute_string(document, "kind", "list");
	if (value->kind == PERL_MAP)
		document_attribute_string(document, "kind", "map");
	if (value->partial)
		document_attribute_string(document, "partial", "yes");
}

static void write_parts(struct document *document, const struct perl_value *value);

static void write_part(struct document *document, const struct perl_value *part)
{
	document_open(document, part->key != NULL ? "entry" : "item", part->line);
	if (part->key != NULL)
		document_attribute(document, "key", part->key, part->key_length);
	if (part->key_is_code)
		document_attribute_string(document, "key-unexpanded", "yes");
	write_text(document, part);
	write_parts(document, part);
	document_close(document);
}

/* The last one of each key: as those of a hash table under their texts. */
static xmlHashTablePtr last_of_each(const struct perl_value *map)
{
	xmlHashTablePtr table = xmlHashCreate(16);

	for (struct perl_value *entry = map->first; entry != NULL && table != NULL;
		entry = entry->next) {
		TEXT_CLEANUP struct text key = TEXT_INIT;

		text_byte(&key, entry->key_is_code ? '(' : '\'');
		document_escape(&key, entry->key, entry->key_length);
		(void)xmlHashUpdateEntry(table, xml_string(text_string(&key)), entry, NULL);
	}
	return table;
}

static void write_entries(struct document *document, const struct perl_value *map)
{
	xmlHashTablePtr table = last_of_each(map);

	if (table == NULL) {
		document->full = true;
		return;
	}
	for (const struct perl_value *entry = map->first; entry != NULL; entry = entry->next) {
		TEXT_CLEANUP struct text key = TEXT_INIT;

		text_byte(&key, entry->key_is_code ? '(' : '\'');
		document_escape(&key, entry->key, entry->key_length);
		if (xmlHashLookup(table, xml_string(text_string(&key))) == entry)
			write_part(document, entry);
	}
	xmlHashFree(table, NULL);
}

static void write_parts(struct document *document, const struct perl_value *value)
{
	if (value->kind == PERL_MAP)
		write_entries(document, value);
	if (value->kind != PERL_LIST)
		return;
	for (const struct perl_value *item = value->first; item != NULL; item = item->next)
		write_part(document, item);
}

static void write_setting(struct document *document, const struct perl_event *event)
{
	bool replaced = event->value != NULL;
	const struct perl_value *value = replaced ? event->value : event->variable->value;

	document_open(document, replaced ? "overridden" : "setting", event->line);
	document_attribute_string(document, "name", event->variable->name);
	if (event->variable->my)
		document_attribute_string(document, "my", "yes");
	write_text(document, value);
	if (!replaced)
		write_parts(document, value);
	document_close(document);
}

static void write_call(struct document *document, const struct perl_event *event)
{
	document_open(document, event->kind == PERL_CALL ? "call" : "include", event->line);
	if (event->kind == PERL_CALL)
		document_attribute_string(document, "name", event->name);
	document_attribute(
		document, event->kind == PERL_CALL ? "value" : "file", event->text, event->length);
	if (event->optional)
		document_attribute_string(document, "optional", "yes");
	document_close(document);
}

void perl_write(struct perl_reading *reading)
{
	struct document *document = reading->document;

	for (const struct perl_event *event = reading->first; event != NULL; event = event->next) {
		if (event->kind == PERL_SET)
			write_setting(document, event);
		else if (event->kind == PERL_COMMENT)
			document_comment(document, event->line, event->text, event->length);
		else if (event->kind == PERL_UNREAD)
			document_unread(
				document, event->line, event->why, event->text, event->length);
		else
			write_call(document, event);
	}
}
