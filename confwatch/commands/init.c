// SPDX-License-Identifier: GPL-2.0-or-later
// confwatch init: make STATE, say what will be watched, take the first snapshot.
#include "render/init.h"

#include <fcntl.h>

#include "adopt.h"
#include "base/translate.h"
#include "commands.h"
#include "snapshot.h"
#include "system/files.h"
#include "upgrade.h"

struct init_options {
	struct string_list watch;
};

static const struct option options[] = {
	{"watch", 0, "PATH", N_("watch PATH instead of the default list; may be repeated"),
		OPTION_LIST, OPTION_AT(init_options, watch), NULL},
};

/* Everything that a later version adds to STATE is made here, each step harmless when repeated. */
static int make_state(struct workspace *workspace, struct error *error)
{
	struct seal_key key;

	if (history_create(workspace->state_fd, error) < 0)
		return -error->code;
	return seal_key_read(workspace->state_fd, true, &key, error);
}

static int list_paths(struct invocation *invocation, const struct string_list *words,
	struct string_list *result, struct error *error)
{
	for (size_t i = 0; i < words->count; i++) {
		const char *path = NULL;

		if (invocation_path(invocation, words->items[i], &path, error) < 0)
			return -error->code;
		string_list_add(result, invocation->arena, path);
	}
	return 0;
}

static int choose_watch(struct invocation *invocation, struct error *error)
{
	const struct init_options *wanted = invocation->options;
	struct workspace *workspace = invocation->workspace;
	struct string_list watch = {0};

	if (wanted->watch.count == 0)
		return 0;
	if (workspace->watch_configured)
		terminal_complain(invocation->terminal,
			_("what the configuration says under 'watch:' wins over --watch"));
	if (list_paths(invocation, &wanted->watch, &watch, error) < 0)
		return -error->code;
	return workspace_remember_watch(workspace, watch.items, watch.count, error);
}

static void count_entries(const struct tree *tree, struct watched_path *watched)
{
	watched->entries = tree_within(tree, watched->path).count;
}

static struct watched_path *list_watched(
	struct invocation *invocation, const struct tree *tree, size_t *count)
{
	const struct workspace *workspace = invocation->workspace;
	const struct string_list *watch = &workspace->configuration.watch;
	struct watched_path *list =
		arena_new_array(invocation->arena, watch->count + 1, struct watched_path);

	for (size_t i = 0; i < watch->count; i++) {
		list[i] = (struct watched_path){
			.path = watch->items[i],
			.present = files_exist_beneath(workspace->root_fd, watch->items[i]),
		};
		count_entries(tree, &list[i]);
	}
	*count = watch->count;
	return list;
}

static int print(struct invocation *invocation, const struct init_view *view, struct error *error)
{
	TEXT_CLEANUP struct text text = TEXT_INIT;

	if (invocation_format(invocation) == FORMAT_JSON)
		json_init_result(view, &text);
	else
		text_init(view, &invocation->style, &text);
	return invocation_print(invocation, &text, error);
}

/* What could be adopted is news for whoever reads it; without rules there is none. */
static void find_adoptable(
	struct invocation *invocation, const struct tree *tree, struct init_view *view)
{
	const struct adopt_request request = {.tree = tree};
	CHECK_CLEANUP struct check check = {0};
	struct adoption adoption;
	struct error ignored = ERROR_INIT;

	if (invocation->global.quiet && invocation_format(invocation) == FORMAT_TEXT)
		return;
	if (check_open(invocation->workspace, invocation->style.program, &check, &ignored) < 0 ||
		adopt_look(&check, &request, &adoption, &ignored) < 0)
		return;
	view->policies = adoption.added.policies.count;
	view->custom = adoption.added.required_count;
}

static int run(struct invocation *invocation, struct error *error)
{
	struct workspace *workspace = invocation->workspace;
	struct record_request request = {.about.kind = SNAPSHOT_INIT};
	struct record record = {0};
	struct snapshot_id last;
	struct init_view view = {
		.state = workspace->state,
		.created = history_peek(workspace->state_fd, &last) < 0,
	};

	if (make_state(workspace, error) < 0 || choose_watch(invocation, error) < 0 ||
		snapshot_record(workspace, &request, &record, error) < 0)
		return -error->code;
	upgrade_learn_packages(workspace);
	view.watched = list_watched(invocation, &record.tree, &view.watched_count);
	view.ignored = workspace->configuration.ignore;
	view.ignored_count = workspace->configuration.ignore_count;
	view.changed = record.changed;
	view.snapshot = record.changed ? &record.id : NULL;
	view.entries = record.tree.count;
	view.unreadable = record.unreadable;
	if (record.changed)
		find_adoptable(invocation, &record.tree, &view);
	return print(invocation, &view, error);
}

const struct command command_init = {
	.name = "init",
	.summary = N_("set up watching and take the first snapshot"),
	.options = options,
	.option_count = ARRAY_SIZE(options),
	.options_size = sizeof(struct init_options),
	.formats = ACCEPTS_TEXT | ACCEPTS_JSON,
	.needs = NEED_CREATE | NEED_STATE | NEED_LOCK,
	.run = run,
};
