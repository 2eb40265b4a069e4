// SPDX-License-Identifier: GPL-2.0-or-later
// What people said about findings and paths: accepted, expected, pinned. From the diary alone.
#include "core/ledger.h"

#include <string.h>

static bool names(const struct diary_entry *entry, const char *id)
{
	for (size_t i = 0; id != NULL && i < entry->finding_count; i++) {
		if (strcmp(entry->findings[i], id) == 0)
			return true;
	}
	return false;
}

/* A rule may hold and fail again, without any transaction. */
static bool has_own_id(const struct finding *finding)
{
	return finding->transaction != NULL && finding->class != CLASS_COUNT;
}

static bool entry_accepts(
	const struct diary_entry *entry, const struct finding *finding, int64_t since)
{
	if (!diary_has_tag(entry, DIARY_ACCEPTED))
		return false;
	if (entry->finding_count > 0)
		return names(entry, finding->id) && (has_own_id(finding) || entry->time >= since);
	return entry->time >= since &&
		diary_is_about(entry, finding->path != NULL ? finding->path : "/");
}

bool ledger_accepts(const struct diary *diary, const struct finding *finding, int64_t since)
{
	for (size_t i = 0; i < diary->count; i++) {
		if (entry_accepts(&diary->entries[i], finding, since))
			return true;
	}
	return false;
}

void ledger_name_finding(
	struct arena *arena, const struct finding *finding, struct string_list *result)
{
	struct finding bare = *finding;

	string_list_add(result, arena, finding->id);
	if (finding->class != CLASS_COUNT || finding->transaction == NULL)
		return;
	bare.transaction = NULL;
	string_list_add(result, arena, finding_identify(arena, &bare));
}

bool ledger_can_accept(const struct finding *finding)
{
	return finding->path != NULL || has_own_id(finding);
}

void ledger_accepted_in(struct arena *arena, const struct diary *diary,
	const struct snapshot_id *snapshot, struct string_list *result)
{
	for (size_t i = 0; i < diary->count; i++) {
		const struct diary_entry *entry = &diary->entries[i];

		if (!diary_has_tag(entry, DIARY_ACCEPTED) || !entry->has_snapshot ||
			memcmp(&entry->snapshot, snapshot, sizeof *snapshot) != 0)
			continue;
		for (size_t j = 0; j < entry->path_count; j++)
			string_list_add(result, arena, entry->paths[j]);
	}
}
