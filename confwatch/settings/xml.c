// SPDX-License-Identifier: GPL-2.0-or-later
// Files that are XML themselves: read by libxml2 with everything switched off that reaches out.
#include "settings/xml.h"

#include <libxml/SAX2.h>
#include <libxml/parser.h>
#include <limits.h>
#include <stdint.h>
#include <string.h>

#include "settings/document.h"

/* Beside the tree that libxml2 builds. */
struct reading {
	size_t memory;
	unsigned depth;
	uint32_t line; /* of the first fault */
	bool full;
	bool typed; /* it has a document type */
};

static void refuse_type(
	void *context, const xmlChar *name, const xmlChar *public, const xmlChar *system)
{
	xmlParserCtxtPtr parser = context;
	struct reading *reading = parser->_private;

	(void)name;
	(void)public;
	(void)system;
	reading->typed = true;
	xmlStopParser(parser);
}

static void begin_element(void *context, const xmlChar *name, const xmlChar *prefix,
	const xmlChar *uri, int namespaces, const xmlChar **namespace_list, int attributes,
	int defaulted, const xmlChar **attribute_list)
{
	xmlParserCtxtPtr parser = context;
	struct reading *reading = parser->_private;

	/* With the text behind it; the bytes of the file bound the rest. */
	reading->memory += DOCUMENT_NODE * (2 + 2 * (size_t)attributes + (size_t)namespaces);
	reading->depth++;
	if (reading->memory > DOCUMENT_MEMORY_MOST || reading->depth > DOCUMENT_DEPTH_MOST) {
		reading->full = true;
		xmlStopParser(parser);
		return;
	}
	xmlSAX2StartElementNs(context, name, prefix, uri, namespaces, namespace_list, attributes,
		defaulted, attribute_list);
}

static void end_element(
	void *context, const xmlChar *name, const xmlChar *prefix, const xmlChar *uri)
{
	xmlParserCtxtPtr parser = context;
	struct reading *reading = parser->_private;

	reading->depth--;
	xmlSAX2EndElementNs(context, name, prefix, uri);
}

/* Comments and instructions are left out. */
static void note_comment(void *context, const xmlChar *value)
{
	xmlParserCtxtPtr parser = context;
	struct reading *reading = parser->_private;

	(void)value;
	/* libxml2 is not given them, but its text nodes end here. */
	reading->memory += DOCUMENT_NODE;
	if (reading->memory <= DOCUMENT_MEMORY_MOST)
		return;
	reading->full = true;
	xmlStopParser(parser);
}

static void note_instruction(void *context, const xmlChar *target, const xmlChar *data)
{
	(void)target;
	note_comment(context, data);
}

#if LIBXML_VERSION >= 21200
static void note_fault(void *context, const xmlError *error)
#else
static void note_fault(void *context, xmlErrorPtr error)
#endif
{
	xmlParserCtxtPtr parser = context;
	struct reading *reading = parser->_private;

	if (reading->line == 0 && error->line > 0)
		reading->line = (uint32_t)error->line;
}

static void confine(xmlParserCtxtPtr parser, struct reading *reading)
{
	parser->_private = reading;
	parser->sax->serror = note_fault;
	parser->sax->internalSubset = refuse_type;
	parser->sax->startElementNs = begin_element;
	parser->sax->endElementNs = end_element;
	parser->sax->comment = note_comment;
	parser->sax->processingInstruction = note_instruction;
	parser->sax->resolveEntity = NULL;
	parser->sax->getEntity = NULL;
}

/* The root of the text becomes the child of our own. */
static xmlDocPtr wrap(xmlDocPtr tree)
{
	xmlNodePtr inner = xmlDocGetRootElement(tree);
	xmlNodePtr file = xmlNewDocNode(tree, NULL, xml_string("file"), NULL);

	if (inner == NULL || file == NULL ||
		xmlNewProp(file, xml_string("format"), xml_string("xml")) == NULL) {
		xmlFreeNode(file);
		xmlFreeDoc(tree);
		return NULL;
	}
	(void)xmlDocSetRootElement(tree, file);
	(void)xmlAddChild(file, inner);
	return tree;
}

static xmlDocPtr make_unread(uint32_t line, const char *why)
{
	struct document *document = document_new("xml");

	if (document == NULL)
		return NULL;
	if (why != NULL)
		document_unread(document, line, why, "", 0);
	return document_take(document);
}

xmlDocPtr xml_read(const void *bytes, size_t length, bool *full)
{
	static const int options = XML_PARSE_NONET | XML_PARSE_NOERROR | XML_PARSE_NOWARNING |
		XML_PARSE_NOCDATA | XML_PARSE_COMPACT;
	struct reading reading = {0};
	xmlParserCtxtPtr parser = length <= INT_MAX ? xmlNewParserCtxt() : NULL;
	const char *unread = NULL;
	xmlDocPtr inner;

	if (parser == NULL)
		return NULL;
	confine(parser, &reading);
	inner = xmlCtxtReadMemory(parser, bytes, (int)length, NULL, NULL, options);
	if (reading.typed)
		unread = "a document type is not read";
	else if (inner == NULL && !reading.full)
		unread = "not well-formed";
	*full = reading.full;
	xmlFreeParserCtxt(parser);
	if (inner != NULL && unread == NULL && !reading.full)
		return wrap(inner);
	xmlFreeDoc(inner);
	return make_unread(reading.line > 0 ? reading.line : 1, unread);
}
