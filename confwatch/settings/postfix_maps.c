// SPDX-License-Identifier: GPL-2.0-or-later
// Tables that Postfix looks things up in: how they are named, and what state their files are in.
#include "settings/postfix_maps.h"

#include <string.h>

/* How tables of a type are kept. */
enum keeping {
	KEPT_NOWHERE, /* the name is no file, or says it all */
	KEPT_AS_TEXT, /* the file is read as it is */
	KEPT_COMPILED,
};

struct map_type {
	const char *name;
	enum keeping keeping;
	const char *suffix;
	bool common; /* also something else than a table: only where tables stand */
};

static const struct map_type types[] = {
	{"btree", KEPT_COMPILED, ".db", false},
	{"cdb", KEPT_COMPILED, ".cdb", false},
	{"cidr", KEPT_AS_TEXT, NULL, false},
	{"dbm", KEPT_COMPILED, ".pag", false},
	{"environ", KEPT_NOWHERE, NULL, true},
	{"fail", KEPT_NOWHERE, NULL, true},
	{"hash", KEPT_COMPILED, ".db", false},
	{"inline", KEPT_NOWHERE, NULL, true},
	{"internal", KEPT_NOWHERE, NULL, true},
	{"ldap", KEPT_AS_TEXT, NULL, false},
	{"lmdb", KEPT_COMPILED, ".lmdb", false},
	{"memcache", KEPT_AS_TEXT, NULL, false},
	{"mongodb", KEPT_AS_TEXT, NULL, false},
	{"mysql", KEPT_AS_TEXT, NULL, false},
	{"netinfo", KEPT_NOWHERE, NULL, true},
	{"nis", KEPT_NOWHERE, NULL, true},
	{"nisplus", KEPT_NOWHERE, NULL, true},
	{"pcre", KEPT_AS_TEXT, NULL, false},
	{"pgsql", KEPT_AS_TEXT, NULL, false},
	{"pipemap", KEPT_NOWHERE, NULL, false},
	{"randmap", KEPT_NOWHERE, NULL, false},
	{"regexp", KEPT_AS_TEXT, NULL, false},
	{"sdbm", KEPT_COMPILED, ".pag", false},
	{"socketmap", KEPT_NOWHERE, NULL, false},
	{"sqlite", KEPT_AS_TEXT, NULL, false},
	{"static", KEPT_NOWHERE, NULL, true},
	{"tcp", KEPT_NOWHERE, NULL, true},
	{"texthash", KEPT_AS_TEXT, NULL, false},
	{"unionmap", KEPT_NOWHERE, NULL, false},
	{"unix", KEPT_NOWHERE, NULL, true},
};

static const struct map_type *find_type(struct piece name)
{
	for (size_t i = 0; i < sizeof types / sizeof types[0]; i++)
		if (piece_is(name, types[i].name))
			return &types[i];
	return NULL;
}

static bool is_type_byte(char byte)
{
	return (byte >= 'a' && byte <= 'z') || (byte >= '0' && byte <= '9') || byte == '_' ||
		(byte >= 'A' && byte <= 'Z');
}

bool postfix_map_parse(struct piece word, bool named, struct postfix_map *result)
{
	const struct map_type *type;
	size_t length;

	*result = (struct postfix_map){0};
	for (;;) {
		length = 0;
		while (length < word.length && is_type_byte(word.bytes[length]))
			length++;
		if (length == 0 || length == word.length || word.bytes[length] != ':')
			return false;
		result->type = (struct piece){word.bytes, length};
		result->name = (struct piece){word.bytes + length + 1, word.length - length - 1};
		if (!piece_is(result->type, "proxy"))
			break;
		result->proxied = true;
		word = result->name;
	}
	type = find_type(result->type);
	return type != NULL ? named || !type->common : named;
}

/* One search of tables in a value. */
struct searching {
	postfix_map_visitor *visit;
	void *context;
	const xmlNode *where;
	const char *parameter;
	bool named;
};

static bool ends_with(const char *name, const char *end)
{
	size_t length = strlen(name);
	size_t most = strlen(end);

	return length >= most && strcmp(name + length - most, end) == 0;
}

/* What is not a table there begins with no type and colon. */
static bool names_tables(const char *parameter)
{
	return ends_with(parameter, "_maps") || ends_with(parameter, "_checks") ||
		ends_with(parameter, "_access") || ends_with(parameter, "_database") ||
		ends_with(parameter, "_filter_maps") || strcmp(parameter, "mydestination") == 0 ||
		ends_with(parameter, "_domains");
}

/* check_client_access and the like: a table follows. */
static bool wants_table(struct piece word)
{
	return word.length > 13 && memcmp(word.bytes, "check_", 6) == 0 &&
		memcmp(word.bytes + word.length - 7, "_access", 7) == 0;
}

static void search(
	const struct searching *searching, struct piece rest, uint32_t line, unsigned depth);

