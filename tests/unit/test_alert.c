// SPDX-License-Identifier: GPL-2.0-or-later
// core/alert: what is kept of transactions, and the part of a report that is about them.
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <string.h>

#include <cmocka.h>

#include <errno.h>

#include "core/alert.h"
#include "render/report.h"

static struct arena arena;

static int tear_down(void **state)
{
	(void)state;
	arena_release(&arena);
	return 0;
}

static struct alert_list two(void)
{
	const struct alert first = {"first", 100}, second = {"sec\nond", 200};
	struct alert_list list = {0};

	alert_add(&list, &arena, &first);
	alert_add(&list, &arena, &second);
	alert_add(&list, &arena, &first);
	return list;
}

static int read_back(const char *bytes, size_t length, struct alert_list *result)
{
	struct error error = ERROR_INIT;

	return alert_read(&arena, bytes, length, result, &error);
}

static void test_what_was_written_is_read(void **state)
{
	const struct alert_list list = two();
	TEXT_CLEANUP struct text text = TEXT_INIT;
	struct alert_list read = {0};

	(void)state;
	alert_write(&list, &text);
	assert_int_equal(read_back(text.bytes, text.length, &read), 0);
	assert_int_equal(read.count, 2);
	assert_string_equal(read.items[0].transaction, "first");
	assert_int_equal(read.items[0].begun, 100);
	assert_string_equal(read.items[1].transaction, "sec\nond");
	assert_int_equal(read.items[1].begun, 200);
	assert_int_equal(read_back("", 0, &read), 0);
	assert_int_equal(read.count, 0);
}

static void test_damage_is_noticed(void **state)
{
	static const char *const damaged[] = {"transaction: a\n\n", "begun: 1\n\n",
		"transaction: a\nbegun: x\n\n", "transaction: a\nbegun: 1\n",
		"transaction: a\nbegun: 1\nmore: 2\n\n",
		"transaction: a\nbegun: 1\n\ntransaction: a\nbegun: 2\n\n"};
	struct alert_list read;

	(void)state;
	for (size_t i = 0; i < sizeof damaged / sizeof *damaged; i++)
		assert_int_equal(read_back(damaged[i], strlen(damaged[i]), &read), -EBADMSG);
}

static struct finding *add(struct finding_list *list, const char *path, const char *transaction)
{
	struct finding *finding = finding_add(list, &arena);

	finding->class = CLASS_REMOVED_UNEXPLAINED;
	finding->severity = SEVERITY_CRITICAL;
	finding->path = path;
	finding->transaction = transaction;
	finding->message = "gone";
	finding->since = 150;
	finding->id = finding_identify(&arena, finding);
	return finding;
}

static struct report make_whole(const struct finding_list *findings, const struct report_mark *mark)
{
	static const struct snapshot last = {.time = 200};
	static const struct change_list changes = {0};
	static const struct snapshot_list snapshots = {0};
	const struct change **known =
		arena_new_array(&arena, findings->count, const struct change *);
	struct report_input input = {.host = "mx1",
		.now = 300,
		.last = &last,
		.base = &last,
		.findings = findings,
		.known = known,
		.mark = mark,
		.snapshots = &snapshots,
		.changes = &changes};
	struct report whole;

	for (size_t i = 0; i < findings->count; i++) {
		struct change *change = arena_new(&arena, struct change);

		change->path = findings->items[i].path;
		known[i] = change;
	}
	report_make(&arena, &input, &whole);
	return whole;
}

static void test_an_alert_tells_what_its_transactions_left(void **state)
{
	static const struct report_mark nothing_sent = {0};
	struct alert_list alerts = two();
	struct finding_list findings = {0};
	struct report whole, alert;
	TEXT_CLEANUP struct text subject = TEXT_INIT;

	(void)state;
	add(&findings, "/etc/elsewhen", "another");
	add(&findings, "/etc/by-hand", NULL);
	add(&findings, "/etc/harmless", "first")->severity = SEVERITY_WARNING;
	add(&findings, "/etc/back", "first")->restored = true;
	add(&findings, "/etc/over", "first")->state = FINDING_ACCEPTED;
	add(&findings, "/etc/one", "first");
	add(&findings, "/etc/two", "sec\nond");
	whole = make_whole(&findings, NULL);
	alert_make(&arena, &whole, &alerts, &nothing_sent, &alert);
	assert_int_equal(alert.count, 2);
	assert_int_equal(alert.counts[REPORT_ACTION], 2);
	assert_string_equal(alert.items[0].finding->path, "/etc/one");
	assert_string_equal(alert.items[0].change->path, "/etc/one");
	assert_string_equal(alert.items[1].finding->path, "/etc/two");
	assert_null(alert.about.changes);
	report_subject(&alert, &subject);
	assert_string_equal(
		text_string(&subject), "[confwatch] mx1: 2 to act on: GONE /etc/one, 1 more");
	/* The report itself stays as it is. */
	assert_int_equal(whole.count, findings.count);
	alerts.count = 0;
	alert_make(&arena, &whole, &alerts, &nothing_sent, &alert);
	assert_int_equal(alert.count, 0);
}

/* As when the lock was busy right after the night's report, and the alerts stayed due. */
static void test_what_a_report_told_is_no_alert_any_more(void **state)
{
	const struct alert_list alerts = two();
	struct finding_list findings = {0};
	const struct finding *finding = add(&findings, "/etc/one", "first");
	struct report_told told = {finding->id, 100};
	const struct report_mark mark = {.exists = true, .sent = 160, .told = &told, .count = 1};
	struct report whole, alert;

	(void)state;
	add(&findings, "/etc/two", "first");
	whole = make_whole(&findings, &mark);
	alert_make(&arena, &whole, &alerts, &mark, &alert);
	assert_int_equal(alert.count, 1);
	assert_string_equal(alert.items[0].finding->path, "/etc/two");
	assert_false(alert.items[0].told);
	assert_int_equal(alert.items[0].detail, REPORT_FULL);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test_teardown(test_what_was_written_is_read, tear_down),
		cmocka_unit_test_teardown(test_damage_is_noticed, tear_down),
		cmocka_unit_test_teardown(
			test_an_alert_tells_what_its_transactions_left, tear_down),
		cmocka_unit_test_teardown(test_what_a_report_told_is_no_alert_any_more, tear_down),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
