// SPDX-License-Identifier: GPL-2.0-or-later
// What every command does with its invocation: paths, pager and sandbox, printing.
#include <errno.h>
#include <string.h>
#include <unistd.h>

#include "base/path.h"
#include "base/suggest.h"
#include "base/translate.h"
#include "command.h"
#include "system/sandbox.h"

enum {
	LONGEST_PATH = 4096,
};

static int no_such_part(const struct command *command, const char *word, struct error *error)
{
	struct suggestion suggestion;

	suggestion_begin(&suggestion, word, strlen(word));
	for (size_t i = 0; i < command->part_count; i++)
		suggestion_offer(&suggestion, command->parts[i].name);
	if (suggestion.nearest != NULL)
		return error_set(error, EINVAL, _("'%s' does not know '%s' (did you mean '%s'?)"),
			command->name, word, suggestion.nearest);
	return error_set(error, EINVAL, _("'%s' does not know '%s' (see 'confwatch %s --help')"),
		command->name, word, command->name);
}

static const struct subcommand *find_part(const struct command *command, const char *name)
{
	for (size_t i = 0; i < command->part_count; i++)
		if (strcmp(command->parts[i].name, name) == 0)
			return &command->parts[i];
	return NULL;
}

int command_run_part(struct invocation *invocation, struct error *error)
{
	const struct command *command = invocation->command;
	const char *word = invocation->arguments.items[0];
	const struct subcommand *part = find_part(command, word);

	if (part == NULL)
		return no_such_part(command, word, error);
	invocation->arguments.items++;
	invocation->arguments.count--;
	if (invocation->arguments.count < part->least)
		return error_set(error, EINVAL, _("'%s %s' needs %s"), command->name, part->name,
			part->arguments);
	if (invocation->arguments.count > part->most)
		return error_set(error, EINVAL, _("'%s %s' does not take '%s'"), command->name,
			part->name, invocation->arguments.items[part->most]);
	return part->run(invocation, error);
}

enum format invocation_format(const struct invocation *invocation)
{
	return invocation->global.json ? FORMAT_JSON : (enum format)invocation->global.format;
}

int invocation_path(const struct invocation *invocation, const char *path, const char **result,
	struct error *error)
{
	char here[LONGEST_PATH] = "/";

	if (path[0] == '\0')
		return error_set(error, EINVAL, _("an empty path was given"));
	if (path[0] != '/' && invocation->workspace->other_root)
		return error_set(error, EINVAL,
			_("'%s' is relative: with --root, paths are absolute as seen inside it"),
			path);
	if (path[0] != '/' && (getcwd(here, sizeof here) == NULL || here[0] != '/'))
		return error_system(error, errno, _("cannot tell what '%s' is relative to"), path);
	*result = path_normalise(invocation->arena, here, path);
	return 0;
}

int invocation_paths(
	const struct invocation *invocation, struct string_list *result, struct error *error)
{
	struct string_list paths = {0};

	for (size_t i = 0; i < invocation->arguments.count; i++) {
		const char *path = NULL;
		int rc = invocation_path(invocation, invocation->arguments.items[i], &path, error);

		if (rc < 0)
			return rc;
		string_list_add(&paths, invocation->arena, path);
	}
	*result = paths;
	return 0;
}

int invocation_only_look(struct invocation *invocation, bool paged, struct error *error)
{
	const struct actor *actor = &invocation->workspace->actor;

	if (paged && !invocation->global.no_pager && !invocation->global.quiet &&
		invocation_format(invocation) == FORMAT_TEXT)
		terminal_page(invocation->terminal, invocation->pager, invocation->terminal_type,
			actor->uid, actor->gid);
	return sandbox_read_only(error);
}

int invocation_secrets(const struct invocation *invocation, struct error *error)
{
	if (invocation->terminal->output && invocation_format(invocation) == FORMAT_TEXT)
		return 0;
	return error_set(error, EPERM, _("--show-secrets needs a terminal"));
}

int invocation_print(struct invocation *invocation, const struct text *text, struct error *error)
{
	if (invocation->global.quiet && invocation_format(invocation) == FORMAT_TEXT)
		return 0;
	return terminal_print(invocation->terminal, text, error);
}
