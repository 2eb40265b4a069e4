// SPDX-License-Identifier: GPL-2.0-or-later
// Documents as text, for tests: what a reader made of some bytes.
#ifndef TESTS_DOCUMENT_TEXT_H
#define TESTS_DOCUMENT_TEXT_H

#include <stdarg.h>
#include <setjmp.h>
#include <stdint.h>
#include <string.h>

#include <cmocka.h>

#include "base/text.h"
#include "settings/formats.h"

/* The elements of a document as XML, one below the root on each line. */
static inline void document_to_text(xmlDocPtr document, struct text *result)
{
	xmlNodePtr node = xmlDocGetRootElement(document)->children;

	for (; node != NULL; node = node->next) {
		xmlBufferPtr buffer = xmlBufferCreate();

		assert_non_null(buffer);
		(void)xmlNodeDump(buffer, document, node, 0, 0);
		text_append(result, xmlBufferContent(buffer), (size_t)xmlBufferLength(buffer));
		text_byte(result, '\n');
		xmlBufferFree(buffer);
	}
}

/* What a reader of this format makes of bytes. */
static inline void assert_reads_bytes(
	const char *format, const void *bytes, size_t length, const char *expected)
{
	TEXT_CLEANUP struct text text = TEXT_INIT;
	bool full;
	xmlDocPtr document = settings_read(format, bytes, length, &full);

	assert_non_null(document);
	assert_false(full);
	document_to_text(document, &text);
	assert_string_equal(text_string(&text), expected);
	xmlFreeDoc(document);
}

static inline void assert_reads(const char *format, const char *text, const char *expected)
{
	assert_reads_bytes(format, text, strlen(text), expected);
}

#endif
