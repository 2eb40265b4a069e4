// SPDX-License-Identifier: GPL-2.0-or-later
// Handing a message to whatever delivers mail on this machine.
#include "system/deliver.h"

#include <errno.h>
#include <string.h>
#include <sysexits.h>

#include "base/arena.h"
#include "system/program.h"

enum {
	/* Only stderr is kept, and that is bounded by itself. */
	OUTPUT_MOST = 64 * 1024,
};

static const char *const *make_argv(struct arena *arena, const struct delivery *delivery)
{
	/* -i: a line that is a dot is no end. */
	const char *const first[] = {delivery->sendmail, "-i", "--"};
	const size_t count = sizeof first / sizeof *first;
	const char **argv = arena_new_array(arena, count + delivery->to_count + 1, const char *);

	memcpy(argv, first, sizeof first);
	for (size_t i = 0; i < delivery->to_count; i++)
		argv[count + i] = delivery->to[i];
	return argv;
}

static int judge(
	const struct delivery *delivery, const struct program_result *result, struct error *error)
{
	const char *messages = text_string(result->messages);
	int line = (int)strcspn(messages, "\r\n");
	const char *colon = line > 0 ? ": " : "";

	if (result->status == EX_OK)
		return 0;
	if (result->status < 0)
		return error_set(error, ECHILD, "'%s' was ended by a signal%s%.*s",
			delivery->sendmail, colon, line, messages);
	return error_set(error, result->status == EX_TEMPFAIL ? EAGAIN : EREMOTEIO,
		"'%s' ended with status %d%s%.*s", delivery->sendmail, result->status, colon, line,
		messages);
}

int deliver_mail(const struct delivery *delivery, struct error *error)
{
	struct arena arena = ARENA_INIT;
	TEXT_CLEANUP struct text messages = TEXT_INIT;
	const struct program program = {
		.argv = make_argv(&arena, delivery),
		.descriptor = -1,
		.milliseconds = delivery->milliseconds,
		.output_limit = OUTPUT_MOST,
		.input = delivery->message,
		.input_length = delivery->length,
		.delivers = true,
	};
	struct program_result result = {.messages = &messages};
	int code = program_run(&program, &result, error);

	arena_release(&arena);
	return code < 0 ? code : judge(delivery, &result, error);
}

bool deliver_was_refused(int code)
{
	/* What it says itself, then what exec says; a library that is gone ends it with a status.
	 */
	static const int codes[] = {EAGAIN, EREMOTEIO, ENOENT, EACCES, ENOEXEC, ENOTDIR, EISDIR,
		ELOOP, ENAMETOOLONG, ETXTBSY, ELIBBAD, EINVAL};

	for (size_t i = 0; i < sizeof codes / sizeof *codes; i++)
		if (code == -codes[i])
			return true;
	return false;
}
