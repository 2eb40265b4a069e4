// SPDX-License-Identifier: GPL-2.0-or-later
// When hooks ran last, and which transactions they closed.
#include <errno.h>
#include <fcntl.h>
#include <inttypes.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#include "base/number.h"
#include "system/files.h"
#include "system/transactions.h"

enum {
	VIA_MAX = 32,
	TIME_MAX = 32,
};

/* Bytes of the list; half of it stays. */
static const size_t closed_max = (size_t)128 * 1024;

bool hook_via_is_valid(const char *via)
{
	static const char letters[] =
		"abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ0123456789-_";
	size_t length = strlen(via);

	return length > 0 && length <= VIA_MAX && via[0] != '-' && strspn(via, letters) == length;
}

static int open_seen(int state, bool create)
{
	int fd;

	if (create && mkdirat(state, "seen", 0700) < 0 && errno != EEXIST)
		return -errno;
	fd = openat(state, "seen", O_PATH | O_DIRECTORY | O_NOFOLLOW | O_CLOEXEC);
	return fd < 0 ? -errno : fd;
}

void hook_mark_seen(int state, const char *via, int64_t now)
{
	TEXT_CLEANUP struct text text = TEXT_INIT;
	FD_CLEANUP int directory = open_seen(state, true);
	FD_CLEANUP int fd = -1;

	if (directory < 0 || !hook_via_is_valid(via))
		return;
	fd = openat(directory, via, O_WRONLY | O_CREAT | O_NOFOLLOW | O_NONBLOCK | O_CLOEXEC, 0600);
	text_format(&text, "%" PRId64 "\n", now > 0 ? now : 0);
	if (fd >= 0 && pwrite(fd, text.bytes, text.length, 0) == (ssize_t)text.length)
		(void)!ftruncate(fd, (off_t)text.length);
}

int hook_last_seen(int state, const char *via, int64_t *result)
{
	TEXT_CLEANUP struct text text = TEXT_INIT;
	FD_CLEANUP int directory = open_seen(state, false);
	FD_CLEANUP int fd = -1;
	uint64_t seen;
	int code;

	if (directory < 0)
		return directory;
	fd = openat(directory, via, O_RDONLY | O_NOFOLLOW | O_NONBLOCK | O_CLOEXEC);
	if (fd < 0)
		return -errno;
	code = files_read_all(fd, TIME_MAX, &text);
	if (code < 0)
		return code;
	if (!number_parse(
		    text_string(&text), strcspn(text_string(&text), "\n"), 10, INT64_MAX, &seen))
		return -ENOENT;
	*result = (int64_t)seen;
	return 0;
}

/* Only the newer half of the lines stays. */
static void shorten(int state, const struct text *text)
{
	struct error ignored = ERROR_INIT;
	const char *middle = strchr(text->bytes + text->length / 2, '\n');

	if (middle != NULL)
		(void)files_replace(state, "closed", middle + 1,
			text->length - (size_t)(middle + 1 - text->bytes), 0600, &ignored);
}

void transaction_note_closed(int state, const struct transaction *transaction, int64_t now)
{
	TEXT_CLEANUP struct text line = TEXT_INIT;
	TEXT_CLEANUP struct text all = TEXT_INIT;
	FD_CLEANUP int fd = openat(state, "closed",
		O_RDWR | O_CREAT | O_APPEND | O_NOFOLLOW | O_NONBLOCK | O_CLOEXEC, 0600);
	struct stat status;

	if (fd < 0)
		return;
	text_format(&line, "%" PRId64 " %" PRId64 " %s %s\n", transaction->begun, now,
		transaction->via, transaction->id);
	(void)files_write_all(fd, line.bytes, line.length);
	if (fstat(fd, &status) == 0 && (size_t)status.st_size > closed_max &&
		lseek(fd, 0, SEEK_SET) == 0 && files_read_all(fd, 2 * closed_max, &all) == 0)
		shorten(state, &all);
}

/* The next word of the line; false at its end. */
static bool next_word(const char **at, size_t *length)
{
	*length = strcspn(*at, " \n");
	return *length > 0;
}

static bool read_number(const char **at, int64_t *result)
{
	uint64_t number;
	size_t length;

	if (!next_word(at, &length) || !number_parse(*at, length, 10, INT64_MAX, &number))
		return false;
	*result = (int64_t)number;
	*at += length + ((*at)[length] == ' ');
	return true;
}

static const char *read_word(struct arena *arena, const char **at)
{
	const char *start = *at;
	size_t length;

	if (!next_word(at, &length))
		return NULL;
	*at += length + ((*at)[length] == ' ');
	return arena_bytes(arena, start, length);
}

/* "begun ended via id"; what does not read so is passed over. */
static bool read_span(struct arena *arena, const char *line, struct transaction_span *result)
{
	if (!read_number(&line, &result->begun) || !read_number(&line, &result->ended))
		return false;
	result->via = read_word(arena, &line);
	result->id = read_word(arena, &line);
	return result->id != NULL && *line == '\n';
}

static size_t count_lines(const struct text *text)
{
	size_t count = 0;

	for (size_t i = 0; i < text->length; i++)
		count += text->bytes[i] == '\n';
	return count;
}

int transactions_closed(struct arena *arena, int state, struct transaction_span **result,
	size_t *count, struct error *error)
{
	TEXT_CLEANUP struct text text = TEXT_INIT;
	FD_CLEANUP int fd = openat(state, "closed", O_RDONLY | O_NOFOLLOW | O_NONBLOCK | O_CLOEXEC);
	const char *line;
	int code = fd < 0 ? -errno : files_read_all(fd, 4 * closed_max, &text);

	*count = 0;
	*result = NULL;
	if (code == -ENOENT)
		return 0;
	if (code < 0)
		return error_system(error, -code, "cannot read the list of transactions");
	*result = arena_new_array(arena, count_lines(&text), struct transaction_span);
	for (line = text_string(&text); *line != '\0'; line += strcspn(line, "\n") + 1) {
		if (strchr(line, '\n') == NULL)
			break;
		if (read_span(arena, line, &(*result)[*count]))
			(*count)++;
	}
	return 0;
}
