// SPDX-License-Identifier: GPL-2.0-or-later
// What says it when mail cannot: /run/motd.d, the journal, a file for Prometheus, a command.
#include "mailing_notice.h"

#include <errno.h>
#include <unistd.h>

#include "render/escape.h"
#include "render/notice.h"
#include "render/report.h"
#include "system/journal.h"
#include "system/program.h"
#include "system/publish.h"
#include "system/transactions.h"
#include "system/trust.h"

enum {
	COMMAND_LEAST = 500, /* milliseconds: with less it is not begun */
	COMMAND_MOST = 5000,
	OUTPUT_MOST = 64 * 1024,
};

static const char login_directory[] = "/run/motd.d";
static const char login_file[] = "confwatch";
/* Where Debian's node exporter looks. */
static const char metrics_directory[] = "/var/lib/prometheus/node-exporter";
static const char metrics_file[] = "confwatch.prom";

/* Of "no report could be sent": journalctl finds it, whatever the words. */
static const char message_id[] = "5d0e2a7c41b84f1f9b62c3a8f07d4e19";

static const char *const hooks[] = {"zypp", "rpm", "apt", "dpkg"};

static struct notice make_notice(
	const struct workspace *workspace, const struct mailing_notice *mailing)
{
	const struct outbox *outbox = mailing->outbox;
	struct notice notice = {.now = workspace->now,
		.counted = mailing->open != NULL,
		.down_since = outbox->down_since,
		.attempts = outbox->attempts,
		.uncertain = outbox->begun};

	if (mailing->open != NULL)
		notice_count(&notice, mailing->open);
	for (size_t i = 0; i < sizeof hooks / sizeof *hooks; i++) {
		struct notice_hook *hook = &notice.hooks[notice.hook_count];

		hook->via = hooks[i];
		if (hook_last_seen(workspace->state_fd, hook->via, &hook->seen) == 0)
			notice.hook_count++;
	}
	return notice;
}

static int tell_at_login(const struct workspace *workspace, const struct notice *notice,
	const struct text_options *options, struct error *error)
{
	TEXT_CLEANUP struct text text = TEXT_INIT;

	if (!notice_is_needed(notice))
		return publish_remove(workspace->root_fd, login_directory, login_file, error);
	notice_login(notice, options, &text);
	publish_make_directory(workspace->root_fd, login_directory);
	return publish_file(workspace->root_fd, login_directory, login_file, &text, error);
}

static void tell_journal(const struct workspace *workspace, const struct notice *notice,
	const struct text_options *options)
{
	TEXT_CLEANUP struct text sentence = TEXT_INIT;
	struct arena *arena = workspace->arena;
	const struct journal_field fields[] = {
		{"CONFWATCH_MAIL_DOWN_SINCE",
			arena_format(arena, "%lld", (long long)notice->down_since)},
		{"CONFWATCH_ATTEMPTS", arena_format(arena, "%u", (unsigned)notice->attempts)},
		{"CONFWATCH_UNCERTAIN", notice->uncertain ? "yes" : "no"},
		{"CONFWATCH_CRITICAL",
			arena_format(arena, "%zu", notice_total(notice, SEVERITY_CRITICAL))},
		{"CONFWATCH_WARNING",
			arena_format(arena, "%zu", notice_total(notice, SEVERITY_WARNING))},
	};
	/* The last two are counts. */
	const size_t count = sizeof fields / sizeof *fields - (notice->counted ? 0 : 2);

	notice_sentence(notice, options, &sentence);
	if (!journal_event(workspace->root_fd, message_id, LOG_ERR, text_string(&sentence), fields,
		    count) &&
		!workspace->other_root)
		journal_note(LOG_ERR, text_string(&sentence));
}

/* A directory that nobody asked for need not be there. */
static int tell_monitors(
	const struct workspace *workspace, const struct notice *notice, struct error *error)
{
	TEXT_CLEANUP struct text text = TEXT_INIT;
	const char *wanted = workspace->configuration.report_metrics;
	struct error ignored = ERROR_INIT;

	notice_metrics(notice, &text);
	if (wanted != NULL)
		return publish_file(workspace->root_fd, wanted, metrics_file, &text, error);
	(void)publish_file(workspace->root_fd, metrics_directory, metrics_file, &text, &ignored);
	return 0;
}

static int run_command(const struct string_list *words, const struct text *input, int64_t limit,
	struct error *error)
{
	struct arena arena = ARENA_INIT;
	const char **argv = arena_new_array(&arena, words->count + 1, const char *);
	const struct program program = {
		.argv = argv,
		.descriptor = -1,
		.milliseconds = limit,
		.output_limit = OUTPUT_MOST,
		.input = text_string(input),
		.input_length = input->length,
		.delivers = true,
	};
	struct program_result result = {0};
	int code = trust_program(words->items[0], geteuid(), error);

	for (size_t i = 0; i < words->count; i++)
		argv[i] = words->items[i];
	if (code == 0)
		code = program_run(&program, &result, error);
	arena_release(&arena);
	if (code == 0 && result.status != 0)
		code = error_set(error, EREMOTEIO, "'%s' ended with status %d", words->items[0],
			result.status);
	return code;
}

/* What it says is nobody's: that it could not be run is for the journal. */
static void tell_command(const struct workspace *workspace, const struct mailing_notice *mailing,
	const struct notice *notice, const struct text_options *options)
{
	const struct string_list *words = &workspace->configuration.report_command;
	const int64_t left = mailing->milliseconds;
	TEXT_CLEANUP struct text text = TEXT_INIT, line = TEXT_INIT;
	struct error error = ERROR_INIT;

	if (words->count == 0 || left < COMMAND_LEAST)
		return;
	if (mailing->report != NULL) {
		report_subject(mailing->report, &text);
		text_byte(&text, '\n');
	}
	notice_login(notice, options, &text);
	if (run_command(words, &text, left < COMMAND_MOST ? left : COMMAND_MOST, &error) == 0)
		return;
	text_add(&line, "report.command: ");
	escape_name(&line, error.message);
	if (!workspace->other_root)
		journal_note(LOG_WARNING, text_string(&line));
}

int mailing_notice(struct workspace *workspace, const struct mailing_notice *mailing,
	const struct text_options *options, struct error *error)
{
	const struct notice notice = make_notice(workspace, mailing);
	struct error login = ERROR_INIT;
	int code = tell_at_login(workspace, &notice, options, &login);

	/* One that fails keeps none of the others from telling. */
	if (notice_is_needed(&notice)) {
		tell_journal(workspace, &notice, options);
		tell_command(workspace, mailing, &notice, options);
	}
	if (mailing->looked && tell_monitors(workspace, &notice, error) < 0)
		return -error->code;
	if (code < 0)
		*error = login;
	return code;
}
