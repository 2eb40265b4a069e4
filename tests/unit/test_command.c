// SPDX-License-Identifier: GPL-2.0-or-later
// command, help, suggest: the option tables as parser and as --help.
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>

#include <errno.h>
#include <string.h>

#include "command.h"

struct bake_options {
	const char *from;
	size_t count;
	bool dry_run;
	struct string_list with;
};

static const struct option bake_table[] = {
	{"from", 0, "WHERE", "take it from there", OPTION_TEXT, OPTION_AT(bake_options, from),
		NULL},
	{"count", 'n', "N", "that many", OPTION_NUMBER, OPTION_AT(bake_options, count), NULL},
	{"dry-run", 'd', NULL, "do nothing", OPTION_FLAG, OPTION_AT(bake_options, dry_run), NULL},
	{"with", 'w', "WHAT", "add it", OPTION_LIST, OPTION_AT(bake_options, with), NULL},
};

static const struct command bake = {
	.name = "bake",
	.arguments = "CAKE...",
	.summary = "make cakes",
	.options = bake_table,
	.option_count = ARRAY_SIZE(bake_table),
	.options_size = sizeof(struct bake_options),
	.least = 1,
	.formats = ACCEPTS_TEXT | ACCEPTS_JSON,
};

static const struct command wash = {
	.name = "wash",
	.summary = "clean up",
	.formats = ACCEPTS_TEXT,
};

const struct command *const command_table[] = {&bake, &wash};
const size_t command_count = ARRAY_SIZE(command_table);

enum {
	MOST_WORDS = 16,
};

struct parsed {
	struct arena arena;
	struct invocation invocation;
	struct error error;
	int rc;
};

/* words: split at blanks; '_' stands for an empty word. */
static struct parsed *parse(struct parsed *parsed, const char *words)
{
	char *argv[MOST_WORDS] = {0};
	int count = 0;

	*parsed = (struct parsed){0};
	argv[count++] = arena_string(&parsed->arena, "confwatch");
	for (char *word = arena_string(&parsed->arena, words); *word != '\0';) {
		char *end = strchrnul(word, ' ');
		bool last = *end == '\0';

		*end = '\0';
		argv[count++] = strcmp(word, "_") == 0 ? arena_string(&parsed->arena, "") : word;
		word = last ? end : end + 1;
	}
	parsed->rc =
		command_parse(&parsed->arena, count, argv, &parsed->invocation, &parsed->error);
	return parsed;
}

static void assert_refused(const char *words, const char *sentence)
{
	struct parsed parsed;

	parse(&parsed, words);
	assert_int_equal(parsed.rc, -EINVAL);
	assert_string_equal(parsed.error.message, sentence);
	arena_release(&parsed.arena);
}

static void test_options_of_every_type(void **state)
{
	struct parsed parsed;
	const struct bake_options *options;

	(void)state;
	parse(&parsed, "bake --from oven -n3 --with=salt --with sugar -d plum");
	assert_int_equal(parsed.rc, 0);
	assert_ptr_equal(parsed.invocation.command, &bake);
	options = parsed.invocation.options;
	assert_string_equal(options->from, "oven");
	assert_int_equal(options->count, 3);
	assert_true(options->dry_run);
	assert_int_equal(options->with.count, 2);
	assert_string_equal(options->with.items[0], "salt");
	assert_string_equal(options->with.items[1], "sugar");
	assert_int_equal(parsed.invocation.arguments.count, 1);
	assert_string_equal(parsed.invocation.arguments.items[0], "plum");
	arena_release(&parsed.arena);
}

static void test_global_options_stand_anywhere(void **state)
{
	static const char *const lines[] = {
		"--root=/r -q --json bake plum",
		"--root /r bake -q --json plum",
		"bake plum --json --root /r -q",
		"-q bake --format json --root=/r plum",
	};

	(void)state;
	for (size_t i = 0; i < ARRAY_SIZE(lines); i++) {
		struct parsed parsed;

		parse(&parsed, lines[i]);
		assert_int_equal(parsed.rc, 0);
		assert_string_equal(parsed.invocation.global.root, "/r");
		assert_true(parsed.invocation.global.quiet);
		assert_false(parsed.invocation.global.verbose);
		assert_int_equal(invocation_format(&parsed.invocation), FORMAT_JSON);
		assert_int_equal(parsed.invocation.arguments.count, 1);
		arena_release(&parsed.arena);
	}
}

static void test_dashes_end_options(void **state)
{
	struct parsed parsed;
	const struct bake_options *options;

	(void)state;
	parse(&parsed, "bake -- --dry-run -- -");
	assert_int_equal(parsed.rc, 0);
	options = parsed.invocation.options;
	assert_false(options->dry_run);
	assert_int_equal(parsed.invocation.arguments.count, 3);
	assert_string_equal(parsed.invocation.arguments.items[0], "--dry-run");
	assert_string_equal(parsed.invocation.arguments.items[1], "--");
	assert_string_equal(parsed.invocation.arguments.items[2], "-");
	arena_release(&parsed.arena);
}

