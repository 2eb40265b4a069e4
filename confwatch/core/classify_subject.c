// SPDX-License-Identifier: GPL-2.0-or-later
// What needs a look, path by path: changes, leftovers beside them, and owners that changed.
#include <stdlib.h>
#include <string.h>

#include "base/path.h"
#include "core/classify_parts.h"
#include "core/facts_scope.h"
#include "core/protection.h"

/* One thing that says something about a live path; several become one subject. */
struct clue {
	const char *path;	     /* the live one */
	const struct change *change; /* its own, a leftover's, or NULL */
	const char *hidden_by;
	enum leftover_role role;
	bool stray;
};

struct clue_list {
	struct arena *arena;
	const struct classify_input *input;
	struct clue *items;
	size_t count;
	size_t capacity;
};

static void add_clue(struct clue_list *list, struct clue clue)
{
	list->items = arena_grow(
		list->arena, list->items, &list->capacity, list->count + 1, sizeof *list->items);
	list->items[list->count++] = clue;
}

static bool is_in_transaction(const struct classify_input *input)
{
	return input->transaction != NULL ||
		(input->packages != NULL && input->packages->count > 0);
}

/*
 * Directories whose readers take every file in them, whatever its name. Most leave out what ends
 * like a leftover, or ask for an ending of their own.
 */
static bool reads_everything(const char *path)
{
	static const char *const patterns[] = {
		"/etc/aliases.d/*",
		"/etc/bash_completion.d/*",
		"/etc/cron.d/*",
		"/etc/monit.d/*",
		"/etc/munin/plugins/*",
		"/etc/network/interfaces.d/*",
		"/etc/nginx/modules-enabled/*",
		"/etc/nginx/sites-enabled/*",
	};

	for (size_t i = 0; i < sizeof patterns / sizeof patterns[0]; i++) {
		if (path_matches(patterns[i], path))
			return true;
	}
	return false;
}

static bool exists(const struct classify_input *input, const char *path)
{
	return tree_find(input->before, path) != NULL || tree_find(input->after, path) != NULL;
}

/* A file that a package ships is none, whatever its name. */
static bool is_owned(const struct classify_input *input, const char *path)
{
	return (input->facts_before != NULL && facts_owner(input->facts_before, path) != NULL) ||
		(input->facts_after != NULL && facts_owner(input->facts_after, path) != NULL);
}

/* A purge takes the copies along that people and editors made. */
static bool went_along(const struct clue_list *list, const struct change *change, const char *live)
{
	return is_in_transaction(list->input) && change->kind == CHANGE_REMOVED &&
		is_owned(list->input, live) && tree_find(list->input->before, live) != NULL &&
		tree_find(list->input->after, live) == NULL;
}

/* Copies that people and editors make are files like any other, but where they are read. */
static bool is_stray(const struct clue_list *list, const struct change *change, const char *live)
{
	return change->kind == CHANGE_ADDED && reads_everything(change->path) &&
		tree_find(list->input->after, live) != NULL;
}

static void add_change(struct clue_list *list, const struct change *change)
{
	const struct classify_input *input = list->input;
	enum leftover_role role = leftover_role_of(change->path);
	const char *live = leftover_of(list->arena, change->path);
	const struct entry *entry = change->after != NULL ? change->after : change->before;

	if (live == NULL || entry->kind == ENTRY_DIRECTORY || is_owned(input, change->path)) {
		add_clue(list, (struct clue){.path = change->path, .change = change});
	} else if (role == ROLE_NONE && went_along(list, change, live)) {
		add_clue(list, (struct clue){.path = live, .change = change, .role = ROLE_AGED});
	} else if (role == ROLE_NONE) {
		bool stray = is_stray(list, change, live);

		add_clue(list,
			(struct clue){.path = stray ? live : change->path,
				.change = change,
				.stray = stray});
	} else if (role != ROLE_SET_ASIDE || exists(input, live)) {
		add_clue(list, (struct clue){.path = live, .change = change, .role = role});
	}
}

/* What a new file of a package's hides in the vendor's places. */
static void add_hidden(struct clue_list *list, const struct change *change)
{
	static const char *const places[] = {"/usr/etc", "/usr/lib"};

	if (change->kind != CHANGE_ADDED || !path_is_within(change->path, "/etc") ||
		change->after->kind == ENTRY_DIRECTORY || leftover_role_of(change->path) != 0)
		return;
	for (size_t i = 0; i < sizeof places / sizeof places[0]; i++) {
		const char *path =
			arena_format(list->arena, "%s%s", places[i], change->path + strlen("/etc"));

		if (tree_find(list->input->before, path) != NULL)
			add_clue(list, (struct clue){.path = path, .hidden_by = change->path});
	}
}

