// SPDX-License-Identifier: GPL-2.0-or-later
// cw:pam(SERVICE): the rules that libpam would run, from every file, in its order.
#include <ctype.h>
#include <string.h>

#include "settings/node.h"
#include "settings/pam_files.h"
#include "settings/pam_stack.h"
#include "settings/views.h"

static const char *const types[] = {"auth", "account", "password", "session"};

enum {
	TYPES = sizeof types / sizeof types[0],
};

/* pam_start(3): behind the last slash, in lower case. */
static void put_service_name(struct text *result, const char *argument)
{
	const char *slash = strrchr(argument, '/');

	for (const char *at = slash != NULL ? slash + 1 : argument; *at != '\0'; at++)
		text_byte(result, (char)tolower((unsigned char)*at));
}

static bool has_rule(const struct pam_stack *stack, const char *type)
{
	for (const xmlNode *node = stack->root->children; node != NULL; node = node->next)
		if (!node_is(node, "missing") && node_has(node, "type", type))
			return true;
	return false;
}

/* A type without any rule is answered by "other". */
static void read_fallback(struct pam_stack *stack, const char *name)
{
	TEXT_CLEANUP struct text fallback = TEXT_INIT;

	for (size_t i = 0; i < TYPES; i++) {
		if (has_rule(stack, types[i]))
			continue;
		text_format(&fallback, "%s%s", fallback.length > 0 ? " " : "", types[i]);
	}
	if (strcmp(name, "other") == 0)
		return;
	stack->fallback = text_string(&fallback);
	pam_stack_read(stack, "other");
	stack->fallback = NULL;
	if (fallback.length > 0)
		(void)xmlNewProp(stack->root, BAD_CAST "fallback", BAD_CAST text_string(&fallback));
}

static void fill(struct documents *documents, const char *name, xmlNodePtr root)
{
	struct pam_stack stack = {
		.documents = documents, .build = pam_build_of(documents), .root = root};

	(void)xmlNewProp(root, BAD_CAST "service", BAD_CAST name);
	pam_stack_read(&stack, name);
	read_fallback(&stack, name);
	if (stack.fails)
		(void)xmlNewProp(root, BAD_CAST "fails", BAD_CAST "yes");
}

xmlNodePtr view_pam(struct documents *documents, const char *argument)
{
	static const struct documents_kind kind = {"pam", "stack", fill};
	TEXT_CLEANUP struct text name = TEXT_INIT;

	put_service_name(&name, argument);
	return documents_view(documents, &kind, text_string(&name));
}
