// SPDX-License-Identifier: GPL-2.0-or-later
// A document as a flat list of settings: names that read well in a comparison.
#include "settings/records.h"

#include <string.h>

#include "base/text.h"
#include "settings/documents.h"

struct taking {
	int (*take)(void *context, const struct setting_record *record);
	void *context;
	bool xml;
	struct text name;
	struct text value;
};

static bool is(const xmlNode *node, const char *name)
{
	return node->type == XML_ELEMENT_NODE && xmlStrEqual(node->name, xml_string(name));
}

static bool has(const xmlNode *node, const char *name)
{
	return xmlHasProp(node, xml_string(name)) != NULL;
}

static void add_attribute(struct text *text, const xmlNode *node, const char *name)
{
	xmlChar *value = xmlGetNoNsProp(node, xml_string(name));

	if (value != NULL)
		text_add(text, (const char *)value);
	xmlFree(value);
}

static void add_space(struct text *text)
{
	if (text->length > 0)
		text_byte(text, ' ');
}

static void add_word(struct text *text, const xmlNode *node, const char *name)
{
	if (!has(node, name))
		return;
	add_space(text);
	add_attribute(text, node, name);
}

/* Where something stands is no part of what it says. */
static bool is_place(const char *name)
{
	return strcmp(name, "line") == 0 || strcmp(name, "last") == 0 || strcmp(name, "end") == 0;
}

/* Attributes that name says nothing of; "-" stands for a default. */
static void add_attributes(struct text *text, const xmlNode *node, const char *but)
{
	for (const xmlAttr *at = node->properties; at != NULL; at = at->next) {
		const char *name = (const char *)at->name;

		if (strcmp(name, "name") == 0 || is_place(name) || strcmp(name, but) == 0 ||
			(at->children != NULL &&
				xmlStrEqual(at->children->content, xml_string("-"))))
			continue;
		add_space(text);
		if (strcmp(name, "value") != 0)
			text_format(text, "%s=", name);
		add_attribute(text, node, name);
	}
}

/* Names and values of the elements inside: arguments, members, targets. */
static void add_parts(struct text *text, const xmlNode *node)
{
	for (const xmlNode *at = node->children; at != NULL; at = at->next) {
		if (at->type != XML_ELEMENT_NODE || is(at, "option"))
			continue;
		add_word(text, at, "name");
		add_word(text, at, "value");
	}
}

/* "!/^spam/i", or a network as it is. */
static void add_pattern(struct text *text, const xmlNode *node)
{
	xmlChar *kind = xmlGetNoNsProp(node, xml_string("kind"));
	const char *mark = xmlStrEqual(kind, xml_string("expression")) ? "/" : "";

	text_add(text, has(node, "not") ? "!" : "");
	text_add(text, mark);
	add_attribute(text, node, "pattern");
	text_add(text, mark);
	add_attribute(text, node, "flags");
	xmlFree(kind);
}

/* Sections and conditions that it stands in, from outside to inside: "[pam] name". */
static void add_sections(struct text *text, const xmlNode *node)
{
	const xmlNode *above = node->parent;

	if (above == NULL || is(above, "file"))
		return;
	add_sections(text, above);
	if (is(above, "section")) {
		text_byte(text, '[');
		add_attribute(text, above, "name");
		text_add(text, "] ");
	} else if (is(above, "if")) {
		text_add(text, "if ");
		add_pattern(text, above);
		text_byte(text, ' ');
	}
}

static void shape_pattern(struct taking *taking, const xmlNode *node)
{
	add_sections(&taking->name, node);
	add_pattern(&taking->name, node);
	add_attribute(&taking->value, node, "value");
}

/* "auth" = "sufficient pam_sss.so use_first_pass"; PAM asks them in the order of the file. */
static void shape_rule(struct taking *taking, const xmlNode *node)
{
	if (has(node, "pattern")) {
		shape_pattern(taking, node);
		return;
	}
	add_attribute(&taking->name, node, "type");
	add_attribute(&taking->value, node, "control");
	add_word(&taking->value, node, "module");
	/* A line that libpam makes a failing rule of. */
	if (!has(node, "module"))
		add_attributes(&taking->value, node, "type");
	for (const xmlNode *at = node->children; at != NULL; at = at->next)
		if (is(at, "argument"))
			add_word(&taking->value, at, "value");
}

static void add_service(struct text *text, const xmlNode *node)
{
	add_attribute(text, node, "name");
	text_byte(text, '/');
	add_attribute(text, node, "type");
}

/* "smtp/inet" = "private=n chroot=y command=smtpd" */
static void shape_service(struct taking *taking, const xmlNode *node)
{
	add_service(&taking->name, node);
	add_attributes(&taking->value, node, "type");
	add_parts(&taking->value, node);
}

/* "smtp/inet -o content_filter" */
static void shape_option(struct taking *taking, const xmlNode *node)
{
	add_service(&taking->name, node->parent);
	text_add(&taking->name, " -o ");
	add_attribute(&taking->name, node, "name");
	add_attribute(&taking->value, node, "value");
}

