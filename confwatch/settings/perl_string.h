// SPDX-License-Identifier: GPL-2.0-or-later
// What stands between Perl's quotes.
#ifndef SETTINGS_PERL_STRING_H
#define SETTINGS_PERL_STRING_H

#include "settings/perl_value.h"

/* Of '' and "" and here-documents. False: it holds what the file does not set, or what only Perl
 * knows. */
bool perl_string(
	const struct perl_reading *reading, const struct perl_token *token, struct text *result);

/* The words of qw(), appended to a list. */
void perl_words(
	struct perl_reading *reading, const struct perl_token *token, struct perl_value *list);

#endif
