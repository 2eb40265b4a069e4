// SPDX-License-Identifier: GPL-2.0-or-later
// Standard output and error: colour, width, pager, progress; the only code that prints.
#include "terminal.h"

#include <errno.h>
#include <string.h>
#include <sys/ioctl.h>
#include <unistd.h>

#include "base/translate.h"
#include "render/escape.h"
#include "system/files.h"
#include "system/waiting.h"

enum {
	COPY_PIECE = 1 << 16,
};

void terminal_begin(struct terminal *result)
{
	struct winsize size = {0};

	*result = (struct terminal){
		.output = isatty(STDOUT_FILENO) != 0,
		.error = isatty(STDERR_FILENO) != 0,
		.pager = {.output = -1},
		.progress.begun = waiting_clock(),
	};
	if (!result->output)
		return;
	result->columns = 80;
	if (ioctl(STDOUT_FILENO, TIOCGWINSZ, &size) == 0 && size.ws_col > 0)
		result->columns = size.ws_col;
}

static void wipe_progress(struct terminal *terminal)
{
	TEXT_CLEANUP struct text text = TEXT_INIT;

	progress_wipe(&terminal->progress, &text);
	(void)files_write_all(STDERR_FILENO, text_string(&text), text.length);
}

void terminal_end(struct terminal *terminal)
{
	wipe_progress(terminal);
	if (terminal->pager.pid != 0)
		pager_finish(&terminal->pager);
	terminal->pager = (struct pager){.output = -1};
}

void terminal_page(
	struct terminal *terminal, const char *command, const char *type, uid_t uid, gid_t gid)
{
	struct error ignored = ERROR_INIT;

	if (!terminal->output || *command == '\0' || strcmp(command, "cat") == 0)
		return;
	if (pager_start(command, uid, gid, type, &terminal->pager, &ignored) < 0)
		terminal->pager = (struct pager){.output = -1};
}

static int print_bytes(
	struct terminal *terminal, const void *bytes, size_t length, struct error *error)
{
	int fd = terminal->pager.pid != 0 ? terminal->pager.output : STDOUT_FILENO;
	int rc = files_write_all(fd, bytes, length);

	if (rc == 0 || rc == -EPIPE)
		return rc;
	return error_system(error, -rc, _("cannot write to standard output"));
}

int terminal_print(struct terminal *terminal, const struct text *text, struct error *error)
{
	int rc;

	wipe_progress(terminal);
	rc = print_bytes(terminal, text_string(text), text->length, error);
	return rc == -EPIPE ? 0 : rc;
}

int terminal_copy(struct terminal *terminal, int fd, struct error *error)
{
	char piece[COPY_PIECE];
	off_t offset = 0;
	int rc = 0;

	wipe_progress(terminal);
	while (rc == 0) {
		ssize_t got = pread(fd, piece, sizeof piece, offset);

		if (got < 0)
			return error_system(error, errno, _("cannot read a temporary file"));
		if (got == 0)
			return 0;
		offset += got;
		rc = print_bytes(terminal, piece, (size_t)got, error);
	}
	return rc == -EPIPE ? 0 : rc;
}

int terminal_ask(struct terminal *terminal, const char *question, bool *yes, struct error *error)
{
	TEXT_CLEANUP struct text text = TEXT_INIT;
	char byte = '\0';
	char first = '\0';

	if (!terminal->output || isatty(STDIN_FILENO) == 0)
		return error_set(error, ENOTTY, "%s", _("there is nobody to ask"));
	text_format(&text, "%s ", question);
	if (terminal_print(terminal, &text, error) < 0)
		return -error->code;
	while (read(STDIN_FILENO, &byte, 1) == 1 && byte != '\n') {
		if (first == '\0')
			first = byte;
	}
	*yes = first == 'y' || first == 'Y';
	return 0;
}

void terminal_complain(struct terminal *terminal, const char *message)
{
	TEXT_CLEANUP struct text line = TEXT_INIT;

	wipe_progress(terminal);
	text_add(&line, "confwatch: ");
	escape_name(&line, message);
	text_byte(&line, '\n');
	(void)files_write_all(STDERR_FILENO, text_string(&line), line.length);
}

void terminal_progress(void *context, size_t done)
{
	struct terminal *terminal = context;
	TEXT_CLEANUP struct text line = TEXT_INIT;

	if (progress_tell(&terminal->progress, waiting_clock(), done, &line))
		(void)files_write_all(STDERR_FILENO, text_string(&line), line.length);
}
