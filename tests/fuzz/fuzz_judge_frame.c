// SPDX-License-Identifier: GPL-2.0-or-later
// Any bytes as what parent and child tell one another: refused, or the same when written again.
#include <string.h>

#include "core/judge_frame.h"
#include "target.h"

/* What one side takes from a frame, the other would have written just so. */
static void check_same(const struct text *written, const char *bytes, int size)
{
	must(written->length == (size_t)size && memcmp(written->bytes, bytes, (size_t)size) == 0);
}

static void take_request(struct frame frame, struct text *again)
{
	const char *name, *value;
	struct question question;
	const void *bytes;
	size_t length;

	if (frame.kind == FRAME_VARIABLE && frame_take_variable(&frame, &name, &value))
		frame_put_variable(again, name, value);
	else if (frame.kind == FRAME_ASK && frame_take_question(&frame, &question))
		frame_put_question(again, &question);
	else if (frame.kind == FRAME_SETTINGS &&
		frame_take_settings(&frame, &name, &bytes, &length))
		frame_put_settings(again, name, bytes, length);
	else if (frame.kind == FRAME_COMPILE &&
		frame_take_string(&frame, FRAME_EXPRESSION_MOST, &name))
		frame_put_string(again, FRAME_COMPILE, name);
}

static void take_answer(struct frame frame, struct text *again)
{
	char sentence[JUDGED_TEXT_MOST];
	struct setting_record record;
	struct answer answer;
	uint32_t column;
	int code;

	if (frame.kind == FRAME_ANSWER && frame_take_answer(&frame, &answer))
		frame_put_answer(again, &answer);
	else if (frame.kind == FRAME_RECORD && frame_take_record(&frame, &record))
		frame_put_record(again, &record);
	else if (frame.kind == FRAME_END && frame_take_end(&frame, &code))
		frame_put_end(again, code);
	else if (frame.kind == FRAME_COMPILED &&
		frame_take_compiled(&frame, &code, &column, sentence))
		frame_put_compiled(again, code, column, sentence);
}

/* The parent's side: what the child wants to know. */
static void take_wanted(struct frame frame, struct text *again)
{
	const char *a, *b;
	bool follow;

	if (frame.kind == FRAME_ENTRY && frame_take_look(&frame, &a, &follow))
		frame_put_look(again, a, follow);
	else if (frame.kind == FRAME_SAME && frame_take_pair(&frame, &a, &b))
		frame_put_pair(again, a, b);
	else if ((frame.kind == FRAME_FILE || frame.kind == FRAME_LIST ||
			 frame.kind == FRAME_PACKAGE) &&
		frame_take_string(&frame, JUDGED_PATH_MOST, &a))
		frame_put_string(again, frame.kind, a);
}

static void take_entry(struct frame frame, struct text *again)
{
	struct judged_entry entry;
	int code;

	if (frame_take_entry(&frame, &code, &entry))
		frame_reply_entry(again, code, &entry);
}

static void take_list(struct frame frame, struct text *again)
{
	struct arena arena = ARENA_INIT;
	struct string_list list = {0};
	int code;

	if (frame_take_list(&frame, &code, &arena, &list))
		frame_reply_list(again, code, &list);
	arena_release(&arena);
}

/* The child's side: what it is told. A file that is not there has no bytes to write again. */
static void take_reply(struct frame frame, struct text *again)
{
	char version[JUDGED_NAME_MOST];
	struct judged_file file;
	bool same = false;
	int code;

	if (frame.kind == FRAME_FILE && frame_take_file(&frame, &code, &file) &&
		(code < 0 || file.presence == PRESENCE_THERE || file.length == 0))
		frame_reply_file(again, code, &file);
	else if (frame.kind == FRAME_SAME && frame_take_same(&frame, &code, &same))
		frame_reply_same(again, code, same);
	else if (frame.kind == FRAME_PACKAGE && frame_take_package(&frame, &code, version))
		frame_reply_package(again, code, version);
	else if (frame.kind == FRAME_ENTRY)
		take_entry(frame, again);
	else if (frame.kind == FRAME_LIST)
		take_list(frame, again);
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
	static void (*const takers[])(struct frame frame, struct text * again) = {
		take_request, take_answer, take_wanted, take_reply};
	const char *at = (const char *)data;
	struct frame frame;
	int taken = 1;

	while (taken > 0) {
		taken = frame_split(at, size, FRAME_FROM_CHILD_MOST, &frame);
		must(taken <= 0 || (size_t)taken <= size);
		for (size_t i = 0; taken > 0 && i < sizeof takers / sizeof takers[0]; i++) {
			TEXT_CLEANUP struct text again = TEXT_INIT;

			takers[i](frame, &again);
			if (again.length > 0)
				check_same(&again, at, taken);
		}
		at += taken > 0 ? taken : 0;
		size -= taken > 0 ? (size_t)taken : 0;
	}
	return 0;
}
