// SPDX-License-Identifier: GPL-2.0-or-later
// One word of a shell script, as bash(1) has it under QUOTING and EXPANSION.
#include "settings/shell_word.h"

#include <stdint.h>
#include <string.h>

#include "settings/shell_nested.h"
#include "settings/shell_quoted.h"

bool shell_is_break(char byte)
{
	return byte == ' ' || byte == '\t' || byte == '\n' || byte == ';' || byte == '&' ||
		byte == '|' || byte == '<' || byte == '>' || byte == '(' || byte == ')';
}

static bool begins_name(char byte)
{
	return (byte >= 'a' && byte <= 'z') || (byte >= 'A' && byte <= 'Z') || byte == '_';
}

static bool is_in_name(char byte)
{
	return begins_name(byte) || (byte >= '0' && byte <= '9');
}

/* The length of the name that begins there; 0: none does. */
static size_t name_at(const char *at, const char *end)
{
	const char *stop = at;

	if (at >= end || !begins_name(*at))
		return 0;
	while (stop < end && is_in_name(*stop))
		stop++;
	return (size_t)(stop - at);
}

bool shell_is_name(const char *bytes, size_t length)
{
	return length > 0 && name_at(bytes, bytes + length) == length;
}

size_t shell_name_length(const struct shell_input *input)
{
	return name_at(input->at, input->end);
}

/* The first doubt stays, but for a reference, which is the least. */
static void doubt(struct shell_word *word, enum shell_doubt doubt)
{
	if (word->doubt == SHELL_SURE || word->doubt == SHELL_REFERENCE)
		word->doubt = doubt;
}

static void take(struct shell_word *word, const char *bytes, size_t length)
{
	if (length > 0)
		text_append(&word->value, bytes, length);
}

static void add_value(
	struct shell_word *word, struct shell_variables *variables, const struct shell_value *value)
{
	if (value->length > variables->budget) {
		doubt(word, SHELL_LARGE);
		return;
	}
	variables->budget -= value->length;
	take(word, value->bytes, value->length);
}

/* What the file does not set stays as it is written. */
static void add_reference(struct shell_word *word, const char *from, const char *to)
{
	if (word->doubt == SHELL_SURE)
		word->doubt = SHELL_REFERENCE;
	take(word, from, (size_t)(to - from));
}

/* Whether "${NAME" with this behind it is the variable's own value. */
static bool gives_value(const struct shell_value *value, const char *rest, const char *end)
{
	bool if_empty = rest < end && *rest == ':';
	char sign;

	if (rest == end)
		return true;
	if (if_empty)
		rest++;
	if (rest == end)
		return false;
	sign = *rest;
	if (sign != '-' && sign != '=' && sign != '?')
		return false;
	return !if_empty || value->length > 0;
}

/* What may stand behind "${", up to its end. */
static bool is_expansion(const char *at, const char *end)
{
	size_t length;

	if (at < end && (*at == '#' || *at == '!'))
		at++;
	length = name_at(at, end);
	if (length == 0 && at < end && strchr("@*#?-$!0123456789", *at) != NULL)
		length = 1 + strspn(at + 1, "0123456789");
	if (length == 0)
		return at == end && at[-1] != '{';
	at += length;
	return at == end || strchr(":-=?+%#/^,@[", *at) != NULL;
}

static void read_braces(struct shell_input *input, struct shell_variables *variables,
	struct shell_word *word, bool quoted)
{
	const char *start = input->at;
	const char *name = start + 2;
	const struct shell_value *value = NULL;
	size_t length = name_at(name, input->end);
	const char *close;

	if (!shell_nested_skip(input, quoted)) {
		doubt(word, SHELL_OPEN);
		return;
	}
	close = input->at - 1;
	if (!is_expansion(name, close))
		doubt(word, SHELL_WRONG);
	if (length > 0)
		value = shell_variable_find(variables, name, length);
	if (value != NULL && gives_value(value, name + length, close))
		add_value(word, variables, value);
	else
		add_reference(word, start, input->at);
}

/* A backslash that joins two lines: it may stand anywhere, even in a name. */
static bool continues(const char *at, const char *end)
{
	return end - at >= 2 && at[0] == '\\' && at[1] == '\n';
}

static void read_name(struct shell_input *input, struct shell_variables *variables,
	struct shell_word *word, size_t length)
{
	const char *start = input->at;
	const struct shell_value *value = shell_variable_find(variables, start + 1, length);

	input->at += 1 + length;
	if (value != NULL && !continues(input->at, input->end))
		add_value(word, variables, value);
	else
		add_reference(word, start, input->at);
}

static void read_command(struct shell_input *input, struct shell_word *word, bool quoted)
{
	doubt(word, SHELL_COMMAND);
	if (!shell_nested_skip(input, quoted))
		word->doubt = SHELL_OPEN;
}

/* At a dollar sign. */
static void read_dollar(struct shell_input *input, struct shell_variables *variables,
	struct shell_word *word, bool quoted)
{
	const char *next = input->at + 1;
	size_t length = name_at(next, input->end);

