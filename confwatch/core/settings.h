// SPDX-License-Identifier: GPL-2.0-or-later
// The settings of one file in two states -> what changed, by meaning.
#ifndef CORE_SETTINGS_H
#define CORE_SETTINGS_H

#include "core/judgement.h"

enum setting_change_kind {
	SETTING_ADDED,
	SETTING_REMOVED,
	SETTING_CHANGED,
	SETTING_REORDERED, /* the same lines of one name in another order, where order may matter */
};

/* "added", "removed", "changed", "reordered" */
const char *setting_change_name(enum setting_change_kind kind) __attribute__((returns_nonnull));

/* Strings are bytes as they stand in the files. */
struct setting_change {
	enum setting_change_kind kind;
	const char *name; /* "": a line that nobody reads */
	bool unread;
	const char *before; /* NULL: there was none, or it has no value */
	const char *after;
	uint32_t line_before; /* 0: none */
	uint32_t line_after;
	struct string_list gone; /* words of `before` that `after` has no longer */
	struct string_list came;
	bool words_kept; /* and some that both have */
};

struct setting_changes {
	struct setting_change *changes; /* in the order of the file after, or before */
	size_t count;
	size_t capacity;
};

struct setting_records {
	const struct setting_record *records;
	size_t count;
};

/*
 * Where a setting stands among others makes no difference; among several of one name (rules of
 * PAM, lines that nobody reads) it does. The result is in the arena and borrows nothing.
 */
void settings_diff(struct arena *arena, const struct setting_records *before,
	const struct setting_records *after, struct setting_changes *result);

/* For those who may know names alone: values and lines that nobody reads become NULL and "". */
void settings_hide(struct setting_changes *changes);

#endif
