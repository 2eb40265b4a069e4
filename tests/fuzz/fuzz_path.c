// SPDX-License-Identifier: GPL-2.0-or-later
// Any two strings as path and pattern: normalising ends in a clean path, matching ends at all.
#include <string.h>

#include "base/path.h"
#include "target.h"

static void check_normal(const char *path)
{
	must(path[0] == '/');
	must(strstr(path, "//") == NULL);
	must(strstr(path, "/./") == NULL);
	must(strstr(path, "/../") == NULL);
	must(path[1] == '\0' || path[strlen(path) - 1] != '/');
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
	struct arena arena = ARENA_INIT;
	const char *text = arena_bytes(&arena, data, size);
	const char *path = path_normalise(&arena, "/etc/pam.d", text);
	size_t first = strlen(text);

	check_normal(path);
	must(strcmp(path_normalise(&arena, "/", path), path) == 0);
	must(path_compare(path, path) == 0);
	must(path_is_within(path, path_parent(&arena, path)));
	if (first < size)
		(void)path_matches(text, text + first + 1);
	(void)path_matches(text, path);
	arena_release(&arena);
	return 0;
}
