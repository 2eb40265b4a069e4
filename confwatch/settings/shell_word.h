// SPDX-License-Identifier: GPL-2.0-or-later
// One word of a shell script: quotes resolved, variables expanded as far as the file sets them.
#ifndef SETTINGS_SHELL_WORD_H
#define SETTINGS_SHELL_WORD_H

#include "base/text.h"
#include "settings/shell_variables.h"

/* What is left to read. */
struct shell_input {
	const char *at;
	const char *end;
};

enum shell_doubt {
	SHELL_SURE,
	SHELL_REFERENCE, /* the value holds "$NAME", or "~", of what the file does not set */
	SHELL_ODD,	 /* shells differ: a brace in an argument, a backslash at the end */
	SHELL_COMMAND,	 /* a command would have to be run */
	SHELL_ARRAY,	 /* NAME=(...): input stands at the parenthesis */
	SHELL_OPEN,	 /* a quote that nothing ends: the input is used up */
	SHELL_WRONG,	 /* "${", and then nothing that a shell knows */
	SHELL_LARGE,	 /* expansions grow beyond all measure */
};

struct shell_word {
	const char *start;
	size_t name_length; /* of NAME=value at start; 0: it is no assignment */
	bool append;	    /* NAME+=value */
	bool braces;	    /* "{" stands in it, unquoted */
	bool quoted;	    /* something in it is: no reserved word then */
	enum shell_doubt doubt;
	struct text value; /* of the assignment, or of the whole word */
};

#define SHELL_WORD_INIT                                                                            \
	{                                                                                          \
		0                                                                                  \
	}

static inline void shell_word_release(struct shell_word *word)
{
	text_release(&word->value);
}
#define SHELL_WORD_CLEANUP __attribute__((cleanup(shell_word_release)))

/* Space, tab, newline and operators, which end a word. */
bool shell_is_break(char byte);

/* Of the name that begins there; 0: none does. */
size_t shell_name_length(const struct shell_input *input);
bool shell_is_name(const char *bytes, size_t length);

/* The word that begins at input->at, which is none of the bytes that end one. */
void shell_word_read(
	struct shell_input *input, struct shell_variables *variables, struct shell_word *result);

#endif
