// SPDX-License-Identifier: GPL-2.0-or-later
// Finding the texts of some paths in a package: what the child does, and how it comes to us.
#ifndef SYSTEM_ARCHIVE_SEARCH_H
#define SYSTEM_ARCHIVE_SEARCH_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "base/error.h"

enum {
	ARCHIVE_BUFFER = 64 * 1024,
};

/* What stands before the bytes of an answer. */
struct archive_answer {
	uint32_t index; /* of the path */
	unsigned char bytes[];
};

struct archive_search {
	const char *const *paths; /* "./etc/x", "/etc/x" and "etc/x" are one */
	size_t count;
	bool *done;		       /* of count: it was found */
	size_t left;		       /* that are not done */
	int64_t most;		       /* bytes of a text: what is larger is passed over */
	struct archive_answer *answer; /* with room for so many bytes */
	int channel;
	void (*hand_over)(int channel, const void *bytes, size_t length);
	char *buffer; /* ARCHIVE_BUFFER bytes */
};

/*
 * Each found text is handed over; input: a .deb or .rpm, from its beginning. 0: all was looked
 * through; -EBADMSG: damaged; -EFBIG: more members than any package has.
 */
typedef int archive_search_function(struct archive_search *search, int input);
archive_search_function archive_search;

/*
 * The function above, to be had before the child is confined; NULL with an error when it cannot be
 * loaded. libarchive and what comes with it (ICU, the C++ library) take longer to bind than most
 * commands run, so that the program loads them only for the few transactions that need them.
 */
archive_search_function *archive_reader(struct error *error);

#endif
