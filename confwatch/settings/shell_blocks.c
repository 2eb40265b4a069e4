// SPDX-License-Identifier: GPL-2.0-or-later
// Compound commands: bash(1), SHELL GRAMMAR. What they do is nobody's business here, only their
// end.
#include "settings/shell_blocks.h"

#include <string.h>

enum effect {
	OPENS,
	INSIDE,
	CLOSES,
	BEFORE, /* a command follows it */
	NAMES,	/* a name follows it */
};

static const struct reserved {
	const char *word;
	enum effect effect;
	enum shell_block block;
	bool command; /* what follows is a command */
} reserved[] = {
	{"!", BEFORE, SHELL_IF, true},
	{"[[", OPENS, SHELL_TEST, false},
	{"case", OPENS, SHELL_CASE, false},
	{"do", INSIDE, SHELL_LOOP, true},
	{"done", CLOSES, SHELL_LOOP, true},
	{"elif", INSIDE, SHELL_IF, true},
	{"else", INSIDE, SHELL_IF, true},
	{"esac", CLOSES, SHELL_CASE, true},
	{"fi", CLOSES, SHELL_IF, true},
	{"for", OPENS, SHELL_LOOP, false},
	{"function", NAMES, SHELL_GROUP, false},
	{"if", OPENS, SHELL_IF, true},
	{"select", OPENS, SHELL_LOOP, false},
	{"then", INSIDE, SHELL_IF, true},
	{"time", BEFORE, SHELL_IF, true},
	{"until", OPENS, SHELL_LOOP, true},
	{"while", OPENS, SHELL_LOOP, true},
	{"{", OPENS, SHELL_GROUP, true},
	{"}", CLOSES, SHELL_GROUP, true},
};

void shell_blocks_init(struct shell_blocks *blocks)
{
	*blocks = (struct shell_blocks){.command = true};
}

static bool is_inside(const struct shell_blocks *blocks, enum shell_block block)
{
	return blocks->depth > 0 && blocks->open[blocks->depth - 1] == block;
}

bool shell_blocks_literal(const struct shell_blocks *blocks)
{
	return is_inside(blocks, SHELL_TEST) || is_inside(blocks, SHELL_LIST);
}

void shell_blocks_open(struct shell_blocks *blocks, enum shell_block block)
{
	if (blocks->depth == SHELL_BLOCKS_MOST) {
		blocks->wrong = true;
		return;
	}
	blocks->open[blocks->depth++] = block;
	blocks->command = true;
}

static void close_block(struct shell_blocks *blocks, enum shell_block block)
{
	if (is_inside(blocks, block))
		blocks->depth--;
	else
		blocks->wrong = true;
}

void shell_blocks_parenthesis(struct shell_blocks *blocks)
{
	if (is_inside(blocks, SHELL_CASE))
		;
	else if (is_inside(blocks, SHELL_LIST))
		blocks->depth--;
	else if (!is_inside(blocks, SHELL_TEST))
		close_block(blocks, SHELL_SUBSHELL);
	/* Behind "name()" stands its body, behind "pattern)" a command. */
	blocks->command = true;
}

static const struct reserved *find(const char *bytes, size_t length)
{
	for (size_t i = 0; i < sizeof reserved / sizeof reserved[0]; i++)
		if (strlen(reserved[i].word) == length &&
			memcmp(reserved[i].word, bytes, length) == 0)
			return &reserved[i];
	return NULL;
}

bool shell_blocks_word(struct shell_blocks *blocks, const char *bytes, size_t length)
{
	const struct reserved *word = NULL;

	if (is_inside(blocks, SHELL_TEST)) {
		if (length == 2 && memcmp(bytes, "]]", 2) == 0)
			blocks->depth--;
		return true;
	}
	if (blocks->name || !blocks->command || is_inside(blocks, SHELL_LIST)) {
		blocks->command = blocks->name;
		blocks->name = false;
		return false;
	}
	word = find(bytes, length);
	blocks->command = word != NULL && word->command;
	if (word == NULL)
		return false;
	blocks->name = word->effect == NAMES;
	if (word->effect == OPENS)
		shell_blocks_open(blocks, word->block);
	else if (word->effect == CLOSES)
		close_block(blocks, word->block);
	else if (word->effect == INSIDE && !is_inside(blocks, word->block))
		blocks->wrong = true;
	blocks->command = word->command;
	return true;
}
