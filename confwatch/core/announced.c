// SPDX-License-Identifier: GPL-2.0-or-later
// The list of what a package manager said it will do.
#include "core/transaction.h"

void announced_add(struct announced_list *list, struct arena *arena, const struct announced *item)
{
	list->items = arena_grow(
		arena, list->items, &list->capacity, list->count + 1, sizeof *list->items);
	list->items[list->count++] = *item;
}
