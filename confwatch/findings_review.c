// SPDX-License-Identifier: GPL-2.0-or-later
// Reasons that were to be thought of again by now, as findings among the others.
#include "findings_review.h"

#include "base/shell.h"
#include "base/translate.h"
#include "core/diary_search.h"
#include "core/ledger.h"

/* It is still the reason for one of its paths; or no reason, which nothing takes the place of. */
static bool counts(const struct diary *diary, const struct diary_entry *entry)
{
	if (!diary_has_tag(entry, DIARY_REASON))
		return true;
	for (size_t i = 0; i < entry->path_count; i++) {
		if (diary_reason(diary, entry->paths[i]) == entry)
			return true;
	}
	return false;
}

static const char *word_remedy(
	struct arena *arena, const struct diary_entry *entry, const char *program)
{
	TEXT_CLEANUP struct text text = TEXT_INIT;

	text_format(&text, "%s %s ", program, entry->path_count > 0 ? "why" : "diary show");
	shell_word(&text, entry->path_count > 0 ? entry->paths[0] : entry->id);
	return arena_string(arena, text_string(&text));
}

static struct finding make(
	struct workspace *workspace, const struct diary_entry *entry, const char *program)
{
	struct arena *arena = workspace->arena;
	struct error ignored = ERROR_INIT;
	struct finding finding = {
		.class = CLASS_COUNT,
		.rule = FINDING_REVIEW,
		.severity = SEVERITY_NOTICE,
		.path = entry->path_count > 0 ? entry->paths[0] : NULL,
		.message = arena_format(arena, _("what %s says was to be thought of again by %s"),
			entry->id, entry->review_by),
		.reason = entry->text,
		.remedy = word_remedy(arena, entry, program),
		.folded = 1,
	};

	(void)diary_moment(
		entry->review_by, false, workspace->now, workspace->zone, &finding.since, &ignored);
	/* Each entry is one of its own. */
	finding.transaction = entry->id;
	finding.id = finding_identify(arena, &finding);
	finding.transaction = NULL;
	return finding;
}

void findings_add_reviews(struct workspace *workspace, const struct diary *diary,
	const char *program, struct finding_list *list, struct finding_list *settled)
{
	for (size_t i = 0; i < diary->count; i++) {
		const struct diary_entry *entry = &diary->entries[i];
		struct finding finding;

		if (!diary_is_overdue(entry, workspace->now, workspace->zone) ||
			!counts(diary, entry))
			continue;
		finding = make(workspace, entry, program);
		finding.said = ledger_acceptance(diary, &finding, finding.since, workspace->now);
		if (finding.said != NULL)
			finding.state = FINDING_ACCEPTED;
		*finding_add(finding.said != NULL ? settled : list, workspace->arena) = finding;
	}
}
