// SPDX-License-Identifier: GPL-2.0-or-later
// system/judge: questions to a confined child, and what a bad one may cost: its own answer.
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>

#include <signal.h>
#include <sys/socket.h>
#include <sys/wait.h>

#include "core/judge_frame.h"
#include "directory_world.h"
#include "settings/engine.h"
#include "system/files.h"
#include "system/judge.h"
#include "system/sandbox.h"
#include "system/waiting.h"

static const struct directory_format formats[] = {{"*", "plain"}, {0}};
static const struct directory_package packages[] = {{"postfix", "3.7.11"}, {0}};

static struct directory_world directory;
static struct error error;

static int set_up(void **state)
{
	(void)state;
	(void)signal(SIGPIPE, SIG_IGN);
	directory_world_make(&directory, formats, packages);
	temporary_text(&directory.root, "a", "one\ntwo\nthree\n");
	temporary_text(&directory.root, "b", "one\ntwo\nthree\n");
	temporary_text(&directory.root, "killer", "SEGV\n");
	temporary_text(&directory.root, "other-killer", "SEGV\n");
	error = (struct error)ERROR_INIT;
	return 0;
}

static int tear_down(void **state)
{
	(void)state;
	directory_world_remove(&directory);
	return 0;
}

static struct answer ask(struct judge *judge, const char *file, const char *expression)
{
	const struct question question = {
		.kind = QUESTION_ASSERT, .file = file, .expression = expression};
	struct answer answer;

	if (judge_ask(judge, &question, &answer, &error) < 0)
		fail_msg("%s", error.message);
	return answer;
}

static void expect(struct judge *judge, const char *file, const char *expression,
	enum verdict verdict, enum doubt doubt)
{
	struct answer answer = ask(judge, file, expression);

	if (answer.verdict != verdict || answer.doubt != doubt)
		fail_msg("%s: %s, doubt %d, signal %d, %s", expression,
			verdict_name(answer.verdict), (int)answer.doubt, answer.signal,
			answer.text);
}

static void questions_are_answered_from_behind_the_walls(void **state)
{
	struct judge *judge = judge_new(&settings_engine, &directory.judged);
	const struct question question = {.kind = QUESTION_NEVER,
		.file = "/a",
		.expression = "line[@value = $word]",
		.say = "@value"};
	struct answer answer;

	(void)state;
	expect(judge, "/a", "count(line) = 3", VERDICT_PASS, DOUBT_NONE);
	judge_variable(judge, "word", "two");
	assert_int_equal(judge_ask(judge, &question, &answer, &error), 0);
	assert_int_equal(answer.verdict, VERDICT_FAIL);
	assert_int_equal(answer.line, 2);
	assert_string_equal(answer.path, "/a");
	assert_string_equal(answer.text, "two");
	expect(judge, NULL, "cw:stat('/a')/@mode = '0644' and cw:exists('/a')", VERDICT_PASS,
		DOUBT_NONE);
	expect(judge, NULL, "cw:same('/a', '/b') and not(cw:same('/a', '/killer'))", VERDICT_PASS,
		DOUBT_NONE);
	expect(judge, NULL, "count(cw:files('/[ab]')) = 2", VERDICT_PASS, DOUBT_NONE);
	expect(judge, NULL, "cw:version('postfix') = '3.7.11'", VERDICT_PASS, DOUBT_NONE);
	expect(judge, "/nothing", "true()", VERDICT_NOT_APPLICABLE, DOUBT_NONE);
	judge_free(judge);
}

static void settings_come_as_records(void **state)
{
	static const char text[] = "one\ntwo\n";
	struct judge *judge = judge_new(&settings_engine, &directory.judged);
	struct arena arena = ARENA_INIT;
	struct setting_record *records;
	size_t count;

	(void)state;
	assert_int_equal(judge_settings(judge, "plain", text, sizeof text - 1, &arena, &records,
				 &count, &error),
		0);
	assert_int_equal(count, 2);
	assert_string_equal(records[1].name, "line");
	assert_string_equal(records[1].value, "two");
	assert_int_equal(records[1].line, 2);
	assert_int_equal(
		judge_settings(judge, "nothing", text, 1, &arena, &records, &count, &error),
		-EINVAL);
	judge_free(judge);
	arena_release(&arena);
}

