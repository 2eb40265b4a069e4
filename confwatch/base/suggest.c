// SPDX-License-Identifier: GPL-2.0-or-later
// The word that somebody probably meant: smallest edit distance, at most a third of the word.
#include "base/suggest.h"

#include <string.h>

enum {
	LONGEST = 32,
};

static size_t least(size_t a, size_t b, size_t c)
{
	size_t smaller = a < b ? a : b;

	return smaller < c ? smaller : c;
}

/* Insertions, removals and replacements that lead from one word to the other. */
static size_t distance(const char *a, size_t a_length, const char *b, size_t b_length)
{
	size_t row[LONGEST + 1];

	for (size_t j = 0; j <= b_length; j++)
		row[j] = j;
	for (size_t i = 1; i <= a_length; i++) {
		size_t diagonal = row[0];

		row[0] = i;
		for (size_t j = 1; j <= b_length; j++) {
			size_t change = diagonal + (a[i - 1] != b[j - 1]);

			diagonal = row[j];
			row[j] = least(row[j] + 1, row[j - 1] + 1, change);
		}
	}
	return row[b_length];
}

void suggestion_begin(struct suggestion *suggestion, const char *word, size_t length)
{
	suggestion->word = word;
	suggestion->length = length;
	suggestion->nearest = NULL;
	suggestion->distance = length / 3 + 2;
}

void suggestion_offer(struct suggestion *suggestion, const char *candidate)
{
	size_t length = strlen(candidate);
	size_t far;

	if (suggestion->length > LONGEST || length > LONGEST)
		return;
	far = distance(suggestion->word, suggestion->length, candidate, length);
	if (far < suggestion->distance) {
		suggestion->distance = far;
		suggestion->nearest = candidate;
	}
}
