// SPDX-License-Identifier: GPL-2.0-or-later
// The list of what a package manager said it will do.
#include "core/transaction.h"

enum {
	FIRST_CAPACITY = 16,
};

void announced_add(struct announced_list *list, struct arena *arena, const struct announced *item)
{
	if (list->count == list->capacity) {
		size_t capacity = list->capacity == 0 ? FIRST_CAPACITY : list->capacity * 2;

		list->items = arena_regrow(arena, list->items, list->capacity * sizeof *list->items,
			capacity * sizeof *list->items);
		list->capacity = capacity;
	}
	list->items[list->count++] = *item;
}
