// SPDX-License-Identifier: GPL-2.0-or-later
// STOMP-like frames as libzypp's PluginFrame.cc writes them, and the JSON of its commit plugins.
#include "formats/zypp.h"

#include <errno.h>
#include <stdint.h>
#include <string.h>

#include "base/number.h"
#include "formats/json_read.h"

enum {
	LONGEST_COMMAND = 64,
};

static const char length_key[] = "content-length:";

/* The frame up to its NUL, and where reading stands in it. */
struct frame_text {
	const char *bytes;
	size_t length;
	size_t at;
};

/* Up to the end of the line, which is passed over; false when the frame ends before. */
static bool next_line(struct frame_text *text, const char **line, size_t *length)
{
	const char *start = text->bytes + text->at;
	const char *newline = memchr(start, '\n', text->length - text->at);

	if (newline == NULL)
		return false;
	*line = start;
	*length = (size_t)(newline - start);
	text->at += *length + 1;
	return true;
}

static bool is_length_header(const char *line, size_t length)
{
	return length >= sizeof length_key - 1 &&
		memcmp(line, length_key, sizeof length_key - 1) == 0;
}

/* The headers and the empty line behind them. announced stays UINT64_MAX without its header. */
static int read_headers(struct frame_text *text, uint64_t *announced, struct error *error)
{
	const size_t key = sizeof length_key - 1;
	const char *line;
	size_t length;

	while (next_line(text, &line, &length)) {
		if (length == 0)
			return 0;
		if (memchr(line, ':', length) == NULL)
			return error_set(error, EBADMSG, "a header of the frame has no colon");
		if (is_length_header(line, length) &&
			!number_parse(line + key, length - key, 10, UINT32_MAX, announced))
			return error_set(
				error, EBADMSG, "the content-length of the frame is no number");
	}
	return error_set(error, EBADMSG, "the frame ends in its headers");
}

/* What has come so far can be the beginning of a frame. */
static int check_beginning(const char *bytes, size_t length, struct error *error)
{
	const char *newline = memchr(bytes, '\n', length);
	size_t command = newline != NULL ? (size_t)(newline - bytes) : length;

	if (command > LONGEST_COMMAND)
		return error_set(error, EBADMSG, "the command of the frame is too long");
	if (newline == bytes)
		return error_set(error, EBADMSG, "the frame has no command");
	return 0;
}

static int parse_whole(struct frame_text *text, struct zypp_frame *result, struct error *error)
{
	struct zypp_frame frame = {0};
	uint64_t announced = UINT64_MAX;

	if (!next_line(text, &frame.command, &frame.command_length))
		return error_set(error, EBADMSG, "the frame ends in its command");
	if (read_headers(text, &announced, error) < 0)
		return -error->code;
	frame.body = text->bytes + text->at;
	frame.body_length = text->length - text->at;
	if (announced != UINT64_MAX && announced != frame.body_length)
		return error_set(error, EBADMSG, "the frame does not have its content-length");
	*result = frame;
	return 0;
}

int zypp_frame_parse(const char *bytes, size_t length, struct zypp_frame *result, size_t *used,
	struct error *error)
{
	const char *end = length > 0 ? memchr(bytes, '\0', length) : NULL;
	struct frame_text text = {.bytes = bytes};

	if (length == 0)
		return 0;
	if (check_beginning(bytes, end != NULL ? (size_t)(end - bytes) : length, error) < 0)
		return -error->code;
	if (end == NULL)
		return 0;
	text.length = (size_t)(end - bytes);
	if (parse_whole(&text, result, error) < 0)
		return -error->code;
	*used = text.length + 1;
	return 1;
}

/* One step as JSON has it; NULL: the member is missing. */
struct step {
	const char *type;
	const char *stage;
	const char *name;
	const char *epoch;
	const char *version;
	const char *release;
};

static bool read_solvable(struct json_reader *reader, struct step *step)
{
	const char *key;

	if (!json_read_enter(reader, '{'))
		return false;
	while (json_read_key(reader, &key)) {
		if (strcmp(key, "e") == 0 && json_read_peek(reader) != '"')
			(void)json_read_word(reader, &step->epoch);
		else if (strcmp(key, "e") == 0)
			(void)json_read_string(reader, &step->epoch);
		else if (strcmp(key, "n") == 0)
			(void)json_read_string(reader, &step->name);
		else if (strcmp(key, "v") == 0)
			(void)json_read_string(reader, &step->version);
		else if (strcmp(key, "r") == 0)
			(void)json_read_string(reader, &step->release);
		else
			(void)json_read_skip(reader);
	}
	return reader->problem == NULL;
}

static bool read_step(struct json_reader *reader, struct step *step)
{
	const char *key;

	if (!json_read_enter(reader, '{'))
		return false;
	while (json_read_key(reader, &key)) {
		if (strcmp(key, "type") == 0)
			(void)json_read_string(reader, &step->type);
		else if (strcmp(key, "stage") == 0)
			(void)json_read_string(reader, &step->stage);
		else if (strcmp(key, "solvable") == 0)
			(void)read_solvable(reader, step);
		else
			(void)json_read_skip(reader);
	}
	return reader->problem == NULL;
}

static const char *step_version(struct arena *arena, const struct step *step)
{
	bool has_epoch = step->epoch != NULL && strcmp(step->epoch, "0") != 0;

	if (step->version == NULL)
		return NULL;
	return arena_format(arena, "%s%s%s%s%s", has_epoch ? step->epoch : "", has_epoch ? ":" : "",
		step->version, step->release != NULL ? "-" : "",
		step->release != NULL ? step->release : "");
}

/* Steps without a type stay as they are; "M" is a further version beside the ones there. */
static void add_step(struct arena *arena, const struct step *step, struct announced_list *list)
{
	const char *version = step_version(arena, step);
	bool removal = step->type != NULL && strcmp(step->type, "-") == 0;

	if (step->name == NULL || step->type == NULL)
		return;
	if (!removal && strcmp(step->type, "+") != 0 && strcmp(step->type, "M") != 0)
		return;
	announced_add(list, arena,
		&(struct announced){
			.name = step->name,
			.before = removal ? version : NULL,
			.after = removal ? NULL : version,
			.action = removal ? ANNOUNCED_REMOVE : ANNOUNCED_INSTALL,
			.failed = step->stage != NULL && strcmp(step->stage, "err") == 0,
		});
}

static bool read_steps(struct json_reader *reader, struct announced_list *list)
{
	if (!json_read_enter(reader, '['))
		return false;
	while (json_read_item(reader)) {
		struct step step = {0};

		if (read_step(reader, &step))
			add_step(reader->arena, &step, list);
	}
	return reader->problem == NULL;
}

static bool read_body(struct json_reader *reader, struct announced_list *list)
{
	const char *key;

	if (!json_read_enter(reader, '{'))
		return false;
	while (json_read_key(reader, &key)) {
		if (strcmp(key, "TransactionStepList") == 0)
			(void)read_steps(reader, list);
		else
			(void)json_read_skip(reader);
	}
	return json_read_end(reader);
}

int zypp_steps_parse(struct arena *arena, const char *body, size_t length,
	struct announced_list *result, struct error *error)
{
	struct json_reader reader = {.arena = arena, .bytes = body, .length = length};
	struct announced_list list = {0};

	if (!read_body(&reader, &list))
		return error_set(error, EBADMSG, "byte %zu of what libzypp announced: %s",
			reader.at, reader.problem);
	*result = list;
	return 0;
}
