// SPDX-License-Identifier: GPL-2.0-or-later
// How Postfix's smtpd checks passwords: main.cf, master.cf and SASL's smtpd.conf together.
#include <stdlib.h>
#include <string.h>

#include "base/text.h"
#include "settings/document.h"
#include "settings/node.h"
#include "settings/view_postfix.h"
#include "settings/views_sasl.h"

static const char main_cf[] = "/etc/postfix/main.cf";
static const char master_cf[] = "/etc/postfix/master.cf";
static const char separators[] = " \t,";

/* Where SASL looks: what main.cf says, then what Debian and openSUSE built in. */
static const char *const config_directories[] = {"/etc/postfix/sasl", "/etc/sasl2"};

/* What an smtpd works with: its own -o, else what main.cf comes to. */
static void effective(
	struct documents *documents, const xmlNode *service, const char *name, struct text *result)
{
	const xmlNode *option = node_named(service, "option", name);

	text_clear(result);
	if (option != NULL)
		text_add(result, node_attribute(option, "value"));
	else
		value_postfix(documents, name, result);
}

static bool offers_auth(struct documents *documents, const xmlNode *service)
{
	TEXT_CLEANUP struct text enabled = TEXT_INIT;

	if (!node_has(service, "type", "inet") || !node_has(service, "command", "smtpd"))
		return false;
	effective(documents, service, "smtpd_sasl_auth_enable", &enabled);
	return strcmp(text_string(&enabled), "yes") == 0;
}

static const xmlNode *first_with_auth(struct documents *documents)
{
	const xmlNode *services = documents_file(documents, master_cf);

	for (const xmlNode *service = node_first(services, "service"); service != NULL;
		service = node_next(service, "service"))
		if (offers_auth(documents, service))
			return service;
	return NULL;
}

static bool has_word(const char *list, const char *word)
{
	size_t length = strlen(word);

	for (const char *at = list + strspn(list, separators); *at != '\0';
		at += strspn(at, separators)) {
		size_t size = strcspn(at, separators);

		if (size == length && strncmp(at, word, size) == 0)
			return true;
		at += size;
	}
	return false;
}

/* SASL's settings of this smtpd; NULL: it has none. */
static const xmlNode *find_config(
	struct documents *documents, const xmlNode *service, struct text *path)
{
	TEXT_CLEANUP struct text name = TEXT_INIT, directory = TEXT_INIT;
	const xmlNode *config = NULL;

	effective(documents, service, "smtpd_sasl_path", &name);
	value_postfix(documents, "cyrus_sasl_config_path", &directory);
	for (size_t i = 0; config == NULL && i <= 2; i++) {
		const char *where = i == 0 ? text_string(&directory) : config_directories[i - 1];

		if (where[0] == '\0')
			continue;
		text_clear(path);
		text_format(path, "%s/%s.conf", where, text_string(&name));
		config = documents_file(documents, text_string(path));
	}
	if (config == NULL)
		text_clear(path);
	return config;
}

static void add_yes(struct document *document, const char *name, bool yes)
{
	document_attribute_string(document, name, yes ? "yes" : "no");
}

static bool is_suse(struct documents *documents)
{
	return documents_file(documents, "/etc/sysconfig/saslauthd") != NULL;
}

/* The directory of saslauthd's socket as smtpd names it. */
static void socket_directory(
	struct documents *documents, const xmlNode *config, struct text *result)
{
	const char *path = config != NULL ? node_value(config, "saslauthd_path") : "";
	const char *slash = strrchr(path, '/');

	if (slash != NULL && slash != path)
		text_append(result, path, (size_t)(slash - path));
	else
		text_add(result, is_suse(documents) ? "/run/sasl2" : "/var/run/saslauthd");
}

static void add_socket(struct document *document, struct documents *documents,
	const xmlNode *config, bool chrooted)
{
	TEXT_CLEANUP struct text socket = TEXT_INIT, directory = TEXT_INIT;
	const char *seen;

	socket_directory(documents, config, &socket);
	seen = text_string(&socket);
	document_attribute_string(document, "socket", seen);
	if (chrooted)
		value_postfix(documents, "queue_directory", &directory);
	else if (strncmp(seen, "/var/run/", 9) == 0)
		seen += 4;
	text_add(&directory, seen);
	document_attribute_string(document, "directory", text_string(&directory));
}

static void add_method(struct document *document, const xmlNode *config, const char *type)
{
	const char *method = config != NULL ? node_value(config, "pwcheck_method") : "";
	const char *plugin = config != NULL ? node_value(config, "auxprop_plugin") : "";
	bool cyrus = strcmp(type, "cyrus") == 0;

	if (method[0] == '\0')
		method = "auxprop";
	document_attribute_string(document, "method", method);
	add_yes(document, "saslauthd", cyrus && has_word(method, "saslauthd"));
	add_yes(document, "sasldb",
		cyrus && has_word(method, "auxprop") &&
			(plugin[0] == '\0' || has_word(plugin, "sasldb")));
}

static bool is_chrooted(struct documents *documents, const xmlNode *service)
{
	struct postfix_scope scope;

	postfix_scope_begin(&scope, documents);
	return strcmp(postfix_scope_switch(&scope, service, "chroot"), "y") == 0;
}

static void describe(struct document *document, struct documents *documents, const xmlNode *service)
{
	TEXT_CLEANUP struct text type = TEXT_INIT, name = TEXT_INIT, path = TEXT_INIT;
	const xmlNode *config = find_config(documents, service, &path);
	bool chrooted = is_chrooted(documents, service);

	effective(documents, service, "smtpd_sasl_type", &type);
	effective(documents, service, "smtpd_sasl_service", &name);
	document_attribute_string(document, "type", text_string(&type));
	document_attribute_string(
		document, "service", name.length > 0 ? text_string(&name) : "smtp");
	document_attribute_string(document, "config", text_string(&path));
	add_method(document, config, text_string(&type));
	add_yes(document, "chroot", chrooted);
	add_socket(document, documents, config, chrooted);
	document_attribute_string(document, "file", master_cf);
	document_attribute_string(document, "line", node_line(service));
}

static void fill(struct documents *documents, const char *argument, xmlNodePtr root)
{
	struct document document = document_below(root);
	const xmlNode *service = NULL;

	(void)argument;
	if (documents_file(documents, main_cf) != NULL)
		service = first_with_auth(documents);
	add_yes(&document, "enabled", service != NULL);
	if (service != NULL)
		describe(&document, documents, service);
}

xmlNodePtr view_smtp_auth(struct documents *documents, const char *argument)
{
	static const struct documents_kind kind = {"smtp-auth", "smtp-auth", fill};

	return documents_view(documents, &kind, argument);
}
