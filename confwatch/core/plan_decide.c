// SPDX-License-Identifier: GPL-2.0-or-later
// The second table of core/plan.md: one path, wanted and present, without what is above it.
#include "core/plan_decide.h"

#include <stdlib.h>
#include <string.h>

#include "base/path.h"

static const char move_aside[] = "move it aside, then restore again";

static struct decision step(enum step_kind kind)
{
	return (struct decision){.outcome = OUTCOME_STEP, .kind = kind};
}

static struct decision nothing(void)
{
	return (struct decision){.outcome = OUTCOME_NOTHING};
}

static struct decision refuse(const char *reason, const char *remedy)
{
	return (struct decision){.outcome = OUTCOME_REFUSE, .reason = reason, .remedy = remedy};
}

static bool listed(const struct string_list *list, const char *path)
{
	return list != NULL && path_is_among(list->items, list->count, path);
}

static bool matches_any(const struct string_list *patterns, const char *path)
{
	for (size_t i = 0; patterns != NULL && i < patterns->count; i++) {
		if (path_matches(patterns->items[i], path))
			return true;
	}
	return false;
}

static bool asked_for(const struct planning *planning, const char *path)
{
	return planning->paths.count == 0 || path_set_holds(&planning->paths, path);
}

static const char *with_article(enum entry_kind kind)
{
	return kind == ENTRY_FIFO ? "a FIFO" : NULL;
}

const char *decide_kind_reason(
	struct planning *planning, enum entry_kind present, enum entry_kind wanted)
{
	const char *stands = with_article(present);
	const char *missed = with_article(wanted);

	if (stands == NULL)
		stands = arena_format(planning->arena, "a %s", entry_kind_name(present));
	if (missed == NULL)
		missed = arena_format(planning->arena, "a %s", entry_kind_name(wanted));
	return arena_format(planning->arena, "%s stands where %s is wanted", stands, missed);
}

bool plan_trusts_directory(uint32_t uid, uint32_t mode, uint32_t owner)
{
	if (uid != 0 && uid != owner)
		return false;
	return (mode & 022) == 0 || (uid == 0 && (mode & 01000) != 0);
}

const char *decide_distrust(
	struct planning *planning, const struct entry *directory, const char **remedy)
{
	if (plan_trusts_directory(directory->uid, directory->mode, planning->options->owner))
		return NULL;
	if (directory->uid == 0 || directory->uid == planning->options->owner) {
		*remedy = "take write permission from group and others first (chmod go-w)";
		return arena_format(planning->arena,
			"'%s' above it can be changed by others (mode %04o)", directory->path,
			directory->mode);
	}
	*remedy = "make root its owner first";
	return arena_format(planning->arena, "'%s' above it belongs to %s%s%u%s", directory->path,
		directory->user != NULL ? directory->user : "",
		directory->user != NULL ? " (" : "uid ", directory->uid,
		directory->user != NULL ? ")" : "");
}

static const char *distrust_above(struct planning *planning, const char *path)
{
	const char *remedy;

	while (path[1] != '\0') {
		const struct entry *directory;
		const char *reason;

		path = path_parent(planning->arena, path);
		directory = tree_find(planning->present, path);
		if (directory == NULL)
			continue;
		if (directory->kind != ENTRY_DIRECTORY)
			return "a directory above is none";
		reason = decide_distrust(planning, directory, &remedy);
		if (reason != NULL)
			return reason;
	}
	return NULL;
}

static bool same_string(const char *a, const char *b)
{
	return a == b || (a != NULL && b != NULL && strcmp(a, b) == 0);
}

static bool same_attributes(const struct attributes *a, const struct attributes *b)
{
	static const struct attributes none = {0};

	a = a != NULL ? a : &none;
	b = b != NULL ? b : &none;
	if (!same_string(a->access_acl, b->access_acl) ||
		!same_string(a->default_acl, b->default_acl) || a->count != b->count)
		return false;
	for (size_t i = 0; i < a->count; i++) {
		const struct attribute *x = &a->list[i];
		const struct attribute *y = &b->list[i];

		if (strcmp(x->name, y->name) != 0 || x->length != y->length ||
			(x->length > 0 && memcmp(x->value, y->value, x->length) != 0))
			return false;
	}
	return true;
}

/* Numbers of owners count, not names; the mode of a link means nothing. */
static bool same_metadata(const struct entry *a, const struct entry *b)
{
	return (a->mode == b->mode || a->kind == ENTRY_LINK) && a->uid == b->uid &&
		a->gid == b->gid && same_attributes(a->attributes, b->attributes);
}

