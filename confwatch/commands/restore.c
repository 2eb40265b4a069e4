// SPDX-License-Identifier: GPL-2.0-or-later
// confwatch restore: bring paths back as they were.
#include "restore.h"

#include <errno.h>
#include <string.h>

#include "accepted.h"
#include "base/number.h"
#include "base/translate.h"
#include "commands.h"
#include "commands/restoring.h"
#include "numbering.h"
#include "render/finding.h"
#include "snapshot.h"

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
	{"lost", 0, NULL, N_("all that was removed or replaced since the last snapshot"),
		OPTION_FLAG, OPTION_AT(restore_options, lost), NULL},
	{"metadata-only", 0, NULL, N_("owner, mode, ACL and attributes, not the content"),
		OPTION_FLAG, OPTION_AT(restore_options, metadata_only), NULL},
	{"allow-special", 0, NULL, N_("devices and set-id files too, below another root"),
		OPTION_FLAG, OPTION_AT(restore_options, allow_special), NULL},
	{"removed", 0, NULL, N_("remove what the snapshot lacks below a directory"), OPTION_FLAG,
		OPTION_AT(restore_options, removed), NULL},
	{"map-names", 0, NULL, N_("owners by name, where the numbers differ here"), OPTION_FLAG,
		OPTION_AT(restore_options, map_names), NULL},
};

/* A word of digits alone is a number of the last status; ./1 is a file. */
static int add_argument(struct invocation *invocation, const struct snapshot_id *last,
	const char *word, struct string_list *paths, struct error *error)
{
	uint64_t number = 0;
	const char *path = NULL;
	int rc;

	if (number_parse(word, strlen(word), 10, SIZE_MAX, &number))
		rc = numbering_find(invocation->workspace, last, (size_t)number, &path, error);
	else
		rc = invocation_path(invocation, word, &path, error);
	if (rc == 0)
		string_list_add(paths, invocation->arena, path);
	return rc;
}

/* Gone, emptied, masked or of another kind: the classes that take a file away. */
static bool is_lost(const struct finding *finding)
{
	static const char *const classes[] = {"removed-unexplained", "masked", "type-changed"};

	for (size_t i = 0; i < ARRAY_SIZE(classes); i++) {
		if (strcmp(finding->class_name, classes[i]) == 0)
			return true;
	}
	return false;
}

static int add_lost(struct invocation *invocation, struct history *history,
	struct string_list *paths, struct error *error)
{
	struct finding_list findings = {0};
	struct look look = {0};

	if (snapshot_look(invocation->workspace, history, NULL, 0, false, &look, error) < 0)
		return -error->code;
	findings_from_changes(invocation->arena, &look.changes, &findings);
	for (size_t i = 0; i < findings.count; i++) {
		if (is_lost(&findings.items[i]))
			string_list_add(paths, invocation->arena, findings.items[i].change->path);
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
		if (add_argument(invocation, &last.id, words->items[i], paths, error) < 0)
			return -error->code;
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
