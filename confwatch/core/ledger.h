// SPDX-License-Identifier: GPL-2.0-or-later
// What people said about findings and paths: accepted, expected, pinned. From the diary alone.
#ifndef CORE_LEDGER_H
#define CORE_LEDGER_H

#include "core/configuration.h"
#include "core/diary.h"
#include "core/finding.h"

/*
 * The newest entry by which somebody said that this is right as it is; NULL: nobody did, or until
 * now no longer. An entry that names findings is about these alone; any other about all at and
 * below its paths ("/" for what has no path). since: when it became so, which is not asked where a
 * transaction makes the finding's id its own, nor of what is about the whole system: that is
 * accepted as long as it says the same.
 */
const struct diary_entry *ledger_acceptance(
	const struct diary *diary, const struct finding *finding, int64_t since, int64_t now);

/* The ids by which an entry accepts the finding: a rule may fail without its transaction, too. */
void ledger_name_finding(
	struct arena *arena, const struct finding *finding, struct string_list *result);

/* The paths whose state in this snapshot somebody accepted. */
void ledger_accepted_in(struct arena *arena, const struct diary *diary,
	const struct snapshot_id *snapshot, int64_t now, struct string_list *result);

/*
 * Something that an entry with DIARY_EXPECTED announced came: what one transaction changed at or
 * below its paths, or one snapshot outside of any.
 */
struct occasion {
	const char *transaction; /* NULL: of none */
	int64_t time;
};

struct expectation {
	const struct diary_entry *entry;
	const struct occasion *occasions; /* since the entry's snapshot, oldest first */
	size_t occasion_count;
};

/*
 * Whether the entry speaks of such a finding at all: content and metadata of a file at or below its
 * paths, changed at `when`, before its time is over. What is gone, set aside, emptied, of another
 * type, not to be read, or against a rule, was never announced.
 */
bool ledger_announces(const struct diary_entry *entry, const struct finding *finding, int64_t when);

/* ... and it came no more often than was said. Without a transaction it is the newest. */
bool ledger_expects(
	const struct expectation *expectation, const struct finding *finding, int64_t when);

/* How often it came so far. */
size_t ledger_used(const struct expectation *expectation);

/* No more of it is expected. */
bool ledger_is_over(const struct expectation *expectation, int64_t now);

/* Sets what the ledger says of a finding that is open, and which entry does; no other changes. */
void ledger_judge(const struct diary *diary, const struct expectation *expected,
	size_t expected_count, int64_t when, int64_t now, struct finding *finding);

/* The entry by which the path, or a directory above it, is pinned; NULL: it is not. */
const struct diary_entry *ledger_pin(const struct diary *diary, const char *path);

/* Those that are open, and about a path that is pinned. */
void ledger_mark_pins(const struct diary *diary, struct finding_list *findings);

bool ledger_has_pins(const struct diary *diary);

/* The paths that were pinned by name, and are still, each once, in their order. */
void ledger_pinned(struct arena *arena, const struct diary *diary, struct string_list *result);

/* A path that was pinned by name. */
struct pin {
	const char *path;
	const struct diary_entry *entry;
};

/* What counts for one path; NULL: nothing. */
struct ledger_entries {
	const struct diary_entry *accepted; /* the newest */
	const struct diary_entry *expected; /* the one whose time ends last, and did not end */
	const struct diary_entry *pinned;
};

struct ledger_entries ledger_of_path(const struct diary *diary, const char *path, int64_t now);

/*
 * "90m", "2h", "1d", "2w" from now; or a date, whose end is meant ("2026-11-21 18:00"). It must be
 * to come, within a year.
 */
int ledger_parse_until(
	const char *text, int64_t now, int zone, int64_t *result, struct error *error);

/* What waits becomes worse: a new version that nobody looked at for 30 days is critical. */
enum severity severity_aged(const struct finding *finding, int64_t now);

#endif
