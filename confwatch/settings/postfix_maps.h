// SPDX-License-Identifier: GPL-2.0-or-later
// Tables that Postfix looks things up in: how they are named, and whether they can be opened.
#ifndef SETTINGS_POSTFIX_MAPS_H
#define SETTINGS_POSTFIX_MAPS_H

#include "settings/postfix_scope.h"

/* type:name, without proxy: before it. */
struct postfix_map {
	struct piece type;
	struct piece name;
	bool proxied;
};

/* One that stands in a value; where: the setting (NULL: a default), parameter: its name. */
typedef void postfix_map_visitor(void *context, const struct postfix_map *map, const xmlNode *where,
	uint32_t line, const char *parameter);

/* False: the word names no table. named: it stands where only tables stand. */
bool postfix_map_parse(struct piece word, bool named, struct postfix_map *result);

/*
 * Every table that the value of one parameter names, expanded, those inside of pipemap, unionmap
 * and restrictions too.
 */
void postfix_maps_of(const struct postfix_scope *scope, const char *parameter,
	postfix_map_visitor *visit, void *context);

/* The same for all that main.cf sets, or all options of scope->service. */
void postfix_maps_all(const struct postfix_scope *scope, postfix_map_visitor *visit, void *context);

/* The file that is read where a table is asked ("" none), and the one that it is compiled to. */
void postfix_map_files(const struct postfix_map *map, struct text *source, struct text *compiled);

/*
 * The document of the text that a table is, or is compiled from, line by line; path: appended.
 * NULL: none is there, or tables of its type have another form.
 */
xmlNodePtr postfix_map_text(const struct postfix_scope *scope, const struct postfix_map *map,
	const char *format, struct text *path);

/* "ok", "missing", "uncompiled", "stale", "unknown-type"; "unknown" notes a doubt. */
const char *postfix_map_state(const struct postfix_scope *scope, const struct postfix_map *map);

/* False: what is installed cannot open such tables. */
bool postfix_map_type_opens(const struct postfix_scope *scope, struct piece type);

#endif
