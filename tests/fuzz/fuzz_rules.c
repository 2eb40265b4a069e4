// SPDX-License-Identifier: GPL-2.0-or-later
// Any bytes as a file of rules: sentences with a place and nothing kept, or rules in bounds.
#include <string.h>

#include "core/explanation.h"
#include "formats/rules.h"
#include "target.h"

static const char shipped[] = "pack: shipped\n"
			      "title: What may be overridden\n"
			      "rules:\n"
			      "  - {id: a, file: /etc/a, mode: 0640, severity: info, reason: r}\n"
			      "  - {id: b, policy: p, assert: 'x', severity: info, reason: r}\n"
			      "params: {x: y}\n"
			      "formats: [{path: '/etc/**', format: plain}]\n";

/* "LINE:", not zero; what follows it. */
static const char *after_number(const char *text)
{
	size_t digits = strspn(text, "0123456789");

	must(digits > 0 && text[0] != '0' && text[digits] == ':');
	return text + digits + 1;
}

static void check_mistakes(const struct string_list *mistakes)
{
	for (size_t i = 0; i < mistakes->count; i++) {
		must(strncmp(mistakes->items[i], "file:", 5) == 0);
		must(after_number(after_number(mistakes->items[i] + 5))[0] == ' ');
	}
}

static void check_place(const struct rule_place *place)
{
	must(place->file != NULL && place->line > 0 && place->column > 0);
}

static void check_expression(const struct rule_expression *expression)
{
	if (expression->text == NULL)
		return;
	must(expression->text[0] != '\0');
	check_place(&expression->place);
}

static void check_subject(const struct rule *rule)
{
	const bool of_file = rule->files.count > 0 || rule->each != NULL;

	must(rule->files.count == 0 || rule->each == NULL);
	for (size_t i = 0; i < rule->files.count; i++)
		must(rule->files.items[i][0] == '/');
	must(rule->each == NULL || rule->each[0] == '/');
	must(of_file ||
		(!rule->may_be_missing && rule->must == MUST_NOTHING &&
			rule->mode_relation == MODE_ANY && rule->owner == NULL &&
			rule->group == NULL && rule->link_to == NULL && rule->same_as == NULL &&
			rule->newer_than == NULL && !rule->on_lost_given));
}

static void check_condition(const struct rule *rule)
{
	must(rule->must != MUST_NOTHING || rule->mode_relation != MODE_ANY || rule->owner != NULL ||
		rule->group != NULL || rule->link_to != NULL || rule->same_as != NULL ||
		rule->newer_than != NULL || rule->assert.text != NULL || rule->never.text != NULL);
	must(rule->at.text == NULL || rule->assert.text != NULL);
	must(rule->capture_count == 0 || rule->policy != NULL);
	must(rule->mode <= 07777 && rule->severity <= SEVERITY_CRITICAL);
	must(rule->on_lost < (enum on_lost)ON_LOST_COUNT && rule->must < (enum must)MUST_COUNT);
}

static void check_rule(const struct rule_set *set, const struct pack *pack, const struct rule *rule)
{
	struct arena arena = ARENA_INIT;

	must(rule->pack == pack && rule->reason != NULL && rule->reason[0] != '\0');
	must(rules_find(set, rule->id) == rule);
	check_place(&rule->place);
	check_subject(rule);
	check_condition(rule);
	check_expression(&rule->applies);
	check_expression(&rule->assert);
	check_expression(&rule->never);
	check_expression(&rule->at);
	check_expression(&rule->say);
	for (size_t i = 0; i < rule->capture_count; i++)
		check_expression(&rule->captures[i].expression);
	(void)rule_mentions(&arena, rule, "/etc/a");
	arena_release(&arena);
}

static void check_set(const struct rule_set *set)
{
	for (size_t i = 0; i < set->pack_count; i++) {
		const struct pack *pack = &set->packs[i];

		must(pack->name != NULL && pack->title != NULL);
		must(i == 0 || strcmp(set->packs[i - 1].name, pack->name) < 0);
		for (size_t j = 0; j < pack->rule_count; j++)
			check_rule(set, pack, &pack->rules[j]);
	}
	for (size_t i = 0; i < set->parameter_count; i++)
		must(set->parameters[i].name[0] != '\0' && set->parameters[i].value != NULL);
	for (size_t i = 0; i < set->required_count; i++)
		must(set->required[i].file[0] == '/');
	must(rules_format(set, "/etc/pam.d/imap") != NULL);
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
	const struct configuration configuration = {0};
	struct arena arena = ARENA_INIT;
	struct rules_reader *reader = rules_begin(&arena);
	struct rule_set set;
	size_t mistakes;

	must(rules_read(reader, "shipped", true, shipped, sizeof shipped - 1) == 0);
	mistakes = rules_read(reader, "file", false, data, size);
	must(mistakes == rules_mistakes(reader)->count);
	rules_finish(reader, &configuration, &set);
	check_mistakes(rules_mistakes(reader));
	check_set(&set);
	if (mistakes > 0)
		must(set.pack_count == 1 && set.parameter_count == 1 && set.adopted.count == 0);
	arena_release(&arena);
	return 0;
}
