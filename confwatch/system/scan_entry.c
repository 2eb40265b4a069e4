// SPDX-License-Identifier: GPL-2.0-or-later
// One entry of a scan: its metadata, its content, and whether it stood still meanwhile.
#include <errno.h>
#include <fcntl.h>
#include <stdlib.h>
#include <string.h>
#include <sys/sysmacros.h>
#include <unistd.h>

#include "base/path.h"
#include "system/attributes.h"
#include "system/file_type.h"
#include "system/files.h"
#include "system/scan_parts.h"

enum {
	YOUNG_SECONDS = 2,
	TRIES = 3,
	TARGET_SIZE = 256,
};

bool look_is_fatal(int code)
{
	return code == -EMFILE || code == -ENFILE || code == -ENOMEM;
}

void look_mark_unreadable(struct entry *entry, struct stamp *stamp, int problem)
{
	entry_mark_unreadable(entry, problem);
	stamp->racy = true;
}

static bool is_at_or_after(const struct timespec *time, int64_t seconds, long nanoseconds)
{
	return time->tv_sec > seconds || (time->tv_sec == seconds && time->tv_nsec >= nanoseconds);
}

/*
 * A change time from two seconds before the start on: a later write could leave it as it is. The
 * modification time is asked as well, for file systems that keep no change time; one that lies
 * in the future was set by hand, and no write will repeat it.
 */
static bool is_young(const struct walk *walk, const struct stat *status)
{
	int64_t from = walk->start.tv_sec - YOUNG_SECONDS;
	int64_t to = walk->start.tv_sec + YOUNG_SECONDS;

	if (is_at_or_after(&status->st_ctim, from, walk->start.tv_nsec))
		return true;
	return is_at_or_after(&status->st_mtim, from, walk->start.tv_nsec) &&
		status->st_mtim.tv_sec <= to;
}

static void describe(const struct walk *walk, const struct directory *parent,
	const struct stat *status, struct entry *entry, struct stamp *stamp)
{
	const struct names *names = walk->options->names;

	*entry = (struct entry){
		.path = entry->path,
		.ancestor = entry->ancestor,
		.kind = (uint8_t)file_type_kind(status->st_mode),
		.mode = status->st_mode & 07777,
		.uid = status->st_uid,
		.gid = status->st_gid,
		.user = names != NULL ? names_user(names, status->st_uid) : NULL,
		.group = names != NULL ? names_group(names, status->st_gid) : NULL,
		.size = S_ISREG(status->st_mode) ? (uint64_t)status->st_size : 0,
		.seconds = status->st_mtim.tv_sec,
		.nanoseconds = (uint32_t)status->st_mtim.tv_nsec,
	};
	if (S_ISCHR(status->st_mode) || S_ISBLK(status->st_mode)) {
		entry->major = major(status->st_rdev);
		entry->minor = minor(status->st_rdev);
	}
	*stamp = (struct stamp){
		.inode = status->st_ino,
		.change_seconds = status->st_ctim.tv_sec,
		.change_nanoseconds = (uint32_t)status->st_ctim.tv_nsec & 0x3fffffff,
		.racy = is_young(walk, status),
		.mount = parent != NULL && status->st_dev != parent->device,
		.links = (uint32_t)status->st_nlink,
	};
}

static bool is_digest_only(const struct walk *walk, const char *path)
{
	const struct string_list *patterns = &walk->options->configuration->digest_only;

	for (size_t i = 0; i < patterns->count; i++) {
		if (path_matches(patterns->items[i], path))
			return true;
	}
	return false;
}

static bool is_shut_now(const struct walk *walk, const struct directory *parent, const char *path)
{
	FD_CLEANUP int fd = openat(parent->fd, path_name(path), O_PATH | O_NOFOLLOW | O_CLOEXEC);
	struct entry entry = {.path = path};
	struct error ignored = ERROR_INIT;
	struct stamp stamp;
	struct stat status;

	if (fd < 0 || fstat(fd, &status) < 0)
		return false;
	describe(walk, parent, &status, &entry, &stamp);
	if (attributes_read(walk->arena, fd, entry.kind, &entry.attributes, &ignored) < 0)
		return true;
	return protection_covers(walk->options->protection, &entry, false);
}

/* Copies of editors (.X.swp, #X#) stand before what they are copies of: nobody has looked at X. */
static void look_ahead(const struct walk *walk, const struct directory *parent, const char *path)
{
	const char *live = leftover_of(walk->arena, path);

	for (; live != NULL; live = leftover_of(walk->arena, live)) {
		if (path_compare(live, path) > 0 && is_shut_now(walk, parent, live))
			(void)protection_remember(walk->options->protection, live);
	}
}

