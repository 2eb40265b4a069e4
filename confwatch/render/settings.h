// SPDX-License-Identifier: GPL-2.0-or-later
// Changed settings of one file, as diff --settings shows them.
#ifndef RENDER_SETTINGS_H
#define RENDER_SETTINGS_H

#include "core/settings.h"
#include "render/json.h"
#include "render/style.h"

struct settings_view {
	const char *format;
	bool hidden; /* values may not be shown */
	const struct setting_changes *changes;
};

/* A line for each, or one that says that there is none. */
void text_settings(
	const struct settings_view *view, const struct text_options *options, struct text *result);

/* The member "settings"; view NULL: nobody reads the file, or nobody asked. */
void json_settings(struct json *json, const struct settings_view *view);

#endif
