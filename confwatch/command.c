// SPDX-License-Identifier: GPL-2.0-or-later
// Reading a command line against the option tables.
#include "command.h"

#include <errno.h>
#include <string.h>
#include <unistd.h>

#include "base/number.h"
#include "base/path.h"
#include "base/suggest.h"
#include "base/translate.h"

/* In the order of enum format. */
static const char *const format_names[] = {"text", "json", "md", "html", "xml", "mail", NULL};
static const char *const color_names[] = {"auto", "always", "never", NULL};

const struct option global_options[] = {
	{"root", 0, "DIR", N_("work on the system below DIR, state included"), OPTION_TEXT,
		OPTION_AT(global_options, root), NULL},
	{"state", 0, "DIR", N_("keep the history in DIR (ROOT/var/lib/confwatch)"), OPTION_TEXT,
		OPTION_AT(global_options, state), NULL},
	{"config", 0, "FILE", N_("read FILE (ROOT/etc/confwatch/confwatch.yaml)"), OPTION_TEXT,
		OPTION_AT(global_options, config), NULL},
	{"format", 0, "FORMAT", N_("text, json, md, html, xml or mail"), OPTION_CHOICE,
		OPTION_AT(global_options, format), format_names},
	{"json", 0, NULL, N_("the same as --format=json"), OPTION_FLAG,
		OPTION_AT(global_options, json), NULL},
	{"color", 0, "WHEN", N_("auto, always or never"), OPTION_CHOICE,
		OPTION_AT(global_options, color), color_names},
	{"no-pager", 0, NULL, N_("do not page long output on a terminal"), OPTION_FLAG,
		OPTION_AT(global_options, no_pager), NULL},
	{"quiet", 'q', NULL, N_("say only what went wrong"), OPTION_FLAG,
		OPTION_AT(global_options, quiet), NULL},
	{"verbose", 'v', NULL, N_("say more"), OPTION_FLAG, OPTION_AT(global_options, verbose),
		NULL},
	{"help", 0, NULL, N_("show this help"), OPTION_FLAG, OPTION_AT(global_options, help), NULL},
	{"version", 0, NULL, N_("show the version"), OPTION_FLAG,
		OPTION_AT(global_options, version), NULL},
};
const size_t global_option_count = ARRAY_SIZE(global_options);

/* Options, and the struct that their values go into. */
struct table {
	const struct option *options;
	size_t count;
	char *structure;
};

/* Where reading stands: words[next] is the next word, or the next value. */
struct reading {
	struct arena *arena;
	char *const *words;
	size_t count;
	size_t next;
	struct invocation *result;
	struct table global;
	struct table own; /* empty until the command is known */
};

/* An option that was found, and where its value goes. */
struct target {
	const struct option *option; /* NULL: none was found */
	void *place;
};

static bool has_name(const struct option *option, const char *name, size_t length)
{
	return strlen(option->name) == length && memcmp(option->name, name, length) == 0;
}

/* letter 0: by name. */
static struct target find_in(
	const struct table *table, const char *name, size_t length, char letter)
{
	for (size_t i = 0; i < table->count; i++) {
		const struct option *option = &table->options[i];

		if (letter != 0 ? option->letter == letter : has_name(option, name, length))
			return (struct target){option, table->structure + option->offset};
	}
	return (struct target){NULL, NULL};
}

/* The command's own options win, global ones stand behind them. */
static struct target find_target(
	const struct reading *reading, const char *name, size_t length, char letter)
{
	struct target target = find_in(&reading->own, name, length, letter);

	return target.option != NULL ? target : find_in(&reading->global, name, length, letter);
}

static int unknown_option(
	struct reading *reading, const char *name, size_t length, struct error *error)
{
	const struct command *command = reading->result->command;
	const char *after = command != NULL ? command->name : "";
	struct suggestion suggestion;

	suggestion_begin(&suggestion, name, length);
	for (size_t i = 0; i < global_option_count; i++)
		suggestion_offer(&suggestion, global_options[i].name);
	for (size_t i = 0; i < reading->own.count; i++)
		suggestion_offer(&suggestion, reading->own.options[i].name);
	if (suggestion.nearest != NULL)
		return error_set(error, EINVAL, _("unknown option '--%.*s' (did you mean '--%s'?)"),
			(int)length, name, suggestion.nearest);
	return error_set(error, EINVAL, _("unknown option '--%.*s' (see 'confwatch %s%s--help')"),
		(int)length, name, after, *after != '\0' ? " " : "");
}

static int set_choice(
	const struct option *option, const char *value, size_t *result, struct error *error)
{
	for (size_t i = 0; option->choices[i] != NULL; i++) {
		if (strcmp(option->choices[i], value) == 0) {
			*result = i;
			return 0;
		}
	}
	return error_set(
		error, EINVAL, _("--%s takes %s, not '%s'"), option->name, _(option->help), value);
}

static int set_number(
	const struct option *option, const char *value, size_t *result, struct error *error)
{
	uint64_t number = 0;

	if (!number_parse(value, strlen(value), 10, UINT32_MAX, &number))
		return error_set(
			error, EINVAL, _("--%s takes a number, not '%s'"), option->name, value);
	*result = (size_t)number;
	return 0;
}

/* Not for flags: they have no value. */
static int set_option(struct reading *reading, const struct target *target, const char *value,
	struct error *error)
{
	const struct option *option = target->option;
	void *place = target->place;

