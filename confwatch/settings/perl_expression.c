// SPDX-License-Identifier: GPL-2.0-or-later
// What stands behind "=" in Perl: strings, numbers, lists, hashes, and the text of all else.
#include "settings/perl_expression.h"

#include <string.h>

#include "settings/perl_string.h"

/* NULL in these: not what the grammar here knows. */
static struct perl_value *read_sum(struct perl_reading *reading);

struct perl_value *perl_code(struct perl_reading *reading, const char *start, const char *end)
{
	struct perl_value *value = perl_new(reading, PERL_CODE, start);

	while (end > start && perl_is_blank(end[-1]))
		end--;
	if (!perl_spend(reading, (size_t)(end - start)))
		return value;
	value->bytes = arena_bytes(&reading->arena, start, (size_t)(end - start));
	value->length = (size_t)(end - start);
	return value;
}

static bool ends_element(const struct perl_token *token)
{
	return token->kind == PERL_END ||
		(token->kind == PERL_OPERATOR &&
			(token->end - token->start == 1 ? strchr(",;)]}", *token->start) != NULL
							: perl_is_operator(token, "=>")));
}

static bool is_one_of(const struct perl_token *token, const char *const *words, size_t count)
{
	for (size_t i = 0; i < count; i++)
		if (perl_is(token, token->kind, words[i]))
			return true;
	return false;
}

/* What sets a variable, leaves the file, or says when a statement holds. */
static bool is_impure(const struct perl_token *token)
{
	static const char *const operators[] = {"=", "++", "--", "**=", "||=", "&&=", "//=", "<<=",
		">>=", "+=", "-=", "*=", "/=", ".=", "%=", "x=", "&=", "|=", "^="};
	static const char *const words[] = {"and", "bless", "chomp", "chop", "delete", "die", "do",
		"eval", "exit", "for", "foreach", "if", "local", "lock", "my", "open", "or", "our",
		"pop", "print", "push", "read", "require", "return", "shift", "splice", "sysread",
		"tie", "undef", "unless", "unshift", "until", "while", "xor"};

	if (token->kind == PERL_OPERATOR)
		return is_one_of(token, operators, sizeof operators / sizeof operators[0]);
	if (token->kind == PERL_WORD)
		return is_one_of(token, words, sizeof words / sizeof words[0]);
	return token->kind == PERL_BROKEN ||
		(token->kind == PERL_QUOTED && token->quote == PERL_CHANGE);
}

static int bracket_step(const struct perl_token *token)
{
	if (token->kind != PERL_OPERATOR || token->end - token->start != 1)
		return 0;
	if (strchr("([{", *token->start) != NULL)
		return 1;
	return strchr(")]}", *token->start) != NULL ? -1 : 0;
}

/* sub {...}: nothing of it is run now. */
static bool skip_sub(struct perl_input *input)
{
	size_t depth = 0;

	do {
		struct perl_token token = perl_next(input);
		int step = bracket_step(&token);

		if (token.kind == PERL_END || token.kind == PERL_BROKEN)
			return false;
		depth = step < 0 && depth == 0 ? 0 : depth + (size_t)step;
	} while (depth > 0);
	return true;
}

/* An operator that has all behind it for operands: "join ',', @x". */
static bool takes_rest(const struct perl_token *word, const struct perl_input *input)
{
	struct perl_token next = perl_peek(input);

	if (word->kind != PERL_WORD || ends_element(&next))
		return false;
	return next.kind != PERL_OPERATOR || strchr("{[\\<", *next.start) != NULL;
}

/* An element of which only Perl knows the value. */
static struct perl_value *read_code(struct perl_reading *reading)
{
	struct perl_input *input = &reading->input;
	struct perl_token token = perl_peek(input);
	const char *start = token.start, *end = start;
	struct perl_value *code;
	bool rest = false;
	size_t depth = 0;

