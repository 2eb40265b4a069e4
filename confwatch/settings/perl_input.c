// SPDX-License-Identifier: GPL-2.0-or-later
// Tokens of Perl: where they end. Which "/" divides and which begins a pattern follows from what
// stands before, as in Perl's own reader.
#include "settings/perl_input.h"

#include <string.h>

static const char utf8_mark[] = "\xEF\xBB\xBF";

struct perl_input perl_input(const char *bytes, size_t length)
{
	struct perl_input input = {.start = bytes, .at = bytes, .end = bytes + length};

	if (length >= 3 && memcmp(bytes, utf8_mark, 3) == 0)
		input.at += 3;
	return input;
}

size_t perl_name_length(const char *at, const char *end)
{
	const char *start = at;

	if (at == end || (!perl_is_letter(*at) && *at != ':'))
		return 0;
	while (at < end) {
		if (perl_is_letter(*at) || perl_is_digit(*at))
			at++;
		else if (end - at > 2 && at[0] == ':' && at[1] == ':' && perl_is_letter(at[2]))
			at += 2;
		else
			break;
	}
	return (size_t)(at - start);
}

static const char *line_end(const char *at, const char *end)
{
	const char *newline = at < end ? memchr(at, '\n', (size_t)(end - at)) : NULL;

	return newline != NULL ? newline : end;
}

static bool begins_line(const struct perl_input *input)
{
	return input->at == input->start || input->at[-1] == '\n';
}

static void step_line(struct perl_input *input)
{
	if (input->at == input->body) {
		input->at = input->resume;
		input->body = NULL;
	} else {
		input->at++;
	}
}

static void take_comment(struct perl_input *input, perl_comment *take, void *context)
{
	const char *stop = line_end(input->at, input->end);
	const char *line = input->at;

	while (line > input->start && line[-1] != '\n' && perl_is_blank(line[-1]))
		line--;
	if (take != NULL && (line == input->start || line[-1] == '\n')) {
		size_t length = (size_t)(stop - input->at - 1);

		take(context, input->at + 1, length - (length > 0 && input->at[length] == '\r'));
	}
	input->at = stop;
}

/* From =head1 or the like to =cut. */
static void skip_documentation(struct perl_input *input)
{
	bool last = false;

	while (input->at < input->end && !last) {
		last = input->end - input->at >= 4 && memcmp(input->at, "=cut", 4) == 0 &&
			!(input->end - input->at > 4 && perl_is_letter(input->at[4]));
		input->at = line_end(input->at, input->end);
		input->at += input->at < input->end;
	}
}

void perl_blank(struct perl_input *input, perl_comment *take, void *context)
{
	while (input->at < input->end) {
		if (*input->at == '\n')
			step_line(input);
		else if (perl_is_blank(*input->at))
			input->at++;
		else if (*input->at == '#')
			take_comment(input, take, context);
		else if (*input->at == '=' && begins_line(input) && input->end - input->at > 1 &&
			perl_is_letter(input->at[1]))
			skip_documentation(input);
		else
			return;
	}
}

static const char *behind_blanks(const char *at, const char *end)
{
	while (at < end && perl_is_blank(*at))
		at++;
	return at;
}

/* "word =>" and "{word}" are strings. */
static bool is_key(const struct perl_input *input, const char *start, const char *stop)
{
	const char *next = behind_blanks(stop, input->end);
	const char *before = start;

	if (input->end - next >= 2 && next[0] == '=' && next[1] == '>')
		return true;
	while (before > input->start && perl_is_blank(before[-1]))
		before--;
	return next < input->end && *next == '}' && before > input->start && before[-1] == '{';
}

