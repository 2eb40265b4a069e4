// SPDX-License-Identifier: GPL-2.0-or-later
// Lets a test ask the real tools: one shell line in a directory of its own.
#ifndef TESTS_UNIT_SHELL_H
#define TESTS_UNIT_SHELL_H

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>

#include <fcntl.h>
#include <stdlib.h>
#include <sys/wait.h>
#include <unistd.h>

#include "base/text.h"

/* Runs the line with sh(1); what it prints replaces output. Returns its exit status. */
static inline int shell(const char *directory, const char *line, struct text *output)
{
	char buffer[4096];
	int ends[2], status;
	ssize_t count;
	pid_t child;

	assert_int_equal(pipe2(ends, O_CLOEXEC), 0);
	child = fork();
	assert_true(child >= 0);
	if (child == 0) {
		if (dup2(ends[1], STDOUT_FILENO) < 0 || dup2(ends[1], STDERR_FILENO) < 0 ||
			chdir(directory) < 0)
			_exit(126);
		(void)execl("/bin/sh", "sh", "-c", line, (char *)NULL);
		_exit(127);
	}
	(void)close(ends[1]);
	text_clear(output);
	while ((count = read(ends[0], buffer, sizeof buffer)) > 0)
		text_append(output, buffer, (size_t)count);
	(void)close(ends[0]);
	assert_int_equal(waitpid(child, &status, 0), child);
	return WIFEXITED(status) ? WEXITSTATUS(status) : 128;
}

/* It must succeed and print nothing. */
static inline void shell_quiet(const char *directory, const char *line)
{
	TEXT_CLEANUP struct text output = TEXT_INIT;
	int status = shell(directory, line, &output);

	if (status != 0 || output.length > 0)
		print_message("%s: status %d: %s\n", line, status, text_string(&output));
	assert_int_equal(status, 0);
	assert_int_equal(output.length, 0);
}

/* A new directory below $TMPDIR, else /tmp; remove_directory() takes it away again. */
static inline char *make_directory(void)
{
	const char *place = getenv("TMPDIR");
	struct text path = TEXT_INIT;

	text_format(&path, "%s/confwatch-test.XXXXXX", place != NULL ? place : "/tmp");
	assert_non_null(mkdtemp(path.bytes));
	return path.bytes;
}

static inline void remove_directory(char *path)
{
	shell_quiet(path, "rm -rf \"$PWD\"");
	free(path);
}

#endif
