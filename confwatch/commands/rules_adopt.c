// SPDX-License-Identifier: GPL-2.0-or-later
// confwatch rules adopt: what holds today is to hold tomorrow.
#include <errno.h>

#include "adopt.h"
#include "base/translate.h"
#include "commands/rules.h"
#include "render/adopt.h"
#include "system/files.h"

/* Custom files are told from the packages' by what was recorded: `confwatch init` comes first. */
static int need_state(struct invocation *invocation, struct error *error)
{
	struct workspace_options setup = *invocation->setup;
	FD_CLEANUP int state = -1;

	setup.needs |= NEED_STATE;
	return workspace_open_state(invocation->arena, &setup, &state, error);
}

static int print(struct invocation *invocation, const struct adoption *adoption, bool written,
	struct error *error)
{
	struct adopt_line *lines =
		arena_new_array(invocation->arena, adoption->policy_count + 1, struct adopt_line);
	struct adopt_view view = {.file = ADOPT_FILE,
		.written = written,
		.policies = lines,
		.added = &adoption->added,
		.restored = adoption->restored,
		.unnamed = adoption->unnamed};
	TEXT_CLEANUP struct text text = TEXT_INIT;

	for (size_t i = 0; i < adoption->policy_count; i++) {
		const struct adopt_policy *policy = &adoption->policies[i];

		if (policy->asked_for)
			lines[view.policy_count++] = (struct adopt_line){
				policy->name, policy->adopted, policy->answer, policy->result};
	}
	if (invocation_format(invocation) == FORMAT_JSON)
		json_adopt(&view, &text);
	else
		text_adopt(&view, &invocation->style, &text);
	return invocation_print(invocation, &text, error);
}

/* Who named a policy wants it adopted. */
static int miss_named(const struct adoption *adoption, struct error *error)
{
	for (size_t i = 0; i < adoption->policy_count; i++) {
		const struct adopt_policy *policy = &adoption->policies[i];

		if (policy->asked_for && policy->answer != VERDICT_PASS)
			return error_set(error, EINVAL,
				_("'%s' does not hold here, and is not adopted"), policy->name);
	}
	return 0;
}

int rules_run_adopt(struct invocation *invocation, struct error *error)
{
	const struct rules_options *wanted = invocation->options;
	const struct adopt_request request = {.names = invocation->arguments};
	const bool named = request.names.count > 0;
	struct workspace *workspace = invocation->workspace;
	CHECK_CLEANUP struct check check = {0};
	struct adoption adoption;
	const bool writes = named || wanted->all;

	if (named && wanted->all)
		return error_set(
			error, EINVAL, _("'rules adopt' takes either names of policies or --all"));
	if (need_state(invocation, error) < 0 || (writes && workspace_lock(workspace, error) < 0) ||
		check_open(workspace, invocation->style.program, &check, error) < 0)
		return -error->code;
	if (check.mistakes.count > 0)
		return error_set(error, EINVAL, "%s", check.mistakes.items[0]);
	if (adopt_look(&check, &request, &adoption, error) < 0 ||
		(writes && adopt_write(workspace, &adoption, error) < 0) ||
		print(invocation, &adoption, writes, error) < 0)
		return -error->code;
	return named ? miss_named(&adoption, error) : 0;
}
