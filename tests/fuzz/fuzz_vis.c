// SPDX-License-Identifier: GPL-2.0-or-later
// vis(3) words and git names: any bytes come back as they were; any text is decoded or refused.
#include <string.h>

#include "core/manifest.h"
#include "core/vis.h"
#include "target.h"

static void check_vis(struct arena *arena, const char *bytes)
{
	TEXT_CLEANUP struct text word = TEXT_INIT;
	const char *back;

	vis_append(&word, bytes, strlen(bytes));
	for (size_t i = 0; i < word.length; i++)
		must(word.bytes[i] > ' ' && word.bytes[i] < 0x7f);
	back = vis_decode(arena, text_string(&word), word.length);
	must(back != NULL && strcmp(back, bytes) == 0);
}

static bool is_file_name(const char *text)
{
	return text[0] != '\0' && strchr(text, '/') == NULL && strcmp(text, ".") != 0 &&
		strcmp(text, "..") != 0;
}

static void check_name(struct arena *arena, const char *bytes)
{
	const char *stored = manifest_escape_name(arena, bytes);
	const char *back = manifest_unescape_name(arena, stored);

	must(strcasecmp(stored, ".git") != 0);
	must(back != NULL && strcmp(back, bytes) == 0);
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
	struct arena arena = ARENA_INIT;
	const char *text = arena_bytes(&arena, data, size);

	check_vis(&arena, text);
	if (is_file_name(text))
		check_name(&arena, text);
	(void)vis_decode(&arena, (const char *)data, size);
	(void)manifest_unescape_name(&arena, text);
	arena_release(&arena);
	return 0;
}
