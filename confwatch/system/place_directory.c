// SPDX-License-Identifier: GPL-2.0-or-later
// The directories above the path that is being placed: opened once, never through a link, trusted.
#include "system/place_directory.h"

#include <errno.h>
#include <fcntl.h>
#include <limits.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#include "base/arena.h"
#include "base/path.h"
#include "core/plan.h"
#include "system/files.h"

void directories_init(struct directories *directories, int root, uid_t owner)
{
	*directories = (struct directories){.root = root, .owner = owner};
}

struct directory *directory_hold(struct directory *directory)
{
	directory->references++;
	return directory;
}

void directory_drop(struct directory *directory)
{
	if (directory == NULL || --directory->references > 0)
		return;
	files_close(&directory->fd);
	free(directory->path);
	free(directory);
}

static void leave(struct directories *directories)
{
	directory_drop(directories->chain[--directories->depth]);
}

void directories_release(struct directories *directories)
{
	while (directories->depth > 0)
		leave(directories);
	free(directories->chain);
	directories->chain = NULL;
}

/* Below a lent directory all is the guest's: what is not, he could have moved there. */
static int check_trust(const struct directories *directories, struct directory *directory,
	const struct directory *above, struct stat *status, struct error *error)
{
	bool lent = above != NULL && above->lent;

	if (fstat(directory->fd, status) < 0)
		return error_system(error, errno, "cannot look at '%s'", directory->path);
	directory->lent = false;
	if (!lent &&
		plan_trusts_directory(status->st_uid, status->st_mode & 07777, directories->owner))
		return 0;
	directory->lent = plan_lends_directory(
		status->st_uid, status->st_mode & 07777, directories->guest, directories->owner);
	if (directory->lent)
		return 0;
	return error_set(error, EPERM, "'%s' can be changed by others (owner %u, mode %04o)",
		directory->path, status->st_uid, status->st_mode & 07777U);
}

static int refuse_component(int code, const char *path, struct error *error)
{
	if (code == ENOENT)
		return error_set(error, ESTALE, "'%s' is missing", path);
	if (code == ENOTDIR || code == ELOOP)
		return error_set(error, EPERM, "'%s' is not a directory", path);
	return error_system(error, code, "cannot open '%s'", path);
}

static struct directory *new_directory(const char *path, size_t length)
{
	struct directory *directory = malloc(sizeof *directory);
	char *copy = strndup(path, length);

	if (directory == NULL || copy == NULL)
		out_of_memory();
	*directory = (struct directory){.path = copy, .references = 1, .fd = -1};
	return directory;
}

/* Goes one component further down: path[start..end) below the innermost directory. */
static int descend(struct directories *directories, const char *path, size_t start, size_t end,
	struct error *error)
{
	const struct directory *above =
		directories->depth > 0 ? directories->chain[directories->depth - 1] : NULL;
	struct directory *directory = new_directory(path, end == 0 ? 1 : end);
	char name[NAME_MAX + 1] = ".";
	struct stat status;

	if (end - start > NAME_MAX) {
		directory_drop(directory);
		return error_system(error, ENAMETOOLONG, "cannot open '%s'", path);
	}
	if (end > start) {
		memcpy(name, path + start, end - start);
		name[end - start] = '\0';
	}
	directory->fd = openat(above != NULL ? above->fd : directories->root, name,
		O_RDONLY | O_DIRECTORY | O_NOFOLLOW | O_CLOEXEC);
	if (directory->fd < 0) {
		(void)refuse_component(errno, directory->path, error);
	} else if (check_trust(directories, directory, above, &status, error) == 0) {
		directory->device = status.st_dev;
		directories->chain = memory_grow(directories->chain, &directories->capacity,
			directories->depth + 1, sizeof(struct directory *));
		directories->chain[directories->depth++] = directory;
		return 0;
	}
	directory_drop(directory);
	return -error->code;
}

static bool holds(const struct directory *directory, const char *path)
{
	return strcmp(directory->path, path) != 0 && path_is_within(path, directory->path);
}

/* Those that were lent to another guest are entered anew, or not. */
static void receive(struct directories *directories, uid_t guest)
{
	while (guest != directories->guest && directories->depth > 0 &&
		directories->chain[directories->depth - 1]->lent)
		leave(directories);
	directories->guest = guest;
}

static int check_innermost(const struct directories *directories, struct error *error)
{
	size_t depth = directories->depth;
	struct stat status;

	return check_trust(directories, directories->chain[depth - 1],
		depth > 1 ? directories->chain[depth - 2] : NULL, &status, error);
}

int directories_enter(struct directories *directories, const char *path, uid_t guest,
	struct directory **result, struct error *error)
{
	struct directory *innermost;
	const char *slash;

	while (directories->depth > 0 && !holds(directories->chain[directories->depth - 1], path))
		leave(directories);
	receive(directories, guest);
	if (directories->depth == 0 && descend(directories, "/", 0, 0, error) < 0)
		return -error->code;
	innermost = directories->chain[directories->depth - 1];
	slash = innermost->path[1] == '\0' ? path : path + strlen(innermost->path);
	for (const char *next; (next = strchr(slash + 1, '/')) != NULL; slash = next) {
		if (descend(directories, path, (size_t)(slash + 1 - path), (size_t)(next - path),
			    error) < 0)
			return -error->code;
	}
	if (check_innermost(directories, error) < 0)
		return -error->code;
	*result = directories->chain[directories->depth - 1];
	return 0;
}
