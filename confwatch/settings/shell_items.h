// SPDX-License-Identifier: GPL-2.0-or-later
// What one line of a shell script comes to, kept until the line is known to be whole.
#ifndef SETTINGS_SHELL_ITEMS_H
#define SETTINGS_SHELL_ITEMS_H

#include "settings/document.h"
#include "settings/shell_variables.h"
#include "settings/shell_word.h"

struct shell_item;

struct shell_items {
	struct shell_item *items;
	size_t count;
	size_t capacity;
};

enum {
	SHELL_ITEMS_MOST = 65536, /* of one line */
};

void shell_items_release(struct shell_items *items);
#define SHELL_ITEMS_CLEANUP __attribute__((cleanup(shell_items_release)))

/*
 * An assignment: the variable has its value from here on, or, when "export" does it, from
 * shell_items_run() on, which ends the statement that begins with item `first`.
 */
void shell_items_set(struct shell_items *items, struct shell_variables *variables,
	const struct shell_word *word, uint32_t line, bool exported);

void shell_items_run(struct shell_items *items, struct shell_variables *variables, size_t first);

/* "export NAME" */
void shell_items_export(struct shell_items *items, const char *name, size_t length, uint32_t line);

void shell_items_comment(struct shell_items *items, const char *text, size_t length, uint32_t line);

/* Those from `first` on are a command that nobody runs: variables are what they were before. */
void shell_items_unread(struct shell_items *items, size_t first, const char *why, const char *text,
	size_t length, uint32_t line);

/* Everything into the document; none is left. */
void shell_items_write(
	struct shell_items *items, struct shell_variables *variables, struct document *document);

#endif
