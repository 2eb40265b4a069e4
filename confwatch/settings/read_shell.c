// SPDX-License-Identifier: GPL-2.0-or-later
// /etc/sysconfig and /etc/default: assignments as a shell makes them; nothing is run.
#include <string.h>

#include "settings/formats.h"
#include "settings/shell_blocks.h"
#include "settings/shell_heredoc.h"
#include "settings/shell_items.h"
#include "settings/shell_nested.h"
#include "settings/shell_word.h"

static const char needs_running[] = "a command: nothing is run";
static const char goes_nowhere[] = "a redirection to nowhere: the shell reads no further";

/*
 * A list ends with its line, or with that of the block that it opens; a statement ends with its
 * list or with ";". The shell takes a whole list or nothing of it.
 */
struct reading {
	struct document *document;
	struct shell_input input;
	struct shell_variables variables;
	struct shell_blocks blocks;
	struct shell_heredocs heredocs;
	struct shell_items items;
	const char *list; /* where it begins; NULL: nothing of it yet */
	uint32_t list_line;
	const char *statement;
	uint32_t statement_line;
	size_t first;	 /* of the statement's items */
	const char *why; /* the statement is no list of assignments */
	bool exports;
	bool joined;	     /* "&&", "||" or "|" came last */
	bool named;	     /* a word came last that is not reserved */
	bool redirected;     /* "<" or ">" came last: a word must follow */
	const char *stopped; /* why the shell would not read on */
	const char *counted; /* up to here lines were counted */
	uint32_t line;
};

static uint32_t line_here(struct reading *reading)
{
	const char *at = reading->counted;

	while ((at = memchr(at, '\n', (size_t)(reading->input.at - at))) != NULL) {
		reading->line++;
		at++;
	}
	reading->counted = reading->input.at;
	return reading->line;
}

static bool is_next(const struct reading *reading, char byte)
{
	return reading->input.at < reading->input.end && *reading->input.at == byte;
}

static void object(struct reading *reading, const char *why)
{
	if (reading->why == NULL)
		reading->why = why;
}

static void stop(struct reading *reading, const char *why)
{
	if (reading->stopped == NULL)
		reading->stopped = why;
}

/* Something of a statement stands here. */
static void begin(struct reading *reading)
{
	uint32_t line = line_here(reading);

	if (reading->list == NULL) {
		reading->list = reading->input.at;
		reading->list_line = line;
	}
	if (reading->statement == NULL) {
		reading->statement = reading->input.at;
		reading->statement_line = line;
		reading->first = reading->items.count;
	}
	reading->joined = false;
	reading->named = false;
	reading->redirected = false;
}

static void end_statement(struct reading *reading)
{
	const char *start = reading->statement;
	size_t length;

	if (start == NULL)
		return;
	length = (size_t)(reading->input.at - start);
	if (memchr(start, '\0', length) != NULL)
		object(reading, "a NUL, of which every shell makes something else");
	if (reading->why == NULL) {
		shell_items_run(&reading->items, &reading->variables, reading->first);
	} else {
		shell_items_unread(&reading->items, reading->first, reading->why, start, length,
			reading->statement_line);
		shell_variables_doubt(&reading->variables);
	}
	reading->statement = NULL;
	reading->why = NULL;
	reading->exports = false;
	reading->blocks.command = true;
}

static void end_list(struct reading *reading)
{
	end_statement(reading);
	shell_items_write(&reading->items, &reading->variables, reading->document);
	reading->list = NULL;
}

static void take_assignment(struct reading *reading, const struct shell_word *word, uint32_t line)
{
	if (word->doubt == SHELL_ODD || (reading->exports && (word->braces || word->append)))
		object(reading, "shells make different things of it");
	if (word->doubt == SHELL_COMMAND)
		object(reading, "a command would have to be run for its value");
	if (word->name_length > SHELL_NAME_MOST)
		object(reading, "a name beyond all measure");
	if (word->doubt == SHELL_LARGE)
		object(reading, "its value grows beyond all measure");
	shell_items_set(&reading->items, &reading->variables, word, line, reading->exports);
}

/* A word that is neither an assignment nor reserved. */
static void take_argument(
	struct reading *reading, const struct shell_word *word, size_t length, uint32_t line)
{
	bool first = reading->items.count == reading->first && !reading->exports;

	if (first && length == 6 && memcmp(word->start, "export", 6) == 0)
		reading->exports = true;
	else if (reading->exports && shell_is_name(word->start, length))
		shell_items_export(&reading->items, word->start, length, line);
	else
		object(reading, needs_running);
}

