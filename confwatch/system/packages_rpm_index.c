// SPDX-License-Identifier: GPL-2.0-or-later
// Which packages an rpm database of sqlite's kind has, by its index of names, without rpm.
#include <fcntl.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>

#include "system/files.h"
#include "system/packages_rpm.h"
#include "system/sqlite_table.h"

/*
 * Reading this much without rpm is safe, unlike the rest: a log or a journal beside the file, a
 * write meanwhile or anything not expected, and rpm is asked. Numbers of packages are never given
 * twice in one file, hence a name and its number stand for what was installed under them.
 */

#define FILE_NAME "rpmdb.sqlite"

/* Columns of the list of tables. */
enum {
	TYPE,
	TABLE,
	TABLES_TABLE,
	FIRST_PAGE,
	STATEMENT,
	TABLE_COLUMNS,
};

/* Of the index of names. */
enum {
	NAME,
	INSTANCE,
	NAME_COLUMNS,
};

struct tables {
	uint32_t names; /* first page */
	bool counts_on; /* numbers of packages are not used again */
};

struct known_instance {
	uint64_t instance;
	const struct facts_part *part;
};

struct matching {
	struct arena *arena;
	const struct known_instance *known; /* sorted */
	size_t known_count;
	struct facts_parts *result;
	struct rpm_missing *missing;
};

static bool is_text(const struct sqlite_value *value, const char *text)
{
	return value->bytes != NULL && value->length == strlen(text) &&
		memcmp(value->bytes, text, value->length) == 0;
}

static bool take_table(void *context, const struct sqlite_row *row)
{
	struct tables *tables = context;
	const struct sqlite_value *values = row->values;

	if (row->count < TABLE_COLUMNS || !is_text(&values[TYPE], "table"))
		return row->count >= TABLE_COLUMNS;
	if (is_text(&values[TABLE], "Name") && values[FIRST_PAGE].number > 1 &&
		values[FIRST_PAGE].number <= UINT32_MAX)
		tables->names = (uint32_t)values[FIRST_PAGE].number;
	if (is_text(&values[TABLE], "Packages"))
		tables->counts_on = values[STATEMENT].bytes != NULL &&
			memmem(values[STATEMENT].bytes, values[STATEMENT].length, "AUTOINCREMENT",
				strlen("AUTOINCREMENT")) != NULL;
	return true;
}

static int compare_known(const void *a, const void *b)
{
	const struct known_instance *left = a;
	const struct known_instance *right = b;

	return left->instance < right->instance ? -1 : left->instance > right->instance;
}

static bool take_name(void *context, const struct sqlite_row *row)
{
	struct matching *matching = context;
	struct rpm_missing *missing = matching->missing;
	struct known_instance key = {0};
	const struct known_instance *found = NULL;
	const struct sqlite_value *name = &row->values[NAME];
	int64_t instance = row->values[INSTANCE].number;

	if (row->count < NAME_COLUMNS || name->bytes == NULL || instance < 1 ||
		instance > UINT32_MAX)
		return false;
	if (is_text(name, RPM_KEYS))
		return true;
	key.instance = (uint64_t)instance;
	if (matching->known_count > 0)
		found = bsearch(
			&key, matching->known, matching->known_count, sizeof key, compare_known);
	if (found != NULL && is_text(name, found->part->package.name)) {
		*facts_part_add(matching->result, matching->arena) = *found->part;
		return true;
	}
	if (missing->count == RPM_MISSING_MOST)
		return false;
	missing->instances[missing->count++] = key.instance;
	return true;
}

static void list_known(struct matching *matching, const struct facts_parts *known)
{
	struct known_instance *list =
		arena_new_array(matching->arena, known->count, struct known_instance);

	for (size_t i = 0; i < known->count; i++) {
		const struct facts_part *part = &known->items[i];

		if (strcmp(part->package.manager, packages_rpm.manager) == 0 && part->mark != 0)
			list[matching->known_count++] =
				(struct known_instance){rpm_instance_of(part->mark), part};
	}
	if (matching->known_count > 0)
		qsort(list, matching->known_count, sizeof *list, compare_known);
	matching->known = list;
}

static int compare_numbers(const void *a, const void *b)
{
	uint64_t left = *(const uint64_t *)a, right = *(const uint64_t *)b;

	return left < right ? -1 : left > right;
}

/* sqlite's own, beside the file: what is in them is not in the file yet, or must come out of it. */
static bool is_settled(int directory)
{
	static const char *const logs[] = {FILE_NAME "-wal", FILE_NAME "-journal"};
	struct stat status;

	for (size_t i = 0; i < sizeof logs / sizeof logs[0]; i++) {
		if (fstatat(directory, logs[i], &status, AT_SYMLINK_NOFOLLOW) == 0 &&
			status.st_size > 0)
			return false;
	}
	return true;
}

static bool is_unwritten(int fd, const struct stat *then)
{
	struct stat now;

	return fstat(fd, &now) == 0 && now.st_size == then->st_size &&
		memcmp(&now.st_mtim, &then->st_mtim, sizeof now.st_mtim) == 0 &&
		memcmp(&now.st_ctim, &then->st_ctim, sizeof now.st_ctim) == 0;
}

bool rpm_match_known(struct arena *arena, const struct packages_request *request, int directory,
	struct facts_parts *result, struct rpm_missing *missing)
{
	FD_CLEANUP int fd =
		openat(directory, FILE_NAME, O_RDONLY | O_NOFOLLOW | O_NONBLOCK | O_CLOEXEC);
	struct matching matching = {.arena = arena, .result = result, .missing = missing};
	struct tables tables = {0};
	struct stat status;

	if (fd < 0 || fstat(fd, &status) < 0 || !is_settled(directory) ||
		!sqlite_read_table(fd, 1, take_table, &tables) || tables.names == 0 ||
		!tables.counts_on)
		return false;
	list_known(&matching, request->known);
	if (!sqlite_read_table(fd, tables.names, take_name, &matching) ||
		!is_unwritten(fd, &status) || !is_settled(directory))
		return false;
	if (missing->count > 0)
		qsort(missing->instances, missing->count, sizeof missing->instances[0],
			compare_numbers);
	return true;
}
