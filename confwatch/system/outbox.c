// SPDX-License-Identifier: GPL-2.0-or-later
// STATE/outbox: what waits, written by rename, and handed over at most once.
#include "system/outbox.h"

#include <errno.h>
#include <fcntl.h>
#include <sys/stat.h>
#include <unistd.h>

#include "system/deliver.h"
#include "system/files.h"
#include "system/lock.h"

enum {
	LARGEST = 64 * 1024 * 1024,
	PATIENCE = 5, /* seconds, for somebody who sends */
};

static const char directory_name[] = "outbox";
static const char file_name[] = "report";

/* The directory and its lock. */
struct held {
	int directory;
	int lock;
};

#define HELD_CLEANUP __attribute__((cleanup(let_go)))

static void let_go(struct held *held)
{
	files_close(&held->lock);
	files_close(&held->directory);
}

/* -ENOENT without an error: nothing was ever put there. */
static int open_directory(int state)
{
	int fd = openat(state, directory_name, O_RDONLY | O_DIRECTORY | O_NOFOLLOW | O_CLOEXEC);

	return fd < 0 ? -errno : fd;
}

static int hold(int state, unsigned seconds, struct held *held, struct error *error)
{
	held->directory = open_directory(state);
	if (held->directory < 0)
		return error_system(
			error, -held->directory, "cannot open '%s' in the state", directory_name);
	held->lock = lock_take(held->directory, directory_name, "mail", seconds, error);
	return held->lock < 0 ? held->lock : 0;
}

static int read_file(struct arena *arena, int directory, struct outbox *result, struct error *error)
{
	FD_CLEANUP int fd =
		openat(directory, file_name, O_RDONLY | O_NOFOLLOW | O_NONBLOCK | O_CLOEXEC);
	TEXT_CLEANUP struct text text = TEXT_INIT;
	int code = fd < 0 ? -errno : files_read_all(fd, LARGEST, &text);

	*result = (struct outbox){0};
	if (code == -ENOENT)
		return 0;
	if (code < 0)
		return error_system(error, -code, "cannot read '%s/%s' in the state",
			directory_name, file_name);
	return outbox_parse(arena, text.bytes, text.length, result, error);
}

static int write_file(const struct held *held, const struct outbox *outbox, struct error *error)
{
	TEXT_CLEANUP struct text text = TEXT_INIT;

	outbox_format(outbox, &text);
	return files_replace(
		held->directory, file_name, text.bytes, text.length, S_IRUSR | S_IWUSR, error);
}

int outbox_look(struct arena *arena, int state, struct outbox *result, struct error *error)
{
	FD_CLEANUP int directory = open_directory(state);

	*result = (struct outbox){0};
	if (directory == -ENOENT)
		return 0;
	if (directory < 0)
		return error_system(
			error, -directory, "cannot open '%s' in the state", directory_name);
	return read_file(arena, directory, result, error);
}

static int make_directory(int state, struct error *error)
{
	if (mkdirat(state, directory_name, S_IRWXU) == 0) {
		if (fsync(state) < 0)
			return error_system(error, errno, "cannot sync the state");
	} else if (errno != EEXIST) {
		return error_system(error, errno, "cannot make '%s' in the state", directory_name);
	}
	return 0;
}

int outbox_put(struct arena *arena, int state, const struct outbox_report *report,
	const struct string_list *to, const struct text *message, struct error *error)
{
	HELD_CLEANUP struct held held = {-1, -1};
	struct outbox outbox;
	int code;

	if (make_directory(state, error) < 0 || hold(state, PATIENCE, &held, error) < 0)
		return -error->code;
	code = read_file(arena, held.directory, &outbox, error);
	if (code < 0 && code != -EBADMSG)
		return code;
	if (!outbox_absorb(
		    &outbox, report, to, (struct outbox_bytes){message->bytes, message->length}))
		return 0;
	return write_file(&held, &outbox, error);
}

/* What the end of the mail program changes; the first error is told, whoever made it. */
static int note_end(const struct held *held, struct outbox *outbox, int delivered,
	const struct error *problem, struct error *error)
{
	bool refused = deliver_was_refused(delivered);

	if (delivered == 0)
		outbox_taken(outbox);
	else
		outbox_failed(outbox, refused, problem->message);
	if (write_file(held, outbox, error) < 0)
		return error_context(error, "after a report was handed over");
	if (delivered == 0)
		return OUTBOX_SENT;
	return refused ? OUTBOX_REFUSED : OUTBOX_UNCERTAIN;
}

/*
 * Never twice: nobody can hand over a message and note that in one step, so the note comes first.
 *
 *   1. `begun` is durable (file synced, renamed, directory synced);
 *   2. the mail program runs;
 *   3. its answer is durable: taken, or refused and no longer begun.
 *
 * Killed before 1: nothing was handed over, the next run does it all. Killed between 1 and 3:
 * `begun` stays. The message may have been taken, so it is not handed over again (outbox_is_due());
 * what it told is not lost, because only 3 makes it the report that the next one builds upon. That
 * holds as well when 3 cannot be written, and when the program was killed or ended by a signal.
 * Killed after 3: its answer stands. So each message is taken once at the most, each state is told
 * at least once, and a message that went out in spite of all has the Message-ID that waits here.
 */
static int hand_over(const struct held *held, struct outbox *outbox,
	const struct outbox_route *route, int64_t now, struct error *error)
{
	const struct delivery delivery = {.sendmail = route->sendmail,
		.to = outbox->to.items,
		.to_count = outbox->to.count,
		.message = outbox->message.bytes,
		.length = outbox->message.length,
		.milliseconds = route->milliseconds};
	struct error problem = ERROR_INIT;
	int delivered;

	outbox_begin(outbox, now);
	if (write_file(held, outbox, error) < 0)
		return -error->code;
	delivered = deliver_mail(&delivery, &problem);
	return note_end(held, outbox, delivered, &problem, error);
}

int outbox_send(struct arena *arena, int state, const struct outbox_route *route, int64_t now,
	struct error *error)
{
	HELD_CLEANUP struct held held = {-1, -1};
	struct outbox outbox = {0};
	int code = hold(state, 0, &held, error);

	if (code == -ENOENT)
		return OUTBOX_NOTHING;
	if (code == -EWOULDBLOCK)
		return OUTBOX_LATER;
	if (code == 0)
		code = read_file(arena, held.directory, &outbox, error);
	if (code < 0)
		return code;
	if (outbox.waiting.id == NULL)
		return OUTBOX_NOTHING;
	if (outbox.begun)
		return OUTBOX_UNCERTAIN;
	if (!outbox_is_due(&outbox, now))
		return OUTBOX_LATER;
	return hand_over(&held, &outbox, route, now, error);
}
