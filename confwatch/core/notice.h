// SPDX-License-Identifier: GPL-2.0-or-later
// What must be noticed even when no mail can be sent: numbers, and no word from any file.
#ifndef CORE_NOTICE_H
#define CORE_NOTICE_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "core/finding.h"

enum {
	NOTICE_SEVERITIES = SEVERITY_CRITICAL + 1,
	NOTICE_HOOKS = 8,
};

struct notice_hook {
	const char *via;
	int64_t seen; /* when it ran last */
};

struct notice {
	int64_t now;	    /* when somebody looked, with success */
	int64_t down_since; /* no report could be sent; 0: the last one could */
	uint32_t attempts;  /* that failed since */
	bool counted;	    /* the findings were */
	bool uncertain;	    /* one may have been sent; nobody knows */
	/* Open findings; the last row is that of failed rules. */
	size_t counts[CLASS_COUNT + 1][NOTICE_SEVERITIES];
	struct notice_hook hooks[NOTICE_HOOKS];
	size_t hook_count;
};

/* Adds the open ones. */
void notice_count(struct notice *notice, const struct finding_list *findings);

/* Of one severity, whatever the class. */
size_t notice_total(const struct notice *notice, enum severity severity);

/* Somebody must be told by other means than mail. */
bool notice_is_needed(const struct notice *notice);

#endif
