// SPDX-License-Identifier: GPL-2.0-or-later
// upgrade_session: whose transaction is whose, by processes, names of hooks and boots.
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>

#include "system/managers.h"
#include "upgrade_parts.h"

static struct arena arena;

static const struct manager_process dpkg = {.pid = 300, .start = 30, .name = "dpkg"};
static const struct manager_process inner_dpkg = {.pid = 500, .start = 50, .name = "dpkg"};
static const struct manager_process apt = {.pid = 200, .start = 20, .name = "apt"};

static struct transaction begun_by(
	const struct manager_process *process, const char *via, const char *id)
{
	return (struct transaction){
		.id = id,
		.via = via,
		.pid = process != NULL ? process->pid : 0,
		.start = process != NULL ? process->start : 0,
		.boot = "now",
	};
}

/* Up to two managers above, nearest first, and up to two transactions. */
static struct upgrade_session session(const char *via, const struct manager_process *nearest,
	const struct manager_process *further, struct transaction *pending, size_t count)
{
	struct upgrade_session result = {
		.via = via, .boot = "now", .pending = pending, .pending_count = count};

	if (nearest != NULL)
		result.above[result.above_count++] = *nearest;
	if (further != NULL)
		result.above[result.above_count++] = *further;
	return result;
}

static void is(const char *id, const struct transaction *transaction)
{
	if (id == NULL) {
		assert_null(transaction);
		return;
	}
	assert_non_null(transaction);
	assert_string_equal(id, transaction->id);
}

static void nothing_is_pending(void **state)
{
	struct upgrade_session here = session("dpkg", &dpkg, NULL, NULL, 0);

	(void)state;
	is(NULL, upgrade_session_mine(&here));
	is(NULL, upgrade_session_outer(&here));
}

static void what_this_hook_of_this_process_began_is_mine(void **state)
{
	struct transaction pending[] = {begun_by(&dpkg, "dpkg", "a")};
	struct upgrade_session here = session("dpkg", &dpkg, NULL, pending, 1);

	(void)state;
	is("a", upgrade_session_mine(&here));
	is(NULL, upgrade_session_outer(&here));
}

static void another_process_of_that_number_is_not(void **state)
{
	struct transaction pending[] = {begun_by(&dpkg, "dpkg", "a"), begun_by(&dpkg, "dpkg", "b")};
	struct upgrade_session here = session("dpkg", &dpkg, NULL, pending, 2);

	(void)state;
	pending[0].start++;
	pending[1].boot = "yesterday";
	is(NULL, upgrade_session_mine(&here));
	is(NULL, upgrade_session_outer(&here));
}

static void dpkg_inside_apt_is_nested(void **state)
{
	struct transaction pending[] = {begun_by(&apt, "apt", "a")};
	struct upgrade_session here = session("dpkg", &dpkg, &apt, pending, 1);

	(void)state;
	is(NULL, upgrade_session_mine(&here));
	is("a", upgrade_session_outer(&here));
}

static void dpkg_inside_apt_without_hooks_is_outermost(void **state)
{
	struct transaction pending[] = {begun_by(&dpkg, "dpkg", "d")};
	struct upgrade_session here = session("dpkg", &dpkg, &apt, pending, 1);

	(void)state;
	is("d", upgrade_session_mine(&here));
	is(NULL, upgrade_session_outer(&here));
}

/* A maintainer script that runs dpkg. */
static void a_manager_inside_itself_is_nested(void **state)
{
	struct transaction pending[] = {begun_by(&dpkg, "dpkg", "d")};
	struct upgrade_session here = session("dpkg", &inner_dpkg, &dpkg, pending, 1);

	(void)state;
	is(NULL, upgrade_session_mine(&here));
	is("d", upgrade_session_outer(&here));
}

static void another_hook_of_one_process_is_nested(void **state)
{
	struct transaction pending[] = {begun_by(&apt, "zypp", "z")};
	struct upgrade_session here = session("rpm", &apt, NULL, pending, 1);

	(void)state;
	is(NULL, upgrade_session_mine(&here));
	is("z", upgrade_session_outer(&here));
}

static void by_hand_the_name_alone_counts(void **state)
{
	struct transaction pending[] = {begun_by(NULL, "test", "t"), begun_by(NULL, "other", "o")};
	struct upgrade_session here = session("other", NULL, NULL, pending, 2);

	(void)state;
	pending[0].boot = pending[1].boot = boot_id(&arena);
	is("o", upgrade_session_mine(&here));
	is(NULL, upgrade_session_outer(&here));
}

/* The plugin of a manager that was killed still says the end: nobody is above it. */
static void an_orphan_has_what_its_dead_manager_began(void **state)
{
	struct transaction pending[] = {begun_by(&apt, "zypp", "z")};
	struct upgrade_session here = session("zypp", NULL, NULL, pending, 1);

	(void)state;
	is("z", upgrade_session_mine(&here));
}

static void the_oldest_outer_one_counts(void **state)
{
	struct transaction pending[] = {begun_by(&apt, "apt", "a"), begun_by(&dpkg, "dpkg", "d")};
	struct upgrade_session here = session("dpkg", &inner_dpkg, &dpkg, pending, 2);

	(void)state;
	here.above[here.above_count++] = apt;
	is("a", upgrade_session_outer(&here));
}

static void by_hand_a_day_is_enough(void **state)
{
	struct workspace workspace = {.now = 100 * 24 * 3600};
	struct transaction transaction = begun_by(NULL, "test", "t");

	(void)state;
	transaction.boot = boot_id(&arena);
	transaction.begun = workspace.now - 24 * 3600;
	assert_false(upgrade_is_dead(&workspace, &transaction));
	transaction.begun--;
	assert_true(upgrade_is_dead(&workspace, &transaction));
}

static void whoever_is_gone_is_dead_at_once(void **state)
{
	struct workspace workspace = {.now = 100};
	struct transaction transaction = begun_by(&apt, "apt", "a");

	(void)state;
	transaction.boot = boot_id(&arena);
	transaction.begun = workspace.now;
	assert_true(upgrade_is_dead(&workspace, &transaction));
}

static int tear_down(void **state)
{
	(void)state;
	arena_release(&arena);
	return 0;
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(nothing_is_pending),
		cmocka_unit_test(what_this_hook_of_this_process_began_is_mine),
		cmocka_unit_test(another_process_of_that_number_is_not),
		cmocka_unit_test(dpkg_inside_apt_is_nested),
		cmocka_unit_test(dpkg_inside_apt_without_hooks_is_outermost),
		cmocka_unit_test(a_manager_inside_itself_is_nested),
		cmocka_unit_test(another_hook_of_one_process_is_nested),
		cmocka_unit_test(by_hand_the_name_alone_counts),
		cmocka_unit_test(an_orphan_has_what_its_dead_manager_began),
		cmocka_unit_test(the_oldest_outer_one_counts),
		cmocka_unit_test(by_hand_a_day_is_enough),
		cmocka_unit_test(whoever_is_gone_is_dead_at_once),
	};

	return cmocka_run_group_tests(tests, NULL, tear_down);
}
