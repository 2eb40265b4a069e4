// SPDX-License-Identifier: GPL-2.0-or-later
// why --missing: files that nobody gave a reason for.
#ifndef RENDER_MISSING_H
#define RENDER_MISSING_H

#include "core/missing.h"
#include "render/json.h"
#include "render/style.h"

void text_missing(
	const struct missing_list *list, const struct text_options *options, struct text *result);
void json_missing(const struct missing_list *list, struct text *result);

#endif
