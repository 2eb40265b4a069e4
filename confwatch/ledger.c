// SPDX-License-Identifier: GPL-2.0-or-later
// What people say about findings: it is right so.
#include "ledger.h"

#include <errno.h>
#include <string.h>

#include "base/path_set.h"
#include "base/translate.h"
#include "core/ledger.h"
#include "system/diary.h"
#include "system/files.h"

enum {
	LINES_MOST = 100, /* findings that one entry lists in words */
};

/* Which of the request's words the findings have answered. */
struct choosing {
	struct workspace *workspace;
	const struct acceptance_request *request;
	struct string_list asked; /* paths */
	struct string_list rules;
	struct path_set paths;
	struct acceptance *acceptance;
};

static bool is_asked(const struct choosing *choosing, const struct finding *finding)
{
	if (choosing->request->all || string_list_holds(&choosing->request->ids, finding->id))
		return true;
	if (finding->rule != NULL && string_list_holds(&choosing->rules, finding->rule))
		return true;
	return finding->path != NULL && path_set_holds(&choosing->paths, finding->path);
}

static void choose(struct choosing *choosing, size_t index)
{
	struct acceptance *acceptance = choosing->acceptance;
	const struct finding *finding = &acceptance->open.list.items[index];
	struct finding_list *chosen = &acceptance->chosen;

	if (finding->state != FINDING_OPEN || !is_asked(choosing, finding))
		return;
	acceptance->known[chosen->count] = acceptance->open.known[index];
	*finding_add(chosen, choosing->workspace->arena) = *finding;
	if (finding->path != NULL && !path_set_holds(&choosing->paths, finding->path))
		string_list_add(&acceptance->paths, choosing->workspace->arena, finding->path);
}

static bool is_answered(const struct finding_list *chosen, const char *path)
{
	for (size_t i = 0; i < chosen->count; i++) {
		if (chosen->items[i].path != NULL && path_is_within(chosen->items[i].path, path))
			return true;
	}
	return false;
}

int ledger_check_path(
	struct workspace *workspace, struct history *history, const char *path, struct error *error)
{
	struct snapshot_list snapshots = {0};

	if (files_exist_beneath(workspace->root_fd, path))
		return 0;
	if (history_list(history, workspace->arena, 1, &path, 1, &snapshots, error) < 0)
		return -error->code;
	return snapshots.count > 0
		? 0
		: error_set(error, ENOENT, _("'%s' is neither there nor in any snapshot"), path);
}

/* Of a new or lost directory nothing is told apart. */
static int check_told(const struct acceptance *acceptance, const char *path, struct error *error)
{
	const struct finding_list *open = &acceptance->open.list;

	if (change_find(&acceptance->sight.look.changes, path) == NULL)
		return 0;
	for (size_t i = 0; i < open->count; i++) {
		const char *told = open->items[i].path;

		if (told != NULL && path_is_within(path, told))
			return error_set(error, EINVAL,
				_("'%s' is part of what is open about '%s'"), path, told);
	}
	return 0;
}

static int check_words(
	const struct choosing *choosing, struct history *history, struct error *error)
{
	const struct acceptance_request *request = choosing->request;
	struct acceptance *acceptance = choosing->acceptance;

	for (size_t i = 0; i < request->ids.count; i++) {
		const char *id = request->ids.items[i];

		if (!finding_is_among(&acceptance->open.list, id))
			return error_set(
				error, ENOENT, _("nothing that is open has the id %s"), id);
	}
	for (size_t i = 0; i < choosing->asked.count; i++) {
		const char *path = choosing->asked.items[i];

		if (is_answered(&acceptance->chosen, path))
			string_list_add(&acceptance->paths, choosing->workspace->arena, path);
		else if (check_told(acceptance, path, error) < 0 ||
			ledger_check_path(choosing->workspace, history, path, error) < 0)
			return -error->code;
	}
	return 0;
}

static bool is_open_rule(const struct finding_list *open, const char *rule)
{
	for (size_t i = 0; i < open->count; i++) {
		if (open->items[i].rule != NULL && strcmp(open->items[i].rule, rule) == 0)
			return true;
	}
	return false;
}

/* Rules go before files of the caller's directory: ./NAME is a file. */
static int sort_words(struct choosing *choosing, struct error *error)
{
	const struct acceptance_request *request = choosing->request;
	struct arena *arena = choosing->workspace->arena;

	choosing->asked = request->paths;
	for (size_t i = 0; i < request->rules.count; i++) {
		const char *word = request->rules.items[i];
		const char *path = request->rule_paths.items[i];

		if (is_open_rule(&choosing->acceptance->open.list, word))
			string_list_add(&choosing->rules, arena, word);
		else if (path[0] != '\0')
			string_list_add(&choosing->asked, arena, path);
		else
			return error_set(
				error, ENOENT, _("no rule that failed is called '%s'"), word);
	}
	return 0;
}

