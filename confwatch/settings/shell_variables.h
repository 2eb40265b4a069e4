// SPDX-License-Identifier: GPL-2.0-or-later
// The variables that a shell script has set so far.
#ifndef SETTINGS_SHELL_VARIABLES_H
#define SETTINGS_SHELL_VARIABLES_H

#include <libxml/hash.h>
#include <libxml/tree.h>
#include <stdbool.h>
#include <stddef.h>

enum {
	SHELL_NAME_MOST = 255, /* bytes; nobody knows of longer ones */
};

/* bytes NULL: nobody knows. age: a value that is older than the last command is not sure. */
struct shell_value {
	char *bytes;
	size_t length;
	unsigned age;
};

struct shell_variable {
	struct shell_value value;
	xmlNodePtr node; /* its <setting>; NULL: none yet */
};

struct shell_variables {
	xmlHashTablePtr table;
	unsigned age;  /* commands so far, which may have changed any variable */
	size_t budget; /* bytes that expansions may still make */
	bool full;     /* no memory */
};

/* length: of the whole script. */
void shell_variables_init(struct shell_variables *variables, size_t length);
void shell_variables_release(struct shell_variables *variables);
#define SHELL_VARIABLES_CLEANUP __attribute__((cleanup(shell_variables_release)))

/* A command ran that may have changed any of them. */
void shell_variables_doubt(struct shell_variables *variables);

/* NULL: it was never set. find: what is known for sure, NULL when it is not. */
struct shell_variable *shell_variable(
	const struct shell_variables *variables, const char *name, size_t length);
const struct shell_value *shell_variable_find(
	const struct shell_variables *variables, const char *name, size_t length);

/*
 * Sets it; *old is what it had, for shell_variable_undo(), which takes it back. bytes NULL: its
 * value is not known from now on. NULL: no memory.
 */
struct shell_variable *shell_variable_set(struct shell_variables *variables, const char *name,
	size_t length, const char *bytes, size_t size, struct shell_value *old);
void shell_variable_undo(struct shell_variable *variable, struct shell_value *old);

#endif
