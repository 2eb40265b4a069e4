// SPDX-License-Identifier: GPL-2.0-or-later
// Findings: their names and phrases, what tells them apart, their order.
#include "core/finding.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "base/path.h"
#include "base/translate.h"
#include "core/fingerprint.h"

const char *severity_name(enum severity severity)
{
	static const char *const names[] = {
		[SEVERITY_INFO] = "info",
		[SEVERITY_NOTICE] = "notice",
		[SEVERITY_WARNING] = "warning",
		[SEVERITY_CRITICAL] = "critical",
	};

	return names[severity];
}

static const struct {
	const char *name;
	const char *phrase;
} classes[] = {
	[CLASS_UNREADABLE] = {"unreadable", N_("UNREADABLE")},
	[CLASS_TYPE_CHANGED] = {"type-changed", N_("TYPE CHANGED")},
	[CLASS_MASKED] = {"masked", N_("EMPTIED")},
	[CLASS_INTERRUPTED] = {"interrupted", N_("UPDATE BROKEN OFF")},
	[CLASS_SET_ASIDE] = {"set-aside", N_("SET ASIDE")},
	[CLASS_UPDATE_PENDING] = {"update-pending", N_("NEW VERSION WAITING")},
	[CLASS_OVERWRITTEN] = {"overwritten", N_("REPLACED by the package's text")},
	[CLASS_REWRITTEN_BY_PACKAGE] = {"rewritten-by-package", N_("REWRITTEN by a package")},
	[CLASS_REMOVED_EDITED] = {"removed-edited", N_("GONE, no copy left")},
	[CLASS_REMOVED_UNEXPLAINED] = {"removed-unexplained", N_("GONE, no copy left")},
	[CLASS_VENDOR_REMOVED] = {"vendor-removed", N_("REMOVED by its package")},
	[CLASS_VENDOR_MOVED] = {"vendor-moved", N_("MOVED by its package")},
	[CLASS_VENDOR_UPDATED] = {"vendor-updated", N_("UPDATED")},
	[CLASS_ORPHANED] = {"orphaned", N_("NO LONGER READ")},
	[CLASS_RESURRECTED] = {"resurrected", N_("BACK AGAIN")},
	[CLASS_STRAY_ACTIVE] = {"stray-active", N_("BACKUP COPY IN USE")},
	[CLASS_COSMETIC] = {"cosmetic", N_("COMMENTS CHANGED")},
	[CLASS_SHADOWING] = {"shadowing", N_("HIDES a newer file")},
	[CLASS_GENERATED] = {"generated", N_("GENERATED anew")},
	[CLASS_EDITED] = {"edited", N_("CHANGED")},
	[CLASS_UNWITNESSED] = {"unwitnessed", N_("UPGRADE RAN UNRECORDED")},
	[CLASS_METADATA_RESET] = {"metadata-reset", N_("PERMISSIONS RESET")},
	[CLASS_COUNT] = {"rule", N_("RULE FAILED")},
};

const char *finding_class_name(enum finding_class class)
{
	return classes[class].name;
}

const char *finding_class_phrase(enum finding_class class)
{
	return _(classes[class].phrase);
}

struct finding *finding_add(struct finding_list *list, struct arena *arena)
{
	list->items = arena_grow(
		arena, list->items, &list->capacity, list->count + 1, sizeof *list->items);
	list->items[list->count] = (struct finding){.class = CLASS_COUNT, .folded = 1};
	return &list->items[list->count++];
}

const char *finding_identify(struct arena *arena, const struct finding *finding)
{
	struct fingerprint fingerprint = fingerprint_begin();

	fingerprint_string(&fingerprint,
		finding->class == CLASS_COUNT ? finding->rule : finding_class_name(finding->class));
	fingerprint_string(&fingerprint, finding->path);
	fingerprint_string(&fingerprint, finding->transaction);
	return arena_format(arena, "%016llx", (unsigned long long)fingerprint.hash);
}

void finding_identify_words(const struct finding *finding, char result[FINDING_ID_SIZE])
{
	struct fingerprint fingerprint = fingerprint_begin();

	fingerprint_string(&fingerprint,
		finding->class == CLASS_COUNT ? finding->rule : finding_class_name(finding->class));
	fingerprint_string(&fingerprint, finding->path);
	fingerprint_string(&fingerprint, "words");
	fingerprint_string(&fingerprint, finding->message);
	(void)snprintf(result, FINDING_ID_SIZE, "%016llx", (unsigned long long)fingerprint.hash);
}

static int compare_strings(const char *a, const char *b)
{
	if (a == NULL || b == NULL)
		return (a != NULL) - (b != NULL);
	return path_compare(a, b);
}

static int compare_numbers(unsigned a, unsigned b)
{
	return a < b ? -1 : a > b;
}

bool finding_is_note(const struct finding *finding)
{
	if (finding->severity != SEVERITY_NOTICE)
		return finding->severity < SEVERITY_NOTICE;
	if (finding->reason != NULL || finding->restored ||
		(finding->path != NULL && path_is_within(finding->path, "/etc/pam.d")))
		return false;
	return finding->class == CLASS_VENDOR_REMOVED || finding->class == CLASS_VENDOR_MOVED ||
		finding->class == CLASS_ORPHANED;
}

bool finding_is_review(const struct finding *finding)
{
	return finding->class == CLASS_COUNT && finding->rule != NULL &&
		strcmp(finding->rule, FINDING_REVIEW) == 0;
}

/* Somebody said why the file is as it is. What a rule says of itself is no such reason. */
static bool has_reason(const struct finding *finding)
{
	return finding->class != CLASS_COUNT && finding->reason != NULL;
}

static int compare_findings(const void *a, const void *b)
{
	const struct finding *left = a;
	const struct finding *right = b;
	int order = compare_numbers(right->severity, left->severity);

	if (order == 0)
		order = (int)finding_is_note(left) - (int)finding_is_note(right);
	if (order == 0)
		order = (int)has_reason(right) - (int)has_reason(left);
	if (order == 0)
		order = compare_numbers(left->class, right->class);
	if (order == 0)
		order = compare_strings(left->path, right->path);
	return order != 0 ? order : compare_strings(left->id, right->id);
}

const char *finding_remedy(struct arena *arena, const char *program, const char *remedy)
{
	static const char plain[] = "confwatch ";
	const size_t length = sizeof plain - 1;

	if (remedy == NULL || strncmp(remedy, plain, length) != 0)
		return remedy;
	return arena_format(arena, "%s %s", program, remedy + length);
}

bool finding_is_among(const struct finding_list *list, const char *id)
{
	for (size_t i = 0; i < list->count; i++) {
		if (id != NULL && list->items[i].id != NULL && strcmp(list->items[i].id, id) == 0)
			return true;
	}
	return false;
}

void finding_sort(struct finding_list *list)
{
	if (list->count > 1)
		qsort(list->items, list->count, sizeof *list->items, compare_findings);
}
