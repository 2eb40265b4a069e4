// SPDX-License-Identifier: GPL-2.0-or-later
// What people say about paths, whatever is open: they will change; they are mine.
#ifndef CONFWATCH_LEDGER_WORDS_H
#define CONFWATCH_LEDGER_WORDS_H

#include "expected.h"

struct announcement {
	struct string_list paths; /* none: nothing is said */
	int64_t until;
	size_t times;
	const char *words; /* NULL: no reason */
};

/*
 * Takes the lock to write it. result: what is expected then. *entry: of the diary; NULL: nothing
 * was said. A path need not be there yet.
 */
int ledger_expect(struct workspace *workspace, const struct announcement *announcement,
	struct expectation_list *result, const char **entry, struct error *error);

struct pin_list {
	struct pin *items;
	size_t count;
};

/*
 * Likewise; paths that are pinned already (or not, for unpin) need no entry. -ENOENT: a path to be
 * pinned is neither there nor in any snapshot.
 */
int ledger_set_pins(struct workspace *workspace, const struct announcement *announcement, bool pin,
	struct pin_list *result, const char **entry, struct error *error);

#endif
