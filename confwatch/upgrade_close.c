// SPDX-License-Identifier: GPL-2.0-or-later
// The end of a transaction: what changed since its beginning is recorded, and judged.
#include <string.h>

#include "base/translate.h"
#include "core/diary.h"
#include "core/ledger.h"
#include "mailing.h"
#include "system/diary.h"
#include "system/packages.h"
#include "system/transactions.h"
#include "upgrade_parts.h"

static void release(struct closing *closing)
{
	text_release(&closing->findings);
	text_release(&closing->facts);
	check_close(&closing->check);
}

static void add_all(struct arena *arena, const struct finding_list *from, struct finding_list *into)
{
	for (size_t i = 0; i < from->count; i++)
		*finding_add(into, arena) = from->items[i];
}

/* What a newer transaction says about the same file stands for the older one's. */
static bool is_about_same_file(const struct finding *a, const struct finding *b)
{
	return a->path != NULL && b->path != NULL && a->folded <= 1 && b->folded <= 1 &&
		strcmp(a->path, b->path) == 0 &&
		(a->class == CLASS_METADATA_RESET) == (b->class == CLASS_METADATA_RESET);
}

static bool is_replaced(const struct closing *closing, const struct finding *finding)
{
	for (size_t i = 0; i < closing->fresh.count; i++) {
		const struct finding *fresh = &closing->fresh.items[i];

		if (is_about_same_file(fresh, finding) && fresh->severity >= finding->severity)
			return true;
	}
	return finding_is_among(&closing->fresh, finding->id);
}

/* A hook that found nothing new, as libzypp's second one does after each run, ends nothing. */
static bool did_nothing(const struct closing *closing)
{
	return closing->fresh.count == 0 && closing->evidence.packages.count == 0;
}

enum {
	NEWS_SECONDS = 30 * 24 * 60 * 60,
};

/* What came back by itself is told for a while: nobody may have looked in between. */
static bool is_news(const struct closing *closing, const struct finding *finding)
{
	return finding->restored && closing->workspace->now - finding->since < NEWS_SECONDS;
}

/* What needs no one's attention is shown until the next transaction, no longer. */
static bool is_worth_keeping(const struct closing *closing, const struct finding *finding)
{
	bool own = finding->transaction != NULL &&
		strcmp(finding->transaction, closing->transaction->id) == 0;

	if (finding->state != FINDING_OPEN && !own && !is_news(closing, finding))
		return false;
	if (finding->severity == SEVERITY_INFO || finding->folded > 1 || !finding->has_snapshot)
		return own || did_nothing(closing);
	return !is_replaced(closing, finding);
}

/*
 * Nobody dealt with what was open when this transaction began: that it changed the file once more
 * ends nothing. From here on it is this one's end that the file is held against.
 */
static void carry_on(struct closing *closing, const struct record_view *view,
	const struct finding_list *gone, struct finding_list *open)
{
	struct workspace *workspace = closing->workspace;
	struct finding_list before = {0};
	struct error ignored = ERROR_INIT;

	if (!closing->has_before ||
		upgrade_still_open(workspace, view->history, &closing->tree_before, gone, &before,
			NULL, &ignored) < 0)
		return;
	for (size_t i = 0; i < before.count; i++) {
		struct finding *finding = &before.items[i];

		if (finding->state != FINDING_OPEN || finding->path == NULL ||
			change_find(&closing->changes, finding->path) == NULL)
			continue;
		finding->transaction = closing->transaction->id;
		*finding_add(open, workspace->arena) = *finding;
	}
}

/* What was accepted for a time is kept: it is open once that is over. */
static void divide_settled(struct arena *arena, const struct finding_list *settled,
	struct finding_list *gone, struct finding_list *open)
{
	for (size_t i = 0; i < settled->count; i++) {
		struct finding finding = settled->items[i];

		if (finding.state == FINDING_ACCEPTED && finding.said->until > 0)
			*finding_add(open, arena) = finding;
		if (finding.state != FINDING_GONE)
			continue;
		finding.state = FINDING_OPEN;
		*finding_add(gone, arena) = finding;
	}
}

