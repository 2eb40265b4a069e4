// SPDX-License-Identifier: GPL-2.0-or-later
// The administrator's own words, and what confwatch did: entries of the diary.
#ifndef CORE_DIARY_H
#define CORE_DIARY_H

#include <stdbool.h>
#include <time.h>

#include "base/arena.h"
#include "base/error.h"
#include "base/text.h"
#include "core/snapshot.h"

/* One Markdown file with a YAML head of "key: value" lines between "---" lines. */
struct diary_entry {
	const char *id; /* file name without .md: 20261119-180000-<4 hex> */
	int64_t time;
	int zone;
	const char *author;
	const char *const *paths;
	size_t path_count;
	const char *const *tags; /* "reason", "upgrade", "restore", ... */
	size_t tag_count;
	bool has_snapshot;
	struct snapshot_id snapshot;
	const char *owner;
	const char *ticket;
	const char *review_by;	     /* YYYY-MM-DD */
	const char *const *findings; /* ids of those that it is about, where it is not all */
	size_t finding_count;
	int64_t until;	  /* DIARY_EXPECTED: the last second; 0: none is said */
	size_t times;	  /* DIARY_EXPECTED: how many changes of each path; 0: it is not said */
	const char *text; /* Markdown */
};

struct diary {
	struct diary_entry *entries; /* oldest first */
	size_t count;
	size_t capacity;
};

/* The end of year 9999, in any zone. */
#define DIARY_LAST_SECOND (INT64_C(253402300799) - INT64_C(86400))

/* Tags. */
#define DIARY_REASON "reason"	  /* the administrator's own words about paths */
#define DIARY_ACCEPTED "accepted" /* what is open about them is right as it is */
#define DIARY_EXPECTED "expected" /* they will change, and that is no news */
#define DIARY_PINNED "pinned"	  /* they are the administrator's, whatever they hold */
#define DIARY_UNPINNED "unpinned" /* no longer */
#define DIARY_NOTE "note"	  /* anything else that a person writes */
#define DIARY_UPGRADE "upgrade"
#define DIARY_RESTORE "restore"
#define DIARY_UNDO "undo"

/*
 * Any value comes back from what diary_write() made of it, but for line ends at the end of the
 * text. diary_read() takes what people made of it, too: keys in any order, unknown ones, lists in
 * brackets, no quotes. -EBADMSG: there is no head, or no time in it. id: kept as it is.
 */
void diary_write(const struct diary_entry *entry, struct text *result);
int diary_read(struct arena *arena, const char *id, const char *bytes, size_t length,
	struct diary_entry *result, struct error *error);

/* A zeroed one more. */
struct diary_entry *diary_append(struct diary *diary, struct arena *arena);
void diary_sort(struct diary *diary);

/* An id from the time and what the entry says; another one for each attempt. */
const char *diary_identify(struct arena *arena, const struct diary_entry *entry, unsigned attempt);

/* Local date and time; times that a calendar does not hold count as 1970. */
struct tm diary_calendar(int64_t time, int zone);

/* A tag by which programs go: no person gives it to an entry by hand. */
bool diary_is_own_tag(const char *tag);

bool diary_has_tag(const struct diary_entry *entry, const char *tag);

/* Whether it is about this path, or a directory above it. */
bool diary_is_about(const struct diary_entry *entry, const char *path);

/* The newest reason about this path, or about a directory above it; NULL: none. */
const struct diary_entry *diary_reason(const struct diary *diary, const char *path);

/* YYYY-MM-DD, a day of the calendar. */
bool diary_is_day(const char *text);

/* The day until which it was to hold is over. */
bool diary_is_overdue(const struct diary_entry *entry, int64_t now, int zone);

#endif
