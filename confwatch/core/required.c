// SPDX-License-Identifier: GPL-2.0-or-later
// Finding what is required of a path.
#include "core/required.h"

#include <string.h>

const struct required_file *required_find(
	const struct required_file *list, size_t count, const char *path)
{
	for (size_t i = 0; i < count; i++) {
		if (strcmp(list[i].file, path) == 0)
			return &list[i];
	}
	return NULL;
}
