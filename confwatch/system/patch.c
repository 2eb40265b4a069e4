// SPDX-License-Identifier: GPL-2.0-or-later
// Unified text difference of two contents through libgit2; nothing configurable takes part.
#include "system/patch.h"

#include <errno.h>
#include <git2.h>

/* One line of git's output: file headers are not ours to print. */
static int add_line(const git_diff_delta *delta, const git_diff_hunk *hunk,
	const git_diff_line *line, void *context)
{
	struct text *hunks = context;

	(void)delta;
	(void)hunk;
	if (line->origin == GIT_DIFF_LINE_FILE_HDR || line->origin == GIT_DIFF_LINE_BINARY)
		return 0;
	if (line->origin == GIT_DIFF_LINE_CONTEXT || line->origin == GIT_DIFF_LINE_ADDITION ||
		line->origin == GIT_DIFF_LINE_DELETION)
		text_byte(hunks, line->origin);
	text_append(hunks, line->content, line->content_len);
	return 0;
}

static int fail(struct error *error)
{
	const git_error *reason = git_error_last();

	return error_set(error, EIO, "cannot compare two contents: %s",
		reason != NULL ? reason->message : "libgit2 gives no reason");
}

static int print_patch(git_patch *patch, struct difference *result, struct error *error)
{
	TEXT_CLEANUP struct text hunks = TEXT_INIT;
	const git_diff_delta *delta = git_patch_get_delta(patch);

	if ((delta->flags & GIT_DIFF_FLAG_BINARY) != 0) {
		result->kind = DIFFERENCE_BINARY;
		return 0;
	}
	if (git_patch_num_hunks(patch) == 0) {
		result->kind = DIFFERENCE_NONE;
		return 0;
	}
	if (git_patch_print(patch, add_line, &hunks) < 0)
		return fail(error);
	result->kind = DIFFERENCE_TEXT;
	text_release(&result->hunks);
	result->hunks = hunks;
	hunks = (struct text)TEXT_INIT;
	return 0;
}

static bool same_bytes(const struct text *before, const struct text *after)
{
	return before != NULL && after != NULL && text_equals(before, after);
}

static int compare(const struct text *before, const struct text *after, struct difference *result,
	struct error *error)
{
	git_diff_options options;
	git_patch *patch = NULL;
	int status;

	(void)git_diff_options_init(&options, GIT_DIFF_OPTIONS_VERSION);
	/* Without a repository and a name no attribute and no driver can apply. */
	if (git_patch_from_buffers(&patch, before != NULL ? text_string(before) : NULL,
		    before != NULL ? before->length : 0, NULL,
		    after != NULL ? text_string(after) : NULL, after != NULL ? after->length : 0,
		    NULL, &options) < 0)
		return fail(error);
	status = print_patch(patch, result, error);
	git_patch_free(patch);
	return status;
}

int patch_contents(const struct text *before, const struct text *after, struct difference *result,
	struct error *error)
{
	int status;

	if (same_bytes(before, after) || (before == NULL && after == NULL)) {
		result->kind = DIFFERENCE_NONE;
		return 0;
	}
	if (git_libgit2_init() < 0)
		return fail(error);
	status = compare(before, after, result, error);
	(void)git_libgit2_shutdown();
	return status;
}
