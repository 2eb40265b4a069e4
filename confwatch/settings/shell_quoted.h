// SPDX-License-Identifier: GPL-2.0-or-later
// Escapes inside of quotes.
#ifndef SETTINGS_SHELL_QUOTED_H
#define SETTINGS_SHELL_QUOTED_H

#include "settings/shell_word.h"

/* A backslash inside of "...". */
void shell_escape_in_double(struct shell_input *input, struct text *result);

/* $'...' from its quote to behind its end. false: nothing ends it. */
bool shell_ansi_quoted(struct shell_input *input, struct text *result);

#endif
