// SPDX-License-Identifier: GPL-2.0-or-later
// A bare git repository below STATE: making it, opening it apart from the system's git.
#include "system/repository.h"

#include <errno.h>
#include <fcntl.h>
#include <stdarg.h>
#include <stdio.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#include "system/files.h"
#include "system/pack.h"

/* What a new repository holds, parents first. bytes NULL: a directory. */
struct piece {
	const char *path;
	const char *bytes;
};

static const struct piece pieces[] = {
	{"objects", NULL},
	{"objects/info", NULL},
	{"objects/pack", NULL},
	{"refs", NULL},
	{"refs/heads", NULL},
	{"refs/tags", NULL},
	{"HEAD", "ref: refs/heads/main\n"},
	{"config",
		"[core]\n"
		"\trepositoryformatversion = 0\n"
		"\tfilemode = true\n"
		"\tbare = true\n"
		"\tlogAllRefUpdates = false\n"
		"[gc]\n"
		"\tauto = 0\n"},
};

enum {
	PIECES = sizeof pieces / sizeof pieces[0],
};

static const char new_name[] = "new.git";

/* Of an earlier try that was killed. */
static void remove_unfinished(int state)
{
	FD_CLEANUP int directory =
		openat(state, new_name, O_RDONLY | O_DIRECTORY | O_NOFOLLOW | O_CLOEXEC);

	if (directory < 0)
		return;
	(void)unlinkat(directory, "description", 0);
	for (size_t i = PIECES; i-- > 0;)
		(void)unlinkat(
			directory, pieces[i].path, pieces[i].bytes == NULL ? AT_REMOVEDIR : 0);
	(void)unlinkat(state, new_name, AT_REMOVEDIR);
}

static int create_file(int directory, const char *name, const char *bytes)
{
	FD_CLEANUP int fd = openat(directory, name, O_WRONLY | O_CREAT | O_EXCL | O_CLOEXEC, 0600);
	int result;

	if (fd < 0)
		return -errno;
	result = files_write_all(fd, bytes, strlen(bytes));
	if (result == 0 && fsync(fd) < 0)
		result = -errno;
	return result;
}

static int sync_directory(int directory, const char *path)
{
	FD_CLEANUP int fd = openat(directory, path, O_RDONLY | O_DIRECTORY | O_CLOEXEC);

	return fd < 0 || fsync(fd) < 0 ? -errno : 0;
}

static int create_pieces(int directory, const char *description)
{
	int result = create_file(directory, "description", description);

	for (size_t i = 0; i < PIECES && result == 0; i++) {
		if (pieces[i].bytes != NULL)
			result = create_file(directory, pieces[i].path, pieces[i].bytes);
		else if (mkdirat(directory, pieces[i].path, 0700) < 0)
			result = -errno;
	}
	for (size_t i = 0; i < PIECES && result == 0; i++) {
		if (pieces[i].bytes == NULL)
			result = sync_directory(directory, pieces[i].path);
	}
	return result == 0 ? sync_directory(directory, ".") : result;
}

static int create_below(int state, const char *name, const char *description)
{
	FD_CLEANUP int directory = -1;
	int result;

	remove_unfinished(state);
	if (mkdirat(state, new_name, 0700) < 0)
		return -errno;
	directory = openat(state, new_name, O_RDONLY | O_DIRECTORY | O_NOFOLLOW | O_CLOEXEC);
	result = directory < 0 ? -errno : create_pieces(directory, description);
	if (result == 0 && renameat(state, new_name, state, name) < 0)
		result = -errno;
	if (result == 0 && fsync(state) < 0)
		result = -errno;
	if (result < 0)
		remove_unfinished(state);
	return result;
}

int repository_create(int state, const char *name, const char *description, struct error *error)
{
	int result = 0;

	if (faccessat(state, name, F_OK, AT_SYMLINK_NOFOLLOW) < 0)
		result = errno == ENOENT ? create_below(state, name, description) : -errno;
	if (result < 0)
		return error_system(error, -result, "cannot create '%s'", name);
	return 0;
}

int repository_error(struct error *error, int code, const char *format, ...)
{
	const git_error *last = git_error_last();
	char message[sizeof error->message];
	va_list arguments;

	va_start(arguments, format);
	(void)vsnprintf(message, sizeof message, format, arguments);
	va_end(arguments);
	if (last == NULL || last->message == NULL)
		return error_set(error, code, "%s", message);
	return error_set(error, code, "%s: %s", message, last->message);
}

git_oid repository_oid(const unsigned char id[BLOB_SIZE])
{
	git_oid result = {0};

	memcpy(result.id, id, BLOB_SIZE);
	return result;
}

