// SPDX-License-Identifier: GPL-2.0-or-later
// STATE/facts: facts with the stamps of the databases they come from.
#include "system/packages_cache.h"

#include <errno.h>
#include <fcntl.h>
#include <inttypes.h>
#include <libdeflate.h>
#include <stdio.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#include "base/number.h"
#include "system/files.h"
#include "system/packages_parts.h"

#define NAME "facts"
#define TEMPORARY "facts.new"
#define HEADING "confwatch-facts 1 "

enum {
	FILE_LIMIT = 512 * 1024 * 1024,
	CHECKSUM_DIGITS = 8,
	MARK_DIGITS = 16,
	HEADING_LENGTH = sizeof HEADING - 1,
	FIRST_LINE = HEADING_LENGTH + CHECKSUM_DIGITS + 1,
	STAMP_MOST = 8192,
};

struct lines {
	const char *next;
	const char *end;
};

/* The value of a line that begins so. */
static bool take_line(struct lines *lines, const char *prefix, const char **value, size_t *length)
{
	size_t prefix_length = strlen(prefix);
	const char *newline = lines->next == lines->end
		? NULL
		: memchr(lines->next, '\n', (size_t)(lines->end - lines->next));

	if (newline == NULL || (size_t)(newline - lines->next) < prefix_length ||
		memcmp(lines->next, prefix, prefix_length) != 0)
		return false;
	*value = lines->next + prefix_length;
	*length = (size_t)(newline - *value);
	lines->next = newline + 1;
	return true;
}

static bool take_number(struct lines *lines, const char *prefix, size_t digits, uint64_t *result)
{
	const char *value;
	size_t length;

	return take_line(lines, prefix, &value, &length) && length == digits &&
		number_parse(value, length, 16, UINT64_MAX, result);
}

static bool take_marks(struct arena *arena, struct lines *lines, size_t *count, uint64_t **marks)
{
	size_t most = (size_t)(lines->end - lines->next) / (MARK_DIGITS + 1);

	*count = 0;
	while (*count < most && lines->next[*count * (MARK_DIGITS + 1)] != '\n')
		(*count)++;
	*marks = arena_new_array(arena, *count, uint64_t);
	for (size_t i = 0; i < *count; i++) {
		if (!take_number(lines, "", MARK_DIGITS, &(*marks)[i]))
			return false;
	}
	return lines->next < lines->end && *lines->next++ == '\n';
}

bool packages_cache_parse(
	struct arena *arena, const char *bytes, size_t length, struct packages_cache *result)
{
	struct lines lines = {bytes, bytes + length};
	struct packages_cache cache;
	struct error error = ERROR_INIT;
	uint64_t checksum;
	uint64_t *marks;
	size_t count, stamp_length;
	const char *stamp;

	if (!take_number(&lines, HEADING, CHECKSUM_DIGITS, &checksum) ||
		libdeflate_crc32(0, lines.next, (size_t)(lines.end - lines.next)) != checksum ||
		!take_line(&lines, "stamp ", &stamp, &stamp_length) ||
		!take_number(&lines, "seed ", MARK_DIGITS, &cache.seed) ||
		!take_marks(arena, &lines, &count, &marks) ||
		facts_read(arena, lines.next, (size_t)(lines.end - lines.next), &cache.facts,
			&error) < 0 ||
		count != cache.facts.package_count + cache.facts.removed_count)
		return false;
	cache.stamp = arena_bytes(arena, stamp, stamp_length);
	cache.marks = marks;
	*result = cache;
	return true;
}

bool packages_cache_read(struct arena *arena, int state, struct packages_cache *result)
{
	TEXT_CLEANUP struct text text = TEXT_INIT;
	FD_CLEANUP int fd = openat(state, NAME, O_RDONLY | O_NOFOLLOW | O_NONBLOCK | O_CLOEXEC);

	if (fd < 0)
		return false;
	packages_expect(fd, FILE_LIMIT, &text);
	return files_read_all(fd, FILE_LIMIT, &text) == 0 &&
		packages_cache_parse(arena, text_string(&text), text.length, result);
}

bool packages_cache_stamp(int state, struct text *result)
{
	FD_CLEANUP int fd = openat(state, NAME, O_RDONLY | O_NOFOLLOW | O_NONBLOCK | O_CLOEXEC);
	char bytes[STAMP_MOST];
	ssize_t count = fd < 0 ? -1 : read(fd, bytes, sizeof bytes);
	struct lines lines = {bytes, bytes + (count > 0 ? count : 0)};
	const char *stamp;
	uint64_t checksum;
	size_t length;

	if (!take_number(&lines, HEADING, CHECKSUM_DIGITS, &checksum) ||
		!take_line(&lines, "stamp ", &stamp, &length))
		return false;
	text_append(result, stamp, length);
	return true;
}

/* One for each package: no printf. */
static void compose_mark(uint64_t mark, struct text *result)
{
	static const char digits[] = "0123456789abcdef";
	char line[MARK_DIGITS + 1];

	for (size_t i = MARK_DIGITS; i > 0; i--, mark >>= 4)
		line[i - 1] = digits[mark & 15];
	line[MARK_DIGITS] = '\n';
	text_append(result, line, sizeof line);
}

void packages_cache_compose(const struct packages_cache *cache, struct text *result)
{
	size_t count = cache->facts.package_count + cache->facts.removed_count;
	char checksum[CHECKSUM_DIGITS + 1];

	text_format(result, HEADING "%08x\nstamp %s\nseed %016" PRIx64 "\n", 0U, cache->stamp,
		cache->seed);
	for (size_t i = 0; i < count; i++)
		compose_mark(cache->marks[i], result);
	text_byte(result, '\n');
	facts_write(&cache->facts, result);
	(void)snprintf(checksum, sizeof checksum, "%08x",
		libdeflate_crc32(0, result->bytes + FIRST_LINE, result->length - FIRST_LINE));
	memcpy(result->bytes + HEADING_LENGTH, checksum, CHECKSUM_DIGITS);
}

int packages_cache_write(int state, const struct text *text, struct error *error)
{
	FD_CLEANUP int fd = -1;
	int code;

	/* What a killed run left. */
	(void)unlinkat(state, TEMPORARY, 0);
	fd = openat(state, TEMPORARY, O_WRONLY | O_CREAT | O_EXCL | O_NOFOLLOW | O_CLOEXEC,
		S_IRUSR | S_IWUSR);
	if (fd < 0)
		return error_system(error, errno, "cannot write the facts");
	code = files_write_all(fd, text->bytes, text->length);
	if (code == 0 && renameat(state, TEMPORARY, state, NAME) < 0)
		code = -errno;
	if (code == 0)
		return 0;
	(void)unlinkat(state, TEMPORARY, 0);
	return error_system(error, -code, "cannot write the facts");
}
