// SPDX-License-Identifier: GPL-2.0-or-later
// Perl that is not run: calls of functions, and statements that nobody here knows.
#ifndef SETTINGS_PERL_CODE_H
#define SETTINGS_PERL_CODE_H

#include "settings/perl_value.h"

/* A statement that calls a known function; word: its name, which was read. False: it is none. */
bool perl_call(struct perl_reading *reading, const struct perl_token *word, uint32_t line);

/* To the end of a statement; what it speaks of is not known any more. */
void perl_skip(struct perl_reading *reading, uint32_t line);

#endif
