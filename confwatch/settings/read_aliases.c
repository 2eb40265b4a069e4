// SPDX-License-Identifier: GPL-2.0-or-later
// aliases(5): a local name, and the addresses, files, commands and lists that it stands for.
#include <stdlib.h>
#include <string.h>
#include <strings.h>

#include "base/arena.h"
#include "base/unicode.h"
#include "settings/address_tokens.h"
#include "settings/formats.h"
#include "settings/postfix_lines.h"

/* Tokens [from, to) are one address. */
struct range {
	size_t from;
	size_t to;
};

/* Addresses are found from the right to the left, as Postfix does. */
struct addresses {
	const struct address_tokens *tokens; /* without comments */
	struct range *ranges;
	size_t count;
	size_t capacity;
	size_t right; /* the address that is being found ends before this one */
	bool word;    /* a word may stand here, else a comma is missing */
	bool group;   /* a group was ended: name: address, address; */
};

static void found(struct addresses *addresses, size_t from)
{
	if (from >= addresses->right)
		return;
	addresses->ranges = memory_grow(addresses->ranges, &addresses->capacity,
		addresses->count + 1, sizeof *addresses->ranges);
	addresses->ranges[addresses->count++] = (struct range){from, addresses->right};
}

/* How many tokens stand to the left of the last one (before `to`) that is one of these. */
static size_t back_to(const struct addresses *addresses, size_t to, const char *kinds)
{
	while (to > 0) {
		int kind = addresses->tokens->tokens[to - 1].kind;

		if (kind < ADDRESS_ATOM && kind != 0 && strchr(kinds, kind) != NULL)
			break;
		to--;
	}
	return to;
}

/* phrase <address>: what stands between the brackets counts. at: of the >. */
static size_t take_bracket(struct addresses *addresses, size_t at)
{
	size_t inside = back_to(addresses, at, "<");

	found(addresses, at + 1);
	addresses->right = at;
	found(addresses, inside);
	addresses->word = true;
	at = back_to(addresses, inside > 0 ? inside - 1 : 0, ">;,:");
	addresses->right = at > 0 ? at - 1 : 0;
	return at;
}

/* Looks at the token before `to`; returns how many are left to look at. */
static size_t step(struct addresses *addresses, size_t to)
{
	size_t at = to - 1;
	int kind = addresses->tokens->tokens[at].kind;

	if (kind >= ADDRESS_ATOM) {
		if (!addresses->word) {
			found(addresses, to);
			addresses->right = to;
		}
		addresses->word = false;
		return at;
	}
	if (kind == '>')
		return take_bracket(addresses, at);
	if (kind == ':' && addresses->group) {
		found(addresses, to);
		to = back_to(addresses, to, ",");
		addresses->right = to > 0 ? to - 1 : 0;
		return to;
	}
	addresses->word = true;
	if (kind == ';' || kind == ',') {
		found(addresses, to);
		addresses->right = at;
		addresses->group = addresses->group || kind == ';';
	}
	return at;
}

static void find_addresses(struct addresses *addresses)
{
	size_t left = addresses->tokens->count;

	addresses->right = left;
	addresses->word = true;
	while (left > 0)
		left = step(addresses, left);
	found(addresses, 0);
}

static const char *target_kind(const char *target)
{
	if (target[0] == '|')
		return "command";
	if (target[0] == '/' || target[0] == '~')
		return "file";
	if (strncasecmp(target, ":include:", 9) == 0)
		return "include";
	return "address";
}

static void put_target(struct document *document, uint32_t line,
	const struct address_tokens *tokens, struct range range)
{
	TEXT_CLEANUP struct text value = TEXT_INIT;

	for (size_t i = range.from; i < range.to; i++)
		address_tokens_internal(tokens, i, i + 1, &value);
	document_open(document, "target", line);
	document_attribute_string(document, "kind", target_kind(text_string(&value)));
	document_attribute(document, "value", text_string(&value), value.length);
	document_close(document);
}

static void drop_comments(struct address_tokens *tokens)
{
	size_t kept = 0;

	for (size_t i = 0; i < tokens->count; i++)
		if (tokens->tokens[i].kind != ADDRESS_COMMENT)
			tokens->tokens[kept++] = tokens->tokens[i];
	tokens->count = kept;
}

/* Moves the tokens from a place on to the front. */
static void drop_before(struct address_tokens *tokens, size_t first)
{
	tokens->count -= first;
	memmove(tokens->tokens, tokens->tokens + first, tokens->count * sizeof *tokens->tokens);
}

static void put_targets(const struct postfix_lines *lines, struct document *document,
	struct address_tokens *tokens, size_t first)
{
	struct addresses addresses = {.tokens = tokens};

	drop_before(tokens, first);
	drop_comments(tokens);
	find_addresses(&addresses);
	for (size_t i = addresses.count; i > 0; i--) {
		struct range range = addresses.ranges[i - 1];
		const char *start = lines->text.bytes + tokens->tokens[range.from].at;

		put_target(document, postfix_lines_at(lines, start), tokens, range);
	}
	free(addresses.ranges);
}

/* Where the name ends: its colon; or why there is none. */
static const char *find_colon(const struct address_tokens *tokens, size_t *result)
{
	const char *why = NULL;
	size_t at = 0;

	for (; at < tokens->count && tokens->tokens[at].kind != ':'; at++) {
		int kind = tokens->tokens[at].kind;

		if (kind == ',')
			why = "several names before the colon";
		else if (why == NULL && (kind == '@' || kind == '%'))
			why = "the name is not local";
	}
	if (at == 0 || at + 1 >= tokens->count)
		why = "no name, colon and value";
	*result = at;
	return why;
}

static const char *read_alias(struct postfix_lines *lines, struct document *document)
{
	ADDRESS_TOKENS_CLEANUP struct address_tokens tokens = {0};
	TEXT_CLEANUP struct text name = TEXT_INIT;
	TEXT_CLEANUP struct text value = TEXT_INIT;
	struct piece text = postfix_lines_piece(lines);
	const char *why;
	size_t colon;

	if (!unicode_all_valid(text.bytes, lines->text.length))
		return "it is not UTF-8";
	address_tokens_scan(&tokens, text);
	why = find_colon(&tokens, &colon);
	if (why != NULL)
		return why;
	address_tokens_internal(&tokens, 0, colon, &name);
	address_tokens_external(&tokens, colon + 1, tokens.count, &value);
	document_open(document, "alias", lines->first);
	document_attribute(document, "name", text_string(&name), name.length);
	document_attribute(document, "value", text_string(&value), value.length);
	put_targets(lines, document, &tokens, colon + 1);
	document_close(document);
	return NULL;
}

void read_aliases(struct document *document, const char *bytes, size_t length)
{
	POSTFIX_LINES_CLEANUP struct postfix_lines lines = POSTFIX_LINES(bytes, length);

	while (postfix_lines_next(&lines, document)) {
		const char *why = read_alias(&lines, document);

		if (why != NULL)
			postfix_lines_unread(&lines, document, why);
		postfix_lines_rest(&lines, document);
	}
}
