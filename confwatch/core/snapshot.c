// SPDX-License-Identifier: GPL-2.0-or-later
// Ids and kinds of snapshots.
#include "core/snapshot.h"

#include <string.h>

#include "base/number.h"

static const char *const kind_names[] = {
	[SNAPSHOT_INIT] = "init",
	[SNAPSHOT_MANUAL] = "manual",
	[SNAPSHOT_BEFORE_UPGRADE] = "before-upgrade",
	[SNAPSHOT_AFTER_UPGRADE] = "after-upgrade",
	[SNAPSHOT_BEFORE_RESTORE] = "before-restore",
	[SNAPSHOT_PARTIAL_RESTORE] = "partial-restore",
	[SNAPSHOT_RESTORE] = "restore",
	[SNAPSHOT_UNDO] = "undo",
	[SNAPSHOT_ACCEPT] = "accept",
	[SNAPSHOT_NIGHTLY] = "nightly",
	[SNAPSHOT_OTHER] = "other",
};

void snapshot_hex(const struct snapshot_id *id, char result[SNAPSHOT_HEX_SIZE])
{
	static const char digits[] = "0123456789abcdef";

	for (size_t i = 0; i < SNAPSHOT_ID_SIZE; i++) {
		*result++ = digits[id->bytes[i] >> 4];
		*result++ = digits[id->bytes[i] & 15];
	}
	*result = '\0';
}

bool snapshot_parse_hex(const char *hex, struct snapshot_id *result)
{
	if (strlen(hex) != SNAPSHOT_HEX_SIZE - 1 || hex[strcspn(hex, "ABCDEF")] != '\0')
		return false;
	for (size_t i = 0; i < SNAPSHOT_ID_SIZE; i++) {
		uint64_t byte;

		if (!number_parse(hex + 2 * i, 2, 16, 255, &byte))
			return false;
		result->bytes[i] = (unsigned char)byte;
	}
	return true;
}

const char *snapshot_kind_name(enum snapshot_kind kind)
{
	return kind_names[kind];
}
