// SPDX-License-Identifier: GPL-2.0-or-later
// Where the text of a file comes from, as it is now.
#include "upgrade_parts.h"

enum origin upgrade_origin(struct workspace *workspace, struct history *history,
	const struct entry *entry, const struct owned *owner)
{
	struct entry copy = *entry;
	struct tree now = {.arena = workspace->arena, .entries = &copy, .count = 1};
	struct tree before = {.arena = workspace->arena};
	struct content_digest digest = {
		.path = entry->path, .kind = owner != NULL ? owner->digest_kind : DIGEST_NONE};
	struct classify_wanted wanted = {.digests = &digest, .digest_count = 1};

	upgrade_read_contents(workspace, history, &before, &now, &wanted);
	return classify_origin(entry, owner, digest.found ? &digest : NULL);
}
