// SPDX-License-Identifier: GPL-2.0-or-later
// What says it when mail cannot: counts, words, files for others, and journald's socket.
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>

#include <errno.h>
#include <sys/socket.h>
#include <sys/un.h>

#include "core/notice.h"
#include "render/notice.h"
#include "system/journal.h"
#include "system/publish.h"
#include "shell.h"
#include "temporary.h"

static const struct text_options plain = {.program = "confwatch --root=/mnt"};

static void add(struct finding_list *list, struct arena *arena, enum finding_class class,
	enum severity severity, enum finding_state state)
{
	struct finding *finding = finding_add(list, arena);

	finding->class = class;
	finding->severity = severity;
	finding->state = state;
	finding->path = "/etc/secret-name";
}

/* Two that are open, one of them folded of three, one failed rule, one that is restored. */
static struct notice made_notice(void)
{
	struct arena arena = ARENA_INIT;
	struct finding_list list = {0};
	struct notice notice = {.now = 1795190207,
		.counted = true,
		.hooks = {{"apt", 1795190000}},
		.hook_count = 1};

	add(&list, &arena, CLASS_SET_ASIDE, SEVERITY_CRITICAL, FINDING_OPEN);
	add(&list, &arena, CLASS_UPDATE_PENDING, SEVERITY_WARNING, FINDING_OPEN);
	list.items[1].folded = 3;
	add(&list, &arena, CLASS_COUNT, SEVERITY_WARNING, FINDING_OPEN);
	add(&list, &arena, CLASS_SET_ASIDE, SEVERITY_CRITICAL, FINDING_RESTORED);
	notice_count(&notice, &list);
	arena_release(&arena);
	return notice;
}

static void test_what_is_counted(void **state)
{
	const struct notice notice = made_notice();

	(void)state;
	assert_int_equal(notice_total(&notice, SEVERITY_CRITICAL), 1);
	assert_int_equal(notice_total(&notice, SEVERITY_WARNING), 4);
	assert_int_equal(notice_total(&notice, SEVERITY_INFO), 0);
}

static void test_when_it_is_needed(void **state)
{
	struct notice notice = {0};

	(void)state;
	assert_false(notice_is_needed(&notice));
	notice.uncertain = true;
	assert_true(notice_is_needed(&notice));
	notice = (struct notice){.down_since = 1};
	assert_true(notice_is_needed(&notice));
}

static void test_words_at_login(void **state)
{
	struct notice notice = made_notice();
	TEXT_CLEANUP struct text text = TEXT_INIT;

	(void)state;
	notice.down_since = 1795100000;
	notice_login(&notice, &plain, &text);
	assert_string_equal(text_string(&text),
		"confwatch: no report could be sent by mail since 2026-11-19 14:53.\n"
		"Open: 1 critical, 4 warnings. Look with: confwatch --root=/mnt status\n");
	text_clear(&text);
	notice.down_since = 0;
	notice.uncertain = true;
	notice_sentence(&notice, &plain, &text);
	assert_string_equal(text_string(&text),
		"a report may not have been sent: the mail program was ended at 2026-11-20 15:56");
}

static void test_metrics(void **state)
{
	struct notice notice = made_notice();
	TEXT_CLEANUP struct text text = TEXT_INIT;

	(void)state;
	notice_metrics(&notice, &text);
	assert_string_equal(text_string(&text),
		"# HELP confwatch_last_success_timestamp_seconds When everything was looked at and "
		"reported the last time.\n"
		"# TYPE confwatch_last_success_timestamp_seconds gauge\n"
		"confwatch_last_success_timestamp_seconds 1795190207\n"
		"# HELP confwatch_mail_down_since_timestamp_seconds Since when no report could be "
		"sent by mail; 0: it can.\n"
		"# TYPE confwatch_mail_down_since_timestamp_seconds gauge\n"
		"confwatch_mail_down_since_timestamp_seconds 0\n"
		"# HELP confwatch_findings Open findings by class (of failed rules: rule).\n"
		"# TYPE confwatch_findings gauge\n"
		"confwatch_findings{class=\"set-aside\",severity=\"critical\"} 1\n"
		"confwatch_findings{class=\"update-pending\",severity=\"warning\"} 3\n"
		"confwatch_findings{class=\"rule\",severity=\"warning\"} 1\n"
		"# HELP confwatch_open_findings Open findings by severity.\n"
		"# TYPE confwatch_open_findings gauge\n"
		"confwatch_open_findings{severity=\"info\"} 0\n"
		"confwatch_open_findings{severity=\"notice\"} 0\n"
		"confwatch_open_findings{severity=\"warning\"} 4\n"
		"confwatch_open_findings{severity=\"critical\"} 1\n"
		"# HELP confwatch_hook_last_seen_timestamp_seconds When a package manager called "
		"the last time.\n"
		"# TYPE confwatch_hook_last_seen_timestamp_seconds gauge\n"
		"confwatch_hook_last_seen_timestamp_seconds{via=\"apt\"} 1795190000\n");
}

