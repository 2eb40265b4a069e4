// SPDX-License-Identifier: GPL-2.0-or-later
// Reading a service's file and what it includes: libpam/pam_handlers.c.
#include "settings/pam_stack.h"

#include <stdio.h>
#include <string.h>
#include <strings.h>

#include "base/text.h"
#include "settings/node.h"

enum {
	/* PAM_SUBSTACK_MAX_LEVEL of libpam */
	DEPTH_MOST = 16,
	RULES_MOST = 4096,
};

/* A file that is being read, inside the one that includes it. */
struct frame {
	const struct frame *outer;
	const char *path;
	const char *type;    /* the one type that is taken; NULL: all */
	const char *service; /* of /etc/pam.conf: whose lines are taken; NULL: all */
	const xmlNode *by;   /* what includes it; NULL: nothing does */
	unsigned depth;
	unsigned level; /* of substacks */
};

static bool read_frame(struct pam_stack *stack, const struct frame *frame);

static void put(xmlNodePtr node, const char *name, const char *value)
{
	if (node != NULL)
		(void)xmlNewProp(node, BAD_CAST name, BAD_CAST value);
}

static xmlNodePtr add(struct pam_stack *stack, const char *element)
{
	return xmlNewChild(stack->root, NULL, BAD_CAST element, NULL);
}

/* Where something stands, and through which line of another file it came in. */
static void put_place(xmlNodePtr node, const struct frame *frame, const xmlNode *source)
{
	TEXT_CLEANUP struct text by = TEXT_INIT;

	put(node, "file", frame->path);
	put(node, "line", node_attribute(source, "line"));
	if (frame->by == NULL)
		return;
	text_format(&by, "%s:%s", frame->outer->path, node_attribute(frame->by, "line"));
	put(node, "from-include", text_string(&by));
}

/* type NULL: all. */
static void put_missing(struct pam_stack *stack, const struct frame *frame, const xmlNode *source,
	const char *kind, const char *name, const char *type)
{
	xmlNodePtr node = add(stack, "missing");

	put(node, "kind", kind);
	if (type != NULL)
		put(node, "type", type);
	put(node, "name", name);
	put_place(node, frame, source);
}

/* "other" answers only for the types that the service has no rule for. */
static bool is_wanted(const struct pam_stack *stack, const char *type)
{
	return stack->fallback == NULL || strstr(stack->fallback, type) != NULL;
}

static void finish(const struct pam_stack *stack, const struct frame *frame, xmlNodePtr node)
{
	char level[16];

	(void)snprintf(level, sizeof level, "%u", frame->level);
	put(node, "level", level);
	if (stack->fallback != NULL)
		put(node, "other", "yes");
}

/* What an include that cannot be had comes to. */
static void put_failing(
	struct pam_stack *stack, const struct frame *frame, const xmlNode *source, const char *type)
{
	xmlNodePtr node;

	if (!is_wanted(stack, type))
		return;
	node = add(stack, "rule");
	put(node, "type", type);
	put(node, "control",
		node_is(source, "include") ? "@include" : node_attribute(source, "control"));
	put(node, "module", node_attribute(source, node_is(source, "include") ? "file" : "module"));
	put(node, "fails", "include");
	put_place(node, frame, source);
	finish(stack, frame, node);
}

/* The value that libpam answers for a module it cannot load, and what the control makes of it. */
static bool is_harmless(const xmlNode *rule)
{
	const char *control = node_attribute(rule, "control");
	const char *action = NULL;
	bool given = false;

	if (strcmp(control, "optional") == 0 || strcmp(control, "sufficient") == 0)
		return true;
	for (const xmlNode *node = rule->children; node != NULL; node = node->next) {
		if (!node_is(node, "action"))
			continue;
		if (node_has(node, "value", "module_unknown")) {
			action = node_attribute(node, "do");
			given = true;
		} else if (node_has(node, "value", "default") && !given && action == NULL) {
			action = node_attribute(node, "do");
		}
	}
	return action != NULL && strcmp(action, "ignore") == 0;
}

static void add_module(
	struct pam_stack *stack, const struct frame *frame, const xmlNode *rule, const char *type)
{
	const char *module = node_attribute(rule, "module");
	const char *fails = node_attribute(rule, "fails");
	bool runs = strcmp(fails, "type") != 0 && module[0] != '\0';
	char path[JUDGED_PATH_MOST];
	bool found = runs && pam_find_module(stack->documents, &stack->build, module, path);
	xmlNodePtr node = xmlDocCopyNode((xmlNodePtr)rule, stack->root->doc, 1);

	if (node == NULL)
		return;
	(void)xmlAddChild(stack->root, node);
	(void)xmlUnsetProp(node, BAD_CAST "line");
	(void)xmlSetProp(node, BAD_CAST "type", BAD_CAST type);
	if (found)
		put(node, "path", path);
	put_place(node, frame, rule);
	finish(stack, frame, node);
	if (runs && !found && !(node_attribute(rule, "optional")[0] != '\0' && is_harmless(rule)))
		put_missing(stack, frame, rule, "module", module, type);
}

