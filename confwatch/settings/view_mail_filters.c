// SPDX-License-Identifier: GPL-2.0-or-later
// What Postfix sends mail through: content_filter, smtpd_proxy_filter.
#include <string.h>

#include "settings/view_postfix.h"
#include "settings/views_filter.h"

static const struct {
	const char *parameter;
	const char *kind;
} rows[] = {
	{"content_filter", "content"},
	{"smtpd_proxy_filter", "proxy"},
};

static bool begins(struct piece piece, const char *with)
{
	size_t length = strlen(with);

	return piece.length >= length && memcmp(piece.bytes, with, length) == 0;
}

static struct piece skip(struct piece piece, size_t length)
{
	return (struct piece){piece.bytes + length, piece.length - length};
}

static struct piece inside_brackets(struct piece piece)
{
	if (piece.length >= 2 && piece.bytes[0] == '[' && piece.bytes[piece.length - 1] == ']')
		return (struct piece){piece.bytes + 1, piece.length - 2};
	return piece;
}

static bool is_local(struct piece host)
{
	return host.length == 0 || begins(host, "127.") || piece_is(host, "localhost") ||
		piece_is(host, "::1") || piece_is(host, "ipv6:::1");
}

/* "[127.0.0.1]:10024", "inet:localhost:10024", "10024"; a socket has no port. */
static void put_address(xmlNodePtr node, struct piece address)
{
	struct piece host = {address.bytes, 0};
	size_t colon;

	if (begins(address, "inet:"))
		address = skip(address, 5);
	if (begins(address, "unix:"))
		return;
	for (colon = address.length; colon > 0 && address.bytes[colon - 1] != ':'; colon--)
		;
	if (colon > 0)
		host = inside_brackets((struct piece){address.bytes, colon - 1});
	postfix_put_piece(node, "host", host);
	postfix_put_piece(node, "port", skip(address, colon));
	postfix_put_attribute(node, "local", is_local(host) ? "yes" : "no");
}

/* Of a content filter the transport comes first, and its next hop then. */
static void put_filter(
	const struct postfix_scope *scope, xmlNodePtr root, size_t row, const char *service)
{
	TEXT_CLEANUP struct text value = TEXT_INIT;
	xmlNodePtr setting = postfix_scope_setting(scope, rows[row].parameter);
	struct piece address;
	const char *colon;
	uint32_t line;
	const char *file = postfix_scope_place(setting, &line);
	xmlNodePtr node;

	postfix_scope_value(scope, rows[row].parameter, &value);
	address = postfix_trim((struct piece){text_string(&value), value.length});
	if (address.length == 0)
		return;
	node = postfix_put(root, "filter", file, line);
	postfix_put_attribute(node, "kind", rows[row].kind);
	postfix_put_attribute(node, "service", service);
	postfix_put_piece(node, "value", address);
	if (row == 0) {
		colon = memchr(address.bytes, ':', address.length);
		if (colon == NULL)
			return;
		address = skip(address, (size_t)(colon - address.bytes) + 1);
	}
	put_address(node, address);
}

static bool has_option(const xmlNode *service, const char *name)
{
	for (const xmlNode *node = node_first(service, "option"); node != NULL;
		node = node_next(node, "option"))
		if (node_has(node, "name", name))
			return true;
	return false;
}

static void put_services(struct postfix_scope *scope, xmlNodePtr root)
{
	const xmlNode *master = postfix_scope_master(scope);

	for (xmlNodePtr service = node_first(master, "service"); service != NULL;
		service = node_next(service, "service")) {
		scope->service = service;
		for (size_t row = 0; row < sizeof rows / sizeof rows[0]; row++)
			if (has_option(service, rows[row].parameter))
				put_filter(scope, root, row, node_attribute(service, "name"));
	}
}

static void fill(struct documents *documents, const char *argument, xmlNodePtr root)
{
	struct postfix_scope scope;

	(void)argument;
	postfix_scope_begin(&scope, documents);
	for (size_t row = 0; row < sizeof rows / sizeof rows[0]; row++)
		put_filter(&scope, root, row, "");
	put_services(&scope, root);
}

xmlNodePtr view_mail_filters(struct documents *documents, const char *argument)
{
	static const struct documents_kind kind = {"mail-filters", "mail-filters", fill};

	return documents_view(documents, &kind, argument);
}
