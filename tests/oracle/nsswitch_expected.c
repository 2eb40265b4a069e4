// SPDX-License-Identifier: GPL-2.0-or-later
// The walk over the services of a database as its document has them; glibc's manual, "NSS Basics".
#include "nsswitch_expected.h"

#include <dlfcn.h>
#include <stdlib.h>
#include <string.h>

#include "settings/document.h"

enum action {
	ACTION_CONTINUE,
	ACTION_RETURN,
	ACTION_MERGE,
};

enum {
	SERVICES_MOST = 256,
};

struct service {
	struct text name;
	bool loads;
	enum action actions[STATUSES];
};

struct services {
	struct service all[SERVICES_MOST];
	size_t count;
};

static bool is(const xmlNode *node, const char *name)
{
	return strcmp((const char *)node->name, name) == 0;
}

static bool has(const xmlNode *node, const char *attribute, const char *wanted)
{
	xmlChar *value = xmlGetProp(node, BAD_CAST attribute);
	bool same = value != NULL && strcmp((const char *)value, wanted) == 0;

	xmlFree(value);
	return same;
}

/* Every service that can be loaded answers every question. */
static bool loads(const char *name)
{
	TEXT_CLEANUP struct text file = TEXT_INIT;
	TEXT_CLEANUP struct text symbol = TEXT_INIT;
	void *module;

	text_format(&file, "libnss_%s.so.2", name);
	text_format(&symbol, "_nss_%s_getpwnam_r", name);
	module = dlopen(text_string(&file), RTLD_LAZY);
	return module != NULL && dlsym(module, text_string(&symbol)) != NULL;
}

static int index_of(enum nss_status status)
{
	return (int)status - (int)NSS_STATUS_TRYAGAIN;
}

static void add_service(struct services *services, const xmlNode *node)
{
	struct service *service = &services->all[services->count++];
	xmlChar *name = xmlGetProp(node, BAD_CAST "name");

	if (services->count == SERVICES_MOST || name == NULL)
		abort();
	*service = (struct service){.name = TEXT_INIT};
	(void)document_unescape((const char *)name, &service->name);
	xmlFree(name);
	service->loads = loads(text_string(&service->name));
	service->actions[index_of(NSS_STATUS_SUCCESS)] = ACTION_RETURN;
}

static void react(struct service *service, const xmlNode *node)
{
	static const char *const statuses[STATUSES] = {
		"tryagain", "unavail", "notfound", "success"};
	enum action action = has(node, "action", "return") ? ACTION_RETURN
		: has(node, "action", "merge")		   ? ACTION_MERGE
							   : ACTION_CONTINUE;

	for (int i = 0; i < STATUSES; i++)
		if (has(node, "status", statuses[i]) != has(node, "not", "yes"))
			service->actions[i] = action;
}

static const xmlNode *find_database(const xmlNode *root, const char *name)
{
	const xmlNode *found = NULL;

	for (const xmlNode *node = root->children; node != NULL; node = node->next)
		if (is(node, "database") && has(node, "name", name))
			found = node;
	return found;
}

/* The one that answers, which may stand in for another one. */
static const xmlNode *find_answering(const xmlNode *root, const struct nsswitch_lookup *lookup)
{
	const xmlNode *database = find_database(root, lookup->database);

	if (database == NULL && lookup->otherwise != NULL)
		return find_database(root, lookup->otherwise);
	return database;
}

bool nsswitch_is_undefined(const xmlNode *root, const struct nsswitch_lookup *lookup)
{
	const xmlNode *database = find_answering(root, lookup);

	return database != NULL && database->children == NULL;
}

/* A line of one of glibc's databases that spoils the whole file. */
static bool is_refused(const xmlNode *root)
{
	for (const xmlNode *node = root->children; node != NULL; node = node->next) {
		xmlChar *why = is(node, "unread") ? xmlGetProp(node, BAD_CAST "why") : NULL;
		bool whole = why != NULL && strstr((const char *)why, "whole file") != NULL;

		xmlFree(why);
		if (whole)
			return true;
	}
	return false;
}

static void collect(struct services *services, const xmlNode *database)
{
	services->count = 0;
	if (database == NULL)
		return;
	for (const xmlNode *node = database->children; node != NULL; node = node->next)
		if (is(node, "service"))
			add_service(services, node);
		else
			react(&services->all[services->count - 1], node);
}

static void release(struct services *services)
{
	for (size_t i = 0; i < services->count; i++)
		text_release(&services->all[i].name);
}

static enum action action_of(const struct service *service, enum nss_status status)
{
	return service->actions[index_of(status)];
}

/* From this one on, the next that can be asked; one that cannot is unavailable. */
static size_t next_asked(const struct services *services, size_t at)
{
	while (at < services->count && !services->all[at].loads) {
		if (action_of(&services->all[at], NSS_STATUS_UNAVAIL) != ACTION_CONTINUE)
			return services->count;
		at++;
	}
	return at;
}

/*
 * What becomes of an answer when answers are to be merged. An answer that is to be merged and can
 * not is unavailable; one that fails leaves the one before it.
 */
static enum nss_status merged(const struct service *service, enum nsswitch_walk walk,
	enum nss_status status, bool *merging)
{
	bool can = walk == WALK_MERGING;

	if (walk == WALK_SIMPLE)
		return status;
	if (*merging && status == NSS_STATUS_SUCCESS) {
		*merging = false;
		if (!can)
			status = NSS_STATUS_UNAVAIL;
	} else if (*merging) {
		status = NSS_STATUS_SUCCESS;
	}
	if (status == NSS_STATUS_SUCCESS && action_of(service, status) == ACTION_MERGE) {
		*merging = true;
		if (!can)
			status = NSS_STATUS_UNAVAIL;
	}
	return status;
}

static void call(const struct service *service, struct text *calls)
{
	text_add(calls, text_string(&service->name));
	text_byte(calls, '\n');
}

static bool walk_to_answer(const struct services *services, enum nsswitch_walk walk,
	nsswitch_plan *plan, struct text *calls)
{
	enum nss_status status = NSS_STATUS_UNAVAIL;
	bool merging = false;
	size_t at = next_asked(services, 0);

	for (size_t number = 0; at < services->count; number++) {
		const struct service *service = &services->all[at];

		call(service, calls);
		status = merged(service, walk, plan(number), &merging);
		if (action_of(service, status) == ACTION_RETURN)
			break;
		at = next_asked(services, at + 1);
	}
	return status == NSS_STATUS_SUCCESS;
}

/* Without a database of its own, the groups of a user come from all services of "group". */
static void walk_all(
	const struct services *services, bool own, nsswitch_plan *plan, struct text *calls)
{
	size_t number = 0;

	for (size_t at = 0; at < services->count; at++) {
		const struct service *service = &services->all[at];
		enum nss_status status = NSS_STATUS_UNAVAIL;

		if (service->loads) {
			call(service, calls);
			status = plan(number++);
		}
		if ((own || status != NSS_STATUS_SUCCESS) &&
			action_of(service, status) == ACTION_RETURN)
			return;
	}
}

bool nsswitch_expected(const xmlNode *root, const struct nsswitch_lookup *lookup,
	nsswitch_plan *plan, struct text *calls)
{
	static struct services services;
	bool own = find_database(root, lookup->database) != NULL;
	bool answered = false;

	if (is_refused(root))
		return false;
	collect(&services, find_answering(root, lookup));
	if (lookup->walk == WALK_ALL)
		walk_all(&services, own, plan, calls);
	else
		answered = walk_to_answer(&services, lookup->walk, plan, calls);
	release(&services);
	return answered;
}
