// SPDX-License-Identifier: GPL-2.0-or-later
// Whose parameters of Postfix are meant, and what they come to.
#include "settings/postfix_scope.h"

#include <stdio.h>
#include <string.h>

#include "settings/postfix_defaults.h"
#include "settings/postfix_expand.h"

xmlNodePtr postfix_put(xmlNodePtr parent, const char *element, const char *file, uint32_t line)
{
	xmlNodePtr node = xmlNewChild(parent, NULL, BAD_CAST element, NULL);
	char number[16];

	if (node == NULL)
		return NULL;
	postfix_put_attribute(node, "file", file);
	if (line > 0) {
		(void)snprintf(number, sizeof number, "%u", (unsigned)line);
		postfix_put_attribute(node, "line", number);
	}
	return node;
}

void postfix_put_attribute(xmlNodePtr node, const char *name, const char *value)
{
	if (node != NULL)
		(void)xmlNewProp(node, BAD_CAST name, BAD_CAST value);
}

void postfix_put_piece(xmlNodePtr node, const char *name, struct piece value)
{
	TEXT_CLEANUP struct text text = TEXT_INIT;

	text_append(&text, value.bytes, value.length);
	postfix_put_attribute(node, name, text_string(&text));
}

static xmlNodePtr last_of(
	const xmlNode *parent, const char *element, const char *name, size_t *steps)
{
	for (xmlNodePtr node = parent->last; node != NULL; node = node->prev) {
		*steps += 1;
		if (node_is(node, element) && node_has(node, "name", name))
			return node;
	}
	return NULL;
}

static xmlNodePtr find_setting(const struct postfix_scope *scope, const char *name, size_t *steps)
{
	xmlNodePtr found = NULL;

	if (scope->service != NULL)
		found = last_of(scope->service, "option", name, steps);
	if (found == NULL && scope->main != NULL)
		found = last_of(scope->main, "setting", name, steps);
	return found;
}

xmlNodePtr postfix_scope_setting(const struct postfix_scope *scope, const char *name)
{
	size_t steps = 0;

	return find_setting(scope, name, &steps);
}

/* The first word of /etc/hostname, bytes of host names only; "" where there is none. */
static void read_host(const struct judge_world *world, char *result, size_t size)
{
	struct judged_file file;
	size_t length = 0;

	result[0] = '\0';
	if (world->file(world->context, "/etc/hostname", &file) < 0 ||
		file.presence != PRESENCE_THERE)
		return;
	for (const char *at = file.bytes; length < file.length && length < size - 1; length++) {
		if (at[length] <= ' ' || at[length] >= 0x7F || at[length] == '$')
			break;
		result[length] = at[length];
	}
	result[length] = '\0';
	if (world->parsed != NULL)
		world->parsed(world->context);
}

/* As Postfix completes a host's name by mydomain, and takes mydomain from myhostname. */
static void name_host(struct postfix_scope *scope)
{
	xmlNodePtr domain = postfix_scope_setting(scope, "mydomain");
	xmlNodePtr host = postfix_scope_setting(scope, "myhostname");
	size_t length = strlen(scope->host);
	const char *dot;

	if (length == 0)
		length = (size_t)snprintf(scope->host, sizeof scope->host, "localhost");
	if (strchr(scope->host, '.') == NULL)
		(void)snprintf(scope->host + length, sizeof scope->host - length, ".%s",
			domain != NULL ? node_attribute(domain, "value") : "localdomain");
	dot = strchr(host != NULL ? node_attribute(host, "value") : scope->host, '.');
	scope->domain = dot != NULL ? dot + 1 : "localdomain";
}

/* Distributions put them in different places; the master process is in the right one. */
static void find_daemons(const struct judge_world *world, char *result, size_t size)
{
	static const char *const places[] = {"/usr/lib/postfix/sbin", "/usr/lib/postfix/bin",
		"/usr/libexec/postfix", "/usr/lib/postfix"};
	struct judged_entry entry;
	char path[80];

	(void)snprintf(result, size, "%s", places[0]);
	for (size_t i = 0; i < sizeof places / sizeof places[0]; i++) {
		(void)snprintf(path, sizeof path, "%s/master", places[i]);
		if (world->entry(world->context, path, true, &entry) == 0 &&
			entry.presence == PRESENCE_THERE) {
			(void)snprintf(result, size, "%s", places[i]);
			return;
		}
	}
}

void postfix_scope_begin(struct postfix_scope *scope, struct documents *documents)
{
	const struct judge_world *world = documents_world(documents);
	char *text = scope->version_text;

	*scope = (struct postfix_scope){.documents = documents};
	scope->main = documents_file(documents, POSTFIX_MAIN);
	if (world->package(world->context, "postfix", text) < 0)
		text[0] = '\0';
	scope->version = postfix_version(text);
	text[strspn(text, "0123456789.")] = '\0';
	read_host(world, scope->host, sizeof scope->host);
	name_host(scope);
	find_daemons(world, scope->daemons, sizeof scope->daemons);
}