/* Words behind which a value is to come, not an operator. */
static bool wants_value(const struct perl_token *word)
{
	static const char *const words[] = {"and", "cmp", "defined", "delete", "each", "eq",
		"exists", "ge", "gt", "grep", "if", "join", "keys", "le", "local", "lt", "map",
		"my", "ne", "not", "or", "our", "push", "return", "reverse", "scalar", "sort",
		"split", "undef", "unless", "unshift", "until", "values", "while", "x", "xor"};

	for (size_t i = 0; i < sizeof words / sizeof words[0]; i++)
		if (perl_is(word, PERL_WORD, words[i]))
			return true;
	return false;
}

static bool quote_word(const struct perl_token *word, enum perl_quote *quote)
{
	static const struct {
		const char *word;
		enum perl_quote quote;
	} rows[] = {
		{"q", PERL_PLAIN},
		{"qq", PERL_DOUBLE},
		{"qw", PERL_WORDS},
		{"qr", PERL_OTHER},
		{"qx", PERL_OTHER},
		{"m", PERL_OTHER},
		{"s", PERL_CHANGE},
		{"tr", PERL_CHANGE},
		{"y", PERL_CHANGE},
	};

	for (size_t i = 0; i < sizeof rows / sizeof rows[0]; i++) {
		*quote = rows[i].quote;
		if (perl_is(word, PERL_WORD, rows[i].word))
			return true;
	}
	return false;
}

static bool break_input(struct perl_input *input, struct perl_token *token)
{
	token->kind = PERL_BROKEN;
	input->at = input->end;
	token->end = input->end;
	return false;
}

static void read_word(struct perl_input *input, struct perl_token *token)
{
	enum perl_quote quote;
	const char *next;

	token->kind = PERL_WORD;
	token->text = token->start;
	token->length = perl_name_length(input->at, input->end);
	token->end = input->at + token->length;
	if (perl_is(token, PERL_WORD, "__END__") || perl_is(token, PERL_WORD, "__DATA__")) {
		token->kind = PERL_END;
		input->end = token->end = token->start;
		return;
	}
	next = behind_blanks(token->end, input->end);
	input->at = token->end;
	input->operand = true;
	if (is_key(input, token->start, token->end))
		return;
	if (quote_word(token, &quote) && next < input->end && strchr(",;)=", *next) == NULL) {
		if (!perl_quoted(input, quote, token))
			(void)break_input(input, token);
		return;
	}
	input->operand = !wants_value(token);
}

static void read_number(struct perl_input *input, struct perl_token *token)
{
	const char *at = input->at;
	bool decimal = input->end - at < 2 || *at != '0' || !perl_is_letter(at[1]);

	token->kind = PERL_NUMBER;
	while (at < input->end &&
		(perl_is_letter(*at) || perl_is_digit(*at) ||
			(*at == '.' && !(input->end - at > 1 && at[1] == '.')) ||
			((*at == '-' || *at == '+') && decimal &&
				(at[-1] == 'e' || at[-1] == 'E'))))
		at++;
	input->at = token->end = at;
	input->operand = true;
}

/* $name, ${name}, $1, $/; of what is neither, the sigil alone. */
static void read_name(struct perl_input *input, struct perl_token *token)
{
	const char *at = input->at + 1;
	size_t length = perl_name_length(at, input->end);

	token->sigil = *input->at;
	token->kind = PERL_OPERATOR;
	if (length > 0) {
		token->kind = PERL_NAME;
		token->text = at;
		token->length = length;
		at += length;
	} else if (at < input->end && *at == '{') {
		const char *name = behind_blanks(at + 1, input->end);
		const char *close;

		length = perl_name_length(name, input->end);
		close = behind_blanks(name + length, input->end);
		if (length > 0 && close < input->end && *close == '}') {
			token->kind = PERL_NAME;
			token->text = name;
			token->length = length;
			at = close + 1;
		}
	} else if (at < input->end && token->sigil == '$' && strchr("${#", *at) == NULL) {
		at++;
	}
	input->at = token->end = at;
	input->operand = token->kind == PERL_NAME || at - token->start > 1;
}