/* From earlier transactions, and, when this one is closed for the second time, from itself. */
static void find_open(
	struct closing *closing, const struct record_view *view, struct finding_list *open)
{
	struct workspace *workspace = closing->workspace;
	struct finding_list kept = {0}, settled = {0}, gone = {0};
	struct error ignored = ERROR_INIT;

	if (view->last == NULL ||
		history_findings(view->history, workspace->arena, view->last, &kept, &ignored) < 0)
		return;
	if (upgrade_still_open(
		    workspace, view->history, view->present, &kept, open, &settled, &ignored) < 0) {
		*open = kept;
		return;
	}
	divide_settled(workspace->arena, &settled, &gone, open);
	carry_on(closing, view, &gone, open);
}

static bool waits_already(const struct finding_list *open, const struct finding *finding)
{
	if (finding->class != CLASS_UPDATE_PENDING || finding->leftover == NULL)
		return false;
	for (size_t i = 0; i < open->count; i++) {
		const struct finding *other = &open->items[i];

		if (other->class == CLASS_UPDATE_PENDING && other->leftover != NULL &&
			other->state == FINDING_OPEN &&
			strcmp(other->leftover, finding->leftover) == 0 &&
			strcmp(other->id, finding->id) != 0)
			return true;
	}
	return false;
}

/* Nobody looked at the version that waits: that a newer one takes its place makes it no younger. */
static void drop_waiting(struct finding_list *fresh, const struct finding_list *open)
{
	size_t count = 0;

	for (size_t i = 0; i < fresh->count; i++) {
		if (!waits_already(open, &fresh->items[i]))
			fresh->items[count++] = fresh->items[i];
	}
	fresh->count = count;
}

static void keep_open(struct closing *closing, const struct finding_list *open)
{
	for (size_t i = 0; i < open->count; i++) {
		struct finding finding = open->items[i];

		if (finding.state == FINDING_ACCEPTED)
			finding.state = FINDING_OPEN;
		if (is_worth_keeping(closing, &finding) &&
			!finding_is_among(&closing->all, finding.id))
			*finding_add(&closing->all, closing->workspace->arena) = finding;
	}
}

/* The tree at `before`; the last snapshot's own is at hand. */
static int read_before(struct closing *closing, const struct record_view *view, struct tree *result,
	struct error *error)
{
	closing->has_before = true;
	if (closing->transaction->has_before)
		closing->before = closing->transaction->before;
	else if (view->last != NULL)
		closing->before = *view->last;
	else
		closing->has_before = false;
	closing->evidence.snapshot = closing->before;
	if (!closing->has_before ||
		(view->last != NULL &&
			memcmp(&closing->before, view->last, sizeof *view->last) == 0)) {
		*result = *view->before;
		return 0;
	}
	tree_init(result, closing->workspace->arena);
	return history_tree(view->history, &closing->before, NULL, 0, result, error);
}

static int judge_changes(
	struct closing *closing, const struct record_view *view, struct error *error)
{
	struct arena *arena = closing->workspace->arena;
	struct change_list *changes = &closing->changes;

	if (read_before(closing, view, &closing->tree_before, error) < 0)
		return -error->code;
	closing->tree_after = *view->present;
	closing->protection = *view->protection;
	if (!closing->has_before)
		return 0;
	diff_trees(arena, &closing->tree_before, view->present, NULL, 0, changes);
	if (changes->count == 0)
		return 0;
	upgrade_ask_rules(closing);
	upgrade_classify(closing->workspace, view->history, &closing->tree_before, view->present,
		changes, &closing->evidence, &closing->fresh);
	upgrade_add_failed_rules(closing, view->history);
	classify_fold(arena, &closing->fresh);
	return 0;
}

/* Killed, or the machine stopped: whoever was not there wants to know. */
static void add_broken_off(struct closing *closing)
{
	struct workspace *workspace = closing->workspace;
	struct finding *finding;

	if (!closing->broken_off || did_nothing(closing))
		return;
	finding = finding_add(&closing->fresh, workspace->arena);
	finding->class = CLASS_INTERRUPTED;
	finding->severity = SEVERITY_WARNING;
	finding->transaction = closing->transaction->id;
	finding->message = arena_format(workspace->arena,
		_("%s was broken off: it began, and its end was never recorded"),
		closing->transaction->via);
	finding->since = workspace->now;
	finding->id = finding_identify(workspace->arena, finding);
}

