// SPDX-License-Identifier: GPL-2.0-or-later
// YAML bytes -> a tree of strings, lists and mappings, on the events of libyaml.
#include "formats/yaml.h"

#include <errno.h>
#include <stdarg.h>
#include <stdbool.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <yaml.h>

#define PLAIN_ONLY "; allowed here: strings, lists, mappings"

struct reader {
	struct arena *arena;
	const char *file;
	yaml_parser_t parser;
	yaml_event_t event; /* the current one; zeroed: none */
	struct error *error;
};

static void fail_at(const char *file, size_t line, size_t column, struct error *error,
	const char *format, va_list arguments) __attribute__((format(printf, 5, 0)));

static void fail_at(const char *file, size_t line, size_t column, struct error *error,
	const char *format, va_list arguments)
{
	char sentence[sizeof error->message];

	(void)vsnprintf(sentence, sizeof sentence, format, arguments);
	(void)error_set(error, EINVAL, "%s:%zu:%zu: %s", file, line, column, sentence);
}

int yaml_error(const char *file, const struct yaml_node *node, struct error *error,
	const char *format, ...)
{
	va_list arguments;

	va_start(arguments, format);
	fail_at(file, node->line, node->column, error, format, arguments);
	va_end(arguments);
	return -EINVAL;
}

int yaml_key_error(const char *file, const struct yaml_node *node, struct error *error,
	const char *format, ...)
{
	va_list arguments;

	va_start(arguments, format);
	fail_at(file, node->key_line, node->key_column, error, format, arguments);
	va_end(arguments);
	return -EINVAL;
}

static int event_error(struct reader *reader, const char *format, ...)
	__attribute__((format(printf, 2, 3)));

static int event_error(struct reader *reader, const char *format, ...)
{
	const yaml_mark_t *mark = &reader->event.start_mark;
	va_list arguments;

	va_start(arguments, format);
	fail_at(reader->file, mark->line + 1, mark->column + 1, reader->error, format, arguments);
	va_end(arguments);
	return -EINVAL;
}

/* As in "file: {name}.conf": the string is taken for a mapping, and what follows for too much. */
static const char *quotes_missing(const yaml_mark_t *flow_end, const yaml_mark_t *problem)
{
	if (flow_end->index == 0 || flow_end->line != problem->line)
		return "";
	return "; a string that begins with '{' or '[' needs quotes";
}

/* libyaml's own words; a bad byte has an offset only, for which we count the lines. */
static int parser_error(struct reader *reader, const yaml_mark_t *flow_end)
{
	const yaml_parser_t *parser = &reader->parser;
	yaml_mark_t mark = parser->problem_mark;
	const char *problem = parser->problem != NULL ? parser->problem : "not YAML";

	if (parser->error == YAML_MEMORY_ERROR)
		out_of_memory();
	if (parser->error == YAML_READER_ERROR)
		mark = parser->mark;
	(void)error_set(reader->error, EINVAL, "%s:%zu:%zu: %s%s", reader->file, mark.line + 1,
		mark.column + 1, problem, quotes_missing(flow_end, &mark));
	return -EINVAL;
}

/* Behind '}' or ']'; 0: the event ends neither. */
static yaml_mark_t find_flow_end(const yaml_event_t *event)
{
	if ((event->type == YAML_MAPPING_END_EVENT || event->type == YAML_SEQUENCE_END_EVENT) &&
		event->end_mark.index > event->start_mark.index)
		return event->end_mark;
	return (yaml_mark_t){0};
}

static int next_event(struct reader *reader)
{
	const yaml_mark_t flow_end = find_flow_end(&reader->event);

	yaml_event_delete(&reader->event);
	if (yaml_parser_parse(&reader->parser, &reader->event) == 0)
		return parser_error(reader, &flow_end);
	return 0;
}

/* Past the beginning of the stream, or the end of the document: nothing is said there. */
static int skip_event(struct reader *reader)
{
	return next_event(reader);
}

static int refuse_anchor(struct reader *reader, const yaml_char_t *anchor)
{
	if (anchor == NULL)
		return 0;
	return event_error(
		reader, "anchors are not supported: '&%s'" PLAIN_ONLY, (const char *)anchor);
}

static int refuse_tag(struct reader *reader, const yaml_char_t *tag)
{
	if (tag == NULL)
		return 0;
	return event_error(reader, "tags are not supported: '%s'" PLAIN_ONLY, (const char *)tag);
}

static struct yaml_node *new_node(struct reader *reader, enum yaml_kind kind)
{
	struct yaml_node *node = arena_new(reader->arena, struct yaml_node);

	node->kind = kind;
	node->line = (uint32_t)reader->event.start_mark.line + 1;
	node->column = (uint32_t)reader->event.start_mark.column + 1;
	return node;
}