int ledger_choose(struct workspace *workspace, struct history *history,
	const struct acceptance_request *request, struct acceptance *result, struct error *error)
{
	struct choosing choosing = {
		.workspace = workspace, .request = request, .acceptance = result};
	struct findings_request everything = {
		.sight = &result->sight, .program = request->program, .check = request->check};

	*result = (struct acceptance){0};
	if (findings_look(workspace, history, &result->sight, error) < 0 ||
		findings_open(workspace, history, &everything, &result->open, error) < 0 ||
		sort_words(&choosing, error) < 0)
		return -error->code;
	path_set_make(
		workspace->arena, choosing.asked.items, choosing.asked.count, &choosing.paths);
	result->known = arena_new_array(
		workspace->arena, result->open.list.count + 1, const struct change *);
	for (size_t i = 0; i < result->open.list.count; i++)
		choose(&choosing, i);
	return check_words(&choosing, history, error);
}

static int changed_meanwhile(struct error *error)
{
	return error_set(error, ESTALE, "%s",
		_("something changed meanwhile, and nothing was accepted: look at 'confwatch "
		  "status' again"));
}

/* What somebody looked at must be what is accepted. */
static int check_head(
	struct history *history, const struct acceptance *acceptance, struct error *error)
{
	struct snapshot_id head;

	if (history_head(history, &head, error) < 0)
		return -error->code;
	return memcmp(&head, &acceptance->sight.head, sizeof head) == 0 ? 0
									: changed_meanwhile(error);
}

static bool is_unrecorded(const struct acceptance *acceptance)
{
	const struct change_list *changes = &acceptance->sight.look.changes;
	struct path_set paths;
	bool found = false;

	if (changes->count == 0)
		return false;
	path_set_make(acceptance->sight.look.scan.tree.arena, acceptance->paths.items,
		acceptance->paths.count, &paths);
	for (size_t i = 0; i < changes->count && !found; i++)
		found = path_set_holds(&paths, changes->changes[i].path);
	return found;
}

/* The snapshot accepts nothing by itself: the diary's entry names its paths. */
static int record(struct workspace *workspace, const struct acceptance *acceptance,
	const char *words, struct snapshot_id *result, struct error *error)
{
	const struct record_request request = {
		.about = {.kind = SNAPSHOT_ACCEPT, .message = words}};
	struct change_list meanwhile = {0};
	struct record made = {0};

	if (snapshot_record(workspace, &request, &made, error) < 0)
		return error_context(error, "%s", _("record what is accepted"));
	diff_trees(workspace->arena, &acceptance->sight.look.scan.tree, &made.tree,
		acceptance->paths.items, acceptance->paths.count, &meanwhile);
	if (meanwhile.count > 0)
		return changed_meanwhile(error);
	*result = made.id;
	return 0;
}

static void describe(const struct acceptance *acceptance, const char *words, struct text *text)
{
	const struct finding_list *chosen = &acceptance->chosen;

	if (words != NULL)
		text_format(text, "%s\n\n", words);
	for (size_t i = 0; i < chosen->count && i < LINES_MOST; i++) {
		const struct finding *finding = &chosen->items[i];

		text_format(text, "* %s: %s\n",
			finding->rule != NULL ? finding->rule : finding_class_name(finding->class),
			finding->message != NULL ? finding->message : "");
	}
	if (chosen->count > LINES_MOST)
		text_add(text, "* ...\n");
}

static int tell_diary(struct workspace *workspace, struct history *history,
	const struct acceptance *acceptance, const struct acceptance_terms *terms,
	struct accepted_result *result, struct error *error)
{
	static const char *const tags[] = {DIARY_ACCEPTED};
	const struct actor *actor = &workspace->actor;
	TEXT_CLEANUP struct text text = TEXT_INIT;
	struct string_list ids = {0};
	struct diary_entry entry = {
		.time = workspace->now,
		.zone = workspace->zone,
		.author = arena_format(workspace->arena, "%s <%s>", actor->name, actor->mail),
		.paths = acceptance->paths.items,
		.path_count = acceptance->paths.count,
		.tags = tags,
		.tag_count = 1,
		.until = terms->until,
		.has_snapshot = true,
		.snapshot = result->recorded ? result->snapshot : acceptance->sight.head,
	};

	for (size_t i = 0; i < acceptance->chosen.count; i++)
		ledger_name_finding(workspace->arena, &acceptance->chosen.items[i], &ids);
	describe(acceptance, terms->words, &text);
	entry.findings = ids.items;
	entry.finding_count = ids.count;
	entry.text = text_string(&text);
	return diary_add(history, workspace->arena, &entry, actor->host, &result->entry, error);
}

int ledger_accept(struct workspace *workspace, struct history *history,
	struct acceptance *acceptance, const struct acceptance_terms *terms,
	struct accepted_result *result, struct error *error)
{
	*result = (struct accepted_result){0};
	if (acceptance->chosen.count == 0)
		return 0;
	if (workspace_lock(workspace, error) < 0 || check_head(history, acceptance, error) < 0)
		return -error->code;
	if (is_unrecorded(acceptance)) {
		if (record(workspace, acceptance, terms->words, &result->snapshot, error) < 0)
			return -error->code;
		result->recorded = true;
	}
	if (tell_diary(workspace, history, acceptance, terms, result, error) < 0)
		return -error->code;
	for (size_t i = 0; i < acceptance->chosen.count; i++)
		acceptance->chosen.items[i].state = FINDING_ACCEPTED;
	return 0;
}
