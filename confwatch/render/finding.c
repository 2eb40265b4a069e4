// SPDX-License-Identifier: GPL-2.0-or-later
// Changes as findings: what happened and to whom, worst first, numbered.
#include "render/finding.h"

#include <errno.h>
#include <stdlib.h>
#include <string.h>

#include "base/path.h"
#include "base/text.h"
#include "base/translate.h"
#include "render/changes.h"
#include "render/escape.h"

/* In the order of the first screen, as far as severity leaves it open. */
enum verdict {
	VERDICT_GONE,
	VERDICT_EMPTIED,
	VERDICT_MASKED,
	VERDICT_TYPE_CHANGED,
	VERDICT_REPLACED,
	VERDICT_PERMISSIONS_CHANGED,
	VERDICT_UNREADABLE,
	VERDICT_TARGET_CHANGED,
	VERDICT_CHANGED,
	VERDICT_ATTRIBUTES_CHANGED,
	VERDICT_NEW,
};

static const struct {
	const char *class_name;
	const char *word;
	const char *command;
	enum severity severity;
} verdicts[] = {
	[VERDICT_GONE] = {"removed-unexplained", N_("GONE"), "restore", SEVERITY_CRITICAL},
	[VERDICT_EMPTIED] = {"masked", N_("EMPTIED"), "restore", SEVERITY_CRITICAL},
	[VERDICT_MASKED] = {"masked", N_("MASKED"), "restore", SEVERITY_CRITICAL},
	[VERDICT_TYPE_CHANGED] = {"type-changed", N_("TYPE CHANGED"), "restore", SEVERITY_CRITICAL},
	[VERDICT_REPLACED] = {"edited", N_("REPLACED"), "diff", SEVERITY_WARNING},
	[VERDICT_PERMISSIONS_CHANGED] = {"edited", N_("PERMISSIONS CHANGED"), "restore",
		SEVERITY_WARNING},
	[VERDICT_UNREADABLE] = {"unreadable", N_("UNREADABLE"), "status", SEVERITY_WARNING},
	[VERDICT_TARGET_CHANGED] = {"edited", N_("TARGET CHANGED"), "restore", SEVERITY_NOTICE},
	[VERDICT_CHANGED] = {"edited", N_("CHANGED"), "diff", SEVERITY_NOTICE},
	[VERDICT_ATTRIBUTES_CHANGED] = {"edited", N_("ATTRIBUTES CHANGED"), "restore",
		SEVERITY_NOTICE},
	[VERDICT_NEW] = {"edited", N_("NEW"), "diff", SEVERITY_NOTICE},
};

static const struct metadata_change *find_metadata(const struct change *change, const char *name)
{
	for (size_t i = 0; i < change->metadata_count; i++) {
		if (strcmp(change->metadata[i].name, name) == 0)
			return &change->metadata[i];
	}
	return NULL;
}

/* What decides who may do what: the first of it that changed. */
static const struct metadata_change *find_permissions(const struct change *change)
{
	static const char *const names[] = {
		"mode", "owner", "group", "acl", "default-acl", "security.capability"};
	const struct metadata_change *found = NULL;

	for (size_t i = 0; i < sizeof names / sizeof *names && found == NULL; i++)
		found = find_metadata(change, names[i]);
	return found;
}

/* What the change means for others: "now readable by everyone"; NULL: nothing. */
static const char *find_remark(const struct change *change)
{
	if (change->before == NULL || change->after == NULL)
		return NULL;
	for (size_t i = 0; i < change->metadata_count; i++) {
		if (change->metadata[i].remark != NULL)
			return change->metadata[i].remark;
	}
	return NULL;
}

/* core/access tells what was gained first. */
static bool is_wider(const char *remark)
{
	return remark != NULL && strncmp(remark, "now ", 4) == 0;
}

static bool is_masked(const struct change *change)
{
	const struct entry *after = change->after;

	return after->kind == ENTRY_LINK && after->target != NULL &&
		strcmp(after->target, "/dev/null") == 0 &&
		(change->kind == CHANGE_TYPE_CHANGED || find_metadata(change, "target") != NULL);
}

/* Entries that come from a snapshot have no size when they are protected: has_blob tells. */
static bool is_emptied(const struct change *change)
{
	return change->content && change->after->size == 0 && change->after->has_blob;
}

static enum verdict judge_metadata(const struct change *change)
{
	if (find_metadata(change, "target") != NULL)
		return VERDICT_TARGET_CHANGED;
	if (find_permissions(change) != NULL)
		return VERDICT_PERMISSIONS_CHANGED;
	return VERDICT_ATTRIBUTES_CHANGED;
}

