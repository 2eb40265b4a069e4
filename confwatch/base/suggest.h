// SPDX-License-Identifier: GPL-2.0-or-later
// The word that somebody probably meant.
#ifndef BASE_SUGGEST_H
#define BASE_SUGGEST_H

#include <stddef.h>

/* Collects the nearest of the candidates that are offered one by one. */
struct suggestion {
	const char *word;
	size_t length;
	const char *nearest; /* NULL: none is near */
	size_t distance;
};

void suggestion_begin(struct suggestion *suggestion, const char *word, size_t length);
void suggestion_offer(struct suggestion *suggestion, const char *candidate);

#endif
