// SPDX-License-Identifier: GPL-2.0-or-later
// The PAM services by which passwords of mail users are checked: by Postfix, Cyrus and Dovecot.
#include <string.h>

#include "base/arena.h"
#include "base/text.h"
#include "settings/document.h"
#include "settings/node.h"
#include "settings/view_postfix.h"
#include "settings/views_sasl.h"

#define LENGTH(array) (sizeof(array) / sizeof(array)[0])

static const char main_cf[] = "/etc/postfix/main.cf";
static const char imapd_conf[] = "/etc/imapd.conf";
static const char cyrus_conf[] = "/etc/cyrus.conf";
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

/* The PAM service of a line of cyrus.conf, or NULL. On a Unix socket lmtpd asks for no password. */
static const char *cyrus_service(const char *line)
{
	const char *program = strstr(line, "cmd=\"");
	size_t length;

	if (line[strspn(line, blanks)] == '#' || program == NULL)
		return NULL;
	program += strlen("cmd=\"");
	length = strcspn(program, " \t\"");
	for (size_t i = 0; i < LENGTH(cyrus_programs); i++) {
		if (strlen(cyrus_programs[i].program) != length ||
			strncmp(cyrus_programs[i].program, program, length) != 0)
			continue;
		if (strstr(line, "listen=\"/") != NULL)
			return NULL;
		return cyrus_programs[i].service;
	}
	return NULL;
}

static bool is_known(const xmlNode *root, const char *name)
{
	return node_named(root, "service", name) != NULL;
}

static void add_cyrus(struct document *document, struct documents *documents)
{
	const xmlNode *settings = documents_file(documents, imapd_conf);
	const xmlNode *services = documents_file(documents, cyrus_conf);

	if (settings == NULL ||
		strstr(node_value(settings, "sasl_pwcheck_method"), "saslauthd") == NULL ||
		!saslauthd_asks_pam(documents, ""))
		return;
	for (const xmlNode *line = node_first(services, "line"); line != NULL;
		line = node_next(line, "line")) {
		const char *name = cyrus_service(node_attribute(line, "value"));

		if (name != NULL && !is_known(document->at, name))
			add(document, name, "Cyrus", cyrus_conf, node_line(line));
	}
}

/* What is read of one of Dovecot's files. */
struct dovecot {
	const char *path;
	bool inside; /* passdb { */
	bool pam;
	const char *line;
	struct text service;
};

static bool starts(const char *text, const char *word)
{
	size_t length = strlen(word);

	return strncmp(text, word, length) == 0 &&
		(text[length] == '\0' || strchr(" \t={", text[length]) != NULL);
}

static const char *behind_equals(const char *text)
{
	const char *equals = strchr(text, '=');

	return equals != NULL ? equals + 1 + strspn(equals + 1, blanks) : "";
}

/* Of "args = failure_show_msg=yes mail": the last word that is no option. */
static void take_service(struct dovecot *dovecot, const char *words)
{
	for (const char *at = words; *at != '\0';) {
		size_t length = strcspn(at, blanks);

		if (memchr(at, '=', length) == NULL) {
			text_clear(&dovecot->service);
			text_append(&dovecot->service, at, length);
		}
		at += length;
		at += strspn(at, blanks);
	}
}

static void read_dovecot_line(struct dovecot *dovecot, const xmlNode *line)
{
	const char *text = node_attribute(line, "value");

	text += strspn(text, blanks);
	if (starts(text, "passdb")) {
		dovecot->inside = true;
		dovecot->pam = starts(
			text + strlen("passdb") + strspn(text + strlen("passdb"), blanks), "pam");
		dovecot->line = node_line(line);
		text_clear(&dovecot->service);
	} else if (!dovecot->inside) {
		return;
	} else if (starts(text, "driver")) {
		dovecot->pam = starts(behind_equals(text), "pam");
	} else if (starts(text, "args") || starts(text, "service_name")) {
		take_service(dovecot, behind_equals(text));
	} else if (text[0] == '}') {
		dovecot->inside = false;
	}
}

static void end_passdb(struct document *document, struct dovecot *dovecot)
{
	const char *name = dovecot->service.length > 0 ? text_string(&dovecot->service) : "dovecot";

	/* "*" and "%s" are each protocol's own name. */
	if (dovecot->pam && strpbrk(name, "*%") == NULL && !is_known(document->at, name))
		add(document, name, "Dovecot", dovecot->path, dovecot->line);
	dovecot->pam = false;
}

static void read_dovecot(struct document *document, const xmlNode *file, const char *path)
{
	struct dovecot dovecot = {.path = path, .line = ""};

	for (const xmlNode *line = node_first(file, "line"); line != NULL;
		line = node_next(line, "line")) {
		read_dovecot_line(&dovecot, line);
		if (!dovecot.inside && dovecot.pam)
			end_passdb(document, &dovecot);
	}
	text_release(&dovecot.service);
}

/* A "*.conf.ext" counts where a line includes it. */
static bool includes(struct documents *documents, const struct string_list *files, const char *name)
{
	for (size_t i = 0; i < files->count; i++) {
		const xmlNode *file = documents_file(documents, files->items[i]);

		for (const xmlNode *line = node_first(file, "line"); line != NULL;
			line = node_next(line, "line")) {
			const char *text = node_attribute(line, "value");

			text += strspn(text, blanks);
			if (strncmp(text, "!include", 8) == 0 && strstr(text, name) != NULL)
				return true;
		}
	}
	return false;
}

static void add_dovecot(struct document *document, struct documents *documents)
{
	static const char *const patterns[] = {"/etc/dovecot/*.conf", "/etc/dovecot/conf.d/*.conf",
		"/etc/dovecot/conf.d/*.conf.ext"};
	struct arena arena = ARENA_INIT;
	struct string_list files = {0}, extra = {0};

	for (size_t i = 0; i < LENGTH(patterns); i++)
		documents_list(documents, patterns[i], &arena, i < 2 ? &files : &extra);
	for (size_t i = 0; i < files.count; i++)
		read_dovecot(document, documents_file(documents, files.items[i]), files.items[i]);
	for (size_t i = 0; i < extra.count; i++)
		if (includes(documents, &files, strrchr(extra.items[i], '/') + 1))
			read_dovecot(document, documents_file(documents, extra.items[i]),
				extra.items[i]);
	arena_release(&arena);
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
