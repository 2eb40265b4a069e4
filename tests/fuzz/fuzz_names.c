// SPDX-License-Identifier: GPL-2.0-or-later
// Any bytes as passwd and group: every look-up ends, and what has a name is found by it.
#include "system/names.h"
#include "target.h"

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
	struct arena arena = ARENA_INIT;
	TEXT_CLEANUP struct text file = TEXT_INIT;
	const struct names *names;

	text_append(&file, data, size);
	names = names_parse(&arena, &file, &file);
	for (uint32_t id = 0; id < 130; id++) {
		const char *user = names_user(names, id);
		uint32_t found;

		if (user != NULL)
			must(names_uid(names, user, &found));
		(void)names_group(names, id);
	}
	arena_release(&arena);
	return 0;
}
