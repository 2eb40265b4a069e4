// SPDX-License-Identifier: GPL-2.0-or-later
// Walking documents: elements by name, attributes as strings.
#ifndef SETTINGS_NODE_H
#define SETTINGS_NODE_H

#include <libxml/tree.h>
#include <stdbool.h>

#include "settings/documents.h"

bool node_is(const xmlNode *node, const char *element);

/* Borrowed; "" when there is none. node may be NULL. */
const char *node_attribute(const xmlNode *node, const char *name) __attribute__((returns_nonnull));
bool node_has(const xmlNode *node, const char *name, const char *value);

/* Children of that name, in their order; NULL at the end. */
xmlNodePtr node_first(const xmlNode *parent, const char *element);
xmlNodePtr node_next(const xmlNode *node, const char *element);

/* The last child that is <element name="...">, or NULL: what the last word of a file is. */
xmlNodePtr node_named(const xmlNode *parent, const char *element, const char *name);

/* @value of the last <setting name="...">; "" when there is none. */
const char *node_value(const xmlNode *parent, const char *name) __attribute__((returns_nonnull));

/* @line as it is written, "" when there is none. */
const char *node_line(const xmlNode *node) __attribute__((returns_nonnull));

#endif
