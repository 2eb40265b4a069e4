// SPDX-License-Identifier: GPL-2.0-or-later
// Any bytes as some files, for views of several.
#ifndef FUZZ_DIRECTORY_TARGET_H
#define FUZZ_DIRECTORY_TARGET_H

#include <stdio.h>

#include "read_target.h"
#include "settings/views.h"

/* Files are separated by this byte, which no text has. */
enum {
	SEPARATOR = 0xFF,
	FILES = 4,
};

struct directory {
	const char *format;
	const char *const *paths; /* FILES of them */
	const uint8_t *bytes[FILES];
	size_t lengths[FILES];
};

static inline void directory_cut(struct directory *directory, const uint8_t *data, size_t size)
{
	for (int i = 0; i < FILES; i++) {
		const uint8_t *stop = size > 0 ? memchr(data, SEPARATOR, size) : NULL;
		size_t length = stop != NULL ? (size_t)(stop - data) : size;

		directory->bytes[i] = data;
		directory->lengths[i] = length;
		data += length + (stop != NULL);
		size -= length + (stop != NULL);
	}
}

/* -1: it is none of them. */
static inline int directory_find(const struct directory *directory, const char *path)
{
	for (int i = 0; i < FILES; i++)
		if (strcmp(path, directory->paths[i]) == 0)
			return i;
	return -1;
}

/* The file of a judge_world whose context is the directory. */
static inline int directory_file(void *context, const char *path, struct judged_file *result)
{
	const struct directory *directory = context;
	int found = directory_find(directory, path);

	*result = (struct judged_file){.presence = PRESENCE_ABSENT};
	(void)snprintf(result->format, sizeof result->format, "%s", directory->format);
	if (found < 0)
		return 0;
	result->presence = PRESENCE_THERE;
	result->bytes = directory->bytes[found];
	result->length = directory->lengths[found];
	return 0;
}

#endif