	for (;; end = token.end) {
		struct perl_token next = perl_peek(input);
		int step = bracket_step(&next);
		bool comma = perl_is_operator(&next, ",") || perl_is_operator(&next, "=>");

		if (depth == 0 && ends_element(&next) && !(rest && comma))
			break;
		token = perl_next(input);
		if (is_impure(&token) || token.kind == PERL_END ||
			(perl_is(&token, PERL_WORD, "sub") && !skip_sub(input)))
			return NULL;
		if (perl_is(&token, PERL_WORD, "sub"))
			token.end = input->at;
		rest |= depth == 0 && takes_rest(&token, input);
		depth += (size_t)step;
	}
	if (end == start)
		return NULL;
	code = perl_code(reading, start, end);
	if (rest || *start == '@' || *start == '%')
		code->flat = PERL_ARRAY;
	return code;
}

static struct perl_value *scalar_of(
	struct perl_reading *reading, const char *at, bool known, const struct text *text)
{
	return known ? perl_scalar(reading, at, text_string(text), text->length) : NULL;
}

static struct perl_value *read_string(struct perl_reading *reading, const struct perl_token *token)
{
	TEXT_CLEANUP struct text text = TEXT_INIT;
	struct perl_value *list;

	if (token->quote == PERL_WORDS) {
		list = perl_new(reading, PERL_LIST, token->start);
		list->flat = PERL_PARENTHESES;
		perl_words(reading, token, list);
		return list;
	}
	return scalar_of(reading, token->start, perl_string(reading, token, &text), &text);
}

static struct perl_value *read_number(struct perl_reading *reading, const struct perl_token *token)
{
	TEXT_CLEANUP struct text text = TEXT_INIT;

	return scalar_of(reading, token->start, perl_literal(token, &text), &text);
}

/* A copy, which stands where it is named. */
static struct perl_value *read_variable(
	struct perl_reading *reading, const struct perl_token *token)
{
	const struct perl_variable *variable =
		perl_variable(reading, token->sigil, token->text, token->length);
	struct perl_token next = perl_peek(&reading->input);
	struct perl_value *copy;

	if (variable == NULL || variable->value->kind == PERL_CODE || variable->value->partial ||
		perl_is_operator(&next, "[") || perl_is_operator(&next, "{") ||
		perl_is_operator(&next, "->") || token->sigil == '%' ||
		(token->sigil == '$' && variable->value->kind >= PERL_LIST))
		return NULL;
	copy = perl_copy(reading, variable->value);
	copy->line = perl_line(reading, token->start);
	copy->flat = token->sigil == '@' ? PERL_ARRAY : PERL_ONE;
	return copy;
}

/* "undef", and what is a string because "=>" follows. */
static struct perl_value *read_word(struct perl_reading *reading, const struct perl_token *token)
{
	struct perl_token next = perl_peek(&reading->input);

	if (perl_is_operator(&next, "=>"))
		return perl_scalar(reading, token->start, token->text, token->length);
	if (perl_is(token, PERL_WORD, "undef") && ends_element(&next))
		return perl_new(reading, PERL_UNDEF, token->start);
	return NULL;
}

/* A flat list of one is what stands in it. */
static struct perl_value *read_brackets(struct perl_reading *reading, const char *start, char open)
{
	struct perl_value *list = perl_list(reading, open == '(' ? ')' : ']');

	if (list == NULL)
		return NULL;
	list->line = perl_line(reading, start);
	if (open == '[')
		list->flat = PERL_ONE;
	else if (list->flat == PERL_ONE)
		list->flat = PERL_PARENTHESES;
	return list;
}

/* The pairs between the brackets, which are read. */
static struct perl_value *read_pairs(struct perl_reading *reading, const char *start, char close);

static struct perl_value *read_primary(struct perl_reading *reading)
{
	struct perl_token token = perl_next(&reading->input);

	if (token.kind == PERL_QUOTED)
		return read_string(reading, &token);
	if (token.kind == PERL_NUMBER)
		return read_number(reading, &token);
	if (token.kind == PERL_NAME)
		return read_variable(reading, &token);
	if (token.kind == PERL_WORD)
		return read_word(reading, &token);
	if (perl_is_operator(&token, "(") || perl_is_operator(&token, "["))
		return read_brackets(reading, token.start, *token.start);
	if (perl_is_operator(&token, "{"))
		return read_pairs(reading, token.start, '}');
	return NULL;
}

