// SPDX-License-Identifier: GPL-2.0-or-later
// What the last report that was sent told, so that nothing is told in full again and again.
#ifndef CORE_REPORT_MARK_H
#define CORE_REPORT_MARK_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "base/arena.h"
#include "base/error.h"
#include "base/text.h"

struct report_told {
	const char *id; /* of the finding */
	int64_t since;	/* when it was first known */
};

struct report_mark {
	bool exists; /* false: no report was sent yet; nothing else is set */
	int64_t sent;
	struct report_told *told; /* sorted by id */
	size_t count;
};

/* NULL: that report did not tell it. */
const struct report_told *report_mark_find(const struct report_mark *mark, const char *id);

/* Sorts what is told; of one id, one. Reading is strict (EBADMSG with the line). */
void report_mark_write(struct report_mark *mark, struct text *result);
int report_mark_read(struct arena *arena, const char *bytes, size_t length,
	struct report_mark *result, struct error *error);

#endif
