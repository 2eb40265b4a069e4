// SPDX-License-Identifier: GPL-2.0-or-later
// A streaming XML writer: elements with attributes go straight into a text.
#ifndef RENDER_XML_H
#define RENDER_XML_H

#include <stdbool.h>
#include <stdint.h>

#include "base/text.h"
#include "core/snapshot.h"

/*
 * A value as character data or between double quotes. What a reader gets are the bytes as JSON has
 * them (render/escape.h), and what XML cannot say, such as controls, is \xHH for each byte as well:
 * always UTF-8, and reversible. Characters that escape_name() escapes are references.
 */
void escape_xml(struct text *result, const char *bytes, size_t length);

struct xml {
	struct text *out;
	unsigned depth;
	bool open; /* a start tag that is not ended yet */
};

/* With the declaration. The names of elements and attributes are our own. */
struct xml xml_init(struct text *out);
void xml_begin(struct xml *xml, const char *element);
void xml_end(struct xml *xml, const char *element);

/* Of the element that began last; NULL: no attribute. */
void xml_string(struct xml *xml, const char *attribute, const char *value);
void xml_number(struct xml *xml, const char *attribute, uint64_t value);
void xml_boolean(struct xml *xml, const char *attribute, bool value);
void xml_time(struct xml *xml, const char *attribute, int64_t seconds, int zone);
void xml_id(struct xml *xml, const char *attribute, const struct snapshot_id *id);

/* <element>value</element>; NULL: nothing. */
void xml_element(struct xml *xml, const char *element, const char *value);

#endif
