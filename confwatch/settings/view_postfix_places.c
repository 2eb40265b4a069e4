// SPDX-License-Identifier: GPL-2.0-or-later
// Views of what main.cf and master.cf name: tables, programs and transports.
#include <string.h>

#include "settings/postfix_maps.h"
#include "settings/view_postfix.h"

/* A view that is made, and whose files it looks through at the moment. */
struct making {
	struct postfix_scope scope;
	xmlNodePtr root;
};

/* What main.cf says of it, and then each service of master.cf. */
static void fill(struct documents *documents, xmlNodePtr root,
	void (*take_all)(struct making *making), void (*take_service)(struct making *making))
{
	struct making making = {.root = root};
	xmlNodePtr master;

	postfix_scope_begin(&making.scope, documents);
	master = postfix_scope_master(&making.scope);
	take_all(&making);
	for (xmlNodePtr node = master != NULL ? master->children : NULL; node != NULL;
		node = node->next) {
		if (!node_is(node, "service"))
			continue;
		making.scope.service = node;
		take_service(&making);
	}
}

static void put_map(void *context, const struct postfix_map *map, const xmlNode *where,
	uint32_t line, const char *parameter)
{
	TEXT_CLEANUP struct text source = TEXT_INIT;
	TEXT_CLEANUP struct text compiled = TEXT_INIT;
	struct making *making = context;
	uint32_t ignored;
	xmlNodePtr node =
		postfix_put(making->root, "map", postfix_scope_place(where, &ignored), line);

	postfix_put_attribute(node, "parameter", parameter);
	postfix_put_piece(node, "type", map->type);
	postfix_put_piece(node, "name", map->name);
	if (map->proxied)
		postfix_put_attribute(node, "proxied", "true");
	postfix_map_files(map, &source, &compiled);
	if (source.length > 0)
		postfix_put_attribute(node, "path", text_string(&source));
	if (compiled.length > 0)
		postfix_put_attribute(node, "compiled", text_string(&compiled));
	postfix_put_attribute(node, "state", postfix_map_state(&making->scope, map));
}

static void take_maps(struct making *making)
{
	postfix_maps_all(&making->scope, put_map, making);
}

static void fill_maps(struct documents *documents, const char *argument, xmlNodePtr root)
{
	(void)argument;
	fill(documents, root, take_maps, take_maps);
}

xmlNodePtr view_postfix_maps(struct documents *documents, const char *argument)
{
	static const struct documents_kind kind = {"postfix-maps", "maps", fill_maps};

	return documents_view(documents, &kind, argument);
}

/* Absolute names can be looked for. */
static void put_program(struct making *making, const xmlNode *where, const char *by,
	struct piece path, bool beside_daemons)
{
	TEXT_CLEANUP struct text name = TEXT_INIT;
	struct judged_entry entry;
	xmlNodePtr node;
	uint32_t line;
	const char *file = postfix_scope_place(where, &line);
	const char *state = "ok";

	if (making->scope.service != NULL)
		file = POSTFIX_MASTER;
	if (beside_daemons) {
		postfix_scope_value(&making->scope, "daemon_directory", &name);
		text_byte(&name, '/');
	}
	text_append(&name, path.bytes, path.length);
	if (text_string(&name)[0] != '/' ||
		!documents_entry(making->scope.documents, text_string(&name), true, &entry))
		state = "unknown";
	else if (entry.presence != PRESENCE_THERE)
		state = "missing";
	node = postfix_put(making->root, "program", file, line);
	postfix_put_attribute(node, "path", text_string(&name));
	postfix_put_attribute(node, "by", by);
	postfix_put_attribute(node, "state", state);
}

/* pipe and spawn: argv=command. */
static void put_argument(struct making *making, const xmlNode *service)
{
	for (const xmlNode *node = service->children; node != NULL; node = node->next) {
		const char *value = node_attribute(node, "value");

		if (!node_is(node, "argument") || strncmp(value, "argv=", 5) != 0)
			continue;
		put_program(making, node, node_attribute(service, "name"),
			(struct piece){value + 5, strlen(value + 5)}, false);
		return;
	}
}

static void take_programs(struct making *making)
{
	const xmlNode *service = making->scope.service;
	const char *command = node_attribute(service, "command");

	put_program(making, service, node_attribute(service, "name"),
		(struct piece){command, strlen(command)}, command[0] != '/');
	if (strcmp(command, "pipe") == 0 || strcmp(command, "spawn") == 0)
		put_argument(making, service);
}

