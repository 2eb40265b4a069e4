// SPDX-License-Identifier: GPL-2.0-or-later
// check: what rules say, what failed first.
#ifndef RENDER_CHECK_H
#define RENDER_CHECK_H

#include "core/evaluate.h"
#include "render/json.h"
#include "render/style.h"

struct check_view {
	const struct result_list *results; /* in the order in which they are told */
	struct result_counts counts;
	const struct string_list *mistakes; /* in files of rules, which were left out */
};

void text_check(
	const struct check_view *view, const struct text_options *options, struct text *result);
void json_check(const struct check_view *view, struct text *result);

/* One result with all that belongs to it. */
void text_result(const struct result *result, size_t indent, const struct text_options *options,
	struct text *text);
void json_results(struct json *json, const char *key, const struct result_list *results);

#endif
