// SPDX-License-Identifier: GPL-2.0-or-later
// STATE/trouble: what went wrong in hooks, which must not say it, for a finding later.
#ifndef SYSTEM_TROUBLE_H
#define SYSTEM_TROUBLE_H

#include <stdint.h>

#include "base/arena.h"
#include "base/error.h"

struct trouble {
	int64_t time;
	const char *via;   /* "zypp", "rpm", ... */
	const char *event; /* "before", "after", ... */
	const char *message;
};

struct trouble_list {
	struct trouble *items;
	size_t count;
};

/* Appends; what is over 64 KiB in all is not kept. Needs no lock, and no fsync is made. */
void trouble_note(int state, const struct trouble *trouble);

/* Lines that are damaged are passed over; no file is no trouble. */
int trouble_read(struct arena *arena, int state, struct trouble_list *result, struct error *error);

/* Once it has become findings. Needs the lock. */
int trouble_clear(int state, struct error *error);

#endif
