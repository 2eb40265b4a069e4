// SPDX-License-Identifier: GPL-2.0-or-later
// Any bytes from apt: every line is read, counted or refused, and archives are absolute.
#include "formats/apt.h"
#include "target.h"

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
	struct arena arena = ARENA_INIT;
	struct error error = ERROR_INIT;
	struct announced_list list = {0};
	size_t not_understood = 0;

	if (apt_packages_parse(&arena, (const char *)data, size, &list, &not_understood, &error) <
		0)
		must(error.code != 0 && list.count == 0);
	must(list.count + not_understood <= size);
	for (size_t i = 0; i < list.count; i++) {
		must(list.items[i].name != NULL && list.items[i].name[0] != '\0');
		must(list.items[i].archive == NULL || list.items[i].archive[0] == '/');
	}
	arena_release(&arena);
	return 0;
}
