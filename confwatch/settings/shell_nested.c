// SPDX-License-Identifier: GPL-2.0-or-later
// Where what is nested in a word ends.
#include "settings/shell_nested.h"

#include <string.h>

enum {
	DEPTH_MOST = 64,
};

/* What is open, by the byte that ends it. */
struct nest {
	char ends[DEPTH_MOST];
	unsigned depth;
	unsigned doubles; /* of them: "..." */
	bool deep;
};

static void open_one(struct nest *nest, char end)
{
	if (nest->depth == DEPTH_MOST) {
		nest->deep = true;
		return;
	}
	nest->ends[nest->depth++] = end;
	nest->doubles += end == '"';
}

static void close_one(struct nest *nest)
{
	nest->depth--;
	nest->doubles -= nest->ends[nest->depth] == '"';
}

/* '...' is a quote but inside of "...", where a command substitution makes it one again. */
static bool takes_single(const struct nest *nest)
{
	char top = nest->ends[nest->depth - 1];

	if (top == '"' || top == '`')
		return false;
	return top == ')' || nest->doubles == 0;
}

static void skip_single(struct shell_input *input)
{
	const char *close = memchr(input->at, '\'', (size_t)(input->end - input->at));

	input->at = close != NULL ? close + 1 : input->end;
}

/* "#" where a word of a command begins. */
static bool is_comment(const struct nest *nest, const struct shell_input *input)
{
	char before = input->at[-1];

	return *input->at == '#' && nest->ends[nest->depth - 1] == ')' &&
		(before == ' ' || before == '\t' || before == '\n' || before == ';');
}

static void skip_comment(struct shell_input *input)
{
	const char *newline = memchr(input->at, '\n', (size_t)(input->end - input->at));

	input->at = newline != NULL ? newline : input->end;
}

/* "$(", "${" and "$["; anything else behind a dollar sign is nothing of its own. */
static void open_dollar(struct nest *nest, struct shell_input *input)
{
	char next = '\0';

	if (input->at < input->end)
		next = *input->at;
	if (next == '(')
		open_one(nest, ')');
	else if (next == '{')
		open_one(nest, '}');
	else if (next == '[')
		open_one(nest, ']');
	else
		return;
	input->at++;
}

static void step(struct nest *nest, struct shell_input *input)
{
	char top = nest->ends[nest->depth - 1];
	char byte;

	if (is_comment(nest, input)) {
		skip_comment(input);
		return;
	}
	byte = *input->at++;
	if (byte == '\\' && input->at < input->end)
		input->at++;
	else if (byte == top)
		close_one(nest);
	else if (byte == '\'' && takes_single(nest))
		skip_single(input);
	else if (byte == '"' && top != '`')
		open_one(nest, '"');
	else if (byte == '`')
		open_one(nest, '`');
	else if (byte == '$' && top != '`')
		open_dollar(nest, input);
	else if (byte == '(' && top == ')')
		open_one(nest, ')');
}

bool shell_nested_skip(struct shell_input *input, bool quoted)
{
	struct nest nest = {.doubles = quoted};

	char first = *input->at++;

	if (first == '[')
		open_one(&nest, ']');
	else if (first == '`')
		open_one(&nest, '`');
	else
		open_dollar(&nest, input);
	while (nest.depth > 0 && !nest.deep && input->at < input->end)
		step(&nest, input);
	if (nest.depth == 0)
		return true;
	input->at = input->end;
	return false;
}
