// SPDX-License-Identifier: GPL-2.0-or-later
// Whether a package manager is at work, and since when the same one is.
#include "nightly_busy.h"

#include <fcntl.h>
#include <inttypes.h>
#include <string.h>
#include <unistd.h>

#include "base/number.h"
#include "base/translate.h"
#include "system/files.h"
#include "system/managers.h"
#include "system/packages.h"
#include "system/transactions.h"

static const char file_name[] = "busy";

enum {
	LONGEST = 256,
};

/* "PID START BOOT ": the same process, and no other, for as long as the machine runs. */
static void identify(
	struct arena *arena, const struct manager_process *process, struct text *result)
{
	text_format(
		result, "%ld %" PRIu64 " %s ", (long)process->pid, process->start, boot_id(arena));
}

/* 0: another one was seen, or none. */
static int64_t seen_since(int state, const struct text *identity)
{
	FD_CLEANUP int fd =
		openat(state, file_name, O_RDONLY | O_NOFOLLOW | O_NONBLOCK | O_CLOEXEC);
	TEXT_CLEANUP struct text line = TEXT_INIT;
	uint64_t since;

	if (fd < 0 || files_read_all(fd, LONGEST, &line) < 0 || line.length <= identity->length ||
		memcmp(line.bytes, identity->bytes, identity->length) != 0 ||
		!number_parse(line.bytes + identity->length, line.length - identity->length, 10,
			INT64_MAX, &since))
		return 0;
	return (int64_t)since;
}

/* What cannot be remembered makes the next night begin anew: nobody waits for it. */
static int64_t remember(struct workspace *workspace, const struct manager_process *process)
{
	TEXT_CLEANUP struct text line = TEXT_INIT;
	struct error ignored = ERROR_INIT;
	int64_t since;

	identify(workspace->arena, process, &line);
	since = seen_since(workspace->state_fd, &line);
	if (since > 0 && since <= workspace->now)
		return since;
	text_format(&line, "%" PRId64, workspace->now);
	(void)files_replace(
		workspace->state_fd, file_name, line.bytes, line.length, 0600, &ignored);
	return workspace->now;
}

static bool find_transaction(struct workspace *workspace, struct busy *result)
{
	struct error ignored = ERROR_INIT;
	struct transaction *transactions = NULL;
	size_t count = 0, damaged = 0;

	if (transactions_pending(workspace->arena, workspace->state_fd, &transactions, &count,
		    &damaged, &ignored) < 0)
		return false;
	for (size_t i = 0; i < count; i++) {
		const struct transaction *transaction = &transactions[i];
		const char *name;

		if (transaction->pid == 0 || !transaction_owner_lives(transaction))
			continue;
		name = manager_name(transaction->manager);
		*result = (struct busy){
			.name = name != NULL ? name : transaction->via,
			.pid = (pid_t)transaction->pid,
			.since = transaction->begun,
		};
		return true;
	}
	return false;
}

bool nightly_busy(struct workspace *workspace, struct busy *result)
{
	struct manager_process holder = {0};

	if (find_transaction(workspace, result))
		return true;
	holder.pid = packages_locked_by(workspace->root_fd);
	if (holder.pid == 0) {
		(void)unlinkat(workspace->state_fd, file_name, 0);
		return false;
	}
	holder.name = _("a package manager");
	(void)managers_above(workspace->arena, holder.pid, &holder, 1);
	*result = (struct busy){
		.name = holder.name,
		.pid = holder.pid,
		.since = remember(workspace, &holder),
	};
	return true;
}
