// SPDX-License-Identifier: GPL-2.0-or-later
// Steps that wait for a sync: two batches, one filled while the other is synced.
#include "system/place_batch.h"

#include <errno.h>
#include <stdlib.h>
#include <sys/resource.h>
#include <unistd.h>

#include "base/arena.h"
#include "system/files.h"

/* A staged file holds its own descriptor and, at worst, one of a directory; in two batches. */
enum {
	LIMIT_MIN = 32,
	LIMIT_MAX = 1024,
	DESCRIPTORS_EACH = 4,
	OTHER_DESCRIPTORS = 256,
};

/* As many as the process may have open: each sync is a commit of the journal. */
static size_t choose_limit(void)
{
	const rlim_t wanted = (rlim_t)LIMIT_MAX * DESCRIPTORS_EACH + OTHER_DESCRIPTORS;
	struct rlimit limit;

	if (getrlimit(RLIMIT_NOFILE, &limit) < 0)
		return LIMIT_MIN;
	if (limit.rlim_cur < wanted) {
		limit.rlim_cur = limit.rlim_max < wanted ? limit.rlim_max : wanted;
		if (setrlimit(RLIMIT_NOFILE, &limit) < 0)
			return LIMIT_MIN;
	}
	if (limit.rlim_cur >= wanted)
		return LIMIT_MAX;
	if (limit.rlim_cur < OTHER_DESCRIPTORS + LIMIT_MIN * DESCRIPTORS_EACH)
		return LIMIT_MIN;
	return (size_t)(limit.rlim_cur - OTHER_DESCRIPTORS) / DESCRIPTORS_EACH;
}

void batches_init(struct batches *batches, const struct place_options *options,
	struct directories *directories, struct durable *names)
{
	*batches = (struct batches){
		.options = options,
		.directories = directories,
		.names = names,
		.limit = choose_limit(),
	};
	litter_init(&batches->litter, options->state);
	for (size_t i = 0; i < 2; i++) {
		batches->pair[i].items = calloc(batches->limit, sizeof(struct staged));
		if (batches->pair[i].items == NULL)
			out_of_memory();
	}
}

static void drop(struct batch *batch)
{
	if (batch->syncing)
		(void)pthread_join(batch->thread, NULL);
	batch->syncing = false;
	durable_release(&batch->contents);
	for (size_t i = 0; i < batch->count; i++) {
		files_close(&batch->items[i].fd);
		directory_drop(batch->items[i].directory);
	}
	batch->count = 0;
}

void batches_release(struct batches *batches)
{
	for (size_t i = 0; i < 2; i++) {
		drop(&batches->pair[i]);
		free(batches->pair[i].items);
		batches->pair[i].items = NULL;
	}
	litter_release(&batches->litter);
}

int batches_disturb(struct batches *batches, struct directory *directory, struct error *error)
{
	int code;

	if (directory->disturbed)
		return 0;
	code = durable_add(batches->names, directory->fd, directory->device);
	if (code < 0)
		return error_system(error, -code, "cannot keep '%s' open", directory->path);
	directory->disturbed = true;
	return 0;
}

static bool places_file(const struct step *step)
{
	return (step->kind == STEP_CREATE || step->kind == STEP_REPLACE) &&
		step->wanted->kind == ENTRY_FILE;
}

/* A link that is complete as symlinkat(2) makes it can come into being at its place. */
static bool is_plain_link(const struct batches *batches, const struct entry *wanted)
{
	return wanted->kind == ENTRY_LINK && wanted->uid == batches->directories->owner &&
		wanted->gid == getegid() && wanted->attributes == NULL;
}

static bool needs_temporary(const struct batches *batches, const struct staged *staged)
{
	const struct step *step = staged->step;

	if (step->present != NULL)
		return step->kind != STEP_REMOVE || step->present->kind != ENTRY_DIRECTORY;
	if (step->kind == STEP_LINK)
		return false;
	return staged->fd < 0 && !is_plain_link(batches, step->wanted);
}

static int name_temporary(struct staged *staged, struct error *error)
{
	struct stat status;

	if (litter_name(staged->temporary, error) < 0)
		return -error->code;
	if (staged->fd >= 0 && fstat(staged->fd, &status) == 0)
		staged->inode = status.st_ino;
	return 0;
}

