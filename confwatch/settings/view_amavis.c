// SPDX-License-Identifier: GPL-2.0-or-later
// Where Amavis takes mail, and where it gives it back to.
#include <string.h>

#include "base/arena.h"
#include "base/number.h"
#include "settings/document.h"
#include "settings/node.h"
#include "settings/perl_lookup.h"
#include "settings/views_filter.h"

enum {
	FILES_MOST = 64,
	PORT_MOST = 65535,
};

/* Debian's, both directories in the order of run-parts; else the first of the others. */
static const char *const directories[] = {"/usr/share/amavis/conf.d/*", "/etc/amavis/conf.d/*"};
static const char debian_file[] = "/etc/amavis/conf.d/*";
static const char *const files[] = {
	"/etc/amavisd.conf", "/etc/amavis/amavisd.conf", "/etc/amavisd/amavisd.conf"};
static const char name_characters[] =
	"abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ0123456789_-";

struct making {
	struct documents *documents;
	struct document document;
	const xmlNode *roots[FILES_MOST];
	size_t count;
};

static void take_file(struct making *making, const char *path)
{
	const xmlNode *root = documents_file_as(making->documents, path, "perl");

	if (root == NULL)
		return;
	if (making->count == FILES_MOST)
		documents_unknown(making->documents, path);
	else
		making->roots[making->count++] = root;
}

static void take_directory(struct making *making, const char *pattern)
{
	struct arena arena = ARENA_INIT;
	struct string_list paths = {0};

	documents_list(making->documents, pattern, &arena, &paths);
	for (size_t i = 0; i < paths.count; i++) {
		const char *name = strrchr(paths.items[i], '/') + 1;

		if (strspn(name, name_characters) == strlen(name))
			take_file(making, paths.items[i]);
	}
	arena_release(&arena);
}

static bool is_debian(struct making *making)
{
	struct arena arena = ARENA_INIT;
	struct string_list paths = {0};
	size_t count;

	documents_list(making->documents, debian_file, &arena, &paths);
	count = paths.count;
	arena_release(&arena);
	return count > 0;
}

static void take_files(struct making *making)
{
	if (is_debian(making)) {
		for (size_t i = 0; i < sizeof directories / sizeof directories[0]; i++)
			take_directory(making, directories[i]);
		return;
	}
	for (size_t i = 0; i < sizeof files / sizeof files[0] && making->count == 0; i++)
		take_file(making, files[i]);
}

static struct perl_found find(struct making *making, const char *name)
{
	struct perl_found found = {0};

	for (size_t i = 0; i < making->count; i++)
		perl_lookup(making->documents, making->roots[i], name, &found);
	return found;
}

static void put(struct making *making, const char *element, const struct perl_found *found,
	const char *attribute, const char *value)
{
	document_open(&making->document, element, 0);
	document_attribute_string(&making->document, attribute, value);
	if (found->setting != NULL) {
		document_attribute_string(&making->document, "file", found->file);
		document_attribute_string(&making->document, "line", node_line(found->setting));
	}
	document_close(&making->document);
}

/* What stands behind the last colon; the whole of a number. */
static const char *port_of(const char *address)
{
	const char *colon = strrchr(address, ':');

	return colon != NULL ? colon + 1 : address;
}

static bool is_port(const char *port)
{
	uint64_t number;

	return number_parse(port, strlen(port), 10, PORT_MOST, &number);
}

/* "10024", "127.0.0.1:10024", "inet:...", "unix:/path", "/path" */
static void put_socket(struct making *making, const struct perl_found *found, const xmlNode *value)
{
	const char *address = node_attribute(value, "value");

	if (!perl_is_known(making->documents, found, value) || address[0] == '\0')
		return;
	if (strncmp(address, "unix:", 5) == 0)
		address += 5;
	if (address[0] == '/')
		put(making, "socket", found, "path", address);
	else if (is_port(port_of(address)))
		put(making, "socket", found, "port", port_of(address));
	else
		documents_unknown(making->documents, found->file);
}

/* A scalar, or each element of a list. */
static void put_sockets(struct making *making, const char *name)
{
	struct perl_found found = find(making, name);

	if (found.setting == NULL || !perl_is_known(making->documents, &found, found.setting))
		return;
	if (!node_has(found.setting, "kind", "list")) {
		put_socket(making, &found, found.setting);
		return;
	}
	for (const xmlNode *item = node_first(found.setting, "item"); item != NULL;
		item = node_next(item, "item"))
		put_socket(making, &found, item);
}

/* "$MYHOME/amavisd.sock" is usual, and $MYHOME built in: no rule needs it. */
static void put_unix_socket(struct making *making)
{
	struct perl_found found = find(making, "$unix_socketname");

	if (found.setting != NULL && !node_has(found.setting, "value", "") &&
		!node_has(found.setting, "unexpanded", "yes"))
		put(making, "socket", &found, "path", node_attribute(found.setting, "value"));
}

/* "smtp:[127.0.0.1]:*": the port behind the one that mail came by. */
static void put_next(struct making *making, const struct perl_found *found)
{
	const xmlNode *root = making->document.at;
	char text[16];

	for (const xmlNode *node = node_first(root, "socket"); node != NULL;
		node = node_next(node, "socket")) {
		const char *port = node_attribute(node, "port");
		uint64_t number;

		if (!number_parse(port, strlen(port), 10, PORT_MOST - 1, &number))
			continue;
		(void)snprintf(text, sizeof text, "%u", (unsigned)number + 1);
		put(making, "return", found, "port", text);
	}
}

static void put_return(struct making *making)
{
	struct perl_found found = find(making, "$forward_method");
	const char *port;

	if (found.setting == NULL) {
		put(making, "return", &found, "port", "10025");
		return;
	}
	if (!perl_is_known(making->documents, &found, found.setting))
		return;
	port = port_of(node_attribute(found.setting, "value"));
	if (strcmp(port, "*") == 0)
		put_next(making, &found);
	else if (is_port(port))
		put(making, "return", &found, "port", port);
}

static void fill(struct documents *documents, const char *argument, xmlNodePtr root)
{
	struct making making = {.documents = documents, .document = document_below(root)};

	(void)argument;
	take_files(&making);
	if (making.count == 0)
		return;
	put_sockets(&making, "@listen_sockets");
	put_unix_socket(&making);
	put_sockets(&making, "$inet_socket_port");
	put_return(&making);
}

xmlNodePtr view_amavis(struct documents *documents, const char *argument)
{
	static const struct documents_kind kind = {"amavis", "amavis", fill};

	return documents_view(documents, &kind, argument);
}
