// SPDX-License-Identifier: GPL-2.0-or-later
// A streaming XML writer: elements with attributes go straight into a text.
#include "render/xml.h"

#include <inttypes.h>
#include <string.h>

#include "base/unicode.h"
#include "render/words.h"

/* Char of XML 1.0, fifth edition, among those that UTF-8 has. */
static bool has_xml(uint32_t character)
{
	if (character < 0x20)
		return character == '\t' || character == '\n' || character == '\r';
	return character != 0xfffe && character != 0xffff;
}

static void add_character(struct text *result, const char *bytes, size_t size, uint32_t value)
{
	switch (value) {
	case '&':
		text_add(result, "&amp;");
		break;
	case '<':
		text_add(result, "&lt;");
		break;
	case '>':
		text_add(result, "&gt;");
		break;
	case '"':
		text_add(result, "&quot;");
		break;
	case '\\':
		text_add(result, "\\\\");
		break;
	default:
		if (unicode_hidden(value))
			text_format(result, "&#x%" PRIX32 ";", value);
		else
			text_append(result, bytes, size);
	}
}

void escape_xml(struct text *result, const char *bytes, size_t length)
{
	for (size_t i = 0; i < length;) {
		uint32_t character = 0;
		size_t size = unicode_decode(bytes + i, length - i, &character);

		if (size > 0 && has_xml(character)) {
			add_character(result, bytes + i, size, character);
			i += size;
			continue;
		}
		for (size_t end = i + (size > 0 ? size : 1); i < end; i++)
			text_format(result, "\\x%02X", (unsigned)(unsigned char)bytes[i]);
	}
}

struct xml xml_init(struct text *out)
{
	text_add(out, "<?xml version=\"1.0\" encoding=\"UTF-8\"?>\n");
	return (struct xml){.out = out};
}

/* Where what follows is inside of it. */
static void end_tag(struct xml *xml)
{
	if (xml->open)
		text_add(xml->out, ">\n");
	xml->open = false;
}

static void indent(const struct xml *xml)
{
	text_format(xml->out, "%*s", (int)(2 * xml->depth), "");
}

void xml_begin(struct xml *xml, const char *element)
{
	end_tag(xml);
	indent(xml);
	text_format(xml->out, "<%s", element);
	xml->open = true;
	xml->depth++;
}

void xml_end(struct xml *xml, const char *element)
{
	xml->depth--;
	if (xml->open) {
		text_add(xml->out, "/>\n");
	} else {
		indent(xml);
		text_format(xml->out, "</%s>\n", element);
	}
	xml->open = false;
}

void xml_string(struct xml *xml, const char *attribute, const char *value)
{
	if (value == NULL)
		return;
	text_format(xml->out, " %s=\"", attribute);
	escape_xml(xml->out, value, strlen(value));
	text_byte(xml->out, '"');
}

void xml_number(struct xml *xml, const char *attribute, uint64_t value)
{
	text_format(xml->out, " %s=\"%" PRIu64 "\"", attribute, value);
}

void xml_boolean(struct xml *xml, const char *attribute, bool value)
{
	xml_string(xml, attribute, value ? "true" : "false");
}

void xml_time(struct xml *xml, const char *attribute, int64_t seconds, int zone)
{
	text_format(xml->out, " %s=\"", attribute);
	words_iso_time(xml->out, seconds, zone);
	text_byte(xml->out, '"');
}

void xml_id(struct xml *xml, const char *attribute, const struct snapshot_id *id)
{
	char hex[SNAPSHOT_HEX_SIZE];

	snapshot_hex(id, hex);
	xml_string(xml, attribute, hex);
}

void xml_element(struct xml *xml, const char *element, const char *value)
{
	if (value == NULL)
		return;
	end_tag(xml);
	indent(xml);
	text_format(xml->out, "<%s>", element);
	escape_xml(xml->out, value, strlen(value));
	text_format(xml->out, "</%s>\n", element);
}
