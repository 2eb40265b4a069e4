// SPDX-License-Identifier: GPL-2.0-or-later
// Story: what happened since the last report, and who must act.
#include "report.h"

#include <errno.h>
#include <fcntl.h>
#include <string.h>

#include "base/translate.h"
#include "expected.h"
#include "findings.h"
#include "system/diary.h"
#include "system/files.h"
#include "system/transactions.h"

enum {
	MARK_MOST = 1 << 22,	      /* bytes of STATE/report-sent */
	DIFFERENCE_MOST = 32 << 10,   /* bytes of one file's difference */
	DIFFERENCES_MOST = 512 << 10, /* of all of them */
};

static const char mark_name[] = "report-sent";

/* One call of report_compose(). */
struct composing {
	struct workspace *workspace;
	struct history *history;
	const struct report_request *request;
	struct report_input input;
	struct report_mark mark;
	struct sight sight;
	struct findings findings;
	struct diary diary;
	struct expectation_list expected;
	struct snapshot_list all; /* newest first */
	struct snapshot_list snapshots;
	struct comparison comparison;
};

void report_last_sent(struct workspace *workspace, struct report_mark *result)
{
	TEXT_CLEANUP struct text bytes = TEXT_INIT;
	FD_CLEANUP int fd = -1;
	struct error ignored = ERROR_INIT;

	*result = (struct report_mark){0};
	fd = openat(workspace->state_fd, mark_name, O_RDONLY | O_NOFOLLOW | O_CLOEXEC);
	if (fd < 0 || files_read_all(fd, MARK_MOST, &bytes) < 0)
		return;
	if (report_mark_read(
		    workspace->arena, text_string(&bytes), bytes.length, result, &ignored) < 0)
		*result = (struct report_mark){0};
}

void report_mark_text(
	const struct workspace *workspace, const struct report *report, struct text *result)
{
	struct report_mark mark;

	report_remember(workspace->arena, report, &mark);
	report_mark_write(&mark, result);
}

int report_mark_sent(
	struct workspace *workspace, const char *bytes, size_t length, struct error *error)
{
	return files_replace(workspace->state_fd, mark_name, bytes, length, 0600, error);
}

/* The newest snapshot that is not younger; the first one when all are. */
static size_t find_base(const struct composing *composing)
{
	const struct snapshot_list *all = &composing->all;
	size_t base = 0;

	while (base + 1 < all->count && all->items[base].time > composing->input.since)
		base++;
	return base;
}

static int find_snapshot(
	const struct composing *composing, const struct snapshot_id *id, size_t *result)
{
	for (size_t i = 0; i < composing->all.count; i++) {
		if (memcmp(&composing->all.items[i].id, id, sizeof *id) == 0) {
			*result = i;
			return 0;
		}
	}
	return -ENOENT;
}

/* A time is a time, whatever was recorded then; all other names are those of snapshots. */
static int choose_asked(struct composing *composing, size_t *base, struct error *error)
{
	const struct workspace *workspace = composing->workspace;
	const char *since = composing->request->since;
	struct snapshot_name name = {0};
	struct snapshot_id id;

	composing->input.from = REPORT_FROM_ASKED;
	if (snapshot_name_parse(since, workspace->now, workspace->zone, &name, error) < 0)
		return -error->code;
	if (name.kind == SNAPSHOT_NAME_TIME) {
		composing->input.since = name.time;
		*base = find_base(composing);
		return 0;
	}
	if (snapshot_resolve(composing->workspace, composing->history, since, &id, error) < 0)
		return -error->code;
	if (find_snapshot(composing, &id, base) < 0)
		return error_set(error, ENOENT, _("'%s' is no snapshot of this history"), since);
	composing->input.since = composing->all.items[*base].time;
	return 0;
}

static int choose_since(struct composing *composing, struct error *error)
{
	struct report_input *input = &composing->input;
	size_t base = composing->all.count - 1;

	report_last_sent(composing->workspace, &composing->mark);
	if (composing->request->after != 0) {
		input->from = REPORT_FROM_ASKED;
		input->since = composing->request->after;
		base = find_base(composing);
	} else if (composing->request->since != NULL) {
		if (choose_asked(composing, &base, error) < 0)
			return -error->code;
	} else if (composing->mark.exists) {
		input->from = REPORT_FROM_SENT;
		input->mark = &composing->mark;
		input->since = composing->mark.sent;
		base = find_base(composing);
	} else {
		input->from = REPORT_FROM_FIRST;
		input->since = composing->all.items[base].time;
	}
	composing->snapshots =
		(struct snapshot_list){composing->all.items, base, composing->all.count};
	input->snapshots = &composing->snapshots;
	input->base = &composing->all.items[base];
	return 0;
}

/* What people said of findings and paths. */
static int read_ledger(struct composing *composing, struct error *error)
{
	struct report_input *input = &composing->input;

	if (diary_load(composing->history, composing->workspace->arena, &composing->diary, error) <
			0 ||
		expected_since(composing->workspace, composing->history, &composing->diary,
			input->since, &composing->expected, error) < 0)
		return -error->code;
	input->diary = &composing->diary;
	input->expected = composing->expected.items;
	input->expected_count = composing->expected.count;
	return 0;
}

