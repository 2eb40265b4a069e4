// SPDX-License-Identifier: GPL-2.0-or-later
// The life of one path: what became of it, by whom or what, and what people said about it.
#ifndef CORE_LIFE_H
#define CORE_LIFE_H

#include "core/diary.h"
#include "core/diff.h"
#include "core/finding.h"
#include "core/snapshot.h"

enum life_kind {
	LIFE_RECORDED, /* it was there when the history began */
	LIFE_CREATED,
	LIFE_EDITED,
	LIFE_METADATA, /* its content stayed */
	LIFE_RETYPED,  /* a file became a link, ... */
	LIFE_REMOVED,
	LIFE_BELOW, /* a directory: only something below it changed */
	LIFE_NOTED, /* an entry of the diary */
	LIFE_KIND_COUNT,
};

enum life_cause {
	LIFE_BY_PERSON, /* or by nobody known */
	LIFE_BY_UPGRADE,
	LIFE_BY_RESTORE,
	LIFE_BY_UNDO,
	LIFE_CAUSE_COUNT,
};

/* "created", ...; "upgrade", ... */
const char *life_kind_name(enum life_kind kind) __attribute__((returns_nonnull));
const char *life_cause_name(enum life_cause cause) __attribute__((returns_nonnull));

struct life_event {
	int64_t time;
	enum life_kind kind;
	enum life_cause cause;
	const struct snapshot *snapshot; /* NULL: an entry of the diary */
	const struct change *change;	 /* of this very path; or NULL */
	const struct finding *finding;	 /* what the upgrade's effect was judged as; or NULL */
	const char *package;		 /* "NAME VERSION -> VERSION": the owner, in an upgrade */
	const struct diary_entry *entry; /* NULL: a snapshot */
};

struct life {
	struct life_event *items; /* newest first */
	size_t count;
	size_t older; /* snapshots before the oldest one that was looked at */
};

/*
 * What a snapshot did to the path. change: of this very path, NULL when only something below it
 * changed. findings: of the transaction that it ended; owner: the package, NULL: nobody's.
 */
struct life_event life_of_snapshot(const struct snapshot *snapshot, const struct change *change,
	const struct finding_list *findings, const char *path, const char *owner);

/*
 * Adds what people said, and sorts. What the program itself wrote about upgrades and restores is
 * told by their snapshots.
 */
void life_add_diary(struct arena *arena, const struct diary *diary, struct life *life);

#endif
