// SPDX-License-Identifier: GPL-2.0-or-later
// Changes as findings: what happened and to whom, worst first, numbered.
#ifndef RENDER_FINDING_H
#define RENDER_FINDING_H

#include "core/diff.h"
#include "render/style.h"

enum severity {
	SEVERITY_INFO,
	SEVERITY_NOTICE,
	SEVERITY_WARNING,
	SEVERITY_CRITICAL,
};

const char *severity_name(enum severity severity) __attribute__((returns_nonnull));

/* Strings are static or in the arena. class_name and word are for programs and --short. */
struct finding {
	const struct change *change;
	enum severity severity;
	const char *class_name; /* "removed-unexplained", "type-changed", "masked", "edited", ... */
	const char *word;	/* "GONE", "CHANGED", ... */
	const char *phrase;	/* the word and what it means: "EMPTIED: 121 bytes -> nothing" */
	const char *remark;	/* what it means for others, also in the phrase; NULL: nothing */
	const char *command;	/* what to do next with the path: "restore", "diff", "status" */
	unsigned order;		/* among those of the same severity */
	size_t below;		/* entries below a directory that is gone or new, not listed */
};

struct finding_list {
	struct finding *items; /* item i is number i + 1 in `status`, for `restore NUMBER` */
	size_t count;
};

/* Worst first, then in tree order: the same list from the same changes, always. */
void findings_from_changes(
	struct arena *arena, const struct change_list *changes, struct finding_list *result);

#endif
