// SPDX-License-Identifier: GPL-2.0-or-later
// One sentence for each finding: what happened to whom, and who did it.
#include <errno.h>
#include <string.h>

#include "base/translate.h"
#include "core/classify_parts.h"

/* One version was unpacked before, and its new text is in place only now. */
static bool is_other_text(const struct subject *subject)
{
	const struct owned *before = subject->owner_before, *after = subject->owner_after;

	return before != NULL && after != NULL && before->digest_kind != DIGEST_NONE &&
		!same_shipped(before, after);
}

/* "cyrus-imapd 2.4.20-1 -> 3.0.7-1"; NULL: nobody is known to have done it. */
const char *describe_blame(const struct subject *subject)
{
	const struct blame *blame = &subject->blame;
	struct arena *arena = subject->arena;

	if (blame->package == NULL)
		return NULL;
	if (blame->before != NULL && blame->after != NULL) {
		if (strcmp(blame->before, blame->after) == 0)
			return arena_format(arena,
				is_other_text(subject) ? _("configuring %s %s")
						       : _("reinstalling %s %s"),
				blame->package, blame->after);
		return arena_format(
			arena, "%s %s -> %s", blame->package, blame->before, blame->after);
	}
	if (blame->before != NULL)
		return arena_format(
			arena, _("the removal of %s %s"), blame->package, blame->before);
	return arena_format(arena, "%s %s", blame->package,
		blame->after != NULL ? blame->after : _("(unknown version)"));
}

/* Who did it, when that is known well enough to say that they did. */
static const char *culprit(const struct subject *subject)
{
	return subject->blame.kind == BLAME_OWNER || subject->blame.kind == BLAME_RELATED
		? describe_blame(subject)
		: NULL;
}

/* What else was going on. */
static const char *circumstance(const struct subject *subject)
{
	const struct package_change_list *packages = subject->input->packages;

	if (!subject->in_transaction)
		return "";
	if (subject->blame.kind == BLAME_BYSTANDER)
		return arena_format(subject->arena, _(" (with %s)"), describe_blame(subject));
	if (packages != NULL && packages->count > 1)
		return arena_format(
			subject->arena, _(" (while %zu packages changed)"), packages->count);
	return _(" (during an upgrade)");
}

static const char *whose(const struct subject *subject)
{
	if (subject->pinned)
		return _(", which you had pinned");
	switch (subject->origin_before) {
	case ORIGIN_CUSTOM:
		return _(", which you had made");
	case ORIGIN_EDITED:
		return _(", which you had changed");
	case ORIGIN_VENDOR:
		return _(", which you had not changed");
	case ORIGIN_UNKNOWN:
		return _(", which you may have changed");
	default:
		return "";
	}
}

/* "CULPRIT DID PATH, which you had made", or "PATH, which you had made, WAS DONE TO (while ...)" */
static void append_deed(
	struct text *text, const struct subject *subject, const char *active, const char *passive)
{
	const char *who = culprit(subject);
	const char *owner = whose(subject);

	if (who != NULL)
		text_format(text, "%s %s %s%s", who, active, subject->path, owner);
	else
		text_format(text, "%s%s%s %s%s", subject->path, owner, owner[0] != '\0' ? "," : "",
			passive, circumstance(subject));
}

static void append_removed(struct text *text, const struct subject *subject)
{
	append_deed(text, subject, _("removed"), _("is gone"));
	if (subject->copy != NULL)
		text_format(text, _("; the same text is in %s"), subject->copy);
	else
		text_add(text, _("; no copy is left"));
	if (subject->place != NULL)
		text_format(text, _("; %s is read instead"), subject->place);
}

static void append_vendor_removed(struct text *text, const struct subject *subject)
{
	append_deed(text, subject, _("removed"), _("is gone"));
	if (subject->copy != NULL)
		text_format(text, _("; the same text is in %s"), subject->copy);
}

static void append_moved(struct text *text, const struct subject *subject)
{
	const char *place = subject->copy != NULL ? subject->copy : subject->place;

	const char *who = culprit(subject);

	if (who != NULL)
		text_format(text, _("%s moved %s to %s"), who, subject->path, place);
	else
		text_format(text, _("%s was moved to %s%s"), subject->path, place,
			circumstance(subject));
	if (subject->copy == NULL && !subject->place_same)
		text_add(text, _(", with another text"));
	if (loses_special_metadata(subject))
		text_add(text, _("; the permissions that you had set are lost"));
}