	switch (option->type) {
	case OPTION_TEXT:
		*(const char **)place = value;
		return 0;
	case OPTION_NUMBER:
		return set_number(option, value, place, error);
	case OPTION_LIST:
		string_list_add(place, reading->arena, value);
		return 0;
	case OPTION_CHOICE:
		return set_choice(option, value, place, error);
	default:
		return 0;
	}
}

static int set_flag(const struct target *target, const char *attached, struct error *error)
{
	if (attached != NULL)
		return error_set(error, EINVAL, _("--%s takes no value"), target->option->name);
	*(bool *)target->place = true;
	return 0;
}

/* The value behind an option: attached (not NULL), or the next word. */
static int read_value(struct reading *reading, const struct target *target, const char *attached,
	struct error *error)
{
	const struct option *option = target->option;

	if (option->type == OPTION_FLAG)
		return set_flag(target, attached, error);
	if (attached != NULL)
		return set_option(reading, target, attached, error);
	if (reading->next == reading->count)
		return error_set(
			error, EINVAL, _("--%s needs a value: %s"), option->name, option->value);
	return set_option(reading, target, reading->words[reading->next++], error);
}

static int read_long_option(struct reading *reading, const char *word, struct error *error)
{
	const char *name = word + 2;
	const char *equals = strchr(name, '=');
	size_t length = equals != NULL ? (size_t)(equals - name) : strlen(name);
	struct target target = find_target(reading, name, length, 0);

	if (target.option == NULL)
		return unknown_option(reading, name, length, error);
	return read_value(reading, &target, equals != NULL ? equals + 1 : NULL, error);
}

/* "-q", "-qv", "-n 3", "-n3" */
static int read_short_options(struct reading *reading, const char *word, struct error *error)
{
	for (const char *letter = word + 1; *letter != '\0'; letter++) {
		struct target target = find_target(reading, NULL, 0, *letter);

		if (target.option == NULL)
			return error_set(error, EINVAL, _("unknown option '-%.1s'"), letter);
		if (target.option->type != OPTION_FLAG)
			return read_value(
				reading, &target, letter[1] != '\0' ? letter + 1 : NULL, error);
		if (read_value(reading, &target, NULL, error) < 0)
			return -error->code;
	}
	return 0;
}

static int choose_command(struct reading *reading, const char *name, struct error *error)
{
	struct suggestion suggestion;

	suggestion_begin(&suggestion, name, strlen(name));
	for (size_t i = 0; i < command_count; i++) {
		const struct command *command = command_table[i];

		if (strcmp(command->name, name) == 0) {
			reading->own = (struct table){
				.options = command->options,
				.count = command->option_count,
				.structure = arena_alloc(reading->arena, command->options_size + 1),
			};
			reading->result->command = command;
			reading->result->options = reading->own.structure;
			return 0;
		}
		suggestion_offer(&suggestion, command->name);
	}
	if (suggestion.nearest != NULL)
		return error_set(error, EINVAL, _("unknown command '%s' (did you mean '%s'?)"),
			name, suggestion.nearest);
	return error_set(error, EINVAL, _("unknown command '%s' (see 'confwatch --help')"), name);
}

static int read_argument(struct reading *reading, const char *word, struct error *error)
{
	if (reading->result->command == NULL)
		return choose_command(reading, word, error);
	if (reading->result->command->arguments == NULL)
		return error_set(error, EINVAL, _("'%s' takes no arguments, but got '%s'"),
			reading->result->command->name, word);
	string_list_add(&reading->result->arguments, reading->arena, word);
	return 0;
}

static int read_words(struct reading *reading, struct error *error)
{
	bool options = true;
	int rc = 0;

	while (rc == 0 && reading->next < reading->count) {
		const char *word = reading->words[reading->next++];

		if (options && strcmp(word, "--") == 0)
			options = false;
		else if (options && strncmp(word, "--", 2) == 0)
			rc = read_long_option(reading, word, error);
		else if (options && word[0] == '-' && word[1] != '\0')
			rc = read_short_options(reading, word, error);
		else
			rc = read_argument(reading, word, error);
	}
	return rc;
}

const char *format_name(enum format format)
{
	return format_names[format];
}

static int check_complete(const struct invocation *invocation, struct error *error)
{
	const struct command *command = invocation->command;
	enum format format = invocation_format(invocation);

	if (invocation->global.help || invocation->global.version)
		return 0;
	if (command == NULL)
		return error_set(error, EINVAL, _("no command was given (see 'confwatch --help')"));
	if (invocation->arguments.count < command->least)
		return error_set(error, EINVAL, _("'%s' needs %s (see 'confwatch %s --help')"),
			command->name, command->arguments, command->name);
	if ((command->formats & (1U << format)) == 0)
		return error_set(error, EINVAL, _("'%s' has no format '%s'"), command->name,
			format_name(format));
	return 0;
}

int command_parse(struct arena *arena, int count, char *const *words, struct invocation *result,
	struct error *error)
{
	struct reading reading = {
		.arena = arena,
		.words = words,
		.count = count < 1 ? 1 : (size_t)count,
		.next = 1,
		.result = result,
		.global = {global_options, global_option_count, (char *)&result->global},
	};
	int rc;

	*result = (struct invocation){.arena = arena};
	rc = read_words(&reading, error);
	return rc < 0 ? rc : check_complete(result, error);
}
