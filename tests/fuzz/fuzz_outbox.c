// SPDX-License-Identifier: GPL-2.0-or-later
// Any bytes as STATE/outbox: what is read is written, and read again as the same; else it is
// refused.
#include "core/outbox.h"
#include "target.h"

static void check_round(struct arena *arena, const struct outbox *outbox)
{
	struct text first = TEXT_INIT, second = TEXT_INIT;
	struct error error = ERROR_INIT;
	struct outbox again;

	outbox_format(outbox, &first);
	must(outbox_parse(arena, first.bytes, first.length, &again, &error) == 0);
	outbox_format(&again, &second);
	must(text_equals(&first, &second));
	must(!outbox_is_due(outbox, outbox->attempted) || outbox->attempts == 0);
	text_release(&first);
	text_release(&second);
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
	struct arena arena = ARENA_INIT;
	struct error error = ERROR_INIT;
	struct outbox outbox;

	if (outbox_parse(&arena, (const char *)data, size, &outbox, &error) == 0)
		check_round(&arena, &outbox);
	else
		must(error.code != 0);
	arena_release(&arena);
	return 0;
}
