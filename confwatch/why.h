// SPDX-License-Identifier: GPL-2.0-or-later
// Everything that is known about one path, and the administrator's reason for it.
#ifndef CONFWATCH_WHY_H
#define CONFWATCH_WHY_H

#include "core/classify.h"
#include "core/ledger_lines.h"
#include "core/life.h"
#include "core/missing.h"
#include "findings.h"

struct why {
	const char *path;
	const struct entry *entry; /* as it is now; NULL: not there */
	const struct owned *owner; /* NULL: no package owns it */
	enum origin origin;	   /* of its text; ORIGIN_ABSENT where there is none */
	bool is_protected;
	bool has_vendor_text; /* the package's own text is known */
	/* From it to what is there, as in struct difference; NULL: the same, or not known */
	const char *since_vendor;
	size_t since_vendor_length;
	const struct required_file *required; /* NULL: it is not */
	const struct diary_entry *reason;     /* NULL: none */
	struct diary diary;		      /* entries about it, oldest first */
	struct findings findings;	      /* at and below it */
	struct ledger_lines ledger;	      /* what counts for it */
	struct result_list rules;	      /* what rules that speak of it say */
	struct snapshot_list snapshots;	      /* that changed it, newest first */
	struct life life;		      /* of the two together */
};

/* -ENOENT: it is neither there nor in any snapshot. */
int why_look(struct workspace *workspace, struct history *history, struct check *check,
	const char *path, struct why *result, struct error *error);

/* Custom and edited files without a reason, the most important first. */
int why_missing(struct check *check, struct missing_list *result, struct error *error);

struct why_record_request {
	const char *path;
	const char *text;
	const char *owner; /* NULL: not given */
	const char *ticket;
	const char *review_by; /* YYYY-MM-DD */
	bool accept;	       /* what is open about it is right as it is */
};

/* Takes the lock. -EINVAL: a date that is none. -ENOENT as above. */
int why_record(
	struct workspace *workspace, const struct why_record_request *request, struct error *error);

#endif
