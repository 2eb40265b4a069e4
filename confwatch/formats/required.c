// SPDX-License-Identifier: GPL-2.0-or-later
// The list `required:` of confwatch.yaml.
#include "formats/required.h"

#include <string.h>

#include "base/path.h"
#include "formats/allowed.h"

const char *const required_keys[REQUIRED_KEYS] = {"file", "on_lost", "reason", "severity"};

/* One call of required_read(). */
struct input {
	struct arena *arena;
	const char *file;
	struct error *error;
};

static int read_key(
	const struct input *input, const struct yaml_node *node, const struct yaml_node **values)
{
	struct string_list names = allowed_names(input->arena, required_keys, REQUIRED_KEYS);

	for (size_t i = 0; i < REQUIRED_KEYS; i++) {
		if (strcmp(node->key, required_keys[i]) != 0)
			continue;
		if (node->kind != YAML_STRING)
			return allowed_wrong_kind(input->file, node, "a string", input->error);
		values[i] = node;
		return 0;
	}
	return allowed_unknown_key(input->arena, input->file, node, &names, input->error);
}

static int read_choices(const struct input *input, const struct yaml_node *const *values,
	struct required_file *result)
{
	if (values[REQUIRED_ON_LOST] != NULL &&
		allowed_on_lost(input->arena, input->file, values[REQUIRED_ON_LOST],
			&result->on_lost, input->error) < 0)
		return -input->error->code;
	if (values[REQUIRED_SEVERITY] == NULL)
		return 0;
	return allowed_severity(input->arena, input->file, values[REQUIRED_SEVERITY],
		&result->severity, input->error);
}

static int read_item(
	const struct input *input, const struct yaml_node *item, struct required_file *result)
{
	const struct yaml_node *values[REQUIRED_KEYS] = {NULL};
	struct required_file required = {.severity = SEVERITY_CRITICAL};

	if (item->kind != YAML_MAPPING)
		return allowed_wrong_kind(
			input->file, item, "{file, on_lost, reason, severity}", input->error);
	for (const struct yaml_node *node = item->first; node != NULL; node = node->next)
		if (read_key(input, node, values) < 0)
			return -input->error->code;
	if (values[REQUIRED_FILE] == NULL)
		return yaml_error(input->file, item, input->error,
			"'file' is missing; allowed here: file, on_lost, reason, severity");
	if (allowed_path(input->arena, input->file, values[REQUIRED_FILE], &required.file,
		    input->error) < 0 ||
		read_choices(input, values, &required) < 0)
		return -input->error->code;
	if (values[REQUIRED_REASON] != NULL)
		required.reason = values[REQUIRED_REASON]->string;
	*result = required;
	return 0;
}

static bool is_named(const struct required_file *items, size_t count, const char *file)
{
	for (size_t i = 0; i < count; i++) {
		if (strcmp(items[i].file, file) == 0)
			return true;
	}
	return false;
}

int required_read(struct arena *arena, const char *file, const struct yaml_node *list,
	struct required_list *result, struct error *error)
{
	const struct input input = {arena, file, error};
	struct required_file *items;
	size_t count = 0;

	if (list->kind != YAML_SEQUENCE)
		return allowed_wrong_kind(
			file, list, "a list of {file, on_lost, reason, severity}", error);
	items = arena_new_array(arena, yaml_count(list) + 1, struct required_file);
	for (const struct yaml_node *item = list->first; item != NULL; item = item->next) {
		if (read_item(&input, item, &items[count]) < 0)
			return -error->code;
		if (is_named(items, count, items[count].file))
			return yaml_error(
				file, item, error, "'%s' is there twice", items[count].file);
		count++;
	}
	*result = (struct required_list){items, count};
	return 0;
}
