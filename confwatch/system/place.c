// SPDX-License-Identifier: GPL-2.0-or-later
// Steps of a restore: what is done at once, what waits for one sync, what waits for the end.
#include "system/place.h"

#include <errno.h>
#include <fcntl.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "base/arena.h"
#include "system/attributes.h"
#include "system/files.h"
#include "system/place_batch.h"

/* A directory whose own state comes after what happens in it. */
struct deferred {
	const struct step *step;
	dev_t device;
	ino_t inode;
	bool times_only;
};

struct place {
	struct place_options options;
	struct directories directories;
	struct durable durable; /* directories and metadata, synced at the end */
	struct batches batches;
	struct deferred *deferred;
	size_t deferred_count;
	size_t deferred_capacity;
	size_t done; /* beside those of the batches */
	bool failed; /* temporary names may be left: STATE/litter stays as it is */
};

struct place *place_begin(const struct place_options *options)
{
	struct place *place = calloc(1, sizeof *place);

	if (place == NULL)
		out_of_memory();
	place->options = *options;
	directories_init(&place->directories, options->root, geteuid());
	batches_init(&place->batches, &place->options, &place->directories, &place->durable);
	return place;
}

void place_end(struct place *place)
{
	if (place == NULL)
		return;
	batches_release(&place->batches);
	directories_release(&place->directories);
	durable_release(&place->durable);
	free(place->deferred);
	free(place);
}

void place_end_pointer(struct place **place)
{
	place_end(*place);
	*place = NULL;
}

size_t place_done(const struct place *place)
{
	return place->done + place->batches.done;
}

static void defer(struct place *place, const struct step *step, int fd, bool times_only)
{
	struct stat status = {0};

	(void)fstat(fd, &status);
	place->deferred = memory_grow(place->deferred, &place->deferred_capacity,
		place->deferred_count + 1, sizeof *place->deferred);
	place->deferred[place->deferred_count++] =
		(struct deferred){step, status.st_dev, status.st_ino, times_only};
}

static int close_to_others(
	struct place *place, struct directory *above, const struct step *step, struct error *error)
{
	FD_CLEANUP int path_fd = -1;
	FD_CLEANUP int fd = -1;

	if (place_open(above->fd, place_name(step->path), step->wanted, &path_fd, &fd, error) < 0 ||
		(!place_is_plain(fd) && attributes_remove_acl(fd, ENTRY_DIRECTORY, error) < 0))
		return -error->code;
	if (fchmod(fd, S_IRWXU) < 0)
		return error_system(error, errno, "cannot set the mode");
	defer(place, step, fd, false);
	return 0;
}

/* Closed to all but us until what belongs into it is there. */
static int make_directory(struct place *place, const struct step *step, struct error *error)
{
	struct directory *above;
	struct stat old;

	if (directories_enter(&place->directories, step->path, 0, &above, error) < 0 ||
		place_check(above->fd, step, &old, error) < 0 ||
		batches_disturb(&place->batches, above, error) < 0)
		return -error->code;
	if (mkdirat(above->fd, place_name(step->path), S_IRWXU) < 0)
		return error_system(error, errno == EEXIST ? ESTALE : errno, "cannot make it");
	if (close_to_others(place, above, step, error) < 0) {
		(void)unlinkat(above->fd, place_name(step->path), AT_REMOVEDIR);
		return -error->code;
	}
	place->done++;
	return 0;
}

/* It is closed to others at once, and stays open to us, when its wanted state says so. */
static bool closes_at_once(const struct place *place, const struct entry *wanted)
{
	return plan_trusts_directory(wanted->uid, wanted->mode, place->directories.owner) &&
		(wanted->mode & S_IRWXU) == S_IRWXU;
}

static int mend_or_put_back(int fd, const struct step *step, struct error *error)
{
	struct error other = ERROR_INIT;

	if (place_metadata(fd, step->wanted, step->present, error) == 0)
		return 0;
	(void)place_metadata(fd, step->present, step->wanted, &other);
	return -error->code;
}

static int mend(struct place *place, const struct step *step, struct error *error)
{
	bool is_directory = step->wanted->kind == ENTRY_DIRECTORY;
	struct directory *directory;
	FD_CLEANUP int path_fd = -1;
	FD_CLEANUP int fd = -1;
	struct stat old, now;
	int code;

	if (directories_enter(&place->directories, step->path, 0, &directory, error) < 0 ||
		place_check(directory->fd, step, &old, error) < 0 ||
		place_open(directory->fd, place_name(step->path), step->wanted, &path_fd, &fd,
			error) < 0)
		return -error->code;
	if (fstat(path_fd, &now) < 0 || !place_is_same(&old, &now))
		return error_set(error, ESTALE, "it changed while it was restored");
	if (is_directory)
		defer(place, step, fd, closes_at_once(place, step->wanted));
	place->done++;
	if (is_directory && !closes_at_once(place, step->wanted))
		return 0;
	code = durable_add(&place->durable, fd >= 0 ? fd : directory->fd, now.st_dev);
	if (code < 0)
		return error_system(error, -code, "cannot keep it open");
	return mend_or_put_back(fd >= 0 ? fd : path_fd, step, error);
}