static void prints(const struct temporary *directory, const char *line, const char *expected)
{
	TEXT_CLEANUP struct text output = TEXT_INIT;

	(void)shell(directory->path, line, &output);
	assert_string_equal(text_string(&output), expected);
}

static void test_files_for_others(void **state)
{
	struct temporary root = temporary_make();
	TEXT_CLEANUP struct text content = TEXT_INIT;
	struct error error = ERROR_INIT;

	(void)state;
	(void)umask(077);
	text_add(&content, "words\n");
	assert_int_equal(publish_remove(root.fd, "/run/motd.d", "x", &error), 0);
	publish_make_directory(root.fd, "/run/motd.d");
	assert_int_equal(publish_file(root.fd, "/run/motd.d", "x", &content, &error), -ENOENT);
	assert_string_equal(error.message, "cannot open '/run/motd.d': No such file or directory");
	temporary_directory(&root, "run");
	publish_make_directory(root.fd, "/run/motd.d");
	assert_int_equal(publish_file(root.fd, "/run/motd.d", "x", &content, &error), 0);
	publish_make_directory(root.fd, "/run/motd.d");
	prints(&root, "stat -c '%a %n' run/motd.d run/motd.d/*; cat run/motd.d/x; ls -A run/motd.d",
		"755 run/motd.d\n644 run/motd.d/x\nwords\nx\n");
	assert_int_equal(publish_remove(root.fd, "/run/motd.d", "x", &error), 0);
	assert_int_equal(publish_remove(root.fd, "/run/motd.d", "x", &error), 0);
	prints(&root, "ls -A run/motd.d; mkdir run/motd.d/x out; ln -s ../out run/link", "");
	assert_true(publish_file(root.fd, "/run/motd.d", "x", &content, &error) < 0);
	assert_true(publish_remove(root.fd, "/run/motd.d", "x", &error) < 0);
	assert_int_equal(publish_file(root.fd, "/run/link", "x", &content, &error), -ELOOP);
	temporary_remove(&root);
}

static void test_an_event_for_the_journal(void **state)
{
	const struct journal_field fields[] = {{"CONFWATCH_A", "1"}, {"CONFWATCH_B", "x\ny"}};
	static const char expected[] =
		"MESSAGE_ID=id\nPRIORITY=3\nSYSLOG_IDENTIFIER=confwatch\nMESSAGE=words\n"
		"CONFWATCH_A=1\nCONFWATCH_B\n\3\0\0\0\0\0\0\0x\ny\n";
	struct temporary root = temporary_make();
	struct sockaddr_un address = {.sun_family = AF_UNIX};
	char datagram[1024];
	ssize_t length;
	int fd = socket(AF_UNIX, SOCK_DGRAM | SOCK_CLOEXEC, 0);

	(void)state;
	assert_false(journal_event(root.fd, "id", LOG_ERR, "words", fields, 2));
	prints(&root, "mkdir -p run/systemd/journal", "");
	assert_false(journal_event(root.fd, "id", LOG_ERR, "words", fields, 2));
	(void)snprintf(address.sun_path, sizeof address.sun_path, "%s/run/systemd/journal/socket",
		root.path);
	assert_int_equal(bind(fd, (const struct sockaddr *)&address, sizeof address), 0);
	assert_true(journal_event(root.fd, "id", LOG_ERR, "words", fields, 2));
	length = recv(fd, datagram, sizeof datagram, MSG_DONTWAIT);
	assert_int_equal(length, sizeof expected - 1);
	assert_memory_equal(datagram, expected, sizeof expected - 1);
	(void)close(fd);
	temporary_remove(&root);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(test_what_is_counted),
		cmocka_unit_test(test_when_it_is_needed),
		cmocka_unit_test(test_words_at_login),
		cmocka_unit_test(test_metrics),
		cmocka_unit_test(test_files_for_others),
		cmocka_unit_test(test_an_event_for_the_journal),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