static enum verdict judge(const struct change *change)
{
	if (change->kind == CHANGE_REMOVED)
		return VERDICT_GONE;
	if (change->unreadable)
		return VERDICT_UNREADABLE;
	if (change->kind == CHANGE_ADDED)
		return VERDICT_NEW;
	if (is_masked(change))
		return VERDICT_MASKED;
	if (change->kind == CHANGE_TYPE_CHANGED)
		return VERDICT_TYPE_CHANGED;
	if (is_emptied(change))
		return VERDICT_EMPTIED;
	if (!change->content)
		return judge_metadata(change);
	return find_permissions(change) != NULL ? VERDICT_REPLACED : VERDICT_CHANGED;
}

static void add_problem(const struct change *change, struct text *phrase)
{
	const struct entry *entry = change->after;
	const char *reason;

	if (entry == NULL || entry->problem == 0)
		return;
	reason = entry->problem == EAGAIN ? _("it kept changing while it was read")
					  : strerrordesc_np(entry->problem);
	text_format(phrase, ": %s", reason != NULL ? reason : _("unknown error"));
}

static void add_meaning(enum verdict verdict, const struct change *change, struct text *phrase)
{
	switch (verdict) {
	case VERDICT_TYPE_CHANGED:
		text_add(phrase, ": ");
		text_kind_change(change, phrase);
		break;
	case VERDICT_MASKED:
		text_add(phrase, _(", now a link to /dev/null"));
		break;
	case VERDICT_REPLACED:
		text_add(phrase, _(", permissions too"));
		break;
	case VERDICT_UNREADABLE:
		add_problem(change, phrase);
		break;
	default:
		break;
	}
}

static void add_below(const struct finding *finding, struct text *phrase)
{
	if (finding->below == 0)
		return;
	text_format(phrase,
		ngettext(
			", with %zu entry below it", ", with %zu entries below it", finding->below),
		finding->below);
}

static const char *phrase_of(struct arena *arena, const struct finding *finding)
{
	TEXT_CLEANUP struct text phrase = TEXT_INIT;

	text_add(&phrase, _(finding->word));
	add_meaning((enum verdict)finding->order, finding->change, &phrase);
	if (finding->remark != NULL) {
		text_add(&phrase, ", ");
		escape_name(&phrase, finding->remark);
	}
	add_below(finding, &phrase);
	return arena_string(arena, text_string(&phrase));
}

static struct finding finding_of(struct arena *arena, const struct change *change, size_t below)
{
	enum verdict verdict = judge(change);
	struct finding finding = {
		.change = change,
		.severity = verdicts[verdict].severity,
		.class_name = verdicts[verdict].class_name,
		.word = verdicts[verdict].word,
		.command = verdicts[verdict].command,
		.remark = find_remark(change),
		.below = below,
		.order = verdict,
	};

	if (is_wider(finding.remark))
		finding.severity = SEVERITY_CRITICAL;
	finding.phrase = phrase_of(arena, &finding);
	return finding;
}

static bool is_directory(const struct entry *entry)
{
	return entry != NULL && entry->kind == ENTRY_DIRECTORY;
}

/* Changes right behind this one that it implies: a directory came or went with all it holds. */
static size_t count_implied(const struct change_list *changes, size_t index)
{
	const struct change *top = &changes->changes[index];
	enum change_kind below = is_directory(top->before) ? CHANGE_REMOVED : CHANGE_ADDED;
	size_t count = 0;

	if (is_directory(top->before) == is_directory(top->after))
		return 0;
	while (index + 1 + count < changes->count) {
		const struct change *next = &changes->changes[index + 1 + count];

		if (next->kind != below || !path_is_within(next->path, top->path))
			break;
		count++;
	}
	return count;
}

static int compare_findings(const void *a, const void *b)
{
	const struct finding *left = a;
	const struct finding *right = b;

	if (left->severity != right->severity)
		return left->severity < right->severity ? 1 : -1;
	if (left->order != right->order)
		return left->order < right->order ? -1 : 1;
	return path_compare(left->change->path, right->change->path);
}

void findings_from_changes(
	struct arena *arena, const struct change_list *changes, struct finding_list *result)
{
	struct finding *items = arena_new_array(arena, changes->count, struct finding);
	size_t count = 0;

	for (size_t i = 0; i < changes->count; i++) {
		size_t below = count_implied(changes, i);

		items[count++] = finding_of(arena, &changes->changes[i], below);
		i += below;
	}
	if (count > 0)
		qsort(items, count, sizeof *items, compare_findings);
	result->items = items;
	result->count = count;
}
