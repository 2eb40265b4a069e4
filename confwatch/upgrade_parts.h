// SPDX-License-Identifier: GPL-2.0-or-later
// What the parts of the story of an upgrade share; for upgrade*.c only.
#ifndef CONFWATCH_UPGRADE_PARTS_H
#define CONFWATCH_UPGRADE_PARTS_H

#include "check.h"
#include "core/classify.h"
#include "core/facts.h"
#include "snapshot.h"
#include "system/managers.h"
#include "system/trouble.h"
#include "upgrade.h"

enum {
	MANAGERS_MOST = 8,
};

/* Who calls us, and what is pending. */
struct upgrade_session {
	const char *via;
	const char *boot;
	struct manager_process above[MANAGERS_MOST]; /* nearest first */
	size_t above_count;
	struct transaction *pending; /* oldest first */
	size_t pending_count;
	size_t damaged;
};

int upgrade_session_read(struct workspace *workspace, const char *via,
	struct upgrade_session *result, struct error *error);

/* The transaction that this very hook of this very process began; NULL: none. */
const struct transaction *upgrade_session_mine(const struct upgrade_session *session);

/* The oldest one that another hook or a manager further out began; NULL: we are outermost. */
const struct transaction *upgrade_session_outer(const struct upgrade_session *session);

/* A new one for this hook; not stored. */
int upgrade_session_begin(struct workspace *workspace, const struct upgrade_session *session,
	struct transaction *result, struct error *error);

/* Neither its process nor, begun by hand, a day is left to it. */
bool upgrade_is_dead(const struct workspace *workspace, const struct transaction *transaction);

/*
 * What a manager that was killed had begun may go on without it: somebody who does not run us
 * holds the lock of a package database.
 */
bool upgrade_goes_on(struct workspace *workspace);

/* Takes the lock unless it is held already. */
int upgrade_lock(struct workspace *workspace, struct error *error);

/* What classify() needs beside the two trees. */
struct upgrade_evidence {
	struct facts before;
	struct facts after;
	struct package_change_list packages;
	const struct transaction *transaction; /* NULL: outside of any */
	struct snapshot_id snapshot;	       /* holds the state before */
};

/* Facts before from the record's own copy, facts after as they are now. Says what went wrong. */
void upgrade_read_facts(struct workspace *workspace, const struct transaction *transaction,
	struct upgrade_evidence *evidence, struct finding_list *trouble);

/* Contents that decide are read from history, and from the files as they are now. */
void upgrade_classify(struct workspace *workspace, struct history *history,
	const struct tree *before, const struct tree *after, const struct change_list *changes,
	const struct upgrade_evidence *evidence, struct finding_list *result);

/* Reasons of the changed files and of those that changed leftovers belong to, and what is pinned.
 */
void upgrade_reasons(struct workspace *workspace, struct history *history,
	const struct change_list *changes, struct classify_input *input);

void upgrade_digest(enum digest_kind kind, const struct text *text, unsigned char *result);
void upgrade_read_contents(struct workspace *workspace, struct history *history,
	const struct tree *before, const struct tree *after, struct classify_wanted *wanted);

/*
 * Those of the list that are still open, as the present tree says: `state` of each is set, those
 * that are not are left out, or put into a list of their own (NULL: they are not asked for).
 */
int upgrade_still_open(struct workspace *workspace, struct history *history,
	const struct tree *present, const struct finding_list *kept, struct finding_list *result,
	struct finding_list *settled, struct error *error);

/* One finding about the whole system: what more is to be said is added to its message. */
void upgrade_add_trouble(struct workspace *workspace, const struct transaction *transaction,
	const char *message, struct finding_list *list);

/* What a hook, or a night (then there is no event), left in STATE/trouble. */
const char *upgrade_trouble_words(struct arena *arena, const struct trouble *trouble);

/* All of it as one finding, as it is open until a transaction is closed; none: there is none. */
void upgrade_hooks_trouble(
	struct workspace *workspace, const struct trouble_list *list, struct finding_list *result);

/* Files of announced packages that are at hand, which are not as they were shipped. */
struct edited_file {
	const char *path;
	const struct announced *archive; /* the package that has it */
};

struct upgrade_edited {
	struct edited_file *items;
	size_t count;
};

/* facts NULL: those of STATE/facts. */
void upgrade_list_edited(struct workspace *workspace, const struct announced_list *announced,
	const struct facts *facts, struct upgrade_edited *result);

/* Their new texts; within two seconds, and what fails is no reason to fail. */
void upgrade_keep_archived_texts(
	struct workspace *workspace, const struct announced_list *announced);

/* Adds to the open transaction; -ENOENT: there is none. Durable on return. */
int upgrade_note_announced(struct workspace *workspace, const char *via,
	const struct announced_list *announced, struct error *error);

/* One transaction on its way to being closed. */
struct closing {
	struct workspace *workspace;
	const struct transaction *transaction;
	struct upgrade_evidence evidence;
	struct finding_list trouble;
	struct finding_list fresh; /* of this transaction, folded */
	struct finding_list all;   /* and what is still open from earlier ones */
	struct text findings;
	struct text facts;
	bool has_before;
	struct snapshot_id before; /* the state before, as far as there is one */
	struct tree tree_before;
	struct tree tree_after;
	struct protection protection;
	struct change_list changes; /* from the one to the other */
	struct record record;
	bool broken_off;
	size_t *lost; /* indices of fresh ones whose file is to be brought back */
	size_t lost_count;
	struct check check;
	bool rules_asked;	      /* check.all has what rules say of the state after */
	struct check_results planned; /* what they would say once the lost files are back */
	bool clear_trouble;	      /* STATE/trouble has become findings */
	size_t restored;
};

/* Asks rules about the state after; their files are required from then on. */
void upgrade_ask_rules(struct closing *closing);

/* Adds to the fresh findings what rules say now and did not say of the state before. */
void upgrade_add_failed_rules(struct closing *closing, struct history *history);

/* Asks what rules would say if these paths were as before; then why one must not come back. */
void upgrade_ask_plan(
	struct closing *closing, struct history *history, const char *const *paths, size_t count);
const char *upgrade_object_to_restore(struct closing *closing, const char *path);

/* Fills closing->lost from the fresh findings; messages say why a file is not brought back. */
void upgrade_choose_lost(struct closing *closing, struct history *history);

/* Brings them back; sets `restored` and messages, and records that. */
int upgrade_restore(struct closing *closing, struct error *error);

/* What fails here is no reason to fail: neither decides what is restored later. */
void upgrade_keep_vendor_texts(struct closing *closing, struct history *history);
void upgrade_tell_diary(struct closing *closing, struct history *history);

/* Writes closing->all into closing->findings. */
void upgrade_write_findings(struct closing *closing);

/* broken_off: not by its own last hook. */
int upgrade_close(struct workspace *workspace, const struct transaction *transaction,
	bool broken_off, struct upgrade_result *result, struct error *error);

/*
 * The judge of the snapshot that `before` takes: what was lost until then and is not the
 * transaction's doing is kept as a finding. The text is the caller's to release.
 */
struct upgrade_missed {
	struct workspace *workspace;
	struct text findings;
};
void upgrade_keep_missed(void *context, const struct record_view *view, struct record_about *about);

#endif