static int do_step(struct place *place, const struct step *step, struct error *error)
{
	if (step->kind == STEP_METADATA)
		return mend(place, step, error);
	if (step->kind == STEP_CREATE && step->wanted->kind == ENTRY_DIRECTORY)
		return make_directory(place, step, error);
	return batches_stage(&place->batches, step, error);
}

int place_flush(struct place *place, struct error *error)
{
	int code = batches_flush(&place->batches, error);

	place->failed = place->failed || code < 0;
	return code;
}

int place_step(struct place *place, const struct step *step, struct error *error)
{
	struct error other = ERROR_INIT;

	if (do_step(place, step, error) < 0) {
		(void)error_context(error, "restore '%s'", step->path);
		/* The steps before it stay good. */
		(void)place_flush(place, &other);
		place->failed = true;
		return -error->code;
	}
	if (batches_rotate(&place->batches, error) < 0) {
		place->failed = true;
		return -error->code;
	}
	return 0;
}

/* Opens a directory whose parents are trusted; *fd can be synced. */
static int open_directory(
	struct place *place, const struct entry *wanted, int *result, struct error *error)
{
	struct directory *above;
	FD_CLEANUP int path_fd = -1;

	if (directories_enter(&place->directories, wanted->path, 0, &above, error) < 0)
		return -error->code;
	return place_open(above->fd, place_name(wanted->path), wanted, &path_fd, result, error);
}

static int keep_for_sync(
	struct place *place, int fd, const struct stat *status, struct error *error)
{
	int code = durable_add(&place->durable, fd, status->st_dev);

	return code < 0 ? error_system(error, -code, "cannot keep it open") : 0;
}

static int set_time(struct place *place, const struct entry *wanted, struct error *error)
{
	FD_CLEANUP int fd = -1;
	struct stat status;

	if (open_directory(place, wanted, &fd, error) < 0)
		return -error->code;
	if (fstat(fd, &status) < 0)
		return error_system(error, errno, "cannot look at it");
	if (keep_for_sync(place, fd, &status, error) < 0)
		return -error->code;
	return place_times(fd, wanted, error);
}

static int finish_directory(
	struct place *place, const struct deferred *deferred, struct error *error)
{
	const struct step *step = deferred->step;
	FD_CLEANUP int fd = -1;
	struct stat status;

	if (open_directory(place, step->wanted, &fd, error) < 0)
		return -error->code;
	if (fstat(fd, &status) < 0)
		return error_system(error, errno, "cannot look at it");
	if (status.st_ino != deferred->inode || status.st_dev != deferred->device)
		return error_set(error, ESTALE, "another directory stands there now");
	if (keep_for_sync(place, fd, &status, error) < 0)
		return -error->code;
	if (deferred->times_only)
		return place_times(fd, step->wanted, error);
	return place_metadata(fd, step->wanted, step->present, error);
}

/* Remembers the first thing that went wrong; the rest is done all the same. */
static void keep_first(struct error *first, struct error *error, const char *path)
{
	if (first->code == 0 && error->code != 0) {
		(void)error_context(error, "restore '%s'", path);
		*first = *error;
	}
}

/* Deepest first: a directory that others may enter or change again closes the way to no other. */
static void finish_directories(struct place *place, const struct plan *plan, struct error *first)
{
	for (size_t i = 0; i < plan->time_count && !place->failed; i++) {
		struct error error = ERROR_INIT;

		(void)set_time(place, plan->times[i], &error);
		keep_first(first, &error, plan->times[i]->path);
	}
	for (size_t i = place->deferred_count; i > 0; i--) {
		struct error error = ERROR_INIT;

		(void)finish_directory(place, &place->deferred[i - 1], &error);
		keep_first(first, &error, place->deferred[i - 1].step->path);
	}
	place->deferred_count = 0;
}

int place_finish(struct place *place, const struct plan *plan, struct error *error)
{
	struct error first = ERROR_INIT;
	int code;

	(void)place_flush(place, &first);
	finish_directories(place, plan, &first);
	code = durable_sync(&place->durable);
	if (code < 0 && first.code == 0)
		(void)error_system(&first, -code, "cannot sync directories");
	if (first.code == 0 && !place->failed)
		litter_clear(&place->batches.litter);
	if (first.code == 0)
		first = place->batches.left;
	if (first.code == 0)
		return 0;
	*error = first;
	return -error->code;
}
