// SPDX-License-Identifier: GPL-2.0-or-later
// `confwatch hook` of the program that is quick to start: done, or left to the whole one untouched.
#include "quick_hook.h"

#include <errno.h>
#include <fcntl.h>
#include <string.h>
#include <sys/mman.h>
#include <unistd.h>

#include "commands/hook_options.h"
#include "formats/apt.h"
#include "system/files.h"
#include "upgrade_quick.h"

enum {
	LIMIT = 20, /* seconds */
};

/* One event, and what is needed to leave it to the whole program. */
struct quick_event {
	struct invocation *invocation;
	const char *name;
	const char *via;
	bool has_list;
	struct text list;
	struct announced_list announced;
};

/* False: init was never run. */
static bool is_set_up(const struct invocation *invocation)
{
	FD_CLEANUP int state = -1;
	struct workspace_options options = *invocation->setup;
	struct error error = ERROR_INIT;

	options.needs = NEED_STATE;
	return workspace_open_state(invocation->arena, &options, &state, &error) != -ENOENT;
}

static bool read_list(struct quick_event *event)
{
	struct error ignored = ERROR_INIT;
	size_t not_understood = 0;

	return files_read_all(STDIN_FILENO, HOOK_LIST_MOST, &event->list) == 0 &&
		apt_packages_parse(event->invocation->arena, text_string(&event->list),
			event->list.length, &event->announced, &not_understood, &ignored) == 0 &&
		not_understood == 0;
}

/* The whole program reads it again. */
static void give_list_back(const struct quick_event *event)
{
	FD_CLEANUP int fd = memfd_create("list", MFD_CLOEXEC);

	if (fd >= 0 && files_write_all(fd, text_string(&event->list), event->list.length) == 0 &&
		lseek(fd, 0, SEEK_SET) == 0)
		(void)dup2(fd, STDIN_FILENO);
}

static int act(struct quick_event *event, struct workspace *workspace)
{
	if (strcmp(event->name, "before") == 0)
		return upgrade_quick_before(workspace, event->via, &event->announced);
	if (strcmp(event->name, "after") == 0)
		return upgrade_quick_after(workspace, event->via);
	return upgrade_quick_announce(workspace, event->via, &event->announced);
}

/* 1: done. */
static int work(struct quick_event *event)
{
	struct workspace_options options = *event->invocation->setup;
	struct workspace workspace;
	struct error ignored = ERROR_INIT;
	int done = 0;

	options.needs = NEED_STATE;
	if (workspace_open(event->invocation->arena, &options, &workspace, &ignored) < 0)
		return 0;
	if (!event->has_list || read_list(event))
		done = act(event, &workspace);
	workspace_close(&workspace);
	if (done != 1 && event->has_list)
		give_list_back(event);
	return done;
}

static bool is_known_event(const char *name)
{
	return strcmp(name, "before") == 0 || strcmp(name, "after") == 0 ||
		strcmp(name, "apt-packages") == 0;
}

static int run(struct invocation *invocation, struct error *error)
{
	const struct hook_options *wanted = invocation->options;
	struct quick_event event = {
		.invocation = invocation,
		.name = invocation->arguments.items[0],
		.via = wanted->via,
		.has_list = wanted->packages,
	};
	struct error ignored = ERROR_INIT;
	int done = 0;

	hook_stand_alone();
	/* It ends then, and that there was no `before` becomes a finding. */
	(void)alarm(LIMIT);
	if (strcmp(event.name, "apt-packages") == 0) {
		event.via = "apt";
		event.has_list = true;
	}
	if (is_known_event(event.name) && hook_check_via(event.via, &ignored) == 0)
		done = is_set_up(invocation) ? work(&event) : 1;
	text_release(&event.list);
	(void)alarm(0);
	return done == 1 ? 0 : error_set(error, EAGAIN, "there is more to do");
}

const struct command quick_hook = {
	.name = "hook",
	.arguments = "EVENT",
	.options = hook_option_table,
	.option_count = HOOK_OPTION_COUNT,
	.options_size = sizeof(struct hook_options),
	.least = 1,
	.formats = ACCEPTS_TEXT,
	.needs = NEED_OWN,
	.run = run,
};
