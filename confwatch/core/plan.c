// SPDX-License-Identifier: GPL-2.0-or-later
// What a restore will do: both trees side by side, what is above each path, the order of steps.
#include "core/plan.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "base/path.h"
#include "core/fingerprint.h"
#include "core/plan_decide.h"

/* A directory above the path that is being looked at. */
struct level {
	const char *path;
	const struct entry *wanted;
	const struct entry *present;
	const char *blocked; /* why nothing in it can be changed; NULL: it can */
	const char *remedy;
	bool unseen;	/* was unreadable when recorded: nothing is known to be too much in it */
	bool silent;	/* its own refusal says enough: what lies in it is passed by */
	bool missing;	/* to be made before the first thing in it */
	bool asked;	/* lies at or below a path asked for */
	bool placed;	/* has a step of its own, which also sets its times */
	bool disturbed; /* names in it come or go */
	bool remove;	/* goes when all that is in it goes */
	bool lent;	/* blocked, but for missing files of its owner */
	bool keep;	/* something in it stays */
};

struct walk {
	struct planning planning;
	struct plan *plan;
	struct step *removals;
	struct level *levels;
	size_t removal_count;
	size_t removal_capacity;
	size_t step_capacity;
	size_t refusal_capacity;
	size_t note_capacity;
	size_t time_capacity;
	size_t depth;
	size_t level_capacity;
};

static struct level *top(struct walk *walk)
{
	return walk->depth > 0 ? &walk->levels[walk->depth - 1] : NULL;
}

static struct level *push(struct walk *walk, const char *path, const struct entry *wanted,
	const struct entry *present)
{
	struct level *level;

	walk->levels = arena_grow(walk->planning.arena, walk->levels, &walk->level_capacity,
		walk->depth + 1, sizeof *walk->levels);
	level = &walk->levels[walk->depth++];
	*level = (struct level){.path = path, .wanted = wanted, .present = present};
	level->unseen = wanted != NULL && wanted->content == CONTENT_UNREADABLE;
	return level;
}

static void add_refusal(struct walk *walk, const char *path, const char *reason, const char *remedy)
{
	struct plan *plan = walk->plan;

	plan->refusals = arena_grow(walk->planning.arena, plan->refusals, &walk->refusal_capacity,
		plan->refusal_count + 1, sizeof *plan->refusals);
	plan->refusals[plan->refusal_count++] =
		(struct refusal){.path = path, .reason = reason, .remedy = remedy};
}

static void add_note(struct walk *walk, const char *path, const char *reason)
{
	struct plan *plan = walk->plan;

	plan->notes = arena_grow(walk->planning.arena, plan->notes, &walk->note_capacity,
		plan->note_count + 1, sizeof *plan->notes);
	plan->notes[plan->note_count++] = (struct refusal){.path = path, .reason = reason};
}

static void add_step(struct walk *walk, enum step_kind kind, const struct entry *wanted,
	const struct entry *present)
{
	struct plan *plan = walk->plan;

	plan->steps = arena_grow(walk->planning.arena, plan->steps, &walk->step_capacity,
		plan->step_count + 1, sizeof *plan->steps);
	plan->steps[plan->step_count++] = (struct step){
		.kind = kind, .path = wanted->path, .wanted = wanted, .present = present};
}

static void add_removal(struct walk *walk, const struct entry *present)
{
	walk->removals = arena_grow(walk->planning.arena, walk->removals, &walk->removal_capacity,
		walk->removal_count + 1, sizeof *walk->removals);
	walk->removals[walk->removal_count++] =
		(struct step){.kind = STEP_REMOVE, .path = present->path, .present = present};
}

static void add_time(struct walk *walk, const struct entry *directory)
{
	struct plan *plan = walk->plan;

	plan->times = arena_grow(walk->planning.arena, plan->times, &walk->time_capacity,
		plan->time_count + 1, sizeof(struct entry *));
	plan->times[plan->time_count++] = directory;
}

