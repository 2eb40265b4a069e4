// SPDX-License-Identifier: GPL-2.0-or-later
// What renderers print: exactly that text, and nothing that a terminal would obey.
#ifndef TESTS_UNIT_PRINTED_H
#define TESTS_UNIT_PRINTED_H

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>

#include <string.h>

#include "base/text.h"

static inline void assert_text(const struct text *text, const char *expected)
{
	assert_string_equal(text_string(text), expected);
}

/* The bytes of HOSTILE among them. */
static inline void assert_printable(const struct text *text)
{
	for (size_t i = 0; i < text->length; i++) {
		unsigned char byte = (unsigned char)text->bytes[i];

		assert_true(byte == '\n' || byte == '\t' || (byte >= 0x20 && byte != 0x7f));
	}
	assert_null(strstr(text_string(text), "\xe2\x80\xae"));
	assert_null(strchr(text_string(text), '\xff'));
}

#endif
