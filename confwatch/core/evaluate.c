// SPDX-License-Identifier: GPL-2.0-or-later
// Rules asked of a system: which questions each one is, and what the answers mean.
#include "core/evaluate.h"

#include <string.h>

#include "base/path.h"
#include "base/translate.h"
#include "core/evaluate_parts.h"

/* One call of evaluate(). */
struct course {
	const struct evaluation *evaluation;
	const struct evaluation_request *request;
	struct result_list *results;
};

static void add_result(struct course *course, const struct result *result)
{
	struct result_list *list = course->results;

	list->items = arena_grow(course->evaluation->arena, list->items, &list->capacity,
		list->count + 1, sizeof *list->items);
	list->items[list->count++] = *result;
}

bool evaluate_speaks_of(const struct rule *rule, const char *path)
{
	return string_list_holds(&rule->files, path) ||
		(rule->each != NULL && path_matches(rule->each, path));
}

bool evaluate_pack_speaks_of(const struct pack *pack, const char *path)
{
	for (size_t i = 0; i < pack->rule_count; i++) {
		if (evaluate_speaks_of(&pack->rules[i], path))
			return true;
	}
	return false;
}

static bool is_asked(const struct course *course, const struct rule *rule)
{
	const struct evaluation_request *request = course->request;

	if (rule->disabled ||
		(request->ids.count > 0 && !string_list_holds(&request->ids, rule->id)))
		return false;
	for (size_t i = 0; i < request->paths.count; i++) {
		if (evaluate_speaks_of(rule, request->paths.items[i]))
			return true;
	}
	return request->paths.count == 0;
}

bool inquiry_fail(struct inquiry *inquiry, const char *message)
{
	inquiry->result.answer = VERDICT_FAIL;
	inquiry->result.doubt = DOUBT_NONE;
	inquiry->result.line = 0;
	inquiry->result.message = message;
	return false;
}

bool inquiry_doubt(struct inquiry *inquiry, enum doubt doubt, const char *message)
{
	if (inquiry->result.answer == VERDICT_UNKNOWN)
		return true;
	inquiry->result.answer = VERDICT_UNKNOWN;
	inquiry->result.doubt = doubt;
	inquiry->result.message = message;
	return true;
}

static bool is_secret(const struct evaluation *evaluation, const char *path)
{
	return path != NULL && path[0] == '/' && evaluation->secret(evaluation->context, path);
}

/* A path that an expression names between quotes: cw:file('/etc/sasldb2'). */
static bool names_secret(
	const struct evaluation *evaluation, const struct rule_expression *expression)
{
	for (const char *at = expression->text; at != NULL && *at != '\0';) {
		const char quote[] = {*at, '\0'};
		size_t length;

		at++;
		if (quote[0] != '\'' && quote[0] != '"')
			continue;
		length = strcspn(at, quote);
		if (is_secret(evaluation, arena_bytes(evaluation->arena, at, length)))
			return true;
		at += length + (at[length] != '\0');
	}
	return false;
}

bool evaluate_is_secret(
	const struct evaluation *evaluation, const struct rule *rule, const char *path)
{
	for (size_t i = 0; i < rule->capture_count; i++) {
		if (names_secret(evaluation, &rule->captures[i].expression))
			return true;
	}
	return is_secret(evaluation, path) || names_secret(evaluation, &rule->assert) ||
		names_secret(evaluation, &rule->never) || names_secret(evaluation, &rule->at) ||
		names_secret(evaluation, &rule->say);
}

/* What others may not read is not told either, not even by way of another file. */
static bool may_quote(const struct inquiry *inquiry, const struct answer *answer)
{
	const struct evaluation *evaluation = inquiry->evaluation;

	return !evaluate_is_secret(evaluation, inquiry->rule, inquiry->path) &&
		!is_secret(evaluation, answer->path);
}

static void take_place(struct inquiry *inquiry, const struct answer *answer)
{
	inquiry->result.line = answer->line;
	if (answer->path[0] != '\0')
		inquiry->result.path = arena_string(inquiry->evaluation->arena, answer->path);
}

/* What the rule is called, what it says of this place, how often. */
static const char *condition_words(const struct inquiry *inquiry, const struct answer *answer)
{
	struct arena *arena = inquiry->evaluation->arena;
	const struct rule *rule = inquiry->rule;
	const bool said = answer->text[0] != '\0' && may_quote(inquiry, answer);
	const char *words = rule->title;

	if (words == NULL && !said)
		words = arena_format(arena, _("'%s' does not hold"), rule->id);
	if (said)
		words = words == NULL ? arena_string(arena, answer->text)
				      : arena_format(arena, "%s: %s", words, answer->text);
	if (answer->offences > 1)
		words = arena_format(arena,
			ngettext("%s, and %u place more", "%s, and %u places more",
				answer->offences - 1),
			words, answer->offences - 1);
	return words;
}

