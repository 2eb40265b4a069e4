// SPDX-License-Identifier: GPL-2.0-or-later
// What rules may see of the system: files inside the root, entries, packages.
#include "check_world.h"

#include <errno.h>
#include <fcntl.h>
#include <linux/magic.h>
#include <stdio.h>
#include <string.h>
#include <sys/stat.h>
#include <sys/vfs.h>
#include <unistd.h>

#include "base/path.h"
#include "check_glob.h"
#include "core/facts_scope.h"
#include "system/file_type.h"
#include "system/files.h"

enum {
	NANOSECONDS = 1000000000,
	COMPARED_PIECE = 16 * 1024,
};

/* Their files are no settings, and reading them does things. */
static const long pseudo_systems[] = {
	PROC_SUPER_MAGIC,
	SYSFS_MAGIC,
	DEBUGFS_MAGIC,
	TRACEFS_MAGIC,
	SECURITYFS_MAGIC,
	CGROUP_SUPER_MAGIC,
	CGROUP2_SUPER_MAGIC,
};

#define LENGTH(array) (sizeof(array) / sizeof(array)[0])

static bool is_pseudo(int fd)
{
	struct statfs system;

	if (fstatfs(fd, &system) < 0)
		return true;
	for (size_t i = 0; i < LENGTH(pseudo_systems); i++) {
		if ((long)system.f_type == pseudo_systems[i])
			return true;
	}
	return false;
}

static enum presence presence_of(int code)
{
	switch (code) {
	case -ENOENT:
	case -ENOTDIR:
	case -ENAMETOOLONG:
		return PRESENCE_ABSENT;
	case -ELOOP:
		return PRESENCE_DANGLING;
	default:
		return PRESENCE_UNREADABLE;
	}
}

/* What cannot be reached, told from what is not there. */
static enum presence missing(const struct check_world *world, const char *path, int code)
{
	struct stat status;
	FD_CLEANUP int fd = files_open_inside(world->root, path, O_PATH | O_NOFOLLOW);

	if (code == -ENOENT && fd >= 0 && fstat(fd, &status) == 0 && S_ISLNK(status.st_mode))
		return PRESENCE_DANGLING;
	return presence_of(code);
}

/* A descriptor to read, or -1 with the reason in *presence. */
static int open_regular(const struct check_world *world, const char *path, enum presence *presence)
{
	FD_CLEANUP int place = files_open_inside(world->root, path, O_PATH);
	struct stat status;
	int fd;

	if (place < 0) {
		*presence = missing(world, path, place);
		return -1;
	}
	*presence = PRESENCE_UNREADABLE;
	if (fstat(place, &status) < 0)
		return -1;
	if (!S_ISREG(status.st_mode) || is_pseudo(place)) {
		*presence = PRESENCE_NOT_REGULAR;
		return -1;
	}
	fd = files_reopen(place, O_RDONLY | O_NONBLOCK | O_NOATIME);
	if (fd < 0)
		return -1;
	*presence = PRESENCE_THERE;
	return fd;
}

static bool may_read(const struct check_world *world, const char *path)
{
	const struct facts_scope scope = {.watched = world->readable};

	/* Units of packages, where /usr is not one, and of this machine. */
	return path_set_holds(&world->readable, path) || facts_scope_serves(&scope, path) ||
		path_is_within(path, "/lib/systemd/system") ||
		path_is_within(path, "/usr/local/lib/systemd/system");
}

static int give_file(void *context, const char *path, struct judged_file *result)
{
	struct check_world *world = context;
	const char *name = path_normalise(world->arena, "/", path);
	const char *format = rules_format(world->rules, name);
	FD_CLEANUP int fd = -1;
	int code;

	*result = (struct judged_file){.presence = PRESENCE_UNWATCHED};
	(void)snprintf(result->format, sizeof result->format, "%s", format != NULL ? format : "");
	text_clear(&world->bytes);
	if (!may_read(world, name))
		return 0;
	fd = open_regular(world, name, &result->presence);
	if (fd < 0)
		return 0;
	code = files_read_all(fd, JUDGED_FILE_MOST, &world->bytes);
	if (code < 0) {
		text_clear(&world->bytes);
		result->presence = code == -EFBIG ? PRESENCE_TOO_LARGE : PRESENCE_UNREADABLE;
		return 0;
	}
	result->bytes = text_string(&world->bytes);
	result->length = world->bytes.length;
	return 0;
}

void check_world_name(char result[JUDGED_NAME_MOST], const char *name, uint32_t number)
{
	if (name != NULL)
		(void)snprintf(result, JUDGED_NAME_MOST, "%s", name);
	else
		(void)snprintf(result, JUDGED_NAME_MOST, "%u", number);
}

static void describe(
	const struct check_world *world, const struct stat *status, struct judged_entry *result)
{
	result->type = entry_kind_letter(file_type_kind(status->st_mode));
	result->mode = (uint32_t)status->st_mode & 07777;
	result->uid = status->st_uid;
	result->gid = status->st_gid;
	result->size = (uint64_t)status->st_size;
	result->mtime = (int64_t)status->st_mtim.tv_sec * NANOSECONDS + status->st_mtim.tv_nsec;
	check_world_name(result->user, names_user(world->names, result->uid), result->uid);
	check_world_name(result->group, names_group(world->names, result->gid), result->gid);
}

