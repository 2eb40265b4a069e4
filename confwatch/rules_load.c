// SPDX-License-Identifier: GPL-2.0-or-later
// Finding files of rules: the shipped directory beside the program, rules.d inside the root.
#include "rules_load.h"

#include <dirent.h>
#include <errno.h>
#include <fcntl.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#include "base/path.h"
#include "formats/rules.h"
#include "formats/yaml.h"
#include "system/files.h"
#include "system/trust.h"

static const char rules_d[] = "/etc/confwatch/rules.d";

/* One call of rules_load_with(). */
struct loading {
	const struct workspace *workspace;
	struct arena *arena;
	const struct string_list *files; /* that a person named */
	struct rules_reader *reader;
	struct string_list *problems;
};

static void add_problem(struct loading *loading, const struct error *error)
{
	string_list_add(
		loading->problems, loading->arena, arena_string(loading->arena, error->message));
}

static int compare_names(const void *left, const void *right)
{
	return strcmp(*(const char *const *)left, *(const char *const *)right);
}

/* Names that end in ".yaml", sorted. Takes the descriptor. */
static int list_names(int *fd, struct arena *arena, struct string_list *result)
{
	DIR *directory = fdopendir(*fd);
	struct dirent *entry;

	if (directory == NULL)
		return -errno;
	(void)take_fd(fd);
	errno = 0;
	while ((entry = readdir(directory)) != NULL)
		if (entry->d_name[0] != '.' && path_ends_in(entry->d_name, ".yaml"))
			string_list_add(result, arena, arena_string(arena, entry->d_name));
	(void)closedir(directory);
	if (result->count > 1)
		qsort(result->items, result->count, sizeof *result->items, compare_names);
	return 0;
}

/* The file that a person named instead of the one of this name; NULL: none. */
static const char *stand_in(const struct loading *loading, const char *name)
{
	for (size_t i = 0; i < loading->files->count; i++)
		if (strcmp(path_name(loading->files->items[i]), name) == 0)
			return loading->files->items[i];
	return NULL;
}

/* Whoever may write what lies beside the program, or names a file, need not be asked for. */
static int read_plain(const char *path, struct text *result, struct error *error)
{
	FD_CLEANUP int fd = open(path, O_RDONLY | O_NONBLOCK | O_NOCTTY | O_CLOEXEC);
	struct stat status;
	int code;

	if (fd < 0 || fstat(fd, &status) < 0)
		return error_system(error, errno, "cannot open '%s'", path);
	if (!S_ISREG(status.st_mode))
		return error_set(error, EINVAL, "'%s' is not a regular file", path);
	code = files_read_all(fd, YAML_SIZE_MAX, result);
	if (code == -EFBIG)
		return error_set(error, EFBIG, "'%s' is larger than %d bytes", path, YAML_SIZE_MAX);
	return code < 0 ? error_system(error, -code, "cannot read '%s'", path) : 0;
}

static void read_named(struct loading *loading, const char *path, bool shipped)
{
	TEXT_CLEANUP struct text bytes = TEXT_INIT;
	struct error error = ERROR_INIT;

	if (read_plain(path, &bytes, &error) < 0)
		add_problem(loading, &error);
	else
		(void)rules_read(loading->reader, path, shipped, bytes.bytes, bytes.length);
}

static void read_shipped(struct loading *loading)
{
	const char *directory = loading->workspace->rules;
	FD_CLEANUP int fd = -1;
	struct string_list names = {0};
	struct error error = ERROR_INIT;
	int code;

	if (directory == NULL)
		return;
	fd = open(directory, O_RDONLY | O_DIRECTORY | O_CLOEXEC);
	code = fd < 0 ? -errno : list_names(&fd, loading->arena, &names);
	if (code < 0) {
		(void)error_system(&error, -code, "cannot read the shipped rules '%s'", directory);
		add_problem(loading, &error);
	}
	for (size_t i = 0; i < names.count; i++) {
		const char *instead = stand_in(loading, names.items[i]);

		read_named(loading,
			instead != NULL ? instead
					: path_join(loading->arena, directory, names.items[i]),
			true);
	}
}

