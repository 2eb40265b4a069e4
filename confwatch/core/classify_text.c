// SPDX-License-Identifier: GPL-2.0-or-later
// Contents as lines and shell variables, to tell whether anything in them was lost.
#include <stdlib.h>
#include <string.h>

#include "base/slice.h"
#include "core/classify_parts.h"

enum {
	MOST_NAMES = 5,
};

struct piece_list {
	struct slice *items;
	size_t count;
};

static int compare_bytes(const struct slice *a, const struct slice *b)
{
	size_t shorter = a->length < b->length ? a->length : b->length;
	int order = shorter > 0 ? memcmp(a->bytes, b->bytes, shorter) : 0;

	if (order != 0)
		return order;
	return a->length < b->length ? -1 : a->length > b->length;
}

/* Interpreters, and what sudo and others include, begin like comments. */
static bool is_comment(struct slice line)
{
	struct slice inner = slice_trim(line);

	return slice_begins(inner, "#") && !slice_begins(inner, "#!") &&
		!slice_begins(inner, "#include");
}

/* The next line that says something; false at the end. Leading blanks may mean something. */
static bool next_line(struct slice *rest, struct slice *result)
{
	while (slice_line(rest, result)) {
		*result = slice_trim_end(*result);
		if (result->length > 0 && !is_comment(*result))
			return true;
	}
	return false;
}

static struct slice whole(const struct content_text *text)
{
	return (struct slice){.bytes = text->bytes, .length = text->length};
}

static bool is_binary(struct slice text)
{
	return text.length > 0 && memchr(text.bytes, '\0', text.length) != NULL;
}

bool text_same_settings(const struct content_text *a, const struct content_text *b)
{
	struct slice left = whole(a);
	struct slice right = whole(b);
	struct slice old, new;
	bool more, other;

	if (is_binary(left) || is_binary(right))
		return false;
	for (;;) {
		more = next_line(&left, &old);
		other = next_line(&right, &new);
		if (!more || !other)
			return more == other;
		if (compare_bytes(&old, &new) != 0)
			return false;
	}
}

/* For an order in which all blanks are one. */
static unsigned char plain(unsigned char byte)
{
	return slice_is_blank((char)byte) ? ' ' : byte;
}

/* Runs of blanks read as one. */
static int compare_words(const void *a, const void *b)
{
	struct slice left = slice_trim(*(const struct slice *)a);
	struct slice right = slice_trim(*(const struct slice *)b);
	size_t i = 0, j = 0;

	while (i < left.length && j < right.length) {
		unsigned char old = (unsigned char)left.bytes[i++];
		unsigned char new = (unsigned char)right.bytes[j++];

		if (slice_is_blank((char)old) && slice_is_blank((char)new)) {
			while (i < left.length && slice_is_blank(left.bytes[i]))
				i++;
			while (j < right.length && slice_is_blank(right.bytes[j]))
				j++;
		} else if (old != new) {
			return plain(old) < plain(new) ? -1 : 1;
		}
	}
	return (int)(i < left.length) - (int)(j < right.length);
}

static void split_lines(struct slice text, struct piece_list *result)
{
	struct slice rest = text;
	struct slice line;
	size_t capacity = 0;

	*result = (struct piece_list){0};
	while (next_line(&rest, &line)) {
		result->items = memory_grow(
			result->items, &capacity, result->count + 1, sizeof *result->items);
		result->items[result->count++] = line;
	}
	if (result->count > 1)
		qsort(result->items, result->count, sizeof *result->items, compare_words);
}

/* The first line that does not sort before this one: itself, or one that continues it. */
static bool is_there(struct slice line, const struct piece_list *lines, bool may_grow)
{
	size_t low = 0;
	size_t high = lines->count;

	while (low < high) {
		size_t middle = low + (high - low) / 2;

		if (compare_words(&lines->items[middle], &line) < 0)
			low = middle + 1;
		else
			high = middle;
	}
	if (low == lines->count)
		return false;
	if (compare_words(&lines->items[low], &line) == 0)
		return true;
	return may_grow && lines->items[low].length > line.length &&
		memcmp(lines->items[low].bytes, line.bytes, line.length) == 0;
}

/* Where /bin is a link to /usr/bin, both names are the same shell. */
static bool is_same_shell(struct slice line, const struct piece_list *lines)
{
	TEXT_CLEANUP struct text name = TEXT_INIT;

	if (!slice_begins(line, "/bin/"))
		return false;
	text_add(&name, "/usr");
	text_append(&name, line.bytes, line.length);
	return is_there((struct slice){text_string(&name), name.length}, lines, false);
}

static bool is_kept(struct slice line, const struct piece_list *lines, enum generator_kind kind)
{
	if (is_there(line, lines, kind == GENERATES_ACCOUNTS))
		return true;
	if (kind == GENERATES_SHELLS)
		return is_same_shell(line, lines);
	return kind == GENERATES_CERTS && slice_begins(line, "mozilla/");
}

