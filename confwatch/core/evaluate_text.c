// SPDX-License-Identifier: GPL-2.0-or-later
// Answers in words, in numbers, and as findings.
#include <string.h>

#include "base/translate.h"
#include "core/classify.h"
#include "core/evaluate_parts.h"

const char *doubt_name(enum doubt doubt)
{
	static const char *const names[] = {
		[DOUBT_NONE] = NULL,
		[DOUBT_UNREAD] = "unread",
		[DOUBT_UNREADABLE] = "unreadable",
		[DOUBT_TOO_LARGE] = "too-large",
		[DOUBT_TOO_COSTLY] = "too-costly",
		[DOUBT_EXPRESSION] = "expression",
		[DOUBT_KILLED] = "killed",
		[DOUBT_NO_FORMAT] = "no-format",
		[DOUBT_UNWATCHED] = "unwatched",
	};

	return names[doubt];
}

static const char *killed_words(struct arena *arena, const struct answer *answer)
{
	const char *path = answer->path;

	if (answer->signal == 0)
		return path[0] != '\0' ? arena_format(arena, _("reading '%s' took too long"), path)
				       : _("it took too long");
	return path[0] != '\0'
		? arena_format(
			  arena, _("what reads '%s' was killed by signal %d"), path, answer->signal)
		: arena_format(arena, _("what answers was killed by signal %d"), answer->signal);
}

/* Who is asked says it in words of its own, but not of which file. */
static const char *expression_words(struct arena *arena, const struct answer *answer)
{
	return answer->text[0] != '\0'
		? arena_format(arena, _("the expression does not evaluate: %s"), answer->text)
		: _("the expression does not evaluate");
}

static const char *file_words(struct arena *arena, const struct answer *answer)
{
	const char *path = answer->path;

	switch (answer->doubt) {
	case DOUBT_UNREAD:
		return arena_format(
			arena, _("line %u of '%s' is not understood"), answer->line, path);
	case DOUBT_TOO_LARGE:
		return arena_format(arena, _("'%s' is too large to be read whole"), path);
	case DOUBT_NO_FORMAT:
		return arena_format(arena, _("nobody knows how to read '%s'"), path);
	case DOUBT_UNWATCHED:
		return arena_format(arena, _("'%s' is not watched, so it is not read"), path);
	default:
		return arena_format(arena, _("'%s' cannot be read"), path);
	}
}

const char *evaluate_doubt(struct arena *arena, const struct answer *answer)
{
	switch (answer->doubt) {
	case DOUBT_KILLED:
		return killed_words(arena, answer);
	case DOUBT_EXPRESSION:
		return expression_words(arena, answer);
	case DOUBT_TOO_COSTLY:
		return _("the expression takes too many steps");
	default:
		return answer->path[0] != '\0' ? file_words(arena, answer)
					       : _("something that it asks for cannot be read");
	}
}

/* Worse answers first. */
static unsigned weight(const struct result *result)
{
	static const unsigned weights[] = {
		[VERDICT_FAIL] = 3,
		[VERDICT_UNKNOWN] = 2,
		[VERDICT_PASS] = 1,
		[VERDICT_NOT_APPLICABLE] = 0,
	};

	return weights[result->answer];
}

static bool is_counted_policy(const struct result_list *results, size_t at)
{
	for (size_t i = 0; i < at; i++) {
		if (results->items[i].unadopted &&
			strcmp(results->items[i].rule->policy, results->items[at].rule->policy) ==
				0)
			return true;
	}
	return false;
}

static void count_one(struct result_counts *counts, const struct result *worst)
{
	switch (worst->answer) {
	case VERDICT_PASS:
		counts->held++;
		break;
	case VERDICT_FAIL:
		counts->failed++;
		break;
	case VERDICT_UNKNOWN:
		counts->unknown++;
		break;
	case VERDICT_NOT_APPLICABLE:
		counts->not_applicable += !worst->unadopted;
		break;
	}
}

struct result_counts evaluate_count(const struct result_list *results)
{
	struct result_counts counts = {0};

	for (size_t i = 0; i < results->count;) {
		const struct result *worst = &results->items[i];

		counts.policies += worst->unadopted && !is_counted_policy(results, i);
		while (++i < results->count && results->items[i].rule == worst->rule) {
			if (weight(&results->items[i]) > weight(worst))
				worst = &results->items[i];
		}
		count_one(&counts, worst);
	}
	return counts;
}

void evaluate_sort(struct arena *arena, struct result_list *results)
{
	static const enum verdict order[] = {
		VERDICT_FAIL, VERDICT_UNKNOWN, VERDICT_PASS, VERDICT_NOT_APPLICABLE};
	struct result *sorted = arena_new_array(arena, results->count + 1, struct result);
	size_t count = 0;

	for (size_t i = 0; i < sizeof order / sizeof order[0]; i++)
		for (int severity = SEVERITY_CRITICAL; severity >= SEVERITY_INFO; severity--)
			for (size_t j = 0; j < results->count; j++) {
				const struct result *result = &results->items[j];

				if (result->answer == order[i] &&
					(int)result->rule->severity == severity)
					sorted[count++] = *result;
			}
	results->items = sorted;
	results->capacity = count;
}

void evaluate_findings(
	struct arena *arena, const struct result_list *results, struct finding_list *findings)
{
	for (size_t i = 0; i < results->count; i++) {
		const struct result *result = &results->items[i];
		struct finding *finding;

		if (result->answer != VERDICT_FAIL)
			continue;
		finding = finding_add(findings, arena);
		finding->rule = result->rule->id;
		finding->severity = result->rule->severity;
		finding->path = result->path;
		finding->line = result->line;
		finding->message = result->message;
		finding->reason = result->rule->reason;
		finding->remedy = result->remedy;
		finding->id = finding_identify(arena, finding);
	}
}

static bool says_the_same(const struct finding *finding, const struct finding *failed)
{
	return finding->class != CLASS_COUNT && finding->path != NULL && failed->path != NULL &&
		failed->line == 0 && strcmp(finding->path, failed->path) == 0 &&
		classify_is_lost(finding);
}

struct finding *evaluate_loss(struct finding_list *list, const struct finding *failed)
{
	for (size_t i = 0; i < list->count; i++) {
		struct finding *finding = &list->items[i];

		if (!says_the_same(finding, failed))
			continue;
		if (finding->severity < failed->severity)
			finding->severity = failed->severity;
		if (finding->reason == NULL)
			finding->reason = failed->reason;
		return finding;
	}
	return NULL;
}