static void append_set_aside(struct text *text, const struct subject *subject)
{
	const char *who = culprit(subject);

	if (who != NULL)
		text_format(text, _("%s moved your %s to %s"), who, subject->path, subject->saved);
	else
		text_format(text, _("your %s is now %s%s"), subject->path, subject->saved,
			circumstance(subject));
	if (subject->after != NULL)
		text_add(text, _("; the package's own is in its place"));
	else if (subject->place != NULL)
		text_format(text, _("; %s is read instead"), subject->place);
	else
		text_add(text, _("; nothing is in its place"));
	if (!subject->saved_whole)
		text_add(text, _(" (the copy is not the text that was recorded)"));
}

static void append_pending(struct text *text, const struct subject *subject)
{
	const char *who = culprit(subject);
	const char *leftover = subject->pending->path;

	if (who != NULL)
		text_format(text, _("%s left its new text in %s"), who, leftover);
	else
		text_format(text, _("a new text waits in %s%s"), leftover, circumstance(subject));
	if (subject->after != NULL)
		text_format(text, _("; your %s is still in use"), subject->path);
}

static void append_interrupted(struct text *text, const struct subject *subject)
{
	const char *who = culprit(subject);
	const char *leftover = subject->unfinished->path;

	if (subject->after != NULL && subject->after->kind == ENTRY_LINK)
		text_format(text, _("%s is a link, so that the new text stays in %s, unused"),
			subject->path, leftover);
	else if (who != NULL)
		text_format(text, _("%s did not finish with %s: its new text is in %s"), who,
			subject->path, leftover);
	else
		text_format(text, _("an upgrade did not finish with %s: %s is left"), subject->path,
			leftover);
}

static void append_overwritten(struct text *text, const struct subject *subject)
{
	const char *who = culprit(subject);

	if (subject->generated == GENERATED_LOST) {
		text_format(text, _("%s rewrote %s"), subject->generator->name, subject->path);
		if (subject->lost_names != NULL)
			text_format(text, _(" and lost your %s"), subject->lost_names);
		else
			text_add(text, _(" and lost settings of yours"));
		if (who != NULL)
			text_format(text, _(" (with %s)"), who);
		else
			text_add(text, circumstance(subject));
		return;
	}
	append_deed(text, subject, _("replaced"), _("was replaced"));
	text_add(text, _(", by the package's text; no copy is left"));
}

static void append_rewritten(struct text *text, const struct subject *subject)
{
	const char *who = culprit(subject);

	if (subject->before == NULL)
		text_format(text, _("a script of %s made %s"), who, subject->path);
	else if (who != NULL)
		text_format(
			text, _("a script of %s changed %s%s"), who, subject->path, whose(subject));
	else
		append_deed(text, subject, "", _("was changed"));
}

static void append_updated(struct text *text, const struct subject *subject)
{
	if (subject->before == NULL)
		append_deed(text, subject, _("brought"), _("is new"));
	else
		append_deed(text, subject, _("updated"), _("was updated"));
}

static void append_orphaned(struct text *text, const struct subject *subject)
{
	const char *who = culprit(subject);

	if (subject->hidden_by != NULL)
		text_format(text, _("%s%s, is hidden by %s, which is new%s"), subject->path,
			whose(subject), subject->hidden_by, circumstance(subject));
	else if (who != NULL)
		text_format(text,
			_("%s no longer knows %s%s; it is still there, but probably read by "
			  "nobody"),
			who, subject->path, whose(subject));
	else
		text_format(text, _("%s belongs to no package any more; probably nobody reads it"),
			subject->path);
}

static void append_shadowing(struct text *text, const struct subject *subject)
{
	const char *who = culprit(subject);

	text_format(text, _("%s%s, hides %s"), subject->path, whose(subject), subject->place);
	if (who != NULL)
		text_format(text, _(", which %s brought"), who);
	else
		text_format(text, _(", which is newer%s"), circumstance(subject));
}

static void append_type_changed(struct text *text, const struct subject *subject)
{
	append_deed(text, subject, _("replaced"), _("was replaced"));
	text_format(text, _(": %s -> %s"), entry_kind_name((enum entry_kind)subject->before->kind),
		entry_kind_name((enum entry_kind)subject->after->kind));
	if (subject->saved != NULL)
		text_format(text, _("; yours is %s"), subject->saved);
}

static void append_masked(struct text *text, const struct subject *subject)
{
	bool is_link = subject->after->kind == ENTRY_LINK;

	append_deed(text, subject, is_link ? _("masked") : _("emptied"),
		is_link ? _("is now a link to /dev/null") : _("is empty now"));
	if (subject->saved != NULL)
		text_format(text, _("; yours is %s"), subject->saved);
}

