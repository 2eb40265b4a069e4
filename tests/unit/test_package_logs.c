// SPDX-License-Identifier: GPL-2.0-or-later
// formats/package_logs, core/package_event: what managers say they did, and what nobody recorded.
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>

#include <string.h>

#include "core/package_event.h"
#include "formats/package_logs.h"

static struct arena arena;

static int set_up(void **state)
{
	(void)state;
	arena = (struct arena)ARENA_INIT;
	return 0;
}

static int tear_down(void **state)
{
	(void)state;
	arena_release(&arena);
	return 0;
}

static const char *describe(const struct package_event_list *list)
{
	const char *all = "";

	for (size_t i = 0; i < list->count; i++) {
		const struct package_event *event = &list->items[i];

		all = arena_format(&arena, "%s%lld%s %s %s %s %s\n", all, (long long)event->time,
			event->is_local ? " local" : "", event->manager, event->name,
			event->before != NULL ? event->before : "-",
			event->after != NULL ? event->after : "-");
	}
	return all;
}

static void test_dpkg(void **state)
{
	static const char log[] = "5:57 upgrade cut:all 1 2\n"
				  "2026-11-20 03:05:57 startup archives unpack\n"
				  "2026-11-20 03:05:57 install new:all <none> 1.0-1\n"
				  "2026-11-20 03:05:58 status half-configured new:all 1.0-1\n"
				  "2026-11-20 03:05:58 configure new:all 1.0-1 <none>\n"
				  "2026-11-20 03:05:59 upgrade libc6:i386 1:2-1 1:2-2\n"
				  "2026-11-20 03:06:00 remove old:amd64 7 <none>\n"
				  "2026-11-20 03:06:01 purge old:amd64 7 <none>\n"
				  "2026-13-20 03:06:01 remove month:amd64 7 <none>\n"
				  "2026-11-20 03:06:0";
	struct package_event_list list = {0};

	(void)state;
	package_log_dpkg(&arena, log, strlen(log), &list);
	assert_string_equal(describe(&list),
		"1795143957 local dpkg new - 1.0-1\n"
		"1795143959 local dpkg libc6 1:2-1 1:2-2\n"
		"1795143960 local dpkg old 7 -\n"
		"1795143961 local dpkg old 7 -\n");
}

static void test_zypp(void **state)
{
	static const char log[] = "# 2026-11-20 03:05:57 mailpam-2-1.noarch.rpm installed ok\n"
				  "# Additional rpm output:\n"
				  "# warning: /etc/pam.d/imap created as /etc/pam.d/imap.rpmnew\n"
				  "2026-11-20 03:05:57|command|root@host|'zypper' 'dup'|\n"
				  "2026-11-20 03:05:57|install|mailpam|2-1|noarch||v2|abc|TID\n"
				  "2026-11-20 03:05:58|remove |old|1:1-1|x86_64|root@host|\n"
				  "2026-11-20 03:05:59|radd   |v2|dir:///v2|\n";
	struct package_event_list list = {0};

	(void)state;
	package_log_zypp(&arena, log, strlen(log), &list);
	assert_string_equal(describe(&list),
		"1795143957 local zypp mailpam - 2-1\n"
		"1795143958 local zypp old 1:1-1 -\n");
}

static void test_dnf(void **state)
{
	static const char log[] =
		"2026-11-20T03:05:57+0000 INFO --- logging initialized ---\n"
		"2026-11-20T04:05:57+0100 SUBDEBUG Upgrade: mail-pam-2-1.noarch\n"
		"2026-11-19T22:35:58-0430 SUBDEBUG Upgraded: mail-pam-1-1.noarch\n"
		"2026-11-20T03:05:59Z SUBDEBUG Erase: old-1.2.3-4.el9.x86_64\n"
		"2026-11-20T03:05:59+9 SUBDEBUG Erase: old-1.2.3-4.el9.x86_64\n"
		"2026-11-20T03:06:00+0000 SUBDEBUG Installed: nodash\n";
	struct package_event_list list = {0};

	(void)state;
	package_log_dnf(&arena, log, strlen(log), &list);
	assert_string_equal(describe(&list),
		"1795143957 dnf mail-pam - 2-1\n"
		"1795143959 dnf old 1.2.3-4.el9 -\n");
}

/* A log that was cut anywhere, or is full of zeros, gives no package that is not in it. */
static void test_cut_logs(void **state)
{
	static const struct {
		void (*read)(struct arena *arena, const char *bytes, size_t length,
			struct package_event_list *result);
		const char *log;
	} logs[] = {
		{package_log_dpkg, "2026-11-20 03:05:57 upgrade mail-pam:all 1 22\n"},
		{package_log_zypp, "2026-11-20 03:05:57|install|mail-pam|1.2-1|noarch||v2|abc|\n"},
		{package_log_dnf,
			"2026-11-20T03:05:57+0000 SUBDEBUG Installed: mail-pam-1.2-1.noarch\n"},
	};
	static const char zeros[64];

	(void)state;
	for (size_t i = 0; i < sizeof logs / sizeof logs[0]; i++) {
		size_t whole = strlen(logs[i].log);
		struct package_event_list list = {0};

		for (size_t length = 0; length < whole; length++)
			logs[i].read(&arena, logs[i].log, length, &list);
		for (size_t length = 0; length <= sizeof zeros; length++)
			logs[i].read(&arena, zeros, length, &list);
		assert_int_equal(list.count, 0);
		logs[i].read(&arena, logs[i].log, whole, &list);
		assert_int_equal(list.count, 1);
		assert_string_equal(list.items[0].name, "mail-pam");
	}
}

static void test_unrecorded(void **state)
{
	static const struct recorded_span spans[] = {{1000, 1100}, {2000, 2000}};
	static const struct package_event events[] = {
		{5000, false, "later", "1", "2", "dpkg"},
		{996, false, "before", "1", "2", "dpkg"},
		{997, false, "slack", "1", "2", "dpkg"},
		{1050, false, "inside", "1", "2", "dpkg"},
		{1104, false, "after", "1", "2", "dpkg"},
		{2003, false, "late", "1", "2", "dpkg"},
		{3000, false, "twice", "1", NULL, "dpkg"},
		{3060, false, "twice", "1", NULL, "dpkg"},
		{3061, false, "once", "1", NULL, "dpkg"},
		{3121, false, "twice", NULL, "2", "dpkg"},
		{10, false, "old", NULL, "2", "dpkg"},
	};
	struct package_event_list list = {0};
	struct package_event_list result = {0};

	(void)state;
	for (size_t i = 0; i < sizeof events / sizeof *events; i++)
		package_event_add(&list, &arena, &events[i]);
	package_events_unrecorded(&arena, &list, spans, 2, 11, &result);
	assert_string_equal(describe(&result),
		"996 dpkg before 1 2\n"
		"1104 dpkg after 1 2\n"
		"3000 dpkg twice 1 -\n"
		"3061 dpkg once 1 -\n"
		"3121 dpkg twice - 2\n"
		"5000 dpkg later 1 2\n");
}

#define TEST(function) cmocka_unit_test_setup_teardown(function, set_up, tear_down)

int main(void)
{
	const struct CMUnitTest tests[] = {
		TEST(test_dpkg),
		TEST(test_zypp),
		TEST(test_dnf),
		TEST(test_cut_logs),
		TEST(test_unrecorded),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
