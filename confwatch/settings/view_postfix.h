// SPDX-License-Identifier: GPL-2.0-or-later
// What Postfix makes of main.cf and master.cf: cw:postfix(), cw:postfix-service(), ...
#ifndef SETTINGS_VIEW_POSTFIX_H
#define SETTINGS_VIEW_POSTFIX_H

#include <libxml/xpath.h>

#include "settings/postfix_scope.h"
#include "settings/views.h"

/* The value of a parameter of main.cf, or its default, expanded. */
settings_value value_postfix;

/* ("smtp/inet"): <service> as it is effective; no node without it. */
void function_postfix_service(xmlXPathParserContextPtr call, int count);

/* "smtp/inet", or "" for main.cf alone: what smtpd asks, list by list. */
settings_view view_postfix_restrictions;

/* Every table, transport, program that main.cf and master.cf name; every domain they take. */
settings_view view_postfix_maps;
settings_view view_postfix_transports;
settings_view view_postfix_programs;
settings_view view_postfix_domains;

/* NULL: master.cf has no such service. The last one counts. */
xmlNodePtr postfix_find_service(const xmlNode *master, const char *name_and_type);

#endif
