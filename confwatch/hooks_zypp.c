// SPDX-License-Identifier: GPL-2.0-or-later
// libzypp's plugin: reads frames as they come, answers each at once, and loses count of none.
#include <errno.h>
#include <fcntl.h>
#include <string.h>
#include <unistd.h>

#include "formats/zypp.h"
#include "hooks.h"
#include "system/files.h"

enum {
	PIECE = 64 * 1024,
	FRAME_MOST = 32 * 1024 * 1024,
	HEAD = 256, /* what is kept of a frame that is none, or is larger */
};

struct zypp_session {
	hook_tell *tell;
	void *context;
	int output;
	bool system;
	bool begun;    /* COMMITBEGIN came, and no end of it yet */
	bool skipping; /* up to the next NUL: only the head of that frame was kept */
	bool ended;
	struct text bytes; /* read and not yet used */
};

static bool is(const struct zypp_frame *frame, const char *command)
{
	return frame->command_length == strlen(command) &&
		memcmp(frame->command, command, frame->command_length) == 0;
}

static void pass_on(
	const struct zypp_session *session, enum hook_kind kind, const struct zypp_frame *frame)
{
	const struct hook_event event = {
		.kind = kind,
		.via = session->system ? "zypp-system" : "zypp",
		.list = frame != NULL ? HOOK_ZYPP_LIST : HOOK_NO_LIST,
		.bytes = frame != NULL ? frame->body : NULL,
		.length = frame != NULL ? frame->body_length : 0,
	};

	session->tell(session->context, &event);
}

static void end_commit(
	struct zypp_session *session, enum hook_kind kind, const struct zypp_frame *frame)
{
	if (session->begun)
		pass_on(session, kind, frame);
	session->begun = false;
}

/* False: it is none of the commands that libzypp has for us. */
static bool obey(struct zypp_session *session, const struct zypp_frame *frame)
{
	if (is(frame, "COMMITBEGIN") && !session->system) {
		session->begun = true;
		pass_on(session, HOOK_BEFORE, frame);
	} else if (is(frame, "COMMITEND")) {
		end_commit(session, HOOK_AFTER, frame);
	} else if (is(frame, "PACKAGESETCHANGED") && session->system) {
		pass_on(session, HOOK_NOTICED, NULL);
	} else if (is(frame, "PLUGINEND")) {
		end_commit(session, HOOK_AFTER, NULL);
	} else if (is(frame, "_DISCONNECT")) {
		session->ended = true;
	} else {
		return is(frame, "PLUGINBEGIN");
	}
	return true;
}

/* Nobody may be there any more to read it, which is no trouble. */
static void answer(const struct zypp_session *session, bool known)
{
	static const char yes[] = "ACK\n\n", no[] = "_ENOMETHOD\n\n";

	(void)files_write_all(session->output, known ? yes : no, known ? sizeof yes : sizeof no);
}

/* A frame that cannot be read: its command still tells what happens. */
static struct zypp_frame head_of(const struct text *bytes)
{
	const char *newline = memchr(bytes->bytes, '\n', bytes->length);

	return (struct zypp_frame){
		.command = bytes->bytes,
		.command_length =
			newline != NULL ? (size_t)(newline - bytes->bytes) : bytes->length,
		.body = bytes->bytes,
	};
}

static void drop(struct text *bytes, size_t count)
{
	if (count < bytes->length)
		memmove(bytes->bytes, bytes->bytes + count, bytes->length - count);
	bytes->length -= count;
	bytes->bytes[bytes->length] = '\0';
}

/* The rest of such a frame is passed over. False: it goes on. */
static bool skip(struct zypp_session *session)
{
	struct text *bytes = &session->bytes;
	const char *end = memchr(bytes->bytes, '\0', bytes->length);
	struct zypp_frame frame;

	session->skipping = end == NULL;
	if (end == NULL) {
		bytes->length = bytes->length < HEAD ? bytes->length : HEAD;
		return false;
	}
	frame = head_of(bytes);
	answer(session, obey(session, &frame));
	drop(bytes, (size_t)(end - bytes->bytes) + 1);
	return true;
}

/* False: more bytes are needed. */
static bool use_frame(struct zypp_session *session)
{
	struct text *bytes = &session->bytes;
	struct error ignored = ERROR_INIT;
	struct zypp_frame frame;
	size_t used = 0;
	int rc;

	if (bytes->length == 0)
		return false;
	if (session->skipping)
		return skip(session);
	rc = zypp_frame_parse(bytes->bytes, bytes->length, &frame, &used, &ignored);
	if (rc < 0 || (rc == 0 && bytes->length > FRAME_MOST))
		return skip(session);
	if (rc == 0)
		return false;
	answer(session, obey(session, &frame));
	drop(bytes, used);
	return true;
}

/* 0 at the end, as on any failure: libzypp is gone. */
static ssize_t read_piece(struct zypp_session *session, int input)
{
	char piece[PIECE];
	ssize_t length;

	do
		length = read(input, piece, sizeof piece);
	while (length < 0 && errno == EINTR);
	if (length > 0)
		text_append(&session->bytes, piece, (size_t)length);
	return length;
}

void hook_zypp(hook_tell *tell, void *context, int input, int output, bool system)
{
	struct zypp_session session = {
		.tell = tell, .context = context, .output = output, .system = system};

	while (!session.ended && read_piece(&session, input) > 0)
		while (!session.ended && use_frame(&session))
			;
	end_commit(&session, session.ended ? HOOK_AFTER : HOOK_BROKEN_OFF, NULL);
	text_release(&session.bytes);
}
