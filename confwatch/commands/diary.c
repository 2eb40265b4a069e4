// SPDX-License-Identifier: GPL-2.0-or-later
// confwatch diary: writing into it, and finding in it.
#include "commands/diary.h"

#include <errno.h>
#include <string.h>

#include "base/translate.h"
#include "commands.h"
#include "core/diary_search.h"
#include "render/book.h"
#include "render/diary.h"
#include "system/diary.h"

static const struct subcommand parts[] = {
	{"add", "[PATH]...", N_("write an entry: -m TEXT, standard input, or an editor"), 0,
		SIZE_MAX, diary_run_add},
	{"list", "[PATH]...", N_("list the entries, or those about PATH, newest first"), 0,
		SIZE_MAX, diary_run_list},
	{"show", "ID", N_("show an entry whole"), 1, 1, diary_run_show},
	{"search", "[WORD]...", N_("list the entries that hold all of the words"), 0, SIZE_MAX,
		diary_run_search},
	{"export", "[PATH]...", N_("write entries as one book: --format=md or html"), 0, SIZE_MAX,
		diary_run_export},
};

static const char *const orders[] = {"path", "time", NULL};

static const struct option options[] = {
	{"message", 'm', "TEXT", N_("add: the text"), OPTION_TEXT,
		OPTION_AT(diary_options, message), NULL},
	{"owner", 0, "NAME", N_("add: who answers for it"), OPTION_TEXT,
		OPTION_AT(diary_options, owner), NULL},
	{"ticket", 0, "ID", N_("add: where it was decided"), OPTION_TEXT,
		OPTION_AT(diary_options, ticket), NULL},
	{"review-by", 0, "DATE", N_("add: when to think again: YYYY-MM-DD"), OPTION_TEXT,
		OPTION_AT(diary_options, review_by), NULL},
	{"tag", 0, "TAG", N_("with this tag; may be given again"), OPTION_LIST,
		OPTION_AT(diary_options, tags), NULL},
	{"path", 0, "PATH", N_("search: about this path; may be given again"), OPTION_LIST,
		OPTION_AT(diary_options, paths), NULL},
	{"since", 0, "TIME", N_("written at TIME or later"), OPTION_TEXT,
		OPTION_AT(diary_options, since), NULL},
	{"until", 0, "TIME", N_("written at TIME or before"), OPTION_TEXT,
		OPTION_AT(diary_options, until), NULL},
	{"count", 'n', "N", N_("only the newest N"), OPTION_NUMBER, OPTION_AT(diary_options, count),
		NULL},
	{"by", 0, "ORDER", N_("path or time"), OPTION_CHOICE, OPTION_AT(diary_options, by), orders},
};

static int query_times(
	const struct invocation *invocation, struct diary_query *query, struct error *error)
{
	const struct diary_options *wanted = invocation->options;
	const struct workspace *workspace = invocation->workspace;

	query->has_since = wanted->since != NULL;
	query->has_until = wanted->until != NULL;
	if (query->has_since &&
		diary_moment(wanted->since, true, workspace->now, workspace->zone, &query->since,
			error) < 0)
		return -error->code;
	if (query->has_until &&
		diary_moment(wanted->until, false, workspace->now, workspace->zone, &query->until,
			error) < 0)
		return -error->code;
	return 0;
}

static int load(struct invocation *invocation, struct diary *result, struct error *error)
{
	HISTORY_CLEANUP struct history *history = NULL;

	if (invocation_only_look(invocation, true, error) < 0 ||
		history_open(invocation->workspace->state_fd, &history, error) < 0)
		return -error->code;
	return diary_load(history, invocation->arena, result, error);
}

static int find(struct invocation *invocation, struct diary_query *query, struct diary *result,
	struct error *error)
{
	const struct diary_options *wanted = invocation->options;
	struct diary all;

	query->tags = wanted->tags;
	if (query_times(invocation, query, error) < 0 || load(invocation, &all, error) < 0)
		return -error->code;
	diary_select(&all, query, invocation->arena, result);
	return 0;
}

static int list(struct invocation *invocation, struct diary_query *query, struct error *error)
{
	const struct diary_options *wanted = invocation->options;
	TEXT_CLEANUP struct text text = TEXT_INIT;
	struct diary found;

	if (find(invocation, query, &found, error) < 0)
		return -error->code;
	if (invocation_format(invocation) == FORMAT_JSON)
		json_diary(&found, wanted->count, &text);
	else
		text_diary_list(&found, wanted->count, &invocation->style, &text);
	return invocation_print(invocation, &text, error);
}

