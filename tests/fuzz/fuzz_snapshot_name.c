// SPDX-License-Identifier: GPL-2.0-or-later
// Any words as the name of a snapshot: an id, a number or a date within bounds, or an error.
#include <string.h>

#include "core/snapshot.h"
#include "target.h"

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
	struct arena arena = ARENA_INIT;
	struct error error = ERROR_INIT;
	struct snapshot_name name;
	const char *text = arena_bytes(&arena, data, size);

	if (snapshot_name_parse(text, 1795152747, -90, &name, &error) < 0) {
		must(error.code != 0 && error.message[0] != '\0');
	} else if (name.kind == SNAPSHOT_NAME_TIME) {
		must(name.time >= 0 && name.time < INT64_C(253402400000));
	} else if (name.kind == SNAPSHOT_NAME_ID) {
		must(name.digits == text && strlen(text) >= 4);
	}
	arena_release(&arena);
	return 0;
}
