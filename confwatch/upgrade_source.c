// SPDX-License-Identifier: GPL-2.0-or-later
// Which snapshots have what transactions took: where a restore without a source looks first.
#include "upgrade_parts.h"

/* Permissions count as lost for a restore of permissions alone: the text may be the vendor's. */
static bool was_taken(const struct finding *finding, bool metadata_only)
{
	if (finding->path == NULL || !finding->has_snapshot || finding->restored)
		return false;
	return metadata_only ? finding->class == CLASS_METADATA_RESET : classify_is_lost(finding);
}

int upgrade_taken(struct workspace *workspace, struct history *history, const struct tree *accepted,
	bool metadata_only, struct finding_list *result, struct error *error)
{
	struct finding_list kept = {0}, open = {0}, taken = {0};
	struct snapshot_id head;

	if (history_head(history, &head, error) < 0 ||
		history_findings(history, workspace->arena, &head, &kept, error) < 0)
		return -error->code;
	for (size_t i = 0; i < kept.count; i++) {
		if (was_taken(&kept.items[i], metadata_only))
			*finding_add(&taken, workspace->arena) = kept.items[i];
	}
	if (upgrade_still_open(workspace, history, accepted, &taken, &open, NULL, error) < 0)
		return -error->code;
	*result = open;
	return 0;
}
