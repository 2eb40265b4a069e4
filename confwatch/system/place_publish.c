// SPDX-License-Identifier: GPL-2.0-or-later
// One move from the old state to the new one, and back when what came out was not planned.
#include <errno.h>
#include <fcntl.h>
#include <limits.h>
#include <stdio.h>
#include <string.h>
#include <sys/sysmacros.h>
#include <unistd.h>

#include "base/path.h"
#include "system/file_type.h"
#include "system/files.h"
#include "system/place_parts.h"

const char *place_name(const char *path)
{
	return path[1] == '\0' ? "." : path_name(path);
}

/* The kernel counts in other types than entries do. */
static bool same_time(const struct stat *status, const struct entry *entry)
{
	return status->st_mtim.tv_sec == entry->seconds &&
		(uint64_t)status->st_mtim.tv_nsec == entry->nanoseconds;
}

static bool matches_entry(const struct stat *status, const struct entry *entry)
{
	if ((status->st_mode & S_IFMT) != file_type_bits(entry->kind) ||
		status->st_uid != entry->uid || status->st_gid != entry->gid)
		return false;
	if (entry->kind != ENTRY_LINK && (status->st_mode & 07777) != entry->mode)
		return false;
	if (entry->kind == ENTRY_FILE && (uint64_t)status->st_size != entry->size)
		return false;
	if (entry->kind == ENTRY_CHARACTER_DEVICE || entry->kind == ENTRY_BLOCK_DEVICE)
		return status->st_rdev == makedev(entry->major, entry->minor);
	return entry->kind == ENTRY_DIRECTORY || same_time(status, entry);
}

/* ctime moves without anybody's doing when names of other hard links come and go. */
static bool matches_stamp(const struct stat *status, const struct step *step)
{
	const struct step_stamp *stamp = &step->stamp;

	if (!stamp->known)
		return true;
	if (status->st_ino != stamp->inode)
		return false;
	return step->present->kind == ENTRY_DIRECTORY || status->st_nlink != 1 ||
		(status->st_ctim.tv_sec == stamp->change_seconds &&
			(uint64_t)status->st_ctim.tv_nsec == stamp->change_nanoseconds);
}

static bool matches_target(int directory, const char *name, const struct entry *entry)
{
	char target[PATH_MAX];
	ssize_t length;

	if (entry->kind != ENTRY_LINK)
		return true;
	length = readlinkat(directory, name, target, sizeof target);
	return length >= 0 && (size_t)length == strlen(entry->target) &&
		memcmp(target, entry->target, (size_t)length) == 0;
}

int place_check(int directory, const struct step *step, struct stat *old, struct error *error)
{
	const char *name = place_name(step->path);
	struct stat status;

	if (fstatat(directory, name, &status, AT_SYMLINK_NOFOLLOW) < 0) {
		if (errno != ENOENT)
			return error_system(error, errno, "cannot look at it");
		if (step->present != NULL)
			return error_set(error, ESTALE, "it vanished after the plan was made");
		return 0;
	}
	if (step->present == NULL)
		return error_set(error, ESTALE, "something came after the plan was made");
	if (!matches_entry(&status, step->present) || !matches_stamp(&status, step) ||
		!matches_target(directory, name, step->present))
		return error_set(error, ESTALE, "it changed after the plan was made");
	*old = status;
	return 0;
}

bool place_is_same(const struct stat *a, const struct stat *b)
{
	return a->st_dev == b->st_dev && a->st_ino == b->st_ino && a->st_mode == b->st_mode &&
		a->st_uid == b->st_uid && a->st_gid == b->st_gid && a->st_size == b->st_size &&
		a->st_mtim.tv_sec == b->st_mtim.tv_sec && a->st_mtim.tv_nsec == b->st_mtim.tv_nsec;
}

/* Needs CAP_DAC_READ_SEARCH; the way through /proc does not. */
static int link_descriptor(int fd, int directory, const char *name)
{
	char link[sizeof "/proc/self/fd/" + 3 * sizeof fd];

	if (linkat(fd, "", directory, name, AT_EMPTY_PATH) == 0)
		return 0;
	if (errno != ENOENT && errno != EPERM)
		return -errno;
	(void)snprintf(link, sizeof link, "/proc/self/fd/%d", fd);
	return linkat(AT_FDCWD, link, directory, name, AT_SYMLINK_FOLLOW) < 0 ? -errno : 0;
}

static int refuse_link(int code, struct error *error)
{
	if (code == EEXIST)
		return error_set(error, ESTALE, "something came while it was restored");
	return error_system(error, code, "cannot give it its name");
}

/* One more name for the file at wanted->same_as, which must be what is wanted. */
static int link_first_name(struct directories *directories, const struct staged *staged,
	const char *name, struct error *error)
{
	const struct entry *wanted = staged->step->wanted;
	struct directory *first;
	FD_CLEANUP int fd = -1;
	struct stat status;
	int code;

	if (directories_enter(directories, wanted->same_as, 0, &first, error) < 0)
		return -error->code;
	fd = openat(first->fd, place_name(wanted->same_as), O_PATH | O_NOFOLLOW | O_CLOEXEC);
	if (fd < 0 || fstat(fd, &status) < 0)
		return error_system(error, errno, "cannot open its first name");
	/* The size of protected content is not recorded. */
	if ((status.st_mode & S_IFMT) != file_type_bits(wanted->kind) ||
		status.st_uid != wanted->uid ||
		(wanted->content == CONTENT_PUBLIC && (uint64_t)status.st_size != wanted->size))
		return error_set(error, ESTALE, "its first name '%s' changed", wanted->same_as);
	code = link_descriptor(fd, staged->directory->fd, name);
	return code < 0 ? refuse_link(-code, error) : 0;
}

