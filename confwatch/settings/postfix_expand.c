// SPDX-License-Identifier: GPL-2.0-or-later
// $name and ${...} in values of Postfix: its mac_expand(), bounded.
#include "settings/postfix_expand.h"

#include <stdlib.h>
#include <string.h>

#include "base/number.h"

static void expand(struct postfix_expansion *expansion, struct piece text, unsigned depth);

static bool is_name_byte(char byte)
{
	return (byte >= '0' && byte <= '9') || (byte >= 'a' && byte <= 'z') ||
		(byte >= 'A' && byte <= 'Z') || byte == '_';
}

static bool is_blank(char byte)
{
	return byte == ' ' || byte == '\t' || byte == '\r' || byte == '\n';
}

static void skip(struct piece *rest, size_t length)
{
	rest->bytes += length;
	rest->length -= length;
}

static void skip_blanks(struct piece *rest)
{
	while (rest->length > 0 && is_blank(rest->bytes[0]))
		skip(rest, 1);
}

static bool fault(struct postfix_expansion *expansion, const char *why)
{
	if (expansion->why == NULL)
		expansion->why = why;
	return false;
}

/* How far it is to the bracket that closes, from behind the one that opens; length: nowhere. */
static size_t closing(struct piece text, char open, char close)
{
	size_t depth = 1;

	for (size_t i = 0; i < text.length; i++) {
		if (text.bytes[i] == open)
			depth++;
		else if (text.bytes[i] == close && --depth == 0)
			return i;
	}
	return text.length;
}

/* {text}, and the blanks behind it. */
static bool take_braces(
	struct postfix_expansion *expansion, struct piece *rest, struct piece *result)
{
	size_t length;

	skip(rest, 1);
	length = closing(*rest, '{', '}');
	if (length == rest->length)
		return fault(expansion, "a } is missing");
	*result = (struct piece){rest->bytes, length};
	skip(rest, length + 1);
	skip_blanks(rest);
	return true;
}

static bool at_brace(struct piece rest)
{
	skip_blanks(&rest);
	return rest.length > 0 && rest.bytes[0] == '{';
}

enum relation {
	LESS = 1,
	EQUAL = 2,
	GREATER = 4
};

/* Which outcomes of a comparison an operator takes; 0: it is none. */
static unsigned take_operator(struct piece *rest)
{
	static const struct {
		const char *text;
		unsigned takes;
	} operators[] = {
		{"==", EQUAL},
		{"!=", LESS | GREATER},
		{"<", LESS},
		{"<=", LESS | EQUAL},
		{">=", GREATER | EQUAL},
		{">", GREATER},
	};
	struct piece found = {rest->bytes, 0};

	while (found.length < rest->length &&
		strchr("<>!=?+-*/~&|%", rest->bytes[found.length]) != NULL)
		found.length++;
	for (size_t i = 0; i < sizeof operators / sizeof operators[0]; i++)
		if (piece_is(found, operators[i].text)) {
			skip(rest, found.length);
			return operators[i].takes;
		}
	return 0;
}

/* The word behind the operator: compatibility levels are compared by their parts. */
static bool take_level(struct postfix_expansion *expansion, struct piece *rest, bool *level)
{
	struct piece word = {rest->bytes, 0};

	while (word.length < rest->length && is_name_byte(rest->bytes[word.length]))
		word.length++;
	*level = piece_is(word, "level");
	if (word.length > 0 && !*level)
		return fault(expansion, "no such comparison");
	skip(rest, word.length);
	return true;
}

static bool parse_level(const char *text, uint64_t *result)
{
	*result = 0;
	for (unsigned part = 0; part < 3; part++) {
		size_t length = strcspn(text, ".");
		uint64_t number = 0;

		if (*text != '\0' && !number_parse(text, length, 10, 0xFFFF, &number))
			return false;
		*result = *result << 16 | number;
		text += length;
		if (*text == '.' && *++text == '\0')
			return false;
	}
	return *text == '\0';
}

static unsigned relate(uint64_t a, uint64_t b)
{
	if (a == b)
		return EQUAL;
	return a < b ? LESS : GREATER;
}

static unsigned compare(
	struct postfix_expansion *expansion, const struct text *a, const struct text *b, bool level)
{
	uint64_t left, right;
	int difference;

	if (level) {
		if (a->length == 0 || b->length == 0 || !parse_level(text_string(a), &left) ||
			!parse_level(text_string(b), &right)) {
			(void)fault(expansion, "no compatibility level");
			return 0;
		}
		return relate(left, right);
	}
	if (number_parse(text_string(a), a->length, 10, INT64_MAX, &left) &&
		number_parse(text_string(b), b->length, 10, INT64_MAX, &right))
		return relate(left, right);
	difference = strcmp(text_string(a), text_string(b));
	if (difference == 0)
		return EQUAL;
	return difference < 0 ? LESS : GREATER;
}

static void expand_into(
	struct postfix_expansion *expansion, struct piece text, unsigned depth, struct text *result)
{
	struct text *outer = expansion->result;

	expansion->result = result;
	expand(expansion, text, depth);
	expansion->result = outer;
}

/* {left} operator {right}; *holds is its value. */
static bool take_comparison(
	struct postfix_expansion *expansion, struct piece *rest, unsigned depth, bool *holds)
{
	TEXT_CLEANUP struct text left = TEXT_INIT;
	TEXT_CLEANUP struct text right = TEXT_INIT;
	struct piece sides[2] = {0};
	unsigned takes;
	bool level;

