// SPDX-License-Identifier: GPL-2.0-or-later
// Rules and changes of rules as wholes: which keys they have, which they lack, what goes together.
#include <string.h>

#include "formats/rules.h"
#include "formats/rules_parts.h"

static uint64_t bit(size_t key)
{
	return UINT64_C(1) << key;
}

static uint64_t bits_with(unsigned flag)
{
	uint64_t bits = 0;

	for (size_t i = 0; i < RULE_KEYS; i++)
		if ((rule_keys[i].flags & flag) != 0)
			bits |= bit(i);
	return bits;
}

static struct string_list list_keys(struct arena *arena, uint64_t bits)
{
	struct string_list names = {0};

	for (size_t i = 0; i < RULE_KEYS; i++)
		if ((bits & bit(i)) != 0)
			string_list_add(&names, arena, rule_keys[i].name);
	return names;
}

/* "must, link_to, mode" */
static const char *names_of(struct arena *arena, uint64_t bits)
{
	const struct string_list names = list_keys(arena, bits);

	return allowed_join(arena, &names);
}

static size_t first_of(uint64_t bits)
{
	size_t i = 0;

	while ((bits & bit(i)) == 0)
		i++;
	return i;
}

/* What is wrong with a rule as a whole. */
struct problem {
	const char *sentence; /* NULL: nothing */
	size_t key;	      /* the one that is too much; RULE_KEYS: none */
};

static struct problem lonely(struct arena *arena, size_t key, const char *beside)
{
	return (struct problem){arena_format(arena, "'%s' stands alone; allowed here: beside %s",
					rule_keys[key].name, beside),
		key};
}

/* Keys that mean nothing without another. */
static struct problem find_lonely(struct arena *arena, uint64_t given)
{
	uint64_t subject = given & bits_with(RULE_KEY_SUBJECT);
	uint64_t of_file = given & bits_with(RULE_KEY_OF_FILE);

	if (subject == 0 && of_file != 0)
		return lonely(arena, first_of(of_file), "file, any_of or each");
	if ((given & bit(RULE_AT)) != 0 && (given & bit(RULE_ASSERT)) == 0)
		return lonely(arena, RULE_AT, "assert");
	if ((given & bit(RULE_SAY)) != 0 && (given & (bit(RULE_ASSERT) | bit(RULE_NEVER))) == 0)
		return lonely(arena, RULE_SAY, "assert or never");
	if ((given & bit(RULE_CAPTURE)) != 0 && (given & bit(RULE_POLICY)) == 0)
		return lonely(arena, RULE_CAPTURE, "policy");
	return (struct problem){NULL, RULE_KEYS};
}

static struct problem find_missing(struct arena *arena, uint64_t given)
{
	uint64_t missing = bits_with(RULE_KEY_NEEDED) & ~given;
	uint64_t conditions = bits_with(RULE_KEY_CONDITION);

	if (missing != 0)
		return (struct problem){arena_format(arena, "'%s' is missing; needed here: %s",
						rule_keys[first_of(missing)].name,
						names_of(arena, bits_with(RULE_KEY_NEEDED))),
			RULE_KEYS};
	if ((given & conditions) == 0)
		return (struct problem){
			arena_format(arena, "a condition is missing; allowed here: %s",
				names_of(arena, conditions)),
			RULE_KEYS};
	return (struct problem){NULL, RULE_KEYS};
}

static struct problem find_problem(struct arena *arena, uint64_t given)
{
	uint64_t subjects = given & bits_with(RULE_KEY_SUBJECT);
	uint64_t more = subjects & (subjects - 1);
	struct problem problem = {NULL, RULE_KEYS};

	if (more != 0) {
		problem.key = first_of(more);
		problem.sentence =
			arena_format(arena, "'%s' and '%s' are both there; allowed here: one of %s",
				rule_keys[first_of(subjects)].name, rule_keys[problem.key].name,
				names_of(arena, bits_with(RULE_KEY_SUBJECT)));
		return problem;
	}
	problem = find_missing(arena, given);
	return problem.sentence != NULL ? problem : find_lonely(arena, given);
}

/* Which keys a mapping has, whose values go into rule; false: an unknown one, too. */
static bool read_keys(struct rules_input *input, const struct yaml_node *mapping, uint64_t allowed,
	struct rule *rule, uint64_t *result)
{
	uint64_t given = 0;
	bool known = true;

	for (const struct yaml_node *node = mapping->first; node != NULL; node = node->next) {
		size_t i = 0;

		while (i < RULE_KEYS && strcmp(rule_keys[i].name, node->key) != 0)
			i++;
		if (i == RULE_KEYS || (allowed & bit(i)) == 0) {
			const struct string_list names = list_keys(input->arena, allowed);

			(void)allowed_unknown_key(
				input->arena, input->file->name, node, &names, &input->error);
			rules_note(input);
			known = false;
			continue;
		}
		given |= bit(i);
		if (rule_key_read(input, &rule_keys[i], node, rule) < 0)
			rules_note(input);
	}
	*result = given;
	return known;
}

