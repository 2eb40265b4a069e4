// SPDX-License-Identifier: GPL-2.0-or-later
// Logical lines of Postfix's files, and the words in them.
#include "settings/postfix_lines.h"

#include <stdlib.h>
#include <string.h>

#include "base/arena.h"

bool postfix_is_space(char byte)
{
	return byte == ' ' || (byte >= '\t' && byte <= '\r');
}

void postfix_lines_release(struct postfix_lines *lines)
{
	text_release(&lines->text);
	free(lines->breaks);
}

/* One line of the file, without its newline. */
struct physical {
	struct piece bytes;
	size_t blank; /* bytes of white space that it begins with */
	bool text;    /* neither empty nor a comment */
	uint32_t line;
};

static bool take_physical(const char **at, const char *end, uint32_t *line, struct physical *result)
{
	const char *newline;
	size_t blank = 0;

	if (*at == end)
		return false;
	newline = memchr(*at, '\n', (size_t)(end - *at));
	result->bytes.bytes = *at;
	result->bytes.length = (size_t)((newline != NULL ? newline : end) - *at);
	while (blank < result->bytes.length && postfix_is_space((*at)[blank]))
		blank++;
	result->blank = blank;
	result->text = blank < result->bytes.length && (*at)[blank] != '#';
	result->line = (*line)++;
	*at = newline != NULL ? newline + 1 : end;
	return true;
}

static void put_comment(const struct physical *physical, struct document *document)
{
	size_t mark = physical->blank + 1;

	if (!physical->text && physical->blank < physical->bytes.length)
		document_comment(document, physical->line, physical->bytes.bytes + mark,
			physical->bytes.length - mark);
}

static void join(struct postfix_lines *lines, const struct physical *physical)
{
	lines->breaks = memory_grow(lines->breaks, &lines->break_capacity, lines->break_count + 1,
		sizeof *lines->breaks);
	lines->breaks[lines->break_count++] =
		(struct line_break){lines->text.length, physical->line};
	text_append(&lines->text, physical->bytes.bytes, physical->bytes.length);
}

/* What follows belongs to the logical line: even a comment, for text may come behind it. */
static bool goes_on(const struct postfix_lines *lines)
{
	return lines->at < lines->end && (*lines->at == '#' || postfix_is_space(*lines->at));
}

static bool gather(struct postfix_lines *lines, struct document *document)
{
	struct physical physical;

	text_clear(&lines->text);
	lines->break_count = 0;
	for (;;) {
		if (lines->break_count == 0)
			lines->start = lines->at;
		if (!take_physical(&lines->at, lines->end, &lines->line, &physical))
			return lines->break_count > 0;
		if (physical.text) {
			if (lines->break_count == 0)
				lines->first = physical.line;
			join(lines, &physical);
		} else if (lines->break_count == 0) {
			put_comment(&physical, document);
		}
		if (lines->break_count > 0 && !goes_on(lines))
			return true;
	}
}

bool postfix_lines_next(struct postfix_lines *lines, struct document *document)
{
	while (gather(lines, document)) {
		lines->length = strlen(text_string(&lines->text));
		if (!postfix_is_space(lines->text.bytes[0]))
			return true;
		postfix_lines_unread(lines, document, "it continues nothing");
		postfix_lines_rest(lines, document);
	}
	return false;
}

void postfix_lines_rest(struct postfix_lines *lines, struct document *document)
{
	const char *at = lines->start;
	uint32_t line = lines->first;
	struct physical physical;

	while (take_physical(&at, lines->at, &line, &physical))
		put_comment(&physical, document);
	if (lines->length < lines->text.length)
		document_unread(document,
			postfix_lines_at(lines, lines->text.bytes + lines->length),
			"Postfix reads nothing behind a NUL", lines->text.bytes + lines->length,
			lines->text.length - lines->length);
}

uint32_t postfix_lines_at(const struct postfix_lines *lines, const char *bytes)
{
	size_t offset = (size_t)(bytes - lines->text.bytes);
	size_t low = 0;
	size_t high = lines->break_count;

	while (high - low > 1) {
		size_t middle = low + (high - low) / 2;

		if (lines->breaks[middle].offset <= offset)
			low = middle;
		else
			high = middle;
	}
	return lines->breaks[low].line;
}

void postfix_lines_unread(
	const struct postfix_lines *lines, struct document *document, const char *why)
{
	document_unread(document, lines->first, why, lines->text.bytes, lines->length);
}

struct piece postfix_lines_piece(const struct postfix_lines *lines)
{
	return (struct piece){lines->text.bytes, lines->length};
}

struct piece postfix_trim(struct piece piece)
{
	while (piece.length > 0 && postfix_is_space(piece.bytes[0])) {
		piece.bytes++;
		piece.length--;
	}
	while (piece.length > 0 && postfix_is_space(piece.bytes[piece.length - 1]))
		piece.length--;
	return piece;
}

static bool is_one_of(char byte, const char *set)
{
	return byte != '\0' && strchr(set, byte) != NULL;
}

static void cut(struct piece *piece, size_t length)
{
	piece->bytes += length;
	piece->length -= length;
}

bool postfix_word(struct piece *rest, const char *separators, bool braces, struct piece *result)
{
	size_t depth = 0;
	size_t length = 0;

	while (rest->length > 0 && is_one_of(rest->bytes[0], separators))
		cut(rest, 1);
	if (rest->length == 0)
		return false;
	for (; length < rest->length; length++) {
		char byte = rest->bytes[length];

		if (braces && byte == '{')
			depth++;
		else if (depth > 0 && byte == '}')
			depth--;
		else if (depth == 0 && is_one_of(byte, separators))
			break;
	}
	*result = (struct piece){rest->bytes, length};
	cut(rest, length);
	return true;
}

const char *postfix_inside(struct piece *piece)
{
	size_t depth = 0;
	size_t at = 0;
	const char *why = NULL;

	for (; at < piece->length; at++) {
		if (piece->bytes[at] == '{')
			depth++;
		else if (piece->bytes[at] == '}' && --depth == 0)
			break;
	}
	if (at == piece->length)
		why = "a } is missing";
	else if (at + 1 < piece->length)
		why = "text follows the }";
	*piece = postfix_trim((struct piece){piece->bytes + 1, at - 1});
	return why;
}

const char *postfix_name_value(struct piece text, struct piece *name, struct piece *value)
{
	struct piece rest = postfix_trim(text);
	size_t length = 0;

	while (length < rest.length && rest.bytes[length] != '=' &&
		!postfix_is_space(rest.bytes[length]))
		length++;
	if (length == 0)
		return "no name before '='";
	*name = (struct piece){rest.bytes, length};
	cut(&rest, length);
	rest = postfix_trim(rest);
	if (rest.length == 0 || rest.bytes[0] != '=')
		return "no '=' behind the name";
	cut(&rest, 1);
	*value = postfix_trim(rest);
	return NULL;
}

bool piece_is(struct piece piece, const char *string)
{
	return piece.length == strlen(string) && memcmp(piece.bytes, string, piece.length) == 0;
}