int diary_run_list(struct invocation *invocation, struct error *error)
{
	struct diary_query query = {0};

	if (invocation_paths(invocation, &query.paths, error) < 0)
		return -error->code;
	return list(invocation, &query, error);
}

int diary_run_search(struct invocation *invocation, struct error *error)
{
	const struct diary_options *wanted = invocation->options;
	struct diary_query query = {.words = invocation->arguments};

	invocation->arguments = wanted->paths;
	if (invocation_paths(invocation, &query.paths, error) < 0)
		return -error->code;
	return list(invocation, &query, error);
}

int diary_run_show(struct invocation *invocation, struct error *error)
{
	const char *name = invocation->arguments.items[0];
	const struct diary_entry *entry = NULL;
	TEXT_CLEANUP struct text text = TEXT_INIT;
	struct diary all, one = {0};

	if (load(invocation, &all, error) < 0 || diary_find(&all, name, &entry, error) < 0)
		return -error->code;
	*diary_append(&one, invocation->arena) = *entry;
	if (invocation_format(invocation) == FORMAT_JSON)
		json_diary(&one, 0, &text);
	else
		text_diary_show(entry, invocation->workspace->now, &invocation->style, &text);
	return invocation_print(invocation, &text, error);
}

int diary_run_export(struct invocation *invocation, struct error *error)
{
	const struct diary_options *wanted = invocation->options;
	const struct workspace *workspace = invocation->workspace;
	TEXT_CLEANUP struct text text = TEXT_INIT;
	struct diary_query query = {0};
	struct diary_book book;
	struct diary found;
	const struct book_view view = {
		&book, workspace->actor.host, workspace->now, invocation->style.zone};

	if (invocation_paths(invocation, &query.paths, error) < 0 ||
		find(invocation, &query, &found, error) < 0)
		return -error->code;
	diary_book(invocation->arena, &found, wanted->by == 0, view.zone, &book);
	if (invocation_format(invocation) == FORMAT_JSON)
		json_diary(&found, 0, &text);
	else if (invocation_format(invocation) == FORMAT_HTML)
		html_book(&view, &text);
	else
		markdown_book(&view, &text);
	return invocation_print(invocation, &text, error);
}

/* An option that would do nothing is a misunderstanding. */
static int check_options(struct invocation *invocation, struct error *error)
{
	const struct diary_options *wanted = invocation->options;
	const char *part = invocation->arguments.items[0];
	const enum format format = invocation_format(invocation);
	const bool adds = strcmp(part, "add") == 0;
	const bool exports = strcmp(part, "export") == 0;
	const bool lists = strcmp(part, "list") == 0 || strcmp(part, "search") == 0;
	const bool finds = lists || exports;
	const struct {
		const char *name;
		bool given;
		bool fits;
	} table[] = {
		{"message", wanted->message != NULL, adds},
		{"owner", wanted->owner != NULL, adds},
		{"ticket", wanted->ticket != NULL, adds},
		{"review-by", wanted->review_by != NULL, adds},
		{"tag", wanted->tags.count > 0, adds || finds},
		{"path", wanted->paths.count > 0, strcmp(part, "search") == 0},
		{"since", wanted->since != NULL, finds},
		{"until", wanted->until != NULL, finds},
		{"count", wanted->count > 0, lists},
		{"by", wanted->by > 0, exports},
	};

	for (size_t i = 0; i < ARRAY_SIZE(table); i++) {
		if (table[i].given && !table[i].fits)
			return error_set(error, EINVAL, _("'%s %s' does not take --%s"), "diary",
				part, table[i].name);
	}
	if (!exports && format != FORMAT_TEXT && format != FORMAT_JSON)
		return error_set(error, EINVAL, _("'%s' has no format '%s'"),
			arena_format(invocation->arena, "diary %s", part), format_name(format));
	return 0;
}

static int run(struct invocation *invocation, struct error *error)
{
	int rc = check_options(invocation, error);

	return rc < 0 ? rc : command_run_part(invocation, error);
}

const struct command command_diary = {
	.name = "diary",
	.arguments = "add|list|show|search|export [ARGUMENT]...",
	.summary = N_("write into the diary, and find in it"),
	.options = options,
	.option_count = ARRAY_SIZE(options),
	.options_size = sizeof(struct diary_options),
	.least = 1,
	.formats = ACCEPTS_TEXT | ACCEPTS_JSON | ACCEPTS_MARKDOWN | ACCEPTS_HTML,
	.needs = NEED_STATE,
	.parts = parts,
	.part_count = ARRAY_SIZE(parts),
	.run = run,
};