static void take_commands(struct making *making)
{
	static const char *const parameters[] = {"mailbox_command", "debugger_command"};

	for (size_t i = 0; i < sizeof parameters / sizeof parameters[0]; i++) {
		TEXT_CLEANUP struct text value = TEXT_INIT;
		xmlNodePtr setting = postfix_scope_setting(&making->scope, parameters[i]);
		struct piece rest, word;

		if (setting == NULL)
			continue;
		postfix_scope_value(&making->scope, parameters[i], &value);
		rest = (struct piece){text_string(&value), value.length};
		if (postfix_word(&rest, POSTFIX_BLANKS, false, &word))
			put_program(making, setting, parameters[i], word, false);
	}
}

static void fill_programs(struct documents *documents, const char *argument, xmlNodePtr root)
{
	(void)argument;
	fill(documents, root, take_commands, take_programs);
}

xmlNodePtr view_postfix_programs(struct documents *documents, const char *argument)
{
	static const struct documents_kind kind = {"postfix-programs", "programs", fill_programs};

	return documents_view(documents, &kind, argument);
}

/* transport:nexthop; nothing without a transport. */
static void put_transport(struct making *making, const char *parameter, const char *file,
	uint32_t line, struct piece value)
{
	const char *colon = value.length > 0 ? memchr(value.bytes, ':', value.length) : NULL;
	size_t length = colon != NULL ? (size_t)(colon - value.bytes) : value.length;
	struct piece nexthop = {value.bytes + length, value.length - length};
	xmlNodePtr node;

	if (length == 0)
		return;
	node = postfix_put(making->root, "transport", file, line);
	postfix_put_attribute(node, "parameter", parameter);
	postfix_put_piece(node, "name", (struct piece){value.bytes, length});
	if (nexthop.length > 0) {
		nexthop.bytes++;
		nexthop.length--;
	}
	postfix_put_piece(node, "nexthop", nexthop);
}

static void put_setting(struct making *making, const char *parameter)
{
	TEXT_CLEANUP struct text value = TEXT_INIT;
	xmlNodePtr setting = postfix_scope_setting(&making->scope, parameter);
	uint32_t line;
	const char *file = postfix_scope_place(setting, &line);

	postfix_scope_value(&making->scope, parameter, &value);
	put_transport(making, parameter, file, line,
		postfix_trim((struct piece){text_string(&value), value.length}));
}

static void take_filters(struct making *making)
{
	for (const xmlNode *node = making->scope.service->children; node != NULL; node = node->next)
		if (node_is(node, "option") && node_has(node, "name", "content_filter")) {
			put_setting(making, "content_filter");
			return;
		}
}

/* The texts of tables that can be read. */
static void put_table(void *context, const struct postfix_map *map, const xmlNode *where,
	uint32_t line, const char *parameter)
{
	TEXT_CLEANUP struct text path = TEXT_INIT;
	struct making *making = context;
	const xmlNode *table = postfix_map_text(&making->scope, map, "postfix-table", &path);

	(void)where;
	(void)line;
	for (const xmlNode *node = table != NULL ? table->children : NULL; node != NULL;
		node = node->next) {
		const char *value = node_attribute(node, "value");

		if (node_is(node, "entry"))
			put_transport(making, parameter, text_string(&path), documents_line(node),
				(struct piece){value, strlen(value)});
	}
}

static void take_transports(struct making *making)
{
	static const char *const parameters[] = {"content_filter", "default_transport",
		"fallback_transport", "local_transport", "mailbox_transport", "relay_transport",
		"virtual_transport"};
	static const char *const tables[] = {"transport_maps", "mailbox_transport_maps",
		"fallback_transport_maps", "sender_dependent_default_transport_maps"};

	for (size_t i = 0; i < sizeof parameters / sizeof parameters[0]; i++)
		put_setting(making, parameters[i]);
	for (size_t i = 0; i < sizeof tables / sizeof tables[0]; i++)
		postfix_maps_of(&making->scope, tables[i], put_table, making);
}

static void fill_transports(struct documents *documents, const char *argument, xmlNodePtr root)
{
	(void)argument;
	fill(documents, root, take_transports, take_filters);
}

xmlNodePtr view_postfix_transports(struct documents *documents, const char *argument)
{
	static const struct documents_kind kind = {
		"postfix-transports", "transports", fill_transports};

	return documents_view(documents, &kind, argument);
}
