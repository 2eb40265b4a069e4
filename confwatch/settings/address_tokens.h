// SPDX-License-Identifier: GPL-2.0-or-later
// Addresses of RFC 822 as Postfix takes them apart: aliases and what they stand for.
#ifndef SETTINGS_ADDRESS_TOKENS_H
#define SETTINGS_ADDRESS_TOKENS_H

#include "base/text.h"
#include "settings/postfix_lines.h"

/* One byte for an operator, or one of these. */
enum address_kind {
	ADDRESS_END = 0,
	ADDRESS_ATOM = 256,
	ADDRESS_QUOTED,
	ADDRESS_LITERAL, /* [text] */
	ADDRESS_COMMENT, /* (text), with its parentheses */
};

struct address_token {
	int kind;
	size_t at;    /* of its first byte in what is read */
	size_t start; /* its bytes in the text of all tokens, without quotes and escapes */
	size_t length;
};

struct address_tokens {
	struct text text;
	struct address_token *tokens;
	size_t count;
	size_t capacity;
};

#define ADDRESS_TOKENS_CLEANUP __attribute__((cleanup(address_tokens_release)))

void address_tokens_release(struct address_tokens *tokens);

/* Appends the tokens of bytes. */
void address_tokens_scan(struct address_tokens *tokens, struct piece bytes);

/* The bytes of tokens [from, to): internal, as an address is looked up, or as it is written. */
void address_tokens_internal(
	const struct address_tokens *tokens, size_t from, size_t to, struct text *result);
void address_tokens_external(
	const struct address_tokens *tokens, size_t from, size_t to, struct text *result);

#endif
