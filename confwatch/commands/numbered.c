// SPDX-License-Identifier: GPL-2.0-or-later
// Arguments that are a path, or the number that the last status gave to one.
#include "commands/numbered.h"

#include <string.h>

#include "base/number.h"
#include "numbering.h"

int numbered_path(const struct invocation *invocation, const struct snapshot_id *last,
	const char *word, const char **result, struct error *error)
{
	uint64_t number = 0;

	if (number_parse(word, strlen(word), 10, SIZE_MAX, &number))
		return numbering_find(invocation->workspace, last, (size_t)number, result, error);
	return invocation_path(invocation, word, result, error);
}