	if (length > 0) {
		read_name(input, variables, word, length);
	} else if (next < input->end && *next == '{') {
		read_braces(input, variables, word, quoted);
	} else if (next < input->end && (*next == '(' || *next == '[')) {
		read_command(input, word, quoted);
	} else if (next < input->end && strchr("@*#?-$!0123456789", *next) != NULL &&
		*next != '\0') {
		input->at += 2;
		add_reference(word, next - 1, input->at);
	} else if (continues(next, input->end)) {
		input->at++;
		add_reference(word, next - 1, next);
	} else {
		take(word, input->at++, 1);
	}
}

static void read_single(struct shell_input *input, struct shell_word *word)
{
	const char *start = ++input->at;
	const char *close = memchr(start, '\'', (size_t)(input->end - start));

	if (close == NULL) {
		doubt(word, SHELL_OPEN);
		input->at = input->end;
		return;
	}
	take(word, start, (size_t)(close - start));
	input->at = close + 1;
}

/* Behind the opening quote. */
static void read_double(
	struct shell_input *input, struct shell_variables *variables, struct shell_word *word)
{
	while (input->at < input->end && *input->at != '"') {
		if (*input->at == '$')
			read_dollar(input, variables, word, true);
		else if (*input->at == '`')
			read_command(input, word, true);
		else if (*input->at == '\\')
			shell_escape_in_double(input, &word->value);
		else
			take(word, input->at++, 1);
	}
	if (input->at == input->end)
		doubt(word, SHELL_OPEN);
	else
		input->at++;
}

/* At a backslash outside of quotes. */
static void read_backslash(struct shell_input *input, struct shell_word *word)
{
	const char *next = input->at + 1;

	if (next == input->end) {
		doubt(word, SHELL_ODD);
		take(word, input->at++, 1);
		return;
	}
	if (*next != '\n') {
		take(word, next, 1);
		word->quoted = true;
	}
	input->at += 2;
}

/* A quote, with the "$" before it if there is one. false: none begins here. */
static bool read_quoted(
	struct shell_input *input, struct shell_variables *variables, struct shell_word *word)
{
	bool dollar = *input->at == '$' && input->at + 1 < input->end;
	char quote = input->at[dollar ? 1 : 0];

	if (quote != '\'' && quote != '"')
		return false;
	word->quoted = true;
	input->at += dollar;
	if (quote == '"') {
		input->at++;
		read_double(input, variables, word);
	} else if (!dollar) {
		read_single(input, word);
	} else if (!shell_ansi_quoted(input, &word->value)) {
		doubt(word, SHELL_OPEN);
	}
	return true;
}

/* One byte, or what begins with it and ends elsewhere. */
static void read_piece(
	struct shell_input *input, struct shell_variables *variables, struct shell_word *word)
{
	if (read_quoted(input, variables, word))
		return;
	if (*input->at == '\\')
		read_backslash(input, word);
	else if (*input->at == '$')
		read_dollar(input, variables, word, false);
	else if (*input->at == '`')
		read_command(input, word, false);
	else {
		word->braces = word->braces || *input->at == '{';
		take(word, input->at++, 1);
	}
}

/* "NAME=" or "NAME+=" */
static void read_assignment(struct shell_input *input, struct shell_word *word)
{
	size_t length = name_at(input->at, input->end);
	const char *sign = input->at + length;

	if (length == 0)
		return;
	word->append = sign + 1 < input->end && sign[0] == '+' && sign[1] == '=';
	sign += word->append;
	if (sign == input->end || *sign != '=') {
		word->append = false;
		return;
	}
	word->name_length = length;
	input->at = sign + 1;
	if (input->at < input->end && *input->at == '(')
		word->doubt = SHELL_ARRAY;
}

/* The value so far, when the file sets it. */
static void read_appended(
	const char *name, struct shell_variables *variables, struct shell_word *word)
{
	const struct shell_value *value = shell_variable_find(variables, name, word->name_length);

	if (value != NULL) {
		add_value(word, variables, value);
		return;
	}
	if (word->doubt == SHELL_SURE)
		word->doubt = SHELL_REFERENCE;
	text_add(&word->value, "${");
	take(word, name, word->name_length);
	text_byte(&word->value, '}');
}

void shell_word_read(
	struct shell_input *input, struct shell_variables *variables, struct shell_word *result)
{
	bool begins = true;

	result->start = input->at;
	read_assignment(input, result);
	if (result->append)
		read_appended(result->start, variables, result);
	while (input->at < input->end && !shell_is_break(*input->at)) {
		/* "~" stands for a home directory where a value, or a part of a path, begins. */
		bool home = *input->at == '~' && begins && result->name_length > 0;

		if (!continues(input->at, input->end))
			begins = *input->at == ':';
		if (home) {
			add_reference(result, input->at, input->at + 1);
			input->at++;
		} else {
			read_piece(input, variables, result);
		}
	}
}
