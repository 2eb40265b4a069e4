// SPDX-License-Identifier: GPL-2.0-or-later
// What stands between Perl's quotes: escapes, and variables that are known.
#include "settings/perl_string.h"

#include <string.h>

struct piece {
	const char *at;
	const char *end;
};

static char opening(char close)
{
	switch (close) {
	case ')':
		return '(';
	case ']':
		return '[';
	case '}':
		return '{';
	case '>':
		return '<';
	default:
		return close;
	}
}

/* Of '' a backslash takes itself and the quotes alone; of <<'END' nothing. */
static void add_plain(const struct perl_token *token, struct piece rest, struct text *result)
{
	while (rest.at < rest.end) {
		char next = (char)(rest.end - rest.at > 1 ? rest.at[1] : '\0');

		if (*rest.at == '\\' && token->close != '\n' && rest.end - rest.at > 1 &&
			(next == '\\' || next == token->close || next == opening(token->close)))
			rest.at++;
		text_byte(result, *rest.at++);
	}
}

static int hex_digit(char byte)
{
	if (perl_is_digit(byte))
		return byte - '0';
	if (byte >= 'a' && byte <= 'f')
		return byte - 'a' + 10;
	return byte >= 'A' && byte <= 'F' ? byte - 'A' + 10 : -1;
}

/* At most `most` digits of a base. */
static unsigned digits(struct piece *rest, unsigned base, int most)
{
	unsigned number = 0;

	for (; most > 0 && rest->at < rest->end; most--, rest->at++) {
		int digit = hex_digit(*rest->at);

		if (digit < 0 || (unsigned)digit >= base)
			break;
		number = number * base + (unsigned)digit;
	}
	return number;
}

/* \x41, \x{41} */
static bool add_hex(struct piece *rest, struct text *result)
{
	bool braces = rest->at < rest->end && *rest->at == '{';
	unsigned number;

	rest->at += braces;
	number = digits(rest, 16, braces ? 6 : 2);
	if (braces && (rest->at == rest->end || *rest->at++ != '}'))
		return false;
	if (number > 0xFF)
		return false;
	text_byte(result, (char)number);
	return true;
}

/* rest: behind the backslash. */
static bool add_escape(struct piece *rest, struct text *result)
{
	static const char letters[] = "ntrfbae", meanings[] = "\n\t\r\f\b\a\033";
	const char *letter;

	if (rest->at == rest->end)
		return false;
	if (*rest->at >= '0' && *rest->at <= '7') {
		unsigned number = digits(rest, 8, 3);

		text_byte(result, (char)number);
		return number <= 0xFF;
	}
	letter = *rest->at != '\0' ? strchr(letters, *rest->at) : NULL;
	if (letter != NULL) {
		rest->at++;
		text_byte(result, meanings[letter - letters]);
		return true;
	}
	if (*rest->at == 'x') {
		rest->at++;
		return add_hex(rest, result);
	}
	/* \U \L \Q \E \N{...} \c[ \o{...}; the others stand for themselves. */
	if (strchr("ulULQEFNco", *rest->at) != NULL)
		return false;
	text_byte(result, *rest->at++);
	return true;
}

static bool add_value(const struct perl_value *value, struct text *result)
{
	if (value->kind != PERL_SCALAR || result->length + value->length > PERL_STRING_MOST)
		return false;
	text_append(result, value->bytes, value->length);
	return true;
}

static bool add_variable(
	const struct perl_reading *reading, char sigil, struct piece name, struct text *result)
{
	const struct perl_variable *variable =
		perl_variable(reading, sigil, name.at, (size_t)(name.end - name.at));
	const char *between = "";

	if (variable == NULL || variable->value->partial)
		return false;
	if (sigil == '$')
		return add_value(variable->value, result);
	if (variable->value->kind != PERL_LIST)
		return false;
	for (const struct perl_value *item = variable->value->first; item != NULL;
		item = item->next) {
		text_add(result, between);
		between = " ";
		if (!add_value(item, result))
			return false;
	}
	return true;
}

