// SPDX-License-Identifier: GPL-2.0-or-later
// What a finding says first: "GONE, your copy is imap.rpmsave".
#include "render/phrase.h"

#include <errno.h>
#include <stdbool.h>
#include <string.h>

#include "base/path.h"
#include "base/translate.h"
#include "render/changes.h"
#include "render/escape.h"

static const struct metadata_change *find_metadata(const struct change *change, const char *name)
{
	for (size_t i = 0; i < change->metadata_count; i++) {
		if (strcmp(change->metadata[i].name, name) == 0)
			return &change->metadata[i];
	}
	return NULL;
}

/* What decides who may do what. */
static bool has_permissions(const struct change *change)
{
	static const char *const names[] = {
		"mode", "owner", "group", "acl", "default-acl", "security.capability"};

	for (size_t i = 0; i < sizeof names / sizeof *names; i++) {
		if (find_metadata(change, names[i]) != NULL)
			return true;
	}
	return false;
}

static bool is_both(const struct change *change)
{
	return change != NULL && change->before != NULL && change->after != NULL;
}

const char *phrase_remark(const struct finding *finding, const struct change *change)
{
	if (change == NULL || change->before == NULL || change->after == NULL ||
		(finding->class != CLASS_METADATA_RESET && finding->class != CLASS_EDITED))
		return NULL;
	for (size_t i = 0; i < change->metadata_count; i++) {
		if (change->metadata[i].remark != NULL)
			return change->metadata[i].remark;
	}
	return NULL;
}

/* The last component where it lies beside the live file, else all of it. */
static void add_leftover(const struct finding *finding, const char *words, struct text *result)
{
	const char *leftover = finding->leftover;
	size_t parent;

	if (leftover == NULL)
		return;
	parent = path_parent_length(leftover);
	text_add(result, words);
	if (finding->path != NULL && parent == path_parent_length(finding->path) &&
		strncmp(leftover, finding->path, parent) == 0)
		leftover = path_name(leftover);
	escape_name(result, leftover);
}

/* A person's own change, in a word. */
static const char *word_of_edit(const struct change *change)
{
	if (change == NULL || change->unreadable)
		return N_("CHANGED");
	if (change->kind == CHANGE_ADDED)
		return N_("NEW");
	if (change->content)
		return has_permissions(change) ? N_("REPLACED") : N_("CHANGED");
	if (find_metadata(change, "target") != NULL)
		return N_("TARGET CHANGED");
	return has_permissions(change) ? N_("PERMISSIONS CHANGED") : N_("ATTRIBUTES CHANGED");
}

static bool is_null_link(const struct change *change)
{
	const struct entry *after = change != NULL ? change->after : NULL;

	return after != NULL && after->kind == ENTRY_LINK && after->target != NULL &&
		strcmp(after->target, "/dev/null") == 0;
}

static bool is_gone(const struct change *change)
{
	return change != NULL && change->after == NULL;
}

static const char *class_words(const struct finding *finding, const struct change *change)
{
	if (finding_is_review(finding))
		return _("REASON OVERDUE");
	switch (finding->class) {
	case CLASS_EDITED:
		return _(word_of_edit(change));
	case CLASS_MASKED:
		return is_null_link(change) ? _("MASKED, now a link to /dev/null") : _("EMPTIED");
	case CLASS_SET_ASIDE:
		if (change == NULL)
			return _("SET ASIDE");
		return is_gone(change) ? _("GONE") : _("REPLACED by the package's text");
	case CLASS_REMOVED_EDITED:
	case CLASS_REMOVED_UNEXPLAINED:
		return finding->leftover != NULL || finding->folded > 1
			? _("GONE")
			: finding_class_phrase(finding->class);
	default:
		return finding_class_phrase(finding->class);
	}
}

static void add_problem(const struct change *change, struct text *result)
{
	const struct entry *entry = change != NULL ? change->after : NULL;
	const char *reason;

	if (entry == NULL || entry->problem == 0)
		return;
	reason = entry->problem == EAGAIN ? _("it kept changing while it was read")
					  : strerrordesc_np(entry->problem);
	text_format(result, ": %s", reason != NULL ? reason : _("unknown error"));
}

