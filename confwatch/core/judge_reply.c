// SPDX-License-Identifier: GPL-2.0-or-later
// Frames: what the child asks back, and what it is told.
#include <string.h>

#include "core/judge_field.h"

void frame_put_string(struct text *text, enum frame_kind kind, const char *string)
{
	size_t begun = frame_begin(text, kind);

	field_put_string(text, string);
	frame_end(text, begun);
}

bool frame_take_string(struct frame *frame, size_t most, const char **result)
{
	*result = field_take_string(frame, most);
	return field_done(frame);
}

void frame_put_look(struct text *text, const char *path, bool follow)
{
	size_t begun = frame_begin(text, FRAME_ENTRY);

	field_put_string(text, path);
	field_put_number(text, follow);
	frame_end(text, begun);
}

bool frame_take_look(struct frame *frame, const char **path, bool *follow)
{
	*path = field_take_string(frame, JUDGED_PATH_MOST);
	*follow = field_take_number(frame, 1) == 1;
	return field_done(frame);
}

void frame_put_pair(struct text *text, const char *a, const char *b)
{
	size_t begun = frame_begin(text, FRAME_SAME);

	field_put_string(text, a);
	field_put_string(text, b);
	frame_end(text, begun);
}

bool frame_take_pair(struct frame *frame, const char **a, const char **b)
{
	*a = field_take_string(frame, JUDGED_PATH_MOST);
	*b = field_take_string(frame, JUDGED_PATH_MOST);
	return field_done(frame);
}

/* The code, and whether a value follows. */
static bool put_code(struct text *text, int code)
{
	field_put_code(text, code);
	return code >= 0;
}

static bool take_code(struct frame *frame, int *code)
{
	*code = field_take_code(frame);
	return *code >= 0 && !frame->bad;
}

void frame_reply_file(struct text *text, int code, const struct judged_file *file)
{
	size_t begun = frame_begin(text, FRAME_FILE);

	if (put_code(text, code)) {
		field_put_number(text, file->presence);
		field_put_string(text, file->format);
		field_put_bytes(
			text, file->bytes, file->presence == PRESENCE_THERE ? file->length : 0);
	}
	frame_end(text, begun);
}

bool frame_take_file(struct frame *frame, int *code, struct judged_file *result)
{
	memset(result, 0, sizeof *result);
	if (take_code(frame, code)) {
		result->presence = (enum presence)field_take_number(frame, PRESENCE_UNWATCHED);
		field_take_into(frame, result->format, sizeof result->format);
		result->bytes = field_take_bytes(frame, JUDGED_FILE_MOST, &result->length);
	}
	return field_done(frame);
}

void frame_reply_entry(struct text *text, int code, const struct judged_entry *entry)
{
	size_t begun = frame_begin(text, FRAME_ENTRY);

	if (put_code(text, code)) {
		field_put_number(text, entry->presence);
		field_put_number(text, (unsigned char)entry->type);
		field_put_number(text, entry->link);
		field_put_number(text, entry->mode);
		field_put_number(text, entry->uid);
		field_put_number(text, entry->gid);
		field_put_string(text, entry->user);
		field_put_string(text, entry->group);
		field_put_number(text, entry->size);
		field_put_number(text, (uint64_t)entry->mtime);
		field_put_string(text, entry->target);
	}
	frame_end(text, begun);
}

bool frame_take_entry(struct frame *frame, int *code, struct judged_entry *result)
{
	memset(result, 0, sizeof *result);
	if (take_code(frame, code)) {
		result->presence = (enum presence)field_take_number(frame, PRESENCE_UNWATCHED);
		result->type = (char)field_take_number(frame, 'z');
		result->link = field_take_number(frame, 1) == 1;
		result->mode = (uint32_t)field_take_number(frame, 07777);
		result->uid = (uint32_t)field_take_number(frame, UINT32_MAX);
		result->gid = (uint32_t)field_take_number(frame, UINT32_MAX);
		field_take_into(frame, result->user, sizeof result->user);
		field_take_into(frame, result->group, sizeof result->group);
		result->size = field_take_number(frame, UINT64_MAX);
		result->mtime = field_take_signed(frame);
		field_take_into(frame, result->target, sizeof result->target);
	}
	return field_done(frame);
}

void frame_reply_same(struct text *text, int code, bool same)
{
	size_t begun = frame_begin(text, FRAME_SAME);

	if (put_code(text, code))
		field_put_number(text, same);
	frame_end(text, begun);
}

bool frame_take_same(struct frame *frame, int *code, bool *result)
{
	if (take_code(frame, code))
		*result = field_take_number(frame, 1) == 1;
	return field_done(frame);
}

void frame_reply_list(struct text *text, int code, const struct string_list *list)
{
	size_t begun = frame_begin(text, FRAME_LIST);

	if (put_code(text, code)) {
		field_put_number(text, list->count);
		for (size_t i = 0; i < list->count; i++)
			field_put_string(text, list->items[i]);
	}
	frame_end(text, begun);
}

bool frame_take_list(
	struct frame *frame, int *code, struct arena *arena, struct string_list *result)
{
	uint64_t count = 0;

	if (take_code(frame, code))
		count = field_take_number(frame, JUDGED_LIST_MOST);
	for (uint64_t i = 0; i < count && !frame->bad; i++)
		string_list_add(result, arena,
			arena_string(arena, field_take_string(frame, JUDGED_PATH_MOST)));
	return field_done(frame);
}

void frame_reply_package(struct text *text, int code, const char *version)
{
	size_t begun = frame_begin(text, FRAME_PACKAGE);

	if (put_code(text, code))
		field_put_string(text, version);
	frame_end(text, begun);
}

bool frame_take_package(struct frame *frame, int *code, char version[JUDGED_NAME_MOST])
{
	version[0] = '\0';
	if (take_code(frame, code))
		field_take_into(frame, version, JUDGED_NAME_MOST);
	return field_done(frame);
}