static int find_findings(struct composing *composing, struct error *error)
{
	const struct findings_request request = {
		.sight = &composing->sight,
		.program = composing->request->program,
		.check = composing->request->check,
	};
	struct finding_list *left;

	if (findings_open(composing->workspace, composing->history, &request, &composing->findings,
		    error) < 0)
		return -error->code;
	left = arena_new_array(
		composing->workspace->arena, composing->snapshots.count + 1, struct finding_list);
	for (size_t i = 0; i < composing->snapshots.count; i++) {
		if (findings_of(composing->workspace, composing->history,
			    &composing->snapshots.items[i], &left[i], error) < 0)
			return -error->code;
	}
	composing->input.findings = &composing->findings.all;
	composing->input.known = composing->findings.known;
	composing->input.left = left;
	return 0;
}

/* What is too long ends at a whole line; *room: bytes that are left for all that follow. */
static struct report_difference keep_difference(
	struct arena *arena, const struct difference *from, size_t *room)
{
	const size_t most = *room < DIFFERENCE_MOST ? *room : DIFFERENCE_MOST;
	const char *bytes = text_string(&from->hunks);
	size_t length = from->hunks.length < most ? from->hunks.length : most;

	while (length > 0 && bytes[length - 1] != '\n')
		length--;
	*room -= length;
	return (struct report_difference){
		.kind = from->kind,
		.hunks = arena_bytes(arena, bytes, length),
		.length = length,
		.cut = from->hunks.length - length,
	};
}

static int read_differences(struct composing *composing, struct error *error)
{
	struct arena *arena = composing->workspace->arena;
	const struct change_list *changes = &composing->comparison.changes;
	struct report_difference *all =
		arena_new_array(arena, changes->count + 1, struct report_difference);
	size_t room = DIFFERENCES_MOST;

	for (size_t i = 0; i < changes->count; i++) {
		DIFFERENCE_CLEANUP struct difference difference = DIFFERENCE_INIT;

		if (compare_contents(&composing->comparison, &changes->changes[i], false,
			    &difference, error) < 0)
			return -error->code;
		all[i] = keep_difference(arena, &difference, &room);
	}
	composing->input.differences = all;
	return 0;
}

static int compare_since(struct composing *composing, struct error *error)
{
	char hex[SNAPSHOT_HEX_SIZE];
	const struct compare_request request = {.from = hex};
	const struct tree *now = &composing->comparison.after.tree;

	snapshot_hex(&composing->input.base->id, hex);
	if (compare_open(composing->workspace, composing->history, &request, &composing->comparison,
		    error) < 0)
		return -error->code;
	for (size_t i = 0; i < now->count; i++)
		composing->input.life.files += now->entries[i].kind != ENTRY_DIRECTORY;
	composing->input.changes = &composing->comparison.changes;
	return composing->request->differences ? read_differences(composing, error) : 0;
}

/* A snapshot need not know by whose hook, and the transaction that took it does. */
static void note_before(struct report_life *life, int64_t begun, const char *via)
{
	if (begun < life->last_before || (begun == life->last_before && life->via != NULL))
		return;
	life->last_before = begun;
	life->via = via;
}

/* Most upgrades change nothing that is watched, and leave no snapshot. */
static void find_last_before(struct composing *composing)
{
	struct report_life *life = &composing->input.life;
	struct workspace *workspace = composing->workspace;
	struct transaction_span *spans = NULL;
	struct error ignored = ERROR_INIT;
	size_t count = 0;

	for (size_t i = 0; i < composing->all.count; i++) {
		const struct snapshot *snapshot = &composing->all.items[i];

		if (snapshot->kind == SNAPSHOT_BEFORE_UPGRADE)
			note_before(life, snapshot->time, snapshot->manager);
	}
	if (transactions_closed(workspace->arena, workspace->state_fd, &spans, &count, &ignored) <
		0)
		return;
	for (size_t i = 0; i < count; i++)
		note_before(life, spans[i].begun, spans[i].via);
}

static void give_rules(struct composing *composing)
{
	const struct check *check = composing->request->check;

	if (check == NULL)
		return;
	composing->input.rules = &check->rules;
	composing->input.life.asked = check->asked;
	composing->input.life.rules = check->all.counts;
}

static int collect(struct composing *composing, struct error *error)
{
	struct workspace *workspace = composing->workspace;

	if (findings_look(workspace, composing->history, &composing->sight, error) < 0)
		return -error->code;
	if (!composing->sight.exists)
		return 0;
	if (history_list(composing->history, workspace->arena, 0, NULL, 0, &composing->all, error) <
		0)
		return -error->code;
	if (choose_since(composing, error) < 0 || find_findings(composing, error) < 0 ||
		read_ledger(composing, error) < 0 || compare_since(composing, error) < 0)
		return -error->code;
	composing->input.last = &composing->sight.last;
	give_rules(composing);
	find_last_before(composing);
	return 0;
}

int report_compose(struct workspace *workspace, struct history *history,
	const struct report_request *request, struct report *result, struct error *error)
{
	struct composing *composing = arena_new(workspace->arena, struct composing);
	int rc;

	*composing = (struct composing){
		.workspace = workspace,
		.history = history,
		.request = request,
		.input = {.host = workspace->actor.host,
			.now = workspace->now,
			.zone = workspace->zone,
			.since = workspace->now,
			.mail_down = request->mail_down},
		.comparison = COMPARISON_INIT,
	};
	rc = collect(composing, error);
	compare_close(&composing->comparison);
	if (rc < 0)
		return rc;
	report_make(workspace->arena, &composing->input, result);
	return 0;
}
