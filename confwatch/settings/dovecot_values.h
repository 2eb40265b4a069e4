// SPDX-License-Identifier: GPL-2.0-or-later
// What a value of Dovecot's configuration comes to where it names other settings.
#ifndef SETTINGS_DOVECOT_VALUES_H
#define SETTINGS_DOVECOT_VALUES_H

#include <libxml/hash.h>
#include <libxml/tree.h>

#include "base/text.h"

/* Settings and blocks by the block that they are in, their names and arguments. */
struct dovecot_names {
	xmlHashTablePtr table;
};

/* The last one, or NULL. */
xmlNodePtr dovecot_named(const struct dovecot_names *names, const xmlNode *section,
	const char *element, const char *name, const char *argument);

/* False: there is no memory. */
bool dovecot_name(struct dovecot_names *names, const xmlNode *section, const char *element,
	const char *name, const char *argument, xmlNodePtr node);

/*
 * Appends `value` of a setting called `name` in `section`, with $NAME of 2.3 and $SET:NAME of 2.4
 * replaced by what these are there; false: something of it is not known here, and stays.
 */
bool dovecot_expand(const struct dovecot_names *names, const xmlNode *section, const char *name,
	const char *value, bool modern, struct text *result);

#endif
