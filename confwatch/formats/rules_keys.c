// SPDX-License-Identifier: GPL-2.0-or-later
// The keys of a rule, in one table, and reading the value of each.
#include <string.h>

#include "base/number.h"
#include "formats/rules.h"
#include "formats/rules_parts.h"

#define LENGTH(array) (sizeof(array) / sizeof(array)[0])

/* From one member to another: the value of a key may fill several. */
#define SPAN(first, last)                                                                          \
	offsetof(struct rule, first),                                                              \
		offsetof(struct rule, last) + sizeof(((struct rule *)0)->last) -                   \
		offsetof(struct rule, first)
#define VALUE(member) SPAN(member, member)

enum {
	OF_FILE = RULE_KEY_OF_FILE,
	CONDITION = RULE_KEY_CONDITION,
	ABOUT_FILE = RULE_KEY_CONDITION | RULE_KEY_OF_FILE,
	SUBJECT = RULE_KEY_SUBJECT,
	NEEDED = RULE_KEY_NEEDED,
};

const struct rule_key rule_keys[] = {
	[RULE_ID] = {"id", RULE_KEY_ID, NEEDED, VALUE(id)},
	[RULE_TITLE] = {"title", RULE_KEY_TEXT, 0, VALUE(title)},
	[RULE_FILE] = {"file", RULE_KEY_FILE, SUBJECT, SPAN(files, each)},
	[RULE_ANY_OF] = {"any_of", RULE_KEY_FILES, SUBJECT, SPAN(files, each)},
	[RULE_EACH] = {"each", RULE_KEY_PATTERN, SUBJECT, SPAN(files, each)},
	[RULE_MAY_BE_MISSING] = {"may-be-missing", RULE_KEY_FLAG, OF_FILE, VALUE(may_be_missing)},
	[RULE_APPLIES] = {"applies", RULE_KEY_EXPRESSION, 0, VALUE(applies)},
	[RULE_POLICY] = {"policy", RULE_KEY_ID, 0, VALUE(policy)},
	[RULE_CAPTURE] = {"capture", RULE_KEY_CAPTURES, 0, SPAN(captures, capture_count)},
	[RULE_MUST] = {"must", RULE_KEY_MUST, ABOUT_FILE, VALUE(must)},
	[RULE_LINK_TO] = {"link_to", RULE_KEY_TEXT, ABOUT_FILE, VALUE(link_to)},
	[RULE_MODE] = {"mode", RULE_KEY_MODE, ABOUT_FILE, SPAN(mode_relation, mode)},
	[RULE_OWNER] = {"owner", RULE_KEY_NAME, ABOUT_FILE, VALUE(owner)},
	[RULE_GROUP] = {"group", RULE_KEY_NAME, ABOUT_FILE, VALUE(group)},
	[RULE_SAME_AS] = {"same_as", RULE_KEY_PATH, ABOUT_FILE, VALUE(same_as)},
	[RULE_NEWER_THAN] = {"newer_than", RULE_KEY_PATH, ABOUT_FILE, VALUE(newer_than)},
	[RULE_ASSERT] = {"assert", RULE_KEY_EXPRESSION, CONDITION, VALUE(assert)},
	[RULE_NEVER] = {"never", RULE_KEY_EXPRESSION, CONDITION, VALUE(never)},
	[RULE_AT] = {"at", RULE_KEY_EXPRESSION, 0, VALUE(at)},
	[RULE_SAY] = {"say", RULE_KEY_EXPRESSION, 0, VALUE(say)},
	[RULE_ON_LOST] = {"on_lost", RULE_KEY_ON_LOST, OF_FILE, SPAN(on_lost, on_lost_given)},
	[RULE_SEVERITY] = {"severity", RULE_KEY_SEVERITY, NEEDED, VALUE(severity)},
	[RULE_REASON] = {"reason", RULE_KEY_TEXT, NEEDED, VALUE(reason)},
	[RULE_REMEDY] = {"remedy", RULE_KEY_TEXT, 0, VALUE(remedy)},
	[RULE_DISABLED] = {"disabled", RULE_KEY_FLAG, RULE_KEY_CHANGE, VALUE(disabled)},
};
_Static_assert(LENGTH(rule_keys) == RULE_KEYS, "a row for each key");

