// SPDX-License-Identifier: GPL-2.0-or-later
// For suites that hold facts against what the package managers say: prints them as they are kept.
#include <fcntl.h>
#include <inttypes.h>
#include <stdio.h>
#include <string.h>
#include <time.h>

#include "system/packages.h"

static int64_t microseconds(void)
{
	struct timespec now;

	(void)clock_gettime(CLOCK_MONOTONIC, &now);
	return (int64_t)now.tv_sec * 1000000 + now.tv_nsec / 1000;
}

static int print(const char *root_path, const char *state_path, const struct string_list *watch)
{
	struct arena arena = ARENA_INIT;
	TEXT_CLEANUP struct text text = TEXT_INIT;
	int root = open(root_path, O_RDONLY | O_DIRECTORY | O_CLOEXEC);
	int state = strcmp(state_path, "-") == 0
		? -1
		: open(state_path, O_RDONLY | O_DIRECTORY | O_CLOEXEC);
	int64_t start = microseconds();
	bool current = state >= 0 && packages_current(root, state);
	int64_t middle = microseconds();
	struct error error = ERROR_INIT;
	struct facts facts;
	int code = packages_facts(&arena, root, state, watch, &facts, &error);

	if (code < 0) {
		(void)fprintf(stderr, "%s\n", error.message);
		return 2;
	}
	(void)fprintf(stderr, "current: %s, %" PRId64 " us; facts: %" PRId64 " us\n",
		current ? "yes" : "no", middle - start, microseconds() - middle);
	facts_write(&facts, &text);
	(void)fwrite(text_string(&text), 1, text.length, stdout);
	arena_release(&arena);
	return 0;
}

/* ROOT STATE|- WATCH... */
int main(int argc, char **argv)
{
	struct arena arena = ARENA_INIT;
	struct string_list watch = {0};
	int status;

	if (argc < 4) {
		(void)fputs("usage: print_facts ROOT STATE|- WATCH...\n", stderr);
		return 2;
	}
	for (int i = 3; i < argc; i++)
		string_list_add(&watch, &arena, argv[i]);
	status = print(argv[1], argv[2], &watch);
	arena_release(&arena);
	return status;
}