/* What an operator takes of it; NULL: more than one value, or none. */
static const struct perl_value *operand(const struct perl_value *value)
{
	if (value->kind == PERL_LIST && value->flat == PERL_PARENTHESES && value->first != NULL &&
		value->first == value->last)
		value = value->first;
	return value->kind == PERL_SCALAR ? value : NULL;
}

static bool count(char operator, double left, double right, struct text *result)
{
	switch (operator) {
	case '+':
		return perl_write_number(left + right, result);
	case '-':
		return perl_write_number(left - right, result);
	case '*':
		return perl_write_number(left * right, result);
	default:
		return right != 0 && perl_write_number(left / right, result);
	}
}

struct perl_value *perl_operate(struct perl_reading *reading, char operator,
	const struct perl_value * left, const struct perl_value *right, const char *at)
{
	TEXT_CLEANUP struct text text = TEXT_INIT;
	double a, b;

	left = operand(left);
	right = operand(right);
	if (left == NULL || right == NULL || left->length + right->length > PERL_STRING_MOST)
		return NULL;
	if (operator== '.') {
		text_append(&text, left->bytes, left->length);
		text_append(&text, right->bytes, right->length);
		return perl_scalar(reading, at, text_string(&text), text.length);
	}
	if (!perl_number_text(left->bytes, left->length, &a) ||
		!perl_number_text(right->bytes, right->length, &b))
		return NULL;
	return scalar_of(reading, at, count(operator, a, b, &text), &text);
}

static struct perl_value *read_signed(struct perl_reading *reading)
{
	struct perl_token token = perl_peek(&reading->input);
	struct perl_value zero = {.kind = PERL_SCALAR, .bytes = "0", .length = 1};
	struct perl_value *value;
	double number;

	if (!perl_is_operator(&token, "-"))
		return read_primary(reading);
	(void)perl_next(&reading->input);
	value = read_primary(reading);
	/* "-name" is a string. */
	if (value == NULL || operand(value) == NULL || operand(value)->length == 0 ||
		!perl_is_digit(operand(value)->bytes[0]) ||
		!perl_number_text(operand(value)->bytes, operand(value)->length, &number))
		return NULL;
	return perl_operate(reading, '-', &zero, value, token.start);
}

/* One level of operators that are read from the left. */
static struct perl_value *read_level(struct perl_reading *reading, const char *operators,
	struct perl_value *(*below)(struct perl_reading *reading))
{
	struct perl_value *left = below(reading);

	while (left != NULL) {
		struct perl_token token = perl_peek(&reading->input);
		struct perl_value *right;

		if (token.kind != PERL_OPERATOR || token.end - token.start != 1 ||
			strchr(operators, *token.start) == NULL)
			break;
		(void)perl_next(&reading->input);
		right = below(reading);
		left = right != NULL ? perl_operate(reading, *token.start, left, right, token.start)
				     : NULL;
	}
	return left;
}

static struct perl_value *read_product(struct perl_reading *reading)
{
	return read_level(reading, "*/", read_signed);
}

static struct perl_value *read_sum(struct perl_reading *reading)
{
	return read_level(reading, "+-.", read_product);
}

struct perl_value *perl_element(struct perl_reading *reading)
{
	struct perl_input before = reading->input;
	struct perl_value *value = NULL;
	struct perl_token next;

	if (reading->depth < PERL_DEPTH_MOST && !reading->document->full) {
		reading->depth++;
		value = read_sum(reading);
		reading->depth--;
		next = perl_peek(&reading->input);
		if (value != NULL && ends_element(&next))
			return value;
	}
	reading->input = before;
	return read_code(reading);
}

static void add_flat(
	struct perl_reading *reading, struct perl_value *list, struct perl_value *value)
{
	if (value->flat == PERL_ARRAY)
		list->flat = PERL_ARRAY;
	if (value->kind != PERL_LIST || value->flat == PERL_ONE) {
		perl_add(list, value);
		return;
	}
	for (const struct perl_value *item = value->first; item != NULL; item = item->next)
		perl_add(list, perl_copy(reading, item));
}

