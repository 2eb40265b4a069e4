// SPDX-License-Identifier: GPL-2.0-or-later
// Any bytes as alerts that are due: what is read can be written, and reads the same.
#include "core/alert.h"
#include "target.h"

static void check_round(struct arena *arena, const struct alert_list *alerts)
{
	struct text first = TEXT_INIT, second = TEXT_INIT;
	struct error error = ERROR_INIT;
	struct alert_list again;

	alert_write(alerts, &first);
	must(alert_read(arena, text_string(&first), first.length, &again, &error) == 0);
	must(again.count == alerts->count);
	alert_write(&again, &second);
	must(text_equals(&first, &second));
	text_release(&first);
	text_release(&second);
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
	struct arena arena = ARENA_INIT;
	struct error error = ERROR_INIT;
	struct alert_list alerts;

	if (alert_read(&arena, (const char *)data, size, &alerts, &error) == 0)
		check_round(&arena, &alerts);
	else
		must(error.code != 0);
	arena_release(&arena);
	return 0;
}
