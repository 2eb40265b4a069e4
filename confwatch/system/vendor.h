// SPDX-License-Identifier: GPL-2.0-or-later
// refs/heads/vendor: the texts of files as their packages shipped them.
#ifndef SYSTEM_VENDOR_H
#define SYSTEM_VENDOR_H

#include "base/error.h"
#include "base/text.h"
#include "core/protection.h"
#include "system/history.h"

struct vendor_text {
	const char *path; /* of the live file */
	const char *package;
	const char *version;
	const void *bytes;
	size_t length;
};

enum {
	VENDOR_TEXT_MOST = 1024 * 1024, /* bytes; what is larger is no text to merge */
};

/*
 * One commit with all of them; nothing when each is there already. Neither protected paths nor
 * contents that are known from one: those are left out. STATE must be locked.
 */
int vendor_record(struct history *history, const struct protection *protection,
	const struct vendor_text *texts, size_t count, int64_t now, struct error *error);

/* The newest vendor text of a path: -ENOENT when none was seen. */
int vendor_read(struct history *history, const char *path, size_t limit, struct text *result,
	struct error *error);

/*
 * Texts of these paths out of a .deb or .rpm, in a confined child. archive: open for reading, a
 * regular file; its offset moves. deadline: of waiting_clock(). result has room for all; what the
 * package lacks, or is no regular file or larger than VENDOR_TEXT_MOST, is simply not there. path
 * is the one that was given; package and version are left to the caller. After an error (damaged,
 * too slow, too large) nothing was found.
 */
int vendor_from_archive(struct arena *arena, int archive, const char *const *paths, size_t count,
	int64_t deadline, struct vendor_text *result, size_t *found, struct error *error);

#endif