static int give_entry(void *context, const char *path, bool follow, struct judged_entry *result)
{
	struct check_world *world = context;
	FD_CLEANUP int itself = files_open_inside(world->root, path, O_PATH | O_NOFOLLOW);
	FD_CLEANUP int target = -1;
	struct stat status;
	ssize_t length;

	*result = (struct judged_entry){.presence = presence_of(itself)};
	if (itself < 0)
		return 0;
	result->presence = PRESENCE_UNREADABLE;
	if (fstat(itself, &status) < 0)
		return 0;
	result->link = S_ISLNK(status.st_mode);
	if (result->link) {
		length = readlinkat(itself, "", result->target, sizeof result->target - 1);
		result->target[length > 0 ? length : 0] = '\0';
	}
	if (result->link && follow) {
		target = files_open_inside(world->root, path, O_PATH);
		result->presence = missing(world, path, target);
		if (target < 0 || fstat(target, &status) < 0)
			return 0;
	}
	result->presence = PRESENCE_THERE;
	describe(world, &status, result);
	return 0;
}

static ssize_t read_piece(int fd, char *piece, size_t size)
{
	size_t have = 0;

	while (have < size) {
		ssize_t count = read(fd, piece + have, size - have);

		if (count < 0 && errno == EINTR)
			continue;
		if (count < 0)
			return -errno;
		if (count == 0)
			break;
		have += (size_t)count;
	}
	return (ssize_t)have;
}

static int compare_files(int a, int b, bool *result)
{
	char left[COMPARED_PIECE];
	char right[COMPARED_PIECE];
	size_t read_before = 0;

	for (;;) {
		ssize_t count = read_piece(a, left, sizeof left);
		ssize_t other = read_piece(b, right, sizeof right);

		if (count < 0 || other < 0)
			return -EIO;
		*result = count == other && memcmp(left, right, (size_t)count) == 0;
		if (!*result || count == 0)
			return 0;
		read_before += (size_t)count;
		if (read_before > JUDGED_FILE_MOST)
			return -EFBIG;
	}
}

static int compare_two(void *context, const char *a, const char *b, bool *result)
{
	struct check_world *world = context;
	enum presence first;
	enum presence second;
	FD_CLEANUP int left = open_regular(world, a, &first);
	FD_CLEANUP int right = open_regular(world, b, &second);

	*result = false;
	if (first == PRESENCE_UNREADABLE || second == PRESENCE_UNREADABLE)
		return -EACCES;
	if (left < 0 || right < 0)
		return 0;
	return compare_files(left, right, result);
}

static int list_matches(
	void *context, const char *pattern, struct arena *arena, struct string_list *result)
{
	const struct check_world *world = context;

	return check_glob(world->root, pattern, arena, result);
}

static int give_package(void *context, const char *name, char version[JUDGED_NAME_MOST])
{
	const struct check_world *world = context;
	const struct package *package;

	version[0] = '\0';
	if (world->facts == NULL)
		return -ENODATA;
	package = facts_package(world->facts, name);
	if (package != NULL)
		(void)snprintf(version, JUDGED_NAME_MOST, "%s", package->version);
	return 0;
}

/* What rules and formats name in so many words can be read, wherever it is. */
static void name_files(struct arena *arena, const struct rule_set *rules, struct string_list *list)
{
	for (size_t i = 0; i < rules->pack_count; i++)
		for (size_t j = 0; j < rules->packs[i].rule_count; j++) {
			const struct string_list *files = &rules->packs[i].rules[j].files;

			for (size_t k = 0; k < files->count; k++)
				string_list_add(list, arena, files->items[k]);
		}
	for (size_t i = 0; i < rules->format_count; i++) {
		const char *pattern = rules->formats[i].pattern;

		if (pattern[0] == '/' && !check_glob_is_pattern(pattern))
			string_list_add(list, arena, pattern);
	}
}

void check_world_begin(struct check_world *world, struct arena *arena, int root,
	const struct string_list *watch, const struct rule_set *rules)
{
	struct string_list readable = {0};

	*world = (struct check_world){
		.world = {.context = world,
			.file = give_file,
			.entry = give_entry,
			.same = compare_two,
			.list = list_matches,
			.package = give_package},
		.arena = arena,
		.root = root,
		.rules = rules,
	};
	for (size_t i = 0; i < watch->count; i++)
		string_list_add(&readable, arena, watch->items[i]);
	name_files(arena, rules, &readable);
	path_set_make(arena, readable.items, readable.count, &world->readable);
	world->names = names_read(arena, root);
}

void check_world_end(struct check_world *world)
{
	text_release(&world->bytes);
}

/* Others may not even go there. */
static bool is_shut(struct check_world *world, const char *path)
{
	struct judged_entry entry;

	for (const char *at = path_parent(world->arena, path); at[1] != '\0';
		at = path_parent(world->arena, at)) {
		if (give_entry(world, at, true, &entry) == 0 && entry.presence == PRESENCE_THERE &&
			(entry.mode & S_IXOTH) == 0)
			return true;
	}
	return false;
}

bool check_world_is_secret(
	struct check_world *world, const struct protection *protection, const char *path)
{
	struct judged_entry entry;

	if (protection_covers_path(protection, path) || is_shut(world, path))
		return true;
	return give_entry(world, path, true, &entry) == 0 && entry.presence == PRESENCE_THERE &&
		(entry.mode & S_IROTH) == 0;
}