static size_t count_characters(const char *bytes, size_t length)
{
	size_t count = 0;

	for (size_t i = 0; i < length; i++)
		count += ((unsigned char)bytes[i] & 0xc0) != 0x80;
	return count;
}

/* Escapes, folding and continued lines change the number of characters. */
static uint32_t text_column(const yaml_event_t *event, size_t characters)
{
	const yaml_mark_t *start = &event->start_mark, *end = &event->end_mark;
	size_t quote = event->data.scalar.style == YAML_PLAIN_SCALAR_STYLE ? 0 : 1;

	if (start->line != end->line || end->column - start->column != characters + 2 * quote)
		return 0;
	return (uint32_t)(start->column + quote) + 1;
}

static struct yaml_node *read_string(struct reader *reader)
{
	const char *bytes = (const char *)reader->event.data.scalar.value;
	size_t length = reader->event.data.scalar.length;
	struct yaml_node *node;

	if (refuse_anchor(reader, reader->event.data.scalar.anchor) < 0 ||
		refuse_tag(reader, reader->event.data.scalar.tag) < 0)
		return NULL;
	if (memchr(bytes, '\0', length) != NULL) {
		(void)event_error(reader, "a string must not hold a NUL byte");
		return NULL;
	}
	node = new_node(reader, YAML_STRING);
	node->string = arena_bytes(reader->arena, bytes, length);
	node->text_column = text_column(&reader->event, count_characters(bytes, length));
	return node;
}

/* What the current event begins; NULL: the error is set. */
static struct yaml_node *read_node(struct reader *reader, unsigned depth);

static int read_items(struct reader *reader, unsigned depth, struct yaml_node *list)
{
	struct yaml_node **last = &list->first;

	for (;;) {
		if (next_event(reader) < 0)
			return -EINVAL;
		if (reader->event.type == YAML_SEQUENCE_END_EVENT)
			return 0;
		*last = read_node(reader, depth);
		if (*last == NULL)
			return -EINVAL;
		last = &(*last)->next;
	}
}

static const struct yaml_node *read_key(struct reader *reader)
{
	const struct yaml_node *key;

	if (reader->event.type != YAML_SCALAR_EVENT) {
		(void)event_error(reader, "a key must be a plain word");
		return NULL;
	}
	key = read_string(reader);
	if (key == NULL || strcmp(key->string, "<<") != 0)
		return key;
	(void)event_error(reader, "merge keys are not supported" PLAIN_ONLY);
	return NULL;
}

/* The current event is a key. */
static struct yaml_node *read_pair(struct reader *reader, unsigned depth)
{
	const struct yaml_node *key = read_key(reader);
	struct yaml_node *value;

	if (key == NULL || next_event(reader) < 0)
		return NULL;
	value = read_node(reader, depth);
	if (value == NULL)
		return NULL;
	value->key = key->string;
	value->key_line = key->line;
	value->key_column = key->column;
	return value;
}

static int read_pairs(struct reader *reader, unsigned depth, struct yaml_node *mapping)
{
	struct yaml_node **last = &mapping->first;

	for (;;) {
		if (next_event(reader) < 0)
			return -EINVAL;
		if (reader->event.type == YAML_MAPPING_END_EVENT)
			return 0;
		*last = read_pair(reader, depth);
		if (*last == NULL)
			return -EINVAL;
		last = &(*last)->next;
	}
}

static int order_keys(const void *left, const void *right)
{
	const struct yaml_node *a = *(const struct yaml_node *const *)left;
	const struct yaml_node *b = *(const struct yaml_node *const *)right;
	int order = strcmp(a->key, b->key);

	if (order != 0)
		return order;
	if (a->key_line != b->key_line)
		return a->key_line < b->key_line ? -1 : 1;
	return a->key_column < b->key_column ? -1 : a->key_column > b->key_column;
}

static int refuse_duplicates(struct reader *reader, const struct yaml_node *mapping)
{
	const struct yaml_node **sorted;
	size_t count = yaml_count(mapping);

	if (count < 2)
		return 0;
	sorted = arena_new_array(reader->arena, count, const struct yaml_node *);
	count = 0;
	for (const struct yaml_node *node = mapping->first; node != NULL; node = node->next)
		sorted[count++] = node;
	qsort(sorted, count, sizeof(const struct yaml_node *), order_keys);
	for (size_t i = 1; i < count; i++)
		if (strcmp(sorted[i - 1]->key, sorted[i]->key) == 0)
			return yaml_key_error(reader->file, sorted[i], reader->error,
				"'%s' stands here twice, first in line %lu", sorted[i]->key,
				(unsigned long)sorted[i - 1]->key_line);
	return 0;
}

