// SPDX-License-Identifier: GPL-2.0-or-later
// Any expression about any document: an answer within bounds, and the same one when asked again.
#include <errno.h>

#include "read_target.h"
#include "settings/engine.h"

/* "FORMAT\nEXPRESSION\nTEXT" */
struct input {
	char format[JUDGED_NAME_MOST];
	char *expression;
	const uint8_t *text;
	size_t length;
};

static int give_file(void *context, const char *path, struct judged_file *result)
{
	const struct input *input = context;

	memset(result, 0, sizeof *result);
	if (strstr(path, "none") != NULL) {
		result->presence = PRESENCE_ABSENT;
		return 0;
	}
	if (strstr(path, "killer") != NULL)
		return -EOWNERDEAD;
	memcpy(result->format, input->format, sizeof result->format);
	result->bytes = input->text;
	result->length = input->length;
	return 0;
}

static int give_entry(void *context, const char *path, bool follow, struct judged_entry *result)
{
	(void)context;
	(void)follow;
	memset(result, 0, sizeof *result);
	result->type = 'f';
	result->link = path[0] == '/';
	return path[0] == '\0' ? -EACCES : 0;
}

static int give_same(void *context, const char *a, const char *b, bool *result)
{
	(void)context;
	*result = strcmp(a, b) == 0;
	return 0;
}

static int give_list(
	void *context, const char *pattern, struct arena *arena, struct string_list *result)
{
	(void)context;
	string_list_add(result, arena, "/etc/a");
	string_list_add(result, arena, arena_string(arena, pattern));
	return 0;
}

static int give_package(void *context, const char *name, char version[JUDGED_NAME_MOST])
{
	(void)context;
	version[0] = name[0];
	version[1] = '\0';
	return 0;
}

/* Where a line of the input ends, and the next begins. */
static const uint8_t *line_end(const uint8_t *at, const uint8_t *end)
{
	const uint8_t *newline = at < end ? memchr(at, '\n', (size_t)(end - at)) : NULL;

	return newline != NULL ? newline : end;
}

static void split(const uint8_t *data, size_t size, struct input *input)
{
	const uint8_t *end = data + size, *first = line_end(data, end);
	const uint8_t *at = first < end ? first + 1 : end, *second = line_end(at, end);

	if ((size_t)(first - data) < sizeof input->format)
		memcpy(input->format, data, (size_t)(first - data));
	input->expression = strndup((const char *)at, (size_t)(second - at));
	must(input->expression != NULL);
	input->text = second < end ? second + 1 : end;
	input->length = (size_t)(end - input->text);
}

static void check(const struct answer *answer)
{
	must(answer->verdict <= VERDICT_NOT_APPLICABLE && answer->doubt <= DOUBT_NO_FORMAT);
	must((answer->verdict == VERDICT_UNKNOWN) == (answer->doubt != DOUBT_NONE));
	must(memchr(answer->path, '\0', sizeof answer->path) != NULL);
	must(memchr(answer->text, '\0', sizeof answer->text) != NULL);
	must(answer->signal == 0);
}

static int take(void *context, const struct setting_record *record)
{
	size_t *count = context;

	must(record->name != NULL && (!record->unread || record->value != NULL));
	(*count)++;
	return 0;
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
	struct input input = {{0}, NULL, NULL, 0};
	const struct judge_world world = {
		&input, give_file, give_entry, give_same, give_list, give_package, NULL};
	void *judge = settings_engine.begin(&world);
	size_t count = 0;

	must(judge != NULL);
	split(data, size, &input);
	settings_engine.variable(judge, "x", "one two");
	for (int kind = QUESTION_ASSERT; kind <= QUESTION_STRING; kind++) {
		const struct question question = {(enum question_kind)kind, "/etc/file",
			input.expression, input.expression, input.expression};
		struct answer first, second;

		settings_engine.answer(judge, &question, &first);
		settings_engine.answer(judge, &question, &second);
		check(&first);
		must(memcmp(&first, &second, sizeof first) == 0);
	}
	(void)settings_engine.settings(judge, input.format, input.text, input.length, take, &count);
	settings_engine.end(judge);
	free(input.expression);
	return 0;
}
