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

/* The lines below a change's own: its kinds, content, metadata, each indented. */
void text_change_details(const struct change *change, const struct text_options *options,
	size_t indent, struct text *result);

/* "file -> symbolic link"; "content 121 bytes -> 1.2 KiB". No newline. */
void text_kind_change(const struct change *change, struct text *result);
void text_content_change(const struct change *change, struct text *result);

/* Neither size nor digest of it may be shown. */
bool change_is_secret(const struct change *change);

/* "mode 0640 -> 0644, now readable by everyone", "user.note removed: ..."; no newline. */
void text_metadata_change(const struct metadata_change *change, struct text *result);

/* "added", "removed", "changed", "type-changed" */
const char *change_kind_name(enum change_kind kind) __attribute__((returns_nonnull));
const char *change_kind_word(enum change_kind kind) __attribute__((returns_nonnull)); /* people */

/* One "change" object, or only what is in it; the array `key` of them. */
void json_change(struct json *json, const struct change *change);
void json_change_members(struct json *json, const struct change *change);
void json_changes(struct json *json, const char *key, const struct change_list *changes);

/* The array "metadata". */
void json_metadata(struct json *json, const struct metadata_change *metadata, size_t count);

#endif
