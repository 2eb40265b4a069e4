// SPDX-License-Identifier: GPL-2.0-or-later
// A browser applies the style of a page only if the page's policy names its digest.
#ifndef TESTS_UNIT_STYLE_DIGEST_H
#define TESTS_UNIT_STYLE_DIGEST_H

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>

#include <string.h>

#include <nettle/base64.h>
#include <nettle/sha2.h>

#include "base/text.h"

static inline void assert_style_digest(const struct text *page, const char *named)
{
	struct sha256_ctx context;
	uint8_t digest[SHA256_DIGEST_SIZE];
	char base64[BASE64_ENCODE_RAW_LENGTH(SHA256_DIGEST_SIZE) + 1] = "";
	const char *begin = strstr(text_string(page), "<style>"), *end;

	assert_non_null(begin);
	begin += strlen("<style>");
	end = strstr(begin, "</style>");
	assert_non_null(end);
	sha256_init(&context);
	sha256_update(&context, (size_t)(end - begin), (const uint8_t *)begin);
	sha256_digest(&context, sizeof digest, digest);
	base64_encode_raw(base64, sizeof digest, digest);
	assert_string_equal(named + strlen("sha256-"), base64);
}

#endif
