// SPDX-License-Identifier: GPL-2.0-or-later
// confwatch.yaml -> struct configuration, driven by one table of keys.
#include "formats/configuration.h"

#include <errno.h>
#include <string.h>

#include "base/number.h"
#include "base/path.h"
#include "formats/allowed.h"
#include "formats/required.h"
#include "formats/rules.h"
#include "formats/yaml.h"

#define LENGTH(array) (sizeof(array) / sizeof(array)[0])
#define VALUE(member) offsetof(struct configuration, member)

const struct configuration_key configuration_keys[] = {
	{NULL, "watch", KEY_PATHS, VALUE(watch), 0, 0},
	{NULL, "ignore", KEY_IGNORES, VALUE(ignore), 0, 0},
	{NULL, "protect", KEY_PATTERNS, VALUE(protect), 0, 0},
	{NULL, "public", KEY_PATTERNS, VALUE(open), 0, 0},
	{NULL, "digest_only", KEY_PATTERNS, VALUE(digest_only), 0, 0},
	{NULL, "protected", KEY_SECTION, 0, 0, 0},
	{"protected", "keep", KEY_NUMBER, VALUE(protected_keep), 1, 1000},
	{NULL, "restore", KEY_SECTION, 0, 0, 0},
	{"restore", "never", KEY_PATTERNS, VALUE(restore_refuse), 0, 0},
	{NULL, "required", KEY_REQUIRED, 0, 0, 0},
	{NULL, "params", KEY_PARAMETERS, 0, 0, 0},
	{NULL, "hooks", KEY_SECTION, 0, 0, 0},
	{"hooks", "strict", KEY_FLAG, VALUE(hooks_strict), 0, 0},
	{"hooks", "limit", KEY_NUMBER, VALUE(hooks_limit), 1, 25},
	{NULL, "report", KEY_SECTION, 0, 0, 0},
	{"report", "mail", KEY_MAIL, VALUE(report_mail), 0, 0},
	{"report", "to", KEY_ADDRESSES, VALUE(report_to), 0, 0},
	{"report", "from", KEY_ADDRESS, VALUE(report_from), 0, 0},
	{"report", "sendmail", KEY_PATH, VALUE(report_sendmail), 0, 0},
	{"report", "metrics", KEY_PATH, VALUE(report_metrics), 0, 0},
	{"report", "command", KEY_COMMAND, VALUE(report_command), 0, 0},
	{NULL, "lock_seconds", KEY_NUMBER, VALUE(lock_seconds), 0, 3600},
	{NULL, "consolidate_after", KEY_NUMBER, VALUE(consolidate_after), 1, 10000},
};
const size_t configuration_keys_count = LENGTH(configuration_keys);

const char *const ignore_keys[IGNORE_KEYS] = {"path", "reason"};

#define ALLOWED_COMMANDS "a list of the absolute path of a program, and its arguments"

static const char default_reason[] = "ignored in confwatch.yaml";

/* What one call of configuration_parse() works on. */
struct input {
	struct arena *arena;
	const char *file;
	const struct yaml_node *document; /* NULL: empty */
	struct configuration configuration;
	bool watch_only;
	struct error *error;
};

static void *value_of(struct input *input, const struct configuration_key *key)
{
	return (char *)&input->configuration + key->offset;
}

/* The names allowed in a mapping: of a section, or of an item of `ignore:`. */
static struct string_list keys_of(struct input *input, const char *section)
{
	struct string_list names = {0};

	for (size_t i = 0; i < configuration_keys_count; i++) {
		const struct configuration_key *key = &configuration_keys[i];
		bool here = section == NULL
			? key->section == NULL
			: key->section != NULL && strcmp(key->section, section) == 0;

		if (here && (!input->watch_only || key->kind == KEY_PATHS))
			string_list_add(&names, input->arena, key->name);
	}
	return names;
}

static int check_pattern(struct input *input, const struct yaml_node *node)
{
	const char *problem = allowed_pattern_problem(node->string);

	if (problem == NULL)
		return 0;
	return yaml_error(input->file, node, input->error, "'%s' %s; allowed here: %s",
		node->string, problem, ALLOWED_PATTERNS);
}

static int check_paths(const char *const *paths, size_t count, struct error *error)
{
	for (size_t i = 0; i < count; i++) {
		const char *problem = allowed_path_problem(paths[i]);

		if (problem != NULL)
			return error_set(error, EINVAL, "'%s' %s; allowed here: %s", paths[i],
				problem, ALLOWED_PATHS);
	}
	return 0;
}