static bool is_close(const struct perl_token *token, char close)
{
	return close == '\0' ? token->kind == PERL_END || perl_is_operator(token, ";")
			     : token->kind == PERL_OPERATOR && token->end - token->start == 1 &&
			*token->start == close;
}

static bool is_comma(const struct perl_token *token)
{
	return perl_is_operator(token, ",") || perl_is_operator(token, "=>");
}

struct perl_value *perl_list(struct perl_reading *reading, char close)
{
	struct perl_input *input = &reading->input;
	struct perl_value *list = perl_new(reading, PERL_LIST, input->at);

	while (!reading->document->full) {
		struct perl_token next = perl_peek(input);
		struct perl_value *value;

		if (is_close(&next, close)) {
			if (close != '\0')
				(void)perl_next(input);
			return list;
		}
		if (is_comma(&next)) {
			(void)perl_next(input);
			continue;
		}
		value = perl_element(reading);
		if (value == NULL)
			return NULL;
		add_flat(reading, list, value);
		next = perl_peek(input);
		if (!is_comma(&next) && !is_close(&next, close))
			return NULL;
	}
	return NULL;
}

static bool set_key(struct perl_value *entry, struct perl_value *key)
{
	if (key->kind != PERL_SCALAR && key->kind != PERL_CODE)
		return false;
	entry->key = key->bytes != NULL ? key->bytes : "";
	entry->key_length = key->length;
	entry->key_is_code = key->kind == PERL_CODE;
	return true;
}

/* key => value: two elements. Lists among them would be several. */
static struct perl_value *read_pair(struct perl_reading *reading)
{
	struct perl_value *key = perl_element(reading);
	struct perl_token comma = perl_next(&reading->input);
	struct perl_token next = perl_peek(&reading->input);
	struct perl_value *value;

	if (key == NULL || key->flat != PERL_ONE || !is_comma(&comma) || is_comma(&next))
		return NULL;
	value = perl_element(reading);
	if (value == NULL || value->flat != PERL_ONE || !set_key(value, key))
		return NULL;
	value->line = key->line;
	return value;
}

static struct perl_value *read_pairs(struct perl_reading *reading, const char *start, char close)
{
	struct perl_input *input = &reading->input;
	struct perl_value *map = perl_new(reading, PERL_MAP, start);

	while (!reading->document->full) {
		struct perl_token next = perl_peek(input);
		struct perl_value *pair;

		if (is_close(&next, close)) {
			(void)perl_next(input);
			return map;
		}
		if (perl_is_operator(&next, ",")) {
			(void)perl_next(input);
			continue;
		}
		pair = read_pair(reading);
		if (pair == NULL)
			return NULL;
		perl_add(map, pair);
	}
	return NULL;
}

struct perl_value *perl_map(struct perl_reading *reading)
{
	struct perl_input before = reading->input;
	struct perl_token open = perl_next(&reading->input);
	struct perl_value *map = NULL;
	struct perl_token next;

	if (perl_is_operator(&open, "(") && reading->depth < PERL_DEPTH_MOST) {
		reading->depth++;
		map = read_pairs(reading, open.start, ')');
		reading->depth--;
		next = perl_peek(&reading->input);
		if (map != NULL && is_close(&next, '\0'))
			return map;
	}
	reading->input = before;
	return read_code(reading);
}

bool perl_subscript(struct perl_reading *reading, struct text *result)
{
	struct perl_token token = perl_peek(&reading->input);
	const struct perl_value *key;

	if (token.kind == PERL_WORD) {
		struct perl_input after = reading->input;
		struct perl_token close;

		(void)perl_next(&after);
		close = perl_next(&after);
		if (perl_is_operator(&close, "}")) {
			text_append(result, token.text, token.length);
			reading->input = after;
			return true;
		}
	}
	key = perl_element(reading);
	token = perl_next(&reading->input);
	if (key == NULL || key->kind != PERL_SCALAR || !perl_is_operator(&token, "}"))
		return false;
	text_append(result, key->bytes, key->length);
	return true;
}
