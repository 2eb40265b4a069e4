// SPDX-License-Identifier: GPL-2.0-or-later
// Some of the bytes of a text that somebody else holds: no NUL ends them.
#ifndef BASE_SLICE_H
#define BASE_SLICE_H

#include <stdbool.h>
#include <stddef.h>

struct slice {
	const char *bytes;
	size_t length;
};

bool slice_is(struct slice slice, const char *string);
bool slice_begins(struct slice slice, const char *prefix);

/* True when it begins with prefix; *rest is what follows. */
bool slice_after(struct slice slice, const char *prefix, struct slice *rest);

/* Cuts at the first `separator`; false (nothing set) when there is none. */
bool slice_cut(struct slice slice, char separator, struct slice *before, struct slice *after);

/* Takes what stands before the next `end` off the rest, and that byte: all, where there is none. */
struct slice slice_take(struct slice *rest, char end);

/* Takes the next line, without its newline, off the rest; false at the end. */
bool slice_line(struct slice *rest, struct slice *line);

/* Blanks, tabs, carriage returns; and a slice without them at its end, or at both. */
bool slice_is_blank(char byte);
struct slice slice_trim_end(struct slice slice);
struct slice slice_trim(struct slice slice);

#endif
