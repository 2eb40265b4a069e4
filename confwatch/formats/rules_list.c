// SPDX-License-Identifier: GPL-2.0-or-later
// The rules of a pack: single ones, and groups that are said once for several values.
#include <string.h>

#include "formats/rules_parts.h"

static struct rule *new_rule(struct rules_input *input)
{
	struct pack *pack = input->file->pack;

	pack->rules = arena_grow(input->arena, pack->rules, &input->rule_capacity,
		pack->rule_count + 1, sizeof *pack->rules);
	pack->rules[pack->rule_count] = (struct rule){0};
	return &pack->rules[pack->rule_count++];
}

/* Of the rules that one rule of a group makes, the last has an id that another one has. */
static void check_own_id(struct rules_input *input, const struct yaml_node *item)
{
	const struct pack *pack = input->file->pack;
	const struct rule *last = &pack->rules[pack->rule_count - 1];

	for (const struct rule *rule = pack->rules; rule < last; rule++) {
		if (rule->place.line != last->place.line ||
			rule->place.column != last->place.column || strcmp(rule->id, last->id) != 0)
			continue;
		(void)yaml_error(input->file->name, rules_find_key(item, rule_keys[RULE_ID].name),
			&input->error,
			"'for' makes two rules with the id '%s'; allowed here: an id with {NAME} in "
			"it, and values that differ",
			last->id);
		rules_note(input);
		return;
	}
}

/* Whether the rule that values of one number make is in order. */
static bool read_filled(struct rules_input *input, const struct yaml_node *values, size_t which,
	const struct yaml_node *item)
{
	const size_t before = input->mistakes->count;
	struct yaml_node *filled;

	if (rules_for_fill(input, values, which, item, &filled) < 0) {
		rules_note(input);
		return false;
	}
	rules_read_rule(input, filled, new_rule(input));
	if (input->mistakes->count == before)
		check_own_id(input, filled);
	return input->mistakes->count == before;
}

/* What is wrong with a rule is said once, not of each value. */
static void read_filled_rules(
	struct rules_input *input, const struct yaml_node *values, const struct yaml_node *list)
{
	const size_t count = yaml_count(values->first);
	bool *wrong = arena_new_array(input->arena, yaml_count(list), bool);

	for (size_t which = 0; which < count; which++) {
		size_t i = 0;

		for (const struct yaml_node *item = list->first; item != NULL;
			item = item->next, i++)
			if (!wrong[i])
				wrong[i] = !read_filled(input, values, which, item);
	}
}

static bool check_group_keys(struct rules_input *input, const struct yaml_node *group)
{
	static const char *const keys[] = {"for", "rules"};
	const struct string_list names = allowed_names(input->arena, keys, 2);

	for (const struct yaml_node *node = group->first; node != NULL; node = node->next) {
		if (strcmp(node->key, keys[0]) == 0 || strcmp(node->key, keys[1]) == 0)
			continue;
		(void)allowed_unknown_key(
			input->arena, input->file->name, node, &names, &input->error);
		rules_note(input);
		return false;
	}
	return true;
}

/* {for, rules}: rules that are said once for several values. */
static void read_group(
	struct rules_input *input, const struct yaml_node *group, const struct yaml_node *values)
{
	const struct yaml_node *list = rules_find_key(group, "rules");

	if (list == NULL) {
		(void)yaml_key_error(input->file->name, values, &input->error,
			"'rules' is missing beside 'for'; needed here: for, and in 'rules' what is "
			"said for each value");
		rules_note(input);
		return;
	}
	if (!check_group_keys(input, group))
		return;
	if (rules_for_read(input, values) < 0)
		rules_note(input);
	else if (rules_is_list(input, list, "a list of rules"))
		read_filled_rules(input, values, list);
}

void rules_read_rules(struct rules_input *input, const struct yaml_node *list)
{
	if (!rules_is_list(input, list, "a list of rules"))
		return;
	for (const struct yaml_node *item = list->first; item != NULL; item = item->next) {
		const struct yaml_node *values = rules_find_key(item, "for");

		if (values != NULL)
			read_group(input, item, values);
		else
			rules_read_rule(input, item, new_rule(input));
	}
}
