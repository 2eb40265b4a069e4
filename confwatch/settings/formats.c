// SPDX-License-Identifier: GPL-2.0-or-later
// The table of formats.
#include "settings/formats.h"

#include <string.h>

#include "settings/xml.h"

/* In the order of their names. */
const struct settings_format settings_formats[] = {
	{"aliases", read_aliases},
	{"clamav", read_clamav},
	{"cyrus-conf", read_cyrus_conf},
	{"cyrus-imapd", read_cyrus_imapd},
	{"dovecot", read_dovecot},
	{"fetchmail", read_fetchmail},
	{"group", read_group},
	{"ini", read_ini},
	{"nsswitch", read_nsswitch},
	{"pam", read_pam},
	{"pam-conf", read_pam_conf},
	{"passwd", read_passwd},
	{"perl", read_perl},
	{"plain", read_plain},
	{"postfix-lines", read_postfix_lines},
	{"postfix-main", read_postfix_main},
	{"postfix-master", read_postfix_master},
	{"postfix-table", read_postfix_table},
	{"resolv", read_resolv},
	{"sasl", read_sasl},
	{"shadow", read_shadow},
	{"shell", read_shell},
	{"spamassassin", read_spamassassin},
	{"unit", read_unit},
};
const size_t settings_formats_count = sizeof settings_formats / sizeof settings_formats[0];

const struct settings_format *settings_format_find(const char *name)
{
	for (size_t i = 0; i < settings_formats_count; i++)
		if (strcmp(settings_formats[i].name, name) == 0)
			return &settings_formats[i];
	return NULL;
}

xmlDocPtr settings_read(const char *format, const void *bytes, size_t length, bool *full)
{
	const struct settings_format *found = settings_format_find(format);
	struct document *document = found != NULL ? document_new(format) : NULL;

	/* libxml2 builds the tree of what is XML already. */
	if (strcmp(format, "xml") == 0)
		return xml_read(bytes, length, full);
	if (document == NULL)
		return NULL;
	found->read(document, bytes, length);
	*full = document->full;
	return document_take(document);
}
