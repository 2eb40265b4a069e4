// SPDX-License-Identifier: GPL-2.0-or-later
// The child's end of a judge. It runs confined: what cannot go on ends it.
#include "system/judge_child.h"

#include <errno.h>
#include <locale.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "core/judge_frame.h"
#include "system/files.h"

struct child {
	const struct judge_engine *engine;
	void *judge;
	int input;
	int channel;
	struct text request;
	struct text reply; /* of the world: files lie in it until the next */
	struct text out;
};

static _Noreturn void give_up(void)
{
	_exit(1);
}

/* False: the parent has nothing more to say. */
static bool read_exactly(int fd, void *bytes, size_t length)
{
	size_t done = 0;

	while (done < length) {
		ssize_t count = read(fd, (char *)bytes + done, length - done);

		if (count < 0 && errno == EINTR)
			continue;
		if (count <= 0)
			return false;
		done += (size_t)count;
	}
	return true;
}

static bool receive(struct child *child, struct text *bytes, struct frame *frame)
{
	uint32_t size;

	text_clear(bytes);
	if (!read_exactly(child->input, &size, sizeof size))
		return false;
	if (size > FRAME_TO_CHILD_MOST)
		give_up();
	text_append(bytes, &size, sizeof size);
	bytes->bytes = memory_grow(bytes->bytes, &bytes->capacity, sizeof size + size + 1, 1);
	if (!read_exactly(child->input, bytes->bytes + sizeof size, size))
		return false;
	bytes->length = sizeof size + size;
	if (frame_split(bytes->bytes, bytes->length, FRAME_TO_CHILD_MOST, frame) <= 0)
		give_up();
	return true;
}

static void send_out(struct child *child)
{
	if (files_write_all(child->channel, child->out.bytes, child->out.length) < 0)
		give_up();
	text_clear(&child->out);
}

/* What was put out is a question to the parent; its answer is of the same kind. */
static void ask(struct child *child, enum frame_kind kind, struct frame *frame)
{
	send_out(child);
	if (!receive(child, &child->reply, frame) || frame->kind != kind)
		give_up();
}

static void insist(bool right)
{
	if (!right)
		give_up();
}

/* No file has such a name, no frame has room for it, and the parent would take it for an attack. */
static bool is_too_long(const char *string)
{
	return strlen(string) >= JUDGED_PATH_MOST;
}

static int ask_file(void *context, const char *path, struct judged_file *result)
{
	struct child *child = context;
	struct frame frame;
	int code;

	if (is_too_long(path))
		return -ENAMETOOLONG;
	frame_put_string(&child->out, FRAME_FILE, path);
	ask(child, FRAME_FILE, &frame);
	insist(frame_take_file(&frame, &code, result));
	return code;
}

static int ask_entry(void *context, const char *path, bool follow, struct judged_entry *result)
{
	struct child *child = context;
	struct frame frame;
	int code;

	if (is_too_long(path))
		return -ENAMETOOLONG;
	frame_put_look(&child->out, path, follow);
	ask(child, FRAME_ENTRY, &frame);
	insist(frame_take_entry(&frame, &code, result));
	return code;
}

static int ask_same(void *context, const char *a, const char *b, bool *result)
{
	struct child *child = context;
	struct frame frame;
	int code;

	*result = false;
	if (is_too_long(a) || is_too_long(b))
		return -ENAMETOOLONG;
	frame_put_pair(&child->out, a, b);
	ask(child, FRAME_SAME, &frame);
	insist(frame_take_same(&frame, &code, result));
	return code;
}

static int ask_list(
	void *context, const char *pattern, struct arena *arena, struct string_list *result)
{
	struct child *child = context;
	struct frame frame;
	int code;

	if (is_too_long(pattern))
		return -ENAMETOOLONG;
	frame_put_string(&child->out, FRAME_LIST, pattern);
	ask(child, FRAME_LIST, &frame);
	insist(frame_take_list(&frame, &code, arena, result));
	return code;
}

static int ask_package(void *context, const char *name, char version[JUDGED_NAME_MOST])
{
	struct child *child = context;
	struct frame frame;
	int code;

	if (is_too_long(name))
		return -ENAMETOOLONG;
	frame_put_string(&child->out, FRAME_PACKAGE, name);
	ask(child, FRAME_PACKAGE, &frame);
	insist(frame_take_package(&frame, &code, version));
	return code;
}

static void tell_parsed(void *context)
{
	struct child *child = context;

	frame_put_parsed(&child->out);
	send_out(child);
}

static void take_variable(struct child *child, struct frame *frame)
{
	const char *name, *value;

	insist(frame_take_variable(frame, &name, &value));
	child->engine->variable(child->judge, name, value);
}

static void answer(struct child *child, struct frame *frame)
{
	struct question question;
	struct answer result;

	insist(frame_take_question(frame, &question));
	child->engine->answer(child->judge, &question, &result);
	frame_put_answer(&child->out, &result);
	send_out(child);
}

static int put_record(void *context, const struct setting_record *record)
{
	struct child *child = context;
	size_t length = strlen(record->name) + (record->value != NULL ? strlen(record->value) : 0);

	if (length > FRAME_FROM_CHILD_MOST / 2)
		return -E2BIG;
	frame_put_record(&child->out, record);
	if (child->out.length > FRAME_EXPRESSION_MOST)
		send_out(child);
	return 0;
}

static void list_settings(struct child *child, struct frame *frame)
{
	const char *format;
	const void *bytes;
	size_t length;
	int code;

	insist(frame_take_settings(frame, &format, &bytes, &length));
	code = child->engine->settings(child->judge, format, bytes, length, put_record, child);
	frame_put_end(&child->out, code);
	send_out(child);
}

static void compile(struct child *child, struct frame *frame)
{
	char sentence[JUDGED_TEXT_MOST] = "";
	const char *expression;
	uint32_t column = 0;
	int code;

	insist(frame_take_string(frame, FRAME_EXPRESSION_MOST, &expression));
	code = child->engine->compile(child->judge, expression, &column, sentence);
	frame_put_compiled(&child->out, code, column, sentence);
	send_out(child);
}

static void serve(struct child *child, struct frame *frame)
{
	switch (frame->kind) {
	case FRAME_VARIABLE:
		take_variable(child, frame);
		break;
	case FRAME_ASK:
		answer(child, frame);
		break;
	case FRAME_SETTINGS:
		list_settings(child, frame);
		break;
	case FRAME_COMPILE:
		compile(child, frame);
		break;
	default:
		give_up();
	}
}

int judge_child(void *engine, int input, int channel)
{
	struct child child = {.engine = engine, .input = input, .channel = channel};
	const struct judge_world world = {
		.context = &child,
		.file = ask_file,
		.entry = ask_entry,
		.same = ask_same,
		.list = ask_list,
		.package = ask_package,
		.parsed = tell_parsed,
	};
	struct frame frame;

	/* Patterns mean the same wherever confwatch is run; this locale needs no file. */
	(void)setlocale(LC_ALL, "C");
	child.judge = child.engine->begin(&world);
	if (child.judge == NULL)
		return -ENOMEM;
	while (receive(&child, &child.request, &frame))
		serve(&child, &frame);
	return 0;
}
