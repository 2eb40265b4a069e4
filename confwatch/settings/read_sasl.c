// SPDX-License-Identifier: GPL-2.0-or-later
// Cyrus SASL's "key: value" files, as lib/config.c of libsasl2 reads them.
#include <libxml/hash.h>
#include <string.h>

#include "base/text.h"
#include "settings/formats.h"

enum {
	PIECE_MOST = 4095, /* fgets() of the library: what is longer begins another line */
};

struct reading {
	struct document *document;
	xmlHashTablePtr names;
};

static bool is_blank(char byte)
{
	return byte == ' ' || (byte >= '\t' && byte <= '\r');
}

static bool is_in_key(char byte)
{
	return (byte >= 'a' && byte <= 'z') || (byte >= 'A' && byte <= 'Z') ||
		(byte >= '0' && byte <= '9') || byte == '-' || byte == '_';
}

static char lower(char byte)
{
	return (char)(byte >= 'A' && byte <= 'Z' ? byte + ('a' - 'A') : byte);
}

/* The first of its name counts. */
static bool is_first(struct reading *reading, const char *name)
{
	if (reading->names == NULL || xmlHashLookup(reading->names, xml_string(name)) != NULL)
		return false;
	return xmlHashAddEntry(reading->names, xml_string(name), reading) == 0;
}

static void take_setting(struct reading *reading, uint32_t line, const char *key, size_t key_length,
	const char *value, size_t length)
{
	TEXT_CLEANUP struct text name = TEXT_INIT;
	bool first;

	for (size_t i = 0; i < key_length; i++)
		text_byte(&name, lower(key[i]));
	first = is_first(reading, text_string(&name));
	document_open(reading->document, first ? "setting" : "overridden", line);
	document_attribute_string(reading->document, "name", text_string(&name));
	document_attribute(reading->document, "value", value, length);
	document_close(reading->document);
}

static void take_line(struct reading *reading, uint32_t line, const char *at, const char *end)
{
	const char *start = at;
	const char *key;
	const char *colon;

	if (memchr(at, '\0', (size_t)(end - at)) != NULL) {
		document_unread(reading->document, line, "a NUL, behind which nothing is read", at,
			(size_t)(end - at));
		return;
	}
	while (at < end && is_blank(*at))
		at++;
	if (at == end)
		return;
	if (*at == '#') {
		document_comment(reading->document, line, at + 1, (size_t)(end - at - 1));
		return;
	}
	for (key = at; at < end && is_in_key(*at); at++)
		;
	colon = at;
	if (at < end)
		at++;
	while (at < end && is_blank(*at))
		at++;
	if (colon == end || *colon != ':' || at == end) {
		document_unread(reading->document, line,
			"neither \"key: value\" nor a comment: the library refuses the whole file",
			start, (size_t)(end - start));
		return;
	}
	while (end - at > 1 && is_blank(end[-1]))
		end--;
	take_setting(reading, line, key, (size_t)(colon - key), at, (size_t)(end - at));
}

void read_sasl(struct document *document, const char *bytes, size_t length)
{
	struct reading reading = {document, xmlHashCreate(document_names(length))};
	const char *end = bytes + length;
	uint32_t line = 1;

	for (const char *at = bytes; at < end && !document->full;) {
		size_t most = (size_t)(end - at) < PIECE_MOST ? (size_t)(end - at) : PIECE_MOST;
		const char *newline = memchr(at, '\n', most);
		const char *stop = newline != NULL ? newline : at + most;

		take_line(&reading, line, at, stop);
		line += newline != NULL;
		at = newline != NULL ? newline + 1 : stop;
	}
	document->full = document->full || reading.names == NULL;
	if (reading.names != NULL)
		xmlHashFree(reading.names, NULL);
}
