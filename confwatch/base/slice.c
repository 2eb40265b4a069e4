// SPDX-License-Identifier: GPL-2.0-or-later
// Some of the bytes of a text that somebody else holds.
#include "base/slice.h"

#include <string.h>

bool slice_is(struct slice slice, const char *string)
{
	return slice.length == strlen(string) && memcmp(slice.bytes, string, slice.length) == 0;
}

bool slice_begins(struct slice slice, const char *prefix)
{
	size_t length = strlen(prefix);

	return slice.length >= length && memcmp(slice.bytes, prefix, length) == 0;
}

bool slice_after(struct slice slice, const char *prefix, struct slice *rest)
{
	size_t length = strlen(prefix);

	if (!slice_begins(slice, prefix))
		return false;
	*rest = (struct slice){.bytes = slice.bytes + length, .length = slice.length - length};
	return true;
}

bool slice_cut(struct slice slice, char separator, struct slice *before, struct slice *after)
{
	struct slice rest = slice;

	if (memchr(slice.bytes, separator, slice.length) == NULL)
		return false;
	*before = slice_take(&rest, separator);
	*after = rest;
	return true;
}

struct slice slice_take(struct slice *rest, char end)
{
	const char *found = memchr(rest->bytes, end, rest->length);
	struct slice taken = *rest;

	if (found == NULL) {
		rest->bytes += rest->length;
		rest->length = 0;
		return taken;
	}
	taken.length = (size_t)(found - rest->bytes);
	rest->bytes = found + 1;
	rest->length -= taken.length + 1;
	return taken;
}

bool slice_line(struct slice *rest, struct slice *line)
{
	if (rest->length == 0)
		return false;
	*line = slice_take(rest, '\n');
	return true;
}

bool slice_is_blank(char byte)
{
	return byte == ' ' || byte == '\t' || byte == '\r';
}

struct slice slice_trim_end(struct slice slice)
{
	while (slice.length > 0 && slice_is_blank(slice.bytes[slice.length - 1]))
		slice.length--;
	return slice;
}

struct slice slice_trim(struct slice slice)
{
	while (slice.length > 0 && slice_is_blank(slice.bytes[0])) {
		slice.bytes++;
		slice.length--;
	}
	return slice_trim_end(slice);
}
