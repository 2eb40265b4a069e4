// SPDX-License-Identifier: GPL-2.0-or-later
// Pending transactions in STATE, the process tree above a hook, and when hooks ran.
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>

#include <errno.h>
#include <signal.h>
#include <sys/wait.h>

#include "system/files.h"
#include "system/managers.h"
#include "system/transactions.h"
#include "temporary.h"

static struct arena arena;
static struct temporary directory;
static int state;

static int set_up(void **context)
{
	(void)context;
	directory = temporary_make();
	state = directory.fd;
	return 0;
}

static int tear_down(void **context)
{
	(void)context;
	temporary_remove(&directory);
	arena_release(&arena);
	return 0;
}

static struct transaction sample(const char *id, int64_t begun)
{
	return (struct transaction){.id = id, .via = "test", .boot = "x", .begun = begun};
}

static void store(const char *id, int64_t begun)
{
	struct error error = ERROR_INIT;
	struct transaction transaction = sample(id, begun);

	assert_int_equal(0, transaction_store(state, &transaction, &error));
}

static size_t pending(struct transaction **result, size_t *damaged)
{
	struct error error = ERROR_INIT;
	size_t count = 99;

	assert_int_equal(0, transactions_pending(&arena, state, result, &count, damaged, &error));
	return count;
}

static void put(const char *name, const char *bytes)
{
	FD_CLEANUP int fd = openat(state, name, O_WRONLY | O_CREAT | O_TRUNC | O_CLOEXEC, 0600);

	assert_int_equal(0, files_write_all(fd, bytes, strlen(bytes)));
}

static bool exists(const char *name)
{
	return faccessat(state, name, F_OK, AT_SYMLINK_NOFOLLOW) == 0;
}

static void nothing_is_pending_at_first(void **context)
{
	struct transaction *items;
	size_t damaged = 9;

	(void)context;
	assert_int_equal(0, pending(&items, &damaged));
	assert_int_equal(0, damaged);
}

static void records_come_back_oldest_first(void **context)
{
	struct transaction *items;
	size_t damaged;

	(void)context;
	store("00000000000000aa", 20);
	store("00000000000000bb", 10);
	assert_int_equal(2, pending(&items, &damaged));
	assert_string_equal("00000000000000bb", items[0].id);
	assert_string_equal("00000000000000aa", items[1].id);
	assert_string_equal("test", items[1].via);
}

static void what_cannot_be_read_is_removed(void **context)
{
	struct transaction *items;
	size_t damaged;

	(void)context;
	store("00000000000000aa", 20);
	put("pending/00000000000000bb", "not a record\n");
	assert_int_equal(1, pending(&items, &damaged));
	assert_int_equal(1, damaged);
	assert_false(exists("pending/00000000000000bb"));
	assert_int_equal(1, pending(&items, &damaged));
	assert_int_equal(0, damaged);
}

/* Its name would lead elsewhere. */
static void a_record_under_a_strange_name_is_damaged(void **context)
{
	struct transaction *items;
	size_t damaged;

	(void)context;
	store("00000000000000aa", 20);
	assert_int_equal(
		0, renameat(state, "pending/00000000000000aa", state, "pending/00000000000000cc"));
	assert_int_equal(0, pending(&items, &damaged));
	assert_int_equal(1, damaged);
}

static void removing_takes_what_lies_beside(void **context)
{
	struct error error = ERROR_INIT;
	struct transaction *items;
	size_t damaged;

	(void)context;
	put("facts", "the facts");
	store("00000000000000aa", 20);
	transaction_keep_facts(state, "00000000000000aa");
	transaction_mark_running(state, "00000000000000aa");
	assert_true(transaction_is_running(state, "00000000000000aa"));
	assert_true(exists("pending/00000000000000aa.facts"));
	assert_int_equal(0, transaction_remove(state, "00000000000000aa", &error));
	assert_int_equal(0, pending(&items, &damaged));
	assert_false(transaction_is_running(state, "00000000000000aa"));
	assert_false(exists("pending/00000000000000aa.facts"));
	assert_true(exists("facts"));
	assert_int_equal(0, transaction_remove(state, "00000000000000aa", &error));
}

