// SPDX-License-Identifier: GPL-2.0-or-later
// confwatch show: one snapshot with what it changed, or what it holds at a path.
#include "render/show.h"

#include <errno.h>
#include <fcntl.h>
#include <string.h>
#include <sys/mman.h>

#include "base/path.h"
#include "base/translate.h"
#include "commands.h"
#include "compare.h"
#include "findings.h"
#include "snapshot.h"
#include "system/files.h"

enum {
	LARGEST = 4 << 20, /* bytes shown on a terminal or in JSON */
};

struct show_options {
	bool show_secrets;
};

static const struct option options[] = {
	{"show-secrets", 0, NULL, N_("show protected content, on a terminal only"), OPTION_FLAG,
		OPTION_AT(show_options, show_secrets), NULL},
};

/* One run of show: what is read from the history, and what goes to the view. */
struct showing {
	struct invocation *invocation;
	struct history *history;
	struct snapshot snapshot;
	int scratch; /* unnamed file for content on its way to a pipe */
};

static int print(struct invocation *invocation, const struct show_view *view, struct error *error)
{
	TEXT_CLEANUP struct text text = TEXT_INIT;

	if (invocation_format(invocation) == FORMAT_JSON)
		json_show(view, &text);
	else
		text_show(view, &invocation->style, &text);
	return invocation_print(invocation, &text, error);
}

static int show_snapshot(struct showing *showing, struct error *error)
{
	struct invocation *invocation = showing->invocation;
	const struct snapshot *snapshot = &showing->snapshot;
	COMPARISON_CLEANUP struct comparison comparison = COMPARISON_INIT;
	char from[SNAPSHOT_HEX_SIZE];
	char to[SNAPSHOT_HEX_SIZE];
	struct compare_request request = {
		.from_nothing = !snapshot->has_parent, .from = from, .to = to};
	struct finding_list findings = {0};
	struct show_view view = {
		.snapshot = snapshot, .changes = &comparison.changes, .findings = &findings};

	snapshot_hex(&snapshot->parent, from);
	snapshot_hex(&snapshot->id, to);
	if (compare_open(invocation->workspace, showing->history, &request, &comparison, error) <
			0 ||
		findings_of(invocation->workspace, showing->history, snapshot, &findings, error) <
			0 ||
		findings_renew(invocation->workspace, showing->history, &findings, error) < 0)
		return -error->code;
	return print(invocation, &view, error);
}

static void list_children(struct arena *arena, const struct tree *tree, const struct entry *entry,
	struct show_view *view)
{
	struct tree_range range = tree_within(tree, entry->path);
	const struct entry **children =
		arena_new_array(arena, range.count + 1, const struct entry *);
	size_t length = strcmp(entry->path, "/") == 0 ? 1 : strlen(entry->path);

	for (size_t i = range.first; i < range.first + range.count; i++) {
		const struct entry *child = &tree->entries[i];

		if (child != entry && path_parent_length(child->path) == length)
			children[view->children_count++] = child;
	}
	view->children = children;
}

/* Content is secret in every snapshot once its path is protected in the last one. */
static int is_secret(
	struct showing *showing, const struct entry *entry, bool *result, struct error *error)
{
	struct protection protection;
	struct snapshot_id last;

	if (history_head(showing->history, &last, error) < 0 ||
		snapshot_protection(showing->invocation->workspace, showing->history, &last,
			&protection, error) < 0)
		return -error->code;
	*result = entry_is_protected(entry) || protection_covers_path(&protection, entry->path);
	return 0;
}

static const char *why_withheld(const struct entry *entry, bool secret, bool show_secrets)
{
	if (entry->content == CONTENT_UNREADABLE)
		return _("it could not be read");
	if (entry->content == CONTENT_DIGEST_ONLY)
		return _("only a digest is kept");
	if (secret && !show_secrets)
		return _("protected: use --show-secrets on a terminal");
	return NULL;
}

/* Any size, in flat memory: the bytes as they are, to a pipe or file. */
static int copy_content(struct showing *showing, const struct entry *entry, struct error *error)
{
	if (history_copy(showing->history, entry, showing->scratch, error) < 0)
		return -error->code;
	return terminal_copy(showing->invocation->terminal, showing->scratch, error);
}

