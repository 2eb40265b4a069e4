// SPDX-License-Identifier: GPL-2.0-or-later
// A reader of rules of its own for each test.
#ifndef TEST_RULES_STATE_H
#define TEST_RULES_STATE_H

#include "formats/rules.h"

static struct arena arena;
static struct rules_reader *reader;
static struct configuration configuration;
static struct rule_set set;

static inline int set_up(void **state)
{
	(void)state;
	arena = (struct arena)ARENA_INIT;
	configuration = (struct configuration){0};
	reader = rules_begin(&arena);
	return 0;
}

static inline int tear_down(void **state)
{
	(void)state;
	arena_release(&arena);
	return 0;
}

#endif
