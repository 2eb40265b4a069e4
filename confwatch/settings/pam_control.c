// SPDX-License-Identifier: GPL-2.0-or-later
// The control field of a PAM rule, as _pam_parse_control() in libpam/pam_misc.c takes it.
#include "settings/pam_control.h"

#include <limits.h>
#include <string.h>
#include <strings.h>

static const char *const keywords[] = {
	"required",
	"requisite",
	"optional",
	"sufficient",
	"include",
	"substack",
	NULL,
};

static const char *const actions[] = {
	"ignore",
	"ok",
	"done",
	"bad",
	"die",
	"reset",
	NULL,
};

/* In libpam's order: the first that the text begins with counts. */
static const char *const values[] = {
	"success",
	"open_err",
	"symbol_err",
	"service_err",
	"system_err",
	"buf_err",
	"perm_denied",
	"auth_err",
	"cred_insufficient",
	"authinfo_unavail",
	"user_unknown",
	"maxtries",
	"new_authtok_reqd",
	"acct_expired",
	"session_err",
	"cred_unavail",
	"cred_expired",
	"cred_err",
	"no_module_data",
	"conv_err",
	"authtok_err",
	"authtok_recover_err",
	"authtok_lock_busy",
	"authtok_disable_aging",
	"try_again",
	"ignore",
	"abort",
	"authtok_expired",
	"module_unknown",
	"bad_item",
	"conv_again",
	"incomplete",
	"default",
	NULL,
};

const char *pam_control_keyword(const char *word)
{
	for (size_t i = 0; keywords[i] != NULL; i++)
		if (strcasecmp(word, keywords[i]) == 0)
			return keywords[i];
	return NULL;
}

/* isspace(3) of the C locale. */
static void skip_space(const char **at)
{
	*at += strspn(*at, " \t\n\v\f\r");
}

static const char *take_prefix(const char **at, const char *const *table)
{
	for (size_t i = 0; table[i] != NULL; i++) {
		size_t length = strlen(table[i]);

		if (strncmp(*at, table[i], length) == 0) {
			*at += length;
			return table[i];
		}
	}
	return NULL;
}

/* How many modules to jump over; 0: it is no such number. */
static int take_jump(const char **at)
{
	int jump = 0;

	for (; **at >= '0' && **at <= '9'; ++*at) {
		int digit = **at - '0';

		if (jump > (INT_MAX - digit) / 10)
			return 0;
		jump = jump * 10 + digit;
	}
	return jump;
}

int pam_control_next(const char **at, struct pam_action *result)
{
	skip_space(at);
	if (**at == '\0')
		return 0;
	result->value = take_prefix(at, values);
	if (result->value == NULL)
		return -1;
	skip_space(at);
	if (**at != '=')
		return -1;
	++*at;
	skip_space(at);
	result->name = take_prefix(at, actions);
	result->jump = result->name == NULL ? take_jump(at) : 0;
	return result->name != NULL || result->jump > 0 ? 1 : -1;
}
