// SPDX-License-Identifier: GPL-2.0-or-later
// The walk over the watched tree, each directory through its parent's descriptor.
#include "system/scan.h"

#include <errno.h>
#include <fcntl.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "base/path.h"
#include "system/files.h"
#include "system/scan_parts.h"

enum {
	/* Deeper than this, descriptors of directories far above are closed for the time. */
	OPEN_DIRECTORIES = 200,
	TRIES = 3,
	PROGRESS_STEP = 512,
};

static void append(
	struct walk *walk, const struct entry *entry, const struct stamp *stamp, uint64_t device)
{
	struct scan *result = walk->result;
	size_t count = result->tree.count;
	struct entry *added = tree_add(&result->tree);

	*added = *entry;
	if (stamp->links > 1 && entry->kind != ENTRY_DIRECTORY)
		added->same_as = link_table_first(&walk->links, device, stamp->inode, entry->path);
	result->stamps = arena_grow(walk->arena, result->stamps, &walk->stamp_capacity, count + 1,
		sizeof *result->stamps);
	result->stamps[count] = *stamp;
	result->unreadable += entry->content == CONTENT_UNREADABLE;
	if (walk->options->progress != NULL && (count + 1) % PROGRESS_STEP == 0)
		walk->options->progress(walk->options->progress_context, count + 1);
}

/* Below a directory that cannot be read now, what was there last time is unknown, not gone. */
static void append_unreadable(struct walk *walk, const struct directory *directory,
	struct cache_children children, int code)
{
	const struct cache *cache = walk->options->cache;
	const struct names *names = walk->options->names;
	int64_t number;

	while ((number = cache_next_child(&children)) != CACHE_NONE) {
		struct directory below = {
			.path = path_join(walk->arena, directory->path, cache_name(cache, number))};
		struct stamp stamp = {0};
		struct entry entry;

		cache_entry(cache, number, walk->arena, &entry);
		entry.path = below.path;
		entry.user = names != NULL ? names_user(names, entry.uid) : NULL;
		entry.group = names != NULL ? names_group(names, entry.gid) : NULL;
		look_mark_unreadable(&entry, &stamp, -code);
		append(walk, &entry, &stamp, 0);
		append_unreadable(walk, &below, cache_children(cache, number), code);
	}
}

static int visit(struct walk *walk, struct directory *parent, const char *path,
	enum scope_role role, int64_t number, struct error *error);

/* Descriptors of the directories above that were closed on the way down. */
static int come_back(struct directory *parent, int child, struct error *error)
{
	FD_CLEANUP int fd = -1;
	struct stat status;

	if (parent == NULL || parent->fd >= 0)
		return 0;
	fd = openat(child, "..", O_PATH | O_DIRECTORY | O_CLOEXEC);
	if (fd < 0)
		return error_system(error, errno, "cannot come back to '%s'", parent->path);
	if (fstat(fd, &status) < 0 || status.st_dev != parent->device ||
		status.st_ino != parent->inode)
		return error_set(error, ESTALE, "'%s' was moved meanwhile", parent->path);
	parent->fd = take_fd(&fd);
	return 0;
}

static void close_far_above(struct directory *directory)
{
	for (int i = 0; directory != NULL && i < OPEN_DIRECTORIES; i++)
		directory = directory->parent;
	if (directory != NULL)
		files_close(&directory->fd);
}

/* The same names without reading the directory, nor asking the configuration about each. */
static int visit_known(struct walk *walk, struct directory *directory, struct error *error)
{
	const struct cache *cache = walk->options->cache;
	struct cache_children left = directory->cached;
	int64_t number;

	while ((number = cache_next_child(&left)) != CACHE_NONE) {
		const char *path =
			path_join(walk->arena, directory->path, cache_name(cache, number));
		enum scope_role role = cache_is_ancestor(cache, number) ? SCOPE_ABOVE : SCOPE_WHOLE;

		if (visit(walk, directory, path, role, number, error) < 0)
			return -error->code;
	}
	return 0;
}

static int visit_children(
	struct walk *walk, struct directory *directory, size_t first, struct error *error)
{
	for (size_t i = first; i < walk->name_count; i++) {
		const char *name = walk->names.bytes + walk->offsets[i];
		const char *path = path_join(walk->arena, directory->path, name);
		enum scope_role role = scope_role_of(&walk->scope, directory->role, path);
		int64_t number = CACHE_NONE;

		if (role == SCOPE_OUTSIDE)
			continue;
		if (walk->options->cache != NULL)
			number = cache_child(walk->options->cache, &directory->cached, name);
		if (visit(walk, directory, path, role, number, error) < 0)
			return -error->code;
	}
	return 0;
}

