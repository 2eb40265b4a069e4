// SPDX-License-Identifier: GPL-2.0-or-later
// Any bytes as kept findings: what is read can be written, and reads the same.
#include "core/finding.h"
#include "target.h"

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
	struct arena arena = ARENA_INIT;
	struct error error = ERROR_INIT;
	struct text text = TEXT_INIT, again = TEXT_INIT;
	struct finding_list list = {0}, second = {0};

	if (finding_read(&arena, (const char *)data, size, &list, &error) == 0) {
		finding_write(&list, &text);
		must(finding_read(&arena, text_string(&text), text.length, &second, &error) == 0);
		must(second.count == list.count);
		finding_write(&second, &again);
		must(text_equals(&text, &again));
		finding_sort(&list);
	} else {
		must(list.items == NULL && error.code != 0);
	}
	text_release(&text);
	text_release(&again);
	arena_release(&arena);
	return 0;
}
