// SPDX-License-Identifier: GPL-2.0-or-later
// Metadata that the administrator had set and that a transaction took back.
#include <string.h>

#include "base/number.h"
#include "base/translate.h"
#include "core/classify_parts.h"

/* core/access tells what was gained first. */
static bool is_gain(const char *remark)
{
	return remark != NULL && strncmp(remark, "now ", 4) == 0;
}

bool is_wider(const struct change *change)
{
	if (change->before == NULL || change->after == NULL)
		return false;
	for (size_t i = 0; i < change->metadata_count; i++) {
		if (is_gain(change->metadata[i].remark))
			return true;
	}
	return false;
}

static bool is_name(const char *name, uint32_t id, const char *shipped)
{
	if (shipped == NULL)
		return true;
	return name != NULL ? strcmp(name, shipped) == 0 : id == 0 && strcmp(shipped, "root") == 0;
}

static bool has_mode_of(const struct entry *entry, const struct owned *owned)
{
	return entry->kind == ENTRY_LINK || entry->mode == (owned->mode & 07777);
}

static bool is_as_shipped(const struct entry *entry, const struct owned *owned)
{
	return has_mode_of(entry, owned) && is_name(entry->user, entry->uid, owned->user) &&
		is_name(entry->group, entry->gid, owned->group);
}

/* Labels come with the policy, not from a person. */
static bool is_label(const char *name)
{
	return strcmp(name, "security.selinux") == 0 || strcmp(name, "security.ima") == 0 ||
		strcmp(name, "security.evm") == 0;
}

static bool has_own_attributes(const struct entry *entry)
{
	const struct attributes *attributes = entry->attributes;

	if (attributes == NULL)
		return false;
	for (size_t i = 0; i < attributes->count; i++) {
		if (!is_label(attributes->list[i].name))
			return true;
	}
	return attributes->access_acl != NULL || attributes->default_acl != NULL;
}

static bool has_special_metadata(const struct entry *entry, const struct owned *owned)
{
	if (has_own_attributes(entry))
		return true;
	if (owned != NULL && owned->has_metadata)
		return !is_as_shipped(entry, owned);
	if (entry->kind == ENTRY_LINK)
		return false;
	return (entry->mode != 0644 && entry->mode != 0755) || entry->uid != 0 || entry->gid != 0;
}

bool had_own_metadata(const struct subject *subject)
{
	const struct owned *owned = subject->owner_before;

	return has_own_attributes(subject->before) ||
		(owned != NULL && owned->has_metadata && !is_as_shipped(subject->before, owned));
}

bool loses_special_metadata(const struct subject *subject)
{
	const char *path = subject->copy != NULL ? subject->copy : subject->place;
	const struct entry *entry = path != NULL ? tree_find(subject->input->after, path) : NULL;
	const struct metadata_change *items;

	if (!has_special_metadata(subject->before, subject->owner_before))
		return false;
	return entry == NULL || entry->kind != subject->before->kind ||
		diff_metadata(subject->arena, subject->before, entry, &items) > 0;
}

/* One item of a change's metadata is a loss when it was not as the package had shipped it. */
static bool was_shipped_so(const struct entry *before, const struct owned *owned, const char *name)
{
	if (strcmp(name, "mode") == 0)
		return has_mode_of(before, owned);
	if (strcmp(name, "owner") == 0)
		return is_name(before->user, before->uid, owned->user);
	return is_name(before->group, before->gid, owned->group);
}

static bool is_permission(const char *name)
{
	return strcmp(name, "mode") == 0 || strcmp(name, "owner") == 0 ||
		strcmp(name, "group") == 0;
}

static bool is_about_content(const char *name)
{
	return strcmp(name, "target") == 0 || strcmp(name, "device") == 0;
}

/* Several packages may own a directory: what one of them ships is the vendor's. */
static bool is_vendors(const struct subject *subject, const char *name)
{
	const struct facts *facts = subject->input->facts_before;
	const struct owned *owned = subject->owner_before;

	for (; owned != NULL && owned < facts->owned + facts->owned_count &&
		strcmp(owned->path, subject->path) == 0;
		owned++) {
		if (owned->has_metadata && was_shipped_so(subject->before, owned, name))
			return true;
	}
	return false;
}

static bool is_loss(const struct subject *subject, const struct metadata_change *item)
{
	if (is_about_content(item->name))
		return false;
	if (is_permission(item->name))
		return !is_vendors(subject, item->name);
	return item->before != NULL || is_gain(item->remark);
}

static const char *label_of(const char *name)
{
	if (strcmp(name, "mode") == 0)
		return _("mode");
	if (strcmp(name, "owner") == 0)
		return _("owner");
	if (strcmp(name, "group") == 0)
		return _("group");
	if (strcmp(name, "acl") == 0)
		return _("ACL");
	if (strcmp(name, "default-acl") == 0)
		return _("default ACL");
	if (strcmp(name, "hard-link") == 0)
		return _("hard link");
	return name;
}