/* Also when the last snapshot has it already: then nothing is recorded. */
void upgrade_write_findings(struct closing *closing)
{
	text_clear(&closing->findings);
	finding_sort(&closing->all);
	finding_write(&closing->all, &closing->findings);
}

static bool are_recorded(struct closing *closing, const struct record_view *view)
{
	TEXT_CLEANUP struct text recorded = TEXT_INIT;
	struct error ignored = ERROR_INIT;

	return view->last != NULL &&
		history_own_text(
			view->history, view->last, HISTORY_FINDINGS, &recorded, &ignored) == 0 &&
		text_equals(&recorded, &closing->findings);
}

/* Asked between the look and the commit: whatever fails here, the state itself is recorded. */
static void judge(void *context, const struct record_view *view, struct record_about *about)
{
	struct closing *closing = context;
	struct workspace *workspace = closing->workspace;
	struct finding_list open = {0};
	struct error error = ERROR_INIT;

	if (judge_changes(closing, view, &error) < 0)
		upgrade_add_trouble(workspace, closing->transaction,
			arena_format(workspace->arena, _("what changed could not be judged: %s"),
				error.message),
			&closing->trouble);
	add_broken_off(closing);
	upgrade_choose_lost(closing, view->history);
	find_open(closing, view, &open);
	drop_waiting(&closing->fresh, &open);
	add_all(workspace->arena, &closing->trouble, &closing->fresh);
	add_all(workspace->arena, &closing->fresh, &closing->all);
	keep_open(closing, &open);
	upgrade_write_findings(closing);
	if (!are_recorded(closing, view))
		about->findings = &closing->findings;
}

static const char *describe_package(struct arena *arena, const struct package_change *change)
{
	return arena_format(arena, "%s %s -> %s", change->name,
		change->before != NULL ? change->before : "none",
		change->after != NULL ? change->after : "none");
}

static void describe_packages(struct closing *closing, struct record_about *about)
{
	struct arena *arena = closing->workspace->arena;
	const struct package_change_list *list = &closing->evidence.packages;
	const char **words = arena_new_array(arena, list->count, const char *);

	for (size_t i = 0; i < list->count; i++)
		words[i] = describe_package(arena, &list->items[i]);
	about->packages = words;
	about->package_count = list->count;
}

static int record_after(struct closing *closing, struct error *error)
{
	const struct transaction *transaction = closing->transaction;
	struct record_request request = {
		.about.kind = SNAPSHOT_AFTER_UPGRADE,
		.about.transaction = transaction->id,
		.judge = judge,
		.context = closing,
	};

	request.about.manager = transaction->manager != NULL ? manager_name(transaction->manager)
							     : transaction->via;
	describe_packages(closing, &request.about);
	if (closing->facts.length > 0)
		request.about.facts = &closing->facts;
	return snapshot_record(closing->workspace, &request, &closing->record, error);
}

enum {
	TROUBLE_MOST = 8, /* sentences in one finding */
};

/* The hook that failed has said it in its pending record as well, if it could make one. */
static bool is_told(const struct transaction *transaction, const char *message)
{
	return transaction->trouble != NULL && strcmp(transaction->trouble, message) == 0;
}

/* For good: what was accepted for a time is told by the transaction, and open after that. */
static bool is_accepted(struct workspace *workspace, const struct trouble_list *list)
{
	HISTORY_CLEANUP struct history *history = NULL;
	struct finding_list findings = {0};
	struct diary diary = {0};
	struct error ignored = ERROR_INIT;
	const struct diary_entry *said;

	upgrade_hooks_trouble(workspace, list, &findings);
	if (findings.count == 0 || history_open(workspace->state_fd, &history, &ignored) < 0 ||
		diary_load(history, workspace->arena, &diary, &ignored) < 0)
		return false;
	said = ledger_acceptance(&diary, &findings.items[0], workspace->now, workspace->now);
	return said != NULL && said->until == 0;
}

