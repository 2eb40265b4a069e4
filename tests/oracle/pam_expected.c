// SPDX-License-Identifier: GPL-2.0-or-later
// What a view says that libpam does: libpam/pam_dispatch.c, with Debian's jumps.
#include "pam_expected.h"

#include <stdlib.h>
#include <string.h>

#include <security/pam_modules.h>

#include "settings/document.h"

enum {
	HANDLERS_MOST = 5000,
	RETURNS = 32,
	LEVELS = 20,
	UNSET = -1000,
	/* Any other number is a jump. */
	IGNORE = 0,
	OK = -1,
	DONE = -2,
	BAD = -3,
	DIE = -4,
	RESET = -5,
};

static const char *const action_names[] = {"ignore", "ok", "done", "bad", "die", "reset"};

static const char *const return_names[RETURNS] = {
	"success",
	"open_err",
	"symbol_err",
	"service_err",
	"system_err",
	"buf_err",
	"perm_denied",
	"auth_err",
	"cred_insufficient",
	"authinfo_unavail",
	"user_unknown",
	"maxtries",
	"new_authtok_reqd",
	"acct_expired",
	"session_err",
	"cred_unavail",
	"cred_expired",
	"cred_err",
	"no_module_data",
	"conv_err",
	"authtok_err",
	"authtok_recover_err",
	"authtok_lock_busy",
	"authtok_disable_aging",
	"try_again",
	"ignore",
	"abort",
	"authtok_expired",
	"module_unknown",
	"bad_item",
	"conv_again",
	"incomplete",
};

struct handler {
	const xmlNode *rule;
	bool substack;
	bool runs;
	int level;
	int actions[RETURNS];
};

enum impression {
	UNDECIDED,
	POSITIVE,
	NEGATIVE,
};

struct state {
	enum impression impression;
	int status;
};

struct walk {
	struct handler *handlers;
	size_t count;
	size_t at;
	struct state now;
	struct state before[LEVELS]; /* each substack */
	oracle_plan *plan;
	const void *context;
	size_t called;
	struct text *calls;
};

static const char *get(const xmlNode *node, const char *name)
{
	const xmlAttr *attribute = xmlHasProp(node, BAD_CAST name);

	return attribute != NULL && attribute->children != NULL
		? (const char *)attribute->children->content
		: "";
}

static int action_of(const char *name)
{
	for (int i = 0; i < 6; i++)
		if (strcmp(name, action_names[i]) == 0)
			return -i;
	return (int)strtol(name, NULL, 10);
}

static void fill(int actions[RETURNS], int action)
{
	for (int i = 0; i < RETURNS; i++)
		if (actions[i] == UNSET)
			actions[i] = action;
}

static void set(int actions[RETURNS], const char *value, int action)
{
	for (int i = 0; i < RETURNS; i++)
		if (strcmp(return_names[i], value) == 0)
			actions[i] = action;
	if (strcmp(value, "default") == 0)
		fill(actions, action);
}

static void take_keyword(const char *control, int actions[RETURNS])
{
	static const struct {
		const char *name;
		int success, ignore, rest;
	} keywords[] = {
		{"required", OK, IGNORE, BAD},
		{"requisite", OK, IGNORE, DIE},
		{"optional", OK, UNSET, IGNORE},
		{"sufficient", DONE, UNSET, IGNORE},
	};

	for (size_t i = 0; i < sizeof keywords / sizeof keywords[0]; i++) {
		if (strcmp(control, keywords[i].name) != 0)
			continue;
		set(actions, "success", keywords[i].success);
		set(actions, "new_authtok_reqd", keywords[i].success);
		set(actions, "ignore", keywords[i].ignore);
		fill(actions, keywords[i].rest);
	}
}

static void take_actions(const xmlNode *rule, int actions[RETURNS])
{
	for (int i = 0; i < RETURNS; i++)
		actions[i] = UNSET;
	if (strcmp(get(rule, "fails"), "include") != 0)
		take_keyword(get(rule, "control"), actions);
	for (const xmlNode *node = rule->children; node != NULL; node = node->next)
		if (strcmp((const char *)node->name, "action") == 0)
			set(actions, get(node, "value"), action_of(get(node, "do")));
	fill(actions, BAD);
}

