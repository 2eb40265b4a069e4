// SPDX-License-Identifier: GPL-2.0-or-later
// Addresses of RFC 822 as Postfix takes them apart: aliases and what they stand for.
#include "settings/address_tokens.h"

#include <stdlib.h>
#include <string.h>

#include "base/arena.h"

/* RFC 822, specials; and what addresses of other networks and commands begin with. */
static const char operators[] = "|%!()<>@,;:\\\".[]";

void address_tokens_release(struct address_tokens *tokens)
{
	text_release(&tokens->text);
	free(tokens->tokens);
}

static bool is_blank(char byte)
{
	return byte == ' ' || byte == '\t' || byte == '\r' || byte == '\n';
}

static bool is_operator(char byte)
{
	return byte != '\0' && strchr(operators, byte) != NULL;
}

static bool is_control(char byte)
{
	return (byte >= 0 && byte < ' ') || byte == 0x7F;
}

/* The rest of a comment, whose first parenthesis is read; they nest. */
static size_t take_comment(struct text *text, struct piece bytes, size_t at)
{
	size_t depth = 1;

	text_byte(text, '(');
	while (at < bytes.length && depth > 0) {
		char byte = bytes.bytes[at++];

		text_byte(text, byte);
		if (byte == '(')
			depth++;
		else if (byte == ')')
			depth--;
		else if (byte == '\\' && at < bytes.length)
			text_byte(text, bytes.bytes[at++]);
	}
	return at;
}

/* Up to the closing byte, or for an atom (closing 0) to what cannot be in one; \ escapes. */
static size_t take_text(struct text *text, struct piece bytes, size_t at, char closing)
{
	while (at < bytes.length) {
		char byte = bytes.bytes[at];

		if (byte == '\\') {
			if (++at == bytes.length)
				break;
			byte = bytes.bytes[at];
		} else if (closing != '\0' ? byte == closing
					   : is_blank(byte) || is_operator(byte)) {
			break;
		}
		if (is_blank(byte))
			byte = ' ';
		text_byte(text, byte);
		at++;
	}
	return at;
}

/* Escapes made an atom that must be quoted when it is written. */
static bool needs_quotes(const char *bytes, size_t length)
{
	for (size_t i = 0; i < length; i++)
		if (bytes[i] == ' ' || is_control(bytes[i]) || is_operator(bytes[i]))
			return true;
	return false;
}

static size_t take_token(
	struct address_tokens *tokens, struct piece bytes, size_t at, struct address_token *token)
{
	char byte = bytes.bytes[at];
	char closing = byte == '"' ? '"' : ']';

	if (byte == '(') {
		token->kind = ADDRESS_COMMENT;
		return take_comment(&tokens->text, bytes, at + 1);
	}
	if (byte == '"' || byte == '[') {
		token->kind = byte == '"' ? ADDRESS_QUOTED : ADDRESS_LITERAL;
		at = take_text(&tokens->text, bytes, at + 1, closing);
		return at < bytes.length ? at + 1 : at;
	}
	if (byte != '\\' && is_operator(byte)) {
		token->kind = (unsigned char)byte;
		return at + 1;
	}
	at = take_text(&tokens->text, bytes, at, '\0');
	token->kind = needs_quotes(text_string(&tokens->text) + token->start,
			      tokens->text.length - token->start)
		? ADDRESS_QUOTED
		: ADDRESS_ATOM;
	return at;
}

void address_tokens_scan(struct address_tokens *tokens, struct piece bytes)
{
	for (size_t at = 0; at < bytes.length;) {
		struct address_token token = {.at = at, .start = tokens->text.length};

		if (is_blank(bytes.bytes[at])) {
			at++;
			continue;
		}
		at = take_token(tokens, bytes, at, &token);
		token.length = tokens->text.length - token.start;
		tokens->tokens = memory_grow(
			tokens->tokens, &tokens->capacity, tokens->count + 1, sizeof token);
		tokens->tokens[tokens->count++] = token;
	}
}

static bool is_word(int kind)
{
	return kind >= ADDRESS_ATOM;
}

static bool wants_blank(const struct address_token *token, const struct address_token *next)
{
	return token->kind == ',' || next->kind == '<' ||
		(is_word(token->kind) && is_word(next->kind));
}

static void quote(struct text *result, const char *bytes, size_t length, const char *escaped)
{
	for (size_t i = 0; i < length; i++) {
		if (bytes[i] != '\0' && strchr(escaped, bytes[i]) != NULL)
			text_byte(result, '\\');
		text_byte(result, bytes[i]);
	}
}

static void put_token(const struct address_tokens *tokens, const struct address_token *token,
	bool external, struct text *result)
{
	const char *bytes = text_string(&tokens->text) + token->start;
	bool quoted = external && token->kind == ADDRESS_QUOTED;
	bool literal = token->kind == ADDRESS_LITERAL;

	if (!is_word(token->kind)) {
		text_byte(result, (char)token->kind);
		return;
	}
	if (quoted || literal)
		text_byte(result, quoted ? '"' : '[');
	if (external && (quoted || literal))
		quote(result, bytes, token->length, quoted ? "\"\\\r\n" : "\\\r\n");
	else
		text_append(result, bytes, token->length);
	if (quoted || literal)
		text_byte(result, quoted ? '"' : ']');
}

static void put_tokens(const struct address_tokens *tokens, size_t from, size_t to, bool external,
	struct text *result)
{
	for (size_t i = from; i < to; i++) {
		const struct address_token *token = &tokens->tokens[i];

		put_token(tokens, token, external, result);
		/* Written, each comma has a blank behind it, even the last. */
		if ((external && token->kind == ',') ||
			(i + 1 < to && wants_blank(token, token + 1)))
			text_byte(result, ' ');
	}
}

void address_tokens_internal(
	const struct address_tokens *tokens, size_t from, size_t to, struct text *result)
{
	put_tokens(tokens, from, to, false, result);
}

void address_tokens_external(
	const struct address_tokens *tokens, size_t from, size_t to, struct text *result)
{
	put_tokens(tokens, from, to, true, result);
}
