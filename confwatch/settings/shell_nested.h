// SPDX-License-Identifier: GPL-2.0-or-later
// Where what is nested in a word ends: $(...), ${...}, $[...], `...`, whatever is inside.
#ifndef SETTINGS_SHELL_NESTED_H
#define SETTINGS_SHELL_NESTED_H

#include "settings/shell_word.h"

/*
 * From "$(", "${", "$[", "[" or "`" to behind its end; quoted: inside of "...". false: nothing ends
 * it, or it is nested too deep; the input is used up then.
 */
bool shell_nested_skip(struct shell_input *input, bool quoted);

#endif