	skip_blanks(rest);
	if (!take_braces(expansion, rest, &sides[0]))
		return false;
	takes = take_operator(rest);
	if (takes == 0)
		return fault(expansion, "a comparison is missing");
	if (!take_level(expansion, rest, &level))
		return false;
	skip_blanks(rest);
	if (!at_brace(*rest))
		return fault(expansion, "a { is missing");
	if (!take_braces(expansion, rest, &sides[1]))
		return false;
	expand_into(expansion, sides[0], depth, &left);
	expand_into(expansion, sides[1], depth, &right);
	if (expansion->why == NULL)
		*holds = (compare(expansion, &left, &right, level) & takes) != 0;
	return expansion->why == NULL;
}

/* A name up to the end, ? or :. */
static bool take_name(struct postfix_expansion *expansion, struct piece *rest, struct text *name)
{
	skip_blanks(rest);
	while (rest->length > 0 && is_name_byte(rest->bytes[0])) {
		text_byte(name, rest->bytes[0]);
		skip(rest, 1);
	}
	skip_blanks(rest);
	if (rest->length > 0 && rest->bytes[0] != '?' && rest->bytes[0] != ':')
		return fault(expansion, "no name of a parameter");
	return true;
}

/* What stands behind ? or :, in braces or all of the rest; expanded when it is the one. */
static bool take_branch(
	struct postfix_expansion *expansion, struct piece *rest, unsigned depth, bool chosen)
{
	struct piece branch = *rest;

	if (at_brace(*rest)) {
		skip_blanks(rest);
		if (!take_braces(expansion, rest, &branch))
			return false;
	} else {
		skip(rest, rest->length);
	}
	if (chosen)
		expand(expansion, branch, depth);
	return expansion->why == NULL;
}

static void choose(
	struct postfix_expansion *expansion, struct piece rest, unsigned depth, bool condition)
{
	bool question = rest.bytes[0] == '?';

	skip(&rest, 1);
	if (!take_branch(expansion, &rest, depth, question == condition) || !question ||
		rest.length == 0) {
		if (rest.length > 0)
			(void)fault(expansion, "text follows the }");
		return;
	}
	if (rest.bytes[0] != ':') {
		(void)fault(expansion, "a : is missing");
		return;
	}
	skip(&rest, 1);
	if (take_branch(expansion, &rest, depth, !condition) && rest.length > 0)
		(void)fault(expansion, "text follows the }");
}

/* The inside of ${...}, or a plain name. */
static void evaluate(struct postfix_expansion *expansion, struct piece inside, unsigned depth)
{
	TEXT_CLEANUP struct text name = TEXT_INIT;
	const char *value = NULL;
	bool holds = false;

	expansion->steps += 16 + inside.length;
	if (expansion->steps > POSTFIX_STEPS_MOST || depth > POSTFIX_DEPTH_MOST) {
		(void)fault(expansion, "parameters name one another without end");
		return;
	}
	if (at_brace(inside)) {
		if (!take_comparison(expansion, &inside, depth, &holds))
			return;
		value = holds ? "true" : "";
	} else {
		if (!take_name(expansion, &inside, &name))
			return;
		value = expansion->lookup(expansion->context, text_string(&name));
	}
	if (inside.length == 0) {
		if (value != NULL)
			expand(expansion, (struct piece){value, strlen(value)}, depth);
	} else if (inside.bytes[0] == '?' || inside.bytes[0] == ':') {
		choose(expansion, inside, depth, value != NULL && value[0] != '\0');
	} else {
		(void)fault(expansion, "? or : is missing");
	}
}

/* What follows a $. */
static void take_reference(struct postfix_expansion *expansion, struct piece *rest, unsigned depth)
{
	struct piece inside = {rest->bytes, 0};
	char open = '\0';

	if (rest->length > 0)
		open = rest->bytes[0];
	if (open == '{' || open == '(') {
		skip(rest, 1);
		inside = (struct piece){rest->bytes, closing(*rest, open, open == '{' ? '}' : ')')};
		if (inside.length == rest->length) {
			(void)fault(expansion, "a reference is cut off");
			return;
		}
		skip(rest, inside.length + 1);
	} else {
		while (inside.length < rest->length && is_name_byte(rest->bytes[inside.length]))
			inside.length++;
		skip(rest, inside.length);
	}
	if (inside.length == 0)
		(void)fault(expansion, "a name is missing");
	else
		evaluate(expansion, inside, depth + 1);
}

static void expand(struct postfix_expansion *expansion, struct piece text, unsigned depth)
{
	while (text.length > 0 && expansion->why == NULL) {
		const char *dollar = memchr(text.bytes, '$', text.length);
		size_t plain = dollar != NULL ? (size_t)(dollar - text.bytes) : text.length;

		if (expansion->result->length + plain > POSTFIX_EXPANDED_MOST) {
			(void)fault(expansion, "it expands to too much");
			return;
		}
		text_append(expansion->result, text.bytes, plain);
		skip(&text, plain);
		if (text.length == 0)
			return;
		skip(&text, 1);
		if (text.length > 0 && text.bytes[0] == '$') {
			text_byte(expansion->result, '$');
			skip(&text, 1);
		} else {
			take_reference(expansion, &text, depth);
		}
	}
}

void postfix_expand(struct postfix_expansion *expansion, struct piece text)
{
	expansion->steps = 0;
	expansion->why = NULL;
	expand(expansion, text, 0);
}
