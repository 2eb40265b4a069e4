// SPDX-License-Identifier: GPL-2.0-or-later
// Changes as lists: what show, snapshot and others print below their first line.
#ifndef RENDER_CHANGES_H
#define RENDER_CHANGES_H

#include "core/diff.h"
#include "render/json.h"
#include "render/style.h"

/* For each change a line, and one for each piece of metadata that changed. */
void text_changes(
	const struct change_list *changes, const struct text_options *options, struct text *result);

/* "mode 0640 -> 0644, now readable by everyone", "user.note removed: ..."; no newline. */
void text_metadata_change(const struct metadata_change *change, struct text *result);

/* "added", "removed", "changed", "type-changed" */
const char *change_kind_name(enum change_kind kind) __attribute__((returns_nonnull));

/* One "change" object; the array `key` of them. */
void json_change(struct json *json, const struct change *change);
void json_changes(struct json *json, const char *key, const struct change_list *changes);

#endif
