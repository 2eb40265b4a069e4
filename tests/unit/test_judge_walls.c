// SPDX-License-Identifier: GPL-2.0-or-later
// system/judge: every system call tried from inside the child; what is not allowed ends it.
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>

#include <errno.h>
#include <fcntl.h>
#include <seccomp.h>
#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/mman.h>
#include <sys/prctl.h>
#include <sys/syscall.h>
#include <unistd.h>

#include "system/judge.h"
#include "system/sandbox.h"

enum {
	CALLS = 600, /* more than any architecture with plain numbers has */
};

/* What evaluation may need: memory, time, the two ends of its channel, its own end. */
static const char *const harmless[] = {"brk", "clock_gettime", "exit", "exit_group", "fstat",
	"futex", "getpid", "getrandom", "gettid", "gettimeofday", "lseek", "madvise", "mmap",
	"mprotect", "mremap", "munmap", "newfstatat", "pread64", "read", "readv", "restart_syscall",
	"rt_sigprocmask", "rt_sigreturn", "sched_yield", "sigaltstack", "time", "write"};

/* They fail, because libraries try them and can do without. */
static const char *const refused[] = {"access", "faccessat", "faccessat2", "ioctl", "open",
	"openat", "readlink", "readlinkat", "stat"};

static bool is_in(const char *const *names, size_t count, const char *name)
{
	for (size_t i = 0; i < count; i++)
		if (strcmp(names[i], name) == 0)
			return true;
	return false;
}

static void *begin(const struct judge_world *world)
{
	return (void *)(uintptr_t)world;
}

/* "NUMBER A B C D": the call is made; UNKNOWN is never its answer. FAIL: it did what it does. */
static void answer(void *judge, const struct question *question, struct answer *result)
{
	char *at = NULL;
	long number = strtol(question->expression, &at, 0), arguments[4];

	(void)judge;
	memset(result, 0, sizeof *result);
	for (size_t i = 0; i < 4; i++)
		arguments[i] = strtol(at, &at, 0);
	errno = 0;
	result->verdict =
		syscall(number, arguments[0], arguments[1], arguments[2], arguments[3], -1, 0) >= 0
		? VERDICT_FAIL
		: VERDICT_PASS;
	result->line = (uint32_t)errno;
}

static const struct judge_engine engine = {.begin = begin, .answer = answer};

static int set_up(void **state)
{
	static const struct judge_world world = {0};

	(void)signal(SIGPIPE, SIG_IGN);
	*state = judge_new(&engine, &world);
	return 0;
}

static int tear_down(void **state)
{
	judge_free(*state);
	return 0;
}

static struct answer call(struct judge *judge, long number, long a, long b, long c, long d)
{
	char expression[128];
	const struct question question = {.kind = QUESTION_ASSERT, .expression = expression};
	struct error error = ERROR_INIT;
	struct answer result;

	(void)snprintf(expression, sizeof expression, "%ld %ld %ld %ld %ld", number, a, b, c, d);
	if (judge_ask(judge, &question, &result, &error) < 0)
		fail_msg("%s", error.message);
	return result;
}

static void must_kill(
	struct judge *judge, const char *name, long number, long a, long b, long c, long d)
{
	struct answer result = call(judge, number, a, b, c, d);

	if (result.doubt != DOUBT_KILLED || result.signal != SIGSYS)
		fail_msg("%s: doubt %d, signal %d, errno %u", name, (int)result.doubt,
			result.signal, (unsigned)result.line);
}

/* uretprobe and uprobe of later kernels: no filter sees them; made up, they do nothing or kill. */
static bool passes_filters(int number)
{
	return seccomp_arch_native() == SCMP_ARCH_X86_64 && (number == 335 || number == 336);
}

static void every_call_that_is_not_needed_kills(void **state)
{
	unsigned killed = 0;

	for (int number = 0; number < CALLS; number++) {
		char *name = seccomp_syscall_resolve_num_arch(SCMP_ARCH_NATIVE, number);
		const char *known = name != NULL ? name : "a number without a name";

		if (!passes_filters(number) &&
			!is_in(harmless, sizeof harmless / sizeof harmless[0], known) &&
			!is_in(refused, sizeof refused / sizeof refused[0], known)) {
			must_kill(*state, known, number, 0, 0, 0, 0);
			killed++;
		}
		free(name);
	}
	assert_true(killed > CALLS - 50);
}

static void files_are_refused(void **state)
{
	for (size_t i = 0; i < sizeof refused / sizeof refused[0]; i++) {
		int number = seccomp_syscall_resolve_name(refused[i]);
		struct answer result;

		if (number < 0)
			continue;
		result = call(*state, number, 0, 0, 0, 0);
		assert_int_equal(result.verdict, VERDICT_PASS);
		assert_int_equal(result.line, EACCES);
	}
}

static void arguments_are_looked_at(void **state)
{
	must_kill(*state, "writing to the input", SYS_write, 0, 0, 0, 0);
	must_kill(*state, "writing elsewhere", SYS_write, 7, 0, 0, 0);
	must_kill(*state, "memory that runs", SYS_mmap, 0, 4096, PROT_READ | PROT_EXEC,
		MAP_PRIVATE | MAP_ANONYMOUS);
	must_kill(*state, "memory of a file", SYS_mmap, 0, 4096, PROT_READ, MAP_PRIVATE);
	must_kill(*state, "making memory run", SYS_mprotect, 0, 4096, PROT_READ | PROT_EXEC, 0);
#ifdef SYS_newfstatat
	must_kill(*state, "looking at a path", SYS_newfstatat, AT_FDCWD, 0, 0, 0);
#endif
	assert_int_equal(call(*state, SYS_getpid, 0, 0, 0, 0).verdict, VERDICT_FAIL);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test_setup_teardown(
			every_call_that_is_not_needed_kills, set_up, tear_down),
		cmocka_unit_test_setup_teardown(files_are_refused, set_up, tear_down),
		cmocka_unit_test_setup_teardown(arguments_are_looked_at, set_up, tear_down),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