/* What makes the words of the class those of this one. */
static void add_particulars(
	const struct finding *finding, const struct change *change, struct text *result)
{
	switch (finding->class) {
	case CLASS_SET_ASIDE:
	case CLASS_MASKED:
		add_leftover(finding, _(", your copy is "), result);
		break;
	case CLASS_REMOVED_EDITED:
	case CLASS_REMOVED_UNEXPLAINED:
	case CLASS_VENDOR_REMOVED:
		add_leftover(finding, _(", the same text is in "), result);
		break;
	case CLASS_UPDATE_PENDING:
		add_leftover(finding, _(" in "), result);
		break;
	case CLASS_INTERRUPTED:
		add_leftover(finding, _(", left: "), result);
		break;
	case CLASS_STRAY_ACTIVE:
		add_leftover(finding, ": ", result);
		break;
	case CLASS_TYPE_CHANGED:
		if (is_both(change)) {
			text_add(result, ": ");
			text_kind_change(change, result);
		}
		add_leftover(finding, _(", your copy is "), result);
		break;
	case CLASS_UNREADABLE:
		add_problem(change, result);
		break;
	case CLASS_EDITED:
		if (is_both(change) && change->content && has_permissions(change))
			text_add(result, _(", permissions too"));
		break;
	default:
		break;
	}
}

static void add_folded(const struct finding *finding, struct text *result)
{
	size_t below = finding->folded - 1;

	if (finding->folded <= 1)
		return;
	if (finding->class == CLASS_VENDOR_UPDATED || finding->transaction != NULL)
		text_format(result, ngettext(", %zu file", ", %zu files", finding->folded),
			finding->folded);
	else
		text_format(result,
			ngettext(", with %zu entry below it", ", with %zu entries below it", below),
			below);
}

static void add_phrase(
	const struct finding *finding, const struct change *change, struct text *result)
{
	const char *remark = phrase_remark(finding, change);

	text_add(result, class_words(finding, change));
	add_particulars(finding, change, result);
	if (finding->class == CLASS_COUNT && finding->rule != NULL && !finding_is_review(finding)) {
		text_add(result, ": ");
		escape_name(result, finding->rule);
	}
	if (remark != NULL) {
		text_add(result, ", ");
		escape_name(result, remark);
	}
	add_folded(finding, result);
}

static bool is_restored(const struct finding *finding)
{
	return finding->restored || finding->state == FINDING_RESTORED;
}

void phrase_finding(const struct finding *finding, const struct change *change, struct text *result)
{
	if (!is_restored(finding)) {
		add_phrase(finding, change, result);
		return;
	}
	text_add(result, _("RESTORED, was "));
	add_phrase(finding, NULL, result);
}

static bool is_lower(char byte)
{
	return byte >= 'a' && byte <= 'z';
}

void phrase_word(const struct finding *finding, const struct change *change, struct text *result)
{
	const char *words = is_restored(finding) ? _("RESTORED") : class_words(finding, change);
	size_t length = 0;

	/* As far as words go on without small letters. */
	for (size_t i = 0; words[i] != '\0' && words[i] != ',' && words[i] != ':'; i++) {
		if (is_lower(words[i]))
			break;
		if (words[i] != ' ' &&
			(words[i + 1] == '\0' || strchr(" ,:", words[i + 1]) != NULL))
			length = i + 1;
	}
	text_append(result, words, length);
}

/* The package was at work, and that is all that is known. */
static bool is_circumstance(enum finding_class class)
{
	return class == CLASS_REMOVED_UNEXPLAINED || class == CLASS_EDITED;
}

void phrase_package(const struct finding *finding, struct text *result)
{
	const char *before = finding->version_before;
	const char *after = finding->version_after;

	if (finding->package == NULL)
		return;
	if (is_circumstance(finding->class))
		text_add(result, _("during "));
	escape_name(result, finding->package);
	if (before != NULL) {
		text_byte(result, ' ');
		escape_name(result, before);
	}
	if (after == NULL) {
		text_add(result, before != NULL ? _(" removed") : "");
	} else if (before == NULL || strcmp(before, after) != 0) {
		text_add(result, before != NULL ? " -> " : " ");
		escape_name(result, after);
	} else {
		text_add(result, _(" reinstalled"));
	}
}