static void append_unreadable(struct text *text, const struct subject *subject)
{
	int problem = subject->after->problem;
	const char *words = strerrordesc_np(problem);

	text_format(text, _("%s could not be read: %s"), subject->path,
		problem == EAGAIN	? _("it kept changing")
			: words != NULL ? words
					: _("unknown error"));
}

static void append_resurrected(struct text *text, const struct subject *subject)
{
	const char *who = culprit(subject);

	if (who != NULL)
		text_format(text, _("%s made %s again, which you had deleted"), who, subject->path);
	else
		text_format(text, _("%s, which you had deleted, is back%s"), subject->path,
			circumstance(subject));
}

static void append_generated(struct text *text, const struct subject *subject)
{
	if (subject->before == NULL)
		text_format(text, _("%s made %s"), subject->generator->name, subject->path);
	else if (subject->after == NULL)
		text_format(text, _("%s removed %s, which it had made"), subject->generator->name,
			subject->path);
	else
		text_format(text, _("%s wrote %s anew; nothing of yours was lost"),
			subject->generator->name, subject->path);
}

static void append_stray(struct text *text, const struct subject *subject)
{
	text_format(text, _("%s is read beside %s: whatever lies in that directory is"),
		subject->stray->path, subject->path);
}

static void append_cosmetic(struct text *text, const struct subject *subject)
{
	text_format(text, _("only comments or blank lines of %s changed"), subject->path);
}

/* What changed, in a word; the next command shows the rest. */
static void append_edited(struct text *text, const struct subject *subject)
{
	const struct change *change = subject->change;

	if (change->kind == CHANGE_ADDED)
		text_format(text, _("%s is new"), subject->path);
	else if (is_content_change(subject))
		text_format(text, _("%s was changed"), subject->path);
	else
		text_format(text, _("permissions or attributes of %s were changed"), subject->path);
	if (is_wider(change)) {
		for (size_t i = 0; i < change->metadata_count; i++) {
			if (change->metadata[i].remark != NULL)
				text_format(text, ": %s", change->metadata[i].remark);
		}
	}
	text_add(text, circumstance(subject));
}

static void (*const sentences[])(struct text *text, const struct subject *subject) = {
	[CLASS_UNREADABLE] = append_unreadable,
	[CLASS_TYPE_CHANGED] = append_type_changed,
	[CLASS_MASKED] = append_masked,
	[CLASS_INTERRUPTED] = append_interrupted,
	[CLASS_SET_ASIDE] = append_set_aside,
	[CLASS_UPDATE_PENDING] = append_pending,
	[CLASS_OVERWRITTEN] = append_overwritten,
	[CLASS_REWRITTEN_BY_PACKAGE] = append_rewritten,
	[CLASS_REMOVED_EDITED] = append_removed,
	[CLASS_REMOVED_UNEXPLAINED] = append_removed,
	[CLASS_VENDOR_REMOVED] = append_vendor_removed,
	[CLASS_VENDOR_MOVED] = append_moved,
	[CLASS_VENDOR_UPDATED] = append_updated,
	[CLASS_ORPHANED] = append_orphaned,
	[CLASS_RESURRECTED] = append_resurrected,
	[CLASS_STRAY_ACTIVE] = append_stray,
	[CLASS_COSMETIC] = append_cosmetic,
	[CLASS_SHADOWING] = append_shadowing,
	[CLASS_GENERATED] = append_generated,
	[CLASS_EDITED] = append_edited,
};

const char *classify_message(const struct subject *subject, enum finding_class class)
{
	TEXT_CLEANUP struct text text = TEXT_INIT;

	if ((size_t) class >= sizeof sentences / sizeof sentences[0] || sentences[class] == NULL)
		return "";
	sentences[class](&text, subject);
	return arena_string(subject->arena, text_string(&text));
}

const char *metadata_message(const struct subject *subject, const struct metadata_loss *loss)
{
	TEXT_CLEANUP struct text text = TEXT_INIT;
	const char *who = loss->generator != NULL ? loss->generator : culprit(subject);

	if (who != NULL)
		text_format(&text, _("%s reset %s of %s"), who, loss->what, subject->path);
	else
		text_format(&text, _("%s of %s was reset%s"), loss->what, subject->path,
			circumstance(subject));
	if (loss->remark != NULL)
		text_format(&text, ": %s", loss->remark);
	if (loss->generator != NULL)
		text_add(&text, _("; what shall stay belongs into /etc/permissions.local"));
	return arena_string(subject->arena, text_string(&text));
}
