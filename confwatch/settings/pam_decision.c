// SPDX-License-Identifier: GPL-2.0-or-later
// What libpam comes to when the modules of a stack return what they would.
#include "settings/pam_decision.h"

#include <stdlib.h>
#include <string.h>

#include "settings/node.h"

#define LENGTH(array) (sizeof(array) / sizeof(array)[0])

static const char success[] = "success";
static const char user_unknown[] = "user_unknown";

/* What modules return that are no store of passwords; the same whoever the user is. */
static const struct {
	const char *module;
	const char *returns;
} known_modules[] = {
	{"pam_access.so", success},
	{"pam_deny.so", "auth_err"},
	{"pam_env.so", success},
	{"pam_faildelay.so", "ignore"},
	{"pam_faillock.so", success},
	{"pam_group.so", success},
	{"pam_keyinit.so", success},
	{"pam_limits.so", success},
	{"pam_listfile.so", success},
	{"pam_loginuid.so", success},
	{"pam_nologin.so", success},
	{"pam_permit.so", success},
	{"pam_securetty.so", success},
	{"pam_shells.so", success},
	{"pam_succeed_if.so", "ignore"},
	{"pam_tally2.so", success},
	{"pam_time.so", success},
	{"pam_umask.so", success},
	{"pam_usertype.so", "ignore"},
	{"pam_warn.so", "ignore"},
};

/* The four words are short for these; actions that no value has are "default"'s. */
static const struct {
	const char *control;
	const char *on_success;
	const char *on_ignore;
	const char *otherwise;
} controls[] = {
	{"required", "ok", "ignore", "bad"},
	{"requisite", "ok", "ignore", "die"},
	{"sufficient", "done", "ignore", "ignore"},
	{"optional", "ok", "ignore", "ignore"},
};

enum impression {
	IMPRESSION_NONE,
	IMPRESSION_GOOD,
	IMPRESSION_BAD,
};

static bool lists(const char *modules, const char *module)
{
	size_t length = strlen(module);

	for (const char *at = strstr(modules, module); at != NULL; at = strstr(at + 1, module))
		if ((at == modules || at[-1] == ' ') && (at[length] == ' ' || at[length] == '\0'))
			return true;
	return false;
}

/* Modules may be named by their whole path. */
static const char *module_name(const xmlNode *rule)
{
	const char *module = node_attribute(rule, "module");
	const char *slash = strrchr(module, '/');

	return slash != NULL ? slash + 1 : module;
}

static const char *returned(const xmlNode *rule, const char *modules)
{
	const char *name = module_name(rule);

	if (lists(modules, name))
		return success;
	if (strcmp(name, "pam_localuser.so") == 0)
		return lists(modules, "pam_unix.so") ? success : "perm_denied";
	for (size_t i = 0; i < LENGTH(known_modules); i++)
		if (strcmp(known_modules[i].module, name) == 0)
			return known_modules[i].returns;
	return user_unknown;
}

static const char *action_in_brackets(const xmlNode *rule, const char *value)
{
	const char *fallback = "ignore";
	const char *found = NULL;

	for (const xmlNode *action = node_first(rule, "action"); action != NULL;
		action = node_next(action, "action")) {
		if (node_has(action, "value", value))
			found = node_attribute(action, "do");
		else if (node_has(action, "value", "default"))
			fallback = node_attribute(action, "do");
	}
	return found != NULL ? found : fallback;
}

static const char *action_of(const xmlNode *rule, const char *value)
{
	const char *control = node_attribute(rule, "control");

	if (node_attribute(rule, "fails")[0] != '\0')
		return "bad";
	if (node_first(rule, "action") != NULL)
		return action_in_brackets(rule, value);
	for (size_t i = 0; i < LENGTH(controls); i++) {
		if (strcmp(controls[i].control, control) != 0)
			continue;
		if (strcmp(value, success) == 0)
			return controls[i].on_success;
		return strcmp(value, "ignore") == 0 ? controls[i].on_ignore : controls[i].otherwise;
	}
	return "bad";
}

static bool is_of_type(const xmlNode *node, const char *type)
{
	return (node_is(node, "rule") || node_is(node, "substack")) && node_has(node, "type", type);
}

static const xmlNode *first_of_type(const xmlNode *node, const char *type)
{
	while (node != NULL && !is_of_type(node, type))
		node = node->next;
	return node;
}

static long level_of(const xmlNode *node)
{
	return strtol(node_attribute(node, "level"), NULL, 10);
}

/* The last of what follows on that level or inside. */
static const xmlNode *skip(const xmlNode *node, const char *type, long level)
{
	const xmlNode *next = first_of_type(node->next, type);

	for (; next != NULL && level_of(next) >= level; next = first_of_type(next->next, type))
		node = next;
	return node;
}

/* The last that a jump leaves out, where a substack counts as one; NULL: there are not that many.
 */
static const xmlNode *jump(const xmlNode *node, const char *type, long count)
{
	long level = level_of(node);

	for (; count > 0 && node != NULL; count--) {
		node = first_of_type(node->next, type);
		if (node != NULL && level_of(node) < level)
			node = NULL;
		if (node != NULL)
			node = skip(node, type, level + 1);
	}
	return node;
}

/* False: decided, as far as its substack goes. */
static bool follow(const char *action, const char *value, enum impression *impression)
{
	bool good = strcmp(value, success) == 0;

	if (strcmp(action, "bad") == 0 || strcmp(action, "die") == 0) {
		*impression = IMPRESSION_BAD;
	} else if (strcmp(action, "ok") == 0 || strcmp(action, "done") == 0) {
		if (*impression == IMPRESSION_NONE && strcmp(value, "ignore") != 0)
			*impression = good ? IMPRESSION_GOOD : IMPRESSION_BAD;
	} else if (strcmp(action, "reset") == 0) {
		*impression = IMPRESSION_NONE;
	}
	return strcmp(action, "die") != 0 &&
		(strcmp(action, "done") != 0 || *impression == IMPRESSION_BAD);
}

/* What one rule comes to: the last node that it leaves out, itself mostly; NULL: all fails. */
static const xmlNode *run(
	const xmlNode *rule, const char *type, const char *modules, enum impression *impression)
{
	const char *value = returned(rule, modules);
	const char *action = action_of(rule, value);
	long count = strtol(action, NULL, 10);

	if (count > 0)
		return jump(rule, type, count);
	return follow(action, value, impression) ? rule : skip(rule, type, level_of(rule));
}

bool pam_decision_permits(const xmlNode *stack, const char *type, const char *modules)
{
	enum impression impression = IMPRESSION_NONE;
	const xmlNode *node = stack != NULL ? first_of_type(stack->children, type) : NULL;

	if (node_has(stack, "fails", "yes"))
		return false;
	for (; node != NULL; node = first_of_type(node->next, type)) {
		if (node_is(node, "substack"))
			continue;
		node = run(node, type, modules, &impression);
		if (node == NULL)
			return false;
	}
	return impression == IMPRESSION_GOOD;
}