/* Lists before the entry is appended: whether that succeeds belongs to the entry. */
static int enter(struct walk *walk, struct directory *directory, struct entry *entry,
	struct stamp *stamp, int problem, struct error *error)
{
	size_t first = walk->name_count;
	size_t length = walk->names.length;
	struct cache_children cached = directory->cached;
	int code = problem;

	if (code == 0 && !directory->known)
		code = walk_list(walk, directory);
	if (look_is_fatal(code))
		return error_system(error, -code, "cannot read '%s'", entry->path);
	if (code < 0) {
		walk->name_count = first;
		look_mark_unreadable(entry, stamp, -code);
	}
	append(walk, entry, stamp, directory->device);
	if (code < 0 && walk->options->cache != NULL)
		append_unreadable(walk, directory, cached, code);
	close_far_above(directory);
	code = directory->known ? visit_known(walk, directory, error)
				: visit_children(walk, directory, first, error);
	walk->name_count = first;
	walk->names.length = length;
	return code < 0 ? code : come_back(directory->parent, directory->fd, error);
}

/* Whether others are kept out of what is below. */
static void protect(struct walk *walk, struct directory *directory, const struct entry *entry)
{
	const struct directory *parent = directory->parent;
	struct protection *protection = walk->options->protection;

	directory->remembered = parent != NULL && parent->remembered;
	if (protection == NULL)
		return;
	directory->shut = protection_covers(protection, entry, parent != NULL && parent->shut);
	if (directory->shut && !directory->remembered && parent != NULL) {
		(void)protection_remember(protection, entry->path);
		directory->remembered = true;
	}
}

/* directory has its descriptor, path, role, parent and number. */
static int visit_directory(
	struct walk *walk, struct directory *directory, int problem, struct error *error)
{
	struct entry entry = {.path = directory->path, .ancestor = directory->role != SCOPE_WHOLE};
	struct stamp stamp;
	struct stat status;

	if (fstat(directory->fd, &status) < 0)
		return error_system(error, errno, "cannot look at '%s'", directory->path);
	directory->device = status.st_dev;
	directory->inode = status.st_ino;
	if (walk->options->cache != NULL)
		directory->cached = cache_children(walk->options->cache, directory->number);
	if (look_up(walk, directory->parent, &status, directory->number, &entry, &stamp))
		directory->known =
			walk->scope.settled && problem == 0 && directory->role == SCOPE_WHOLE;
	else if (look_through(walk, directory->parent, directory->fd, directory->number, &entry,
			 &stamp, error) < 0)
		return -error->code;
	protect(walk, directory, &entry);
	return enter(walk, directory, &entry, &stamp, problem, error);
}

/* -errno in *problem when it can be looked at but not read. */
static int open_directory(int parent, const char *name, enum scope_role role, int *problem)
{
	int flags = O_DIRECTORY | O_NOFOLLOW | O_CLOEXEC;
	int fd = -1;

	*problem = 0;
	if (role == SCOPE_WHOLE) {
		fd = openat(parent, name, flags | O_RDONLY | O_NOATIME);
		if (fd < 0 && errno == EPERM)
			fd = openat(parent, name, flags | O_RDONLY);
		if (fd >= 0)
			return fd;
		*problem = -errno;
	}
	fd = openat(parent, name, flags | O_PATH);
	return fd < 0 ? -errno : fd;
}

static bool has_vanished(int code)
{
	return code == -ENOENT || code == -ENOTDIR || code == -ELOOP;
}

/* The name is there, and that is all we can tell. */
static void append_unknown(struct walk *walk, const struct directory *parent, const char *path,
	int64_t number, int code)
{
	struct entry entry = {0};
	struct stamp stamp = {0};

	if (number != CACHE_NONE)
		cache_entry(walk->options->cache, number, walk->arena, &entry);
	entry.path = path;
	look_mark_unreadable(&entry, &stamp, -code);
	append(walk, &entry, &stamp, parent->device);
	if (number != CACHE_NONE)
		append_unreadable(walk, &(struct directory){.path = path},
			cache_children(walk->options->cache, number), code);
}

/* 0, LOOK_AGAIN, or -errno: what cannot be opened is appended as such. */
static int refuse(struct walk *walk, const struct directory *parent, const char *path,
	int64_t number, int code, struct error *error)
{
	if (has_vanished(code))
		return LOOK_AGAIN;
	if (look_is_fatal(code))
		return error_system(error, -code, "cannot open '%s'", path);
	append_unknown(walk, parent, path, number, code);
	return 0;
}