static void the_sweep_spares_records_and_the_young(void **context)
{
	struct stat status;

	(void)context;
	store("00000000000000aa", 20);
	transaction_mark_running(state, "00000000000000aa");
	put("pending/00000000000000bb.running", "");
	put("pending/.00000000000000cc.new", "");
	assert_int_equal(0, fstatat(state, "pending/00000000000000bb.running", &status, 0));
	transactions_sweep(state, status.st_ctim.tv_sec + 10);
	assert_true(exists("pending/00000000000000bb.running"));
	transactions_sweep(state, status.st_ctim.tv_sec + 100);
	assert_false(exists("pending/00000000000000bb.running"));
	assert_false(exists("pending/.00000000000000cc.new"));
	assert_true(exists("pending/00000000000000aa.running"));
	assert_true(exists("pending/00000000000000aa"));
}

static void ids_are_names_and_differ(void **context)
{
	struct error error = ERROR_INIT;
	const char *one, *two;

	(void)context;
	assert_int_equal(0, transaction_new_id(&arena, &one, &error));
	assert_int_equal(0, transaction_new_id(&arena, &two, &error));
	assert_int_equal(16, strlen(one));
	assert_string_not_equal(one, two);
}

static void a_hook_is_seen(void **context)
{
	int64_t seen = 0;

	(void)context;
	assert_int_equal(-ENOENT, hook_last_seen(state, "zypp", &seen));
	hook_mark_seen(state, "zypp", 1234567890);
	hook_mark_seen(state, "zypp", 99);
	assert_int_equal(0, hook_last_seen(state, "zypp", &seen));
	assert_int_equal(99, seen);
	hook_mark_seen(state, "../key", 99);
	assert_false(exists("key"));
	assert_int_equal(-ENOENT, hook_last_seen(state, "rpm", &seen));
}

static void some_words_name_no_hook(void **context)
{
	(void)context;
	assert_true(hook_via_is_valid("apt-packages"));
	assert_true(hook_via_is_valid("test_1"));
	assert_false(hook_via_is_valid(""));
	assert_false(hook_via_is_valid("-x"));
	assert_false(hook_via_is_valid("a/b"));
	assert_false(hook_via_is_valid(".."));
	assert_false(hook_via_is_valid("a b"));
	assert_false(hook_via_is_valid("aaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaa"));
}

static void closed_transactions_are_listed(void **context)
{
	struct error error = ERROR_INIT;
	struct transaction transaction = sample("00000000000000aa", 20);
	struct transaction_span *spans;
	size_t count = 9;

	(void)context;
	assert_int_equal(0, transactions_closed(&arena, state, &spans, &count, &error));
	assert_int_equal(0, count);
	transaction_note_closed(state, &transaction, 25);
	put("x", "");
	transaction.id = "00000000000000bb";
	transaction_note_closed(state, &transaction, 26);
	assert_int_equal(0, transactions_closed(&arena, state, &spans, &count, &error));
	assert_int_equal(2, count);
	assert_int_equal(20, spans[0].begun);
	assert_int_equal(25, spans[0].ended);
	assert_string_equal("test", spans[0].via);
	assert_string_equal("00000000000000bb", spans[1].id);
}

static void the_list_of_closed_ones_stays_short(void **context)
{
	struct error error = ERROR_INIT;
	struct transaction transaction = sample("00000000000000aa", 1);
	struct transaction_span *spans;
	struct stat status;
	size_t count = 0;

	(void)context;
	for (int i = 0; i < 6000; i++)
		transaction_note_closed(state, &transaction, 1000000 + i);
	assert_int_equal(0, fstatat(state, "closed", &status, 0));
	assert_true(status.st_size <= 128 * 1024);
	assert_int_equal(0, transactions_closed(&arena, state, &spans, &count, &error));
	assert_true(count > 1000);
	assert_int_equal(1000000 + 5999, spans[count - 1].ended);
	assert_int_equal(1000000 + 5999 - (int64_t)count + 1, spans[0].ended);
}

static void a_half_line_is_no_transaction(void **context)
{
	struct error error = ERROR_INIT;
	struct transaction_span *spans;
	size_t count = 9;

	(void)context;
	put("closed", "1 2 test 00aa\nx 2 test 00aa\n1 2 test\n3 4 test 00bb\n5 6 te");
	assert_int_equal(0, transactions_closed(&arena, state, &spans, &count, &error));
	assert_int_equal(2, count);
	assert_int_equal(3, spans[1].begun);
}

