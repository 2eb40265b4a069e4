// SPDX-License-Identifier: GPL-2.0-or-later
// zypp: what three generations of libzypp really sent, byte by byte; and JSON from elsewhere.
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>

#include <errno.h>

#include "announced_text.h"
#include "formats/zypp.h"

#define TWO(action, version) action " m-nr-chg " version " -; " action " mailpam " version " -; "
#define WHOLE(action, version)                                                                     \
	"PLUGINBEGIN; COMMITBEGIN " TWO(action, version) "COMMITEND " TWO(                         \
		action, version) "PLUGINEND; _DISCONNECT; "

static const struct {
	const char *file;
	const char *story;
} samples[] = {
	{"libzypp-17.25.7/install", WHOLE("install", "- 1-1")},
	{"libzypp-17.25.7/upgrade-userdata", WHOLE("install", "- 2-1")},
	{"libzypp-17.25.7/remove", WHOLE("remove", "2-1 -")},
	{"libzypp-17.25.7/failed",
		"PLUGINBEGIN; COMMITBEGIN install mailpam - 2-1 -; PLUGINEND; _DISCONNECT; "},
	{"libzypp-17.36.7/install", WHOLE("install", "- 1-1")},
	{"libzypp-17.36.7/upgrade-userdata", WHOLE("install", "- 2-1")},
	{"libzypp-17.36.7/remove", WHOLE("remove", "2-1 -")},
	{"libzypp-17.36.7/failed",
		"PLUGINBEGIN; COMMITBEGIN install mailpam - 2-1 -; PLUGINEND; _DISCONNECT; "},
	{"libzypp-17.38.16/install", WHOLE("install", "- 1-1")},
	{"libzypp-17.38.16/upgrade-userdata", WHOLE("install", "- 2-1")},
	{"libzypp-17.38.16/remove", WHOLE("remove", "2-1 -")},
	{"libzypp-17.38.16/failed",
		"PLUGINBEGIN; COMMITBEGIN install mailpam - 2-1 -; "
		"COMMITEND !install mailpam - 2-1 -; PLUGINEND; "
		"_DISCONNECT; "},
};

static void tell_frame(const struct zypp_frame *frame, struct text *story)
{
	struct arena arena = ARENA_INIT;
	struct error error = ERROR_INIT;
	struct announced_list list = {0};

	text_append(story, frame->command, frame->command_length);
	text_add(story, frame->body_length > 0 ? " " : "; ");
	if (frame->body_length > 0)
		assert_int_equal(
			zypp_steps_parse(&arena, frame->body, frame->body_length, &list, &error),
			0);
	announced_text(&list, story);
	arena_release(&arena);
}

/* Hands the bytes over one more at a time: a frame is there exactly when its NUL is. */
static void tell(const struct text *bytes, struct text *story)
{
	struct error error = ERROR_INIT;
	size_t start = 0;

	for (size_t end = 0; end <= bytes->length; end++) {
		struct zypp_frame frame;
		size_t used = 0;
		int rc = zypp_frame_parse(
			text_string(bytes) + start, end - start, &frame, &used, &error);

		assert_int_equal(rc, end > start && bytes->bytes[end - 1] == '\0');
		if (rc == 0)
			continue;
		assert_int_equal(used, end - start);
		tell_frame(&frame, story);
		start = end;
	}
	assert_int_equal(start, bytes->length);
}

static void every_sample_is_understood(void **state)
{
	(void)state;
	for (size_t i = 0; i < sizeof samples / sizeof samples[0]; i++) {
		TEXT_CLEANUP struct text path = TEXT_INIT, bytes = TEXT_INIT, story = TEXT_INIT;

		text_format(&path, "%s.stdin", samples[i].file);
		sample_read(text_string(&path), &bytes);
		tell(&bytes, &story);
		assert_string_equal(text_string(&story), samples[i].story);
	}
}

#define LONG "AAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAA"

static const struct {
	const char *bytes;
	size_t length;
	int rc;
} frames[] = {
#define FRAME(bytes, rc)                                                                           \
	{                                                                                          \
		bytes, sizeof bytes - 1, rc                                                        \
	}
	FRAME("", 0),
	FRAME("A", 0),
	FRAME(LONG, 0),
	FRAME(LONG "A", -EBADMSG),
	FRAME("\n", -EBADMSG),
	FRAME("\0", -EBADMSG),
	FRAME("A\0", -EBADMSG),
	FRAME("A\n\0", -EBADMSG),
	FRAME("A\nkey:value\n\0", -EBADMSG),
	FRAME("A\nno colon\n\n\0", -EBADMSG),
	FRAME("A\n\n\0", 1),
	FRAME("A\n\nbody\0more", 1),
	FRAME("A\nx:\n:y\n\nbody\0", 1),
	FRAME("A\ncontent-length:4\n\nbody\0", 1),
	FRAME("A\ncontent-length:3\n\nbody\0", -EBADMSG),
	FRAME("A\ncontent-length:5\n\nbody\0", -EBADMSG),
	FRAME("A\ncontent-length:\n\nbody\0", -EBADMSG),
	FRAME("A\ncontent-length: 4\n\nbody\0", -EBADMSG),
	FRAME("A\ncontent-length:99999999999999999999\n\nbody\0", -EBADMSG),
};