/* Where a person can open what lies inside the root. */
static const char *outside(const struct loading *loading, const char *path)
{
	const struct workspace *workspace = loading->workspace;

	return workspace->other_root ? path_join(loading->arena, workspace->root, path + 1) : path;
}

static void read_own(struct loading *loading, const char *name)
{
	const char *path = path_join(loading->arena, rules_d, name);
	TEXT_CLEANUP struct text bytes = TEXT_INIT;
	struct error error = ERROR_INIT;

	if (trust_read(loading->workspace->root_fd, path, ".yaml", geteuid(), YAML_SIZE_MAX, &bytes,
		    &error) < 0)
		add_problem(loading, &error);
	else
		(void)rules_read(
			loading->reader, outside(loading, path), false, bytes.bytes, bytes.length);
}

static void read_rules_d(struct loading *loading)
{
	struct string_list names = {0};
	struct error error = ERROR_INIT;
	FD_CLEANUP int fd = trust_open_directory(
		loading->workspace->root_fd, rules_d, geteuid(), false, &error);
	int code = fd;

	if (fd == -ENOENT)
		return;
	if (fd >= 0) {
		code = list_names(&fd, loading->arena, &names);
		if (code < 0)
			(void)error_system(&error, -code, "cannot read '%s'", rules_d);
	}
	if (code < 0)
		add_problem(loading, &error);
	for (size_t i = 0; i < names.count; i++)
		if (stand_in(loading, names.items[i]) == NULL)
			read_own(loading, names.items[i]);
}

static bool is_shipped(const struct loading *loading, const char *file)
{
	struct stat status;
	const char *directory = loading->workspace->rules;

	return directory != NULL &&
		stat(path_join(loading->arena, directory, path_name(file)), &status) == 0;
}

void rules_load_with(const struct workspace *workspace, const struct string_list *files,
	struct rule_set *result, struct string_list *problems)
{
	struct loading loading = {
		.workspace = workspace,
		.arena = workspace->arena,
		.files = files,
		.reader = rules_begin(workspace->arena),
		.problems = problems,
	};
	const struct string_list *mistakes = rules_mistakes(loading.reader);

	read_shipped(&loading);
	read_rules_d(&loading);
	for (size_t i = 0; i < files->count; i++)
		if (!is_shipped(&loading, files->items[i]))
			read_named(&loading, files->items[i], false);
	rules_finish(loading.reader, &workspace->configuration, result);
	for (size_t i = 0; i < mistakes->count; i++)
		string_list_add(problems, workspace->arena, mistakes->items[i]);
}

void rules_load_required(struct workspace *workspace)
{
	static const struct string_list none;
	struct string_list told_elsewhere = {0};
	struct rule_set set;
	struct loading loading = {
		.workspace = workspace,
		.arena = workspace->arena,
		.files = &none,
		.reader = rules_begin(workspace->arena),
		.problems = &told_elsewhere,
	};

	read_rules_d(&loading);
	rules_finish(loading.reader, &workspace->configuration, &set);
	workspace->configuration.required = set.required;
	workspace->configuration.required_count = set.required_count;
}

void rules_load_readable(
	const struct workspace *workspace, struct rule_set *result, struct string_list *problems)
{
	const struct string_list none = {0};

	rules_load_with(workspace, &none, result, problems);
}

int rules_load(const struct workspace *workspace, struct rule_set *result, struct error *error)
{
	struct string_list problems = {0};
	struct rule_set set;

	rules_load_readable(workspace, &set, &problems);
	if (problems.count > 0)
		return error_set(error, EINVAL, "%s", problems.items[0]);
	*result = set;
	return 0;
}