static bool same_content(const struct entry *a, const struct entry *b)
{
	switch ((enum entry_kind)a->kind) {
	case ENTRY_FILE:
		if (a->content == CONTENT_UNREADABLE && b->content == CONTENT_UNREADABLE)
			return true;
		return entry_same_content(a, b);
	case ENTRY_LINK:
		return same_string(a->target, b->target);
	case ENTRY_CHARACTER_DEVICE:
	case ENTRY_BLOCK_DEVICE:
		return a->major == b->major && a->minor == b->minor;
	case ENTRY_DIRECTORY:
	case ENTRY_FIFO:
	case ENTRY_SOCKET:
		break;
	}
	return true;
}

static bool equal(const struct entry *a, const struct entry *b)
{
	return a->kind == b->kind && same_content(a, b) && same_metadata(a, b);
}

static bool is_device(const struct entry *entry)
{
	return entry->kind == ENTRY_CHARACTER_DEVICE || entry->kind == ENTRY_BLOCK_DEVICE;
}

static bool has_capability(const struct entry *entry)
{
	const struct attributes *attributes = entry->attributes;

	for (size_t i = 0; attributes != NULL && i < attributes->count; i++) {
		if (strcmp(attributes->list[i].name, "security.capability") == 0)
			return true;
	}
	return false;
}

static bool is_special(const struct entry *entry)
{
	if (is_device(entry))
		return true;
	return entry->kind == ENTRY_FILE && ((entry->mode & 06000) != 0 || has_capability(entry));
}

uint32_t plan_guest(const struct entry *wanted)
{
	return wanted->kind == ENTRY_FILE && !is_special(wanted) ? wanted->uid : 0;
}

bool plan_lends_directory(uint32_t uid, uint32_t mode, uint32_t guest, uint32_t owner)
{
	return owner == 0 && guest != 0 && uid == guest && (mode & 022) == 0;
}

static bool is_forgotten(const struct planning *planning, const struct entry *entry)
{
	return entry->content == CONTENT_PROTECTED &&
		listed(planning->options->forgotten, entry->path);
}

/* The inode may be changed without changing what lies at names that the plan does not mean. */
static bool inode_is_private(
	const struct planning *planning, const struct entry *wanted, const struct entry *present)
{
	const struct link_group *group = links_find(&planning->present_links, present);

	if (listed(planning->options->shared, present->path))
		return false;
	return group == NULL || (!group->mixed && strcmp(group->partner, links_first(wanted)) == 0);
}

/* It is one more name of an inode that is wanted elsewhere, or as another file. */
static bool needs_own_inode(
	const struct planning *planning, const struct entry *wanted, const struct entry *present)
{
	const struct link_group *group = links_find(&planning->present_links, present);

	if (group == NULL || present->same_as == NULL || wanted->same_as != NULL)
		return false;
	return group->mixed && asked_for(planning, present->same_as);
}

static struct decision decide_metadata(
	struct planning *planning, const struct entry *wanted, const struct entry *present)
{
	static const char other_names[] = "it has other names (hard links), which would change too";
	bool plain = wanted->kind == ENTRY_DIRECTORY;
	bool no_source = wanted->kind == ENTRY_FILE &&
		(wanted->content == CONTENT_DIGEST_ONLY || is_forgotten(planning, wanted));

	if (plain || inode_is_private(planning, wanted, present))
		return step(STEP_METADATA);
	if (planning->options->metadata_only)
		return refuse(other_names, "restore it without --metadata-only");
	if (no_source)
		return refuse(other_names, "remove the other names first");
	return step(STEP_REPLACE);
}

static struct decision decide_same_kind(
	struct planning *planning, const struct entry *wanted, const struct entry *present)
{
	bool metadata_only = planning->options->metadata_only;
	bool content = metadata_only || same_content(wanted, present);

	if (!content)
		return step(STEP_REPLACE);
	if (!same_metadata(wanted, present))
		return decide_metadata(planning, wanted, present);
	if (!metadata_only && needs_own_inode(planning, wanted, present))
		return step(STEP_REPLACE);
	return nothing();
}

static bool same_inode(const struct entry *a, const struct entry *b)
{
	return strcmp(links_first(a), links_first(b)) == 0;
}

/*
 * A second name of a wanted file. False: it has to be looked at as a file of its own, because
 * its first name is not there, or not what is wanted.
 */
static bool decide_second_name(struct planning *planning, const struct entry *wanted,
	const struct entry *present, struct decision *result)
{
	const struct link_group *group = links_find(&planning->wanted_links, wanted);
	const struct entry *first = tree_find(planning->present, wanted->same_as);
	enum link_fate fate = group != NULL ? group->fate : LINK_OTHER;

	if (!asked_for(planning, wanted->same_as) ||
		tree_find(planning->wanted, wanted->same_as) == NULL)
		fate = first != NULL && equal(wanted, first) ? LINK_SAME : LINK_OTHER;
	if (fate == LINK_OTHER)
		return false;
	if (fate == LINK_REFUSED) {
		*result = refuse(arena_format(planning->arena,
					 "its first name '%s' is not restored", wanted->same_as),
			NULL);
		return true;
	}
	if (fate == LINK_SAME && distrust_above(planning, wanted->same_as) != NULL)
		return false;
	if (fate == LINK_SAME && present != NULL && first != NULL && same_inode(present, first))
		*result = nothing();
	else
		*result = step(STEP_LINK);
	return true;
}

