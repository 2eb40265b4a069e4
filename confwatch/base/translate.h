// SPDX-License-Identifier: GPL-2.0-or-later
// Marks for text that people read, so that it can be translated.
#ifndef BASE_TRANSLATE_H
#define BASE_TRANSLATE_H

#include <libintl.h>

/*
 * _() translates where it stands; N_() only marks, for tables: pass the string through _() when
 * it is used. Without a catalogue both are the text itself. Never on JSON, names of options, or
 * anything else that a program reads.
 */
#define _(text) gettext(text)
#define N_(text) text

#endif