static void test_short_options_in_one_word(void **state)
{
	struct parsed parsed;
	const struct bake_options *options;

	(void)state;
	parse(&parsed, "bake plum -dqvn 12");
	assert_int_equal(parsed.rc, 0);
	options = parsed.invocation.options;
	assert_true(options->dry_run);
	assert_int_equal(options->count, 12);
	assert_true(parsed.invocation.global.quiet);
	assert_true(parsed.invocation.global.verbose);
	arena_release(&parsed.arena);
}

static void test_mistakes_get_one_sentence(void **state)
{
	(void)state;
	assert_refused("", "no command was given (see 'confwatch --help')");
	assert_refused("bakr", "unknown command 'bakr' (did you mean 'bake'?)");
	assert_refused("xylophone", "unknown command 'xylophone' (see 'confwatch --help')");
	assert_refused("bake --dryrun x", "unknown option '--dryrun' (did you mean '--dry-run'?)");
	assert_refused("bake --rot=/x y", "unknown option '--rot' (did you mean '--root'?)");
	assert_refused(
		"bake --xylophone x", "unknown option '--xylophone' (see 'confwatch bake --help')");
	assert_refused("--dry-runx", "unknown option '--dry-runx' (see 'confwatch --help')");
	assert_refused("bake -z x", "unknown option '-z'");
	assert_refused("bake x --from", "--from needs a value: WHERE");
	assert_refused("bake x -n", "--count needs a value: N");
	assert_refused("bake x --dry-run=yes", "--dry-run takes no value");
	assert_refused("bake x -n -1", "--count takes a number, not '-1'");
	assert_refused("bake x --count=_", "--count takes a number, not '_'");
	assert_refused("bake x --format=yaml",
		"--format takes text, json, md, html, xml or mail, not 'yaml'");
	assert_refused("bake", "'bake' needs CAKE... (see 'confwatch bake --help')");
	assert_refused("wash plates", "'wash' takes no arguments, but got 'plates'");
	assert_refused("wash --json", "'wash' has no format 'json'");
	assert_refused("bake x --format=html", "'bake' has no format 'html'");
	assert_refused("bake --", "'bake' needs CAKE... (see 'confwatch bake --help')");
	/* Options of a command mean nothing before it is named. */
	assert_refused("--from=x bake y", "unknown option '--from' (see 'confwatch --help')");
}

static void test_help_needs_nothing_else(void **state)
{
	static const char *const lines[] = {
		"--help", "bake --help", "--help bake", "wash --version"};

	(void)state;
	for (size_t i = 0; i < ARRAY_SIZE(lines); i++) {
		struct parsed parsed;

		assert_int_equal(parse(&parsed, lines[i])->rc, 0);
		arena_release(&parsed.arena);
	}
}

static void assert_has_option(const struct text *help, const struct option *option)
{
	TEXT_CLEANUP struct text name = TEXT_INIT;

	text_format(&name, "--%s%s%s ", option->name, option->value != NULL ? "=" : "",
		option->value != NULL ? option->value : "");
	assert_non_null(strstr(text_string(help), text_string(&name)));
	assert_non_null(strstr(text_string(help), option->help));
}

static void test_help_names_every_option_and_command(void **state)
{
	TEXT_CLEANUP struct text own = TEXT_INIT;
	TEXT_CLEANUP struct text all = TEXT_INIT;

	(void)state;
	command_help(&bake, &own);
	command_help(NULL, &all);
	for (size_t i = 0; i < ARRAY_SIZE(bake_table); i++)
		assert_has_option(&own, &bake_table[i]);
	for (size_t i = 0; i < global_option_count; i++) {
		assert_has_option(&own, &global_options[i]);
		assert_has_option(&all, &global_options[i]);
	}
	assert_non_null(strstr(text_string(&own), "confwatch bake [OPTION]... CAKE...\n"));
	assert_non_null(strstr(text_string(&all), "  bake  make cakes\n"));
	assert_non_null(strstr(text_string(&all), "  wash  clean up\n"));
}

static void test_help_fits_a_terminal(void **state)
{
	TEXT_CLEANUP struct text help = TEXT_INIT;

	(void)state;
	command_help(&bake, &help);
	for (const char *line = text_string(&help); *line != '\0';) {
		const char *end = strchrnul(line, '\n');

		assert_true(end - line <= 80);
		line = *end == '\0' ? end : end + 1;
	}
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(test_options_of_every_type),
		cmocka_unit_test(test_global_options_stand_anywhere),
		cmocka_unit_test(test_dashes_end_options),
		cmocka_unit_test(test_short_options_in_one_word),
		cmocka_unit_test(test_mistakes_get_one_sentence),
		cmocka_unit_test(test_help_needs_nothing_else),
		cmocka_unit_test(test_help_names_every_option_and_command),
		cmocka_unit_test(test_help_fits_a_terminal),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