/* /etc/X when a vendor's X came or changed. */
static void add_live_of(struct clue_list *list, const char *place)
{
	const char *live = facts_live_path(list->arena, place);
	const struct entry *entry = live != NULL ? tree_find(list->input->after, live) : NULL;

	if (entry != NULL && entry->kind != ENTRY_DIRECTORY)
		add_clue(list, (struct clue){.path = entry->path});
}

/* A path whose owner no longer ships it, or a vendor's text that is new. */
static void add_owned(struct clue_list *list, const char *path, const struct owned *before,
	const struct owned *after)
{
	const struct entry *entry;

	if (is_shipped(before) && !is_shipped(after)) {
		entry = tree_find(list->input->after, path);
		if (entry != NULL && entry->kind != ENTRY_DIRECTORY)
			add_clue(list, (struct clue){.path = entry->path});
	} else if (is_shipped(after) && path_is_within(path, "/usr") &&
		(!is_shipped(before) || !same_shipped(before, after))) {
		add_live_of(list, path);
	}
}

/* The owned paths of one state, from here on. */
struct owned_rest {
	const struct owned *next;
	const struct owned *end;
};

static struct owned_rest rest_of(const struct facts *facts)
{
	if (facts->owned_count == 0)
		return (struct owned_rest){0};
	return (struct owned_rest){facts->owned, facts->owned + facts->owned_count};
}

/* The first owner of this path, and past all of them; NULL: another path comes next. */
static const struct owned *take_owner(struct owned_rest *rest, const char *path)
{
	const struct owned *result = NULL;

	for (; rest->next < rest->end && strcmp(rest->next->path, path) == 0; rest->next++) {
		if (result == NULL)
			result = rest->next;
	}
	return result;
}

static const char *next_path(const struct owned_rest *rest)
{
	return rest->next < rest->end ? rest->next->path : NULL;
}

static const char *earlier(const char *a, const char *b)
{
	if (a == NULL || b == NULL)
		return a != NULL ? a : b;
	return path_compare(a, b) <= 0 ? a : b;
}

/* The first owner of each path, from both states side by side. */
static void add_owners(struct clue_list *list)
{
	struct owned_rest old = rest_of(list->input->facts_before);
	struct owned_rest new = rest_of(list->input->facts_after);
	const char *path;

	while ((path = earlier(next_path(&old), next_path(&new))) != NULL) {
		const struct owned *owner = take_owner(&old, path);

		add_owned(list, path, owner, take_owner(&new, path));
	}
}

static void collect(struct clue_list *list)
{
	const struct classify_input *input = list->input;
	bool in_transaction = is_in_transaction(input);

	for (size_t i = 0; i < input->changes->count; i++) {
		const struct change *change = &input->changes->changes[i];

		add_change(list, change);
		if (!in_transaction)
			continue;
		add_hidden(list, change);
		if (change->after != NULL && path_is_within(change->path, "/usr"))
			add_live_of(list, change->path);
	}
	if (in_transaction && input->facts_before != NULL && input->facts_after != NULL)
		add_owners(list);
}

static int compare_clues(const void *a, const void *b)
{
	const struct clue *left = a;
	const struct clue *right = b;

	return path_compare(left->path, right->path);
}

/* What came counts before what merely changed. */
static void set_leftover(const struct change **slot, const struct change *change)
{
	if (change->after == NULL)
		return;
	if (*slot == NULL || (*slot)->kind != CHANGE_ADDED)
		*slot = change;
}

static void take_clue(struct subject *subject, const struct clue *clue)
{
	if (clue->hidden_by != NULL)
		subject->hidden_by = clue->hidden_by;
	if (clue->change == NULL)
		return;
	if (clue->stray)
		set_leftover(&subject->stray, clue->change);
	else if (clue->role == ROLE_NONE)
		subject->change = clue->change;
	else if (clue->role == ROLE_SET_ASIDE)
		set_leftover(&subject->set_aside, clue->change);
	else if (clue->role == ROLE_PENDING)
		set_leftover(&subject->pending, clue->change);
	else if (clue->role == ROLE_UNFINISHED)
		set_leftover(&subject->unfinished, clue->change);
}