static int ask(struct inquiry *inquiry, const struct question *question, struct answer *answer,
	struct error *error)
{
	const struct evaluation *evaluation = inquiry->evaluation;

	*answer = (struct answer){0};
	return evaluation->ask(evaluation->context, question, answer, error);
}

static void take_doubt(struct inquiry *inquiry, const struct answer *answer)
{
	if (inquiry->result.answer == VERDICT_UNKNOWN)
		return;
	take_place(inquiry, answer);
	(void)inquiry_doubt(
		inquiry, answer->doubt, evaluate_doubt(inquiry->evaluation->arena, answer));
}

static int ask_condition(
	struct inquiry *inquiry, const struct question *question, struct error *error)
{
	struct answer answer;

	if (question->expression == NULL)
		return 0;
	if (ask(inquiry, question, &answer, error) < 0)
		return -error->code;
	if (answer.verdict == VERDICT_UNKNOWN)
		take_doubt(inquiry, &answer);
	if (answer.verdict != VERDICT_FAIL)
		return 0;
	(void)inquiry_fail(inquiry, condition_words(inquiry, &answer));
	take_place(inquiry, &answer);
	return 0;
}

static int ask_conditions(struct inquiry *inquiry, struct error *error)
{
	const struct rule *rule = inquiry->rule;
	const struct question assertion = {.kind = QUESTION_ASSERT,
		.file = inquiry->path,
		.expression = rule->assert.text,
		.at = rule->at.text,
		.say = rule->say.text};
	const struct question never = {.kind = QUESTION_NEVER,
		.file = inquiry->path,
		.expression = rule->never.text,
		.say = rule->say.text};

	if (inquiry->path != NULL && inquiry->target.type != 'f' &&
		(assertion.expression != NULL || never.expression != NULL)) {
		(void)inquiry_doubt(inquiry, DOUBT_UNREADABLE, _("it is no file that can be read"));
		return 0;
	}
	if (ask_condition(inquiry, &assertion, error) < 0)
		return -error->code;
	return inquiry->result.answer == VERDICT_FAIL ? 0 : ask_condition(inquiry, &never, error);
}

/*
 * The document is the context only of rules that read it anyway: what it has in doubt must not
 * make others unknown.
 */
static const char *context_of(const struct inquiry *inquiry)
{
	const struct rule *rule = inquiry->rule;
	const bool reads = rule->assert.text != NULL || rule->never.text != NULL;

	return reads && inquiry_is_there(inquiry) && inquiry->target.type == 'f' ? inquiry->path
										 : NULL;
}

/* false: the answer is there already */
static bool applies(struct inquiry *inquiry, const struct rule_expression *condition,
	const char *file, int *rc, struct error *error)
{
	const struct question question = {
		.kind = QUESTION_ASSERT, .file = file, .expression = condition->text};
	struct answer answer;

	*rc = 0;
	if (condition->text == NULL)
		return true;
	*rc = ask(inquiry, &question, &answer, error);
	if (*rc < 0)
		return false;
	if (answer.verdict == VERDICT_UNKNOWN)
		take_doubt(inquiry, &answer);
	if (answer.verdict == VERDICT_FAIL)
		inquiry->result.answer = VERDICT_NOT_APPLICABLE;
	return answer.verdict == VERDICT_PASS;
}

static const char *absent_words(const struct inquiry *inquiry)
{
	struct arena *arena = inquiry->evaluation->arena;
	const struct rule *rule = inquiry->rule;

	if (inquiry->target.presence == PRESENCE_DANGLING)
		return arena_format(
			arena, _("it is a link to nothing: '%s'"), inquiry->itself.target);
	if (rule->files.count > 1)
		return arena_format(arena,
			ngettext("it is not there, nor is %zu other that would do",
				"it is not there, nor are %zu others that would do",
				rule->files.count - 1),
			rule->files.count - 1);
	return _("it is not there");
}

/* false: there is nothing more to ask */
static bool meet_absence(struct inquiry *inquiry)
{
	const struct rule *rule = inquiry->rule;

	if (inquiry_is_there(inquiry))
		return true;
	if (rule->must == MUST_BE_ABSENT && inquiry->target.presence == PRESENCE_ABSENT)
		inquiry->result.answer = VERDICT_PASS;
	else if (rule->may_be_missing && inquiry->target.presence == PRESENCE_ABSENT)
		inquiry->result.answer = VERDICT_NOT_APPLICABLE;
	else
		(void)inquiry_fail(inquiry,
			rule->must == MUST_BE_ABSENT ? _("it is there, and must not be")
						     : absent_words(inquiry));
	return false;
}