static int read_path(struct input *input, const struct yaml_node *node, struct string_list *list)
{
	const char *path;

	if (allowed_path(input->arena, input->file, node, &path, input->error) < 0)
		return -input->error->code;
	string_list_add(list, input->arena, path);
	return 0;
}

static int read_watch(
	struct input *input, const struct configuration_key *key, const struct yaml_node *node)
{
	struct string_list list = {0};
	struct string_list *result = value_of(input, key);

	if (node->kind != YAML_SEQUENCE)
		return allowed_wrong_kind(
			input->file, node, "a list of " ALLOWED_PATHS, input->error);
	if (node->first == NULL)
		return yaml_error(input->file, node, input->error,
			"'%s' is an empty list; allowed here: " ALLOWED_PATHS, node->key);
	for (const struct yaml_node *item = node->first; item != NULL; item = item->next)
		if (read_path(input, item, &list) < 0)
			return -input->error->code;
	*result = list;
	input->configuration.watch_given = true;
	return 0;
}

static int read_addresses(
	struct input *input, const struct configuration_key *key, const struct yaml_node *node)
{
	struct string_list list = {0};
	struct string_list *result = value_of(input, key);

	if (node->kind != YAML_SEQUENCE || node->first == NULL)
		return allowed_wrong_kind(
			input->file, node, "a list of " ALLOWED_ADDRESSES, input->error);
	for (const struct yaml_node *item = node->first; item != NULL; item = item->next) {
		const char *address;

		if (allowed_address(input->file, item, &address, input->error) < 0)
			return -input->error->code;
		string_list_add(&list, input->arena, address);
	}
	*result = list;
	return 0;
}

/* Words as they are: no shell sees them. */
static int read_command(
	struct input *input, const struct configuration_key *key, const struct yaml_node *node)
{
	struct string_list words = {0};
	struct string_list *result = value_of(input, key);
	const char *program;

	if (node->kind != YAML_SEQUENCE || node->first == NULL)
		return allowed_wrong_kind(input->file, node, ALLOWED_COMMANDS, input->error);
	if (allowed_path(input->arena, input->file, node->first, &program, input->error) < 0)
		return -input->error->code;
	string_list_add(&words, input->arena, program);
	for (const struct yaml_node *item = node->first->next; item != NULL; item = item->next) {
		if (item->kind != YAML_STRING)
			return allowed_wrong_kind(input->file, item, "a string", input->error);
		string_list_add(&words, input->arena, item->string);
	}
	*result = words;
	return 0;
}

static int read_report_mail(
	struct input *input, const struct configuration_key *key, const struct yaml_node *node)
{
	enum report_mail *result = value_of(input, key);
	size_t choice = 0;

	if (allowed_choice(input->arena, input->file, node, report_mail_names, REPORT_MAIL_COUNT,
		    &choice, input->error) < 0)
		return -input->error->code;
	*result = (enum report_mail)choice;
	return 0;
}

static int read_patterns(
	struct input *input, const struct configuration_key *key, const struct yaml_node *node)
{
	struct string_list *list = value_of(input, key);

	if (node->kind != YAML_SEQUENCE)
		return allowed_wrong_kind(
			input->file, node, "a list of " ALLOWED_PATTERNS, input->error);
	for (const struct yaml_node *item = node->first; item != NULL; item = item->next) {
		if (item->kind != YAML_STRING)
			return allowed_wrong_kind(
				input->file, item, ALLOWED_PATTERNS, input->error);
		if (check_pattern(input, item) < 0)
			return -input->error->code;
		string_list_add(list, input->arena, item->string);
	}
	return 0;
}

static int read_ignore_key(
	struct input *input, const struct yaml_node *node, const struct yaml_node **values)
{
	struct string_list names = {0};

	for (size_t i = 0; i < IGNORE_KEYS; i++) {
		string_list_add(&names, input->arena, ignore_keys[i]);
		if (strcmp(node->key, ignore_keys[i]) == 0)
			values[i] = node;
	}
	for (size_t i = 0; i < IGNORE_KEYS; i++)
		if (values[i] == node)
			return node->kind == YAML_STRING
				? 0
				: allowed_wrong_kind(input->file, node, "a string", input->error);
	return allowed_unknown_key(input->arena, input->file, node, &names, input->error);
}

