// SPDX-License-Identifier: GPL-2.0-or-later
// Two contents of any bytes: nothing of a content is lost against itself.
#include <string.h>

#include "core/classify_parts.h"
#include "target.h"

static void check(struct arena *arena, const struct content_text *a, const struct content_text *b)
{
	const char *names = NULL;
	bool kept = text_variables_kept(arena, a, b, &names);

	must(kept == (names == NULL));
	must(kept || strlen(names) > 0);
	if (text_lines_kept(a, b, false))
		must(text_lines_kept(a, b, true));
	if (text_same_settings(a, b))
		must(text_same_settings(b, a) && text_lines_kept(a, b, false));
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
	struct arena arena = ARENA_INIT;
	const char *bytes = arena_bytes(&arena, data, size);
	const char *middle = size > 0 ? memchr(bytes, '\1', size) : NULL;
	size_t length = middle != NULL ? (size_t)(middle - bytes) : size;
	struct content_text first = {.bytes = bytes, .length = length};
	struct content_text second = {
		.bytes = middle != NULL ? middle + 1 : bytes + size,
		.length = middle != NULL ? size - length - 1 : 0,
	};
	const char *names = NULL;

	must(text_variables_kept(&arena, &first, &first, &names) && names == NULL);
	must(text_lines_kept(&first, &first, false));
	check(&arena, &first, &second);
	check(&arena, &second, &first);
	arena_release(&arena);
	return 0;
}
