// SPDX-License-Identifier: GPL-2.0-or-later
// The only code that writes into the watched tree.
#ifndef SYSTEM_PLACE_H
#define SYSTEM_PLACE_H

#include "core/plan.h"
#include "base/error.h"

/* Writes the bytes of a regular file to fd. */
struct content_source {
	void *context;
	int (*copy)(void *context, const struct entry *entry, int fd, struct error *error);
};

struct place {
	int root;  /* descriptor of the root directory */
	int state; /* descriptor of STATE: temporary names are noted here before they exist */
	struct content_source source;
	bool other_root;
};

/*
 * Does one step so that nobody ever reads more than before, and the path holds the old or the new
 * state whole at every moment. Re-checks step->present first: -ESTALE when the target is not
 * what was planned (nothing is changed then). Refuses parents that are links or that somebody
 * untrusted can change (-EPERM).
 */
int place_step(struct place *place, const struct step *step, struct error *error);

/* Directory times and modes that earlier steps disturbed: called once after the last step. */
int place_finish(struct place *place, const struct plan *plan, struct error *error);

/* Removes temporary names that a killed run left, as noted in STATE/litter. */
int place_sweep(int root, int state, struct error *error);

#endif
