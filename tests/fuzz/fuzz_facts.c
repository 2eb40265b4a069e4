// SPDX-License-Identifier: GPL-2.0-or-later
// Any bytes as .confwatch/packages: what is taken writes back the same, and each path has an owner.
#include <string.h>

#include "core/facts_parts.h"
#include "target.h"

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
	struct arena arena = ARENA_INIT;
	TEXT_CLEANUP struct text again = TEXT_INIT;
	struct error error = ERROR_INIT;
	struct facts_parts parts;
	struct facts facts;

	if (facts_read(&arena, (const char *)data, size, &facts, &error) < 0) {
		must(error.code != 0 && error.message[0] != '\0');
	} else {
		facts_write(&facts, &again);
		must(again.length == size && memcmp(again.bytes, data, size) == 0);
		for (size_t i = 0; i < facts.owned_count; i++)
			must(facts_owner(&facts, facts.owned[i].path) != NULL);
		facts_to_parts(&arena, &facts, &parts);
		must(parts.count == facts.package_count + facts.removed_count);
		facts_from_parts(&arena, &parts, &facts);
	}
	arena_release(&arena);
	return 0;
}
