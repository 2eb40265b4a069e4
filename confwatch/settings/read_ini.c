// SPDX-License-Identifier: GPL-2.0-or-later
// sssd.conf and its like, as libini_config reads them for sssd (INI_PARSE_NOWRAP).
#include <libxml/hash.h>
#include <string.h>

#include "base/text.h"
#include "base/unicode.h"
#include "settings/formats.h"

enum {
	LINE_MOST = 8 * 1024 - 1, /* BUFFER_SIZE: longer lines are refused */
	NAME_MOST = 1023,	  /* MAX_KEY */
};

/* Sections and settings are found whatever the case of their letters. */
struct reading {
	struct document *document;
	xmlHashTablePtr sections; /* lower-case name -> element */
	xmlHashTablePtr settings; /* address of the section, newline, lower-case name -> element */
	xmlNodePtr section;	  /* the open one; NULL: it was left out */
	bool open;
	bool again;	 /* it came before */
	bool in_comment; /* of C's kind */
	uint32_t comment_line;
};

static bool is_space(char byte)
{
	return byte == ' ' || (byte >= '\t' && byte <= '\r');
}

static bool is_all_space(const char *at, const char *end)
{
	while (at < end && is_space(*at))
		at++;
	return at == end;
}

static void add_lower(struct text *text, const char *bytes, size_t length)
{
	for (size_t i = 0; i < length; i++) {
		char byte = bytes[i];

		text_byte(text, (char)(byte >= 'A' && byte <= 'Z' ? byte + ('a' - 'A') : byte));
	}
}

/* The library's names are of printable ASCII, and "!" is not among it. */
static bool is_name(const char *at, const char *end)
{
	while (at < end && *at >= ' ' && *at != '!')
		at++;
	return at == end;
}

static void refuse(
	struct reading *reading, uint32_t line, const char *why, const char *at, const char *end)
{
	document_unread(reading->document, line, why, at, (size_t)(end - at));
}

static void close_section(struct reading *reading)
{
	if (reading->open)
		document_close(reading->document);
	reading->open = false;
}

/* A section that comes again goes on. */
static void open_section(struct reading *reading, uint32_t line, const char *name, size_t length)
{
	TEXT_CLEANUP struct text key = TEXT_INIT;

	close_section(reading);
	add_lower(&key, name, length);
	reading->section = xmlHashLookup(reading->sections, xml_string(text_string(&key)));
	reading->open = true;
	reading->again = reading->section != NULL;
	if (reading->again) {
		document_reopen(reading->document, reading->section);
		return;
	}
	document_open(reading->document, "section", line);
	document_attribute(reading->document, "name", name, length);
	reading->section = document_here(reading->document);
	if (reading->section != NULL)
		(void)xmlHashAddEntry(
			reading->sections, xml_string(text_string(&key)), reading->section);
}

static void take_section(struct reading *reading, uint32_t line, const char *at, const char *end)
{
	const char *start = at;

	while (end > at && is_space(end[-1]))
		end--;
	if (end[-1] != ']') {
		refuse(reading, line, "nothing closes the section's name", start, end);
		return;
	}
	end--;
	for (at++; at < end && is_space(*at);)
		at++;
	while (end > at && is_space(end[-1]))
		end--;
	if (at >= end || end - at > NAME_MOST + 1 || !is_name(at, end))
		refuse(reading, line, "no name of a section, or too long a one", start, end);
	else
		open_section(reading, line, at, (size_t)(end - at));
}

/* The last of its name in a section counts. */
static void take_setting(struct reading *reading, uint32_t line, const char *name,
	size_t name_length, const char *value, size_t length)
{
	TEXT_CLEANUP struct text key = TEXT_INIT;
	xmlNodePtr setting;
	size_t start;
	bool lost;

	if (!reading->open)
		open_section(reading, line, "default", strlen("default"));
	text_format(&key, "%p\n", (void *)reading->section);
	start = key.length;
	add_lower(&key, name, name_length);
	/* The library takes such a name for a mark of its own when it merges sections. */
	lost = reading->again && *name == '[';
	if (!lost)
		document_override(xmlHashLookup(reading->settings, xml_string(text_string(&key))));
	document_open(reading->document, lost ? "overridden" : "setting", line);
	document_attribute_string(reading->document, "name", text_string(&key) + start);
	document_attribute(reading->document, "value", value, length);
	setting = document_here(reading->document);
	if (setting != NULL && !lost)
		(void)xmlHashUpdateEntry(
			reading->settings, xml_string(text_string(&key)), setting, NULL);
	document_close(reading->document);
}

