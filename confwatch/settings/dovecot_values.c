// SPDX-License-Identifier: GPL-2.0-or-later
// What a value of Dovecot's configuration comes to where it names other settings.
#include "settings/dovecot_values.h"

#include <stdlib.h>
#include <string.h>

#include "settings/node.h"

enum {
	OLD = 203,
	MODERN = 204,
};

struct row {
	const char *name;
	unsigned version;
	const char *value;
};

/* Sorted by name and version: what doveconf -d prints in 2.3 and 2.4. */
static const struct row rows[] = {
#include "settings/dovecot_defaults_rows.h"
};

/* Blocks that hold settings of their own; the others are parts of a setting. */
static bool is_filter(const xmlNode *section, bool modern)
{
	static const char *const names[] = {"protocol", "local", "local_name", "remote"};

	if (modern || !node_is(section, "section"))
		return true;
	for (size_t i = 0; i < sizeof names / sizeof names[0]; i++)
		if (node_has(section, "name", names[i]))
			return true;
	return false;
}

static void make_key(
	struct text *key, const xmlNode *section, const char *element, const char *argument)
{
	text_format(key, "%p %s %s", (const void *)section, element, argument);
}

xmlNodePtr dovecot_named(const struct dovecot_names *names, const xmlNode *section,
	const char *element, const char *name, const char *argument)
{
	TEXT_CLEANUP struct text key = TEXT_INIT;

	make_key(&key, section, element, argument);
	return xmlHashLookup2(names->table, xml_string(name), xml_string(text_string(&key)));
}

bool dovecot_name(struct dovecot_names *names, const xmlNode *section, const char *element,
	const char *name, const char *argument, xmlNodePtr node)
{
	TEXT_CLEANUP struct text key = TEXT_INIT;

	make_key(&key, section, element, argument);
	return xmlHashUpdateEntry2(names->table, xml_string(name), xml_string(text_string(&key)),
		       node, NULL) == 0;
}

static int compare_rows(const void *a, const void *b)
{
	const struct row *first = a, *second = b;
	int order = strcmp(first->name, second->name);

	return order != 0 ? order : (int)first->version - (int)second->version;
}

static const char *default_of(const char *name, bool modern)
{
	const struct row wanted = {name, modern ? MODERN : OLD, NULL};
	const struct row *found =
		bsearch(&wanted, rows, sizeof rows / sizeof rows[0], sizeof rows[0], compare_rows);

	return found != NULL ? found->value : NULL;
}

/* NULL: nobody here knows. With `above`, blocks further out count as well. */
static const char *value_of(const struct dovecot_names *names, const xmlNode *section,
	const char *name, bool above, bool modern)
{
	for (; section != NULL && section->type == XML_ELEMENT_NODE; section = section->parent) {
		const xmlNode *setting;

		if (!is_filter(section, modern))
			continue;
		setting = dovecot_named(names, section, "setting", name, "");
		if (setting != NULL)
			return node_has(setting, "unexpanded", "yes")
				? NULL
				: node_attribute(setting, "value");
		if (!above)
			break;
	}
	return default_of(name, modern);
}

/* A word ends at a space, not at a tab; of the blanks behind it, one space stays. */
bool dovecot_expand(const struct dovecot_names *names, const xmlNode *section, const char *name,
	const char *value, bool modern, struct text *result)
{
	const char *mark = modern ? "$SET:" : "$";
	bool known = true;

	for (const char *at = value; *at != '\0'; at += strspn(at, " \t")) {
		TEXT_CLEANUP struct text word = TEXT_INIT;
		const char *found = NULL;

		if (at > value)
			text_byte(result, ' ');
		text_append(&word, at, strcspn(at, " "));
		at += word.length;
		if (strncmp(text_string(&word), mark, strlen(mark)) == 0) {
			const char *other = text_string(&word) + strlen(mark);

			found = value_of(names, section, other, strcmp(other, name) == 0, modern);
			known = known && found != NULL;
		} else if (strncmp(text_string(&word), "$ENV:", strlen("$ENV:")) == 0) {
			known = false;
		}
		text_add(result, found != NULL ? found : text_string(&word));
	}
	return known;
}
