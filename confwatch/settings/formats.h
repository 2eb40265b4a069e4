// SPDX-License-Identifier: GPL-2.0-or-later
// The formats of configuration files that somebody here can read.
#ifndef SETTINGS_FORMATS_H
#define SETTINGS_FORMATS_H

#include <stddef.h>

#include "settings/document.h"

/*
 * Reads bytes (any bytes) as the daemon would; never fails as a whole. Time and memory linear in
 * length; no recursion that the bytes control.
 */
typedef void settings_reader(struct document *document, const char *bytes, size_t length);

struct settings_format {
	const char *name;
	settings_reader *read;
};

extern const struct settings_format settings_formats[];
extern const size_t settings_formats_count;

/* NULL: nobody reads it. */
const struct settings_format *settings_format_find(const char *name);

/* The document of one text, "xml" included; NULL: no such format, or no memory. To be freed with
 * xmlFreeDoc(). */
xmlDocPtr settings_read(const char *format, const void *bytes, size_t length, bool *full);

settings_reader read_aliases;
settings_reader read_clamav;
settings_reader read_cyrus_conf;
settings_reader read_cyrus_imapd;
settings_reader read_dovecot;
settings_reader read_fetchmail;
settings_reader read_group;
settings_reader read_ini;
settings_reader read_nsswitch;
settings_reader read_pam;
settings_reader read_pam_conf;
settings_reader read_passwd;
settings_reader read_perl;
settings_reader read_plain;
settings_reader read_postfix_lines;
settings_reader read_postfix_main;
settings_reader read_postfix_master;
settings_reader read_postfix_table;
settings_reader read_resolv;
settings_reader read_sasl;
settings_reader read_shadow;
settings_reader read_shell;
settings_reader read_spamassassin;
settings_reader read_unit;

#endif