/* What a script copied is its package's as much as the text that it was copied from. */
static const struct owned *first_owner(const struct facts *facts, const char *path)
{
	const char *template = facts_template(path);
	const struct owned *owned = facts != NULL ? facts_owner(facts, path) : NULL;

	if (owned != NULL || template == NULL || facts == NULL)
		return owned;
	return facts_owner(facts, template);
}

static bool is_text_of(const struct classify_input *input, const char *path, bool in_before,
	const struct owned *owned)
{
	const struct content_digest *digest =
		find_digest(input, path, in_before, owned->digest_kind);

	return owned->digest_kind != DIGEST_NONE && digest != NULL &&
		memcmp(digest->bytes, owned->digest, digest_size(owned->digest_kind)) == 0;
}

/* An rpm that was killed leaves a package in two versions: the file is of one of them. */
static const struct owned *owner_of(
	const struct classify_input *input, const char *path, bool in_before)
{
	const struct facts *facts = in_before ? input->facts_before : input->facts_after;
	const struct owned *first = first_owner(facts, path);

	if (first == NULL)
		return NULL;
	for (const struct owned *owned = first; owned < facts->owned + facts->owned_count &&
		strcmp(owned->path, first->path) == 0 &&
		strcmp(owned->package->name, first->package->name) == 0;
		owned++) {
		if (is_text_of(input, path, in_before, owned))
			return owned;
	}
	return first;
}

static void begin_subject(const struct clue_list *list, const char *path, struct subject *subject)
{
	const struct classify_input *input = list->input;

	*subject = (struct subject){
		.arena = list->arena,
		.input = input,
		.path = path,
		.before = tree_find(input->before, path),
		.after = tree_find(input->after, path),
		.owner_before = owner_of(input, path, true),
		.owner_after = owner_of(input, path, false),
		.in_transaction = is_in_transaction(input),
	};
	subject->generator = find_generator(subject);
}

void classify_subjects(
	struct arena *arena, const struct classify_input *input, struct subject_list *result)
{
	struct clue_list list = {.arena = arena, .input = input};

	collect(&list);
	if (list.count > 1)
		qsort(list.items, list.count, sizeof *list.items, compare_clues);
	*result =
		(struct subject_list){.items = arena_new_array(arena, list.count, struct subject)};
	for (size_t i = 0; i < list.count; i++) {
		const struct clue *clue = &list.items[i];

		if (i == 0 || strcmp(clue->path, list.items[i - 1].path) != 0)
			begin_subject(&list, clue->path, &result->items[result->count++]);
		take_clue(&result->items[result->count - 1], clue);
	}
}

static enum origin origin_of(const struct subject *subject, bool in_before)
{
	const struct entry *entry = in_before ? subject->before : subject->after;
	const struct owned *owned = in_before ? subject->owner_before : subject->owner_after;
	const struct content_digest *digest = owned != NULL
		? find_digest(subject->input, subject->path, in_before, owned->digest_kind)
		: NULL;
	enum origin origin = classify_origin(entry, owned, digest);

	if ((origin == ORIGIN_CUSTOM || origin == ORIGIN_EDITED) && subject->generator != NULL &&
		!generator_wants_text(subject->generator))
		return ORIGIN_GENERATED;
	return origin;
}

static bool differs_in_comments_only(const struct subject *subject)
{
	const struct content_text *before = find_text(subject->input, subject->path, true);
	const struct content_text *after = find_text(subject->input, subject->path, false);

	return subject->change != NULL && subject->change->kind == CHANGE_CHANGED &&
		subject->change->content && subject->change->metadata_count == 0 &&
		before != NULL && after != NULL && text_same_settings(before, after);
}

void subject_complete(struct subject *subject, const struct copy_index *copies)
{
	subject->origin_before = origin_of(subject, true);
	subject->origin_after = origin_of(subject, false);
	subject->pinned = subject->origin_before == ORIGIN_VENDOR &&
		is_among(subject->input->pinned, subject->input->pinned_count, subject->path);
	if (subject->pinned)
		subject->origin_before = ORIGIN_EDITED;
	find_place(subject);
	find_copy(subject, copies);
	find_saved(subject);
	subject->blame = classify_blame(subject);
	subject->generated = judge_generator(subject, &subject->lost_names);
	subject->cosmetic = differs_in_comments_only(subject);
}
