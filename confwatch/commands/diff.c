// SPDX-License-Identifier: GPL-2.0-or-later
// confwatch diff: what differs between two states, content and metadata.
#include "render/diff.h"

#include "base/translate.h"
#include "commands.h"
#include "compare.h"
#include "snapshot.h"

struct diff_options {
	const char *from;
	const char *to;
	const char *other_root;
	bool show_secrets;
};

static const struct option options[] = {
	{"from", 0, "SNAPSHOT", N_("the state before (last)"), OPTION_TEXT,
		OPTION_AT(diff_options, from), NULL},
	{"to", 0, "SNAPSHOT", N_("the state after (now)"), OPTION_TEXT, OPTION_AT(diff_options, to),
		NULL},
	{"other-root", 0, "DIR", N_("the system below DIR as the side that is not named"),
		OPTION_TEXT, OPTION_AT(diff_options, other_root), NULL},
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

/* One change at a time: a difference may be large, all of them together larger. */
static int print_changes(
	struct invocation *invocation, const struct comparison *comparison, struct error *error)
{
	const struct diff_options *wanted = invocation->options;
	bool json = invocation_format(invocation) == FORMAT_JSON;
	struct diff_sides sides = {view_of(&comparison->before), view_of(&comparison->after)};
	TEXT_CLEANUP struct text text = TEXT_INIT;
	struct json writer = json_init(&text);

	if (json)
		json_diff_begin(&writer, &sides);
	for (size_t i = 0; i < comparison->changes.count; i++) {
		const struct change *change = &comparison->changes.changes[i];
		DIFFERENCE_CLEANUP struct difference difference = DIFFERENCE_INIT;

		if (compare_contents(comparison, change, wanted->show_secrets, &difference, error) <
			0)
			return -error->code;
		if (json)
			json_diff_change(&writer, change, &difference);
		else
			text_diff_change(&sides, change, &difference, &invocation->style, &text);
		if (invocation_print(invocation, &text, error) < 0)
			return -error->code;
		text_clear(&text);
	}
	if (json)
		json_diff_end(&writer);
	return invocation_print(invocation, &text, error);
}

static int run(struct invocation *invocation, struct error *error)
{
	const struct diff_options *wanted = invocation->options;
	HISTORY_CLEANUP struct history *history = NULL;
	COMPARISON_CLEANUP struct comparison comparison = COMPARISON_INIT;
	struct compare_request request = {
		.from = wanted->from, .to = wanted->to, .other_root = wanted->other_root};
	struct string_list paths;

	if (wanted->show_secrets && invocation_secrets(invocation, error) < 0)
		return -error->code;
	if (invocation_paths(invocation, &paths, error) < 0)
		return -error->code;
	request.paths = paths.items;
	request.paths_count = paths.count;
	if (invocation_only_look(invocation, true, error) < 0 ||
		history_open(invocation->workspace->state_fd, &history, error) < 0 ||
		compare_open(invocation->workspace, history, &request, &comparison, error) < 0 ||
		print_changes(invocation, &comparison, error) < 0)
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
