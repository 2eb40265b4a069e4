// SPDX-License-Identifier: GPL-2.0-or-later
// Any bytes as an entry of the diary: what is read can be written, and reads the same.
#include "core/diary.h"
#include "target.h"

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
	struct arena arena = ARENA_INIT;
	struct error error = ERROR_INIT;
	struct text text = TEXT_INIT, again = TEXT_INIT;
	struct diary_entry entry = {0}, second = {0};

	if (diary_read(&arena, "id", (const char *)data, size, &entry, &error) == 0) {
		diary_write(&entry, &text);
		must(diary_read(&arena, "id", text_string(&text), text.length, &second, &error) ==
			0);
		must(second.path_count == entry.path_count && second.time == entry.time);
		diary_write(&second, &again);
		must(text_equals(&text, &again));
	} else {
		must(entry.id == NULL && error.code != 0);
	}
	text_release(&text);
	text_release(&again);
	arena_release(&arena);
	return 0;
}
