// SPDX-License-Identifier: GPL-2.0-or-later
// Any bytes as what rpm prints: what is taken can be written and read back.
#include <string.h>

#include "system/packages_rpm.h"
#include "target.h"

/* The list up to an empty line, then the files. */
int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
	const char *bytes = (const char *)data;
	const char *empty = memmem(bytes, size, "\n\n", 2);
	size_t length = empty != NULL ? (size_t)(empty - bytes) + 1 : size;
	size_t skip = empty != NULL ? 1 : 0;
	struct arena arena = ARENA_INIT;
	TEXT_CLEANUP struct text text = TEXT_INIT;
	struct string_list watch = {0};
	struct facts_scope scope;
	struct packages_request request = {.scope = &scope};
	struct facts_parts parts = {0};
	struct error error = ERROR_INIT;
	struct facts facts, again;
	struct rpm_list list;

	string_list_add(&watch, &arena, "/etc");
	facts_scope_make(&arena, &watch, &scope);
	if (rpm_parse_list(&arena, 1, bytes, length, &list, &error) == 0 &&
		rpm_parse_files(&arena, &request, bytes + length + skip, size - length - skip,
			&list, &error) == 0) {
		for (size_t i = 0; i < list.count; i++)
			*facts_part_add(&parts, &arena) = list.items[i].part;
		facts_from_parts(&arena, &parts, &facts);
		facts_write(&facts, &text);
		must(facts_read(&arena, text_string(&text), text.length, &again, &error) == 0);
	}
	arena_release(&arena);
	return 0;
}
