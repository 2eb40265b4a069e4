// SPDX-License-Identifier: GPL-2.0-or-later
// The variables that a shell script has set so far.
#include "settings/shell_variables.h"

#include <stdlib.h>
#include <string.h>

#include "settings/document.h"

enum {
	BUDGET = 1024 * 1024, /* beside the script's own length */
};

void shell_variables_init(struct shell_variables *variables, size_t length)
{
	*variables = (struct shell_variables){
		.table = xmlHashCreate(document_names(length)),
		.budget = length + BUDGET,
	};
	variables->full = variables->table == NULL;
}

static void variable_free(void *payload, const xmlChar *name)
{
	struct shell_variable *variable = payload;

	(void)name;
	free(variable->value.bytes);
	free(variable);
}

void shell_variables_release(struct shell_variables *variables)
{
	if (variables->table != NULL)
		xmlHashFree(variables->table, variable_free);
	variables->table = NULL;
}

void shell_variables_doubt(struct shell_variables *variables)
{
	variables->age++;
}

/* The table wants strings. false: longer than any name that somebody gave. */
static bool copy_name(const char *name, size_t length, char result[SHELL_NAME_MOST + 1])
{
	if (length > SHELL_NAME_MOST)
		return false;
	memcpy(result, name, length);
	result[length] = '\0';
	return true;
}

struct shell_variable *shell_variable(
	const struct shell_variables *variables, const char *name, size_t length)
{
	char key[SHELL_NAME_MOST + 1];

	if (variables->full || !copy_name(name, length, key))
		return NULL;
	return xmlHashLookup(variables->table, xml_string(key));
}

const struct shell_value *shell_variable_find(
	const struct shell_variables *variables, const char *name, size_t length)
{
	const struct shell_variable *variable = shell_variable(variables, name, length);

	if (variable == NULL || variable->value.bytes == NULL ||
		variable->value.age != variables->age)
		return NULL;
	return &variable->value;
}

static struct shell_variable *add(struct shell_variables *variables, const char *name)
{
	struct shell_variable *variable = calloc(1, sizeof *variable);

	if (variable == NULL ||
		xmlHashAddEntry(variables->table, xml_string(name), variable) != 0) {
		free(variable);
		variables->full = true;
		return NULL;
	}
	return variable;
}

struct shell_variable *shell_variable_set(struct shell_variables *variables, const char *name,
	size_t length, const char *bytes, size_t size, struct shell_value *old)
{
	struct shell_variable *variable;
	char key[SHELL_NAME_MOST + 1];

	if (variables->full || !copy_name(name, length, key))
		return NULL;
	variable = xmlHashLookup(variables->table, xml_string(key));
	if (variable == NULL)
		variable = add(variables, key);
	if (variable == NULL)
		return NULL;
	*old = variable->value;
	variable->value = (struct shell_value){.age = variables->age};
	if (bytes == NULL)
		return variable;
	variable->value.bytes = malloc(size + 1);
	if (variable->value.bytes == NULL)
		return variable;
	if (size > 0)
		memcpy(variable->value.bytes, bytes, size);
	variable->value.bytes[size] = '\0';
	variable->value.length = size;
	return variable;
}

void shell_variable_undo(struct shell_variable *variable, struct shell_value *old)
{
	free(variable->value.bytes);
	variable->value = *old;
	old->bytes = NULL;
}