/* pipemap:{type:name, ...}: those inside. */
static void visit(const struct searching *searching, const struct postfix_map *map, uint32_t line,
	unsigned depth)
{
	bool nests = piece_is(map->type, "pipemap") || piece_is(map->type, "unionmap");
	struct piece inside = map->name;

	if (nests && inside.length > 1 && inside.bytes[0] == '{' && postfix_inside(&inside) == NULL)
		search(searching, inside, line, depth + 1);
	searching->visit(searching->context, map, searching->where, line, searching->parameter);
}

enum {
	NESTED_MOST = 8
};

static void search(
	const struct searching *searching, struct piece rest, uint32_t line, unsigned depth)
{
	bool named = searching->named || depth > 0;
	bool follows = false;
	struct piece word;

	while (depth < NESTED_MOST && postfix_word(&rest, POSTFIX_COMMAS, true, &word)) {
		struct piece inside = word;
		uint32_t at = depth == 0 ? postfix_scope_line(searching->where, word) : line;
		struct postfix_map map;

		if (word.bytes[0] == '{' && postfix_inside(&inside) == NULL)
			search(searching, inside, at, depth + 1);
		else if (postfix_map_parse(word, named || follows, &map))
			visit(searching, &map, at, depth);
		follows = wants_table(word);
	}
}

static void search_value(
	const struct postfix_scope *scope, struct searching *searching, const char *written)
{
	TEXT_CLEANUP struct text value = TEXT_INIT;

	/* It names what other parameters name. */
	if (strcmp(searching->parameter, "proxy_read_maps") == 0 ||
		strcmp(searching->parameter, "proxy_write_maps") == 0)
		return;
	postfix_scope_expand(
		scope, searching->where, (struct piece){written, strlen(written)}, &value);
	searching->named = names_tables(searching->parameter);
	search(searching, (struct piece){text_string(&value), value.length}, 0, 0);
}

void postfix_maps_of(const struct postfix_scope *scope, const char *parameter,
	postfix_map_visitor *visitor, void *context)
{
	struct searching searching = {
		.visit = visitor,
		.context = context,
		.where = postfix_scope_setting(scope, parameter),
		.parameter = parameter,
	};
	TEXT_CLEANUP struct text value = TEXT_INIT;

	postfix_scope_value(scope, parameter, &value);
	searching.named = names_tables(parameter);
	search(&searching, (struct piece){text_string(&value), value.length}, 0, 0);
}

void postfix_maps_all(
	const struct postfix_scope *scope, postfix_map_visitor *visitor, void *context)
{
	const xmlNode *parent = scope->service != NULL ? scope->service : scope->main;
	struct searching searching = {.visit = visitor, .context = context};

	for (const xmlNode *node = parent != NULL ? parent->children : NULL; node != NULL;
		node = node->next) {
		const char *name = node_attribute(node, "name");
		const char *value = node_attribute(node, "value");

		/* Settings that another one overrides do not count. */
		if (strchr(value, ':') == NULL && strchr(value, '$') == NULL)
			continue;
		if ((!node_is(node, "setting") && !node_is(node, "option")) ||
			postfix_scope_setting(scope, name) != node)
			continue;
		searching.where = node;
		searching.parameter = name;
		search_value(scope, &searching, value);
	}
}

void postfix_map_files(const struct postfix_map *map, struct text *source, struct text *compiled)
{
	const struct map_type *type = find_type(map->type);

	if (type == NULL || type->keeping == KEPT_NOWHERE || map->name.length == 0 ||
		map->name.bytes[0] != '/')
		return;
	text_append(source, map->name.bytes, map->name.length);
	if (type->keeping == KEPT_COMPILED)
		text_format(compiled, "%s%s", text_string(source), type->suffix);
}

xmlNodePtr postfix_map_text(const struct postfix_scope *scope, const struct postfix_map *map,
	const char *format, struct text *path)
{
	TEXT_CLEANUP struct text compiled = TEXT_INIT;

	postfix_map_files(map, path, &compiled);
	if (compiled.length == 0 && !piece_is(map->type, "texthash"))
		return NULL;
	return documents_file_as(scope->documents, text_string(path), format);
}

static bool look(const struct postfix_scope *scope, const char *path, struct judged_entry *result,
	bool *known)
{
	*known = documents_entry(scope->documents, path, true, result);
	return *known && result->presence == PRESENCE_THERE;
}

/* As Postfix compares them. */
static int64_t seconds(const struct judged_entry *entry)
{
	return entry->mtime / 1000000000;
}

const char *postfix_map_state(const struct postfix_scope *scope, const struct postfix_map *map)
{
	TEXT_CLEANUP struct text source = TEXT_INIT;
	TEXT_CLEANUP struct text compiled = TEXT_INIT;
	struct judged_entry text, index;
	bool known = true;
	bool there;

	if (!postfix_map_type_opens(scope, map->type))
		return "unknown-type";
	postfix_map_files(map, &source, &compiled);
	if (source.length == 0)
		return "ok";
	there = look(scope, text_string(&source), &text, &known);
	if (!known)
		return "unknown";
	if (compiled.length == 0)
		return there ? "ok" : "missing";
	if (look(scope, text_string(&compiled), &index, &known))
		return there && seconds(&index) < seconds(&text) ? "stale" : "ok";
	if (!known)
		return "unknown";
	return there ? "uncompiled" : "missing";
}
