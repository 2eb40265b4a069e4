// SPDX-License-Identifier: GPL-2.0-or-later
// Story 4: look, check, remember, tell.
#include "nightly.h"

#include <string.h>

#include "base/translate.h"
#include "system/files.h"
#include "system/transactions.h"
#include "system/trouble.h"
#include "upgrade.h"
#include "verify_hooks.h"

enum {
	DAY = 24 * 60 * 60,
	/* Two nights are a little less than a day apart when the first began late. */
	TWO_NIGHTS = DAY - 2 * 60 * 60,
};

/*
 * A finding until the next transaction has ended, which keeps it in history. What stays the same is
 * said once.
 */
static void note(struct workspace *workspace, const char *message)
{
	const struct trouble trouble = {
		.time = workspace->now, .via = "nightly", .event = "", .message = message};
	struct trouble_list known = {0};
	struct error ignored = ERROR_INIT;

	if (trouble_read(workspace->arena, workspace->state_fd, &known, &ignored) < 0)
		return;
	for (size_t i = 0; i < known.count; i++)
		if (strcmp(known.items[i].message, message) == 0)
			return;
	trouble_note(workspace->state_fd, &trouble);
}

static void note_stuck(struct workspace *workspace, const struct busy *busy)
{
	note(workspace,
		arena_format(workspace->arena,
			_("%s (process %ld) has been at work on the packages for more than a day"),
			busy->name, (long)busy->pid));
}

/* What package managers did without us, and no night before has told. */
static void note_unrecorded(struct workspace *workspace)
{
	struct package_event_list rpm = {0};
	struct hooks_verification hooks;
	struct error ignored = ERROR_INIT;
	const struct package_event *event = NULL;
	int64_t told = 0;
	size_t count = 0;

	/* The first night begins to watch. */
	if (hook_last_seen(workspace->state_fd, "nightly", &told) < 0)
		return;
	verify_ask_rpm(workspace, &rpm);
	if (verify_hooks(workspace, &rpm, told, &hooks, &ignored) < 0)
		return;
	for (size_t i = 0; i < hooks.unrecorded.count; i++) {
		if (hooks.unrecorded.items[i].time > told)
			event = &hooks.unrecorded.items[i];
		count += hooks.unrecorded.items[i].time > told;
	}
	if (count > 0)
		note(workspace,
			arena_format(workspace->arena,
				ngettext("%zu package changed without a record: %s",
					"%zu packages changed without a record, the last is %s",
					count),
				count, event->name));
}

/* Upgrades are not to wait for what comes afterwards: mail may take long. */
static int look(struct workspace *workspace, struct nightly *result, struct error *error)
{
	int rc = upgrade_nightly(workspace, &result->record, error);

	files_close(&workspace->lock_fd);
	return rc;
}

static int tell(struct workspace *workspace, const struct text_options *options,
	struct nightly *result, struct error *error)
{
	HISTORY_CLEANUP struct history *history = NULL;
	CHECK_CLEANUP struct check check = {0};
	struct mailing mailing = {0};
	struct report_request request = {
		.program = options->program, .check = &check, .differences = true};
	int outcome;

	check_try(workspace, options->program, &check);
	if (mailing_begin(workspace, &mailing, error) < 0 ||
		history_open(workspace->state_fd, &history, error) < 0)
		return -error->code;
	request.mail_down = mailing.outbox.down_since;
	if (report_compose(workspace, history, &request, &result->report, error) < 0)
		return -error->code;
	outcome = mailing_send(
		workspace, &result->report, &mailing, options, &result->problem, error);
	if (outcome < 0)
		return outcome;
	result->mail = (enum mail_outcome)outcome;
	return 0;
}

int nightly_run(struct workspace *workspace, const struct text_options *options,
	struct nightly *result, struct error *error)
{
	int rc;

	*result = (struct nightly){0};
	result->is_busy = nightly_busy(workspace, &result->busy);
	if (result->is_busy && workspace->now - result->busy.since < TWO_NIGHTS) {
		result->skipped = true;
		return 0;
	}
	if (result->is_busy)
		note_stuck(workspace, &result->busy);
	note_unrecorded(workspace);
	rc = look(workspace, result, error);
	if (rc == 0)
		rc = tell(workspace, options, result, error);
	if (rc == 0)
		hook_mark_seen(workspace->state_fd, "nightly", workspace->now);
	return rc;
}
