// SPDX-License-Identifier: GPL-2.0-or-later
// What a report tells: findings by what is to be done about them, upgrades, and that all is
// watched.
#ifndef CORE_REPORT_H
#define CORE_REPORT_H

#include "core/diff.h"
#include "core/difference.h"
#include "core/evaluate.h"
#include "core/finding.h"
#include "core/ledger_lines.h"
#include "core/report_mark.h"
#include "core/snapshot.h"

/* In the order in which they are told. */
enum report_part {
	REPORT_ACTION,	 /* somebody must act */
	REPORT_RESTORED, /* lost, and brought back without anybody */
	REPORT_WAITING,	 /* a new version, or a reason that is overdue: to be decided some day */
	REPORT_EXPECTED, /* came as somebody had announced it; told once */
	REPORT_NOTE,	 /* only counted: updates of the packages' own files, edits */
	REPORT_SETTLED,	 /* accepted, told before, over: only for programs */
	REPORT_PARTS,
};

/* "action", "restored", "waiting", "expected", "note", "settled" */
const char *report_part_name(enum report_part part) __attribute__((returns_nonnull));

enum report_detail {
	REPORT_FULL,
	REPORT_SHORT,	 /* one line: the last report that was sent told it, or there are many */
	REPORT_LEFT_OUT, /* only counted: the report is long enough */
};

struct report_item {
	const struct finding *finding;
	struct finding brief;	     /* the same, with long words cut: for people */
	const struct change *change; /* as render/finding.h takes it */
	enum report_part part;
	enum report_detail detail;
	bool told;     /* in the last report that was sent */
	int64_t since; /* when it was first known */
};

/* A package that changed, however often. */
struct report_package {
	const char *name;
	const char *before; /* NULL: it was not installed */
	const char *after;  /* NULL: it was removed */
	size_t files;	    /* of its own that it brought up to date, as nobody had changed them */
	int64_t time;	    /* of the last time */
};

enum report_from {
	REPORT_FROM_ASKED, /* a time that somebody gave */
	REPORT_FROM_SENT,  /* the last report that was sent */
	REPORT_FROM_FIRST, /* the first snapshot */
};

/* "asked", "sent", "first" */
const char *report_from_name(enum report_from from) __attribute__((returns_nonnull));

/* What changed in a file, as core/difference.h has it; long ones end early, at a whole line. */
struct report_difference {
	enum difference_kind kind;
	const char *hunks; /* DIFFERENCE_TEXT */
	size_t length;
	size_t cut; /* bytes that are left out */
};

/* Proof that somebody looked. */
struct report_life {
	size_t files; /* watched; all that is no directory */
	bool asked;   /* rules could be asked */
	struct result_counts rules;
	int64_t last_before; /* when the last upgrade began that was recorded; 0: none yet */
	const char *via;     /* whose hook said so; NULL: not known */
};

/* Everything borrowed. */
struct report_input {
	const char *host;
	int64_t now;
	int zone;
	enum report_from from;
	int64_t since;
	const struct snapshot *last; /* NULL: there is none, and nothing else to tell */
	const struct finding_list *findings;
	const struct change *const *known;  /* for each finding */
	const struct diary *diary;	    /* NULL: nobody said anything */
	const struct expectation *expected; /* that were not over since then */
	size_t expected_count;
	const struct report_mark *mark;	       /* what is not told in full again; NULL: nothing */
	const struct snapshot_list *snapshots; /* since then, newest first */
	const struct finding_list *left;       /* by each of them: what its own upgrade left */
	const struct snapshot *base;	       /* what `changes` begin with; NULL: nothing */
	const struct change_list *changes;     /* from then to now */
	const struct report_difference *differences; /* of each change; NULL: not to be shown */
	const struct rule_set *rules;		     /* NULL: none could be read */
	struct report_life life;
	int64_t mail_down; /* since when no mail could be sent; 0: it can */
};

struct report {
	struct report_input about;
	struct report_item *items; /* by part; worst first in each */
	size_t count;
	size_t counts[REPORT_PARTS];
	size_t left_out[REPORT_PARTS];
	struct report_package *packages; /* by name */
	size_t package_count;
	struct ledger_lines said;      /* since then; and what was announced and came */
	const struct rule **set_aside; /* shipped rules that are disabled, or changed by others */
	size_t set_aside_count;
};

/* Somebody must act on it: it is open, and more than a note, an edit or a waiting version. */
bool report_needs_human(const struct finding *finding);

void report_make(struct arena *arena, const struct report_input *input, struct report *result);

/* The items of a part stand together, from this one on. */
size_t report_first(const struct report *report, enum report_part part);

/* What is to be kept once this report was sent. */
void report_remember(struct arena *arena, const struct report *report, struct report_mark *result);

#endif