static void take_pair(struct reading *reading, uint32_t line, const char *at, const char *end)
{
	const char *start = at;
	const char *sign;
	const char *stop;

	while (at < end && is_space(*at))
		at++;
	while (end > at && is_space(end[-1]))
		end--;
	sign = end > at ? memchr(at, '=', (size_t)(end - at)) : NULL;
	if (sign == NULL || sign == at) {
		refuse(reading, line, "neither \"name = value\" nor a section nor a comment", start,
			end);
		return;
	}
	for (stop = sign; stop > at + 1 && is_space(stop[-1]);)
		stop--;
	if (stop - at >= NAME_MOST + 1 || !is_name(at, stop)) {
		refuse(reading, line, "no name of a setting, or too long a one", start, end);
		return;
	}
	for (sign++; sign < end && is_space(*sign);)
		sign++;
	take_setting(reading, line, at, (size_t)(stop - at), sign, (size_t)(end - sign));
}

/* A line that ends with the end of a comment of C's kind. */
static bool closes_comment(const char *at, const char *end, long least)
{
	while (end > at && is_space(end[-1]))
		end--;
	return end - at > least && end[-1] == '/' && end[-2] == '*';
}

static bool is_comment(struct reading *reading, uint32_t line, const char *at, const char *end)
{
	if (reading->in_comment) {
		reading->in_comment = !closes_comment(at, end, 2);
		return true;
	}
	if (at == end || *at == ';' || *at == '#')
		return true;
	if (end - at < 2 || at[0] != '/' || (at[1] != '/' && at[1] != '*'))
		return false;
	reading->in_comment = at[1] == '*' && !closes_comment(at, end, 3);
	reading->comment_line = line;
	return true;
}

static void take_comment(struct reading *reading, uint32_t line, const char *at, const char *end)
{
	if (is_all_space(at, end))
		return;
	if (*at == ';' || *at == '#')
		at++;
	document_comment(reading->document, line, at, (size_t)(end - at));
}

/* Before anything else only blanks and tabs may stand. */
static bool is_indented_oddly(const char *at, const char *end)
{
	while (at < end && (*at == ' ' || *at == '\t'))
		at++;
	return at < end && is_space(*at);
}

static void take_line(struct reading *reading, uint32_t line, const char *at, const char *end)
{
	if (end > at && memchr(at, '\0', (size_t)(end - at)) != NULL)
		refuse(reading, line, "a NUL", at, end);
	else if (!unicode_all_valid(at, (size_t)(end - at)))
		refuse(reading, line, "it is no UTF-8: the whole file is refused", at, end);
	else if (end - at >= LINE_MOST)
		refuse(reading, line, "the line is too long", at, end);
	else if (is_comment(reading, line, at, end) || is_all_space(at, end))
		take_comment(reading, line, at, end);
	else if (*at == '[')
		take_section(reading, line, at, end);
	else if (is_indented_oddly(at, end))
		refuse(reading, line, "a control character before the name", at, end);
	else
		take_pair(reading, line, at, end);
}

/* A byte order mark of UTF-8 is taken for what it is. */
static const char *skip_mark(const char *bytes, size_t length)
{
	return length >= 3 && memcmp(bytes, "\xEF\xBB\xBF", 3) == 0 ? bytes + 3 : bytes;
}

static void read_lines(struct reading *reading, const char *bytes, size_t length)
{
	const char *end = bytes + length;
	uint32_t line = 1;

	for (const char *at = skip_mark(bytes, length); at < end && !reading->document->full;
		line++) {
		const char *newline = memchr(at, '\n', (size_t)(end - at));
		const char *stop = newline != NULL ? newline : end;
		const char *next = newline != NULL ? newline + 1 : end;

		while (stop > at && stop[-1] == '\r')
			stop--;
		take_line(reading, line, at, stop);
		at = next;
	}
	if (length == 0)
		refuse(reading, line, "an empty file is refused", end, end);
	if (reading->in_comment)
		refuse(reading, reading->comment_line, "a comment that nothing ends", end, end);
}

void read_ini(struct document *document, const char *bytes, size_t length)
{
	struct reading reading = {
		.document = document,
		.sections = xmlHashCreate(document_names(length)),
		.settings = xmlHashCreate(document_names(length)),
	};

	if (reading.sections != NULL && reading.settings != NULL)
		read_lines(&reading, bytes, length);
	else
		document->full = true;
	close_section(&reading);
	if (reading.sections != NULL)
		xmlHashFree(reading.sections, NULL);
	if (reading.settings != NULL)
		xmlHashFree(reading.settings, NULL);
}
