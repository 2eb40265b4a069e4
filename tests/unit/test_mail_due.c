// SPDX-License-Identifier: GPL-2.0-or-later
// system/mail_due: a name that is there while something may be to mail.
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>

#include "system/mail_due.h"
#include "temporary.h"

static struct temporary place;
static struct arena arena;

static int set_up(void **state)
{
	(void)state;
	place = temporary_make();
	return 0;
}

static int tear_down(void **state)
{
	(void)state;
	temporary_remove(&place);
	arena_release(&arena);
	return 0;
}

static struct alert_list alerts(void)
{
	struct alert_list list;

	mail_due_alerts(&arena, place.fd, &list);
	return list;
}

static void add(const char *transaction)
{
	const struct alert alert = {transaction, 100};
	struct error error = ERROR_INIT;

	assert_int_equal(mail_due_add(&arena, place.fd, &alert, &error), 0);
}

static void test_alerts_stay_until_they_are_told(void **state)
{
	struct alert_list told;

	(void)state;
	assert_false(mail_is_due(place.fd));
	assert_int_equal(alerts().count, 0);
	add("a");
	add("b");
	add("a");
	assert_true(mail_is_due(place.fd));
	told = alerts();
	assert_int_equal(told.count, 2);
	assert_string_equal(told.items[1].transaction, "b");
	add("c");
	mail_due_settle(&arena, place.fd, &told, false);
	assert_true(mail_is_due(place.fd));
	assert_int_equal(alerts().count, 1);
	assert_string_equal(alerts().items[0].transaction, "c");
	told = alerts();
	mail_due_settle(&arena, place.fd, &told, true);
	assert_true(mail_is_due(place.fd));
	assert_int_equal(alerts().count, 0);
	mail_due_settle(&arena, place.fd, &told, false);
	assert_false(mail_is_due(place.fd));
}

static void test_what_waits_takes_nothing_away(void **state)
{
	const struct alert_list nothing = {0};

	(void)state;
	mail_due_expect(place.fd);
	assert_true(mail_is_due(place.fd));
	assert_int_equal(alerts().count, 0);
	add("a");
	mail_due_expect(place.fd);
	assert_int_equal(alerts().count, 1);
	mail_due_settle(&arena, place.fd, &nothing, false);
	assert_int_equal(alerts().count, 1);
}

static void test_damage_is_nothing(void **state)
{
	(void)state;
	temporary_text(&place, "mail-due", "transaction: a\nbegun: x\n\n");
	assert_true(mail_is_due(place.fd));
	assert_int_equal(alerts().count, 0);
	add("b");
	assert_int_equal(alerts().count, 1);
}

#define TEST(function) cmocka_unit_test_setup_teardown(function, set_up, tear_down)

int main(void)
{
	const struct CMUnitTest tests[] = {
		TEST(test_alerts_stay_until_they_are_told),
		TEST(test_what_waits_takes_nothing_away),
		TEST(test_damage_is_nothing),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