static void take_list(struct reading *reading)
{
	object(reading, "an array, which only bash has");
	shell_blocks_open(&reading->blocks, SHELL_LIST);
	reading->input.at++;
	reading->named = false;
}

/* Reserved words may go on in the next line, but are neither quoted nor expanded. */
static bool is_reserved(struct reading *reading, const struct shell_word *word, size_t length)
{
	if (word->quoted || memchr(word->start, '$', length) != NULL)
		return false;
	return shell_blocks_word(&reading->blocks, text_string(&word->value), word->value.length);
}

static void take_reserved(struct reading *reading, const struct shell_word *word)
{
	object(reading, "a condition, loop or function: nothing is run");
	reading->named = false;
	reading->joined = *word->start == '!';
}

/* "NAME[", where a command begins: bash takes all up to the end of the subscript for one word. */
static bool skip_subscript(struct reading *reading)
{
	struct shell_input input = reading->input;
	size_t length = shell_name_length(&input);

	input.at += length;
	if (!reading->blocks.command || length == 0 || input.at == input.end || *input.at != '[')
		return true;
	object(reading, "an array, which only bash has");
	return shell_nested_skip(&input, false);
}

static void take_word(struct reading *reading)
{
	SHELL_WORD_CLEANUP struct shell_word word = SHELL_WORD_INIT;
	bool top = reading->blocks.depth == 0;
	uint32_t line;
	size_t length;
	bool closed;

	begin(reading);
	line = reading->line;
	closed = skip_subscript(reading);
	reading->named = true;
	shell_word_read(&reading->input, &reading->variables, &word);
	length = (size_t)(reading->input.at - word.start);
	if (word.doubt == SHELL_OPEN || !closed)
		stop(reading, "a quote that nothing ends: the shell reads no further");
	else if (word.doubt == SHELL_ARRAY && !shell_blocks_literal(&reading->blocks))
		take_list(reading);
	else if (word.doubt == SHELL_WRONG)
		stop(reading, "an expansion that no shell knows: it reads no further");
	else if (is_reserved(reading, &word, length))
		take_reserved(reading, &word);
	else if (top && word.name_length > 0)
		take_assignment(reading, &word, line);
	else if (top)
		take_argument(reading, &word, length, line);
	if (word.quoted || memchr(word.start, '$', length) != NULL)
		reading->blocks.command = false;
}

static void take_comment(struct reading *reading)
{
	const char *start = reading->input.at + 1;
	const char *end = memchr(start, '\n', (size_t)(reading->input.end - start));
	uint32_t line = line_here(reading);

	if (end == NULL)
		end = reading->input.end;
	/* Behind it the statement goes on only inside of a block, or where an operator wants it. */
	if (reading->blocks.depth == 0 && !reading->joined)
		end_statement(reading);
	if (reading->blocks.depth == 0 && !reading->joined)
		shell_items_comment(&reading->items, start, (size_t)(end - start), line);
	reading->input.at = end;
}

static void take_newline(struct reading *reading)
{
	if (reading->redirected) {
		stop(reading, goes_nowhere);
		return;
	}
	reading->input.at++;
	reading->named = false;
	if (!shell_heredocs_skip(&reading->heredocs, &reading->input)) {
		stop(reading, "a text that nothing ends");
		return;
	}
	if (reading->blocks.depth == 0 && !reading->joined) {
		reading->input.at--;
		end_list(reading);
		reading->input.at++;
	}
	reading->blocks.command = true;
}

/* ";", ";;", ";&", ";;&" */
static void take_semicolon(struct reading *reading)
{
	bool top = reading->blocks.depth == 0;
	bool empty = reading->statement == NULL || reading->joined;

	if (top && !empty)
		end_statement(reading);
	else if (top)
		stop(reading, "a semicolon that ends nothing: the shell reads no further");
	reading->input.at++;
	while (is_next(reading, ';') || is_next(reading, '&')) {
		if (top)
			stop(reading, "it belongs into a case: the shell reads no further");
		reading->input.at++;
	}
	reading->blocks.command = true;
}

/* "&", "&&", "|", "||", "|&" */
static void take_operator(struct reading *reading)
{
	char sign = *reading->input.at;
	bool empty = reading->statement == NULL || reading->joined;
	bool twice;

	begin(reading);
	reading->input.at++;
	if (sign == '&' && is_next(reading, '>'))
		return;
	twice = is_next(reading, sign);
	if (twice || (sign == '|' && is_next(reading, '&')))
		reading->input.at++;
	if (empty && reading->blocks.depth == 0)
		stop(reading, "an operator with nothing before it: the shell reads no further");
	object(reading, "conditions and pipes: nothing is run");
	reading->joined = twice || sign == '|';
	reading->blocks.command = true;
	if (!reading->joined && reading->blocks.depth == 0)
		end_statement(reading);
}

