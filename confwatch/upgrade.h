// SPDX-License-Identifier: GPL-2.0-or-later
// Story 2: before a transaction, after it, and what the difference means.
#ifndef CONFWATCH_UPGRADE_H
#define CONFWATCH_UPGRADE_H

#include "core/classify.h"
#include "core/transaction.h"
#include "snapshot.h"
#include "system/history.h"
#include "workspace.h"

/*
 * Makes sure that a durable snapshot exists and that a pending record is open. Inside an open
 * outer transaction only what changed since is recorded, so that edits made meanwhile are not the
 * package's. announced may be NULL. Never fails an upgrade: the caller turns errors into a note.
 */
int upgrade_before(struct workspace *workspace, const char *via,
	const struct announced_list *announced, struct error *error);

/* Adds to an open transaction what apt or libzypp announced. */
int upgrade_announce(struct workspace *workspace, const char *via,
	const struct announced_list *announced, struct error *error);

/*
 * What nobody recorded is, as `before` does it, and then the present. It closes nothing: what was
 * lost since the last snapshot is kept as a finding. Takes the lock.
 */
int upgrade_nightly(struct workspace *workspace, struct record *result, struct error *error);

/* Notes what is installed, so that even a first upgrade that is not recorded can be judged. */
void upgrade_learn_packages(struct workspace *workspace);

struct upgrade_result {
	bool closed; /* false: an outer transaction goes on */
	struct finding_list findings;
	size_t restored;
};

/*
 * Closes the transaction: records, ties leftovers to their live files, takes vendor texts,
 * classifies, restores what rules say, writes a diary entry, records again. Inside an open outer
 * one it does nothing.
 */
int upgrade_after(struct workspace *workspace, const char *via, struct upgrade_result *result,
	struct error *error);

/*
 * The manager ended, and did not say that it is done: as upgrade_after(), once nobody goes on with
 * what it began.
 */
int upgrade_break_off(struct workspace *workspace, const char *via, struct upgrade_result *result,
	struct error *error);

/*
 * Transactions whose owner died are closed by whoever comes next, once nobody goes on with them.
 * Takes the lock only when there are any.
 */
int upgrade_close_dead(struct workspace *workspace, struct error *error);

/*
 * What is open now: the findings kept with the last snapshot, less those whose file is back, plus
 * what changed since, as a look at all of the watched tree says. settled: those that were kept and
 * are open no more.
 */
int upgrade_findings_of(struct workspace *workspace, struct history *history,
	const struct look *look, struct finding_list *result, struct finding_list *settled,
	struct error *error);

/*
 * What transactions took and nobody brought back or dealt with, as `accepted` shows the files: for
 * a restore, which finds the administrator's version in finding.snapshot.
 */
int upgrade_taken(struct workspace *workspace, struct history *history, const struct tree *accepted,
	bool metadata_only, struct finding_list *result, struct error *error);

/* Of the text that is there now; owner: NULL when there is none. */
enum origin upgrade_origin(struct workspace *workspace, struct history *history,
	const struct entry *entry, const struct owned *owner);

/* Damaged records are gone once they were listed: a later finding tells. */
void upgrade_note_damaged(const struct workspace *workspace, const char *via);

#endif
