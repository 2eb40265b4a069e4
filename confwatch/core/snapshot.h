// SPDX-License-Identifier: GPL-2.0-or-later
// A recorded state as a value: id, time, who, why; and how it is written as a commit message.
#ifndef CORE_SNAPSHOT_H
#define CORE_SNAPSHOT_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "base/arena.h"
#include "base/error.h"
#include "base/text.h"

enum {
	SNAPSHOT_ID_SIZE = 20,
	SNAPSHOT_HEX_SIZE = 41,
};

struct snapshot_id {
	unsigned char bytes[SNAPSHOT_ID_SIZE];
};

void snapshot_hex(const struct snapshot_id *id, char result[SNAPSHOT_HEX_SIZE]);

/* Exactly what snapshot_hex() writes. */
bool snapshot_parse_hex(const char *hex, struct snapshot_id *result);

/* Trailer Confwatch-Kind. */
enum snapshot_kind {
	SNAPSHOT_INIT,
	SNAPSHOT_MANUAL,
	SNAPSHOT_BEFORE_UPGRADE,
	SNAPSHOT_AFTER_UPGRADE,
	SNAPSHOT_BEFORE_RESTORE,  /* skipped by last~N */
	SNAPSHOT_PARTIAL_RESTORE, /* what one left that failed; skipped too */
	SNAPSHOT_RESTORE,
	SNAPSHOT_UNDO,
	SNAPSHOT_ACCEPT, /* of the present state, but only for the paths that were named */
	SNAPSHOT_NIGHTLY,
	SNAPSHOT_OTHER, /* a kind that this version does not know */
};

const char *snapshot_kind_name(enum snapshot_kind kind) __attribute__((returns_nonnull));

/* What is said about a snapshot when it is made. Strings may be NULL: absent. */
struct snapshot_note {
	enum snapshot_kind kind;
	const char *message; /* the person's words, any bytes */
	const char *transaction;
	const char *manager;
	const char *const *packages; /* "cyrus-imapd 2.4.20-1 -> 3.0.7-1" */
	size_t package_count;
	const char *author_name; /* who did it; committer is confwatch@host */
	const char *author_mail;
	const char *host;
	int64_t time; /* seconds since 1970 */
	int zone;     /* minutes east of UTC */
	size_t added;
	size_t changed;
	size_t removed;
	bool accepts; /* made even when its tree is the parent's: it says that this is as it should
			 be */
};

struct snapshot {
	struct snapshot_id id;
	struct snapshot_id parent;
	bool has_parent;
	int64_t time;
	int zone;
	enum snapshot_kind kind;
	const char *author;	 /* "name <mail>" */
	const char *message;	 /* the person's words; NULL: none */
	const char *transaction; /* NULL: none */
	const char *manager;
	const char *const *packages;
	size_t package_count;
	size_t added;
	size_t changed;
	size_t removed;
};

struct snapshot_list {
	struct snapshot *items;
	size_t count;
	size_t capacity;
};

/*
 * Commit message <-> note. A subject line ("before-upgrade: 3 changed, 1 removed"), the
 * person's words, git trailers. Values are percent-escaped (controls, '%', non-ASCII stays) and
 * bounded, so that no value can forge a trailer; reading is strict: what does not parse is as if
 * it were absent.
 */
void snapshot_write_message(const struct snapshot_note *note, struct text *result);
void snapshot_read_message(struct arena *arena, const char *message, struct snapshot *result);

/*
 * What a person calls a snapshot: an abbreviated id, `last`, `last~N`, `before`, `after`, a date
 * ("yesterday", "2026-11-19", "2026-11-19 18:00"). zone: minutes east of UTC for dates.
 */
enum snapshot_name_kind {
	SNAPSHOT_NAME_ID,
	SNAPSHOT_NAME_LAST,
	SNAPSHOT_NAME_BEFORE,
	SNAPSHOT_NAME_AFTER,
	SNAPSHOT_NAME_TIME,
};

struct snapshot_name {
	enum snapshot_name_kind kind;
	const char *digits; /* SNAPSHOT_NAME_ID; points into the text */
	size_t back;	    /* last~N */
	int64_t time;	    /* the newest snapshot at or before it */
};

int snapshot_name_parse(
	const char *text, int64_t now, int zone, struct snapshot_name *result, struct error *error);

/* newest first in list; -ENOENT. SNAPSHOT_NAME_ID is not for this one (history_find). */
int snapshot_name_resolve(const struct snapshot_name *name, const struct snapshot_list *list,
	struct snapshot_id *result, struct error *error);

#endif