static void disturb_top(struct walk *walk)
{
	if (walk->depth > 0)
		top(walk)->disturbed = true;
}

/* A directory that was to be removed is left: by now it is known whether all in it goes. */
static void finish_removal(struct walk *walk, const struct level *level)
{
	if (!level->keep) {
		add_removal(walk, level->present);
		disturb_top(walk);
		return;
	}
	add_refusal(walk, level->path, "something in it stays", NULL);
	if (walk->depth > 0)
		top(walk)->keep = true;
}

static void leave(struct walk *walk)
{
	struct level level = walk->levels[--walk->depth];

	if (level.remove)
		finish_removal(walk, &level);
	if (level.asked && level.disturbed && !level.placed && level.blocked == NULL &&
		level.wanted != NULL && level.wanted->kind == ENTRY_DIRECTORY &&
		!level.wanted->ancestor)
		add_time(walk, level.wanted);
}

static void leave_all_but(struct walk *walk, const char *path)
{
	while (walk->depth > 0 && !path_is_within(path, top(walk)->path))
		leave(walk);
}

static bool is_lent(const struct walk *walk, const struct level *level, uint32_t guest)
{
	const struct entry *present = level->present;

	return present != NULL && present->kind == ENTRY_DIRECTORY &&
		present->content != CONTENT_UNREADABLE && !level->placed &&
		plan_lends_directory(
			present->uid, present->mode, guest, walk->planning.options->owner);
}

static void inherit(struct walk *walk, struct level *level)
{
	const struct level *above;

	if (walk->depth < 2)
		return;
	above = &walk->levels[walk->depth - 2];
	level->unseen = level->unseen || above->unseen;
	if (above->blocked == NULL)
		return;
	level->blocked = above->blocked;
	level->remedy = above->remedy;
	level->silent = above->silent;
	level->lent = above->lent && is_lent(walk, level, above->present->uid);
}

static void judge_present(struct walk *walk, struct level *level)
{
	if (level->present->content == CONTENT_UNREADABLE)
		level->blocked = arena_format(walk->planning.arena,
			"'%s' above it cannot be read, so it is not known what lies there",
			level->path);
	else
		level->blocked = decide_distrust(&walk->planning, level->present, &level->remedy);
	level->lent = level->blocked != NULL && is_lent(walk, level, level->present->uid);
}

/* What a directory above the paths asked for means for what lies in it. */
static void judge_ancestor(struct walk *walk, struct level *level)
{
	struct arena *arena = walk->planning.arena;

	inherit(walk, level);
	if (level->blocked != NULL)
		return;
	if (level->present == NULL) {
		/* The root itself need not be recorded: it is there. */
		level->missing = level->wanted != NULL && level->path[1] != '\0';
		if (level->wanted == NULL && level->path[1] != '\0')
			level->blocked = arena_format(
				arena, "'%s' is missing, and was not recorded", level->path);
	} else if (level->present->kind != ENTRY_DIRECTORY) {
		level->blocked = arena_format(arena, "'%s' above it is a %s", level->path,
			entry_kind_name(level->present->kind));
		level->remedy = "put the directory back first";
	} else {
		judge_present(walk, level);
	}
}

static void enter_ancestor(struct walk *walk, const char *path)
{
	const struct planning *planning = &walk->planning;
	struct level *level = push(
		walk, path, tree_find(planning->wanted, path), tree_find(planning->present, path));

	judge_ancestor(walk, level);
}

/* Enters the directories between the innermost level and path, which was not entered itself. */
static void enter_ancestors(struct walk *walk, const char *path)
{
	const struct level *innermost;
	const char *slash = path;

	if (path[1] == '\0')
		return;
	leave_all_but(walk, path);
	if (walk->depth == 0)
		enter_ancestor(walk, "/");
	innermost = &walk->levels[walk->depth - 1];
	if (innermost->path[1] != '\0')
		slash = path + strlen(innermost->path);
	while ((slash = strchr(slash + 1, '/')) != NULL)
		enter_ancestor(
			walk, arena_bytes(walk->planning.arena, path, (size_t)(slash - path)));
}