static void expressions_are_compiled_there(void **state)
{
	struct judge *judge = judge_new(&settings_engine, &directory.judged);
	uint32_t column;

	(void)state;
	assert_int_equal(judge_compile(judge, "cw:file('/a')", &column, &error), 0);
	assert_int_equal(judge_compile(judge, "a and nope()", &column, &error), -EINVAL);
	assert_int_equal(column, 7);
	assert_string_equal(error.message, "there is no function 'nope'");
	judge_free(judge);
}

/* Too long for a frame is no reason to end anybody. */
static void long_strings_cost_nothing_else(void **state)
{
	struct judge *judge = judge_new(&settings_engine, &directory.judged);
	TEXT_CLEANUP struct text path = TEXT_INIT, expression = TEXT_INIT;
	uint32_t column;

	(void)state;
	while (path.length < JUDGED_PATH_MOST)
		text_add(&path, "/directory");
	while (expression.length < FRAME_EXPRESSION_MOST)
		text_add(&expression, "not(true()) or ");
	judge_variable(judge, "path", text_string(&path));
	expect(judge, NULL, "cw:file($path)", VERDICT_UNKNOWN, DOUBT_UNREADABLE);
	expect(judge, NULL, "cw:files($path)", VERDICT_UNKNOWN, DOUBT_UNREADABLE);
	expect(judge, NULL, "cw:exists($path)", VERDICT_UNKNOWN, DOUBT_UNREADABLE);
	expect(judge, NULL, "cw:same('/a', $path)", VERDICT_UNKNOWN, DOUBT_UNREADABLE);
	expect(judge, NULL, "cw:installed($path)", VERDICT_UNKNOWN, DOUBT_UNREADABLE);
	expect(judge, NULL, text_string(&expression), VERDICT_UNKNOWN, DOUBT_EXPRESSION);
	expect(judge, text_string(&path), "true()", VERDICT_UNKNOWN, DOUBT_EXPRESSION);
	assert_int_equal(judge_compile(judge, text_string(&expression), &column, &error), -EINVAL);
	expect(judge, "/a", "line", VERDICT_PASS, DOUBT_NONE);
	judge_free(judge);
}

/* A bad reader: what it does is the expression, or the first line of a file. */
static void *bad_begin(const struct judge_world *of)
{
	return (void *)(uintptr_t)of;
}

static void bad_variable(void *judge, const char *name, const char *value)
{
	(void)judge;
	(void)name;
	(void)value;
}

static void write_frame(const void *bytes, uint32_t length)
{
	(void)!write(STDOUT_FILENO, &length, sizeof length);
	(void)!write(STDOUT_FILENO, bytes, length);
}

static void flood(void)
{
	TEXT_CLEANUP struct text out = TEXT_INIT;

	for (int i = 0; i < 1000; i++)
		frame_put_parsed(&out);
	for (;;)
		(void)!write(STDOUT_FILENO, out.bytes, out.length);
}

static void fill_pipe(void)
{
	static const char zeros[4096] = {1};
	const uint32_t large = UINT32_MAX;

	(void)!write(STDOUT_FILENO, &large, sizeof large);
	for (;;)
		(void)!write(STDOUT_FILENO, zeros, sizeof zeros);
}

static void eat_memory(void)
{
	for (;;)
		(void)arena_alloc(&(struct arena)ARENA_INIT, 1 << 20);
}

