// SPDX-License-Identifier: GPL-2.0-or-later
// Whether mail for postmaster and abuse can be delivered: here, and in every virtual domain.
#include <string.h>
#include <strings.h>

#include "settings/postfix_maps.h"
#include "settings/view_postfix.h"

/* What tables say of a key. */
enum found {
	FOUND_NO,
	FOUND_MAYBE,
	FOUND_YES
};

enum {
	LOOKED_AT_MOST = 40 * 1000 * 1000
}; /* entries, of all tables and for all domains */

/* A view that is being made. */
struct domains {
	struct postfix_scope scope;
	xmlNodePtr root;
	size_t looked_at;
};

/* A search of keys in the tables of a parameter. */
struct lookup {
	struct domains *domains;
	const char *keys[3]; /* whichever is there; NULL: no more */
	enum found found;
};

static bool matches(const struct lookup *lookup, const char *key)
{
	for (size_t i = 0; i < sizeof lookup->keys / sizeof lookup->keys[0]; i++)
		if (lookup->keys[i] != NULL && strcasecmp(lookup->keys[i], key) == 0)
			return true;
	return false;
}

/* The names of entries, aliases or users of a text. */
static bool in_text(const struct lookup *lookup, const xmlNode *table)
{
	for (const xmlNode *node = table->children; node != NULL; node = node->next) {
		bool entry = node_is(node, "entry");

		lookup->domains->looked_at++;
		if (!entry && !node_is(node, "alias") && !node_is(node, "user"))
			continue;
		if (matches(lookup, node_attribute(node, entry ? "key" : "name")))
			return true;
	}
	return false;
}

static enum found in_map(
	const struct lookup *lookup, const struct postfix_map *map, const char *format)
{
	const struct postfix_scope *scope = &lookup->domains->scope;
	TEXT_CLEANUP struct text path = TEXT_INIT;
	const xmlNode *table;

	if (piece_is(map->type, "static"))
		return FOUND_YES;
	if (lookup->domains->looked_at > LOOKED_AT_MOST)
		return FOUND_MAYBE;
	if (piece_is(map->type, "unix"))
		table = documents_file_as(scope->documents, "/etc/passwd", "passwd");
	else
		table = postfix_map_text(scope, map, format, &path);
	if (table == NULL)
		return FOUND_MAYBE;
	return in_text(lookup, table) ? FOUND_YES : FOUND_NO;
}

static void look_into(void *context, const struct postfix_map *map, const xmlNode *where,
	uint32_t line, const char *parameter)
{
	struct lookup *lookup = context;
	bool aliases = strcmp(parameter, "alias_maps") == 0;
	enum found found = in_map(lookup, map, aliases ? "aliases" : "postfix-table");

	(void)where;
	(void)line;
	if (found > lookup->found)
		lookup->found = found;
}

static enum found look_up(struct domains *domains, const char *parameter, const char *key,
	const char *other, const char *third)
{
	struct lookup lookup = {.domains = domains, .keys = {key, other, third}};

	postfix_maps_of(&domains->scope, parameter, look_into, &lookup);
	return lookup.found;
}

static bool is_set(const struct domains *domains, const char *parameter)
{
	TEXT_CLEANUP struct text value = TEXT_INIT;

	postfix_scope_value(&domains->scope, parameter, &value);
	return value.length > 0;
}

static enum found more(enum found a, enum found b)
{
	return a > b ? a : b;
}

static const char *word(enum found found)
{
	if (found == FOUND_YES)
		return "yes";
	return found == FOUND_NO ? "no" : "unknown";
}

/* Aliases, then accounts; whatever else local delivery does with the rest, nobody here knows. */
static enum found local_user(struct domains *domains, const char *name)
{
	struct lookup accounts = {.domains = domains, .keys = {name}};
	const struct postfix_map passwd = {.type = {"unix", 4}};
	enum found found = look_up(domains, "alias_maps", name, NULL, NULL);

