// SPDX-License-Identifier: GPL-2.0-or-later
// Cyrus IMAP's cyrus.conf, as its master reads it: sections of programs and when they run.
#include <string.h>
#include <strings.h>

#include "settings/cyrus_text.h"
#include "settings/formats.h"

enum {
	LINE_MOST = 4094, /* fgets() of master, without the newline: what is longer is two lines */
	ARGUMENTS_MOST = 64,
};

struct reading {
	struct document *document;
	uint32_t line;
	bool inside;   /* a section */
	unsigned seen; /* the sections, by their places in the list of names */
};

static void unread(struct reading *reading, const char *why, const char *at, const char *end)
{
	document_unread(reading->document, reading->line, why, at, (size_t)(end - at));
}

static const char *const sections[] = {"START", "SERVICES", "EVENTS", "DAEMON"};

enum {
	SECTIONS = sizeof sections / sizeof sections[0]
};

/* Which section "SERVICES {" begins; SECTIONS: none. The first letter is a capital. */
static unsigned section_of(const char *at, const char *end)
{
	for (unsigned i = 0; i < SECTIONS; i++) {
		size_t length = strlen(sections[i]);
		const char *brace;

		if ((size_t)(end - at) <= length || *at != *sections[i] ||
			strncasecmp(at, sections[i], length) != 0)
			continue;
		brace = cyrus_skip_spaces(at + length, end);
		if (brace < end && *brace == '{' && cyrus_skip_spaces(brace + 1, end) == end)
			return i;
	}
	return SECTIONS;
}

/* The first section of each name counts. */
static void take_outside(struct reading *reading, const char *at, const char *end)
{
	unsigned section = section_of(at, end);

	if (section == SECTIONS || (reading->seen & 1U << section) != 0) {
		unread(reading, "Cyrus passes over what is in no section, or in a second one", at,
			end);
		return;
	}
	reading->inside = true;
	reading->seen |= 1U << section;
	document_open(reading->document, "section", reading->line);
	document_attribute_string(reading->document, "name", sections[section]);
}

/* NULL, or what is wrong with NAME=VALUE, of which *at is moved behind. */
static const char *take_argument(struct reading *reading, const char **at, const char *end)
{
	const char *name = *at;
	const char *value, *stop;

	while (*at < end && cyrus_is_alnum(**at))
		(*at)++;
	if (*at == end || **at != '=')
		return "Cyrus refuses an argument that is no name=value";
	value = *at + 1;
	if (value < end && *value == '"') {
		value++;
		stop = memchr(value, '"', (size_t)(end - value));
		if (stop == NULL)
			return "Cyrus refuses a quote that does not end";
	} else {
		for (stop = value; stop < end && !cyrus_is_space(*stop); stop++)
			;
	}
	document_open(reading->document, "setting", reading->line);
	document_attribute(reading->document, "name", name, (size_t)(*at - name));
	document_attribute(reading->document, "value", value, (size_t)(stop - value));
	document_close(reading->document);
	*at = stop + (stop < end);
	return NULL;
}

/* The first of each name counts. */
static void override_later(xmlNodePtr entry)
{
	for (xmlNodePtr node = entry->children; node != NULL; node = node->next) {
		xmlChar *name = xmlGetProp(node, xml_string("name"));

		for (xmlNodePtr later = node->next; later != NULL; later = later->next) {
			xmlChar *other = xmlGetProp(later, xml_string("name"));

			if (xmlStrEqual(name, other))
				document_override(later);
			xmlFree(other);
		}
		xmlFree(name);
	}
}

static void take_entry(struct reading *reading, const char *at, const char *end)
{
	const char *name = at;
	const char *why = NULL;
	unsigned count = 0;

	while (at < end && cyrus_is_alnum(*at))
		at++;
	if (at == name || (at < end && !cyrus_is_space(*at))) {
		unread(reading, "Cyrus refuses a name that is not of letters and digits", name,
			end);
		return;
	}
	document_open(reading->document, "section", reading->line);
	document_attribute(reading->document, "name", name, (size_t)(at - name));
	at = cyrus_skip_spaces(at, end);
	while (at < end && why == NULL) {
		why = ++count > ARGUMENTS_MOST ? "Cyrus refuses more than 64 arguments"
					       : take_argument(reading, &at, end);
		at = cyrus_skip_spaces(at, end);
	}
	if (why != NULL)
		unread(reading, why, name, end);
	if (document_here(reading->document) != NULL)
		override_later(document_here(reading->document));
	document_close(reading->document);
}

static void close_section(struct reading *reading)
{
	reading->inside = false;
	document_close(reading->document);
}

/* Inside quotes, too, braces count where master looks for another section. */
static bool has_brace(const char *at, const char *end)
{
	for (; at < end; at++)
		if (*at == '{' || *at == '}')
			return true;
	return false;
}

static void take_text(struct reading *reading, const char *at, const char *end)
{
	if (memchr(at, '\0', (size_t)(end - at)) != NULL || end - at > LINE_MOST)
		unread(reading, "a NUL, or too long a line", at, end);
	else if (!reading->inside)
		take_outside(reading, at, end);
	else if (*at == '}' && cyrus_skip_spaces(at + 1, end) == end)
		close_section(reading);
	else if (has_brace(at, end))
		unread(reading, "a brace inside a line", at, end);
	else
		take_entry(reading, at, end);
}

static void take_line(struct reading *reading, const char *at, const char *end)
{
	const char *mark = memchr(at, '#', (size_t)(end - at));
	const char *stop = mark != NULL ? mark : end;

	at = cyrus_skip_spaces(at, stop);
	while (stop > at && cyrus_is_space(stop[-1]))
		stop--;
	if (at < stop)
		take_text(reading, at, stop);
	else if (mark != NULL)
		document_comment(
			reading->document, reading->line, mark + 1, (size_t)(end - mark - 1));
}

void read_cyrus_conf(struct document *document, const char *bytes, size_t length)
{
	struct reading reading = {.document = document, .line = 1};
	const char *end = bytes + length;

	for (const char *at = bytes; at < end && !document->full; reading.line++) {
		const char *newline = memchr(at, '\n', (size_t)(end - at));
		const char *stop = newline != NULL ? newline : end;

		take_line(&reading, at, stop);
		at = newline != NULL ? newline + 1 : end;
	}
	if (reading.inside)
		close_section(&reading);
}
