// SPDX-License-Identifier: GPL-2.0-or-later
// Words of a line with blanks and tabs between them, and nothing else.
#ifndef SETTINGS_BLANK_WORDS_H
#define SETTINGS_BLANK_WORDS_H

#include "base/slice.h"

static inline bool blank_is(char byte)
{
	return byte == ' ' || byte == '\t';
}

static inline struct slice blank_skip(struct slice text)
{
	while (text.length > 0 && blank_is(*text.bytes)) {
		text.bytes++;
		text.length--;
	}
	return text;
}

static inline struct slice blank_trim(struct slice text)
{
	text = blank_skip(text);
	while (text.length > 0 && blank_is(text.bytes[text.length - 1]))
		text.length--;
	return text;
}

/* Takes the next word off the rest; false: there is none. */
static inline bool blank_word(struct slice *rest, struct slice *word)
{
	*word = blank_skip(*rest);
	*rest = *word;
	while (rest->length > 0 && !blank_is(*rest->bytes)) {
		rest->bytes++;
		rest->length--;
	}
	word->length -= rest->length;
	return word->length > 0;
}

#endif