struct rule_place rules_place(const struct rules_input *input, const struct yaml_node *node)
{
	return (struct rule_place){input->file->name, node->line, node->column};
}

/* A mistake in the value, "'x' is no name; allowed here: ...". */
static int refuse(struct rules_input *input, const struct yaml_node *node, const char *problem,
	const char *allowed)
{
	return yaml_error(input->file->name, node, &input->error, "'%s' %s; allowed here: %s",
		node->string, problem, allowed);
}

static bool is_filled(const struct yaml_node *node)
{
	return node->kind == YAML_STRING && node->string[0] != '\0';
}

int rules_id(struct rules_input *input, const struct yaml_node *node, const char **result)
{
	static const char allowed[] =
		"names of up to 63 lower-case letters, digits and '-' like pam-imap";
	size_t length;

	if (!is_filled(node))
		return rules_wrong_kind(input, node, allowed);
	length = strlen(node->string);
	if (node->string[0] == '-' || length >= RULE_NAME_MOST ||
		strspn(node->string, "abcdefghijklmnopqrstuvwxyz0123456789-") != length)
		return refuse(input, node, "is no name", allowed);
	*result = node->string;
	return 0;
}

bool rules_is_variable(const char *name)
{
	static const char letters[] = "abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ_"
				      "0123456789-";
	const size_t length = strlen(name);

	return length > 0 && length < RULE_NAME_MOST && strspn(name, letters) == length &&
		strspn(name, "0123456789-") == 0;
}

int rules_variable(struct rules_input *input, const struct yaml_node *node)
{
	if (rules_is_variable(node->key))
		return 0;
	return yaml_key_error(input->file->name, node, &input->error,
		"'%s' is no name of a parameter; allowed here: " RULES_VARIABLES ": name: VALUE",
		node->key);
}

static int read_name(struct rules_input *input, const struct yaml_node *node, const char **result)
{
	static const char allowed[] = "a name without blanks and ':', or a number";

	if (!is_filled(node))
		return rules_wrong_kind(input, node, allowed);
	if (strpbrk(node->string, " \t\n:") != NULL)
		return refuse(input, node, "is no name", allowed);
	*result = node->string;
	return 0;
}

int rules_text(struct rules_input *input, const struct yaml_node *node, const char **result)
{
	if (!is_filled(node))
		return rules_wrong_kind(input, node, "a string");
	*result = node->string;
	return 0;
}

static int read_path(struct rules_input *input, const struct yaml_node *node, const char **result)
{
	return allowed_path(input->arena, input->file->name, node, result, &input->error);
}

static int read_file(struct rules_input *input, const struct yaml_node *node, struct rule *rule)
{
	const char *path;

	if (read_path(input, node, &path) < 0)
		return -input->error.code;
	string_list_add(&rule->files, input->arena, path);
	return 0;
}

static int read_files(struct rules_input *input, const struct yaml_node *node, struct rule *rule)
{
	if (node->kind != YAML_SEQUENCE || node->first == NULL)
		return rules_wrong_kind(input, node, "a list of " ALLOWED_PATHS);
	for (const struct yaml_node *item = node->first; item != NULL; item = item->next)
		if (read_file(input, item, rule) < 0)
			return -input->error.code;
	return 0;
}

int rules_pattern(struct rules_input *input, const struct yaml_node *node, const char **result)
{
	static const char allowed[] = "absolute patterns like /etc/pam.d/*, /etc/**/*.conf";
	const char *problem;

	if (!is_filled(node))
		return rules_wrong_kind(input, node, allowed);
	problem = node->string[0] == '/' ? allowed_pattern_problem(node->string) : "is relative";
	if (problem != NULL)
		return refuse(input, node, problem, allowed);
	*result = node->string;
	return 0;
}

static int read_flag(struct rules_input *input, const struct yaml_node *node, bool *result)
{
	static const char *const names[] = {"false", "true", "no", "yes"};
	size_t choice = 0;

	if (allowed_choice(input->arena, input->file->name, node, names, LENGTH(names), &choice,
		    &input->error) < 0)
		return -input->error.code;
	*result = choice % 2 == 1;
	return 0;
}

