// SPDX-License-Identifier: GPL-2.0-or-later
// rules: which there are, one of them whole, what is wrong with their files.
#ifndef RENDER_RULES_H
#define RENDER_RULES_H

#include "core/explanation.h"
#include "core/rules.h"
#include "render/json.h"
#include "render/style.h"

/* Files that could not be used, said after everything else. */
void text_rules_list(const struct rule_set *set, const struct string_list *problems,
	const struct text_options *options, struct text *result);
void json_rules_list(
	const struct rule_set *set, const struct string_list *problems, struct text *result);

void text_rules_show(const struct rule_set *set, const struct rule *rule,
	const struct text_options *options, struct text *result);
void json_rules_show(const struct rule_set *set, const struct rule *rule, struct text *result);

/* What lint says: "FILE:LINE:COLUMN: sentence" for each problem. */
struct rules_lint_view {
	size_t rules;
	size_t expressions; /* that were compiled */
	const struct string_list *problems;
};
void text_rules_lint(const struct rules_lint_view *view, const struct text_options *options,
	struct text *result);
void json_rules_lint(const struct rules_lint_view *view, struct text *result);

void text_rules_explain(const struct explanation *explanation, const struct text_options *options,
	struct text *result);
void json_rules_explain(
	const struct rule_set *set, const struct explanation *explanation, struct text *result);

/* Nothing when there is none. */
void text_rules_problems(const struct string_list *problems, struct text *result);

/* The members that tell which rule it is and whether it counts. */
void json_rule_head(struct json *json, const struct rule_set *set, const struct rule *rule);

/* "policy mail-users-in-ldap, not adopted", "disabled in FILE": what is special about it. */
void words_rule_state(struct text *result, const struct rule_set *set, const struct rule *rule);

#endif