static int visit_below(struct walk *walk, struct directory *parent, const char *path,
	enum scope_role role, int64_t number, struct error *error)
{
	FD_CLEANUP int fd = -1;
	struct directory directory = {
		.parent = parent, .path = path, .role = role, .number = number};
	int problem;
	int code;

	fd = open_directory(parent->fd, path_name(path), role, &problem);
	if (fd < 0)
		return refuse(walk, parent, path, number, fd, error);
	if (look_is_fatal(problem))
		return error_system(error, -problem, "cannot open '%s'", path);
	if (has_vanished(problem))
		return LOOK_AGAIN;
	directory.fd = take_fd(&fd);
	code = visit_directory(walk, &directory, problem, error);
	files_close(&directory.fd);
	return code;
}

/* No ancestor: a link above a watched path is an entry like any other. */
static int visit_other(struct walk *walk, struct directory *parent, const char *path,
	int64_t number, const struct stat *status, struct error *error)
{
	struct entry entry = {.path = path};
	struct stamp stamp;

	if (!look_up(walk, parent, status, number, &entry, &stamp)) {
		FD_CLEANUP int fd =
			openat(parent->fd, path_name(path), O_PATH | O_NOFOLLOW | O_CLOEXEC);

		if (fd < 0)
			return refuse(walk, parent, path, number, -errno, error);
		if (look_through(walk, parent, fd, number, &entry, &stamp, error) < 0)
			return -error->code;
		if (entry.kind == ENTRY_DIRECTORY)
			return LOOK_AGAIN;
	}
	append(walk, &entry, &stamp, status->st_dev);
	return 0;
}

static int visit_once(struct walk *walk, struct directory *parent, const char *path,
	enum scope_role role, int64_t number, struct error *error)
{
	struct stat status;

	if (fstatat(parent->fd, path_name(path), &status, AT_SYMLINK_NOFOLLOW | AT_NO_AUTOMOUNT) <
		0) {
		int code = -errno;

		if (code != -ENOENT)
			return refuse(walk, parent, path, number, code, error);
		if (parent->role == SCOPE_ABOVE)
			scope_probe(&walk->scope, path, false);
		return 0;
	}
	if (S_ISDIR(status.st_mode))
		return visit_below(walk, parent, path, role, number, error);
	return visit_other(walk, parent, path, number, &status, error);
}

static int visit(struct walk *walk, struct directory *parent, const char *path,
	enum scope_role role, int64_t number, struct error *error)
{
	for (int i = 0; i < TRIES; i++) {
		int code = visit_once(walk, parent, path, role, number, error);

		if (code != LOOK_AGAIN)
			return code;
	}
	append_unknown(walk, parent, path, number, -EAGAIN);
	return 0;
}

static int visit_root(struct walk *walk, struct error *error)
{
	struct directory root = {
		.path = "/",
		.number = walk->options->cache != NULL ? 0 : CACHE_NONE,
		.role = scope_role_of(&walk->scope, SCOPE_ABOVE, "/"),
	};
	int problem;
	int code;

	if (root.role == SCOPE_OUTSIDE)
		return 0;
	root.fd = open_directory(walk->options->root, ".", root.role, &problem);
	if (root.fd < 0)
		return error_system(error, -root.fd, "cannot open the root");
	code = visit_directory(walk, &root, problem, error);
	files_close(&root.fd);
	return code;
}

int scan_tree(struct arena *arena, const struct scan_options *options, struct content_sink *sink,
	struct scan *result, struct error *error)
{
	struct scan scan = {0};
	struct walk walk = {.options = options, .sink = sink, .arena = arena, .result = &scan};
	int code;

	if (options->start != NULL)
		walk.start = *options->start;
	else if (clock_gettime(CLOCK_REALTIME_COARSE, &walk.start) < 0)
		return error_system(error, errno, "cannot read the clock");
	tree_init(&scan.tree, arena);
	scope_init(&walk.scope, options, arena, &scan);
	scope_settle(&walk.scope);
	walk.piece = malloc(SCAN_PIECE);
	if (walk.piece == NULL)
		out_of_memory();
	code = visit_root(&walk, error);
	free(walk.piece);
	free(walk.offsets);
	text_release(&walk.names);
	link_table_release(&walk.links);
	if (code < 0)
		return code;
	if (options->protection != NULL)
		protection_sort(options->protection);
	*result = scan;
	return 0;
}
