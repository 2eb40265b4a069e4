// SPDX-License-Identifier: GPL-2.0-or-later
// How something came out that was held against its daemon, each in a process of its own.
#include "outcome.h"

#include <stdio.h>
#include <stdlib.h>
#include <sys/wait.h>
#include <unistd.h>

enum {
	FILE_MOST = 1 << 20,
	CHILD_SECONDS = 60,
};

enum outcome outcome_in_child(
	enum outcome (*ask)(void *context), void *context, const char *who, const char *what)
{
	int status = 0;
	pid_t child;

	(void)fflush(stdout);
	child = fork();
	if (child == 0) {
		(void)alarm(CHILD_SECONDS);
		status = (int)ask(context);
		(void)fflush(stdout);
		_exit(status);
	}
	if (child < 0 || waitpid(child, &status, 0) < 0)
		abort();
	if (WIFEXITED(status))
		return (enum outcome)WEXITSTATUS(status);
	(void)printf("%s: %s died of signal %d\n", what, who, WTERMSIG(status));
	return CRASHED;
}

void outcome_print(const size_t outcomes[OUTCOMES])
{
	static const char *const names[OUTCOMES] = {"the same", "different", "in doubt", "crashed"};

	for (size_t i = 0; i < OUTCOMES; i++)
		(void)printf(" %zu %s%s", outcomes[i], names[i], i + 1 < OUTCOMES ? "," : "\n");
}

unsigned outcome_mix(int plan, size_t number)
{
	unsigned mixed = (unsigned)plan * 2654435761u + (unsigned)number * 40503u;

	mixed ^= mixed >> 13;
	mixed *= 1274126177u;
	return mixed ^ mixed >> 16;
}

bool outcome_read(const char *path, struct text *bytes)
{
	FILE *stream = fopen(path, "rbe");
	char buffer[4096];
	size_t length;
	bool whole;

	text_clear(bytes);
	if (stream == NULL)
		return false;
	while (bytes->length < FILE_MOST && (length = fread(buffer, 1, sizeof buffer, stream)) > 0)
		text_append(bytes, buffer, length);
	whole = ferror(stream) == 0;
	(void)fclose(stream);
	return whole;
}