/* An element, or a name of Perl 4's packages, follows. */
static bool goes_on(struct piece rest)
{
	if (rest.at == rest.end)
		return false;
	if (*rest.at == '[' || *rest.at == '{')
		return true;
	if (rest.end - rest.at > 1 && *rest.at == '\'')
		return perl_is_letter(rest.at[1]);
	if (rest.end - rest.at > 1 && *rest.at == ':' && rest.at[1] == ':')
		return true;
	return rest.end - rest.at > 2 && rest.at[0] == '-' && rest.at[1] == '>' &&
		(rest.at[2] == '[' || rest.at[2] == '{' || rest.at[2] == '@' || rest.at[2] == '$');
}

/* rest: at the sigil. */
static bool add_reference(
	const struct perl_reading *reading, struct piece *rest, struct text *result)
{
	char sigil = *rest->at++;
	struct piece name = {rest->at, rest->end};
	bool braces = rest->at < rest->end && *rest->at == '{';

	name.at += braces;
	name.end = name.at + perl_name_length(name.at, rest->end);
	if (name.end > name.at) {
		rest->at = name.end;
		if (braces && (rest->at == rest->end || *rest->at++ != '}'))
			return false;
		return !goes_on(*rest) && add_variable(reading, sigil, name, result);
	}
	/* An "@" before a blank or a dot is one. */
	if (sigil == '$' || braces)
		return false;
	if (rest->at < rest->end && strchr("_$:*", *rest->at) != NULL)
		return false;
	text_byte(result, '@');
	return true;
}

static bool add_double(const struct perl_reading *reading, const struct perl_token *token,
	struct piece rest, struct text *result)
{
	while (rest.at < rest.end) {
		if (*rest.at == '\\') {
			rest.at++;
			if (!add_escape(&rest, result))
				return false;
		} else if ((*rest.at == '$' || *rest.at == '@') && token->close != *rest.at) {
			if (!add_reference(reading, &rest, result))
				return false;
		} else {
			text_byte(result, *rest.at++);
		}
	}
	return true;
}

/* One line, its indent taken away, its end a newline alone. */
static void take_line(struct piece *rest, size_t indent, struct text *result)
{
	const char *newline = memchr(rest->at, '\n', (size_t)(rest->end - rest->at));
	struct piece line = {rest->at, newline != NULL ? newline : rest->end};

	rest->at = newline != NULL ? newline + 1 : rest->end;
	while (indent > 0 && line.at < line.end && (*line.at == ' ' || *line.at == '\t')) {
		line.at++;
		indent--;
	}
	if (newline != NULL && line.end > line.at && line.end[-1] == '\r')
		line.end--;
	text_append(result, line.at, (size_t)(line.end - line.at));
	if (newline != NULL)
		text_byte(result, '\n');
}

bool perl_string(
	const struct perl_reading *reading, const struct perl_token *token, struct text *result)
{
	TEXT_CLEANUP struct text lines = TEXT_INIT;
	struct piece rest = {token->text, token->text + token->length};

	if (token->length > PERL_STRING_MOST)
		return false;
	while (rest.at < rest.end)
		take_line(&rest, token->indent, &lines);
	rest = (struct piece){text_string(&lines), text_string(&lines) + lines.length};
	if (token->quote == PERL_DOUBLE)
		return add_double(reading, token, rest, result) &&
			result->length <= PERL_STRING_MOST;
	add_plain(token, rest, result);
	return token->quote == PERL_PLAIN;
}

void perl_words(
	struct perl_reading *reading, const struct perl_token *token, struct perl_value *list)
{
	struct piece rest = {token->text, token->text + token->length};

	while (rest.at < rest.end) {
		TEXT_CLEANUP struct text word = TEXT_INIT;
		struct piece part = rest;

		while (part.at < part.end && !perl_is_blank(*part.at))
			part.at++;
		part = (struct piece){rest.at, part.at};
		rest.at = part.end;
		add_plain(token, part, &word);
		if (part.end > part.at)
			perl_add(list,
				perl_scalar(reading, part.at, text_string(&word), word.length));
		rest.at += rest.at < rest.end;
	}
}