static int inquire(struct inquiry *inquiry, struct error *error)
{
	const struct rule *rule = inquiry->rule;
	int rc = 0;

	if (inquiry->path != NULL && !inquiry_look(inquiry))
		return 0;
	if (!applies(inquiry, &rule->applies, inquiry->path != NULL ? context_of(inquiry) : NULL,
		    &rc, error))
		return rc;
	if (inquiry->path != NULL && (!meet_absence(inquiry) || !inquiry_entry(inquiry)))
		return 0;
	return ask_conditions(inquiry, error);
}

static int inquire_about(
	struct course *course, const struct rule *rule, const char *path, struct error *error)
{
	struct inquiry inquiry = {.evaluation = course->evaluation,
		.rule = rule,
		.path = path,
		.result = {.rule = rule, .path = path, .answer = VERDICT_PASS}};

	if (inquire(&inquiry, error) < 0)
		return -error->code;
	if (inquiry.result.answer == VERDICT_FAIL)
		inquiry.result.remedy = finding_remedy(
			course->evaluation->arena, course->evaluation->program, rule->remedy);
	add_result(course, &inquiry.result);
	return 0;
}

/* The first that exists; none: a link to nothing, else the first. */
const char *evaluate_file(const struct evaluation *evaluation, const struct rule *rule)
{
	const struct judge_world *world = evaluation->world;
	const char *dangling = NULL;
	struct judged_entry entry;

	if (rule->files.count == 0)
		return NULL;
	for (size_t i = 0; i < rule->files.count && rule->files.count > 1; i++) {
		const char *path = rule->files.items[i];

		if (world->entry(world->context, path, true, &entry) < 0 ||
			(entry.presence != PRESENCE_ABSENT && entry.presence != PRESENCE_DANGLING))
			return path;
		if (dangling == NULL && entry.presence == PRESENCE_DANGLING)
			dangling = path;
	}
	return dangling != NULL ? dangling : rule->files.items[0];
}

static int inquire_each(struct course *course, const struct rule *rule, struct error *error)
{
	const struct evaluation *evaluation = course->evaluation;
	const struct judge_world *world = evaluation->world;
	struct result none = {.rule = rule, .path = rule->each, .answer = VERDICT_NOT_APPLICABLE};
	struct string_list paths = {0};

	if (world->list(world->context, rule->each, evaluation->arena, &paths) < 0) {
		none.answer = VERDICT_UNKNOWN;
		none.doubt = DOUBT_UNREADABLE;
		none.message = _("what matches this pattern cannot be listed");
	}
	for (size_t i = 0; i < paths.count; i++) {
		if (inquire_about(course, rule, paths.items[i], error) < 0)
			return -error->code;
	}
	if (paths.count == 0)
		add_result(course, &none);
	return 0;
}

static const char *first_path(const struct rule *rule)
{
	return rule->files.count > 0 ? rule->files.items[0] : rule->each;
}

static int evaluate_rule(struct course *course, const struct rule *rule, struct error *error)
{
	const struct evaluation *evaluation = course->evaluation;

	if (rule->policy != NULL && !course->request->unadopted &&
		!rules_adopted(evaluation->rules, rule->policy)) {
		const struct result result = {.rule = rule,
			.path = first_path(rule),
			.answer = VERDICT_NOT_APPLICABLE,
			.unadopted = true};

		add_result(course, &result);
		return 0;
	}
	if (rule->each != NULL)
		return inquire_each(course, rule, error);
	return inquire_about(course, rule, evaluate_file(evaluation, rule), error);
}

static int evaluate_pack(struct course *course, const struct pack *pack, struct error *error)
{
	struct inquiry inquiry = {
		.evaluation = course->evaluation, .result.answer = VERDICT_NOT_APPLICABLE};
	bool asked = false;
	bool whole = true;
	int rc = 0;

	for (size_t i = 0; i < pack->rule_count; i++) {
		const struct rule *rule = &pack->rules[i];

		if (!is_asked(course, rule))
			continue;
		if (!asked)
			whole = applies(&inquiry, &pack->applies, NULL, &rc, error);
		asked = true;
		inquiry.result.rule = rule;
		if (inquiry.result.answer == VERDICT_NOT_APPLICABLE)
			inquiry.result.path = first_path(rule);
		if (rc == 0 && whole)
			rc = evaluate_rule(course, rule, error);
		else if (rc == 0)
			add_result(course, &inquiry.result);
		if (rc < 0)
			return rc;
	}
	return 0;
}

int evaluate(const struct evaluation *evaluation, const struct evaluation_request *request,
	struct result_list *result, struct error *error)
{
	struct course course = {evaluation, request, result};

	*result = (struct result_list){0};
	for (size_t i = 0; i < evaluation->rules->pack_count; i++) {
		const struct pack *pack = &evaluation->rules->packs[i];

		if (request->packs.count > 0 && !string_list_holds(&request->packs, pack->name))
			continue;
		if (evaluate_pack(&course, pack, error) < 0)
			return -error->code;
	}
	return 0;
}
