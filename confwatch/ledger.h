// SPDX-License-Identifier: GPL-2.0-or-later
// What people say about findings and paths: it is right so, it will change, it is mine.
#ifndef CONFWATCH_LEDGER_H
#define CONFWATCH_LEDGER_H

#include "findings.h"

/* What is to be accepted. */
struct acceptance_request {
	bool all;
	struct string_list paths; /* with what lies below */
	struct string_list ids;	  /* of findings */
	/* Words that may be the id of a rule that failed; else a path, or "" where they are none.
	 */
	struct string_list rules;
	struct string_list rule_paths;
	struct check *check;
	const char *program;
};

struct acceptance {
	struct sight sight;
	struct findings open;	     /* everything */
	struct finding_list chosen;  /* of it */
	const struct change **known; /* for each of these */
	struct string_list paths;    /* for the diary */
};

/*
 * -ENOENT: no open finding has such an id or is of such a rule, or a path is neither there nor in
 * any snapshot; that nothing is open about a path is no error.
 */
int ledger_choose(struct workspace *workspace, struct history *history,
	const struct acceptance_request *request, struct acceptance *result, struct error *error);

/* -ENOENT: it is neither there nor in any snapshot, and so a slip of the pen. */
int ledger_check_path(struct workspace *workspace, struct history *history, const char *path,
	struct error *error);

struct accepted_result {
	const char *entry; /* of the diary; NULL: there was nothing to accept */
	bool recorded;	   /* a snapshot was made: some of it had not been recorded */
	struct snapshot_id snapshot;
};

struct acceptance_terms {
	const char *words; /* why; or NULL */
	int64_t until;	   /* it is open again then; 0: never */
};

/*
 * Takes the lock. What changed since the last snapshot is recorded with it. -ESTALE: something
 * changed since it was chosen, and nothing was accepted.
 */
int ledger_accept(struct workspace *workspace, struct history *history,
	struct acceptance *acceptance, const struct acceptance_terms *terms,
	struct accepted_result *result, struct error *error);

#endif