/* Directories above that are missing are made by the first step that needs them. */
static void make_missing(struct walk *walk)
{
	for (size_t i = 0; i < walk->depth; i++) {
		struct level *level = &walk->levels[i];

		if (!level->missing)
			continue;
		level->missing = false;
		level->placed = true;
		add_step(walk, STEP_CREATE, level->wanted, NULL);
		if (i > 0)
			walk->levels[i - 1].disturbed = true;
	}
}

/* Whether the wanted state of a directory closes it to those who could change it now. */
static bool is_mended(
	struct walk *walk, const struct entry *wanted, const struct decision *decision)
{
	const char *remedy;

	return decision->outcome == OUTCOME_STEP && decision->kind == STEP_METADATA &&
		decide_distrust(&walk->planning, wanted, &remedy) == NULL;
}

/* What a directory that was asked for itself means for what lies in it. */
static void judge_asked(struct walk *walk, struct level *level, const struct decision *decision)
{
	bool is_step = decision->outcome == OUTCOME_STEP;

	level->asked = true;
	level->placed = is_step && decision->kind != STEP_REMOVE;
	level->remove = is_step && decision->kind == STEP_REMOVE;
	inherit(walk, level);
	if (level->blocked != NULL)
		return;
	if (level->present == NULL) {
		if (!is_step) {
			level->blocked = arena_format(walk->planning.arena,
				"'%s' is missing, and is not restored", level->path);
			level->remedy = decision->remedy;
		}
		return;
	}
	if (level->present->kind != ENTRY_DIRECTORY ||
		(level->wanted != NULL && level->wanted->kind != ENTRY_DIRECTORY)) {
		level->blocked = "a directory was exchanged";
		level->silent = true;
		return;
	}
	if (level->wanted == NULL || !is_mended(walk, level->wanted, decision))
		judge_present(walk, level);
}

static void record_step(struct walk *walk, const struct entry *wanted, const struct entry *present,
	enum step_kind kind)
{
	if (wanted != NULL) {
		make_missing(walk);
		add_step(walk, kind, wanted, present);
	} else if (present->kind != ENTRY_DIRECTORY) {
		add_removal(walk, present);
	} else {
		/* Follows when it is left. */
		return;
	}
	if (kind != STEP_METADATA)
		disturb_top(walk);
}

static void record(struct walk *walk, const char *path, const struct entry *wanted,
	const struct entry *present, const struct decision *decision)
{
	switch (decision->outcome) {
	case OUTCOME_NOTHING:
		break;
	case OUTCOME_REFUSE:
		add_refusal(walk, path, decision->reason, decision->remedy);
		break;
	case OUTCOME_NOTE:
		add_note(walk, path, decision->reason);
		break;
	case OUTCOME_STEP:
		record_step(walk, wanted, present, decision->kind);
		break;
	}
}

/* A missing file of the owner of all directories above it that are not trusted. */
static bool is_guest(const struct walk *walk, const struct level *above,
	const struct decision *decision, const struct entry *wanted)
{
	return above->lent && wanted != NULL && decision->kind == STEP_CREATE &&
		plan_guest(wanted) == above->present->uid && wanted->same_as == NULL &&
		links_find(&walk->planning.wanted_links, wanted) == NULL;
}

static void plan_pair(struct walk *walk, const char *path, const struct entry *wanted,
	const struct entry *present)
{
	struct level *above;
	struct decision decision;

	leave_all_but(walk, path);
	above = top(walk);
	decision = decide(&walk->planning, path, wanted, present);
	if (decision.outcome == OUTCOME_STEP && above != NULL && above->blocked != NULL &&
		!is_guest(walk, above, &decision, wanted)) {
		decision.outcome = OUTCOME_REFUSE;
		decision.reason = above->blocked;
		decision.remedy = above->remedy;
	}
	decide_remember(&walk->planning, wanted, present, &decision);
	if (above != NULL && (above->silent || (above->unseen && wanted == NULL)))
		decision = (struct decision){.outcome = OUTCOME_NOTHING};
	if (above != NULL && present != NULL &&
		!(decision.outcome == OUTCOME_STEP && decision.kind == STEP_REMOVE))
		above->keep = true;
	record(walk, path, wanted, present, &decision);
	if ((wanted != NULL && wanted->kind == ENTRY_DIRECTORY) ||
		(present != NULL && present->kind == ENTRY_DIRECTORY))
		judge_asked(walk, push(walk, path, wanted, present), &decision);
}

