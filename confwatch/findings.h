// SPDX-License-Identifier: GPL-2.0-or-later
// What is open: findings that an upgrade left, and what changed since the last snapshot.
#ifndef CONFWATCH_FINDINGS_H
#define CONFWATCH_FINDINGS_H

#include "check.h"
#include "core/finding.h"
#include "snapshot.h"

struct findings {
	struct finding_list list; /* worst first */
	/* For each: from the state before it to now; NULL: not known, or the same again. */
	const struct change *const *known;
	/* Not open: somebody accepted or announced it, or dealt with the file. Worst first. */
	struct finding_list settled;
	/* Both in one, the settled ones last; and what is known of each. */
	struct finding_list all;
};

/* The present beside what was recorded; an unchanged tree is not read. */
struct sight {
	bool exists;	/* false: before the first snapshot; nothing else is set */
	bool unchanged; /* the look was not needed, and is empty */
	struct snapshot_id head;
	struct snapshot last; /* what the present is compared with */
	struct look look;     /* at everything */
};

int findings_look(struct workspace *workspace, struct history *history, struct sight *result,
	struct error *error);

struct findings_request {
	const struct sight *sight;
	const char *const *paths;
	size_t paths_count;  /* 0: all that is open; else only at and below these paths */
	const char *program; /* how commands begin: "confwatch --root=/x" */
	struct check *check; /* rules that failed are findings, too; NULL: they are not asked */
};

/*
 * A finding that an upgrade left is open until what it took is back, what it left beside is gone,
 * somebody dealt with the file, or it was accepted. A snapshot alone closes nothing. What was
 * announced is not open; what waits becomes worse as time goes by.
 */
int findings_open(struct workspace *workspace, struct history *history,
	const struct findings_request *request, struct findings *result, struct error *error);

/* The state of each as of the last snapshot; all of them stay, worst first. */
int findings_renew(struct workspace *workspace, struct history *history,
	struct finding_list *findings, struct error *error);

/* What the transaction that ended with this snapshot left; empty for any other snapshot. */
int findings_of(struct workspace *workspace, struct history *history,
	const struct snapshot *snapshot, struct finding_list *result, struct error *error);

#endif
