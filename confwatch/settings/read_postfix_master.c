// SPDX-License-Identifier: GPL-2.0-or-later
// Postfix's master.cf: services of eight columns, a command and its arguments.
#include <string.h>

#include "settings/formats.h"
#include "settings/postfix_lines.h"

enum {
	COLUMNS = 8
};

static const char *const columns[COLUMNS] = {
	"name", "type", "private", "unpriv", "chroot", "wakeup", "maxproc", "command"};

static bool is_type(struct piece value)
{
	return piece_is(value, "inet") || piece_is(value, "unix") || piece_is(value, "fifo") ||
		piece_is(value, "unix-dgram") || piece_is(value, "pass");
}

static bool is_switch(struct piece value)
{
	return piece_is(value, "y") || piece_is(value, "n") || piece_is(value, "-");
}

/* Digits, or a dash. */
static bool is_number(struct piece value)
{
	if (piece_is(value, "-"))
		return true;
	for (size_t i = 0; i < value.length; i++)
		if (value.bytes[i] < '0' || value.bytes[i] > '9')
			return false;
	return value.length > 0;
}

static const char *wrong(const struct piece *values)
{
	struct piece wakeup = values[5];

	if (!is_type(values[1]))
		return "no such type of service";
	for (size_t i = 2; i < 5; i++)
		if (!is_switch(values[i]))
			return "private, unpriv and chroot are y, n or -";
	if (wakeup.bytes[wakeup.length - 1] == '?')
		wakeup.length--;
	if (!is_number(wakeup))
		return "wakeup is no number";
	if (!is_number(values[6]))
		return "maxproc is no number";
	return NULL;
}

static void put(struct document *document, const char *element, uint32_t line, struct piece value)
{
	document_open(document, element, line);
	document_attribute(document, "value", value.bytes, value.length);
	document_close(document);
}

static void put_unread(
	struct document *document, uint32_t line, const char *why, struct piece value)
{
	document_unread(document, line, why, value.bytes, value.length);
}

/* The arguments of a service, one by one. */
struct arguments {
	const struct postfix_lines *lines;
	struct document *document;
	struct piece rest;
};

static bool next_argument(struct arguments *arguments, struct piece *result, uint32_t *line)
{
	if (!postfix_word(&arguments->rest, POSTFIX_BLANKS, true, result))
		return false;
	*line = postfix_lines_at(arguments->lines, result->bytes);
	return true;
}

static void put_option(struct arguments *arguments, struct piece text, uint32_t line)
{
	struct piece name, value;
	struct piece whole = text;
	const char *why = NULL;

	if (text.length > 0 && text.bytes[0] == '{')
		why = postfix_inside(&text);
	if (why == NULL)
		why = postfix_name_value(text, &name, &value);
	if (why != NULL) {
		put_unread(arguments->document, line, why, whole);
		return;
	}
	document_open(arguments->document, "option", line);
	document_attribute(arguments->document, "name", name.bytes, name.length);
	document_attribute(arguments->document, "value", value.bytes, value.length);
	document_close(arguments->document);
}

/* Flags, the last of which may be an o: then "-o name=value", "-oname=value", "-vo name=value". */
static void read_flags(struct arguments *arguments, struct piece word, uint32_t line)
{
	const char *mark = memchr(word.bytes + 1, 'o', word.length - 1);
	size_t before = mark != NULL ? (size_t)(mark - word.bytes) : word.length;
	struct piece value = {word.bytes + before + 1, word.length - before - 1};

	if (mark == NULL || before > 1)
		put(arguments->document, "argument", line, (struct piece){word.bytes, before});
	if (mark == NULL)
		return;
	if (value.length > 0 || next_argument(arguments, &value, &line))
		put_option(arguments, value, line);
	else
		put_unread(arguments->document, line, "-o without name=value", word);
}

static bool is_flag(struct piece word)
{
	return word.bytes[0] == '-' && !piece_is(word, "--");
}

static void read_arguments(struct arguments *arguments)
{
	bool flags = true;
	struct piece word;
	uint32_t line;

	while (next_argument(arguments, &word, &line)) {
		struct piece inside = word;
		const char *why = word.bytes[0] == '{' ? postfix_inside(&inside) : NULL;

		flags = flags && is_flag(word);
		if (why != NULL)
			put_unread(arguments->document, line, why, word);
		else if (flags)
			read_flags(arguments, word, line);
		else
			put(arguments->document, "argument", line, inside);
	}
}

static void read_service(struct postfix_lines *lines, struct document *document)
{
	struct arguments arguments = {lines, document, postfix_lines_piece(lines)};
	struct piece values[COLUMNS];
	const char *why;

	for (size_t i = 0; i < COLUMNS; i++)
		if (!postfix_word(&arguments.rest, POSTFIX_BLANKS, false, &values[i])) {
			postfix_lines_unread(lines, document, "fewer than eight columns");
			return;
		}
	why = wrong(values);
	if (why != NULL) {
		postfix_lines_unread(lines, document, why);
		return;
	}
	document_open(document, "service", lines->first);
	for (size_t i = 0; i < COLUMNS; i++)
		document_attribute(document, columns[i], values[i].bytes, values[i].length);
	read_arguments(&arguments);
	document_close(document);
}

void read_postfix_master(struct document *document, const char *bytes, size_t length)
{
	POSTFIX_LINES_CLEANUP struct postfix_lines lines = POSTFIX_LINES(bytes, length);

	while (postfix_lines_next(&lines, document)) {
		read_service(&lines, document);
		postfix_lines_rest(&lines, document);
	}
}