static void plan_range(struct walk *walk, const char *path)
{
	const struct tree *wanted = walk->planning.wanted;
	const struct tree *present = walk->planning.present;
	struct tree_range w = tree_within(wanted, path);
	struct tree_range p = tree_within(present, path);
	size_t i = w.first;
	size_t j = p.first;

	enter_ancestors(walk, path);
	while (i < w.first + w.count || j < p.first + p.count) {
		int order;

		if (i == w.first + w.count)
			order = 1;
		else if (j == p.first + p.count)
			order = -1;
		else
			order = path_compare(wanted->entries[i].path, present->entries[j].path);
		plan_pair(walk, order <= 0 ? wanted->entries[i].path : present->entries[j].path,
			order <= 0 ? &wanted->entries[i] : NULL,
			order >= 0 ? &present->entries[j] : NULL);
		i += order <= 0;
		j += order >= 0;
	}
}

static void append_removals(struct walk *walk)
{
	struct plan *plan = walk->plan;

	for (size_t i = 0; i < walk->removal_count; i++) {
		plan->steps = arena_grow(walk->planning.arena, plan->steps, &walk->step_capacity,
			plan->step_count + 1, sizeof *plan->steps);
		plan->steps[plan->step_count++] = walk->removals[i];
	}
}

static void identify(struct plan *plan)
{
	struct fingerprint fingerprint = fingerprint_begin();

	for (size_t i = 0; i < plan->step_count; i++) {
		const struct step *step = &plan->steps[i];

		fingerprint_number(&fingerprint, step->kind);
		fingerprint_string(&fingerprint, step->path);
		fingerprint_entry(&fingerprint, step->wanted);
		fingerprint_entry(&fingerprint, step->present);
	}
	(void)snprintf(plan->id, sizeof plan->id, "%016llx", (unsigned long long)fingerprint.hash);
}

void plan_restore(struct arena *arena, const struct tree *wanted, const struct tree *present,
	const char *const *paths, size_t paths_count, const struct plan_options *options,
	struct plan *result)
{
	struct walk walk = {
		.planning = {.arena = arena,
			.wanted = wanted,
			.present = present,
			.options = options},
		.plan = result,
	};

	*result = (struct plan){0};
	path_set_make(arena, paths, paths_count, &walk.planning.paths);
	links_build(arena, wanted, present, &walk.planning.wanted_links);
	links_build(arena, present, wanted, &walk.planning.present_links);
	if (walk.planning.paths.count == 0)
		plan_range(&walk, "/");
	for (size_t i = 0; i < walk.planning.paths.count; i++)
		plan_range(&walk, walk.planning.paths.items[i]);
	while (walk.depth > 0)
		leave(&walk);
	append_removals(&walk);
	identify(result);
}

enum plan_source plan_source(bool named, bool removed, bool in_named, bool in_last, bool in_older)
{
	if (named)
		return in_named || removed ? SOURCE_NAMED : SOURCE_NONE;
	if (in_last)
		return SOURCE_LAST;
	return in_older ? SOURCE_OLDER : SOURCE_NONE;
}

const char *step_kind_name(enum step_kind kind)
{
	switch (kind) {
	case STEP_CREATE:
		return "create";
	case STEP_REPLACE:
		return "replace";
	case STEP_METADATA:
		return "metadata";
	case STEP_LINK:
		return "link";
	case STEP_REMOVE:
		break;
	}
	return "remove";
}
