// SPDX-License-Identifier: GPL-2.0-or-later
// Any bytes as a package manager's log: names are never empty, and nothing is made up.
#include "formats/package_logs.h"
#include "target.h"

static void check(const struct package_event_list *list, size_t size)
{
	must(list->count <= size);
	for (size_t i = 0; i < list->count; i++) {
		const struct package_event *event = &list->items[i];

		must(event->name != NULL && event->name[0] != '\0');
		must(event->manager != NULL);
		must(event->before == NULL || event->before[0] != '\0');
		must(event->after == NULL || event->after[0] != '\0');
	}
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
	struct arena arena = ARENA_INIT;
	const char *bytes = (const char *)data;
	struct package_event_list dpkg = {0};
	struct package_event_list zypp = {0};
	struct package_event_list dnf = {0};

	package_log_dpkg(&arena, bytes, size, &dpkg);
	package_log_zypp(&arena, bytes, size, &zypp);
	package_log_dnf(&arena, bytes, size, &dnf);
	check(&dpkg, size);
	check(&zypp, size);
	check(&dnf, size);
	arena_release(&arena);
	return 0;
}