static void append_item(struct text *text, const struct metadata_change *item)
{
	text_add(text, text->length > 0 ? ", " : "");
	text_add(text, label_of(item->name));
	if (is_permission(item->name))
		text_format(text, " %s -> %s", item->before, item->after);
}

/* False: nothing was lost. */
static bool collect(const struct subject *subject, struct metadata_loss *result)
{
	TEXT_CLEANUP struct text text = TEXT_INIT;
	const struct change *change = subject->change;

	*result = (struct metadata_loss){0};
	for (size_t i = 0; i < change->metadata_count; i++) {
		const struct metadata_change *item = &change->metadata[i];

		if (item->remark != NULL)
			result->remark = item->remark;
		if (is_loss(subject, item))
			append_item(&text, item);
	}
	if (text.length == 0)
		return false;
	result->what = arena_string(subject->arena, text_string(&text));
	result->wider = is_gain(result->remark);
	return true;
}

/* Lines of /etc/permissions: "PATH OWNER:GROUP MODE". */
struct permission_line {
	const char *words[3];
	size_t lengths[3];
};

static bool split_line(const char *line, size_t length, struct permission_line *result)
{
	size_t at = 0;

	for (size_t i = 0; i < 3; i++) {
		while (at < length && (line[at] == ' ' || line[at] == '\t'))
			at++;
		result->words[i] = line + at;
		while (at < length && line[at] != ' ' && line[at] != '\t')
			at++;
		result->lengths[i] = (size_t)(line + at - result->words[i]);
	}
	return result->lengths[2] > 0;
}

static bool is_word(const struct permission_line *line, size_t index, const char *word)
{
	size_t length = strlen(word);

	return line->lengths[index] == length && memcmp(line->words[index], word, length) == 0;
}

static const char *name_or(const char *name, uint32_t id)
{
	return name != NULL ? name : id == 0 ? "root" : "";
}

/* Older lists separate owner and group by a dot. */
static bool grants(
	struct arena *arena, const struct permission_line *line, const struct entry *entry)
{
	const char *user = name_or(entry->user, entry->uid);
	const char *group = name_or(entry->group, entry->gid);
	uint64_t mode;

	if (!number_parse(line->words[2], line->lengths[2], 8, 07777, &mode) || mode != entry->mode)
		return false;
	return is_word(line, 1, arena_format(arena, "%s:%s", user, group)) ||
		is_word(line, 1, arena_format(arena, "%s.%s", user, group));
}

static bool is_listed_in(
	struct arena *arena, const struct content_text *text, const struct entry *entry)
{
	const char *at = text->bytes;
	const char *end = text->bytes + text->length;

	while (at < end) {
		const char *stop = memchr(at, '\n', (size_t)(end - at));
		size_t length = (size_t)((stop != NULL ? stop : end) - at);
		struct permission_line line;

		if (split_line(at, length, &line) && is_word(&line, 0, entry->path) &&
			grants(arena, &line, entry))
			return true;
		at += length + 1;
	}
	return false;
}

static bool begins_with(const char *path, const char *start)
{
	return strncmp(path, start, strlen(start)) == 0;
}

bool is_permission_list(const char *path)
{
	return begins_with(path, "/etc/permissions") ||
		begins_with(path, "/usr/share/permissions/");
}

/* Some list of the distribution asks for this mode and owner. */
static bool is_listed(const struct subject *subject, const struct entry *entry, bool in_before)
{
	const struct classify_input *input = subject->input;

	for (size_t i = 0; i < input->text_count; i++) {
		const struct content_text *text = &input->texts[i];

		if (text->in_before == in_before && text->bytes != NULL &&
			is_permission_list(text->path) && is_listed_in(subject->arena, text, entry))
			return true;
	}
	return false;
}

static bool concerns_permissions_only(const struct change *change)
{
	for (size_t i = 0; i < change->metadata_count; i++) {
		if (!is_permission(change->metadata[i].name))
			return false;
	}
	return true;
}

/* Content the same, or the package's own in both states. */
static bool keeps_content(const struct subject *subject)
{
	if (subject->change == NULL || subject->change->kind != CHANGE_CHANGED ||
		subject->change->unreadable)
		return false;
	return !is_content_change(subject) ||
		((subject->origin_before == ORIGIN_VENDOR || subject->pinned) &&
			subject->origin_after == ORIGIN_VENDOR);
}

bool classify_metadata(const struct subject *subject, struct metadata_loss *result)
{
	if (!subject->in_transaction || !keeps_content(subject) || !collect(subject, result))
		return false;
	if (!concerns_permissions_only(subject->change) ||
		!is_listed(subject, subject->after, false))
		return true;
	/* From one state of its lists to the next: nobody else had set anything. */
	if (is_listed(subject, subject->before, true))
		return false;
	result->generator = "chkstat";
	return true;
}