static int read_ignore_mapping(
	struct input *input, const struct yaml_node *item, struct ignore *result)
{
	const struct yaml_node *values[IGNORE_KEYS] = {NULL};

	for (const struct yaml_node *node = item->first; node != NULL; node = node->next)
		if (read_ignore_key(input, node, values) < 0)
			return -input->error->code;
	if (values[IGNORE_PATH] == NULL)
		return yaml_error(input->file, item, input->error,
			"'path' is missing; allowed here: path, reason");
	if (check_pattern(input, values[IGNORE_PATH]) < 0)
		return -input->error->code;
	result->pattern = values[IGNORE_PATH]->string;
	if (values[IGNORE_REASON] != NULL)
		result->reason = values[IGNORE_REASON]->string;
	return 0;
}

static int read_ignore(struct input *input, const struct yaml_node *item)
{
	struct ignore ignore = {.reason = default_reason};

	if (item->kind == YAML_SEQUENCE)
		return allowed_wrong_kind(
			input->file, item, ALLOWED_PATTERNS ", or {path, reason}", input->error);
	if (item->kind == YAML_STRING && check_pattern(input, item) < 0)
		return -input->error->code;
	if (item->kind == YAML_MAPPING && read_ignore_mapping(input, item, &ignore) < 0)
		return -input->error->code;
	if (item->kind == YAML_STRING)
		ignore.pattern = item->string;
	configuration_add_ignore(&input->configuration, input->arena, &ignore);
	return 0;
}

static int read_ignores(struct input *input, const struct yaml_node *node)
{
	if (node->kind != YAML_SEQUENCE)
		return allowed_wrong_kind(input->file, node,
			"a list of " ALLOWED_PATTERNS ", or {path, reason}", input->error);
	for (const struct yaml_node *item = node->first; item != NULL; item = item->next)
		if (read_ignore(input, item) < 0)
			return -input->error->code;
	return 0;
}

static int read_required(struct input *input, const struct yaml_node *node)
{
	struct required_list list;

	if (required_read(input->arena, input->file, node, &list, input->error) < 0)
		return -input->error->code;
	input->configuration.required = list.items;
	input->configuration.required_count = list.count;
	return 0;
}

static int read_number(
	struct input *input, const struct configuration_key *key, const struct yaml_node *node)
{
	uint32_t *result = value_of(input, key);
	const char *allowed = arena_format(input->arena, "a number from %lu to %lu",
		(unsigned long)key->least, (unsigned long)key->most);
	uint64_t value;

	if (node->kind != YAML_STRING)
		return allowed_wrong_kind(input->file, node, allowed, input->error);
	if (!number_parse(node->string, strlen(node->string), 10, key->most, &value) ||
		value < key->least)
		return yaml_error(input->file, node, input->error, "'%s' is '%s'; allowed here: %s",
			node->key, node->string, allowed);
	*result = (uint32_t)value;
	return 0;
}

static int read_flag(
	struct input *input, const struct configuration_key *key, const struct yaml_node *node)
{
	bool *result = value_of(input, key);

	if (node->kind != YAML_STRING)
		return allowed_wrong_kind(input->file, node, "true or false", input->error);
	if (strcmp(node->string, "true") != 0 && strcmp(node->string, "false") != 0)
		return yaml_error(input->file, node, input->error,
			"'%s' is '%s'; allowed here: true or false", node->key, node->string);
	*result = strcmp(node->string, "true") == 0;
	return 0;
}

/* Sections hold no sections: read_keys() is entered at most twice. */
static int read_keys(struct input *input, const char *section, const struct yaml_node *mapping);

static int read_value(
	struct input *input, const struct configuration_key *key, const struct yaml_node *node)
{
	switch (key->kind) {
	case KEY_PATHS:
		return read_watch(input, key, node);
	case KEY_PATTERNS:
		return read_patterns(input, key, node);
	case KEY_IGNORES:
		return read_ignores(input, node);
	case KEY_REQUIRED:
		return read_required(input, node);
	case KEY_PARAMETERS:
		return rules_parameters(input->arena, input->file, node,
			&input->configuration.parameters, &input->configuration.parameter_count,
			input->error);
	case KEY_NUMBER:
		return read_number(input, key, node);
	case KEY_FLAG:
		return read_flag(input, key, node);
	case KEY_MAIL:
		return read_report_mail(input, key, node);
	case KEY_ADDRESS:
		return allowed_address(input->file, node, value_of(input, key), input->error);
	case KEY_ADDRESSES:
		return read_addresses(input, key, node);
	case KEY_PATH:
		return allowed_path(
			input->arena, input->file, node, value_of(input, key), input->error);
	case KEY_COMMAND:
		return read_command(input, key, node);
	case KEY_SECTION:
		return read_keys(input, key->name, node);
	}
	return 0;
}

