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
#include "formats/zypp.h"
#include "system/files.h"
#include "upgrade_quick.h"

/* False: init was never run. */
static bool is_set_up(const struct invocation *invocation)
{
	FD_CLEANUP int state = -1;
	struct workspace_options options = *invocation->setup;
	struct error error = ERROR_INIT;

	options.needs = NEED_STATE;
	return workspace_open_state(invocation->arena, &options, &state, &error) != -ENOENT;
}

static bool parse_list(
	struct arena *arena, const struct hook_event *event, struct announced_list *result)
{
	struct error ignored = ERROR_INIT;
	size_t not_understood = 0;

	if (event->list == HOOK_APT_LIST)
		return apt_packages_parse(arena, event->bytes, event->length, result,
			       &not_understood, &ignored) == 0 &&
			not_understood == 0;
	return event->list == HOOK_NO_LIST || event->length == 0 ||
		zypp_steps_parse(arena, event->bytes, event->length, result, &ignored) == 0;
}

static bool has_failed(const struct announced_list *announced)
{
	for (size_t i = 0; i < announced->count; i++)
		if (announced->items[i].failed)
			return true;
	return false;
}

static int act(struct workspace *workspace, const struct hook_event *event)
{
	struct announced_list announced = {0};

	if (!parse_list(workspace->arena, event, &announced))
		return 0;
	switch (event->kind) {
	case HOOK_BEFORE:
		return upgrade_quick_before(workspace, event->via, &announced);
	case HOOK_AFTER:
		return has_failed(&announced) ? 0 : upgrade_quick_after(workspace, event->via);
	case HOOK_ANNOUNCED:
		return upgrade_quick_announce(workspace, event->via, &announced);
	case HOOK_NOTICED:
		/* libzypp says it after its own runs as well: those were watched. */
		return upgrade_is_unwatched(workspace) ? 0 : 1;
	case HOOK_BROKEN_OFF:
		return 0;
	}
	return 0;
}

int quick_event(struct invocation *invocation, const struct hook_event *event)
{
	struct workspace_options options = *invocation->setup;
	struct workspace workspace;
	struct error ignored = ERROR_INIT;
	int done;

	options.needs = NEED_STATE;
	options.now = invocation->clock();
	if (workspace_open(invocation->arena, &options, &workspace, &ignored) < 0)
		return is_set_up(invocation) ? 0 : 1;
	done = act(&workspace, event);
	workspace_close(&workspace);
	return done;
}

/* The whole program reads it again. */
static void give_list_back(const struct text *list)
{
	FD_CLEANUP int fd = memfd_create("list", MFD_CLOEXEC);

	if (fd >= 0 && files_write_all(fd, text_string(list), list->length) == 0 &&
		lseek(fd, 0, SEEK_SET) == 0)
		(void)dup2(fd, STDIN_FILENO);
}

/* False: it is none of those that this program knows. */
static bool name_event(const struct invocation *invocation, struct hook_event *result)
{
	const struct hook_options *wanted = invocation->options;
	const char *name = invocation->arguments.items[0];
	struct error ignored = ERROR_INIT;

	*result = (struct hook_event){.via = wanted->via};
	if (strcmp(name, "apt-packages") == 0)
		*result = (struct hook_event){.kind = HOOK_ANNOUNCED, .via = "apt"};
	else if (strcmp(name, "after") == 0)
		result->kind = HOOK_AFTER;
	else if (strcmp(name, "before") != 0)
		return false;
	if (hook_check_via(result->via, &ignored) < 0)
		return false;
	if (wanted->packages || result->kind == HOOK_ANNOUNCED)
		result->list = hook_list_of(result->via);
	return true;
}

static int run_event(struct invocation *invocation, struct hook_event *event)
{
	TEXT_CLEANUP struct text list = TEXT_INIT;
	bool has_list = event->list != HOOK_NO_LIST;
	int done = 0;

	if (!has_list || files_read_all(STDIN_FILENO, HOOK_LIST_MOST, &list) == 0) {
		event->bytes = text_string(&list);
		event->length = list.length;
		done = quick_event(invocation, event);
	}
	if (done != 1 && has_list)
		give_list_back(&list);
	return done;
}

static int run(struct invocation *invocation, struct error *error)
{
	const char *name = invocation->arguments.items[0];
	struct hook_event event;
	int done = 0;

	hook_stand_alone();
	if (strcmp(name, "zypp") == 0 || strcmp(name, "zypp-system") == 0) {
		quick_zypp(invocation, strcmp(name, "zypp-system") == 0);
		return 0;
	}
	/* It ends then, and that there was no `before` becomes a finding. */
	(void)alarm(QUICK_LIMIT);
	if (name_event(invocation, &event))
		done = run_event(invocation, &event);
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
