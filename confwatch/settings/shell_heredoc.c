// SPDX-License-Identifier: GPL-2.0-or-later
// Texts for a command's input behind its line: bash(1), Here Documents.
#include "settings/shell_heredoc.h"

#include <string.h>

void shell_heredocs_release(struct shell_heredocs *heredocs)
{
	for (size_t i = 0; i < heredocs->count; i++)
		text_release(&heredocs->waiting[i].end);
	heredocs->count = 0;
}

/* The word with its quotes removed, and nothing expanded. */
static void read_end(struct shell_input *input, struct text *result)
{
	char quote = '\0';

	for (; input->at < input->end && *input->at != '\n'; input->at++) {
		char byte = *input->at;

		if (quote == '\0' && shell_is_break(byte))
			break;
		if (byte == quote)
			quote = '\0';
		else if (quote == '\0' && (byte == '\'' || byte == '"'))
			quote = byte;
		else if (quote != '\0' || byte != '\\')
			text_byte(result, byte);
	}
}

bool shell_heredocs_take(struct shell_heredocs *heredocs, struct shell_input *input)
{
	const char *at = input->at;
	struct shell_heredoc *heredoc;

	if (input->end - at < 3 || at[0] != '<' || at[1] != '<' || at[2] == '<')
		return false;
	if (heredocs->count == SHELL_HEREDOCS_MOST) {
		heredocs->many = true;
		return false;
	}
	heredoc = &heredocs->waiting[heredocs->count++];
	*heredoc = (struct shell_heredoc){.tabs = at[2] == '-'};
	input->at += heredoc->tabs ? 3 : 2;
	while (input->at < input->end && (*input->at == ' ' || *input->at == '\t'))
		input->at++;
	read_end(input, &heredoc->end);
	return true;
}

static bool is_end(const struct shell_heredoc *heredoc, const char *line, size_t length)
{
	while (heredoc->tabs && length > 0 && *line == '\t') {
		line++;
		length--;
	}
	return length == heredoc->end.length &&
		memcmp(line, text_string(&heredoc->end), length) == 0;
}

static bool skip_one(const struct shell_heredoc *heredoc, struct shell_input *input)
{
	while (input->at < input->end) {
		const char *line = input->at;
		const char *newline = memchr(line, '\n', (size_t)(input->end - line));
		const char *stop = newline != NULL ? newline : input->end;

		input->at = newline != NULL ? newline + 1 : input->end;
		if (is_end(heredoc, line, (size_t)(stop - line)))
			return true;
	}
	return false;
}

bool shell_heredocs_skip(struct shell_heredocs *heredocs, struct shell_input *input)
{
	bool whole = !heredocs->many;

	for (size_t i = 0; i < heredocs->count; i++)
		whole = skip_one(&heredocs->waiting[i], input) && whole;
	shell_heredocs_release(heredocs);
	return whole;
}
