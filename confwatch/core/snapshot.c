// SPDX-License-Identifier: GPL-2.0-or-later
// Ids and kinds of snapshots.
#include "core/snapshot.h"

#include <string.h>

#include "base/hex.h"

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
	hex_write(id->bytes, SNAPSHOT_ID_SIZE, result);
	result[SNAPSHOT_HEX_SIZE - 1] = '\0';
}

bool snapshot_parse_hex(const char *hex, struct snapshot_id *result)
{
	return strlen(hex) == SNAPSHOT_HEX_SIZE - 1 &&
		hex_read(hex, SNAPSHOT_ID_SIZE, result->bytes);
}

const char *snapshot_kind_name(enum snapshot_kind kind)
{
	return kind_names[kind];
}
