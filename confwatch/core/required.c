// SPDX-License-Identifier: GPL-2.0-or-later
// Finding what is required of a path; names.
#include "core/required.h"

#include <string.h>

const char *on_lost_name(enum on_lost on_lost)
{
	static const char *const names[ON_LOST_COUNT] = {
		[ON_LOST_ALERT] = "alert",
		[ON_LOST_RESTORE] = "restore",
		[ON_LOST_IGNORE] = "ignore",
	};

	return names[on_lost];
}

const struct required_file *required_find(
	const struct required_file *list, size_t count, const char *path)
{
	for (size_t i = 0; i < count; i++) {
		if (strcmp(list[i].file, path) == 0)
			return &list[i];
	}
	return NULL;
}