const struct yaml_node *rules_find_key(const struct yaml_node *mapping, const char *key)
{
	const struct yaml_node *node = mapping->first;

	while (node != NULL && (node->key == NULL || strcmp(node->key, key) != 0))
		node = node->next;
	return node;
}

static const struct yaml_node *find_key(const struct yaml_node *mapping, size_t key)
{
	return key < RULE_KEYS ? rules_find_key(mapping, rule_keys[key].name) : NULL;
}

/* The mistake stands where the key is that is too much, or at the rule. */
static void note_problem(
	struct rules_input *input, const struct yaml_node *item, struct problem problem)
{
	const struct yaml_node *node = find_key(item, problem.key);

	if (node != NULL)
		(void)yaml_key_error(
			input->file->name, node, &input->error, "%s", problem.sentence);
	else
		(void)yaml_error(input->file->name, item, &input->error, "%s", problem.sentence);
	rules_note(input);
}

void rules_read_rule(struct rules_input *input, const struct yaml_node *item, struct rule *rule)
{
	const uint64_t keys = bit(RULE_KEYS) - 1;
	struct problem problem;
	uint64_t given;

	rule->place = rules_place(input, item);
	if (!rules_is_kind(input, item, YAML_MAPPING, "a rule: {id, severity, reason, ...}"))
		return;
	/* What an unknown key was meant to be is probably what would be missing. */
	if (!read_keys(input, item, keys & ~bits_with(RULE_KEY_CHANGE), rule, &given))
		return;
	problem = find_problem(input->arena, given);
	if (problem.sentence != NULL)
		note_problem(input, item, problem);
}

bool rules_is_list(struct rules_input *input, const struct yaml_node *list, const char *allowed)
{
	if (list->kind == YAML_SEQUENCE && list->first != NULL)
		return true;
	rules_note_kind(input, list, allowed);
	return false;
}

static void read_change(
	struct rules_input *input, const struct yaml_node *item, struct rule_change *change)
{
	change->place = rules_place(input, item);
	if (!rules_is_kind(
		    input, item, YAML_MAPPING, "{id, and the keys to change, or disabled: true}"))
		return;
	if (!read_keys(input, item, bit(RULE_KEYS) - 1, &change->rule, &change->given) ||
		(change->given & bit(RULE_ID)) != 0)
		return;
	(void)yaml_error(input->file->name, item, &input->error,
		"'id' is missing; needed here: the id of the rule to change");
	rules_note(input);
}

void rules_read_changes(struct rules_input *input, const struct yaml_node *list)
{
	struct rules_file *file = input->file;

	if (!rules_is_list(
		    input, list, "a list of {id, and the keys to change, or disabled: true}"))
		return;
	file->changes = arena_new_array(input->arena, yaml_count(list), struct rule_change);
	for (const struct yaml_node *item = list->first; item != NULL; item = item->next)
		read_change(input, item, &file->changes[file->change_count++]);
}

static bool is_set(const struct rule *rule, size_t index)
{
	const void *value = (const char *)rule + rule_keys[index].offset;

	switch (rule_keys[index].kind) {
	case RULE_KEY_FILE:
		return rule->files.count == 1;
	case RULE_KEY_FILES:
		return rule->files.count > 1;
	case RULE_KEY_PATTERN:
		return rule->each != NULL;
	case RULE_KEY_FLAG:
		return *(const bool *)value;
	case RULE_KEY_EXPRESSION:
		return ((const struct rule_expression *)value)->text != NULL;
	case RULE_KEY_CAPTURES:
		return rule->capture_count > 0;
	case RULE_KEY_MUST:
		return rule->must != MUST_NOTHING;
	case RULE_KEY_MODE:
		return rule->mode_relation != MODE_ANY;
	case RULE_KEY_ON_LOST:
		return rule->on_lost_given;
	case RULE_KEY_SEVERITY:
		return true;
	default:
		return *(const char *const *)value != NULL;
	}
}

static uint64_t keys_of(const struct rule *rule)
{
	uint64_t given = 0;

	for (size_t i = 0; i < RULE_KEYS; i++)
		if (is_set(rule, i))
			given |= bit(i);
	return given;
}

const char *rule_change_apply(
	struct arena *arena, const struct rule_change *change, struct rule *rule)
{
	uint64_t before = keys_of(rule);
	const char *problem;

	if ((change->given & bits_with(RULE_KEY_SUBJECT)) != 0)
		before &= ~bits_with(RULE_KEY_SUBJECT);
	problem = find_problem(arena, before | change->given).sentence;
	if (problem != NULL)
		return problem;
	for (size_t i = 0; i < RULE_KEYS; i++) {
		const struct rule_key *key = &rule_keys[i];

		if ((change->given & bit(i)) != 0)
			memcpy((char *)rule + key->offset,
				(const char *)&change->rule + key->offset, key->size);
	}
	rule->overridden_by = change->place.file;
	return NULL;
}
