// SPDX-License-Identifier: GPL-2.0-or-later
// The PAM services by which passwords of mail users are checked: by Postfix, Cyrus and Dovecot.
#include <string.h>

#include "base/text.h"
#include "settings/document.h"
#include "settings/node.h"
#include "settings/view_cyrus.h"
#include "settings/view_dovecot.h"
#include "settings/view_postfix.h"
#include "settings/views_sasl.h"

#define LENGTH(array) (sizeof(array) / sizeof(array)[0])

static const char main_cf[] = "/etc/postfix/main.cf";
static const char blanks[] = " \t";

static void add(struct document *document, const char *name, const char *by, const char *file,
	const char *line)
{
	document_open(document, "service", 0);
	document_attribute_string(document, "name", name);
	document_attribute_string(document, "by", by);
	document_attribute_string(document, "file", file);
	if (line[0] != '\0')
		document_attribute_string(document, "line", line);
	document_close(document);
}

/* Whether the saslauthd of that directory, or any where none is in that one, asks PAM. */
static bool saslauthd_asks_pam(struct documents *documents, const char *directory)
{
	const xmlNode *all = view_saslauthd(documents, "");
	bool any = false;

	for (const xmlNode *instance = node_first(all, "instance"); instance != NULL;
		instance = node_next(instance, "instance")) {
		bool pam = node_has(instance, "mechanism", "pam");

		if (node_has(instance, "directory", directory))
			return pam;
		any |= pam;
	}
	return any;
}

static void add_postfix(struct document *document, struct documents *documents)
{
	const xmlNode *auth = view_smtp_auth(documents, "");
	const xmlNode *file = documents_file(documents, main_cf);
	const xmlNode *setting = node_named(file, "setting", "smtpd_sasl_service");

	if (!node_has(auth, "enabled", "yes") || !node_has(auth, "saslauthd", "yes") ||
		!saslauthd_asks_pam(documents, node_attribute(auth, "directory")))
		return;
	if (setting == NULL)
		setting = node_named(file, "setting", "smtpd_sasl_auth_enable");
	add(document, node_attribute(auth, "service"), "Postfix", main_cf, node_line(setting));
}

static const struct {
	const char *program;
	const char *service;
} cyrus_programs[] = {
	{"imapd", "imap"},
	{"lmtpd", "lmtp"},
	{"nntpd", "nntp"},
	{"pop3d", "pop"},
	{"timsieved", "sieve"},
};

/* The PAM service of a program, or NULL. On a Unix socket lmtpd asks for no password. */
static const char *cyrus_service(const xmlNode *service)
{
	const char *program = node_attribute(service, "program");

	for (size_t i = 0;
		node_attribute(service, "listen")[0] != '/' && i < LENGTH(cyrus_programs); i++)
		if (strcmp(cyrus_programs[i].program, program) == 0)
			return cyrus_programs[i].service;
	return NULL;
}

static bool is_known(const xmlNode *root, const char *name)
{
	return node_named(root, "service", name) != NULL;
}

static void add_cyrus(struct document *document, struct documents *documents)
{
	const xmlNode *all = view_cyrus(documents, "");

	if (strstr(node_value(all, "sasl_pwcheck_method"), "saslauthd") == NULL ||
		!saslauthd_asks_pam(documents, ""))
		return;
	for (const xmlNode *service = node_first(all, "service"); service != NULL;
		service = node_next(service, "service")) {
		const char *name = cyrus_service(service);

		if (name != NULL && !is_known(document->at, name))
			add(document, name, "Cyrus", node_attribute(service, "file"),
				node_line(service));
	}
}

/* Of "failure_show_msg=yes mail": the last word that is no option. */
static void take_service(struct text *service, const char *words)
{
	for (const char *at = words + strspn(words, blanks); *at != '\0';
		at += strspn(at, blanks)) {
		size_t length = strcspn(at, blanks);

		if (memchr(at, '=', length) == NULL) {
			text_clear(service);
			text_append(service, at, length);
		}
		at += length;
	}
}

/* 2.3: passdb { driver = pam; args = ... }; 2.4: passdb pam { service_name = ... }. */
static void add_passdb(struct document *document, const xmlNode *passdb)
{
	static const char *const names[] = {"args", "service_name", "pam_service_name",
		"passdb_pam_service_name", "passdb_service_name"};
	TEXT_CLEANUP struct text service = TEXT_INIT;
	const char *driver = node_value(passdb, "driver");

	if (driver[0] == '\0')
		driver = node_value(passdb, "passdb_driver");
	if (strcmp(driver[0] != '\0' ? driver : node_attribute(passdb, "argument"), "pam") != 0)
		return;
	text_add(&service, "dovecot");
	for (size_t i = 0; i < LENGTH(names); i++)
		take_service(&service, node_value(passdb, names[i]));
	/* "*", "%s" and the like are each protocol's own name. */
	if (strpbrk(text_string(&service), "*%") == NULL &&
		!is_known(document->at, text_string(&service)))
		add(document, text_string(&service), "Dovecot", node_attribute(passdb, "file"),
			node_line(passdb));
}

static void add_dovecot(struct document *document, struct documents *documents)
{
	const xmlNode *all = view_dovecot(documents, "");

	for (const xmlNode *passdb = node_first(all, "section"); passdb != NULL;
		passdb = node_next(passdb, "section"))
		if (node_has(passdb, "name", "passdb"))
			add_passdb(document, passdb);
}

static void fill(struct documents *documents, const char *argument, xmlNodePtr root)
{
	struct document document = document_below(root);

	(void)argument;
	add_postfix(&document, documents);
	add_cyrus(&document, documents);
	add_dovecot(&document, documents);
}

xmlNodePtr view_mail_services(struct documents *documents, const char *argument)
{
	static const struct documents_kind kind = {"mail-services", "mail-services", fill};

	return documents_view(documents, &kind, argument);
}