/* What is protected now is remembered, unless a directory above speaks for it. */
static enum content_kind wanted_content(
	const struct walk *walk, const struct directory *parent, const struct entry *entry)
{
	struct protection *protection = walk->options->protection;
	bool shut = parent != NULL && parent->shut;
	bool covered;

	if (protection != NULL && parent != NULL && !shut)
		look_ahead(walk, parent, entry->path);
	covered = protection != NULL && protection_covers(protection, entry, shut);
	if (covered && !(shut && parent->remembered))
		(void)protection_remember(protection, entry->path);
	if (is_digest_only(walk, entry->path))
		return CONTENT_DIGEST_ONLY;
	return covered ? CONTENT_PROTECTED : CONTENT_PUBLIC;
}

/* Whether an unchanged file's content is still kept as the cache says. Patterns are slow. */
static bool kept_as_before(
	const struct walk *walk, const struct directory *parent, const struct entry *cached)
{
	bool shut = parent != NULL && parent->shut;

	if (walk->options->cache_settles_protection && !(shut && cached->content == CONTENT_PUBLIC))
		return true;
	return wanted_content(walk, parent, cached) == cached->content;
}

bool look_up(struct walk *walk, const struct directory *parent, const struct stat *status,
	int64_t number, struct entry *entry, struct stamp *stamp)
{
	const struct cache *cache = walk->options->cache;
	bool mount = parent != NULL && status->st_dev != parent->device;
	struct entry cached;

	if (number == CACHE_NONE || !cache_vouches(cache, number, status, mount) ||
		(walk->options->full && S_ISREG(status->st_mode)))
		return false;
	cache_entry(cache, number, walk->arena, &cached);
	if (cached.content == CONTENT_UNREADABLE)
		return false;
	describe(walk, parent, status, entry, stamp);
	entry->target = cached.target;
	entry->attributes = cached.attributes;
	if (entry->kind != ENTRY_FILE)
		return true;
	entry->content = cached.content;
	if (!kept_as_before(walk, parent, entry))
		return false;
	entry->seal = cached.seal;
	entry->has_blob = cached.has_blob;
	memcpy(entry->blob, cached.blob, BLOB_SIZE);
	return true;
}

static int read_target(struct arena *arena, int fd, const char **result)
{
	size_t size = TARGET_SIZE;

	for (;;) {
		char *target = malloc(size);
		ssize_t length = target == NULL ? -1 : readlinkat(fd, "", target, size);
		int code = errno;

		if (target == NULL)
			out_of_memory();
		if (length >= 0 && (size_t)length < size)
			*result = arena_bytes(arena, target, (size_t)length);
		free(target);
		if (length < 0)
			return -code;
		if ((size_t)length < size)
			return 0;
		size *= 2;
	}
}

/* One piece; short only where the file is: then -ESTALE, or -errno, in *problem. */
static bool read_piece(int fd, char *piece, size_t length, int *problem)
{
	size_t done = 0;

	while (done < length) {
		ssize_t count = read(fd, piece + done, length - done);

		if (count < 0 && errno == EINTR)
			continue;
		if (count <= 0) {
			*problem = count < 0 ? -errno : -ESTALE;
			return false;
		}
		done += (size_t)count;
	}
	return true;
}

/* Bytes to the sink, which has begun. *problem: why they did not come whole. */
static int copy_content(struct walk *walk, int fd, uint64_t size, int *problem, struct error *error)
{
	struct content_sink *sink = walk->sink;

	while (size > 0) {
		size_t length = size < SCAN_PIECE ? (size_t)size : SCAN_PIECE;

		if (!read_piece(fd, walk->piece, length, problem))
			return 0;
		if (sink->write(sink->context, walk->piece, length, error) < 0)
			return -error->code;
		size -= length;
	}
	return 0;
}

static int read_content(struct walk *walk, int fd, int64_t number, struct entry *entry,
	int *problem, struct error *error)
{
	struct content_sink *sink = walk->sink;

	if (number != CACHE_NONE)
		entry->seal = cache_seal(walk->options->cache, number);
	if (sink->begin(sink->context, entry, error) < 0 ||
		copy_content(walk, fd, entry->size, problem, error) < 0)
		return -error->code;
	entry->seal = NULL;
	walk->result->read++;
	return 0;
}