static void misbehave(const struct judge_world *of, const char *how)
{
	char version[JUDGED_NAME_MOST];

	if (strncmp(how, "SEGV", 4) == 0)
		__builtin_trap();
	else if (strcmp(how, "loop") == 0)
		for (volatile unsigned turn = 0;; turn = turn + 1)
			;
	else if (strcmp(how, "memory") == 0)
		eat_memory();
	else if (strcmp(how, "garbage") == 0)
		write_frame("\177garbage", 8);
	else if (strcmp(how, "no field") == 0)
		write_frame("\013", 1);
	else if (strcmp(how, "wrong kind") == 0)
		write_frame("\016", 1);
	else if (strcmp(how, "flood") == 0)
		flood();
	else if (strcmp(how, "large") == 0)
		fill_pipe();
	else if (strcmp(how, "exit") == 0)
		_exit(0);
	else if (strcmp(how, "questions") == 0)
		while (of->package(of->context, "x", version) == 0)
			;
	else if (strcmp(how, "socket") == 0)
		(void)socket(AF_UNIX, SOCK_STREAM, 0);
}

static void bad_answer(void *judge, const struct question *question, struct answer *result)
{
	const struct judge_world *of = judge;
	struct judged_file file;
	int code;

	memset(result, 0, sizeof *result);
	if (question->file == NULL) {
		misbehave(of, question->expression);
		return;
	}
	code = of->file(of->context, question->file, &file);
	if (code == 0 && file.presence == PRESENCE_THERE && file.length > 0)
		misbehave(of, file.bytes);
	of->parsed(of->context);
	if (code == -EOWNERDEAD) {
		result->verdict = VERDICT_UNKNOWN;
		result->doubt = DOUBT_KILLED;
		(void)snprintf(result->path, sizeof result->path, "%s", question->file);
	}
	misbehave(of, question->expression);
}

static int bad_settings(void *judge, const char *format, const void *bytes, size_t length,
	int (*take)(void *context, const struct setting_record *record), void *context)
{
	const struct setting_record record = {.name = "x", .value = "y"};
	int code = 0;

	(void)bytes;
	(void)length;
	while (strcmp(format, "many") == 0 && code == 0)
		code = take(context, &record);
	misbehave(judge, format);
	return code;
}

static int bad_compile(
	void *judge, const char *expression, uint32_t *column, char sentence[JUDGED_TEXT_MOST])
{
	*column = 0;
	sentence[0] = '\0';
	misbehave(judge, expression);
	return 0;
}

static const struct judge_engine bad_engine = {
	.begin = bad_begin,
	.variable = bad_variable,
	.answer = bad_answer,
	.settings = bad_settings,
	.compile = bad_compile,
};

static void a_bad_question_costs_its_own_answer(void **state)
{
	static const struct {
		const char *how;
		int signal;
	} rows[] = {
		{"SEGV", SIGILL},
		{"loop", 0},
		{"garbage", SIGKILL},
		{"no field", SIGKILL},
		{"wrong kind", SIGKILL},
		{"flood", -1},
		{"large", SIGKILL},
		{"exit", SIGKILL},
		{"questions", SIGKILL},
		{"memory", SIGKILL},
		{"socket", SIGSYS},
	};
	struct judge *judge = judge_new(&bad_engine, &directory.judged);

	(void)state;
	for (size_t i = 0; i < sizeof rows / sizeof rows[0]; i++) {
		struct answer answer;

		if (strcmp(rows[i].how, "memory") == 0 && SANDBOX_SANITIZED)
			continue;
		answer = ask(judge, NULL, rows[i].how);
		if (answer.verdict != VERDICT_UNKNOWN || answer.doubt != DOUBT_KILLED)
			fail_msg("%s: %s", rows[i].how, verdict_name(answer.verdict));
		if (rows[i].signal >= 0 && answer.signal != rows[i].signal)
			fail_msg("%s: signal %d", rows[i].how, answer.signal);
		expect(judge, "/a", "well", VERDICT_PASS, DOUBT_NONE);
	}
	judge_free(judge);
}

static void a_bad_question_is_not_asked_again(void **state)
{
	struct judge *judge = judge_new(&bad_engine, &directory.judged);
	int64_t start;

	(void)state;
	expect(judge, NULL, "loop", VERDICT_UNKNOWN, DOUBT_KILLED);
	start = waiting_clock();
	for (int i = 0; i < 100; i++)
		expect(judge, NULL, "loop", VERDICT_UNKNOWN, DOUBT_KILLED);
	assert_true(waiting_clock() - start < 900);
	judge_free(judge);
}

