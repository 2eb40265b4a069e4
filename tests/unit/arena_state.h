// SPDX-License-Identifier: GPL-2.0-or-later
// An arena of its own for each test, as its state.
#ifndef TEST_ARENA_STATE_H
#define TEST_ARENA_STATE_H

#include "base/arena.h"

static inline int set_up(void **state)
{
	static struct arena arena;

	arena = (struct arena)ARENA_INIT;
	*state = &arena;
	return 0;
}

static inline int tear_down(void **state)
{
	arena_release(*state);
	return 0;
}

#endif