static int check_owner(int directory, const char *name, struct error *error)
{
	struct stat status;

	if (fstat(directory, &status) < 0)
		return error_system(error, errno, "cannot stat '%s'", name);
	if (status.st_uid != 0 && status.st_uid != geteuid())
		return error_set(
			error, EPERM, "'%s' belongs to user %u", name, (unsigned)status.st_uid);
	if ((status.st_mode & 022) != 0)
		return error_set(error, EPERM, "'%s' can be written by others", name);
	return 0;
}

static int open_directories(
	int state, const char *name, struct repository *repository, struct error *error)
{
	const int flags = O_RDONLY | O_DIRECTORY | O_NOFOLLOW | O_CLOEXEC;

	repository->directory = openat(state, name, flags);
	if (repository->directory < 0)
		return error_system(error, errno, "cannot open '%s'", name);
	if (check_owner(repository->directory, name, error) < 0)
		return -error->code;
	repository->objects = openat(repository->directory, "objects", flags);
	repository->packs = openat(repository->directory, "objects/pack", flags);
	if (repository->objects < 0 || repository->packs < 0)
		return error_system(error, errno, "cannot open '%s/objects/pack'", name);
	return 0;
}

/* Nothing of the system's or a user's git has a say here; memory stays small. */
static void set_options(void)
{
	static const int levels[] = {GIT_CONFIG_LEVEL_PROGRAMDATA, GIT_CONFIG_LEVEL_SYSTEM,
		GIT_CONFIG_LEVEL_XDG, GIT_CONFIG_LEVEL_GLOBAL};

	for (size_t i = 0; i < sizeof levels / sizeof levels[0]; i++)
		(void)git_libgit2_opts(GIT_OPT_SET_SEARCH_PATH, levels[i], "");
	/* Before the repository is opened: later the refs would not be made durable. */
	(void)git_libgit2_opts(GIT_OPT_ENABLE_FSYNC_GITDIR, 1);
	(void)git_libgit2_opts(GIT_OPT_ENABLE_STRICT_OBJECT_CREATION, 0);
	/* Contents are checked by blob_read(), everything by verify. */
	(void)git_libgit2_opts(GIT_OPT_ENABLE_STRICT_HASH_VERIFICATION, 0);
	(void)git_libgit2_opts(GIT_OPT_ENABLE_CACHING, 0);
	(void)git_libgit2_opts(GIT_OPT_SET_MWINDOW_SIZE, (size_t)4 << 20);
	(void)git_libgit2_opts(GIT_OPT_SET_MWINDOW_MAPPED_LIMIT, (size_t)32 << 20);
}

static void close_git(struct repository *repository)
{
	git_odb_free(repository->odb);
	git_repository_free(repository->git);
	repository->odb = NULL;
	repository->git = NULL;
}

int repository_reopen(struct repository *repository, struct error *error)
{
	char path[64];

	close_git(repository);
	(void)snprintf(path, sizeof path, "/proc/self/fd/%d", repository->directory);
	if (git_repository_open_bare(&repository->git, path) < 0 ||
		git_repository_odb(&repository->odb, repository->git) < 0) {
		close_git(repository);
		return repository_error(error, EIO, "cannot open the repository");
	}
	return 0;
}

int repository_open(int state, const char *name, struct repository *result, struct error *error)
{
	struct repository repository = {.directory = -1, .objects = -1, .packs = -1};

	if (git_libgit2_init() < 0)
		return repository_error(error, EIO, "cannot start libgit2");
	set_options();
	if (open_directories(state, name, &repository, error) < 0 ||
		repository_reopen(&repository, error) < 0) {
		repository_close(&repository);
		return -error->code;
	}
	*result = repository;
	return 0;
}

void repository_close(struct repository *repository)
{
	close_git(repository);
	(void)git_libgit2_shutdown();
	files_close(&repository->packs);
	files_close(&repository->objects);
	files_close(&repository->directory);
}

bool repository_has(const struct repository *repository, const unsigned char id[BLOB_SIZE])
{
	git_oid oid = repository_oid(id);

	return git_odb_exists_ext(repository->odb, &oid, GIT_ODB_LOOKUP_NO_REFRESH) == 1;
}

static void sweep_objects(int objects)
{
	DIR *names = files_names(objects);
	const struct dirent *entry;

	if (names == NULL)
		return;
	while ((entry = readdir(names)) != NULL) {
		if (strncmp(entry->d_name, "tmp_object", strlen("tmp_object")) == 0)
			(void)unlinkat(objects, entry->d_name, 0);
	}
	(void)closedir(names);
}

void repository_sweep(const struct repository *repository)
{
	/* Whoever made these locks held the lock of STATE, as we do now: it is dead. */
	static const char *const locks[] = {"refs/heads/main.lock", "refs/heads/vendor.lock",
		"refs/heads/diary.lock", "packed-refs.lock", "HEAD.lock", "config.lock"};

	for (size_t i = 0; i < sizeof locks / sizeof locks[0]; i++)
		(void)unlinkat(repository->directory, locks[i], 0);
	pack_sweep(repository->packs);
	sweep_objects(repository->objects);
}
