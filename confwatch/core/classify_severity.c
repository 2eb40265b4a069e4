// SPDX-License-Identifier: GPL-2.0-or-later
// How bad a finding is: by its class, and by what hangs on the file.
#include <string.h>

#include "base/path.h"
#include "core/classify_parts.h"
#include "core/required.h"

static const enum severity usual[] = {
	[CLASS_UNREADABLE] = SEVERITY_WARNING,
	[CLASS_TYPE_CHANGED] = SEVERITY_CRITICAL,
	[CLASS_MASKED] = SEVERITY_CRITICAL,
	[CLASS_INTERRUPTED] = SEVERITY_WARNING,
	[CLASS_SET_ASIDE] = SEVERITY_CRITICAL,
	[CLASS_UPDATE_PENDING] = SEVERITY_WARNING,
	[CLASS_OVERWRITTEN] = SEVERITY_CRITICAL,
	[CLASS_REWRITTEN_BY_PACKAGE] = SEVERITY_WARNING,
	[CLASS_REMOVED_EDITED] = SEVERITY_CRITICAL,
	[CLASS_REMOVED_UNEXPLAINED] = SEVERITY_CRITICAL,
	[CLASS_VENDOR_REMOVED] = SEVERITY_NOTICE,
	[CLASS_VENDOR_MOVED] = SEVERITY_NOTICE,
	[CLASS_VENDOR_UPDATED] = SEVERITY_INFO,
	[CLASS_ORPHANED] = SEVERITY_WARNING,
	[CLASS_RESURRECTED] = SEVERITY_WARNING,
	[CLASS_STRAY_ACTIVE] = SEVERITY_WARNING,
	[CLASS_COSMETIC] = SEVERITY_INFO,
	[CLASS_SHADOWING] = SEVERITY_WARNING,
	[CLASS_GENERATED] = SEVERITY_INFO,
	[CLASS_EDITED] = SEVERITY_NOTICE,
	[CLASS_UNWITNESSED] = SEVERITY_WARNING,
	[CLASS_METADATA_RESET] = SEVERITY_WARNING,
	[CLASS_COUNT] = SEVERITY_INFO,
};

static const char *reason_at(const struct classify_input *input, const char *path)
{
	size_t low = 0;
	size_t high = input->reason_count;

	while (low < high) {
		size_t middle = low + (high - low) / 2;
		int order = path_compare(input->reasons[middle].path, path);

		if (order == 0)
			return input->reasons[middle].text;
		if (order < 0)
			low = middle + 1;
		else
			high = middle;
	}
	return NULL;
}

const char *find_reason(const struct classify_input *input, const char *path)
{
	const char *reason = reason_at(input, path);
	const struct required_file *required;

	if (reason != NULL)
		return reason;
	required = required_find(input->required, input->required_count, path);
	return required != NULL ? required->reason : NULL;
}

static bool is_permission(const char *name)
{
	static const char *const names[] = {
		"mode", "owner", "group", "acl", "default-acl", "security.capability"};

	for (size_t i = 0; i < sizeof names / sizeof names[0]; i++) {
		if (strcmp(names[i], name) == 0)
			return true;
	}
	return false;
}

/* A person's own change: only who may read it makes it more than a note. */
static enum severity of_edit(const struct subject *subject)
{
	const struct change *change = subject->change;

	if (is_wider(change))
		return SEVERITY_CRITICAL;
	for (size_t i = 0; change->before != NULL && i < change->metadata_count; i++) {
		if (is_permission(change->metadata[i].name))
			return SEVERITY_WARNING;
	}
	return SEVERITY_NOTICE;
}

/* Where the vendor's own text was, nothing of the administrator's was touched. */
static enum severity of_vendors(const struct subject *subject, enum finding_class class)
{
	switch (class) {
	case CLASS_TYPE_CHANGED:
		return subject->origin_after == ORIGIN_VENDOR ? SEVERITY_NOTICE : usual[class];
	case CLASS_REWRITTEN_BY_PACKAGE:
	case CLASS_ORPHANED:
	case CLASS_SHADOWING:
		return SEVERITY_NOTICE;
	case CLASS_VENDOR_UPDATED:
		/* Where a package's link points is not known: it may have been yours. */
		return subject->before->kind == ENTRY_LINK ? SEVERITY_NOTICE : usual[class];
	case CLASS_VENDOR_REMOVED:
		/* The text was not the administrator's, but who may read it was. */
		return subject->blame.after != NULL && had_own_metadata(subject) ? SEVERITY_WARNING
										 : usual[class];
	case CLASS_VENDOR_MOVED:
		return loses_special_metadata(subject) ? SEVERITY_CRITICAL : usual[class];
	default:
		return usual[class];
	}
}

/* What came anew took nothing away. */
static enum severity of_new(const struct subject *subject, enum finding_class class)
{
	if (class == CLASS_REWRITTEN_BY_PACKAGE)
		return SEVERITY_INFO;
	return class == CLASS_MASKED && !subject->in_transaction ? SEVERITY_WARNING : usual[class];
}

static enum severity by_itself(const struct subject *subject, enum finding_class class)
{
	if (class == CLASS_EDITED)
		return of_edit(subject);
	if (class == CLASS_METADATA_RESET)
		return is_wider(subject->change) ? SEVERITY_CRITICAL : usual[class];
	if (subject->before == NULL)
		return of_new(subject, class);
	if (class == CLASS_VENDOR_UPDATED && subject->pinned)
		return SEVERITY_WARNING;
	if (class == CLASS_REMOVED_UNEXPLAINED && subject->before->kind == ENTRY_DIRECTORY)
		return SEVERITY_WARNING;
	if (subject->origin_before == ORIGIN_VENDOR)
		return of_vendors(subject, class);
	return usual[class];
}

/* The file is not there, not read, or not open to whom it was: that is what a reason is for. */
static bool takes_the_file(enum finding_class class)
{
	switch (class) {
	case CLASS_REMOVED_EDITED:
	case CLASS_REMOVED_UNEXPLAINED:
	case CLASS_VENDOR_REMOVED:
	case CLASS_VENDOR_MOVED:
	case CLASS_ORPHANED:
	case CLASS_SET_ASIDE:
	case CLASS_OVERWRITTEN:
	case CLASS_TYPE_CHANGED:
	case CLASS_MASKED:
	case CLASS_METADATA_RESET:
		return true;
	default:
		return false;
	}
}

enum severity classify_severity(const struct subject *subject, enum finding_class class)
{
	const struct classify_input *input = subject->input;
	const struct required_file *required =
		required_find(input->required, input->required_count, subject->path);
	enum severity severity = by_itself(subject, class);

	if (!takes_the_file(class))
		return severity;
	if (required != NULL && required->on_lost == ON_LOST_IGNORE)
		return severity < SEVERITY_NOTICE ? severity : SEVERITY_NOTICE;
	if (required != NULL)
		return required->severity;
	return reason_at(input, subject->path) != NULL ? SEVERITY_CRITICAL : severity;
}
