// SPDX-License-Identifier: GPL-2.0-or-later
// confwatch status: what upgrades left to act on, what changed since the last snapshot, and what to
// do.
#include "render/status.h"

#include "base/path_set.h"
#include "base/translate.h"
#include "commands.h"
#include "core/ledger_lines.h"
#include "expected.h"
#include "findings.h"
#include "numbering.h"
#include "system/diary.h"
#include "system/files.h"
#include "system/managers.h"
#include "system/transactions.h"

struct status_options {
	bool brief;
};

static const struct option options[] = {
	{"short", 0, NULL, N_("a line for each path"), OPTION_FLAG,
		OPTION_AT(status_options, brief), NULL},
};

/* Findings need a look at everything: what an upgrade left may lie beside. */
static struct change_list asked_changes(
	struct invocation *invocation, const struct sight *sight, const struct string_list *paths)
{
	const struct change_list *all = &sight->look.changes;
	struct change_list asked = {
		.changes = arena_new_array(invocation->arena, all->count + 1, struct change)};
	struct path_set set;

	if (paths->count == 0)
		return *all;
	path_set_make(invocation->arena, paths->items, paths->count, &set);
	for (size_t i = 0; i < all->count; i++) {
		if (path_set_holds(&set, all->changes[i].path))
			asked.changes[asked.count++] = all->changes[i];
	}
	return asked;
}

/* What status works with. */
struct looking {
	struct history *history;
	struct check *check;
	int numbers;
	struct ledger_lines ledger;
	struct sight sight;
	struct string_list paths;
};

static int find(struct invocation *invocation, struct looking *looking, struct findings *findings,
	struct error *error)
{
	struct findings_request request = {
		.sight = &looking->sight,
		.paths = looking->paths.items,
		.paths_count = looking->paths.count,
		.program = invocation->style.program,
		.check = looking->check,
	};

	return findings_open(invocation->workspace, looking->history, &request, findings, error);
}

/* Only what is shown is read. */
static int read_ledger(struct invocation *invocation, struct looking *looking, struct error *error)
{
	struct workspace *workspace = invocation->workspace;
	struct expectation_list expected = {0};
	struct diary *diary = arena_new(invocation->arena, struct diary);

	if (!looking->sight.exists ||
		(!invocation->style.verbose && invocation_format(invocation) == FORMAT_TEXT))
		return 0;
	if (diary_load(looking->history, invocation->arena, diary, error) < 0 ||
		expected_running(workspace, looking->history, diary, &expected, error) < 0)
		return -error->code;
	ledger_standing(invocation->arena, diary, expected.items, expected.count, workspace->now,
		&looking->ledger);
	return 0;
}

/* A number stands for one path; of a finding about several, or about none, it is the id. */
static void save_numbers(struct invocation *invocation, int fd, const struct snapshot_id *last,
	const struct finding_list *findings)
{
	struct string_list paths = {0};

	for (size_t i = 0; i < findings->count; i++) {
		const struct finding *finding = &findings->items[i];
		bool one = finding->path != NULL &&
			(finding->folded <= 1 || finding->class != CLASS_VENDOR_UPDATED);

		string_list_add(&paths, invocation->arena,
			one			      ? finding->path
				: finding->id != NULL ? finding->id
						      : "");
	}
	numbering_save(fd, last, &paths);
}

/* Upgrades that began and did not end yet. */
static void find_pending(struct invocation *invocation, struct status_view *view)
{
	struct arena *arena = invocation->arena;
	struct error ignored = ERROR_INIT;
	struct transaction *transactions = NULL;
	struct status_pending *pending;
	size_t count = 0;
	size_t damaged = 0;

	if (transactions_pending(arena, invocation->workspace->state_fd, &transactions, &count,
		    &damaged, &ignored) < 0)
		return;
	pending = arena_new_array(arena, count + 1, struct status_pending);
	for (size_t i = 0; i < count; i++)
		pending[i] = (struct status_pending){
			&transactions[i], transaction_owner_lives(&transactions[i])};
	view->pending = pending;
	view->pending_count = count;
}

static int print(struct invocation *invocation, const struct status_view *view, struct error *error)
{
	const struct status_options *wanted = invocation->options;
	TEXT_CLEANUP struct text text = TEXT_INIT;

	if (invocation_format(invocation) == FORMAT_JSON)
		json_status(view, &text);
	else if (wanted->brief)
		text_status_short(view, &invocation->style, &text);
	else
		text_status(view, &invocation->style, &text);
	return invocation_print(invocation, &text, error);
}

static int tell(struct invocation *invocation, struct looking *looking, struct error *error)
{
	const struct sight *sight = &looking->sight;
	const struct change_list changes = asked_changes(invocation, sight, &looking->paths);
	struct findings findings = {0};
	struct status_view view = {
		.last = sight->exists ? &sight->last : NULL,
		.changes = &changes,
		.findings = &findings.list,
		.settled = &findings.settled,
		.ledger = &looking->ledger,
	};

	if (find(invocation, looking, &findings, error) < 0 ||
		read_ledger(invocation, looking, error) < 0)
		return -error->code;
	view.known = findings.known;
	view.settled_known = findings.known + findings.list.count;
	find_pending(invocation, &view);
	if (invocation_format(invocation) == FORMAT_TEXT)
		save_numbers(invocation, looking->numbers, &sight->last.id, &findings.list);
	if (print(invocation, &view, error) < 0)
		return -error->code;
	return status_count(&findings.list) > 0 ? 1 : 0;
}

static int run(struct invocation *invocation, struct error *error)
{
	struct workspace *workspace = invocation->workspace;
	HISTORY_CLEANUP struct history *history = NULL;
	FD_CLEANUP int numbers = numbering_open(workspace);
	CHECK_CLEANUP struct check check = {0};
	struct looking looking = {.check = &check, .numbers = numbers};

	check_try(workspace, invocation->style.program, &check);
	if (invocation_only_look(invocation, false, error) < 0 ||
		history_open(workspace->state_fd, &history, error) < 0 ||
		invocation_paths(invocation, &looking.paths, error) < 0 ||
		findings_look(workspace, history, &looking.sight, error) < 0)
		return -error->code;
	looking.history = history;
	return tell(invocation, &looking, error);
}

const struct command command_status = {
	.name = "status",
	.arguments = "[PATH]...",
	.summary = N_("show what changed since the last snapshot"),
	.options = options,
	.option_count = ARRAY_SIZE(options),
	.options_size = sizeof(struct status_options),
	.formats = ACCEPTS_TEXT | ACCEPTS_JSON,
	.needs = NEED_STATE | NEED_LOOK | NEED_SETTLED,
	.run = run,
};