/* "passwd" = "files sss [!notfound=return] ldap" */
static void shape_database(struct taking *taking, const xmlNode *node)
{
	add_attribute(&taking->name, node, "name");
	for (const xmlNode *at = node->children; at != NULL; at = at->next) {
		if (is(at, "service"))
			add_word(&taking->value, at, "name");
		if (!is(at, "reaction"))
			continue;
		add_space(&taking->value);
		text_add(&taking->value, has(at, "not") ? "[!" : "[");
		add_attribute(&taking->value, at, "status");
		text_byte(&taking->value, '=');
		add_attribute(&taking->value, at, "action");
		text_byte(&taking->value, ']');
	}
}

static void shape_entry(struct taking *taking, const xmlNode *node)
{
	add_attribute(&taking->name, node, "key");
	add_attribute(&taking->value, node, "value");
}

static void shape_setting(struct taking *taking, const xmlNode *node)
{
	add_sections(&taking->name, node);
	add_attribute(&taking->name, node, "name");
	add_attribute(&taking->value, node, "value");
}

static void shape_other(struct taking *taking, const xmlNode *node)
{
	if (has(node, "name"))
		add_attribute(&taking->name, node, "name");
	else
		text_add(&taking->name, (const char *)node->name);
	add_attributes(&taking->value, node, "name");
	/* Where the whole is told, its parts say it again. */
	if (!has(node, "value"))
		add_parts(&taking->value, node);
}

/* The path of an element of a text that is XML itself; attributes, and what stands in it alone. */
static void shape_xml(struct taking *taking, const xmlNode *node)
{
	TEXT_CLEANUP struct text below = TEXT_INIT;

	for (const xmlNode *at = node;
		at != NULL && at->type == XML_ELEMENT_NODE && !is(at, "file"); at = at->parent) {
		text_clear(&below);
		text_add(&below, text_string(&taking->name));
		text_clear(&taking->name);
		text_format(&taking->name, "/%s%s", (const char *)at->name, text_string(&below));
	}
	for (const xmlAttr *at = node->properties; at != NULL; at = at->next) {
		add_space(&taking->value);
		text_format(&taking->value, "%s=", (const char *)at->name);
		add_attribute(&taking->value, node, (const char *)at->name);
	}
	if (node->children != NULL && node->children->type == XML_TEXT_NODE &&
		node->children->next == NULL) {
		add_space(&taking->value);
		text_add(&taking->value, (const char *)node->children->content);
	}
}

static const struct {
	const char *element;
	void (*shape)(struct taking *taking, const xmlNode *node);
} shapes[] = {
	{"database", shape_database},
	{"entry", shape_entry},
	{"option", shape_option},
	{"rule", shape_rule},
	{"service", shape_service},
	{"setting", shape_setting},
};

static void shape(struct taking *taking, const xmlNode *node)
{
	text_clear(&taking->name);
	text_clear(&taking->value);
	if (taking->xml) {
		shape_xml(taking, node);
		return;
	}
	for (size_t i = 0; i < sizeof shapes / sizeof shapes[0]; i++) {
		if (is(node, shapes[i].element)) {
			shapes[i].shape(taking, node);
			return;
		}
	}
	shape_other(taking, node);
}

static int take_unread(struct taking *taking, xmlNodePtr node)
{
	xmlChar *content = xmlNodeGetContent(node);
	const struct setting_record record = {
		.name = "",
		.value = content != NULL ? (const char *)content : "",
		.line = documents_line(node),
		.unread = true,
	};
	int result = taking->take(taking->context, &record);

	xmlFree(content);
	return result;
}

static int take_setting(struct taking *taking, xmlNodePtr node)
{
	struct setting_record record = {.line = documents_line(node)};

	shape(taking, node);
	record.name = text_string(&taking->name);
	if (taking->value.length > 0 || has(node, "value"))
		record.value = text_string(&taking->value);
	return taking->take(taking->context, &record);
}

/* An element that is a setting of its own: no part of one, no comment, nothing around others. */
static bool is_setting(const struct taking *taking, xmlNodePtr node)
{
	if (node->type != XML_ELEMENT_NODE || documents_line(node) == 0)
		return false;
	if (taking->xml)
		return true;
	return !is(node, "comment") && !is(node, "overridden") && !is(node, "section") &&
		!is(node, "if") &&
		(is(node->parent, "file") || is(node->parent, "section") ||
			is(node->parent, "if") || is(node, "option"));
}

int records_take(xmlDocPtr tree, int (*take)(void *context, const struct setting_record *record),
	void *context)
{
	struct taking taking = {.take = take, .context = context};
	xmlNodePtr root = xmlDocGetRootElement(tree);
	xmlChar *format = xmlGetProp(root, xml_string("format"));
	int result = 0;

	taking.xml = xmlStrEqual(format, xml_string("xml"));
	for (xmlNodePtr node = documents_next(root, root); node != NULL && result == 0;
		node = documents_next(node, root)) {
		/* In a text that is XML, an element of that name is one like others. */
		if (is(node, "unread") && node->line == 0)
			result = take_unread(&taking, node);
		else if (is_setting(&taking, node))
			result = take_setting(&taking, node);
	}
	text_release(&taking.name);
	text_release(&taking.value);
	xmlFree(format);
	return result;
}
