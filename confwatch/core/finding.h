// SPDX-License-Identifier: GPL-2.0-or-later
// Something an administrator may have to act on, as it is kept in history and shown everywhere.
#ifndef CORE_FINDING_H
#define CORE_FINDING_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "base/arena.h"
#include "base/error.h"
#include "base/text.h"
#include "core/snapshot.h"

enum severity {
	SEVERITY_INFO,
	SEVERITY_NOTICE,
	SEVERITY_WARNING,
	SEVERITY_CRITICAL,
};

const char *severity_name(enum severity severity) __attribute__((returns_nonnull));

/* A rule of the program's own: a reason that was to be thought of again by now. */
#define FINDING_REVIEW "review-by"

/* In the order in which the first that matches is taken; metadata-reset stands beside it. */
enum finding_class {
	CLASS_UNREADABLE,
	CLASS_TYPE_CHANGED,
	CLASS_MASKED,
	CLASS_INTERRUPTED,
	CLASS_SET_ASIDE,
	CLASS_UPDATE_PENDING,
	CLASS_OVERWRITTEN,
	CLASS_REWRITTEN_BY_PACKAGE,
	CLASS_REMOVED_EDITED,
	CLASS_REMOVED_UNEXPLAINED,
	CLASS_VENDOR_REMOVED,
	CLASS_VENDOR_MOVED,
	CLASS_VENDOR_UPDATED,
	CLASS_ORPHANED,
	CLASS_RESURRECTED,
	CLASS_STRAY_ACTIVE,
	CLASS_COSMETIC,
	CLASS_SHADOWING,
	CLASS_GENERATED,
	CLASS_EDITED,
	CLASS_UNWITNESSED,
	CLASS_METADATA_RESET,
	CLASS_COUNT,
};

/* "removed-unexplained", ...: fixed names, used in every output. */
const char *finding_class_name(enum finding_class class) __attribute__((returns_nonnull));

/* What people read instead: "GONE, no copy left", "REPLACED by the package's text", ... */
const char *finding_class_phrase(enum finding_class class) __attribute__((returns_nonnull));

enum finding_state {
	FINDING_OPEN,
	FINDING_RESTORED, /* by itself, or the administrator's version is back */
	FINDING_ACCEPTED,
	FINDING_EXPECTED,
	FINDING_GONE,
};

/* Strings may be NULL where the JSON shape says null. */
struct diary_entry;

struct finding {
	const char *id; /* 16 hex digits over class, path and transaction: stable */
	enum finding_class class;
	const char *rule; /* id of the rule that failed; then class is CLASS_COUNT */
	enum severity severity;
	const char *path; /* always the live file; NULL: about the whole system */
	size_t line;
	const char *package; /* the package that did it */
	const char *version_before;
	const char *version_after;
	const char *transaction;
	bool has_snapshot;
	struct snapshot_id snapshot; /* the last one that has the state before */
	const char *leftover;
	const char *message; /* one sentence, whole */
	const char *reason;  /* the administrator's, from diary or configuration */
	const char *remedy;  /* a complete command line; NULL: none */
	bool restored;
	enum finding_state state;
	/* By which it is accepted or was announced, or its path is pinned; or NULL. Not kept. */
	const struct diary_entry *said;
	int64_t since;
	/* Folding: one line for the many vendor updates of a package. 1 = itself alone. */
	size_t folded;
};

struct finding_list {
	struct finding *items;
	size_t count;
	size_t capacity;
};

/* Zeroed but for what is never zero: state open, folded 1, class CLASS_COUNT. */
struct finding *finding_add(struct finding_list *list, struct arena *arena);

/* The id that class (or rule), path and transaction give. */
const char *finding_identify(struct arena *arena, const struct finding *finding);

enum {
	FINDING_ID_SIZE = 17,
};

/* Of what it is, and its sentence, whatever transaction it is of: as this and in no other way. */
void finding_identify_words(const struct finding *finding, char result[FINDING_ID_SIZE]);

/*
 * What nobody need read one by one: nothing of the administrator's was in it. A service of PAM
 * without its file is another matter: "other" answers for it.
 */
bool finding_is_note(const struct finding *finding);

/* What FINDING_REVIEW says. */
bool finding_is_review(const struct finding *finding);

/* A remedy that begins with "confwatch " as a person would type it here; any other as it is. */
const char *finding_remedy(struct arena *arena, const char *program, const char *remedy);

/* Whether one of them has this id (NULL: none has). */
bool finding_is_among(const struct finding_list *list, const char *id);

/* Critical first; then what is no note; then class order; then path. */
void finding_sort(struct finding_list *list);

/*
 * .confwatch/findings of a snapshot: what is open after it. One paragraph a finding, lines
 * "key: value" with percent-escaped values; reading is strict (EBADMSG with the line).
 */
void finding_write(const struct finding_list *list, struct text *result);
int finding_read(struct arena *arena, const char *bytes, size_t length, struct finding_list *result,
	struct error *error);

#endif
