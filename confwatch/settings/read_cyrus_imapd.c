// SPDX-License-Identifier: GPL-2.0-or-later
// Cyrus IMAP's imapd.conf, as lib/libconfig.c of it reads one file.
#include <libxml/hash.h>
#include <string.h>

#include "base/text.h"
#include "settings/cyrus_text.h"
#include "settings/formats.h"

struct reading {
	struct document *document;
	xmlHashTablePtr names;
	struct text line; /* the logical line */
	uint32_t first;	  /* its first line */
};

static bool is_in_name(char byte)
{
	return cyrus_is_alnum(byte) || byte == '-' || byte == '_';
}

static void refuse(struct reading *reading, const char *why)
{
	document_unread(reading->document, reading->first, why, text_string(&reading->line),
		reading->line.length);
}

/* Each option may be given once. */
static bool is_first(struct reading *reading, const char *name)
{
	return reading->names != NULL &&
		xmlHashAddEntry(reading->names, xml_string(name), reading) == 0;
}

static void put(struct reading *reading, const char *name, const char *value, const char *end)
{
	bool include = strcmp(name, "@include") == 0;

	if (name[0] == '@' && !include) {
		refuse(reading, "Cyrus refuses every directive but @include");
		return;
	}
	if (!include && !is_first(reading, name)) {
		refuse(reading, "Cyrus refuses an option that is given twice");
		return;
	}
	document_open(reading->document, include ? "include" : "setting", reading->first);
	if (!include)
		document_attribute_string(reading->document, "name", name);
	document_attribute(reading->document, "value", value, (size_t)(end - value));
	document_close(reading->document);
}

static void take_option(struct reading *reading, const char *at, const char *end)
{
	TEXT_CLEANUP struct text name = TEXT_INIT;

	if (*at == '@')
		text_byte(&name, *at++);
	for (; at < end && is_in_name(*at); at++)
		text_byte(&name, cyrus_lower(*at));
	if (at == end || *at != ':') {
		refuse(reading, "Cyrus refuses what is no \"option: value\"");
		return;
	}
	at = cyrus_skip_spaces(at + 1, end);
	while (end - at > 1 && cyrus_is_space(end[-1]))
		end--;
	if (at == end)
		refuse(reading, "Cyrus refuses an option without a value");
	else
		put(reading, text_string(&name), at, end);
}

static void take_logical(struct reading *reading)
{
	const char *end = text_string(&reading->line) + reading->line.length;
	const char *at = cyrus_skip_spaces(text_string(&reading->line), end);

	if (memchr(text_string(&reading->line), '\0', reading->line.length) != NULL)
		refuse(reading, "a NUL, behind which nothing is read");
	else if (at < end && *at == '#')
		document_comment(reading->document, reading->first, at + 1, (size_t)(end - at - 1));
	else if (at < end)
		take_option(reading, at, end);
}

/* Whether what was read so far, an earlier line of it included, ends with a backslash: it goes. */
static bool continues(struct text *line)
{
	if (line->length == 0 || line->bytes[line->length - 1] != '\\')
		return false;
	line->bytes[--line->length] = '\0';
	return true;
}

void read_cyrus_imapd(struct document *document, const char *bytes, size_t length)
{
	struct reading reading = {
		.document = document, .names = xmlHashCreate(document_names(length)), .first = 1};
	const char *end = bytes + length;
	uint32_t line = 1;

	for (const char *at = bytes; at < end && !document->full; line++) {
		const char *newline = memchr(at, '\n', (size_t)(end - at));
		const char *stop = newline != NULL ? newline : end;

		text_append(&reading.line, at, (size_t)(stop - at));
		at = newline != NULL ? newline + 1 : end;
		if (newline != NULL && continues(&reading.line))
			continue;
		take_logical(&reading);
		text_clear(&reading.line);
		reading.first = line + 1;
	}
	if (reading.line.length > 0)
		refuse(&reading, "continued beyond the end of the file");
	document->full = document->full || reading.names == NULL;
	if (reading.names != NULL)
		xmlHashFree(reading.names, NULL);
	text_release(&reading.line);
}
