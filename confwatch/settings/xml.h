// SPDX-License-Identifier: GPL-2.0-or-later
// Files that are XML themselves, as the one child of <file format="xml">.
#ifndef SETTINGS_XML_H
#define SETTINGS_XML_H

#include <libxml/tree.h>
#include <stdbool.h>
#include <stddef.h>

/*
 * No document type, entities, XInclude, network or files. What is not well-formed becomes an
 * <unread>; too many elements or too much depth set *full. NULL when there is no memory.
 */
xmlDocPtr xml_read(const void *bytes, size_t length, bool *full);

#endif