static void only_frames_are_frames(void **state)
{
	(void)state;
	for (size_t i = 0; i < sizeof frames / sizeof frames[0]; i++) {
		struct error error = ERROR_INIT;
		struct zypp_frame frame;
		size_t used = 0;

		assert_int_equal(
			zypp_frame_parse(frames[i].bytes, frames[i].length, &frame, &used, &error),
			frames[i].rc);
	}
}

/* NULL: -EBADMSG. */
static const struct {
	const char *json;
	const char *announced;
} bodies[] = {
	{"{}", ""},
	{" { \"TransactionStepList\" : [ ] } ", ""},
	{"{\"x\":[1,{\"y\":[]},null],\"TransactionStepList\":[],\"z\":{}}", ""},
	/* an epoch that is a number, or a string; and one that is none */
	{"{\"TransactionStepList\":[{\"type\":\"+\",\"solvable\":{\"n\":\"a\",\"e\":2,\"v\":\"1\","
	 "\"r\":\"3\"}}]}",
		"install a - 2:1-3 -; "},
	{"{\"TransactionStepList\":[{\"type\":\"-\",\"solvable\":{\"n\":\"a\",\"e\":\"2\",\"v\":"
	 "\"1\",\"r\":\"3\"}}]}",
		"remove a 2:1-3 - -; "},
	{"{\"TransactionStepList\":[{\"type\":\"M\",\"solvable\":{\"n\":\"a\",\"e\":0,\"v\":\"1\"}}"
	 "]}",
		"install a - 1 -; "},
	/* neither type nor name: nothing is announced */
	{"{\"TransactionStepList\":[{\"solvable\":{\"n\":\"a\",\"v\":\"1\"}},{\"type\":\"+\","
	 "\"solvable\":{}},{\"type\":\"?\",\"solvable\":{\"n\":\"a\"}},{}]}",
		""},
	{"{\"TransactionStepList\":[{\"type\":\"+\",\"solvable\":{\"n\":\"\\u00e4\\ud83d\\udc27"
	 "\\ud83d\\n\\/\"}}]}",
		"install \303\244\360\237\220\247\357\277\275\n/ - - -; "},
	{"", NULL},
	{"[]", NULL},
	{"{", NULL},
	{"{}x", NULL},
	{"{\"a\"}", NULL},
	{"{\"a\":}", NULL},
	{"{\"a\":1,}", NULL},
	{"{\"a\":[1,]}", NULL},
	{"{\"a\":[1 2]}", NULL},
	{"{\"a\":[1}", NULL},
	{"{\"a\":{\"b\" 1}}", NULL},
	{"{\"a\":{1:1}}", NULL},
	{"{\"a\":\"x\ny\"}", NULL},
	{"{\"a\":\"\\x\"}", NULL},
	{"{\"a\":\"\\u00\"}", NULL},
	{"{\"a\":\"\\u0000\"}", NULL},
	{"{\"a\":\"", NULL},
	{"{\"a\":\"\\", NULL},
	{"{\"TransactionStepList\":{}}", NULL},
	{"{\"TransactionStepList\":[[]]}", NULL},
	{"{\"TransactionStepList\":[{\"type\":1}]}", NULL},
};

static void parses(const char *json, const char *announced)
{
	struct arena arena = ARENA_INIT;
	struct error error = ERROR_INIT;
	struct announced_list list = {0};
	TEXT_CLEANUP struct text text = TEXT_INIT;
	int rc = zypp_steps_parse(&arena, json, strlen(json), &list, &error);

	announced_text(&list, &text);
	assert_int_equal(rc, announced == NULL ? -EBADMSG : 0);
	assert_string_equal(text_string(&text), announced == NULL ? "" : announced);
	arena_release(&arena);
}

static void bodies_are_json(void **state)
{
	(void)state;
	for (size_t i = 0; i < sizeof bodies / sizeof bodies[0]; i++)
		parses(bodies[i].json, bodies[i].announced);
}

/* {"a":[[[...]]]}: 64 brackets are followed, 65 are not. */
static void brackets_have_a_depth(void **state)
{
	(void)state;
	for (size_t depth = 64; depth <= 65; depth++) {
		TEXT_CLEANUP struct text json = TEXT_INIT;

		text_add(&json, "{\"a\":");
		for (size_t i = 0; i < depth; i++)
			text_byte(&json, '[');
		for (size_t i = 0; i < depth; i++)
			text_byte(&json, ']');
		text_byte(&json, '}');
		parses(text_string(&json), depth > 64 ? NULL : "");
	}
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(every_sample_is_understood),
		cmocka_unit_test(only_frames_are_frames),
		cmocka_unit_test(bodies_are_json),
		cmocka_unit_test(brackets_have_a_depth),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
