// SPDX-License-Identifier: GPL-2.0-or-later
// The life of one path, newest first, an event a line.
#ifndef RENDER_LIFE_H
#define RENDER_LIFE_H

#include "core/life.h"
#include "render/json.h"
#include "render/style.h"

/* path: for the command that tells the rest. */
void text_life(const struct life *life, const char *path, const struct text_options *options,
	struct text *result);
void json_life(struct json *json, const char *key, const struct life *life);

#endif
