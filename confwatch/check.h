// SPDX-License-Identifier: GPL-2.0-or-later
// Story: whether what must hold on this system holds.
#ifndef CONFWATCH_CHECK_H
#define CONFWATCH_CHECK_H

#include "check_world.h"
#include "core/evaluate.h"
#include "rules_load.h"
#include "system/history.h"
#include "system/judge.h"

struct check_results {
	struct result_list list; /* failures first, then what is unknown; worst first */
	struct result_counts counts;
};

struct check {
	struct workspace *workspace;
	struct rule_set rules;
	struct string_list mistakes; /* in files of rules, which are left out */
	struct facts facts;
	struct check_world world;
	const struct judge_engine *engine;
	struct judge *judge;
	struct history *history; /* opened when protection is asked for */
	bool protection_known;
	struct protection protection;
	struct evaluation evaluation;
	bool asked; /* check_all() has its answers */
	struct check_results all;
	struct error problem; /* check_try(): why nobody can be asked */
};

/* Declares a check that is closed at the end of its block. */
#define CHECK_CLEANUP __attribute__((cleanup(check_close)))

/*
 * Reads the rules and what packages there are, and loads the judge; all that must be done before
 * a command gives up everything but looking. What is wrong with rules is no error: mistakes.
 * What files of rules require counts from then on as what the configuration does.
 * program: how remedies begin.
 */
int check_open(
	struct workspace *workspace, const char *program, struct check *check, struct error *error);
void check_close(struct check *check);

/* The same for those who go on without rules: check_all() then says why it has no answers. */
void check_try(struct workspace *workspace, const char *program, struct check *check);

/* check->history, which stays open until the check is closed. */
int check_history(struct check *check, struct error *error);

/* May be called again and again. -errno: nobody can be asked. */
int check_run(struct check *check, const struct evaluation_request *request,
	struct check_results *result, struct error *error);

/* The same in another world than the live one, in a child of its own. */
int check_run_in(struct check *check, const struct judge_world *world,
	const struct evaluation_request *request, struct check_results *result,
	struct error *error);

/* All rules are asked once; the answers are check->all. */
int check_all(struct check *check, struct error *error);

/* -EINVAL when one of them is no pack, or no rule. */
int check_request_valid(
	const struct check *check, const struct evaluation_request *request, struct error *error);

#endif