static bool stood_still(int fd, const struct stat *before)
{
	struct stat after;

	return fstat(fd, &after) == 0 && after.st_ctim.tv_sec == before->st_ctim.tv_sec &&
		after.st_ctim.tv_nsec == before->st_ctim.tv_nsec &&
		after.st_mtim.tv_sec == before->st_mtim.tv_sec &&
		after.st_mtim.tv_nsec == before->st_mtim.tv_nsec &&
		after.st_size == before->st_size && after.st_nlink == before->st_nlink;
}

/* The sink may know better: bytes of a protected file under another name, or no place for them. */
static int finish_content(
	struct walk *walk, struct entry *entry, struct stamp *stamp, struct error *error)
{
	struct protection *protection = walk->options->protection;
	enum content_kind wanted = entry->content;

	if (walk->sink->finish(walk->sink->context, walk->arena, entry, error) < 0)
		return -error->code;
	if (entry->content == CONTENT_UNREADABLE)
		look_mark_unreadable(entry, stamp, entry->problem);
	if (entry->content == CONTENT_PROTECTED && wanted == CONTENT_PUBLIC && protection != NULL)
		(void)protection_remember(protection, entry->path);
	return 0;
}

/* Content of a regular file: all of it, once it is known to have stood still, or a problem. */
static int look_at_content(struct walk *walk, int fd, int64_t number, const struct stat *before,
	struct entry *entry, struct stamp *stamp, struct error *error)
{
	struct content_sink *sink = walk->sink;
	int problem = 0;
	bool still;

	if (read_content(walk, fd, number, entry, &problem, error) < 0)
		return -error->code;
	still = stood_still(fd, before);
	if (still && problem == 0)
		return finish_content(walk, entry, stamp, error);
	sink->abandon(sink->context);
	if (!still || problem == -ESTALE)
		return LOOK_AGAIN;
	look_mark_unreadable(entry, stamp, -problem);
	return 0;
}

static int look_at_attributes(struct walk *walk, int fd, struct entry *entry, struct stamp *stamp)
{
	struct error error = ERROR_INIT;
	int code = attributes_read(walk->arena, fd, entry->kind, &entry->attributes, &error);

	if (code == 0 && entry->kind == ENTRY_LINK)
		code = read_target(walk->arena, fd, &entry->target);
	if (code < 0)
		look_mark_unreadable(entry, stamp, -code);
	return code;
}

static int look_at_file(struct walk *walk, const struct directory *parent, int path_fd,
	int64_t number, const struct stat *before, struct entry *entry, struct stamp *stamp,
	struct error *error)
{
	FD_CLEANUP int fd = files_reopen(path_fd, O_RDONLY | O_NOATIME);
	bool readable;

	if (look_is_fatal(fd))
		return error_system(error, -fd, "cannot open '%s'", entry->path);
	readable = look_at_attributes(walk, fd >= 0 ? fd : path_fd, entry, stamp) == 0;
	entry->content = (uint8_t)wanted_content(walk, parent, entry);
	if (fd < 0 || !readable) {
		look_mark_unreadable(entry, stamp, fd < 0 ? -fd : entry->problem);
		return 0;
	}
	return look_at_content(walk, fd, number, before, entry, stamp, error);
}

static int look_at_other(struct walk *walk, int fd, const struct stat *before, struct entry *entry,
	struct stamp *stamp, struct error *error)
{
	int code = look_at_attributes(walk, fd, entry, stamp);

	if (look_is_fatal(code))
		return error_system(error, -code, "cannot look at '%s'", entry->path);
	return stood_still(fd, before) ? 0 : LOOK_AGAIN;
}

int look_through(struct walk *walk, const struct directory *parent, int fd, int64_t number,
	struct entry *entry, struct stamp *stamp, struct error *error)
{
	int code = LOOK_AGAIN;

	for (int i = 0; code == LOOK_AGAIN && i < TRIES; i++) {
		struct stat before;

		if (fstat(fd, &before) < 0)
			return error_system(error, errno, "cannot look at '%s'", entry->path);
		describe(walk, parent, &before, entry, stamp);
		if (entry->kind == ENTRY_FILE)
			code = look_at_file(walk, parent, fd, number, &before, entry, stamp, error);
		else
			code = look_at_other(walk, fd, &before, entry, stamp, error);
	}
	if (code == LOOK_AGAIN && entry->kind == ENTRY_FILE)
		look_mark_unreadable(entry, stamp, EAGAIN);
	return code < 0 ? code : 0;
}