static void read_operator(struct perl_input *input, struct perl_token *token)
{
	static const char *const operators[] = {"<=>", "**=", "||=", "&&=", "//=", "...",
		"<<=", ">>=", "=>", "->", "++", "--", "**", "=~", "!~",
		"==", "!=", "<=", ">=", "&&", "||", "//", "..",
		"::", "+=", "-=", "*=", "/=", ".=", "%=", "x=", "&=", "|=", "^=", "<<", ">>"};
	size_t left = (size_t)(input->end - input->at), length = 1;

	for (size_t i = 0; i < sizeof operators / sizeof operators[0] && length == 1; i++)
		if (strlen(operators[i]) <= left &&
			memcmp(operators[i], input->at, strlen(operators[i])) == 0)
			length = strlen(operators[i]);
	token->kind = PERL_OPERATOR;
	input->operand = length == 1 && strchr(")]}", *input->at) != NULL;
	input->at += length;
	token->end = input->at;
}

static bool begins_number(const struct perl_input *input)
{
	if (perl_is_digit(*input->at))
		return true;
	return *input->at == '.' && !input->operand && input->end - input->at > 1 &&
		perl_is_digit(input->at[1]);
}

static bool begins_heredoc(const struct perl_input *input)
{
	return !input->operand && input->end - input->at > 2 && input->at[0] == '<' &&
		input->at[1] == '<' &&
		(perl_is_letter(input->at[2]) || strchr("\"'~", input->at[2]) != NULL);
}

static bool begins_quote(const struct perl_input *input, enum perl_quote *quote)
{
	char byte = *input->at;

	*quote = byte == '\'' ? PERL_PLAIN : byte == '"' ? PERL_DOUBLE : PERL_OTHER;
	return byte == '\'' || byte == '"' || byte == '`' || (byte == '/' && !input->operand);
}

struct perl_token perl_next(struct perl_input *input)
{
	struct perl_token token = {.kind = PERL_END};
	enum perl_quote quote;

	perl_blank(input, NULL, NULL);
	token.start = token.end = input->at;
	if (input->at == input->end)
		return token;
	if (*input->at < ' ' || *input->at == '\x7F')
		(void)break_input(input, &token);
	else if (perl_is_letter(*input->at))
		read_word(input, &token);
	else if (begins_number(input))
		read_number(input, &token);
	else if (begins_quote(input, &quote)) {
		if (!perl_quoted(input, quote, &token))
			(void)break_input(input, &token);
	} else if (begins_heredoc(input)) {
		if (!perl_heredoc(input, &token))
			(void)break_input(input, &token);
	} else if (strchr("$@", *input->at) != NULL || (*input->at == '%' && !input->operand)) {
		read_name(input, &token);
	} else {
		read_operator(input, &token);
	}
	return token;
}

struct perl_token perl_peek(const struct perl_input *input)
{
	struct perl_input copy = *input;

	return perl_next(&copy);
}

bool perl_is(const struct perl_token *token, enum perl_token_kind kind, const char *text)
{
	size_t length = (size_t)(token->end - token->start);

	return token->kind == kind && length == strlen(text) &&
		memcmp(token->start, text, length) == 0;
}

bool perl_is_operator(const struct perl_token *token, const char *text)
{
	return perl_is(token, PERL_OPERATOR, text);
}

bool perl_is_operation(const struct perl_token *token)
{
	static const char *const operators[] = {".=", "+=", "-=", "*=", "/=", "||=", "//=", "&&=",
		"%=", "**=", "|=", "&=", "^=", "<<=", ">>="};

	for (size_t i = 0; i < sizeof operators / sizeof operators[0]; i++)
		if (perl_is_operator(token, operators[i]))
			return true;
	return false;
}

bool perl_is_end(const struct perl_token *token)
{
	return token->kind == PERL_END || perl_is_operator(token, ";");
}

bool perl_end(struct perl_input *input)
{
	struct perl_token token = perl_next(input);

	return perl_is_end(&token);
}