static void collect(struct walk *walk, const xmlNode *view, const char *type)
{
	for (const xmlNode *node = view->children; node != NULL && walk->count < HANDLERS_MOST;
		node = node->next) {
		bool substack = strcmp((const char *)node->name, "substack") == 0;
		const char *fails = get(node, "fails");

		if ((!substack && strcmp((const char *)node->name, "rule") != 0) ||
			strcmp(get(node, "type"), type) != 0)
			continue;
		walk->handlers[walk->count] = (struct handler){
			.rule = node,
			.substack = substack,
			.runs = strcmp(fails, "type") != 0 && strcmp(fails, "include") != 0 &&
				get(node, "module")[0] != '\0',
			.level = (int)strtol(get(node, "level"), NULL, 10),
		};
		if (!substack)
			take_actions(node, walk->handlers[walk->count].actions);
		walk->count++;
	}
}

bool pam_expected_refusal(const xmlNode *view)
{
	return get(view, "fails")[0] != '\0';
}

void pam_expected_word(struct text *line, const char *word)
{
	struct document *document = document_new("word");

	document_attribute_string(document, "word", word);
	text_format(line, " <%s>", get(document->at, "word"));
	document_free(document);
}

static int call(struct walk *walk, const struct handler *handler)
{
	const char *path = get(handler->rule, "path");

	if (!handler->runs)
		return PAM_PERM_DENIED;
	if (path[0] == '\0')
		return PAM_MODULE_UNKNOWN;
	text_format(walk->calls, " <%s>", path);
	for (const xmlNode *node = handler->rule->children; node != NULL; node = node->next)
		if (strcmp((const char *)node->name, "argument") == 0)
			text_format(walk->calls, " <%s>", get(node, "value"));
	text_byte(walk->calls, '\n');
	return walk->plan(walk->context, walk->called++);
}

/* To the last handler that a decision at this level leaves out. */
static void leave(struct walk *walk, int level)
{
	while (walk->at + 1 < walk->count && walk->handlers[walk->at + 1].level >= level)
		walk->at++;
}

static bool jump(struct walk *walk, int level, int count)
{
	while (count > 0 && walk->at + 1 < walk->count &&
		walk->handlers[walk->at + 1].level >= level) {
		do
			walk->at++;
		while (walk->at + 1 < walk->count && walk->handlers[walk->at + 1].level > level);
		count--;
	}
	return count == 0;
}

static void refuse(struct walk *walk, int value)
{
	if (walk->now.impression == NEGATIVE)
		return;
	walk->now.impression = NEGATIVE;
	walk->now.status = value == PAM_IGNORE ? PAM_PERM_DENIED : value;
}

static void allow(struct walk *walk, int value)
{
	if (walk->now.impression == UNDECIDED ||
		(walk->now.impression == POSITIVE && walk->now.status == PAM_SUCCESS)) {
		walk->now.impression = POSITIVE;
		walk->now.status = value;
	}
}

static void act(struct walk *walk, int level, int action, int value)
{
	if (action == RESET) {
		walk->now = walk->before[level];
	} else if (action == OK || action == DONE) {
		allow(walk, value);
		if (action == DONE && walk->now.impression == POSITIVE)
			leave(walk, level);
	} else if (action == BAD || action == DIE) {
		refuse(walk, value);
		if (action == DIE)
			leave(walk, level);
	} else if (action != IGNORE && !jump(walk, level, action)) {
		walk->now = (struct state){NEGATIVE, PAM_PERM_DENIED};
	}
}

static int run(struct walk *walk)
{
	int previous = 0;

	walk->now = walk->before[0] = (struct state){UNDECIDED, PAM_PERM_DENIED};
	for (; walk->at < walk->count; walk->at++) {
		const struct handler *handler = &walk->handlers[walk->at];
		int value;

		if (previous < handler->level)
			walk->before[handler->level] = walk->now;
		previous = handler->level;
		if (handler->substack)
			continue;
		value = call(walk, handler);
		act(walk, handler->level, handler->actions[value], value);
	}
	return walk->now.status == PAM_SUCCESS && walk->now.impression != POSITIVE
		? PAM_PERM_DENIED
		: walk->now.status;
}

int pam_expected(const xmlNode *view, const char *type, oracle_plan *plan, const void *context,
	struct text *calls)
{
	struct walk walk = {
		.handlers = calloc(HANDLERS_MOST, sizeof *walk.handlers),
		.plan = plan,
		.context = context,
		.calls = calls,
	};
	int result;

	if (walk.handlers == NULL)
		abort();
	collect(&walk, view, type);
	result = run(&walk);
	free(walk.handlers);
	return result;
}
