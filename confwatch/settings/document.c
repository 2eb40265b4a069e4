// SPDX-License-Identifier: GPL-2.0-or-later
// Building the document of one configuration file.
#include "settings/document.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "base/unicode.h"

enum {
	PRIVATE = 0xF700, /* private use: a byte that is no character */
	PRIVATE_LAST = PRIVATE + 0xFF,
	BYTES_A_NAME = 16, /* of a file full of them */
	NAMES_MOST = 131072,
};

xmlDocPtr document_tree(const char *element)
{
	xmlDocPtr tree = xmlNewDoc(xml_string("1.0"));
	xmlNodePtr root =
		tree != NULL ? xmlNewDocNode(tree, NULL, xml_string(element), NULL) : NULL;

	if (root == NULL) {
		xmlFreeDoc(tree);
		return NULL;
	}
	(void)xmlDocSetRootElement(tree, root);
	return tree;
}

struct document document_below(xmlNodePtr root)
{
	return (struct document){.tree = root->doc, .at = root};
}

struct document *document_new(const char *format)
{
	struct document *document = calloc(1, sizeof *document);
	xmlDocPtr tree = document_tree("file");

	if (document == NULL || tree == NULL) {
		xmlFreeDoc(tree);
		free(document);
		return NULL;
	}
	*document = document_below(xmlDocGetRootElement(tree));
	document_attribute_string(document, "format", format);
	return document;
}

void document_free(struct document *document)
{
	if (document == NULL)
		return;
	xmlFreeDoc(document->tree);
	free(document);
}

xmlDocPtr document_take(struct document *document)
{
	xmlDocPtr tree = document->tree;

	free(document);
	return tree;
}

/* XML 1.0, 2.2 Characters; the private ones stand for bytes. */
static bool is_plain(uint32_t character)
{
	if (character < ' ')
		return character == '\t' || character == '\n';
	if (character >= PRIVATE && character <= PRIVATE_LAST)
		return false;
	return character != 0x7F && character != 0xFFFE && character != 0xFFFF;
}

static void append_byte(struct text *text, unsigned char byte)
{
	unsigned character = PRIVATE + byte;
	const char encoded[3] = {
		(char)(0xE0 | (character >> 12)),
		(char)(0x80 | ((character >> 6) & 0x3F)),
		(char)(0x80 | (character & 0x3F)),
	};

	text_append(text, encoded, sizeof encoded);
}

void document_escape(struct text *text, const char *bytes, size_t length)
{
	for (size_t i = 0; i < length;) {
		uint32_t character = 0;
		size_t size = unicode_decode(bytes + i, length - i, &character);

		if (size == 0 || !is_plain(character)) {
			append_byte(text, (unsigned char)bytes[i]);
			i++;
			continue;
		}
		text_append(text, bytes + i, size);
		i += size;
	}
}

bool document_unescape(const char *value, struct text *result)
{
	const size_t length = strlen(value);
	bool escaped = false;

	for (size_t i = 0; i < length;) {
		uint32_t character = 0;
		size_t size = unicode_decode(value + i, length - i, &character);

		if (size > 0 && character >= PRIVATE && character <= PRIVATE_LAST) {
			text_byte(result, (char)(character - PRIVATE));
			escaped = true;
		} else {
			size = size > 0 ? size : 1;
			text_append(result, value + i, size);
		}
		i += size;
	}
	return escaped;
}

/* A limit was reached: what is opened from here on is only counted, to fit what is closed. */
static bool is_shut(struct document *document, size_t memory)
{
	document->memory += memory;
	if (document->memory > DOCUMENT_MEMORY_MOST || document->depth >= DOCUMENT_DEPTH_MOST)
		document->full = true;
	return document->full;
}

void document_open(struct document *document, const char *element, uint32_t line)
{
	xmlNodePtr node = NULL;
	char number[16];

	if (!is_shut(document, DOCUMENT_NODE)) {
		node = xmlNewDocNode(document->tree, NULL, xml_string(element), NULL);
		document->full = node == NULL;
	}
	if (node == NULL) {
		document->skipped++;
		return;
	}
	(void)xmlAddChild(document->at, node);
	document->at = node;
	document->depth++;
	if (line == 0)
		return;
	(void)snprintf(number, sizeof number, "%u", (unsigned)line);
	document_attribute_string(document, "line", number);
}

void document_close(struct document *document)
{
	if (document->skipped > 0) {
		document->skipped--;
		return;
	}
	document->at = document->at->parent;
	document->depth--;
}

xmlNodePtr document_here(const struct document *document)
{
	return document->skipped > 0 ? NULL : document->at;
}

void document_override(xmlNodePtr setting)
{
	if (setting != NULL)
		xmlNodeSetName(setting, xml_string("overridden"));
}

int document_names(size_t length)
{
	size_t names = length / BYTES_A_NAME + 16;

	return names < NAMES_MOST ? (int)names : NAMES_MOST;
}

void document_reopen(struct document *document, xmlNodePtr element)
{
	if (element == NULL || document->skipped > 0) {
		document->skipped++;
		return;
	}
	document->at = element;
	document->depth++;
}

void document_attribute(
	struct document *document, const char *name, const void *bytes, size_t length)
{
	TEXT_CLEANUP struct text value = TEXT_INIT;

	if (document->skipped > 0)
		return;
	document_escape(&value, bytes, length);
	if (is_shut(document, (size_t)2 * DOCUMENT_NODE + value.length))
		return;
	if (xmlNewProp(document->at, xml_string(name), xml_string(text_string(&value))) == NULL)
		document->full = true;
}

void document_attribute_string(struct document *document, const char *name, const char *value)
{
	document_attribute(document, name, value, strlen(value));
}

void document_attribute_copy(struct document *document, const char *name, const char *value)
{
	TEXT_CLEANUP struct text bytes = TEXT_INIT;

	(void)document_unescape(value, &bytes);
	document_attribute(document, name, text_string(&bytes), bytes.length);
}

void document_text(struct document *document, const void *bytes, size_t length)
{
	TEXT_CLEANUP struct text value = TEXT_INIT;
	xmlNodePtr node;

	if (document->skipped > 0)
		return;
	document_escape(&value, bytes, length);
	if (is_shut(document, DOCUMENT_NODE + value.length))
		return;
	node = xmlNewDocText(document->tree, xml_string(text_string(&value)));
	if (node == NULL)
		document->full = true;
	else
		(void)xmlAddChild(document->at, node);
}

void document_item(struct document *document, const char *element, const void *value, size_t length)
{
	document_open(document, element, 0);
	document_attribute(document, "value", value, length);
	document_close(document);
}

void document_comment(struct document *document, uint32_t line, const void *text, size_t length)
{
	document_open(document, "comment", line);
	document_text(document, text, length);
	document_close(document);
}

void document_unread(
	struct document *document, uint32_t line, const char *why, const void *text, size_t length)
{
	document_open(document, "unread", line);
	document_attribute_string(document, "why", why);
	document_text(document, text, length);
	document_close(document);
}
