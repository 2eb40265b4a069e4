// SPDX-License-Identifier: GPL-2.0-or-later
// Any bytes as the mark of a sent report: what is read can be written, and reads the same.
#include <string.h>

#include "core/report_mark.h"
#include "target.h"

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
	struct arena arena = ARENA_INIT;
	struct error error = ERROR_INIT;
	struct text text = TEXT_INIT;
	struct report_mark mark = {0}, second = {0};

	if (report_mark_read(&arena, (const char *)data, size, &mark, &error) == 0) {
		report_mark_write(&mark, &text);
		must(report_mark_read(&arena, text_string(&text), text.length, &second, &error) ==
			0);
		must(second.count == mark.count && second.sent == mark.sent);
		for (size_t i = 0; i < mark.count; i++) {
			must(report_mark_find(&mark, mark.told[i].id) == &mark.told[i]);
			must(strcmp(second.told[i].id, mark.told[i].id) == 0);
			must(second.told[i].since == mark.told[i].since);
		}
	} else {
		must(!mark.exists && error.code != 0);
	}
	text_release(&text);
	arena_release(&arena);
	return 0;
}
