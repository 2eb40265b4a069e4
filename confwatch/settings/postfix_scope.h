// SPDX-License-Identifier: GPL-2.0-or-later
// Whose parameters of Postfix are meant, and what they come to.
#ifndef SETTINGS_POSTFIX_SCOPE_H
#define SETTINGS_POSTFIX_SCOPE_H

#include "base/text.h"
#include "settings/documents.h"
#include "settings/node.h"
#include "settings/postfix_lines.h"

#define POSTFIX_DIRECTORY "/etc/postfix"
#define POSTFIX_MAIN POSTFIX_DIRECTORY "/main.cf"
#define POSTFIX_MASTER POSTFIX_DIRECTORY "/master.cf"

struct postfix_scope {
	struct documents *documents;
	xmlNodePtr main;    /* the document of main.cf, or NULL */
	xmlNodePtr master;  /* of master.cf, once it was asked for */
	xmlNodePtr service; /* <service> whose -o options count before main.cf, or NULL */
	unsigned version;
	char version_text[JUDGED_NAME_MOST]; /* mail_version */
	char host[2 * JUDGED_NAME_MOST];     /* myhostname where nobody sets it */
	const char *domain;		     /* mydomain where nobody sets it */
	char daemons[64];		     /* daemon_directory */
};

/* Asks for main.cf and the version that is installed. */
void postfix_scope_begin(struct postfix_scope *scope, struct documents *documents);

/* Asks for master.cf, whose unread lines are a doubt from then on; NULL: there is none. */
xmlNodePtr postfix_scope_master(struct postfix_scope *scope);

/* What sets a parameter: the last <option> or <setting>; NULL: nothing does. */
xmlNodePtr postfix_scope_setting(const struct postfix_scope *scope, const char *name);

/* Where it stands; line 0: it is a default. */
const char *postfix_scope_place(const xmlNode *setting, uint32_t *line);

/* The line of an element of its list, where that is as it was written; else its own. */
uint32_t postfix_scope_line(const xmlNode *setting, struct piece word);

/*
 * Appends the value of a parameter, expanded where Postfix does so when it starts. What it would
 * refuse is noted as a doubt.
 */
void postfix_scope_value(const struct postfix_scope *scope, const char *name, struct text *result);

/* The same for a text that stands in the value of a setting (NULL: of a default). */
void postfix_scope_expand(const struct postfix_scope *scope, const xmlNode *setting,
	struct piece text, struct text *result);

/* "n" or "y" where a column of master.cf says "-". */
const char *postfix_scope_switch(
	const struct postfix_scope *scope, const xmlNode *service, const char *column);

/* A new element of a view with its place; line 0: none. */
xmlNodePtr postfix_put(xmlNodePtr parent, const char *element, const char *file, uint32_t line);
void postfix_put_attribute(xmlNodePtr node, const char *name, const char *value);
void postfix_put_piece(xmlNodePtr node, const char *name, struct piece value);

#endif
