// SPDX-License-Identifier: GPL-2.0-or-later
// confwatch diff: what differs between two states, content, metadata and settings.
#include "render/diff.h"

#include "base/translate.h"
#include "commands.h"
#include "compare_settings.h"
#include "snapshot.h"

struct diff_options {
	const char *from;
	const char *to;
	const char *other_root;
	bool settings;
	bool show_secrets;
};

static const struct option options[] = {
	{"from", 0, "SNAPSHOT", N_("the state before (last)"), OPTION_TEXT,
		OPTION_AT(diff_options, from), NULL},
	{"to", 0, "SNAPSHOT", N_("the state after (now)"), OPTION_TEXT, OPTION_AT(diff_options, to),
		NULL},
	{"other-root", 0, "DIR", N_("the system below DIR as the side that is not named"),
		OPTION_TEXT, OPTION_AT(diff_options, other_root), NULL},
	{"settings", 0, NULL, N_("show files by their settings, not by their lines"), OPTION_FLAG,
		OPTION_AT(diff_options, settings), NULL},
	{"show-secrets", 0, NULL, N_("show protected content, on a terminal only"), OPTION_FLAG,
		OPTION_AT(diff_options, show_secrets), NULL},
};

static struct diff_side view_of(const struct side *side)
{
	return (struct diff_side){
		.snapshot = side->recorded ? &side->snapshot : NULL,
		.root = side->root,
	};
}

/* What all changes are printed with. */
struct printing {
	struct invocation *invocation;
	const struct comparison *comparison;
	const struct settings_judge *judge; /* NULL: by lines */
	struct diff_sides sides;
	struct text text;
	struct json writer;
	bool json;
};

static int print_change(struct printing *printing, const struct change *change, struct error *error)
{
	const struct diff_options *wanted = printing->invocation->options;
	DIFFERENCE_CLEANUP struct difference difference = DIFFERENCE_INIT;
	struct arena arena = ARENA_INIT;
	struct settings_difference settings = {0};
	struct settings_view shown = {0};
	int rc = 0;

	if (printing->judge != NULL)
		compare_settings(printing->comparison, change, printing->judge,
			wanted->show_secrets, &arena, &settings);
	if (!settings.known)
		rc = compare_contents(
			printing->comparison, change, wanted->show_secrets, &difference, error);
	shown.format = settings.format;
	shown.hidden = settings.hidden;
	shown.changes = &settings.changes;
	if (rc == 0 && printing->json)
		json_diff_change(
			&printing->writer, change, &difference, settings.known ? &shown : NULL);
	else if (rc == 0)
		text_diff_change(&printing->sides, change, &difference,
			settings.known ? &shown : NULL, &printing->invocation->style,
			&printing->text);
	arena_release(&arena);
	return rc;
}

/* One change at a time: a difference may be large, all of them together larger. */
static int print_changes(struct invocation *invocation, const struct comparison *comparison,
	const struct settings_judge *judge, struct error *error)
{
	struct printing printing = {
		.invocation = invocation,
		.comparison = comparison,
		.judge = judge,
		.sides = {view_of(&comparison->before), view_of(&comparison->after)},
		.json = invocation_format(invocation) == FORMAT_JSON,
	};
	int rc = 0;

	printing.writer = json_init(&printing.text);
	if (printing.json)
		json_diff_begin(&printing.writer, &printing.sides);
	for (size_t i = 0; i < comparison->changes.count && rc == 0; i++) {
		rc = print_change(&printing, &comparison->changes.changes[i], error);
		if (rc == 0)
			rc = invocation_print(invocation, &printing.text, error);
		text_clear(&printing.text);
	}
	if (printing.json && rc == 0) {
		json_diff_end(&printing.writer);
		rc = invocation_print(invocation, &printing.text, error);
	}
	text_release(&printing.text);
	return rc;
}

static int run(struct invocation *invocation, struct error *error)
{
	const struct diff_options *wanted = invocation->options;
	HISTORY_CLEANUP struct history *history = NULL;
	COMPARISON_CLEANUP struct comparison comparison = COMPARISON_INIT;
	SETTINGS_JUDGE_CLEANUP struct settings_judge judge = {0};
	struct compare_request request = {
		.from = wanted->from, .to = wanted->to, .other_root = wanted->other_root};
	struct string_list paths;

	if (wanted->show_secrets && invocation_secrets(invocation, error) < 0)
		return -error->code;
	if (invocation_paths(invocation, &paths, error) < 0)
		return -error->code;
	request.paths = paths.items;
	request.paths_count = paths.count;
	if (wanted->settings && compare_settings_open(invocation->workspace, &judge, error) < 0)
		return -error->code;
	if (invocation_only_look(invocation, true, error) < 0 ||
		history_open(invocation->workspace->state_fd, &history, error) < 0 ||
		compare_open(invocation->workspace, history, &request, &comparison, error) < 0 ||
		print_changes(invocation, &comparison, wanted->settings ? &judge : NULL, error) < 0)
		return -error->code;
	return comparison.changes.count > 0 ? 1 : 0;
}

const struct command command_diff = {
	.name = "diff",
	.arguments = "[PATH]...",
	.summary = N_("show the differences between two states"),
	.options = options,
	.option_count = ARRAY_SIZE(options),
	.options_size = sizeof(struct diff_options),
	.formats = ACCEPTS_TEXT | ACCEPTS_JSON,
	.needs = NEED_STATE | NEED_LOOK,
	.run = run,
};
