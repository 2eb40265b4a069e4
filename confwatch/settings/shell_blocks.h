// SPDX-License-Identifier: GPL-2.0-or-later
// Compound commands of a shell script: where if, case, loops, groups, functions and arrays end.
#ifndef SETTINGS_SHELL_BLOCKS_H
#define SETTINGS_SHELL_BLOCKS_H

#include <stdbool.h>
#include <stddef.h>

enum {
	SHELL_BLOCKS_MOST = 64,
};

enum shell_block {
	SHELL_IF,
	SHELL_CASE,
	SHELL_LOOP,
	SHELL_GROUP,	/* { } */
	SHELL_SUBSHELL, /* ( ), also of functions and arithmetic */
	SHELL_LIST,	/* NAME=( ), which holds words alone */
	SHELL_TEST,	/* [[ ]] */
};

struct shell_blocks {
	enum shell_block open[SHELL_BLOCKS_MOST];
	size_t depth;
	bool command; /* the next word is a command's name: there are reserved words */
	bool name;    /* the next word is a function's name, behind which a command stands */
	bool wrong;   /* the shell stops here: a word that fits nowhere, or more than fits here */
};

void shell_blocks_init(struct shell_blocks *blocks);

/* Inside of [[ ]] or a list operators and reserved words are none. */
bool shell_blocks_literal(const struct shell_blocks *blocks);

/* An unquoted word. true: it is a reserved word. */
bool shell_blocks_word(struct shell_blocks *blocks, const char *bytes, size_t length);

/* "(" and ")". */
void shell_blocks_open(struct shell_blocks *blocks, enum shell_block block);
void shell_blocks_parenthesis(struct shell_blocks *blocks);

#endif
