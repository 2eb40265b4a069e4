// SPDX-License-Identifier: GPL-2.0-or-later
// Any bytes as a pending transaction: what is read can be written, and reads the same.
#include "core/transaction.h"
#include "target.h"

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
	struct arena arena = ARENA_INIT;
	struct error error = ERROR_INIT;
	struct text text = TEXT_INIT, again = TEXT_INIT;
	struct transaction first = {0}, second = {0};

	if (transaction_read(&arena, (const char *)data, size, &first, &error) == 0) {
		transaction_write(&first, &text);
		must(transaction_read(&arena, text_string(&text), text.length, &second, &error) ==
			0);
		must(second.announced.count == first.announced.count);
		transaction_write(&second, &again);
		must(text_equals(&text, &again));
	} else {
		must(first.id == NULL && error.code != 0);
	}
	text_release(&text);
	text_release(&again);
	arena_release(&arena);
	return 0;
}
