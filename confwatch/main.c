// SPDX-License-Identifier: GPL-2.0-or-later
// The way through confwatch: command line -> row of the command table -> what the row needs ->
// the command -> the exit status. Built twice, with the table of all commands (table.c), and
// with the one row that needs no libgit2 (quick.c).
#include <errno.h>
#include <locale.h>
#include <signal.h>
#include <stdlib.h>
#include <time.h>

#include "base/shell.h"
#include "base/translate.h"
#include "command.h"
#include "hand_over.h"
#include "system/sandbox.h"

enum {
	EXIT_TROUBLE = 2, /* 0 and 1 come from the commands themselves */
};

static void choose_language(void)
{
	(void)setlocale(LC_MESSAGES, "");
	(void)bindtextdomain("confwatch", CONFWATCH_LOCALE_DIRECTORY);
	(void)bind_textdomain_codeset("confwatch", "UTF-8");
	(void)textdomain("confwatch");
}

/* Minutes east of UTC. */
static int time_zone(time_t now)
{
	struct tm local = {0};

	return localtime_r(&now, &local) != NULL ? (int)(local.tm_gmtoff / 60) : 0;
}

static bool wants_color(const struct invocation *invocation)
{
	const char *refused = getenv("NO_COLOR");

	if (invocation->global.color != COLOR_AUTO)
		return invocation->global.color == COLOR_ALWAYS;
	return invocation->terminal->output && (refused == NULL || *refused == '\0');
}

/* How remedies begin: they must work when typed as printed. */
static const char *program_words(const struct invocation *invocation)
{
	const struct global_options *global = &invocation->global;
	const char *const values[][2] = {
		{" --root=", global->root},
		{" --state=", global->state},
		{" --config=", global->config},
	};
	TEXT_CLEANUP struct text words = TEXT_INIT;

	text_add(&words, "confwatch");
	for (size_t i = 0; i < ARRAY_SIZE(values); i++) {
		if (values[i][1] == NULL)
			continue;
		text_add(&words, values[i][0]);
		shell_word(&words, values[i][1]);
	}
	return arena_string(invocation->arena, text_string(&words));
}

static const char *choose_pager(void)
{
	const char *ours = getenv("CONFWATCH_PAGER");
	const char *general = getenv("PAGER");

	if (ours != NULL)
		return ours;
	return general != NULL ? general : "less";
}

static const char *choose_editor(void)
{
	const char *visual = getenv("VISUAL");
	const char *editor = getenv("EDITOR");

	if (visual != NULL && *visual != '\0')
		return visual;
	return editor != NULL && *editor != '\0' ? editor : "vi";
}

static void set_style(struct invocation *invocation, int zone)
{
	invocation->style = (struct text_options){
		.color = wants_color(invocation),
		.verbose = invocation->global.verbose,
		.columns = invocation->terminal->columns,
		.zone = zone,
		.program = program_words(invocation),
	};
	invocation->pager = choose_pager();
	invocation->editor = choose_editor();
	invocation->terminal_type = getenv("TERM");
}

static int64_t seconds(void)
{
	return (int64_t)time(NULL);
}

/* Opens what the row of the table asks for, runs the command, closes. */
static int run_command(struct invocation *invocation, struct error *error)
{
	const struct global_options *global = &invocation->global;
	struct terminal *terminal = invocation->terminal;
	time_t now = time(NULL);
	struct workspace_options *options = arena_new(invocation->arena, struct workspace_options);
	struct workspace workspace;
	int rc;

	*options = (struct workspace_options){
		.root = global->root,
		.state = global->state,
		.config = global->config,
		.rules = find_rules(invocation->arena),
		.command = invocation->command->name,
		.sudo_uid = getenv("SUDO_UID"),
		.sudo_gid = getenv("SUDO_GID"),
		.now = now,
		.zone = time_zone(now),
		.needs = invocation->command->needs,
	};
	invocation->setup = options;
	invocation->clock = seconds;
	if ((options->needs & NEED_OWN) != 0)
		return invocation->command->run(invocation, error);
	if ((options->needs & NEED_SETTLED) != 0)
		settle_first(invocation->arena, options, program_words(invocation));
	rc = workspace_open(invocation->arena, options, &workspace, error);
	if (rc < 0)
		return rc;
	if (terminal->error && !global->quiet) {
		workspace.progress = terminal_progress;
		workspace.progress_context = terminal;
	}
	set_style(invocation, options->zone);
	invocation->workspace = &workspace;
	if ((options->needs & NEED_LOCK) != 0)
		settle(&workspace);
	rc = invocation->command->run(invocation, error);
	invocation->workspace = NULL;
	if (rc >= 0)
		give_back(&workspace, invocation->style.program);
	workspace_close(&workspace);
	return rc;
}

static int print_about(const struct invocation *invocation, struct error *error)
{
	TEXT_CLEANUP struct text text = TEXT_INIT;

	if (invocation->global.help && !knows_all_commands)
		return error_set(error, EAGAIN, "only the whole program has help");
	if (invocation->global.help)
		command_help(invocation->command, &text);
	else
		text_add(&text, "confwatch " CONFWATCH_VERSION "\n");
	return terminal_print(invocation->terminal, &text, error);
}

int main(int count, char **words)
{
	struct arena arena = ARENA_INIT;
	struct error error = ERROR_INIT;
	struct terminal terminal;
	struct invocation invocation;
	int rc;

	sandbox_begin();
	(void)signal(SIGPIPE, SIG_IGN);
	choose_language();
	terminal_begin(&terminal);
	rc = command_parse(&arena, count, words, &invocation, &error);
	invocation.terminal = &terminal;
	if (rc == 0 && (invocation.global.help || invocation.global.version))
		rc = print_about(&invocation, &error);
	else if (rc == 0)
		rc = run_command(&invocation, &error);
	terminal_end(&terminal);
	if (rc < 0)
		hand_over(words, &error);
	if (rc < 0)
		terminal_complain(&terminal, error.message);
	arena_release(&arena);
	return rc < 0 ? EXIT_TROUBLE : rc;
}