static const struct configuration_key *find_key(const char *section, const char *name)
{
	for (size_t i = 0; i < configuration_keys_count; i++) {
		const struct configuration_key *key = &configuration_keys[i];

		if ((section == NULL) == (key->section == NULL) &&
			(section == NULL || strcmp(section, key->section) == 0) &&
			strcmp(name, key->name) == 0)
			return key;
	}
	return NULL;
}

static int read_keys(struct input *input, const char *section, const struct yaml_node *mapping)
{
	struct string_list names = keys_of(input, section);

	if (mapping->kind != YAML_MAPPING)
		return allowed_wrong_kind(input->file, mapping,
			arena_format(input->arena, "a mapping with %s",
				allowed_join(input->arena, &names)),
			input->error);
	for (const struct yaml_node *node = mapping->first; node != NULL; node = node->next) {
		const struct configuration_key *key = find_key(section, node->key);

		if (key == NULL || (input->watch_only && key->kind != KEY_PATHS))
			return allowed_unknown_key(
				input->arena, input->file, node, &names, input->error);
		if (read_value(input, key, node) < 0)
			return -input->error->code;
	}
	return 0;
}

static int parse(struct input *input, const void *bytes, size_t length)
{
	if (yaml_parse(input->arena, input->file, bytes, length, &input->document, input->error) <
		0)
		return -input->error->code;
	return input->document == NULL ? 0 : read_keys(input, NULL, input->document);
}

int configuration_parse(struct arena *arena, const char *file, const void *bytes, size_t length,
	struct configuration *configuration, struct error *error)
{
	struct input input = {
		.arena = arena, .file = file, .configuration = *configuration, .error = error};

	if (parse(&input, bytes, length) < 0)
		return -error->code;
	*configuration = input.configuration;
	return 0;
}

int watch_list_parse(struct arena *arena, const char *file, const void *bytes, size_t length,
	struct configuration *configuration, struct error *error)
{
	struct input input = {.arena = arena,
		.file = file,
		.configuration = *configuration,
		.watch_only = true,
		.error = error};

	input.configuration.watch_given = false;
	if (parse(&input, bytes, length) < 0)
		return -error->code;
	if (!input.configuration.watch_given)
		return error_set(
			error, EINVAL, "%s:1:1: 'watch' is missing; allowed here: watch", file);
	*configuration = input.configuration;
	return 0;
}

static const char *first_difference(
	struct arena *arena, const struct string_list *list, const char *const *paths, size_t count)
{
	for (size_t i = 0; i < count; i++)
		if (list->items == NULL || i >= list->count ||
			strcmp(list->items[i], path_normalise(arena, "/", paths[i])) != 0)
			return paths[i];
	return NULL;
}

/* Reading back tells whether YAML could say it: names need not be UTF-8. */
static int check_written(
	const char *const *paths, size_t count, const struct text *text, struct error *error)
{
	struct arena arena = ARENA_INIT;
	struct configuration read = {0};
	int code = watch_list_parse(&arena, "watch.yaml", text->bytes, text->length, &read, error);
	const char *wrong = NULL;

	if (code == 0)
		wrong = first_difference(&arena, &read.watch, paths, count);
	if (wrong != NULL)
		code = error_set(error, EINVAL, "'%s' cannot be written as YAML", wrong);
	arena_release(&arena);
	return code;
}

int watch_list_write(
	const char *const *paths, size_t count, struct text *result, struct error *error)
{
	TEXT_CLEANUP struct text text = TEXT_INIT;

	if (check_paths(paths, count, error) < 0)
		return -error->code;
	text_add(
		&text, "# Written by `confwatch init --watch`; `watch:` in confwatch.yaml wins.\n");
	text_add(&text, "watch:\n");
	for (size_t i = 0; i < count; i++) {
		text_add(&text, "  - ");
		yaml_quote(&text, paths[i]);
		text_byte(&text, '\n');
	}
	if (check_written(paths, count, &text, error) < 0)
		return -error->code;
	text_append(result, text.bytes, text.length);
	return 0;
}