static bool is_cycle(const struct frame *frame, const char *path, const char *type)
{
	for (; frame != NULL; frame = frame->outer)
		if (strcmp(frame->path, path) == 0 &&
			(frame->type == type ||
				(frame->type != NULL && type != NULL &&
					strcmp(frame->type, type) == 0)))
			return true;
	return false;
}

/* False: libpam cannot have it, or gives up inside. type NULL: all. */
static bool include(struct pam_stack *stack, const struct frame *outer, const xmlNode *source,
	const char *name, const char *type)
{
	char path[JUDGED_PATH_MOST];
	const struct frame frame = {
		.outer = outer,
		.path = path,
		.type = type,
		.by = source,
		.depth = outer->depth + 1,
		.level = outer->level + (node_has(source, "control", "substack")),
	};

	if (name[0] == '\0' || frame.depth >= DEPTH_MOST ||
		!pam_find_file(stack->documents, &stack->build, name, true, path) ||
		is_cycle(outer, path, type)) {
		put_missing(stack, outer, source, "include", name, type);
		return false;
	}
	return read_frame(stack, &frame);
}

/* A rule with "include" or "substack". */
static void add_include(
	struct pam_stack *stack, const struct frame *frame, const xmlNode *rule, const char *type)
{
	const char *name = node_attribute(rule, "module");
	xmlNodePtr node;

	if (!is_wanted(stack, type))
		return;
	if (node_has(rule, "control", "substack")) {
		node = add(stack, "substack");
		put(node, "type", type);
		put(node, "name", name);
		put_place(node, frame, rule);
		finish(stack, frame, node);
	}
	if (!include(stack, frame, rule, name, type))
		put_failing(stack, frame, rule, type);
}

/* False: libpam gives up on the file. */
static bool add_rule(struct pam_stack *stack, const struct frame *frame, const xmlNode *rule)
{
	const char *control = node_attribute(rule, "control");
	const char *type = node_attribute(rule, "type");

	/* What is no type counts for the one that is asked for. */
	if (frame->type != NULL && xmlHasProp(rule, BAD_CAST "word") != NULL)
		type = frame->type;
	if (frame->type != NULL && strcmp(type, frame->type) != 0)
		return true;
	if (strcmp(control, "include") == 0 || strcmp(control, "substack") == 0)
		add_include(stack, frame, rule, type);
	else if (is_wanted(stack, type))
		add_module(stack, frame, rule, type);
	return strcmp(node_attribute(rule, "fails"), "file") != 0;
}

/* Debian's @include takes all types that the file itself is read for. */
static bool add_at_include(
	struct pam_stack *stack, const struct frame *frame, const xmlNode *source)
{
	const char *type = frame->type;

	if (!stack->build.at_include) {
		put_failing(stack, frame, source, type != NULL ? type : "auth");
		return true;
	}
	if (include(stack, frame, source, node_attribute(source, "file"), type))
		return true;
	if (type != NULL)
		put_failing(stack, frame, source, type);
	return type != NULL;
}

static bool is_of_service(const struct frame *frame, const xmlNode *node)
{
	return frame->service == NULL ||
		strcasecmp(node_attribute(node, "service"), frame->service) == 0;
}

static bool add_line(struct pam_stack *stack, const struct frame *frame, const xmlNode *node)
{
	if (node_is(node, "rule"))
		return add_rule(stack, frame, node);
	return !node_is(node, "include") || add_at_include(stack, frame, node);
}

/* False: libpam gives up on it, and ran nothing of what follows; of a service, we show that. */
static bool read_frame(struct pam_stack *stack, const struct frame *frame)
{
	const xmlNode *root = pam_read_file(stack->documents, frame->path);
	bool whole = true;

	for (const xmlNode *node = root != NULL ? root->children : NULL; node != NULL;
		node = node->next) {
		if (!is_of_service(frame, node))
			continue;
		if (++stack->rules > RULES_MOST) {
			documents_doubt(stack->documents, DOUBT_TOO_LARGE, frame->path, 0);
			return whole;
		}
		if (add_line(stack, frame, node))
			continue;
		whole = false;
		if (frame->outer != NULL)
			return false;
	}
	return whole;
}

/* The file of the service; without any directory of them, the one that holds all. */
static bool find_service(struct pam_stack *stack, const char *service, struct frame *frame,
	char path[JUDGED_PATH_MOST])
{
	if (pam_has_directory(stack->documents, &stack->build))
		return pam_find_file(stack->documents, &stack->build, service, false, path);
	frame->service = service;
	return pam_find_file(stack->documents, &stack->build, "/etc/pam.conf", false, path);
}

void pam_stack_read(struct pam_stack *stack, const char *service)
{
	char path[JUDGED_PATH_MOST];
	struct frame frame = {.path = path};

	if (find_service(stack, service, &frame, path)) {
		if (stack->fallback == NULL)
			put(stack->root, "from", path);
		stack->fails |= !read_frame(stack, &frame);
	} else if (stack->fallback == NULL || xmlHasProp(stack->root, BAD_CAST "from") == NULL) {
		xmlNodePtr node = add(stack, "missing");

		put(node, "kind", "service");
		put(node, "name", service);
	}
}