int batches_stage(struct batches *batches, const struct step *step, struct error *error)
{
	struct batch *batch = &batches->pair[batches->filling];
	struct staged staged = {.step = step, .fd = -1};
	struct directory *directory;
	uid_t guest = step->kind == STEP_CREATE ? plan_guest(step->wanted) : 0;

	if (directories_enter(batches->directories, step->path, guest, &directory, error) < 0 ||
		place_check(directory->fd, step, &staged.old, error) < 0)
		return -error->code;
	if (places_file(step) &&
		place_unnamed_file(&batches->options->source, directory->fd, step->wanted,
			&staged.fd, error) < 0)
		return -error->code;
	if (directory->lent && needs_temporary(batches, &staged))
		return error_set(error, EPERM,
			"'%s' belongs to another, and its file system has no unnamed files",
			directory->path);
	if (needs_temporary(batches, &staged) && name_temporary(&staged, error) < 0) {
		files_close(&staged.fd);
		return -error->code;
	}
	staged.directory = directory_hold(directory);
	batch->items[batch->count++] = staged;
	return 0;
}

static void *sync_in_thread(void *context)
{
	struct batch *batch = context;

	batch->code = durable_sync(&batch->contents);
	return NULL;
}

/* In the background when the batch is full: then there is more to stage meanwhile. */
static int start_sync(struct batch *batch, bool background, struct error *error)
{
	int code = 0;

	for (size_t i = 0; i < batch->count && code == 0; i++) {
		const struct staged *staged = &batch->items[i];

		if (staged->fd >= 0)
			code = durable_add(&batch->contents, staged->fd, staged->directory->device);
	}
	if (code < 0)
		return error_system(error, -code, "cannot keep the content open");
	batch->syncing =
		background && pthread_create(&batch->thread, NULL, sync_in_thread, batch) == 0;
	if (!batch->syncing)
		(void)sync_in_thread(batch);
	return 0;
}

static int finish_sync(struct batch *batch, struct error *error)
{
	if (batch->syncing)
		(void)pthread_join(batch->thread, NULL);
	batch->syncing = false;
	return batch->code < 0 ? error_system(error, -batch->code, "cannot sync the content") : 0;
}

static int note_temporary_names(
	struct batches *batches, const struct batch *batch, struct error *error)
{
	for (size_t i = 0; i < batch->count; i++) {
		const struct staged *staged = &batch->items[i];
		uint64_t old = staged->step->present != NULL ? staged->old.st_ino : 0;
		/* A removal places nothing: what it moves aside is all that may lie there. */
		uint64_t placed = staged->step->kind == STEP_REMOVE ? old : staged->inode;

		if (staged->temporary[0] != '\0')
			litter_add(&batches->litter, staged->step->path, staged->temporary, placed,
				old);
	}
	return litter_write(&batches->litter, error);
}

/* What lies in it was not planned to go: that is told at the end, and stops nothing. */
static void leave_directory(struct batches *batches, struct error *error)
{
	if (batches->left.code == 0)
		batches->left = *error;
	*error = (struct error)ERROR_INIT;
}

static int publish(struct batches *batches, struct batch *batch, struct error *error)
{
	for (size_t i = 0; i < batch->count; i++) {
		struct staged *staged = &batch->items[i];
		int code = batches_disturb(batches, staged->directory, error);

		if (code == 0)
			code = place_publish(
				&batches->options->source, batches->directories, staged, error);
		if (code < 0)
			(void)error_context(error, "restore '%s'", staged->step->path);
		if (code == -ENOTEMPTY)
			leave_directory(batches, error);
		else if (code < 0)
			return code;
		else
			batches->done++;
	}
	return 0;
}

/* Content durable, temporary names noted, and only then names. */
static int complete(struct batches *batches, struct batch *batch, struct error *error)
{
	int code = finish_sync(batch, error);

	if (code == 0)
		code = note_temporary_names(batches, batch, error);
	if (code == 0)
		code = publish(batches, batch, error);
	drop(batch);
	return code;
}

int batches_rotate(struct batches *batches, struct error *error)
{
	struct batch *full = &batches->pair[batches->filling];
	struct batch *other = &batches->pair[1 - batches->filling];
	int code;

	if (full->count < batches->limit)
		return 0;
	code = start_sync(full, true, error);
	if (code == 0 && other->count > 0)
		code = complete(batches, other, error);
	if (code < 0) {
		drop(full);
		drop(other);
	}
	batches->filling = 1 - batches->filling;
	return code;
}

int batches_flush(struct batches *batches, struct error *error)
{
	struct batch *last = &batches->pair[batches->filling];
	struct batch *other = &batches->pair[1 - batches->filling];
	int code = 0;

	if (other->count > 0)
		code = complete(batches, other, error);
	if (code == 0 && last->count > 0)
		code = start_sync(last, false, error);
	if (code == 0 && last->count > 0)
		code = complete(batches, last, error);
	drop(last);
	return code;
}
