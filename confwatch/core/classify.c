// SPDX-License-Identifier: GPL-2.0-or-later
// Changes -> findings: for each path at most one content class and one metadata class.
#include "core/classify.h"

#include <string.h>

#include "core/classify_parts.h"

static const char *leftover_for(const struct subject *subject, enum finding_class class)
{
	switch (class) {
	case CLASS_INTERRUPTED:
		return subject->unfinished->path;
	case CLASS_UPDATE_PENDING:
		return subject->pending->path;
	case CLASS_STRAY_ACTIVE:
		return subject->stray->path;
	case CLASS_TYPE_CHANGED:
	case CLASS_MASKED:
	case CLASS_SET_ASIDE:
		return subject->saved;
	case CLASS_REMOVED_EDITED:
	case CLASS_REMOVED_UNEXPLAINED:
	case CLASS_VENDOR_REMOVED:
		return subject->copy;
	default:
		return NULL;
	}
}

static bool has_snapshot(const struct classify_input *input)
{
	static const struct snapshot_id none;

	return memcmp(&input->snapshot, &none, sizeof none) != 0;
}

/* Everything but severity, message and remedy. */
static struct finding *add_finding(
	struct finding_list *list, const struct subject *subject, enum finding_class class)
{
	const struct classify_input *input = subject->input;
	struct finding *finding = finding_add(list, subject->arena);

	finding->class = class;
	finding->path = subject->path;
	/* Who merely was there did not edit anything. */
	if (class != CLASS_EDITED || subject->blame.kind != BLAME_BYSTANDER) {
		finding->package = subject->blame.package;
		finding->version_before = subject->blame.before;
		finding->version_after = subject->blame.after;
	}
	finding->transaction = input->transaction != NULL ? input->transaction->id : NULL;
	finding->has_snapshot = has_snapshot(input);
	finding->snapshot = input->snapshot;
	finding->leftover = leftover_for(subject, class);
	finding->reason = find_reason(input, subject->path);
	finding->state = FINDING_OPEN;
	finding->since = input->now;
	finding->id = finding_identify(subject->arena, finding);
	finding->severity = classify_severity(subject, class);
	finding->remedy = classify_remedy(subject, class, finding->leftover);
	return finding;
}

static void judge(struct finding_list *list, const struct subject *subject)
{
	enum finding_class class = classify_content(subject);
	struct metadata_loss loss;

	if (class != CLASS_COUNT)
		add_finding(list, subject, class)->message = classify_message(subject, class);
	if (classify_metadata(subject, &loss))
		add_finding(list, subject, CLASS_METADATA_RESET)->message =
			metadata_message(subject, &loss);
}

void classify(struct arena *arena, const struct classify_input *input, struct finding_list *result)
{
	struct subject_list subjects;
	struct copy_index copies;

	*result = (struct finding_list){0};
	copy_index_make(arena, input, &copies);
	classify_subjects(arena, input, &subjects);
	for (size_t i = 0; i < subjects.count; i++) {
		subject_complete(&subjects.items[i], &copies);
		judge(result, &subjects.items[i]);
	}
	finding_sort(result);
}

bool classify_is_lost(const struct finding *finding)
{
	switch (finding->class) {
	case CLASS_TYPE_CHANGED:
	case CLASS_MASKED:
	case CLASS_SET_ASIDE:
	case CLASS_OVERWRITTEN:
	case CLASS_REMOVED_EDITED:
	case CLASS_REMOVED_UNEXPLAINED:
		return true;
	case CLASS_VENDOR_REMOVED:
	case CLASS_VENDOR_MOVED:
	case CLASS_VENDOR_UPDATED:
		return finding->severity > SEVERITY_NOTICE;
	default:
		return false;
	}
}