static struct yaml_node *read_sequence(struct reader *reader, unsigned depth)
{
	struct yaml_node *node = new_node(reader, YAML_SEQUENCE);

	if (refuse_anchor(reader, reader->event.data.sequence_start.anchor) < 0 ||
		refuse_tag(reader, reader->event.data.sequence_start.tag) < 0 ||
		read_items(reader, depth + 1, node) < 0)
		return NULL;
	return node;
}

static struct yaml_node *read_mapping(struct reader *reader, unsigned depth)
{
	struct yaml_node *node = new_node(reader, YAML_MAPPING);

	if (refuse_anchor(reader, reader->event.data.mapping_start.anchor) < 0 ||
		refuse_tag(reader, reader->event.data.mapping_start.tag) < 0 ||
		read_pairs(reader, depth + 1, node) < 0 || refuse_duplicates(reader, node) < 0)
		return NULL;
	return node;
}

static struct yaml_node *read_node(struct reader *reader, unsigned depth)
{
	if (reader->event.type == YAML_SCALAR_EVENT)
		return read_string(reader);
	if (reader->event.type == YAML_ALIAS_EVENT) {
		(void)event_error(reader, "aliases are not supported: '*%s'" PLAIN_ONLY,
			(const char *)reader->event.data.alias.anchor);
		return NULL;
	}
	if (depth == YAML_DEPTH_MAX) {
		(void)event_error(reader, "nested deeper than %d levels", YAML_DEPTH_MAX);
		return NULL;
	}
	if (reader->event.type == YAML_SEQUENCE_START_EVENT)
		return read_sequence(reader, depth);
	return read_mapping(reader, depth);
}

/* One empty plain scalar is what libyaml makes of "---" and nothing else. */
static bool is_nothing(const struct yaml_node *node, const yaml_event_t *event)
{
	return node->kind == YAML_STRING && node->string[0] == '\0' &&
		event->data.scalar.style == YAML_PLAIN_SCALAR_STYLE;
}

static int read_document(struct reader *reader, const struct yaml_node **result)
{
	const struct yaml_node *node;

	if (reader->event.data.document_start.version_directive != NULL ||
		reader->event.data.document_start.tag_directives.start !=
			reader->event.data.document_start.tag_directives.end)
		return event_error(reader, "directives are not supported" PLAIN_ONLY);
	if (next_event(reader) < 0)
		return -EINVAL;
	node = read_node(reader, 0);
	if (node == NULL)
		return -EINVAL;
	if (is_nothing(node, &reader->event))
		node = NULL;
	if (skip_event(reader) < 0 || next_event(reader) < 0)
		return -EINVAL;
	if (reader->event.type != YAML_STREAM_END_EVENT)
		return event_error(reader, "only one document is allowed in a file");
	*result = node;
	return 0;
}

static int read_stream(struct reader *reader, const struct yaml_node **result)
{
	if (skip_event(reader) < 0 || next_event(reader) < 0)
		return -EINVAL;
	if (reader->event.type == YAML_STREAM_END_EVENT) {
		*result = NULL;
		return 0;
	}
	return read_document(reader, result);
}

int yaml_parse(struct arena *arena, const char *file, const void *bytes, size_t length,
	const struct yaml_node **result, struct error *error)
{
	struct reader reader = {.arena = arena, .file = file, .error = error};
	int code;

	if (length > YAML_SIZE_MAX)
		return error_set(
			error, EINVAL, "%s:1:1: larger than %d bytes", file, YAML_SIZE_MAX);
	if (yaml_parser_initialize(&reader.parser) == 0)
		out_of_memory();
	yaml_parser_set_encoding(&reader.parser, YAML_UTF8_ENCODING);
	yaml_parser_set_input_string(&reader.parser, bytes, length);
	code = read_stream(&reader, result);
	yaml_event_delete(&reader.event);
	yaml_parser_delete(&reader.parser);
	return code;
}

size_t yaml_count(const struct yaml_node *node)
{
	size_t count = 0;

	for (const struct yaml_node *item = node->first; item != NULL; item = item->next)
		count++;
	return count;
}

const char *yaml_kind_name(enum yaml_kind kind)
{
	static const char *const names[] = {"a string", "a list", "a mapping"};

	return names[kind];
}

void yaml_quote(struct text *text, const char *string)
{
	text_byte(text, '"');
	for (; *string != '\0'; string++) {
		unsigned char byte = (unsigned char)*string;

		if (byte == '"' || byte == '\\')
			text_format(text, "\\%c", byte);
		else if (byte < 0x20 || byte == 0x7f)
			text_format(text, "\\x%02x", byte);
		else
			text_byte(text, (char)byte);
	}
	text_byte(text, '"');
}
