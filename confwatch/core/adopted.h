// SPDX-License-Identifier: GPL-2.0-or-later
// rules.d/adopted.yaml: what was adopted, added to what stands in the file already.
#ifndef CORE_ADOPTED_H
#define CORE_ADOPTED_H

#include "base/error.h"
#include "base/text.h"
#include "core/rules.h"

struct adopted {
	struct string_list policies;
	struct parameter *parameters;
	size_t parameter_count;
	struct required_file *required;
	size_t required_count;
};

/* Nothing but characters that stand in YAML as they are, or between double quotes. */
bool adopted_can_hold(const char *string);

/*
 * The new text of the file: all of its lines as they are, and behind the items of each of its
 * lists those that are added, indented alike. -EINVAL with "FILE:LINE: sentence": a list that
 * stands on the line of its key.
 */
int adopted_merge(const char *file, const char *bytes, size_t length, const struct adopted *added,
	struct text *result, struct error *error);

#endif