static void programs_are_known_by_place_and_name(void **context)
{
	(void)context;
	assert_string_equal("dpkg", manager_name("/usr/bin/dpkg"));
	assert_string_equal("apt", manager_name("/usr/bin/apt-get (deleted)"));
	assert_string_equal("zypp-rpm", manager_name("/usr/lib/zypp/zypp-rpm"));
	assert_null(manager_name("/home/me/dpkg"));
	assert_null(manager_name("/tmp/usr/bin/dpkg"));
	assert_null(manager_name("/usr/bin/dpkg-deb"));
	assert_null(manager_name("/usr/bin/ (deleted)"));
	assert_true(manager_is_interpreter("/usr/bin/python3.11"));
	assert_true(manager_is_interpreter("/usr/bin/python3.11 (deleted)"));
	assert_true(manager_is_interpreter("/usr/bin/perl"));
	assert_false(manager_is_interpreter("/usr/bin/pythonic"));
	assert_false(manager_is_interpreter("/home/me/python3"));
}

static void this_program_is_no_manager(void **context)
{
	struct manager_process above[8];

	(void)context;
	assert_true(managers_above(&arena, getpid(), above, 0) == 0);
	for (size_t i = managers_above(&arena, getpid(), above, 8); i > 0; i--)
		assert_int_not_equal(getpid(), above[i - 1].pid);
}

/* The start time of this very process, as the kernel says it. */
static uint64_t own_start(void)
{
	char line[4096] = "";
	unsigned long long start = 0;
	FD_CLEANUP int fd = open("/proc/self/stat", O_RDONLY | O_CLOEXEC);
	const char *at;

	assert_true(read(fd, line, sizeof line - 1) > 0);
	at = strrchr(line, ')');
	for (int i = 0; i < 20; i++)
		at = strchr(at + 1, ' ');
	assert_int_equal(1, sscanf(at, "%llu", &start));
	return start;
}

static void an_owner_lives_while_all_three_agree(void **context)
{
	struct transaction transaction = {
		.pid = getpid(), .start = own_start(), .boot = boot_id(&arena)};

	(void)context;
	assert_true(transaction_owner_lives(&transaction));
	transaction.start++;
	assert_false(transaction_owner_lives(&transaction));
	transaction.start--;
	transaction.boot = "another";
	assert_false(transaction_owner_lives(&transaction));
	transaction.pid = 0;
	assert_false(transaction_owner_lives(&transaction));
	transaction.boot = boot_id(&arena);
	assert_true(transaction_owner_lives(&transaction));
}

static void a_dead_owner_is_dead_before_it_is_waited_for(void **context)
{
	struct transaction transaction = {.boot = boot_id(&arena)};
	pid_t child = fork();
	siginfo_t information;

	(void)context;
	if (child == 0)
		_exit(0);
	assert_int_equal(0, waitid(P_PID, (id_t)child, &information, WEXITED | WNOWAIT));
	transaction.pid = child;
	assert_false(transaction_owner_lives(&transaction));
	assert_int_equal(child, waitpid(child, NULL, 0));
	assert_false(transaction_owner_lives(&transaction));
}

#define TEST(name) cmocka_unit_test_setup_teardown(name, set_up, tear_down)

int main(void)
{
	const struct CMUnitTest tests[] = {
		TEST(nothing_is_pending_at_first),
		TEST(records_come_back_oldest_first),
		TEST(what_cannot_be_read_is_removed),
		TEST(a_record_under_a_strange_name_is_damaged),
		TEST(removing_takes_what_lies_beside),
		TEST(the_sweep_spares_records_and_the_young),
		TEST(ids_are_names_and_differ),
		TEST(a_hook_is_seen),
		TEST(some_words_name_no_hook),
		TEST(closed_transactions_are_listed),
		TEST(the_list_of_closed_ones_stays_short),
		TEST(a_half_line_is_no_transaction),
		TEST(programs_are_known_by_place_and_name),
		TEST(this_program_is_no_manager),
		TEST(an_owner_lives_while_all_three_agree),
		TEST(a_dead_owner_is_dead_before_it_is_waited_for),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
