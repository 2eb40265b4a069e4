// SPDX-License-Identifier: GPL-2.0-or-later
// confwatch restore: bring paths back as they were.
#include "restore.h"

#include <errno.h>

#include "accepted.h"
#include "base/translate.h"
#include "commands.h"
#include "commands/numbered.h"
#include "commands/restoring.h"
#include "core/classify.h"
#include "findings.h"

struct restore_options {
	const char *from;
	bool dry_run;
	bool lost;
	bool metadata_only;
	bool allow_special;
	bool removed;
	bool map_names;
};

static const struct option options[] = {
	{"from", 0, "SNAPSHOT", N_("as it was in SNAPSHOT (last that has it)"), OPTION_TEXT,
		OPTION_AT(restore_options, from), NULL},
	{"dry-run", 0, NULL, N_("only show the plan"), OPTION_FLAG,
		OPTION_AT(restore_options, dry_run), NULL},
	{"lost", 0, NULL, N_("all of yours that is gone or was replaced"), OPTION_FLAG,
		OPTION_AT(restore_options, lost), NULL},
	{"metadata-only", 0, NULL, N_("owner, mode, ACL and attributes, not the content"),
		OPTION_FLAG, OPTION_AT(restore_options, metadata_only), NULL},
	{"allow-special", 0, NULL, N_("devices and set-id files too, below another root"),
		OPTION_FLAG, OPTION_AT(restore_options, allow_special), NULL},
	{"removed", 0, NULL, N_("remove what the snapshot lacks below a directory"), OPTION_FLAG,
		OPTION_AT(restore_options, removed), NULL},
	{"map-names", 0, NULL, N_("owners by name, where the numbers differ here"), OPTION_FLAG,
		OPTION_AT(restore_options, map_names), NULL},
};

static int add_lost(struct invocation *invocation, struct history *history,
	struct string_list *paths, struct error *error)
{
	struct findings findings = {0};
	struct sight sight = {0};
	struct findings_request request = {.sight = &sight, .program = invocation->style.program};

	if (findings_look(invocation->workspace, history, &sight, error) < 0 ||
		findings_open(invocation->workspace, history, &request, &findings, error) < 0)
		return -error->code;
	for (size_t i = 0; i < findings.list.count; i++) {
		const struct finding *finding = &findings.list.items[i];

		if (!finding->restored && classify_is_lost(finding))
			string_list_add(paths, invocation->arena, finding->path);
	}
	return 0;
}

static int collect_paths(struct invocation *invocation, struct history *history,
	struct string_list *paths, struct error *error)
{
	const struct restore_options *wanted = invocation->options;
	const struct string_list *words = &invocation->arguments;
	struct snapshot last;

	if (wanted->lost == (words->count > 0))
		return error_set(error, EINVAL, _("'restore' needs either paths or --lost"));
	if (accepted_base(invocation->workspace, history, &last, error) < 0)
		return -error->code;
	for (size_t i = 0; i < words->count; i++) {
		const char *path = NULL;

		if (numbered_path(invocation, &last.id, words->items[i], &path, error) < 0)
			return -error->code;
		string_list_add(paths, invocation->arena, path);
	}
	return wanted->lost ? add_lost(invocation, history, paths, error) : 0;
}

static int run(struct invocation *invocation, struct error *error)
{
	const struct restore_options *wanted = invocation->options;
	const struct workspace *workspace = invocation->workspace;
	HISTORY_CLEANUP struct history *history = NULL;
	struct restoration restoration = {0};
	struct string_list paths = {0};
	struct restore_request request = {
		.from = wanted->from,
		.options =
			{
				.metadata_only = wanted->metadata_only,
				.allow_special = wanted->allow_special,
				.other_root = workspace->other_root,
				.removed = wanted->removed,
				.map_names = wanted->map_names,
				.never = &workspace->configuration.restore_refuse,
			},
	};

	if (history_open(workspace->state_fd, &history, error) < 0 ||
		collect_paths(invocation, history, &paths, error) < 0)
		return -error->code;
	if (paths.count == 0)
		return restoring_nothing(invocation, error);
	request.paths = paths.items;
	request.paths_count = paths.count;
	if (restore_prepare(invocation->workspace, history, &request, &restoration, error) < 0)
		return -error->code;
	return restoring_run(invocation, history, &restoration, wanted->dry_run, error);
}

const struct command command_restore = {
	.name = "restore",
	.arguments = "PATH|NUMBER...",
	.summary = N_("bring paths back as they were"),
	.options = options,
	.option_count = ARRAY_SIZE(options),
	.options_size = sizeof(struct restore_options),
	.formats = ACCEPTS_TEXT | ACCEPTS_JSON,
	.needs = NEED_STATE | NEED_LOCK,
	.run = run,
};