static int show_file(struct showing *showing, const struct entry *entry, struct error *error)
{
	struct invocation *invocation = showing->invocation;
	const struct show_options *wanted = invocation->options;
	bool raw = !invocation->terminal->output && invocation_format(invocation) == FORMAT_TEXT;
	TEXT_CLEANUP struct text content = TEXT_INIT;
	struct show_view view = {.snapshot = &showing->snapshot, .entry = entry};
	bool secret = true;
	int rc;

	if (is_secret(showing, entry, &secret, error) < 0)
		return -error->code;
	view.withheld = why_withheld(entry, secret, wanted->show_secrets);
	if (view.withheld != NULL && raw)
		return error_set(error, EPERM, "'%s': %s", entry->path, view.withheld);
	if (view.withheld == NULL && raw)
		return copy_content(showing, entry, error);
	if (view.withheld == NULL) {
		rc = history_read(showing->history, entry, LARGEST, &content, error);
		if (rc < 0 && rc != -EFBIG)
			return rc;
		view.withheld = rc == -EFBIG ? _("too large: write it to a file") : NULL;
		view.content = rc == -EFBIG ? NULL : &content;
	}
	return print(invocation, &view, error);
}

static int show_path(struct showing *showing, const char *path, struct error *error)
{
	struct arena *arena = showing->invocation->arena;
	struct show_view view = {.snapshot = &showing->snapshot};
	struct tree tree;

	tree_init(&tree, arena);
	if (history_tree(showing->history, &showing->snapshot.id, &path, 1, &tree, error) < 0)
		return -error->code;
	view.entry = tree_find(&tree, path);
	if (view.entry == NULL)
		return error_set(error, ENOENT, _("the snapshot has no '%s'"), path);
	if (view.entry->kind == ENTRY_FILE)
		return show_file(showing, view.entry, error);
	if (view.entry->kind == ENTRY_DIRECTORY)
		list_children(arena, &tree, view.entry, &view);
	return print(showing->invocation, &view, error);
}

/* "last:/etc/hosts" -> "last" and the path; times hold colons too, but no ":/". */
static void split(struct invocation *invocation, const char **name, const char **path)
{
	const char *word = invocation->arguments.items[0];
	const char *colon = strstr(word, ":/");

	*name = word;
	*path = NULL;
	if (colon == NULL)
		return;
	*name = arena_bytes(invocation->arena, word, (size_t)(colon - word));
	*path = path_normalise(invocation->arena, "/", colon + 1);
}

static int open_scratch(const struct workspace *workspace)
{
	int fd = openat(workspace->state_fd, ".", O_TMPFILE | O_RDWR | O_CLOEXEC, 0600);

	return fd >= 0 ? fd : memfd_create("confwatch", MFD_CLOEXEC);
}

static int run(struct invocation *invocation, struct error *error)
{
	const struct show_options *wanted = invocation->options;
	struct workspace *workspace = invocation->workspace;
	HISTORY_CLEANUP struct history *history = NULL;
	FD_CLEANUP int scratch = -1;
	struct showing showing = {.invocation = invocation};
	struct snapshot_id id;
	const char *name;
	const char *path;

	if (invocation->arguments.count > 1)
		return error_set(error, EINVAL, _("'show' takes one snapshot"));
	if (wanted->show_secrets && invocation_secrets(invocation, error) < 0)
		return -error->code;
	split(invocation, &name, &path);
	scratch = open_scratch(workspace);
	if (invocation_only_look(invocation, true, error) < 0 ||
		history_open(workspace->state_fd, &history, error) < 0 ||
		snapshot_resolve(workspace, history, name, &id, error) < 0 ||
		history_snapshot(history, invocation->arena, &id, &showing.snapshot, error) < 0)
		return -error->code;
	showing.history = history;
	showing.scratch = scratch;
	return path != NULL ? show_path(&showing, path, error) : show_snapshot(&showing, error);
}

const struct command command_show = {
	.name = "show",
	.arguments = "SNAPSHOT[:PATH]",
	.summary = N_("show a snapshot, or what it holds at PATH"),
	.options = options,
	.option_count = ARRAY_SIZE(options),
	.options_size = sizeof(struct show_options),
	.least = 1,
	.formats = ACCEPTS_TEXT | ACCEPTS_JSON,
	.needs = NEED_STATE | NEED_LOOK,
	.run = run,
};
