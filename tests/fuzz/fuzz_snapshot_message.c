// SPDX-License-Identifier: GPL-2.0-or-later
// Any bytes as a commit message: what is read can be written, and reads the same.
#include <string.h>

#include "core/snapshot.h"
#include "target.h"

static int same(const char *a, const char *b)
{
	return a == NULL || b == NULL ? a == b : strcmp(a, b) == 0;
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
	struct arena arena = ARENA_INIT;
	struct text text = TEXT_INIT;
	struct snapshot read = {0}, again = {0};
	struct snapshot_note note;

	snapshot_read_message(&arena, arena_bytes(&arena, data, size), &read);
	note = (struct snapshot_note){.kind = read.kind,
		.message = read.message,
		.transaction = read.transaction,
		.manager = read.manager,
		.packages = read.packages,
		.package_count = read.package_count,
		.added = read.added};
	snapshot_write_message(&note, &text);
	snapshot_read_message(&arena, text_string(&text), &again);
	must(again.kind == read.kind && again.package_count == read.package_count);
	must(again.added == read.added && again.changed == 0);
	must(strlen(text_string(&text)) == text.length);
	if (size <= 1024)
		must(same(again.message, read.message) && same(again.manager, read.manager));
	text_release(&text);
	arena_release(&arena);
	return 0;
}
