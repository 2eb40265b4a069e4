// SPDX-License-Identifier: GPL-2.0-or-later
// The digests by which packages know their texts.
#include <nettle/md5.h>
#include <nettle/sha1.h>
#include <nettle/sha2.h>

#include "upgrade_parts.h"

void upgrade_digest(enum digest_kind kind, const struct text *text, unsigned char *result)
{
	const uint8_t *bytes = (const uint8_t *)text_string(text);
	union {
		struct md5_ctx md5;
		struct sha1_ctx sha1;
		struct sha256_ctx sha256;
		struct sha512_ctx sha512;
	} context;

	switch (kind) {
	case DIGEST_MD5:
		md5_init(&context.md5);
		md5_update(&context.md5, text->length, bytes);
		md5_digest(&context.md5, MD5_DIGEST_SIZE, result);
		break;
	case DIGEST_SHA1:
		sha1_init(&context.sha1);
		sha1_update(&context.sha1, text->length, bytes);
		sha1_digest(&context.sha1, SHA1_DIGEST_SIZE, result);
		break;
	case DIGEST_SHA256:
		sha256_init(&context.sha256);
		sha256_update(&context.sha256, text->length, bytes);
		sha256_digest(&context.sha256, SHA256_DIGEST_SIZE, result);
		break;
	case DIGEST_SHA512:
		sha512_init(&context.sha512);
		sha512_update(&context.sha512, text->length, bytes);
		sha512_digest(&context.sha512, SHA512_DIGEST_SIZE, result);
		break;
	case DIGEST_NONE:
		break;
	}
}