xmlNodePtr postfix_scope_master(struct postfix_scope *scope)
{
	scope->master = documents_file(scope->documents, POSTFIX_MASTER);
	return scope->master;
}

const char *postfix_scope_place(const xmlNode *setting, uint32_t *line)
{
	*line = setting != NULL ? documents_line(setting) : 0;
	return setting != NULL && node_is(setting, "option") ? POSTFIX_MASTER : POSTFIX_MAIN;
}

uint32_t postfix_scope_line(const xmlNode *setting, struct piece word)
{
	for (const xmlNode *item = setting != NULL ? setting->children : NULL; item != NULL;
		item = item->next)
		if (piece_is(word, node_attribute(item, "value")))
			return documents_line(item);
	return setting != NULL ? documents_line(setting) : 0;
}

/* Lookups of one expansion. */
struct looking {
	const struct postfix_scope *scope;
	struct postfix_expansion expansion;
};

/* What depends on the machine. */
static const char *built_in(const struct postfix_scope *scope, const char *name)
{
	if (strcmp(name, "config_directory") == 0)
		return POSTFIX_DIRECTORY;
	if (strcmp(name, "daemon_directory") == 0)
		return scope->daemons;
	if (strcmp(name, "mail_version") == 0)
		return scope->version_text;
	if (strcmp(name, "myhostname") == 0)
		return scope->host;
	if (strcmp(name, "service_name") == 0 && scope->service != NULL)
		return node_attribute(scope->service, "name");
	if (strcmp(name, "process_name") == 0 && scope->service != NULL)
		return node_attribute(scope->service, "command");
	if (strcmp(name, "mydomain") == 0)
		return scope->domain;
	return postfix_default(name, scope->version);
}

static const char *look_up(void *context, const char *name)
{
	struct looking *looking = context;
	xmlNodePtr setting = find_setting(looking->scope, name, &looking->expansion.steps);

	return setting != NULL ? node_attribute(setting, "value") : built_in(looking->scope, name);
}

static void doubt(const struct postfix_scope *scope, const xmlNode *setting, bool costly)
{
	uint32_t line;
	const char *file = postfix_scope_place(setting, &line);

	documents_doubt(scope->documents, costly ? DOUBT_TOO_COSTLY : DOUBT_UNREAD, file, line);
}

void postfix_scope_expand(const struct postfix_scope *scope, const xmlNode *setting,
	struct piece text, struct text *result)
{
	struct looking looking = {
		.scope = scope,
		.expansion = {.lookup = look_up, .result = result},
	};

	looking.expansion.context = &looking;
	postfix_expand(&looking.expansion, text);
	if (looking.expansion.why != NULL)
		doubt(scope, setting, looking.expansion.steps > POSTFIX_STEPS_MOST);
}

/* What Postfix expands when mail comes, with names that it knows then. */
static bool is_raw(const char *name)
{
	static const char *const names[] = {"command_execution_directory", "default_rbl_reply",
		"forward_path", "luser_relay", "mailbox_command", "postscreen_expansion_filter",
		"postscreen_reject_footer", "smtpd_expansion_filter", "smtpd_reject_footer"};

	for (size_t i = 0; i < sizeof names / sizeof names[0]; i++)
		if (strcmp(names[i], name) == 0)
			return true;
	return false;
}

void postfix_scope_value(const struct postfix_scope *scope, const char *name, struct text *result)
{
	xmlNodePtr setting = postfix_scope_setting(scope, name);
	const char *value =
		setting != NULL ? node_attribute(setting, "value") : built_in(scope, name);

	if (value != NULL && is_raw(name))
		text_add(result, value);
	else if (value != NULL)
		postfix_scope_expand(scope, setting, (struct piece){value, strlen(value)}, result);
}

/* Postfix, COMPATIBILITY_README: chroot is off by default from level 1 on. */
static bool level_is_0(const struct postfix_scope *scope)
{
	TEXT_CLEANUP struct text level = TEXT_INIT;

	postfix_scope_value(scope, "compatibility_level", &level);
	return level.length == 0 || level.bytes[0] == '0';
}

const char *postfix_scope_switch(
	const struct postfix_scope *scope, const xmlNode *service, const char *column)
{
	const char *value = node_attribute(service, column);

	if (strcmp(value, "-") != 0)
		return value;
	return strcmp(column, "chroot") != 0 || level_is_0(scope) ? "y" : "n";
}
