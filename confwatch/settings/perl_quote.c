// SPDX-License-Identifier: GPL-2.0-or-later
// What Perl quotes, and where that ends: '', "", q(), s()(), here-documents.
#include <string.h>

#include "settings/perl_input.h"

static char closing(char open)
{
	switch (open) {
	case '(':
		return ')';
	case '[':
		return ']';
	case '{':
		return '}';
	case '<':
		return '>';
	default:
		return open;
	}
}

/* at: behind the opening delimiter. NULL: nothing closes it. */
static const char *find_close(const char *at, const char *end, char open)
{
	char close = closing(open);
	size_t depth = 0;

	for (; at < end; at++) {
		if (*at == '\\') {
			at++;
		} else if (*at == close) {
			if (depth == 0)
				return at;
			depth--;
		} else if (*at == open) {
			depth++;
		}
	}
	return NULL;
}

/* The bodies of here-documents lie between lines; a string that goes over them is beyond us. */
static bool is_crossed(const struct perl_input *input, const char *close)
{
	return input->body != NULL && close > input->body;
}

/* Of s{}{} the second part, which may have delimiters of its own. */
static const char *find_second(const char *first, const char *end, char open)
{
	const char *at = first + 1;

	if (closing(open) == open)
		return find_close(at, end, open);
	while (at < end && perl_is_blank(*at))
		at++;
	return at < end ? find_close(at + 1, end, *at) : NULL;
}

bool perl_quoted(struct perl_input *input, enum perl_quote quote, struct perl_token *token)
{
	const char *at = input->at;
	const char *close;

	while (at < input->end && perl_is_blank(*at))
		at++;
	/* Behind a blank this would be a comment, or a letter that is a quote. */
	if (at == input->end || (at > input->at && *at == '#') || perl_is_letter(*at))
		return false;
	close = find_close(at + 1, input->end, *at);
	token->kind = PERL_QUOTED;
	token->quote = quote;
	token->text = at + 1;
	token->close = closing(*at);
	token->length = close != NULL ? (size_t)(close - at - 1) : 0;
	if (close != NULL && quote == PERL_CHANGE)
		close = find_second(close, input->end, *at);
	if (close == NULL || is_crossed(input, close))
		return false;
	input->at = close + 1;
	if (quote == PERL_OTHER || quote == PERL_CHANGE)
		while (input->at < input->end && perl_is_letter(*input->at))
			input->at++;
	token->end = input->at;
	input->operand = true;
	return true;
}

static const char *next_line(const char *at, const char *end)
{
	const char *newline = at < end ? memchr(at, '\n', (size_t)(end - at)) : NULL;

	return newline != NULL ? newline + 1 : end;
}

static size_t indent_of(const char *at, const char *end)
{
	const char *start = at;

	while (at < end && (*at == ' ' || *at == '\t'))
		at++;
	return (size_t)(at - start);
}

/* The line that ends it, or NULL. */
static const char *find_end(
	const char *at, const char *end, const char *name, size_t length, bool indented)
{
	for (; at < end; at = next_line(at, end)) {
		const char *start = indented ? at + indent_of(at, end) : at;
		const char *stop = next_line(at, end);

		while (stop > start && (stop[-1] == '\n' || stop[-1] == '\r'))
			stop--;
		if ((size_t)(stop - start) == length && memcmp(start, name, length) == 0)
			return at;
	}
	return NULL;
}

/* <<NAME, <<"NAME", <<'NAME', <<~NAME */
bool perl_heredoc(struct perl_input *input, struct perl_token *token)
{
	const char *at = input->at + 2;
	bool indented = *at == '~';
	const char *name, *last;
	size_t length;

	at += indented;
	if (at == input->end)
		return false;
	token->kind = PERL_QUOTED;
	token->quote = *at == '\'' ? PERL_PLAIN : PERL_DOUBLE;
	token->close = '\n';
	if (*at == '\'' || *at == '"') {
		name = at + 1;
		at = memchr(name, *at, (size_t)(input->end - name));
		if (at == NULL)
			return false;
		length = (size_t)(at++ - name);
	} else {
		name = at;
		length = perl_name_length(at, input->end);
		at += length;
		if (length == 0)
			return false;
	}
	if (input->body == NULL) {
		input->resume = next_line(at, input->end);
		input->body = input->resume - 1;
	}
	token->text = input->resume;
	last = find_end(input->resume, input->end, name, length, indented);
	if (last == NULL)
		return false;
	token->length = (size_t)(last - token->text);
	token->indent = indented ? indent_of(last, input->end) : 0;
	input->resume = next_line(last, input->end);
	input->at = token->end = at;
	input->operand = true;
	return true;
}
