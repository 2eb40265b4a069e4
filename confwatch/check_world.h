// SPDX-License-Identifier: GPL-2.0-or-later
// What rules may see of the system: files inside the root, entries, packages.
#ifndef CONFWATCH_CHECK_WORLD_H
#define CONFWATCH_CHECK_WORLD_H

#include "base/path_set.h"
#include "base/text.h"
#include "core/facts.h"
#include "core/judgement.h"
#include "core/protection.h"
#include "core/rules.h"
#include "system/names.h"

struct check_world {
	struct judge_world world; /* what a judge asks; its context is this struct */
	struct arena *arena;
	int root;
	const struct names *names;
	const struct rule_set *rules;
	const struct facts *facts; /* NULL: of packages nothing is known */
	struct path_set readable;
	struct text bytes; /* of the file that was given last */
};

/*
 * Bytes are read of what is watched, of the vendor places that could stand in for it
 * (core/facts_scope.h), and of what rules and formats name in so many words; by the path that is
 * asked for, links are followed inside the root wherever they lead but into /proc and its like.
 * Everything else can be looked at, not read. Everything borrowed; to be ended by
 * check_world_end().
 */
void check_world_begin(struct check_world *world, struct arena *arena, int root,
	const struct string_list *watch, const struct rule_set *rules);
void check_world_end(struct check_world *world);

/* The name of an owner as an entry has it: the number where there is none. */
void check_world_name(char result[JUDGED_NAME_MOST], const char *name, uint32_t number);

/* Others cannot read it now, or protection covers it. */
bool check_world_is_secret(
	struct check_world *world, const struct protection *protection, const char *path);

#endif