/* "<", "<<<", "<&", "<>", ">", ">>", ">&", ">|"; a word must follow. */
static void take_redirection(struct reading *reading)
{
	static const char *const signs[] = {"<<<", "<&", "<>", ">>", ">&", ">|"};
	size_t length = 1;

	begin(reading);
	object(reading, needs_running);
	if (shell_heredocs_take(&reading->heredocs, &reading->input))
		return;
	for (size_t i = 0; i < sizeof signs / sizeof signs[0]; i++) {
		size_t left = (size_t)(reading->input.end - reading->input.at);
		size_t size = strlen(signs[i]);

		if (left >= size && memcmp(reading->input.at, signs[i], size) == 0)
			length = size;
	}
	reading->input.at += length;
	reading->redirected = true;
}

/* Behind a word there may be no parenthesis but those of a function, "name()". */
static bool is_function(const struct reading *reading)
{
	const char *at = reading->input.at + 1;

	while (at < reading->input.end && (*at == ' ' || *at == '\t'))
		at++;
	return at < reading->input.end && *at == ')';
}

static void take_parenthesis(struct reading *reading)
{
	bool opens = *reading->input.at == '(';
	bool literal = shell_blocks_literal(&reading->blocks);

	if (opens && !literal && reading->named && !is_function(reading))
		stop(reading, "a parenthesis in a value: the shell reads no further");
	begin(reading);
	object(reading, "a group, function or subshell: nothing is run");
	reading->input.at++;
	if (!opens)
		shell_blocks_parenthesis(&reading->blocks);
	else if (!literal)
		shell_blocks_open(&reading->blocks, SHELL_SUBSHELL);
}

/* Inside of [[ ]] and lists operators are none. */
static void take_sign(struct reading *reading)
{
	char sign = *reading->input.at;

	if (reading->redirected && sign != '(')
		stop(reading, goes_nowhere);
	if (sign == '(' || sign == ')')
		take_parenthesis(reading);
	else if (shell_blocks_literal(&reading->blocks))
		reading->input.at++;
	else if (sign == ';')
		take_semicolon(reading);
	else if (sign == '&' || sign == '|')
		take_operator(reading);
	else
		take_redirection(reading);
}

static bool skips_line_end(const struct shell_input *input)
{
	return *input->at == '\\' && input->at + 1 < input->end && input->at[1] == '\n';
}

static void step(struct reading *reading)
{
	struct shell_input *input = &reading->input;

	if (*input->at == ' ' || *input->at == '\t')
		input->at++;
	else if (skips_line_end(input))
		input->at += 2;
	else if (*input->at == '\n')
		take_newline(reading);
	else if (*input->at == '#')
		take_comment(reading);
	else if (shell_is_break(*input->at))
		take_sign(reading);
	else
		take_word(reading);
	if (reading->blocks.wrong)
		stop(reading, "it fits nowhere: the shell reads no further");
	if (reading->items.count >= SHELL_ITEMS_MOST) {
		reading->document->full = true;
		input->at = input->end;
	}
}

/* Nothing of the list was done, and nothing behind it is read. */
static void give_up(struct reading *reading)
{
	const char *start = reading->list != NULL ? reading->list : reading->input.at;
	uint32_t line = reading->list != NULL ? reading->list_line : line_here(reading);

	shell_items_unread(&reading->items, 0, reading->stopped, start,
		(size_t)(reading->input.end - start), line);
	shell_items_write(&reading->items, &reading->variables, reading->document);
}

void read_shell(struct document *document, const char *bytes, size_t length)
{
	struct reading reading = {
		.document = document,
		.input = {bytes, bytes + length},
		.counted = bytes,
		.line = 1,
	};

	shell_blocks_init(&reading.blocks);
	shell_variables_init(&reading.variables, length);
	while (reading.input.at < reading.input.end && reading.stopped == NULL &&
		!reading.variables.full && !document->full)
		step(&reading);
	if (reading.blocks.depth > 0 || reading.joined || reading.redirected)
		stop(&reading, "nothing ends it: the shell takes nothing of it");
	if (reading.stopped != NULL)
		give_up(&reading);
	else
		end_list(&reading);
	document->full = document->full || reading.variables.full;
	shell_heredocs_release(&reading.heredocs);
	shell_items_release(&reading.items);
	shell_variables_release(&reading.variables);
}
