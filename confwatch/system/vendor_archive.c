// SPDX-License-Identifier: GPL-2.0-or-later
// Texts out of a .deb or .rpm: libarchive in a confined child.
#include <errno.h>
#include <string.h>

#include "system/archive_search.h"
#include "system/sandbox_child.h"
#include "system/vendor.h"

enum {
	SECONDS = 2,
	MEMORY = 256 * 1024 * 1024, /* xz of the strongest level wants 65 MiB, zstd up to 128 */
	TOTAL_MOST = 32 * 1024 * 1024,
	ANSWER_MOST = sizeof(struct archive_answer) + VENDOR_TEXT_MOST,
};

/* The child's side. */
struct job {
	struct archive_search search;
	archive_search_function *run;
};

static int work(void *context, int input, int channel)
{
	struct job *job = context;

	job->search.channel = channel;
	return job->run(&job->search, input);
}

/* The parent's side. */
struct harvest {
	struct arena *arena;
	const char *const *paths;
	size_t count;
	struct vendor_text *texts;
	size_t found;
};

static bool is_known(const struct harvest *harvest, const char *path)
{
	for (size_t i = 0; i < harvest->found; i++) {
		if (harvest->texts[i].path == path)
			return true;
	}
	return false;
}

static int take(void *context, const void *bytes, size_t length, struct error *error)
{
	struct harvest *harvest = context;
	uint32_t index = UINT32_MAX;

	if (length >= sizeof index)
		memcpy(&index, bytes, sizeof index);
	if (index >= harvest->count || is_known(harvest, harvest->paths[index]))
		return error_set(error, EBADMSG, "an answer makes no sense");
	harvest->texts[harvest->found++] = (struct vendor_text){
		.path = harvest->paths[index],
		.bytes = arena_bytes(
			harvest->arena, (const char *)bytes + sizeof index, length - sizeof index),
		.length = length - sizeof index,
	};
	return 0;
}

int vendor_from_archive(struct arena *arena, int archive, const char *const *paths, size_t count,
	int64_t deadline, struct vendor_text *result, size_t *found, struct error *error)
{
	struct job child = {
		.search =
			{
				.paths = paths,
				.count = count,
				.left = count,
				.done = arena_new_array(arena, count, bool),
				.most = VENDOR_TEXT_MOST,
				.answer = arena_alloc(arena, ANSWER_MOST),
				.hand_over = sandbox_answer,
				.buffer = arena_alloc(arena, ARCHIVE_BUFFER),
			},
	};
	struct harvest harvest = {.arena = arena, .paths = paths, .count = count, .texts = result};
	const struct sandbox_limits limits = {
		.deadline = deadline,
		.seconds = SECONDS,
		.memory = MEMORY,
		.answer_most = ANSWER_MOST,
		.total_most = TOTAL_MOST,
	};
	const struct sandbox_job job = {
		.work = work,
		.work_context = &child,
		.input = archive,
		.take = take,
		.take_context = &harvest,
	};

	*found = 0;
	if (count == 0)
		return 0;
	child.run = archive_reader(error);
	if (child.run == NULL)
		return error_context(error, "cannot read a package");
	if (sandbox_run(&job, &limits, error) < 0)
		return error_context(error, "cannot read a package");
	*found = harvest.found;
	return 0;
}