/* What hooks could not say when it happened. */
static void add_hooks_trouble(struct closing *closing)
{
	struct workspace *workspace = closing->workspace;
	struct trouble_list list = {0};
	struct error ignored = ERROR_INIT;

	if (trouble_read(workspace->arena, workspace->state_fd, &list, &ignored) < 0)
		return;
	closing->clear_trouble = list.count > 0;
	if (is_accepted(workspace, &list))
		return;
	for (size_t i = 0; i < list.count && i < TROUBLE_MOST; i++) {
		if (is_told(closing->transaction, list.items[i].message))
			continue;
		upgrade_add_trouble(workspace, closing->transaction,
			upgrade_trouble_words(workspace->arena, &list.items[i]), &closing->trouble);
	}
}

/* What went wrong before we came, and whether there was a `before` at all. */
static void collect_trouble(struct closing *closing)
{
	struct workspace *workspace = closing->workspace;
	struct arena *arena = workspace->arena;
	const struct transaction *transaction = closing->transaction;

	if (transaction->trouble != NULL)
		upgrade_add_trouble(workspace, transaction,
			arena_format(arena,
				_("the state right before was not recorded as it should: %s"),
				transaction->trouble),
			&closing->trouble);
	add_hooks_trouble(closing);
	if (!transaction->has_before && closing->evidence.packages.count > 0)
		upgrade_add_trouble(workspace, transaction,
			_("packages changed, and nothing was recorded right before"),
			&closing->trouble);
	if (workspace->configuration_problem != NULL)
		upgrade_add_trouble(workspace, transaction,
			arena_format(arena,
				_("the configuration could not be used, so nothing was restored: "
				  "%s"),
				workspace->configuration_problem),
			&closing->trouble);
}

static void add_to_branches(struct closing *closing)
{
	HISTORY_CLEANUP struct history *history = NULL;
	struct error ignored = ERROR_INIT;

	if (closing->changes.count == 0 && closing->fresh.count == 0)
		return;
	if (history_open(closing->workspace->state_fd, &history, &ignored) < 0)
		return;
	upgrade_keep_vendor_texts(closing, history);
	upgrade_tell_diary(closing, history);
}

/* Before the record goes: after a kill, whoever closes it again says so again. */
static void note_alert(const struct closing *closing)
{
	const struct alert alert = {closing->transaction->id, closing->transaction->begun};

	for (size_t i = 0; i < closing->fresh.count; i++) {
		if (!alert_is_worth(&closing->fresh.items[i]))
			continue;
		mailing_note_alert(closing->workspace, &alert);
		return;
	}
}

static int close_all(struct closing *closing, struct error *error)
{
	struct workspace *workspace = closing->workspace;
	struct error ignored = ERROR_INIT;

	upgrade_read_facts(workspace, closing->transaction, &closing->evidence, &closing->trouble);
	facts_write(&closing->evidence.after, &closing->facts);
	collect_trouble(closing);
	if (record_after(closing, error) < 0)
		return error_context(error, "%s", _("record the state after the transaction"));
	if (closing->clear_trouble)
		(void)trouble_clear(workspace->state_fd, &ignored);
	if (upgrade_restore(closing, error) < 0)
		return -error->code;
	add_to_branches(closing);
	note_alert(closing);
	transaction_note_closed(workspace->state_fd, closing->transaction, workspace->now);
	return transaction_remove(workspace->state_fd, closing->transaction->id, error);
}

int upgrade_close(struct workspace *workspace, const struct transaction *transaction,
	bool broken_off, struct upgrade_result *result, struct error *error)
{
	struct closing closing = {
		.workspace = workspace,
		.transaction = transaction,
		.broken_off = broken_off,
	};
	int rc = close_all(&closing, error);

	release(&closing);
	if (rc < 0)
		return rc;
	*result = (struct upgrade_result){
		.closed = true,
		.findings = closing.fresh,
		.restored = closing.restored,
	};
	return 0;
}
