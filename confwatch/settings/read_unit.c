// SPDX-License-Identifier: GPL-2.0-or-later
// Units and drop-ins of systemd, as its config_parse() reads one file.
#include <string.h>

#include "base/text.h"
#include "base/unicode.h"
#include "settings/formats.h"

struct reading {
	struct document *document;
	struct text text; /* the logical line */
	uint32_t first;	  /* its first line; 0: there is none */
	bool in_section;
};

static bool is_blank(char byte)
{
	return byte == ' ' || byte == '\t' || byte == '\n' || byte == '\r';
}

static void trim(const char **at, const char **end)
{
	while (*at < *end && is_blank(**at))
		(*at)++;
	while (*end > *at && is_blank((*end)[-1]))
		(*end)--;
}

static void refuse(struct reading *reading, const char *why, const char *at, const char *end)
{
	document_unread(reading->document, reading->first, why, at, (size_t)(end - at));
}

static void close_section(struct reading *reading)
{
	if (reading->in_section)
		document_close(reading->document);
	reading->in_section = false;
}

static void take_section(struct reading *reading, const char *at, const char *end)
{
	if (end[-1] != ']') {
		refuse(reading, "systemd refuses a file with such a section", at, end);
		return;
	}
	close_section(reading);
	document_open(reading->document, "section", reading->first);
	document_attribute(reading->document, "name", at + 1, (size_t)(end - at - 2));
	reading->in_section = true;
}

static void take_setting(struct reading *reading, const char *at, const char *end)
{
	const char *sign = memchr(at, '=', (size_t)(end - at));
	const char *stop = sign;

	if (sign == NULL || sign == at || !reading->in_section) {
		refuse(reading, "systemd passes over what is no \"Name=value\" in a section", at,
			end);
		return;
	}
	sign++;
	trim(&at, &stop);
	trim(&sign, &end);
	document_open(reading->document, "setting", reading->first);
	document_attribute(reading->document, "name", at, (size_t)(stop - at));
	document_attribute(reading->document, "value", sign, (size_t)(end - sign));
	document_close(reading->document);
}

static void take_logical(struct reading *reading)
{
	const char *at = text_string(&reading->text);
	const char *end = at + reading->text.length;

	trim(&at, &end);
	if (at == end)
		return;
	if (!unicode_all_valid(at, (size_t)(end - at)))
		refuse(reading, "systemd passes over what is no UTF-8", at, end);
	else if (*at == '[')
		take_section(reading, at, end);
	else
		take_setting(reading, at, end);
}

/* The logical line ends with a backslash that no other one escapes: it becomes a blank. */
static bool continues(struct text *text, size_t from)
{
	bool escaped = false;

	for (size_t i = from; i < text->length; i++)
		escaped = !escaped && text->bytes[i] == '\\';
	if (escaped)
		text->bytes[text->length - 1] = ' ';
	return escaped;
}

/* Comments between the lines of one setting are passed over, too. */
static void take_line(struct reading *reading, uint32_t line, const char *at, const char *end)
{
	const char *word = at;
	size_t from;

	while (word < end && is_blank(*word))
		word++;
	if (word < end && (*word == '#' || *word == ';')) {
		document_comment(reading->document, line, word + 1, (size_t)(end - word - 1));
		return;
	}
	if (reading->first == 0)
		reading->first = line;
	from = reading->text.length;
	text_append(&reading->text, at, (size_t)(end - at));
	if (continues(&reading->text, from))
		return;
	take_logical(reading);
	text_clear(&reading->text);
	reading->first = 0;
}

/* Behind the end of a line: a newline, a carriage return, or one of each. */
static const char *next_line(const char *stop, const char *end)
{
	if (stop < end && *stop == '\0')
		return stop + 1;
	if (end - stop > 1 && (stop[0] ^ stop[1]) == ('\n' ^ '\r') &&
		(stop[1] == '\n' || stop[1] == '\r'))
		return stop + 2;
	return stop < end ? stop + 1 : end;
}

static const char *line_end(const char *at, const char *end)
{
	while (at < end && *at != '\n' && *at != '\r' && *at != '\0')
		at++;
	return at;
}

void read_unit(struct document *document, const char *bytes, size_t length)
{
	struct reading reading = {.document = document};
	const char *end = bytes + length;
	const char *at = bytes;
	uint32_t line = 1;

	if (length >= 3 && memcmp(bytes, "\xEF\xBB\xBF", 3) == 0)
		at += 3;
	while (at < end && !document->full) {
		const char *stop = line_end(at, end);
		const char *next = next_line(stop, end);

		take_line(&reading, line, at, stop);
		line += memchr(stop, '\n', (size_t)(next - stop)) != NULL;
		at = next;
	}
	if (reading.text.length > 0)
		take_logical(&reading);
	close_section(&reading);
	text_release(&reading.text);
}
