// SPDX-License-Identifier: GPL-2.0-or-later
// diary: its entries, as a list and one by one.
#ifndef RENDER_DIARY_H
#define RENDER_DIARY_H

#include "core/diary.h"
#include "render/json.h"
#include "render/style.h"

/* Newest first, with the first line of each; count: 0 for all of them. */
void text_diary_list(const struct diary *diary, size_t count, const struct text_options *options,
	struct text *result);

/* One entry whole. now: whether it is overdue. */
void text_diary_show(const struct diary_entry *entry, int64_t now,
	const struct text_options *options, struct text *result);

/* On one line: tags, paths, the first line of its words, its id. */
void text_diary_line(
	const struct diary_entry *entry, const struct text_options *options, struct text *result);

/* Its words, then who, when and until when, indented. */
void text_diary_words(
	const struct diary_entry *entry, const struct text_options *options, struct text *result);
void text_diary_particulars(const struct diary_entry *entry, int64_t now,
	const struct text_options *options, struct text *result);

/* What recording an entry prints. */
void text_diary_recorded(const struct diary_entry *entry, struct text *result);

/* Newest first; count as above. */
void json_diary(const struct diary *diary, size_t count, struct text *result);
void json_diary_entry(struct json *json, const char *key, const struct diary_entry *entry);

#endif