int rules_expression(
	struct rules_input *input, const struct yaml_node *node, struct rule_expression *result)
{
	if (!is_filled(node))
		return rules_wrong_kind(input, node, "an XPath expression");
	result->text = node->string;
	result->place = rules_place(input, node);
	result->as_written = node->text_column != 0;
	if (result->as_written)
		result->place.column = node->text_column;
	return 0;
}

static int read_captures(struct rules_input *input, const struct yaml_node *node, struct rule *rule)
{
	if (node->kind != YAML_MAPPING || node->first == NULL)
		return rules_wrong_kind(input, node, "a mapping of names to XPath expressions");
	rule->captures = arena_new_array(input->arena, yaml_count(node), struct rule_capture);
	for (const struct yaml_node *item = node->first; item != NULL; item = item->next) {
		struct rule_capture *capture = &rule->captures[rule->capture_count++];

		capture->name = item->key;
		if (rules_variable(input, item) < 0 ||
			rules_expression(input, item, &capture->expression) < 0)
			return -input->error.code;
	}
	return 0;
}

static int read_must(struct rules_input *input, const struct yaml_node *node, enum must *result)
{
	const char *names[MUST_COUNT - 1];
	size_t choice = 0;

	for (size_t i = 0; i < LENGTH(names); i++)
		names[i] = must_name((enum must)(i + 1));
	if (allowed_choice(input->arena, input->file->name, node, names, LENGTH(names), &choice,
		    &input->error) < 0)
		return -input->error.code;
	*result = (enum must)(choice + 1);
	return 0;
}

/* "0640", "at most 0640", "at least 0600". */
static int read_mode(struct rules_input *input, const struct yaml_node *node, struct rule *rule)
{
	static const char allowed[] = "0640, at most 0640, at least 0600";
	static const struct {
		const char *words;
		enum mode_relation relation;
	} relations[] = {
		{"at most ", MODE_AT_MOST},
		{"at least ", MODE_AT_LEAST},
		{"", MODE_EXACTLY},
	};
	const char *digits = node->string;
	uint64_t mode = 0;
	size_t i = 0;

	if (!is_filled(node))
		return rules_wrong_kind(input, node, allowed);
	while (strncmp(digits, relations[i].words, strlen(relations[i].words)) != 0)
		i++;
	digits += strlen(relations[i].words);
	if (strlen(digits) < 3 || strlen(digits) > 4 ||
		!number_parse(digits, strlen(digits), 8, 07777, &mode))
		return refuse(input, node, "is no mode", allowed);
	rule->mode_relation = relations[i].relation;
	rule->mode = (uint32_t)mode;
	return 0;
}

static int read_on_lost(struct rules_input *input, const struct yaml_node *node, struct rule *rule)
{
	rule->on_lost_given = true;
	return allowed_on_lost(
		input->arena, input->file->name, node, &rule->on_lost, &input->error);
}

int rule_key_read(struct rules_input *input, const struct rule_key *key,
	const struct yaml_node *node, struct rule *rule)
{
	void *value = (char *)rule + key->offset;

	switch (key->kind) {
	case RULE_KEY_ID:
		return rules_id(input, node, value);
	case RULE_KEY_NAME:
		return read_name(input, node, value);
	case RULE_KEY_TEXT:
		return rules_text(input, node, value);
	case RULE_KEY_PATH:
		return read_path(input, node, value);
	case RULE_KEY_FILE:
		return read_file(input, node, rule);
	case RULE_KEY_FILES:
		return read_files(input, node, rule);
	case RULE_KEY_PATTERN:
		return rules_pattern(input, node, &rule->each);
	case RULE_KEY_FLAG:
		return read_flag(input, node, value);
	case RULE_KEY_EXPRESSION:
		return rules_expression(input, node, value);
	case RULE_KEY_CAPTURES:
		return read_captures(input, node, rule);
	case RULE_KEY_MUST:
		return read_must(input, node, value);
	case RULE_KEY_MODE:
		return read_mode(input, node, rule);
	case RULE_KEY_ON_LOST:
		return read_on_lost(input, node, rule);
	case RULE_KEY_SEVERITY:
		return allowed_severity(
			input->arena, input->file->name, node, value, &input->error);
	}
	return 0;
}