static void a_bad_file_is_known_and_not_read_again(void **state)
{
	struct judge *judge = judge_new(&bad_engine, &directory.judged);
	struct answer answer = ask(judge, "/killer", "well");
	unsigned files;

	(void)state;
	assert_int_equal(answer.verdict, VERDICT_UNKNOWN);
	assert_int_equal(answer.doubt, DOUBT_KILLED);
	assert_int_equal(answer.signal, SIGILL);
	assert_string_equal(answer.path, "/killer");
	files = directory.files;
	answer = ask(judge, "/killer", "another");
	assert_int_equal(answer.doubt, DOUBT_KILLED);
	assert_int_equal(answer.signal, SIGILL);
	assert_int_equal(directory.files, files);
	expect(judge, "/a", "well", VERDICT_PASS, DOUBT_NONE);
	judge_free(judge);
}

static void what_was_read_is_not_to_blame(void **state)
{
	struct judge *judge = judge_new(&bad_engine, &directory.judged);

	(void)state;
	expect(judge, "/a", "SEGV", VERDICT_UNKNOWN, DOUBT_KILLED);
	expect(judge, "/a", "well", VERDICT_PASS, DOUBT_NONE);
	judge_free(judge);
}

static void bad_settings_and_expressions_fail_alone(void **state)
{
	struct judge *judge = judge_new(&bad_engine, &directory.judged);
	struct arena arena = ARENA_INIT;
	struct setting_record *records;
	uint32_t column;
	size_t count;

	(void)state;
	assert_int_equal(
		judge_settings(judge, "SEGV", "x", 1, &arena, &records, &count, &error), -EBADMSG);
	assert_int_equal(
		judge_settings(judge, "many", "x", 1, &arena, &records, &count, &error), -EBADMSG);
	assert_int_equal(
		judge_settings(judge, "well", "x", 1, &arena, &records, &count, &error), 0);
	assert_int_equal(judge_compile(judge, "loop", &column, &error), -EINVAL);
	assert_int_equal(judge_compile(judge, "well", &column, &error), 0);
	judge_free(judge);
	arena_release(&arena);
}

/* The parent has given up writing, sockets and programs; children come all the same. */
static void it_works_for_commands_that_only_look(void **state)
{
	pid_t pid = fork();
	int status;

	(void)state;
	if (pid == 0) {
		struct judge *judge = judge_new(&bad_engine, &directory.judged);
		const struct question bad = {.kind = QUESTION_ASSERT, .expression = "SEGV"};
		const struct question good = {.kind = QUESTION_ASSERT, .expression = "well"};
		struct answer first = {0}, second = {.verdict = VERDICT_FAIL};

		if (sandbox_read_only(&error) < 0 || judge_ask(judge, &bad, &first, &error) < 0 ||
			judge_ask(judge, &good, &second, &error) < 0)
			_exit(1);
		_exit(first.doubt == DOUBT_KILLED && first.signal == SIGILL &&
					second.verdict == VERDICT_PASS
				? 0
				: 2);
	}
	assert_int_equal(waitpid(pid, &status, 0), pid);
	assert_int_equal(status, 0);
}

#define TEST(function) cmocka_unit_test_setup_teardown(function, set_up, tear_down)

int main(void)
{
	const struct CMUnitTest tests[] = {
		TEST(questions_are_answered_from_behind_the_walls),
		TEST(settings_come_as_records),
		TEST(expressions_are_compiled_there),
		TEST(long_strings_cost_nothing_else),
		TEST(a_bad_question_costs_its_own_answer),
		TEST(a_bad_question_is_not_asked_again),
		TEST(a_bad_file_is_known_and_not_read_again),
		TEST(what_was_read_is_not_to_blame),
		TEST(bad_settings_and_expressions_fail_alone),
		TEST(it_works_for_commands_that_only_look),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
