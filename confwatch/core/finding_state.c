// SPDX-License-Identifier: GPL-2.0-or-later
// Whether a finding that an upgrade left is still one.
#include "core/finding_state.h"

#include <string.h>

/* Metadata that is what the entry is, not who may use it. */
static bool is_substance(const struct metadata_change *metadata)
{
	return strcmp(metadata->name, "target") == 0 || strcmp(metadata->name, "device") == 0;
}

static bool has_metadata(const struct change *change, bool substance)
{
	for (size_t i = 0; i < change->metadata_count; i++) {
		if (is_substance(&change->metadata[i]) == substance)
			return true;
	}
	return false;
}

static bool is_content_back(const struct change *change)
{
	return change == NULL ||
		(change->kind == CHANGE_CHANGED && !change->content && !change->unreadable &&
			!has_metadata(change, true));
}

static bool is_metadata_back(const struct change *change)
{
	return change == NULL || (change->kind == CHANGE_CHANGED && !has_metadata(change, false));
}

bool finding_is_settled(const struct finding *finding, const struct change *change,
	const struct entry *now, const struct entry *leftover)
{
	switch (finding->class) {
	case CLASS_UPDATE_PENDING:
	case CLASS_INTERRUPTED:
	case CLASS_STRAY_ACTIVE:
		return leftover == NULL;
	case CLASS_UNREADABLE:
		return now != NULL && now->content != CONTENT_UNREADABLE;
	case CLASS_ORPHANED:
	case CLASS_SHADOWING:
	case CLASS_RESURRECTED:
		return now == NULL;
	case CLASS_UNWITNESSED:
	case CLASS_COUNT:
		return false;
	case CLASS_METADATA_RESET:
		return finding->has_snapshot && (now == NULL || is_metadata_back(change));
	default:
		return finding->has_snapshot && is_content_back(change);
	}
}
