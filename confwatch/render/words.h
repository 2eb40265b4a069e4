// SPDX-License-Identifier: GPL-2.0-or-later
// Times, sizes, counts and snapshots in the words that all outputs share.
#ifndef RENDER_WORDS_H
#define RENDER_WORDS_H

#include <stdint.h>

#include "base/text.h"
#include "core/snapshot.h"
#include "core/tree.h"
#include "render/style.h"

/* "2026-11-19 18:00" in that zone (minutes east of UTC), whatever the locale. */
void words_time(struct text *result, int64_t seconds, int zone);

/* ISO 8601 with zone: "2026-11-19T18:00:00+01:00". */
void words_iso_time(struct text *result, int64_t seconds, int zone);

/* As mail writes it (RFC 5322): "Thu, 19 Nov 2026 18:00:00 +0100"; no year before 1970 or of five
 * digits. */
void words_mail_time(struct text *result, int64_t seconds, int zone);

/* "121 bytes", "1.2 KiB", "3.0 GiB". */
void words_size(struct text *result, uint64_t bytes);

/* "1a2b3c4 (2026-11-19 18:00)" */
void words_snapshot(
	struct text *result, const struct snapshot *snapshot, const struct text_options *options);

/* The first line of somebody's words, escaped, and whether there are others. */
void words_first_line(struct text *result, const char *words);

/* The first seven hex digits. */
void words_short_id(struct text *result, const struct snapshot_id *id);

/* "root:sasl", numbers where there is no name; escaped. */
void words_owner(struct text *result, const struct entry *entry);

/* For programs: "file", "directory", "symlink", "fifo", ...; NULL for NULL. */
const char *words_type(const struct entry *entry);

/* "-rw-r-----" with '+' behind it when there is an ACL, like ls(1). */
void words_mode(struct text *result, const struct entry *entry);

/* "confwatch COMMAND PATH", ready for a shell. path may be NULL. */
void words_command(struct text *result, const struct text_options *options, const char *command,
	const char *path);

#endif