/* What is placed, under the given name: in its final state, synced, and new in the directory. */
static int bring_in(const struct content_source *source, struct directories *directories,
	const struct staged *staged, const char *name, struct error *error)
{
	int code;

	if (staged->step->kind == STEP_LINK)
		return link_first_name(directories, staged, name, error);
	if (staged->fd < 0)
		return place_make(source, staged->directory->fd, name, staged->step->wanted, error);
	code = link_descriptor(staged->fd, staged->directory->fd, name);
	return code < 0 ? refuse_link(-code, error) : 0;
}

static int rename_with(int directory, const char *from, const char *to, unsigned flags)
{
	return renameat2(directory, from, directory, to, flags) < 0 ? -errno : 0;
}

/* Moves to a name that must be free; some file systems cannot say so in one call. */
static int move_to_free(int directory, const char *from, const char *to)
{
	int code = rename_with(directory, from, to, RENAME_NOREPLACE);

	if (code != -EINVAL && code != -ENOSYS)
		return code;
	if (linkat(directory, from, directory, to, 0) < 0)
		return -errno;
	return unlinkat(directory, from, 0) < 0 ? -errno : 0;
}

static bool is_at(int directory, const char *name, const struct stat *expected)
{
	struct stat status;

	return fstatat(directory, name, &status, AT_SYMLINK_NOFOLLOW) == 0 &&
		place_is_same(&status, expected);
}

static int report_stale(struct error *error)
{
	return error_set(error, ESTALE, "it changed while it was restored");
}

/* Where there is no exchange: looks once more, then an ordinary rename over it. */
static int rename_over(const struct staged *staged, const char *name, struct error *error)
{
	int directory = staged->directory->fd;

	if (!is_at(directory, name, &staged->old)) {
		(void)unlinkat(directory, staged->temporary, 0);
		return report_stale(error);
	}
	if (renameat(directory, staged->temporary, directory, name) < 0)
		return error_system(error, errno, "cannot put it in place");
	return 0;
}

static int exchange(const struct staged *staged, const char *name, struct error *error)
{
	int directory = staged->directory->fd;
	int code = rename_with(directory, staged->temporary, name, RENAME_EXCHANGE);

	if (code == -EINVAL || code == -ENOSYS)
		return rename_over(staged, name, error);
	if (code < 0) {
		(void)unlinkat(directory, staged->temporary, 0);
		return code == -ENOENT ? report_stale(error)
				       : error_system(error, -code, "cannot put it in place");
	}
	if (!is_at(directory, staged->temporary, &staged->old)) {
		code = rename_with(directory, staged->temporary, name, RENAME_EXCHANGE);
		if (code < 0)
			return error_system(error, -code,
				"it changed while it was restored, and now lies in '%s'",
				staged->temporary);
		(void)unlinkat(directory, staged->temporary, 0);
		return report_stale(error);
	}
	if (unlinkat(directory, staged->temporary, 0) < 0)
		return error_system(error, errno, "cannot remove the old state");
	return 0;
}

/* Under the temporary name first, so that nothing goes that was not planned to go. */
static int remove_name(const struct staged *staged, const char *name, struct error *error)
{
	int directory = staged->directory->fd;
	int code = move_to_free(directory, name, staged->temporary);

	if (code < 0)
		return code == -ENOENT ? report_stale(error)
				       : error_system(error, -code, "cannot remove it");
	if (!is_at(directory, staged->temporary, &staged->old)) {
		(void)move_to_free(directory, staged->temporary, name);
		return report_stale(error);
	}
	if (unlinkat(directory, staged->temporary, 0) < 0)
		return error_system(error, errno, "cannot remove it");
	return 0;
}

static int remove_directory(const struct staged *staged, const char *name, struct error *error)
{
	if (unlinkat(staged->directory->fd, name, AT_REMOVEDIR) == 0)
		return 0;
	if (errno == ENOTEMPTY || errno == EEXIST)
		return error_set(error, ENOTEMPTY, "it holds what is not watched");
	return error_system(error, errno, "cannot remove the directory");
}

int place_publish(const struct content_source *source, struct directories *directories,
	struct staged *staged, struct error *error)
{
	const struct step *step = staged->step;
	const char *name = place_name(step->path);
	int directory = staged->directory->fd;
	int code;

	if (step->kind == STEP_REMOVE && step->present->kind == ENTRY_DIRECTORY)
		return remove_directory(staged, name, error);
	if (step->kind == STEP_REMOVE)
		return remove_name(staged, name, error);
	if (staged->temporary[0] == '\0')
		return bring_in(source, directories, staged, name, error);
	if (bring_in(source, directories, staged, staged->temporary, error) < 0) {
		(void)unlinkat(directory, staged->temporary, 0);
		return -error->code;
	}
	if (step->present != NULL)
		return exchange(staged, name, error);
	code = move_to_free(directory, staged->temporary, name);
	if (code == 0)
		return 0;
	(void)unlinkat(directory, staged->temporary, 0);
	return refuse_link(-code, error);
}
