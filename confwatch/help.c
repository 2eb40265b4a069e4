// SPDX-License-Identifier: GPL-2.0-or-later
// --help, made from the same tables as the parser.
#include <string.h>

#include "base/translate.h"
#include "command.h"

/* "-m, --message=TEXT" */
static void add_option_name(const struct option *option, struct text *result)
{
	if (option->letter != 0)
		text_format(result, "-%c, --%s", option->letter, option->name);
	else
		text_format(result, "--%s", option->name);
	if (option->value != NULL)
		text_format(result, "=%s", option->value);
}

static size_t option_width(const struct option *table, size_t count)
{
	size_t widest = 0;

	for (size_t i = 0; i < count; i++) {
		TEXT_CLEANUP struct text name = TEXT_INIT;

		add_option_name(&table[i], &name);
		if (name.length > widest)
			widest = name.length;
	}
	return widest;
}

static void add_options(const struct option *table, size_t count, size_t width, struct text *result)
{
	for (size_t i = 0; i < count; i++) {
		TEXT_CLEANUP struct text name = TEXT_INIT;

		add_option_name(&table[i], &name);
		text_format(
			result, "  %-*s  %s\n", (int)width, text_string(&name), _(table[i].help));
	}
}

static void add_global_options(size_t width, struct text *result)
{
	text_format(result, "\n%s\n", _("Options of every command:"));
	add_options(global_options, global_option_count, width, result);
}

static void add_commands(struct text *result)
{
	size_t width = 0;

	for (size_t i = 0; i < command_count; i++) {
		size_t length = strlen(command_table[i]->name);

		width = length > width ? length : width;
	}
	text_format(result, "\n%s\n", _("Commands:"));
	for (size_t i = 0; i < command_count; i++)
		text_format(result, "  %-*s  %s\n", (int)width, command_table[i]->name,
			_(command_table[i]->summary));
}

static void add_part_words(const struct subcommand *part, struct text *result)
{
	text_add(result, part->name);
	if (part->arguments != NULL)
		text_format(result, " %s", part->arguments);
}

static void add_parts(const struct command *command, struct text *result)
{
	size_t width = 0;

	for (size_t i = 0; i < command->part_count; i++) {
		TEXT_CLEANUP struct text words = TEXT_INIT;

		add_part_words(&command->parts[i], &words);
		width = words.length > width ? words.length : width;
	}
	text_format(result, "\n%s\n", _("Commands:"));
	for (size_t i = 0; i < command->part_count; i++) {
		TEXT_CLEANUP struct text words = TEXT_INIT;

		add_part_words(&command->parts[i], &words);
		text_format(result, "  %-*s  %s\n", (int)width, text_string(&words),
			_(command->parts[i].summary));
	}
}

static void add_program_help(struct text *result)
{
	text_format(result, "%s confwatch COMMAND [OPTION]... [ARGUMENT]...\n", _("usage:"));
	text_format(result, "%s\n", _("Watches configuration files and brings them back."));
	add_commands(result);
	add_global_options(option_width(global_options, global_option_count), result);
	text_format(result, "\n%s\n", _("See confwatch COMMAND --help, and confwatch(8)."));
}

void command_help(const struct command *command, struct text *result)
{
	size_t width = option_width(global_options, global_option_count);
	size_t own;

	if (command == NULL) {
		add_program_help(result);
		return;
	}
	text_format(result, "%s confwatch %s [OPTION]...%s%s\n", _("usage:"), command->name,
		command->arguments != NULL ? " " : "",
		command->arguments != NULL ? command->arguments : "");
	text_format(result, "%s\n", _(command->summary));
	if (command->part_count > 0)
		add_parts(command, result);
	own = option_width(command->options, command->option_count);
	width = own > width ? own : width;
	if (command->option_count > 0) {
		text_format(result, "\n%s\n", _("Options:"));
		add_options(command->options, command->option_count, width, result);
	}
	add_global_options(width, result);
}
