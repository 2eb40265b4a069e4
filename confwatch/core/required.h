// SPDX-License-Identifier: GPL-2.0-or-later
// Files that must be there as they are: `required:` of the configuration.
#ifndef CORE_REQUIRED_H
#define CORE_REQUIRED_H

#include <stddef.h>

#include "core/finding.h"

/* What happens when the administrator's version of the file is lost. */
enum on_lost {
	ON_LOST_ALERT,	 /* a finding of that severity */
	ON_LOST_RESTORE, /* it is brought back, under the conditions of an automatic restore */
	ON_LOST_IGNORE,	 /* told, but as no more than a notice */
};
enum {
	ON_LOST_COUNT = ON_LOST_IGNORE + 1,
};

/* "alert", "restore", "ignore" */
const char *on_lost_name(enum on_lost on_lost) __attribute__((returns_nonnull));

struct required_file {
	const char *file; /* absolute, normalised */
	enum on_lost on_lost;
	const char *reason; /* NULL: none was given */
	enum severity severity;
};

/* NULL: it is not required. */
const struct required_file *required_find(
	const struct required_file *list, size_t count, const char *path);

#endif
