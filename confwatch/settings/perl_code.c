// SPDX-License-Identifier: GPL-2.0-or-later
// Perl that is not run: calls of functions, and statements that nobody here knows. What they may
// change is in doubt from there on.
#include "settings/perl_code.h"

#include "settings/perl_events.h"
#include "settings/perl_expression.h"

/* A name that code speaks of. Arguments change it only behind "\". */
static void doubt_name(struct perl_reading *reading, const struct perl_token *name,
	const struct perl_token *before, bool in_arguments, uint32_t line)
{
	struct perl_token next = perl_peek(&reading->input);
	char sigil = name->sigil;
	bool sets = in_arguments;

	if (in_arguments && !perl_is_operator(before, "\\"))
		return;
	if (sigil == '$' && perl_is_operator(&next, "["))
		sigil = '@';
	else if (sigil == '$' && perl_is_operator(&next, "{"))
		sigil = '%';
	sets |= perl_is_operation(&next) || perl_is_operator(&next, "=") ||
		perl_is_operator(&next, "++") || perl_is_operator(&next, "--");
	if (perl_is(before, PERL_WORD, "my"))
		return;
	perl_doubt(reading, sigil, name->text, name->length, sets, line);
}

/* That amavisd offers to its files; those that change something name it by "\". */
struct function {
	const char *name;
	bool includes; /* reads other files as this one */
	bool optional; /* that may be missing */
};

static const struct function *find_function(const struct perl_token *word)
{
	static const struct function functions[] = {
		{"dkim_key", false, false},
		{"include_config_files", true, false},
		{"include_optional_config_files", true, true},
		{"read_array", false, false},
		{"read_hash", false, false},
		{"read_l10n_templates", false, false},
		{"read_text", false, false},
	};

	for (size_t i = 0; i < sizeof functions / sizeof functions[0]; i++)
		if (perl_is(word, PERL_WORD, functions[i].name))
			return &functions[i];
	return NULL;
}

static bool take_files(
	struct perl_reading *reading, const struct perl_value *files, uint32_t line, bool optional)
{
	for (const struct perl_value *file = files->first; file != NULL; file = file->next)
		if (file->kind != PERL_SCALAR)
			return false;
	for (const struct perl_value *file = files->first; file != NULL; file = file->next) {
		struct perl_event *event = perl_event(reading, PERL_INCLUDE, line);

		event->text = file->bytes;
		event->length = file->length;
		event->optional = optional;
	}
	return true;
}

static void take_call(struct perl_reading *reading, const struct perl_token *word,
	struct perl_input arguments, uint32_t line)
{
	struct perl_input after = reading->input;
	struct perl_event *event = perl_event(reading, PERL_CALL, line);
	struct perl_token before = {.kind = PERL_END}, token;

	event->name = arena_bytes(&reading->arena, word->text, word->length);
	event->text = arguments.at;
	event->length = (size_t)(after.at - arguments.at);
	reading->input = arguments;
	while (reading->input.at < after.at) {
		token = perl_next(&reading->input);
		if (token.kind == PERL_NAME)
			doubt_name(reading, &token, &before, true, line);
		before = token;
	}
	reading->input = after;
}

bool perl_call(struct perl_reading *reading, const struct perl_token *word, uint32_t line)
{
	struct perl_token open = perl_next(&reading->input);
	struct perl_input arguments = reading->input, after;
	const struct function *function = find_function(word);
	struct perl_value *list;

	if (!perl_is_operator(&open, "(") || function == NULL)
		return false;
	list = perl_list(reading, ')');
	after = reading->input;
	if (list == NULL || !perl_end(&reading->input))
		return false;
	if (function->includes)
		return take_files(reading, list, line, function->optional);
	after.at--;
	reading->input = after;
	take_call(reading, word, arguments, line);
	(void)perl_next(&reading->input);
	return perl_end(&reading->input);
}

static bool begins_block(const struct perl_token *token)
{
	static const char *const words[] = {"BEGIN", "END", "INIT", "for", "foreach", "if",
		"package", "sub", "unless", "until", "while"};

	for (size_t i = 0; i < sizeof words / sizeof words[0]; i++)
		if (perl_is(token, PERL_WORD, words[i]))
			return true;
	return perl_is_operator(token, "{");
}

static bool goes_on(const struct perl_input *input)
{
	struct perl_token next = perl_peek(input);

	return perl_is(&next, PERL_WORD, "else") || perl_is(&next, PERL_WORD, "elsif") ||
		perl_is(&next, PERL_WORD, "continue");
}

/* To the end of a statement that nobody here knows, and what it speaks of is not known any more. */
static void skip_statement(struct perl_reading *reading, uint32_t line)
{
	struct perl_token token = {.kind = PERL_END}, before;
	struct perl_token first = perl_peek(&reading->input);
	bool block = begins_block(&first);
	size_t depth = 0;

	for (;;) {
		before = token;
		token = perl_next(&reading->input);
		if (token.kind == PERL_NAME)
			doubt_name(reading, &token, &before, false, line);
		if (token.kind == PERL_END || token.kind == PERL_BROKEN ||
			(depth == 0 && perl_is_operator(&token, ";")))
			return;
		if (perl_is_operator(&token, "{"))
			depth++;
		if (!perl_is_operator(&token, "}"))
			continue;
		depth -= depth > 0;
		if (depth == 0 && (block || first.start == token.start) &&
			!goes_on(&reading->input))
			return;
	}
}

void perl_skip(struct perl_reading *reading, uint32_t line)
{
	struct perl_event *event = perl_event(reading, PERL_UNREAD, line);

	event->text = reading->input.at;
	event->why = "code, which is not run to read it";
	skip_statement(reading, line);
	event->length = (size_t)(reading->input.at - event->text);
}