	found = more(found, look_up(domains, "virtual_alias_maps", name, NULL, NULL));
	found = more(found, in_map(&accounts, &passwd, "passwd"));
	if (found == FOUND_NO && is_set(domains, "luser_relay"))
		return FOUND_YES;
	if (found == FOUND_NO &&
		(is_set(domains, "mailbox_transport") || is_set(domains, "fallback_transport") ||
			is_set(domains, "mailbox_transport_maps") ||
			is_set(domains, "fallback_transport_maps")))
		return FOUND_MAYBE;
	return found;
}

static enum found virtual_user(struct domains *domains, const char *name, const char *domain)
{
	TEXT_CLEANUP struct text address = TEXT_INIT;
	TEXT_CLEANUP struct text any = TEXT_INIT;
	const char *whole, *rest;

	text_format(&address, "%s@%s", name, domain);
	text_format(&any, "@%s", domain);
	whole = text_string(&address);
	rest = text_string(&any);
	return more(look_up(domains, "virtual_alias_maps", whole, rest, NULL),
		look_up(domains, "virtual_mailbox_maps", whole, rest, NULL));
}

static void put_domain(struct domains *domains, const char *kind, const char *file, uint32_t line,
	const char *name)
{
	xmlNodePtr node = postfix_put(domains->root, "domain", file, line);

	postfix_put_attribute(node, "name", name);
	postfix_put_attribute(node, "kind", kind);
	postfix_put_attribute(node, "postmaster", word(virtual_user(domains, "postmaster", name)));
	postfix_put_attribute(node, "abuse", word(virtual_user(domains, "abuse", name)));
}

/* Of a table of domains the keys; one of virtual_alias_maps has addresses, too. */
static void put_keys(void *context, const struct postfix_map *map, const xmlNode *where,
	uint32_t line, const char *parameter)
{
	TEXT_CLEANUP struct text path = TEXT_INIT;
	struct domains *domains = context;
	const xmlNode *table = postfix_map_text(&domains->scope, map, "postfix-table", &path);

	(void)where;
	(void)line;
	for (const xmlNode *node = table != NULL ? table->children : NULL; node != NULL;
		node = node->next) {
		const char *key = node_attribute(node, "key");

		if (node_is(node, "entry") && strchr(key, '@') == NULL && strchr(key, '.') != NULL)
			put_domain(
				domains, parameter, text_string(&path), documents_line(node), key);
	}
}

/* Domains that stand in the list itself. */
static void put_named(struct domains *domains, const char *parameter)
{
	TEXT_CLEANUP struct text value = TEXT_INIT;
	TEXT_CLEANUP struct text name = TEXT_INIT;
	uint32_t line;
	const char *file =
		postfix_scope_place(postfix_scope_setting(&domains->scope, parameter), &line);
	struct piece rest, found;

	postfix_scope_value(&domains->scope, parameter, &value);
	rest = (struct piece){text_string(&value), value.length};
	while (postfix_word(&rest, POSTFIX_COMMAS, true, &found)) {
		struct postfix_map map;

		if (postfix_map_parse(found, true, &map) || found.bytes[0] == '/' ||
			found.bytes[0] == '!' || found.bytes[0] == '{')
			continue;
		text_clear(&name);
		text_append(&name, found.bytes, found.length);
		put_domain(domains, parameter, file, line, text_string(&name));
	}
}

static void fill(struct documents *documents, const char *argument, xmlNodePtr root)
{
	static const char *const parameters[] = {
		"virtual_alias_domains", "virtual_mailbox_domains"};
	struct domains domains = {.root = root};
	xmlNodePtr local;

	(void)argument;
	postfix_scope_begin(&domains.scope, documents);
	if (is_set(&domains, "mydestination")) {
		local = postfix_put(root, "local", POSTFIX_MAIN, 0);
		postfix_put_attribute(
			local, "postmaster", word(local_user(&domains, "postmaster")));
		postfix_put_attribute(local, "abuse", word(local_user(&domains, "abuse")));
	}
	for (size_t i = 0; i < sizeof parameters / sizeof parameters[0]; i++) {
		put_named(&domains, parameters[i]);
		postfix_maps_of(&domains.scope, parameters[i], put_keys, &domains);
	}
}

xmlNodePtr view_postfix_domains(struct documents *documents, const char *argument)
{
	static const struct documents_kind kind = {"postfix-domains", "domains", fill};

	return documents_view(documents, &kind, argument);
}
