// SPDX-License-Identifier: GPL-2.0-or-later
// One file of rules: its keys, and what stands beside rules in it.
#include <errno.h>
#include <string.h>

#include "formats/rules.h"
#include "formats/rules_parts.h"

#define LENGTH(array) (sizeof(array) / sizeof(array)[0])

enum file_key {
	FILE_PACK,
	FILE_TITLE,
	FILE_APPLIES,
	FILE_RULES,
	FILE_PARAMS,
	FILE_FORMATS,
	FILE_OVERRIDE,
	FILE_ADOPTED,
	FILE_REQUIRED,
	FILE_KEYS,
};

/* The last three are for administrators: a shipped file has the ones before. */
static const char *const file_keys[] = {"pack", "title", "applies", "rules", "params", "formats",
	"override", "adopted", "required"};
_Static_assert(LENGTH(file_keys) == FILE_KEYS, "a name for each key");

/* Those of settings/formats.c: tests/checks/rules compares them. */
static const char *const format_names[] = {"aliases", "clamav", "cyrus-conf", "cyrus-imapd",
	"dovecot", "fetchmail", "group", "ini", "nsswitch", "pam", "pam-conf", "passwd", "perl",
	"plain", "postfix-lines", "postfix-main", "postfix-master", "postfix-table", "resolv",
	"sasl", "shadow", "shell", "spamassassin", "unit"};

void rules_note(struct rules_input *input)
{
	string_list_add(
		input->mistakes, input->arena, arena_string(input->arena, input->error.message));
}

int rules_wrong_kind(struct rules_input *input, const struct yaml_node *node, const char *allowed)
{
	return allowed_wrong_kind(input->file->name, node, allowed, &input->error);
}

void rules_note_kind(struct rules_input *input, const struct yaml_node *node, const char *allowed)
{
	(void)rules_wrong_kind(input, node, allowed);
	rules_note(input);
}

bool rules_is_kind(struct rules_input *input, const struct yaml_node *node, enum yaml_kind kind,
	const char *allowed)
{
	if (node->kind != kind)
		rules_note_kind(input, node, allowed);
	return node->kind == kind;
}

/* The items of a list, one behind the other. */
static int read_list_value(
	struct rules_input *input, const struct yaml_node *list, const char **result)
{
	static const char allowed[] = "strings of one line";
	const char *joined = "";

	for (const struct yaml_node *item = list->first; item != NULL; item = item->next) {
		if (item->kind != YAML_STRING)
			return rules_wrong_kind(input, item, allowed);
		if (strchr(item->string, '\n') != NULL)
			return yaml_error(input->file->name, item, &input->error,
				"a string of several lines; allowed here: %s", allowed);
		joined = arena_format(input->arena, "%s%s%s", joined,
			item == list->first ? "" : "\n", item->string);
	}
	*result = joined;
	return 0;
}

static int read_parameter(
	struct rules_input *input, const struct yaml_node *node, struct parameter *result)
{
	static const char allowed[] = "a string, or a list of strings";

	result->name = node->key;
	if (rules_variable(input, node) < 0)
		return -input->error.code;
	if (node->kind == YAML_MAPPING)
		return rules_wrong_kind(input, node, allowed);
	if (node->kind == YAML_SEQUENCE)
		return read_list_value(input, node, &result->value);
	result->value = node->string;
	return 0;
}

static void read_parameters(struct rules_input *input, const struct yaml_node *mapping)
{
	struct rules_file *file = input->file;
	struct parameter *parameters;

	if (!rules_is_kind(
		    input, mapping, YAML_MAPPING, "a mapping of names to strings or lists of them"))
		return;
	parameters = arena_new_array(input->arena, yaml_count(mapping) + 1, struct parameter);
	for (const struct yaml_node *node = mapping->first; node != NULL; node = node->next)
		if (read_parameter(input, node, &parameters[file->parameter_count++]) < 0)
			rules_note(input);
	file->parameters = parameters;
}

int rules_parameters(struct arena *arena, const char *name, const struct yaml_node *mapping,
	const struct parameter **result, size_t *count, struct error *error)
{
	struct rules_file file = {.name = name};
	struct string_list mistakes = {0};
	struct rules_input input = {.arena = arena, .file = &file, .mistakes = &mistakes};

	read_parameters(&input, mapping);
	if (mistakes.count > 0)
		return error_set(error, EINVAL, "%s", mistakes.items[0]);
	*result = file.parameters;
	*count = file.parameter_count;
	return 0;
}

static int read_format_key(
	struct rules_input *input, const struct yaml_node *node, struct format_by_path *result)
{
	static const char *const names[] = {"path", "format"};
	const struct string_list keys = allowed_names(input->arena, names, LENGTH(names));
	size_t choice = 0;

	if (strcmp(node->key, names[0]) == 0)
		return rules_pattern(input, node, &result->pattern);
	if (strcmp(node->key, names[1]) != 0)
		return allowed_unknown_key(
			input->arena, input->file->name, node, &keys, &input->error);
	if (allowed_choice(input->arena, input->file->name, node, format_names,
		    LENGTH(format_names), &choice, &input->error) < 0)
		return -input->error.code;
	result->format = format_names[choice];
	return 0;
}

static void read_format(
	struct rules_input *input, const struct yaml_node *item, struct format_by_path *result)
{
	const size_t before = input->mistakes->count;

