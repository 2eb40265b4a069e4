// SPDX-License-Identifier: GPL-2.0-or-later
// Parameters and services of Postfix as they are effective.
#include "settings/view_postfix.h"

#include <string.h>

#include "settings/evaluation.h"

void value_postfix(struct documents *documents, const char *argument, struct text *result)
{
	struct postfix_scope scope;

	postfix_scope_begin(&scope, documents);
	postfix_scope_value(&scope, argument, result);
}

xmlNodePtr postfix_find_service(const xmlNode *master, const char *name_and_type)
{
	const char *slash = strrchr(name_and_type, '/');
	size_t length = slash != NULL ? (size_t)(slash - name_and_type) : 0;

	if (master == NULL || slash == NULL)
		return NULL;
	for (xmlNodePtr node = master->last; node != NULL; node = node->prev) {
		const char *name = node_attribute(node, "name");

		if (node_is(node, "service") && strlen(name) == length &&
			memcmp(name, name_and_type, length) == 0 &&
			strcmp(node_attribute(node, "type"), slash + 1) == 0)
			return node;
	}
	return NULL;
}

static void put_effective(
	const struct postfix_scope *scope, const xmlNode *from, xmlNodePtr to, const char *name)
{
	TEXT_CLEANUP struct text value = TEXT_INIT;
	const char *written = node_attribute(from, name);

	postfix_scope_expand(scope, from, (struct piece){written, strlen(written)}, &value);
	postfix_put_attribute(to, name, text_string(&value));
}

static void put_children(const struct postfix_scope *scope, xmlNodePtr result)
{
	for (xmlNodePtr node = scope->service->children; node != NULL; node = node->next) {
		bool option = node_is(node, "option");
		xmlNodePtr copy;

		if (!option && !node_is(node, "argument"))
			continue;
		copy = postfix_put(result, option ? "option" : "argument", POSTFIX_MASTER,
			documents_line(node));
		if (option) {
			postfix_put_attribute(copy, "name", node_attribute(node, "name"));
			put_effective(scope, node, copy, "value");
		} else {
			postfix_put_attribute(copy, "value", node_attribute(node, "value"));
		}
	}
}

static void put_columns(const struct postfix_scope *scope, xmlNodePtr result)
{
	static const char *const switches[] = {"private", "unpriv", "chroot"};
	TEXT_CLEANUP struct text program = TEXT_INIT;
	TEXT_CLEANUP struct text limit = TEXT_INIT;
	const xmlNode *service = scope->service;
	const char *wakeup = node_attribute(service, "wakeup");
	const char *limited = node_attribute(service, "maxproc");

	postfix_put_attribute(result, "name", node_attribute(service, "name"));
	postfix_put_attribute(result, "type", node_attribute(service, "type"));
	for (size_t i = 0; i < sizeof switches / sizeof switches[0]; i++)
		postfix_put_attribute(
			result, switches[i], postfix_scope_switch(scope, service, switches[i]));
	postfix_put_attribute(result, "wakeup", strcmp(wakeup, "-") == 0 ? "0" : wakeup);
	if (strcmp(limited, "-") == 0)
		postfix_scope_value(scope, "default_process_limit", &limit);
	else
		text_add(&limit, limited);
	postfix_put_attribute(result, "maxproc", text_string(&limit));
	postfix_put_attribute(result, "command", node_attribute(service, "command"));
	postfix_scope_value(scope, "daemon_directory", &program);
	text_format(&program, "/%s", node_attribute(service, "command"));
	postfix_put_attribute(result, "program", text_string(&program));
}

/* A root without <service>: master.cf has none of that name. */
static void fill(struct documents *documents, const char *name_and_type, xmlNodePtr root)
{
	struct postfix_scope scope;
	xmlNodePtr result;

	postfix_scope_begin(&scope, documents);
	scope.service = postfix_find_service(postfix_scope_master(&scope), name_and_type);
	if (scope.service == NULL)
		return;
	result = postfix_put(root, "service", POSTFIX_MASTER, documents_line(scope.service));
	put_columns(&scope, result);
	put_children(&scope, result);
}

void function_postfix_service(xmlXPathParserContextPtr call, int count)
{
	static const struct documents_kind kind = {"postfix-service", "services", fill};
	xmlNodePtr root;
	xmlChar *name;

	if (!evaluation_takes(call, count, 1, 1))
		return;
	name = xmlXPathPopString(call);
	if (name == NULL)
		return;
	root = documents_view(evaluation_of(call)->documents, &kind, (const char *)name);
	xmlFree(name);
	valuePush(call, xmlXPathNewNodeSet(root != NULL ? root->children : NULL));
}