bool text_lines_kept(const struct content_text *before, const struct content_text *after,
	enum generator_kind kind)
{
	struct slice rest = whole(before);
	struct piece_list lines;
	struct slice line;
	bool result = true;

	split_lines(whole(after), &lines);
	while (result && next_line(&rest, &line))
		result = is_kept(line, &lines, kind);
	free(lines.items);
	return result;
}

struct variable {
	struct slice name;
	struct slice value;
	size_t index;
};

struct variable_list {
	struct variable *items;
	size_t count;
};

static size_t name_length(struct slice line)
{
	size_t length = 0;

	while (length < line.length &&
		(line.bytes[length] == '_' ||
			(line.bytes[length] >= '0' && line.bytes[length] <= '9') ||
			(line.bytes[length] >= 'A' && line.bytes[length] <= 'Z') ||
			(line.bytes[length] >= 'a' && line.bytes[length] <= 'z')))
		length++;
	return length;
}

/* The value in quotes goes on to the closing one, over lines if need be; moves rest behind it. */
static struct slice quoted_value(struct slice value, struct slice *rest)
{
	const char *end = rest->bytes + rest->length;
	char quote = *value.bytes;
	const char *start = value.bytes + 1;
	const char *at = start;
	const char *stop;

	while (at < end && *at != quote)
		at += *at == '\\' && quote == '"' && at + 1 < end ? 2 : 1;
	stop = at < end ? memchr(at, '\n', (size_t)(end - at)) : NULL;
	if (at > rest->bytes) {
		rest->bytes = stop != NULL ? stop + 1 : end;
		rest->length = (size_t)(end - rest->bytes);
	}
	return (struct slice){.bytes = start, .length = (size_t)((at < end ? at : end) - start)};
}

static bool next_variable(struct slice *rest, struct variable *result)
{
	struct slice line;

	while (next_line(rest, &line)) {
		size_t length;

		line = slice_trim(line);
		if (slice_after(line, "export ", &line))
			line = slice_trim(line);
		length = name_length(line);
		if (length == 0 || length == line.length || line.bytes[length] != '=')
			continue;
		result->name = (struct slice){line.bytes, length};
		result->value = slice_trim_end(
			(struct slice){line.bytes + length + 1, line.length - length - 1});
		if (result->value.length > 0 && strchr("\"'", *result->value.bytes) != NULL)
			result->value = quoted_value(result->value, rest);
		return true;
	}
	return false;
}

/* Of several assignments the last one counts: it sorts first. */
static int compare_variables(const void *a, const void *b)
{
	const struct variable *left = a;
	const struct variable *right = b;
	int order = compare_bytes(&left->name, &right->name);

	if (order != 0)
		return order;
	return left->index > right->index ? -1 : left->index < right->index;
}

static void split_variables(struct slice text, struct variable_list *result)
{
	struct slice rest = text;
	struct variable variable;
	size_t capacity = 0;

	*result = (struct variable_list){0};
	while (next_variable(&rest, &variable)) {
		variable.index = result->count;
		result->items = memory_grow(
			result->items, &capacity, result->count + 1, sizeof *result->items);
		result->items[result->count++] = variable;
	}
	if (result->count > 1)
		qsort(result->items, result->count, sizeof *result->items, compare_variables);
}

static bool has_value(const struct variable_list *list, const struct variable *variable)
{
	size_t low = 0;
	size_t high = list->count;

	while (low < high) {
		size_t middle = low + (high - low) / 2;

		if (compare_bytes(&list->items[middle].name, &variable->name) < 0)
			low = middle + 1;
		else
			high = middle;
	}
	return low < list->count && compare_bytes(&list->items[low].name, &variable->name) == 0 &&
		compare_bytes(&list->items[low].value, &variable->value) == 0;
}

static void append_name(struct text *names, struct slice name, size_t count)
{
	if (count < MOST_NAMES) {
		text_add(names, names->length > 0 ? ", " : "");
		text_append(names, name.bytes, name.length);
	} else if (count == MOST_NAMES) {
		text_add(names, ", ...");
	}
}

bool text_variables_kept(struct arena *arena, const struct content_text *before,
	const struct content_text *after, const char **names)
{
	TEXT_CLEANUP struct text text = TEXT_INIT;
	struct variable_list old, new;
	size_t lost = 0;

	split_variables(whole(before), &old);
	split_variables(whole(after), &new);
	for (size_t i = 0; i < old.count; i++) {
		if (i > 0 && compare_bytes(&old.items[i - 1].name, &old.items[i].name) == 0)
			continue;
		if (!has_value(&new, &old.items[i]))
			append_name(&text, old.items[i].name, lost++);
	}
	free(old.items);
	free(new.items);
	*names = lost > 0 ? arena_string(arena, text_string(&text)) : NULL;
	return lost == 0;
}
