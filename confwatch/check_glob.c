// SPDX-License-Identifier: GPL-2.0-or-later
// glob(7) inside a root, bounded.
#include "check_glob.h"

#include <dirent.h>
#include <errno.h>
#include <fcntl.h>
#include <stdlib.h>
#include <string.h>

#include "base/path.h"
#include "core/judgement.h"
#include "system/files.h"

enum {
	NAMES_MOST = 65536, /* that one pattern may look at */
};

struct search {
	struct arena *arena;
	int root;
	size_t looked_at;
};

bool check_glob_is_pattern(const char *text)
{
	return strpbrk(text, "*?[\\") != NULL;
}

static void close_directory(DIR **directory)
{
	if (*directory != NULL)
		(void)closedir(*directory);
}

/* What is no directory holds nothing. */
static int open_directory(const struct search *search, const char *path, DIR **result)
{
	FD_CLEANUP int fd = files_open_inside(
		search->root, path, O_RDONLY | O_DIRECTORY | O_NONBLOCK | O_NOCTTY);

	*result = NULL;
	if (fd == -ENOENT || fd == -ENOTDIR || fd == -ELOOP)
		return 0;
	if (fd < 0)
		return fd;
	*result = fdopendir(fd);
	if (*result == NULL)
		return -errno;
	(void)take_fd(&fd);
	return 0;
}

static bool matches(const char *pattern, const char *name)
{
	if (strcmp(name, ".") == 0 || strcmp(name, "..") == 0)
		return false;
	return (name[0] == '.') <= (pattern[0] == '.') && path_matches(pattern, name);
}

static int add_matches(struct search *search, const char *directory, const char *pattern,
	struct string_list *result)
{
	__attribute__((cleanup(close_directory))) DIR *stream = NULL;
	int code = open_directory(search, directory, &stream);

	while (code == 0 && stream != NULL) {
		const struct dirent *entry;

		errno = 0;
		entry = readdir(stream);
		if (entry == NULL)
			return -errno;
		if (++search->looked_at > NAMES_MOST)
			return -E2BIG;
		if (matches(pattern, entry->d_name))
			string_list_add(result, search->arena,
				path_join(search->arena, directory,
					arena_string(search->arena, entry->d_name)));
		if (result->count > JUDGED_LIST_MOST)
			return -E2BIG;
	}
	return code;
}

static bool is_there(const struct search *search, const char *path)
{
	FD_CLEANUP int fd = files_open_inside(search->root, path, O_PATH | O_NOFOLLOW);

	return fd >= 0;
}

static int expand(struct search *search, const struct string_list *directories, const char *name,
	struct string_list *result)
{
	for (size_t i = 0; i < directories->count; i++) {
		const char *directory = directories->items[i];
		const char *path = path_join(search->arena, directory, name);
		int code = 0;

		if (check_glob_is_pattern(name))
			code = add_matches(search, directory, name, result);
		else if (is_there(search, path))
			string_list_add(result, search->arena, path);
		if (code < 0)
			return code;
	}
	return 0;
}

static int compare_paths(const void *a, const void *b)
{
	return path_compare(*(const char *const *)a, *(const char *const *)b);
}

void check_glob_sort(struct string_list *paths)
{
	if (paths->count > 1)
		qsort(paths->items, paths->count, sizeof *paths->items, compare_paths);
}

int check_glob(int root, const char *pattern, struct arena *arena, struct string_list *result)
{
	struct search search = {.arena = arena, .root = root};
	struct string_list found = {0};
	const char *rest = pattern;

	string_list_add(&found, arena, "/");
	while (found.count > 0 && rest[strspn(rest, "/")] != '\0') {
		struct string_list deeper = {0};
		size_t length;
		int code;

		rest += strspn(rest, "/");
		length = strcspn(rest, "/");
		code = expand(&search, &found, arena_bytes(arena, rest, length), &deeper);
		if (code < 0)
			return code;
		found = deeper;
		rest += length;
	}
	check_glob_sort(&found);
	*result = found;
	return 0;
}
