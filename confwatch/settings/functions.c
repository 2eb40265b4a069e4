// SPDX-License-Identifier: GPL-2.0-or-later
// The table of functions, and how views are called.
#include "settings/functions.h"

#include <string.h>

#include "base/text.h"
#include "settings/evaluation.h"
#include "settings/view_cyrus.h"
#include "settings/view_dovecot.h"
#include "settings/view_postfix.h"
#include "settings/views_filter.h"
#include "settings/views_sasl.h"
#include "settings/views_systemd.h"

/* In the order of their names. */
const struct settings_function settings_functions[] = {
	{"amavis", .view = view_amavis, .bare = true},
	{"at-least", .call = function_at_least},
	{"cyrus", .view = view_cyrus, .bare = true},
	{"dovecot", .view = view_dovecot, .bare = true},
	{"exists", .call = function_exists},
	{"file", .call = function_file},
	{"files", .call = function_files},
	{"installed", .call = function_installed},
	{"last", .call = function_last},
	{"lstat", .call = function_lstat},
	{"mail-filters", .view = view_mail_filters, .bare = true},
	{"mail-services", .view = view_mail_services, .bare = true},
	{"match", .call = function_match},
	{"pam", .view = view_pam},
	{"pam-permits", .call = function_pam_permits},
	{"param", .call = function_param},
	{"paths", .call = function_paths},
	{"policyd-weight", .view = view_policyd_weight, .bare = true},
	{"postfix", .value = value_postfix},
	{"postfix-domains", .view = view_postfix_domains, .bare = true},
	{"postfix-maps", .view = view_postfix_maps, .bare = true},
	{"postfix-programs", .view = view_postfix_programs, .bare = true},
	{"postfix-restrictions", .view = view_postfix_restrictions},
	{"postfix-service", .call = function_postfix_service},
	{"postfix-transports", .view = view_postfix_transports, .bare = true},
	{"same", .call = function_same},
	{"saslauthd", .view = view_saslauthd, .bare = true},
	{"smtp-auth", .view = view_smtp_auth, .bare = true},
	{"spamassassin", .view = view_spamassassin, .bare = true},
	{"stat", .call = function_stat},
	{"unit", .view = view_unit},
	{"units", .view = view_units, .bare = true},
	{"value", .call = function_setting},
	{"version", .call = function_version},
	{"words", .call = function_words},
};
const size_t settings_functions_count = sizeof settings_functions / sizeof settings_functions[0];

const struct settings_function *settings_function_find(const char *name)
{
	for (size_t i = 0; i < settings_functions_count; i++)
		if (strcmp(settings_functions[i].name, name) == 0)
			return &settings_functions[i];
	return NULL;
}

/* The row of the function that is being called. */
static const struct settings_function *called(xmlXPathParserContextPtr call)
{
	return settings_function_find((const char *)call->context->function);
}

static void call_view(xmlXPathParserContextPtr call, int count)
{
	struct evaluation *evaluation = evaluation_of(call);
	const struct settings_function *function = called(call);
	int wanted = function->bare ? 0 : 1;
	xmlChar *argument;
	xmlNodePtr root;

	if (!evaluation_takes(call, count, wanted, wanted))
		return;
	argument = function->bare ? xmlStrdup(BAD_CAST "") : xmlXPathPopString(call);
	if (argument == NULL)
		return;
	root = function->view(evaluation->documents, (const char *)argument);
	xmlFree(argument);
	if (root == NULL)
		evaluation_refuse(call, "no memory for a view");
	else
		valuePush(call, xmlXPathNewNodeSet(root));
}

static void call_value(xmlXPathParserContextPtr call, int count)
{
	struct evaluation *evaluation = evaluation_of(call);
	const struct settings_function *function = called(call);
	TEXT_CLEANUP struct text value = TEXT_INIT;
	xmlChar *argument;

	if (!evaluation_takes(call, count, 1, 1))
		return;
	argument = xmlXPathPopString(call);
	if (argument == NULL)
		return;
	function->value(evaluation->documents, (const char *)argument, &value);
	xmlFree(argument);
	valuePush(call, xmlXPathNewCString(text_string(&value)));
}

xmlXPathFunction settings_function_call(const struct settings_function *function)
{
	if (function->view != NULL)
		return call_view;
	return function->value != NULL ? call_value : function->call;
}
