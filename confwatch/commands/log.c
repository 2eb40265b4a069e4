// SPDX-License-Identifier: GPL-2.0-or-later
// confwatch log: the snapshots, newest first.
#include "render/log.h"

#include <errno.h>

#include "base/translate.h"
#include "commands.h"
#include "core/diary_search.h"
#include "findings.h"
#include "system/diary.h"

struct log_options {
	size_t count;
};

static const struct option options[] = {
	{"count", 'n', "N", N_("only the newest N"), OPTION_NUMBER, OPTION_AT(log_options, count),
		NULL},
};

static int read_findings(struct invocation *invocation, struct history *history,
	const struct snapshot_list *list, struct finding_list **result, struct error *error)
{
	struct finding_list *findings =
		arena_new_array(invocation->arena, list->count + 1, struct finding_list);

	for (size_t i = 0; i < list->count; i++) {
		if (findings_of(invocation->workspace, history, &list->items[i], &findings[i],
			    error) < 0)
			return -error->code;
	}
	*result = findings;
	return 0;
}

static int read_diary(struct invocation *invocation, struct history *history,
	const struct snapshot_list *list, const struct string_list *paths, struct diary **result,
	struct error *error)
{
	struct diary all = {0};

	*result = arena_new_array(invocation->arena, list->count + 1, struct diary);
	if (diary_load(history, invocation->arena, &all, error) < 0)
		return -error->code;
	diary_by_snapshot(invocation->arena, &all, list, paths, *result);
	return 0;
}

static int run(struct invocation *invocation, struct error *error)
{
	const struct log_options *wanted = invocation->options;
	HISTORY_CLEANUP struct history *history = NULL;
	TEXT_CLEANUP struct text text = TEXT_INIT;
	struct snapshot_list list = {0};
	struct finding_list *findings = NULL;
	struct diary *diary = NULL;
	struct log_view view = {.snapshots = &list};
	struct string_list paths;

	if (invocation_paths(invocation, &paths, error) < 0 ||
		invocation_only_look(invocation, true, error) < 0 ||
		history_open(invocation->workspace->state_fd, &history, error) < 0)
		return -error->code;
	if (history_list(history, invocation->arena, wanted->count, paths.items, paths.count, &list,
		    error) < 0 &&
		error->code != ENOENT)
		return -error->code;
	if (read_findings(invocation, history, &list, &findings, error) < 0 ||
		read_diary(invocation, history, &list, &paths, &diary, error) < 0)
		return -error->code;
	view.findings = findings;
	view.diary = diary;
	if (invocation_format(invocation) == FORMAT_JSON)
		json_log(&view, &text);
	else
		text_log(&view, &invocation->style, &text);
	return invocation_print(invocation, &text, error);
}

const struct command command_log = {
	.name = "log",
	.arguments = "[PATH]...",
	.summary = N_("list the snapshots, or those that changed PATH"),
	.options = options,
	.option_count = ARRAY_SIZE(options),
	.options_size = sizeof(struct log_options),
	.formats = ACCEPTS_TEXT | ACCEPTS_JSON,
	.needs = NEED_STATE | NEED_LOOK,
	.run = run,
};