	if (!rules_is_kind(input, item, YAML_MAPPING, "{path, format}"))
		return;
	for (const struct yaml_node *node = item->first; node != NULL; node = node->next)
		if (read_format_key(input, node, result) < 0)
			rules_note(input);
	if (input->mistakes->count > before || (result->pattern != NULL && result->format != NULL))
		return;
	(void)yaml_error(input->file->name, item, &input->error,
		"'%s' is missing; needed here: path, format",
		result->pattern == NULL ? "path" : "format");
	rules_note(input);
}

static void read_formats(struct rules_input *input, const struct yaml_node *list)
{
	struct rules_file *file = input->file;

	if (!rules_is_kind(input, list, YAML_SEQUENCE, "a list of {path, format}"))
		return;
	file->formats = arena_new_array(input->arena, yaml_count(list) + 1, struct format_by_path);
	for (const struct yaml_node *item = list->first; item != NULL; item = item->next)
		read_format(input, item, &file->formats[file->format_count++]);
}

static void read_adopted(struct rules_input *input, const struct yaml_node *list)
{
	struct rules_file *file = input->file;

	if (!rules_is_kind(input, list, YAML_SEQUENCE, "a list of policies"))
		return;
	file->adopted = arena_new_array(input->arena, yaml_count(list) + 1, struct rule_name);
	for (const struct yaml_node *item = list->first; item != NULL; item = item->next) {
		struct rule_name *adopted = &file->adopted[file->adopted_count];

		adopted->place = rules_place(input, item);
		if (rules_id(input, item, &adopted->name) < 0)
			rules_note(input);
		else
			file->adopted_count++;
	}
}

static void read_required(struct rules_input *input, const struct yaml_node *list)
{
	if (required_read(input->arena, input->file->name, list, &input->file->required,
		    &input->error) < 0)
		rules_note(input);
}

static struct pack *pack_of(struct rules_input *input)
{
	struct rules_file *file = input->file;

	if (file->pack == NULL) {
		file->pack = arena_new(input->arena, struct pack);
		file->pack->shipped = file->shipped;
	}
	return file->pack;
}

/* Keys of the pack itself. */
static void read_pack_key(
	struct rules_input *input, enum file_key key, const struct yaml_node *node)
{
	struct pack *pack = pack_of(input);
	int code = 0;

	if (key == FILE_PACK) {
		pack->place = rules_place(input, node);
		code = rules_id(input, node, &pack->name);
	}
	if (key == FILE_TITLE)
		code = rules_text(input, node, &pack->title);
	if (key == FILE_APPLIES)
		code = rules_expression(input, node, &pack->applies);
	if (key == FILE_RULES)
		rules_read_rules(input, node);
	if (code < 0)
		rules_note(input);
}

static void read_file_key(
	struct rules_input *input, enum file_key key, const struct yaml_node *node)
{
	switch (key) {
	case FILE_PARAMS:
		read_parameters(input, node);
		break;
	case FILE_FORMATS:
		read_formats(input, node);
		break;
	case FILE_OVERRIDE:
		rules_read_changes(input, node);
		break;
	case FILE_ADOPTED:
		read_adopted(input, node);
		break;
	case FILE_REQUIRED:
		read_required(input, node);
		break;
	default:
		read_pack_key(input, key, node);
	}
}

static struct string_list keys_of(const struct rules_input *input)
{
	return allowed_names(
		input->arena, file_keys, input->file->shipped ? FILE_OVERRIDE : FILE_KEYS);
}

/* As bits; an unknown one leaves nothing to be missed. */
static unsigned read_keys(struct rules_input *input, const struct yaml_node *document)
{
	const struct string_list names = keys_of(input);
	unsigned given = 0;

	for (const struct yaml_node *node = document->first; node != NULL; node = node->next) {
		size_t i = 0;

		while (i < names.count && strcmp(names.items[i], node->key) != 0)
			i++;
		if (i < names.count) {
			given |= 1U << i;
			read_file_key(input, (enum file_key)i, node);
			continue;
		}
		(void)allowed_unknown_key(
			input->arena, input->file->name, node, &names, &input->error);
		rules_note(input);
		given |= 1U << FILE_PACK | 1U << FILE_TITLE | 1U << FILE_RULES;
	}
	return given;
}

/* A pack has a name, a title and rules, or there is none of it. */
static void check_pack(struct rules_input *input, const struct yaml_node *document, unsigned given)
{
	static const enum file_key needed[] = {FILE_PACK, FILE_TITLE, FILE_RULES};

	for (size_t i = 0; input->file->pack != NULL && i < LENGTH(needed); i++) {
		if ((given & (1U << needed[i])) != 0)
			continue;
		(void)yaml_error(input->file->name, document, &input->error,
			"'%s' is missing; needed here: pack, title, rules", file_keys[needed[i]]);
		rules_note(input);
		return;
	}
}

void rules_file_read(struct rules_input *input, const void *bytes, size_t length)
{
	const struct yaml_node *document;
	const struct string_list names = keys_of(input);

	if (yaml_parse(input->arena, input->file->name, bytes, length, &document, &input->error) <
		0) {
		rules_note(input);
		return;
	}
	if (document == NULL)
		return;
	if (rules_is_kind(input, document, YAML_MAPPING,
		    arena_format(
			    input->arena, "a mapping with %s", allowed_join(input->arena, &names))))
		check_pack(input, document, read_keys(input, document));
}