static struct decision decide_wanted(
	struct planning *planning, const struct entry *wanted, const struct entry *present)
{
	bool metadata_only = planning->options->metadata_only;
	struct decision result;

	if (present != NULL && planning->options->only_lost)
		return nothing();
	if (wanted->kind == ENTRY_SOCKET && (present == NULL || present->kind != ENTRY_SOCKET))
		return (struct decision){.outcome = OUTCOME_NOTE,
			.reason = "a socket is made by its service, and never recreated"};
	if (metadata_only && present == NULL)
		return refuse("it is not there, and --metadata-only makes nothing",
			"restore it without --metadata-only");
	if (metadata_only && present->kind != wanted->kind)
		return refuse(decide_kind_reason(planning, present->kind, wanted->kind), NULL);
	if (!metadata_only && wanted->same_as != NULL &&
		decide_second_name(planning, wanted, present, &result))
		return result;
	if (present == NULL)
		return step(STEP_CREATE);
	if (present->kind != wanted->kind)
		return step(STEP_REPLACE);
	return decide_same_kind(planning, wanted, present);
}

/* What would be gone for good, because no snapshot can hold it; NULL: it can be recorded. */
static const char *cannot_be_recorded(const struct entry *present)
{
	if (present->kind == ENTRY_SOCKET)
		return "a socket could not be brought back";
	if (present->content == CONTENT_UNREADABLE)
		return "what stands there cannot be read, so it cannot be recorded first";
	if (present->content == CONTENT_DIGEST_ONLY)
		return "its content is not kept, so it could not be brought back";
	return NULL;
}

static const char *cannot_be_placed(
	const struct planning *planning, const struct entry *wanted, enum step_kind kind)
{
	if (wanted->content == CONTENT_UNREADABLE)
		return "it could not be read when it was recorded";
	if (wanted->kind != ENTRY_FILE)
		return NULL;
	if (kind != STEP_CREATE && kind != STEP_REPLACE)
		return NULL;
	if (wanted->content == CONTENT_DIGEST_ONLY)
		return "only its digest is kept, not its content";
	return is_forgotten(planning, wanted) ? "its content is not kept any more" : NULL;
}

/* What forbids a step whatever it does; the step itself when nothing does. */
static struct decision permit(struct planning *planning, const char *path,
	const struct entry *wanted, const struct entry *present, struct decision decision)
{
	const struct plan_options *options = planning->options;
	bool displaces = present != NULL && decision.kind != STEP_METADATA;
	const char *reason;

	if (decision.outcome != OUTCOME_STEP)
		return decision;
	if (matches_any(options->never, path))
		return refuse("the configuration says so (restore: never)", NULL);
	if (wanted != NULL && present != NULL && wanted->kind != present->kind &&
		(wanted->kind == ENTRY_DIRECTORY || present->kind == ENTRY_DIRECTORY))
		return refuse(
			decide_kind_reason(planning, present->kind, wanted->kind), move_aside);
	reason = wanted != NULL ? cannot_be_placed(planning, wanted, decision.kind) : NULL;
	if (reason != NULL)
		return refuse(reason, "name an older snapshot with --from");
	reason = displaces ? cannot_be_recorded(present) : NULL;
	if (reason != NULL)
		return refuse(reason, move_aside);
	if (wanted != NULL && options->other_root && !options->allow_special && is_special(wanted))
		return refuse("devices, set-id files and capabilities below another root need "
			      "--allow-special",
			"add --allow-special when you trust that root");
	return decision;
}

struct decision decide(struct planning *planning, const char *path, const struct entry *wanted,
	const struct entry *present)
{
	struct decision decision;

	if (wanted != NULL)
		decision = decide_wanted(planning, wanted, present);
	else if (planning->options->removed && !planning->options->only_lost && !present->ancestor)
		decision = step(STEP_REMOVE);
	else
		decision = nothing();
	return permit(planning, path, wanted, present, decision);
}

void decide_remember(struct planning *planning, const struct entry *wanted,
	const struct entry *present, const struct decision *decision)
{
	struct link_group *group;

	if (wanted == NULL || wanted->same_as != NULL)
		return;
	group = links_find(&planning->wanted_links, wanted);
	if (group == NULL)
		return;
	if (decision->outcome == OUTCOME_REFUSE || decision->outcome == OUTCOME_NOTE)
		group->fate = LINK_REFUSED;
	else if (decision->outcome == OUTCOME_STEP)
		group->fate = decision->kind == STEP_METADATA ? LINK_SAME : LINK_NEW;
	else
		group->fate = present != NULL && equal(wanted, present) ? LINK_SAME : LINK_OTHER;
}
