// SPDX-License-Identifier: GPL-2.0-or-later
// Arguments that are a path, or the number that the last status gave to one.
#include "commands/numbered.h"

#include <string.h>

#include "base/number.h"
#include "numbering.h"

enum {
	ID_DIGITS = 16,
};

static bool parse(const char *word, size_t *result)
{
	uint64_t number = 0;

	if (!number_parse(word, strlen(word), 10, SIZE_MAX, &number))
		return false;
	*result = (size_t)number;
	return true;
}

int numbered_path(const struct invocation *invocation, const struct snapshot_id *last,
	const char *word, const char **result, struct error *error)
{
	size_t number;

	if (parse(word, &number))
		return numbering_find(invocation->workspace, last, number, result, error);
	return invocation_path(invocation, word, result, error);
}

static bool is_id(const char *word)
{
	return strlen(word) == ID_DIGITS && strspn(word, "0123456789abcdef") == ID_DIGITS;
}

int numbered_finding(const struct invocation *invocation, const struct snapshot_id *last,
	const char *word, const char **result, struct error *error)
{
	size_t number;

	if (is_id(word)) {
		*result = word;
		return 0;
	}
	if (parse(word, &number))
		return numbering_find_any(invocation->workspace, last, number, result, error);
	return invocation_path(invocation, word, result, error);
}

bool numbered_may_be_rule(const char *word)
{
	size_t number;

	return strchr(word, '/') == NULL && !is_id(word) && !parse(word, &number);
}
