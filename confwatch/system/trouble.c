// SPDX-License-Identifier: GPL-2.0-or-later
// One line for each trouble: "TIME VIA EVENT MESSAGE", percent-escaped.
#include "system/trouble.h"

#include <errno.h>
#include <fcntl.h>
#include <stdbool.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#include "base/number.h"
#include "base/text.h"
#include "core/percent.h"
#include "system/files.h"

static const char file_name[] = "trouble";

enum {
	MOST = 64 * 1024,
	LONGEST = 1024,
};

static void append_word(struct text *line, const char *word)
{
	percent_append(line, word, strlen(word), LONGEST, 0);
}

void trouble_note(int state, const struct trouble *trouble)
{
	FD_CLEANUP int fd = openat(state, file_name,
		O_WRONLY | O_APPEND | O_CREAT | O_NOFOLLOW | O_NONBLOCK | O_CLOEXEC, 0600);
	TEXT_CLEANUP struct text line = TEXT_INIT;
	struct stat status;

	text_format(&line, "%lld ", (long long)trouble->time);
	append_word(&line, trouble->via);
	text_byte(&line, ' ');
	append_word(&line, trouble->event);
	text_byte(&line, ' ');
	append_word(&line, trouble->message);
	text_byte(&line, '\n');
	if (fd >= 0 && fstat(fd, &status) == 0 && S_ISREG(status.st_mode) &&
		status.st_size + (off_t)line.length <= MOST)
		(void)!write(fd, line.bytes, line.length);
}

/* Up to the next blank, or all that is left of the line when it is the last word. */
static const char *next_word(struct arena *arena, const char **at, const char *end, bool last)
{
	const char *stop = last ? end : memchr(*at, ' ', (size_t)(end - *at));
	const char *word;

	if (stop == NULL)
		return NULL;
	word = percent_decode(arena, *at, (size_t)(stop - *at), 0);
	*at = last ? stop : stop + 1;
	return word;
}

static bool read_line(
	struct arena *arena, const char *line, const char *end, struct trouble *result)
{
	struct trouble trouble;
	const char *time = next_word(arena, &line, end, false);
	uint64_t seconds;

	if (time == NULL || !number_parse(time, strlen(time), 10, INT64_MAX, &seconds))
		return false;
	trouble.time = (int64_t)seconds;
	trouble.via = next_word(arena, &line, end, false);
	trouble.event = trouble.via == NULL ? NULL : next_word(arena, &line, end, false);
	trouble.message = trouble.event == NULL ? NULL : next_word(arena, &line, end, true);
	if (trouble.message == NULL)
		return false;
	*result = trouble;
	return true;
}

static void read_lines(struct arena *arena, const struct text *text, struct trouble_list *result)
{
	const char *line = text->bytes, *end = text->bytes + text->length, *newline;
	size_t lines = 0;

	for (size_t i = 0; i < text->length; i++)
		lines += text->bytes[i] == '\n';
	result->items = arena_new_array(arena, lines + 1, struct trouble);
	for (; line < end; line = newline + 1) {
		newline = memchr(line, '\n', (size_t)(end - line));
		if (newline == NULL)
			return;
		if (read_line(arena, line, newline, &result->items[result->count]))
			result->count++;
	}
}

int trouble_read(struct arena *arena, int state, struct trouble_list *result, struct error *error)
{
	FD_CLEANUP int fd =
		openat(state, file_name, O_RDONLY | O_NOFOLLOW | O_NONBLOCK | O_CLOEXEC);
	TEXT_CLEANUP struct text text = TEXT_INIT;
	struct trouble_list list = {0};
	int rc;

	if (fd < 0 && errno != ENOENT)
		return error_system(error, errno, "cannot open '%s' in the state", file_name);
	rc = fd < 0 ? 0 : files_read_all(fd, MOST, &text);
	if (rc < 0)
		return error_system(error, -rc, "cannot read '%s' in the state", file_name);
	if (text.length > 0)
		read_lines(arena, &text, &list);
	*result = list;
	return 0;
}

int trouble_clear(int state, struct error *error)
{
	if (unlinkat(state, file_name, 0) == 0 || errno == ENOENT)
		return 0;
	return error_system(error, errno, "cannot remove '%s' in the state", file_name);
}
