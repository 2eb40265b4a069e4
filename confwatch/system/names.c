// SPDX-License-Identifier: GPL-2.0-or-later
// Names of users and groups: passwd(5) and group(5) as two sorted lists each.
#include "system/names.h"

#include <fcntl.h>
#include <nettle/sha2.h>
#include <stdlib.h>
#include <string.h>

#include "base/number.h"
#include "system/files.h"

enum {
	DATABASE_LIMIT = 64 * 1024 * 1024,
};

struct owner {
	const char *name;
	uint32_t number;
	uint32_t line; /* of two equal ones the first in the file counts */
};

struct database {
	struct owner *by_number;
	struct owner *by_name;
	size_t count;
};

struct names {
	struct database users;
	struct database groups;
	unsigned char digest[NAMES_DIGEST_SIZE];
};

static int by_number(const void *a, const void *b)
{
	const struct owner *left = a;
	const struct owner *right = b;

	if (left->number != right->number)
		return left->number < right->number ? -1 : 1;
	return left->line < right->line ? -1 : left->line > right->line;
}

static int by_name(const void *a, const void *b)
{
	const struct owner *left = a;
	const struct owner *right = b;
	int order = strcmp(left->name, right->name);

	if (order != 0)
		return order;
	return left->line < right->line ? -1 : left->line > right->line;
}

/*
 * "name:password:number:...". Anything else is passed by, also the "+name" of NIS: one bad line
 * must not hide the others.
 */
static bool parse_line(struct arena *arena, const char *line, size_t length, struct owner *result)
{
	const char *end = line + length;
	const char *password = memchr(line, ':', length);
	const char *number, *number_end;
	uint64_t value;

	if (password == NULL || password == line || line[0] == '#' || line[0] == '+' ||
		line[0] == '-')
		return false;
	number = memchr(password + 1, ':', (size_t)(end - password - 1));
	if (number == NULL)
		return false;
	number++;
	number_end = memchr(number, ':', (size_t)(end - number));
	if (number_end == NULL)
		number_end = end;
	if (!number_parse(number, (size_t)(number_end - number), 10, UINT32_MAX - 1, &value))
		return false;
	if (memchr(line, '\0', (size_t)(password - line)) != NULL)
		return false;
	result->name = arena_bytes(arena, line, (size_t)(password - line));
	result->number = (uint32_t)value;
	return true;
}

static size_t count_lines(const char *bytes, size_t length)
{
	size_t count = 1;

	for (size_t i = 0; i < length; i++)
		count += bytes[i] == '\n';
	return count;
}

static void parse(struct arena *arena, const char *bytes, size_t length, struct database *result)
{
	const char *end = bytes + length;
	size_t lines = count_lines(bytes, length);
	uint32_t number = 0;

	result->by_number = arena_new_array(arena, lines, struct owner);
	result->by_name = arena_new_array(arena, lines, struct owner);
	while (bytes < end) {
		const char *newline = memchr(bytes, '\n', (size_t)(end - bytes));
		size_t line = (size_t)((newline != NULL ? newline : end) - bytes);
		struct owner *owner = &result->by_number[result->count];

		owner->line = number++;
		if (parse_line(arena, bytes, line, owner))
			result->count++;
		bytes = newline != NULL ? newline + 1 : end;
	}
	memcpy(result->by_name, result->by_number, result->count * sizeof *result->by_name);
	qsort(result->by_number, result->count, sizeof *result->by_number, by_number);
	qsort(result->by_name, result->count, sizeof *result->by_name, by_name);
}

static void read_database(int root, const char *path, struct text *result)
{
	FD_CLEANUP int path_fd = files_open_beneath(root, path, O_PATH | O_NOFOLLOW);
	FD_CLEANUP int fd = path_fd < 0 ? -1 : files_reopen(path_fd, O_RDONLY);

	if (fd >= 0)
		(void)files_read_all(fd, DATABASE_LIMIT, result);
}

static void digest(const struct text *users, const struct text *groups,
	unsigned char result[NAMES_DIGEST_SIZE])
{
	struct sha256_ctx context;
	uint64_t length = users->length;

	sha256_init(&context);
	sha256_update(&context, sizeof length, (const unsigned char *)&length);
	sha256_update(&context, users->length, (const unsigned char *)text_string(users));
	sha256_update(&context, groups->length, (const unsigned char *)text_string(groups));
	sha256_digest(&context, NAMES_DIGEST_SIZE, result);
}

struct names *names_read(struct arena *arena, int root)
{
	TEXT_CLEANUP struct text users = TEXT_INIT;
	TEXT_CLEANUP struct text groups = TEXT_INIT;

	read_database(root, "/etc/passwd", &users);
	read_database(root, "/etc/group", &groups);
	return names_parse(arena, &users, &groups);
}

struct names *names_parse(struct arena *arena, const struct text *users, const struct text *groups)
{
	struct names *names = arena_new(arena, struct names);

	parse(arena, text_string(users), users->length, &names->users);
	parse(arena, text_string(groups), groups->length, &names->groups);
	digest(users, groups, names->digest);
	return names;
}

const unsigned char *names_digest(const struct names *names)
{
	return names->digest;
}

static const char *find_name(const struct database *database, uint32_t number)
{
	size_t low = 0;
	size_t high = database->count;

	while (low < high) {
		size_t middle = low + (high - low) / 2;

		if (database->by_number[middle].number < number)
			low = middle + 1;
		else
			high = middle;
	}
	if (low == database->count || database->by_number[low].number != number)
		return NULL;
	return database->by_number[low].name;
}

static bool find_number(const struct database *database, const char *name, uint32_t *result)
{
	size_t low = 0;
	size_t high = database->count;

	while (low < high) {
		size_t middle = low + (high - low) / 2;

		if (strcmp(database->by_name[middle].name, name) < 0)
			low = middle + 1;
		else
			high = middle;
	}
	if (low == database->count || strcmp(database->by_name[low].name, name) != 0)
		return false;
	*result = database->by_name[low].number;
	return true;
}

const char *names_user(const struct names *names, uint32_t uid)
{
	return find_name(&names->users, uid);
}

const char *names_group(const struct names *names, uint32_t gid)
{
	return find_name(&names->groups, gid);
}

bool names_uid(const struct names *names, const char *user, uint32_t *result)
{
	return find_number(&names->users, user, result);
}

bool names_gid(const struct names *names, const char *group, uint32_t *result)
{
	return find_number(&names->groups, group, result);
}
