// SPDX-License-Identifier: GPL-2.0-or-later
// The functions that expressions may call beside those of XPath: cw:file(), cw:pam(), ...
#ifndef SETTINGS_FUNCTIONS_H
#define SETTINGS_FUNCTIONS_H

#include <libxml/xpath.h>
#include <libxml/xpathInternals.h>
#include <stddef.h>

#include "settings/views.h"

#define SETTINGS_NAMESPACE "urn:confwatch"
#define SETTINGS_PREFIX "cw"

/* One of call, view (a string in, nodes out) and value (a string in, a string out). */
struct settings_function {
	const char *name; /* behind "cw:" */
	xmlXPathFunction call;
	settings_view *view;
	bool bare; /* the view takes no argument */
	settings_value *value;
};

extern const struct settings_function settings_functions[];
extern const size_t settings_functions_count;

/* NULL: there is none. */
const struct settings_function *settings_function_find(const char *name);

/* What the evaluator calls for it. */
xmlXPathFunction settings_function_call(const struct settings_function *function);

/* functions_files.c: what they ask the world. */
void function_file(xmlXPathParserContextPtr call, int count);
void function_files(xmlXPathParserContextPtr call, int count);
void function_paths(xmlXPathParserContextPtr call, int count);
void function_pam_permits(xmlXPathParserContextPtr call, int count);
void function_stat(xmlXPathParserContextPtr call, int count);
void function_lstat(xmlXPathParserContextPtr call, int count);
void function_exists(xmlXPathParserContextPtr call, int count);
void function_same(xmlXPathParserContextPtr call, int count);
void function_installed(xmlXPathParserContextPtr call, int count);
void function_version(xmlXPathParserContextPtr call, int count);

/* functions_text.c: strings and nodes alone. */
void function_match(xmlXPathParserContextPtr call, int count);
void function_words(xmlXPathParserContextPtr call, int count);
void function_last(xmlXPathParserContextPtr call, int count);
void function_setting(xmlXPathParserContextPtr call, int count);
void function_at_least(xmlXPathParserContextPtr call, int count);
void function_param(xmlXPathParserContextPtr call, int count);

#endif
