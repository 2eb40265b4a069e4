// SPDX-License-Identifier: GPL-2.0-or-later
// The only code that writes into the watched tree.
#ifndef SYSTEM_PLACE_H
#define SYSTEM_PLACE_H

#include "base/error.h"
#include "core/plan.h"

/* Writes the bytes of a regular file to fd. */
struct content_source {
	void *context;
	int (*copy)(void *context, const struct entry *entry, int fd, struct error *error);
};

struct place_options {
	int root;  /* descriptor of the root directory */
	int state; /* descriptor of STATE: temporary names are noted here before they exist */
	struct content_source source;
};

struct place;

struct place *place_begin(const struct place_options *options) __attribute__((returns_nonnull));

/* Drops what is staged (it leaves nothing behind) and frees; NULL is fine. */
void place_end(struct place *place);
#define PLACE_CLEANUP __attribute__((cleanup(place_end_pointer)))
void place_end_pointer(struct place **place);

/*
 * Does one step so that nobody ever reads more than before, and the path holds the old or the new
 * state whole at every moment. Re-checks step->present: -ESTALE when the target is not what was
 * planned (nothing is changed then). Refuses parents that are links or that somebody untrusted
 * can change (-EPERM).
 *
 * Files are staged, unnamed, and become visible some hundred at a time, in the order of the
 * steps, after one sync for all of them; so the error may be about an earlier step, and names it.
 * step must live until place_flush().
 */
int place_step(struct place *place, const struct step *step, struct error *error);

/* Makes visible what is staged. */
int place_flush(struct place *place, struct error *error);

/* How many steps are done and visible: the first ones, in their order. */
size_t place_done(const struct place *place);

/*
 * After the last step, or after the first that failed: owner, mode and times of directories
 * that waited for their children, times that steps disturbed; then all directories are durable
 * and STATE/litter is empty. -ENOTEMPTY: all is done, but a directory that was to be removed holds
 * what nobody planned to remove.
 */
int place_finish(struct place *place, const struct plan *plan, struct error *error);

/*
 * Clears up after a killed run: removes the temporary names noted in STATE/litter; where one
 * holds something that nobody planned to replace, it goes back to its place.
 */
int place_sweep(int root, int state, struct error *error);

#endif
