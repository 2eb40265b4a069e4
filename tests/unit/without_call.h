// SPDX-License-Identifier: GPL-2.0-or-later
// As on a kernel without a system call, in a child: there is no way back.
#ifndef TESTS_UNIT_WITHOUT_CALL_H
#define TESTS_UNIT_WITHOUT_CALL_H

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>

#include <seccomp.h>
#include <sys/wait.h>
#include <unistd.h>

enum {
	WITHOUT_SECCOMP = 77,
};

static inline int without_call_inside(
	int call, uint32_t action, int (*act)(void *context), void *context)
{
	scmp_filter_ctx filter = seccomp_init(SCMP_ACT_ALLOW);

	if (filter == NULL || seccomp_rule_add(filter, action, call, 0) < 0 ||
		seccomp_load(filter) < 0)
		return WITHOUT_SECCOMP;
	seccomp_release(filter);
	return act(context);
}

/* act() must return 0 where the call ends as `action` says: SCMP_ACT_ERRNO(ENOSYS), ... */
static inline void without_call(int call, uint32_t action, int (*act)(void *context), void *context)
{
	int status = 0;
	pid_t child = fork();

	if (child == 0)
		_exit(without_call_inside(call, action, act, context));
	assert_int_equal(waitpid(child, &status, 0), child);
	if (WIFEXITED(status) && WEXITSTATUS(status) == WITHOUT_SECCOMP) {
		print_message("no seccomp here\n");
		skip();
	}
	assert_int_equal(status, 0);
}

#endif
