// SPDX-License-Identifier: GPL-2.0-or-later
// transaction: the pending record comes back as it was written, and nothing else is read.
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>

#include <errno.h>
#include <string.h>

#include "core/transaction.h"

static struct announced announced[] = {
	{.name = "cyrus-imapd",
		.before = "2.4.20-1",
		.after = "3.0.7-1",
		.archive = "/var/cache/a b.rpm",
		.action = ANNOUNCED_UPGRADE,
		.failed = true},
	{.name = "imap", .action = ANNOUNCED_REMOVE},
};

static const struct transaction full = {
	.id = "0123456789abcdef",
	.via = "zypp",
	.manager = "/usr/bin/zypper",
	.pid = 1234,
	.start = UINT64_MAX,
	.boot = "d7b3\n",
	.begun = 1795107600,
	.has_before = true,
	.before = {{0xab}},
	.announced = {.items = announced, .count = 2},
	.trouble = "the state directory is full",
};

static const char full_text[] = "id: 0123456789abcdef\n"
				"via: zypp\n"
				"manager: /usr/bin/zypper\n"
				"pid: 1234\n"
				"start: 18446744073709551615\n"
				"boot: d7b3%0A\n"
				"begun: 1795107600\n"
				"snapshot: ab00000000000000000000000000000000000000\n"
				"trouble: the state directory is full\n"
				"\n"
				"announced: cyrus-imapd\n"
				"action: upgrade\n"
				"before: 2.4.20-1\n"
				"after: 3.0.7-1\n"
				"archive: /var/cache/a b.rpm\n"
				"failed: yes\n"
				"\n"
				"announced: imap\n"
				"action: remove\n"
				"\n";

static void test_written_as_documented_and_read_back(void **state)
{
	TEXT_CLEANUP struct text text = TEXT_INIT;
	struct arena arena = ARENA_INIT;
	struct error error = ERROR_INIT;
	struct transaction read = {0};

	(void)state;
	transaction_write(&full, &text);
	assert_string_equal(text_string(&text), full_text);
	assert_int_equal(
		transaction_read(&arena, text_string(&text), text.length, &read, &error), 0);
	assert_string_equal(read.boot, "d7b3\n");
	assert_true(read.start == UINT64_MAX);
	assert_int_equal(read.announced.count, 2);
	assert_true(read.announced.items[0].failed);
	assert_null(read.announced.items[1].archive);
	assert_int_equal(read.announced.items[1].action, ANNOUNCED_REMOVE);
	transaction_write(&read, &text);
	assert_string_equal(text_string(&text), full_text);
	arena_release(&arena);
}

static void test_by_hand(void **state)
{
	static const char by_hand[] = "id: x\nvia: dpkg\npid: 0\nstart: 0\nbegun: 0\n\n";
	struct arena arena = ARENA_INIT;
	struct error error = ERROR_INIT;
	struct transaction read = {0};

	(void)state;
	assert_int_equal(transaction_read(&arena, by_hand, strlen(by_hand), &read, &error), 0);
	assert_null(read.manager);
	assert_null(read.boot);
	assert_false(read.has_before);
	assert_int_equal(read.announced.count, 0);
	arena_release(&arena);
}

/* Cut short at any byte, it is refused: a half-written record is never taken for a whole one. */
static void test_what_is_cut_short_is_refused(void **state)
{
	size_t head = strlen(full_text) - strlen(strstr(full_text, "announced: cyrus"));
	size_t first = strlen(full_text) - strlen(strstr(full_text, "announced: imap"));

	(void)state;
	for (size_t length = 0; length < strlen(full_text); length++) {
		struct arena arena = ARENA_INIT;
		struct error error = ERROR_INIT;
		struct transaction read = {0};
		int status = transaction_read(&arena, full_text, length, &read, &error);

		assert_int_equal(status, length == head || length == first ? 0 : -EBADMSG);
		if (status < 0) {
			assert_null(read.id);
			assert_non_null(strstr(error.message, "pending transaction: line "));
		}
		arena_release(&arena);
	}
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(test_written_as_documented_and_read_back),
		cmocka_unit_test(test_by_hand),
		cmocka_unit_test(test_what_is_cut_short_is_refused),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
