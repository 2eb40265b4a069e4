// SPDX-License-Identifier: GPL-2.0-or-later
// Who may read an entry, from its mode and ACL: keeping out, opening up.
#include "core/access.h"

#include <string.h>

#include "base/number.h"
#include "base/text.h"

enum {
	CAN_ENTER = 1,
	CAN_WRITE = 2,
	CAN_READ = 4,
	MAX_PHRASES = 4,
};

enum subject_kind {
	SUBJECT_EVERYONE,
	SUBJECT_GROUP,
	SUBJECT_USER,
};

/* Somebody whose rights are asked for. */
struct subject {
	enum subject_kind kind;
	uint32_t id;
};

/* One line of an ACL in text form. */
struct acl_line {
	struct subject subject;
	bool named; /* of a user or group by number; else of the owner, the owning group, ... */
	bool mask;
	uint32_t bits;
};

static uint32_t parse_bits(const char *permissions)
{
	return (permissions[0] == 'r' ? (uint32_t)CAN_READ : 0) |
		(permissions[1] == 'w' ? (uint32_t)CAN_WRITE : 0) |
		(permissions[2] == 'x' ? (uint32_t)CAN_ENTER : 0);
}

/* Reads one line and moves on; false at the end. */
static bool next_line(const char **acl, struct acl_line *result)
{
	const char *line = *acl;
	const char *qualifier = strchr(line, ':');
	const char *permissions = qualifier != NULL ? strchr(qualifier + 1, ':') : NULL;
	uint64_t id = 0;

	if (permissions == NULL || strlen(permissions) < 4)
		return false;
	*result = (struct acl_line){.mask = line[0] == 'm', .bits = parse_bits(permissions + 1)};
	if (line[0] == 'u')
		result->subject.kind = SUBJECT_USER;
	else if (line[0] == 'g')
		result->subject.kind = SUBJECT_GROUP;
	result->named = number_parse(
		qualifier + 1, (size_t)(permissions - qualifier - 1), 10, UINT32_MAX, &id);
	result->subject.id = (uint32_t)id;
	*acl = permissions + 1 + strcspn(permissions + 1, "\n");
	*acl += **acl == '\n';
	return true;
}

static const char *acl_of(const struct entry *entry)
{
	const char *acl = entry->attributes != NULL ? entry->attributes->access_acl : NULL;

	return acl != NULL ? acl : "";
}

/* With an ACL the group bits of the mode are its mask. */
static uint32_t mask_of(const struct entry *entry)
{
	return *acl_of(entry) != '\0' ? entry->mode >> 3 & 7 : 7;
}

static uint32_t owning_group_bits(const struct entry *entry)
{
	const char *acl = acl_of(entry);
	struct acl_line line;

	while (next_line(&acl, &line)) {
		if (line.subject.kind == SUBJECT_GROUP && !line.named)
			return line.bits & mask_of(entry);
	}
	return entry->mode >> 3 & 7;
}

bool access_keeps_others_out(const struct entry *entry)
{
	uint32_t wanted = entry->kind == ENTRY_DIRECTORY ? CAN_ENTER : CAN_READ;
	const char *acl = acl_of(entry);
	struct acl_line line;

	if (entry->kind == ENTRY_LINK)
		return false;
	if ((entry->mode & owning_group_bits(entry) & wanted) == 0)
		return true;
	while (next_line(&acl, &line)) {
		if (line.named && (line.bits & mask_of(entry) & wanted) == 0)
			return true;
	}
	return false;
}

static bool is_same_subject(const struct acl_line *line, const struct subject *subject)
{
	return line->named && line->subject.kind == subject->kind &&
		line->subject.id == subject->id;
}

/* What the ACL grants by number; false: it does not name the subject. */
static bool named_bits(const struct entry *entry, const struct subject *subject, uint32_t *result)
{
	const char *acl = acl_of(entry);
	struct acl_line line;
	bool found = false;

	while (next_line(&acl, &line)) {
		if (!is_same_subject(&line, subject))
			continue;
		*result |= line.bits & mask_of(entry);
		found = true;
	}
	return found;
}

/* What a subject may do; a user is taken to be in no group, which others are asked for. */
static uint32_t bits_of(const struct entry *entry, const struct subject *subject)
{
	uint32_t result = 0;
	bool found;

	if (subject->kind == SUBJECT_EVERYONE)
		return entry->mode & 7;
	if (subject->kind == SUBJECT_USER && subject->id == entry->uid)
		return entry->mode >> 6 & 7;
	found = named_bits(entry, subject, &result);
	if (subject->kind == SUBJECT_GROUP && subject->id == entry->gid)
		return result | owning_group_bits(entry);
	return found ? result : entry->mode & 7;
}

/* Both states, and the sentence that tells their difference. */
struct comparison {
	const struct entry *before;
	const struct entry *after;
	struct text text;
	size_t phrases;
};

static const char *name_of(const struct entry *entry, const struct subject *subject)
{
	if (subject->kind == SUBJECT_GROUP && subject->id == entry->gid)
		return entry->group;
	if (subject->kind == SUBJECT_USER && subject->id == entry->uid)
		return entry->user;
	return NULL;
}

static void append_subject(struct comparison *comparison, const struct subject *subject)
{
	const char *name = name_of(comparison->after, subject);

	if (subject->kind == SUBJECT_EVERYONE) {
		text_add(&comparison->text, "everyone");
		return;
	}
	if (name == NULL)
		name = name_of(comparison->before, subject);
	text_add(&comparison->text, subject->kind == SUBJECT_GROUP ? "group " : "user ");
	if (name != NULL)
		text_add(&comparison->text, name);
	else
		text_format(&comparison->text, "%u", subject->id);
}

/* Entering is said of directories only. */
static void append_verbs(struct comparison *comparison, uint32_t bits)
{
	static const struct {
		uint32_t bit;
		const char *word;
	} verbs[] = {{CAN_READ, "readable"}, {CAN_WRITE, "writable"}, {CAN_ENTER, "enterable"}};
	bool first = true;

	for (size_t i = 0; i < sizeof verbs / sizeof verbs[0]; i++) {
		if ((bits & verbs[i].bit) == 0)
			continue;
		text_add(&comparison->text, first ? "" : " and ");
		text_add(&comparison->text, verbs[i].word);
		first = false;
	}
}

static void append_phrase(struct comparison *comparison, const char *when,
	const struct subject *subject, uint32_t bits)
{
	if (bits == 0 || ++comparison->phrases > MAX_PHRASES)
		return;
	text_add(&comparison->text, comparison->text.length > 0 ? ", " : "");
	text_add(&comparison->text, when);
	append_verbs(comparison, bits);
	text_add(&comparison->text, " by ");
	append_subject(comparison, subject);
}

/* What one subject gains (or loses); for others than everyone: beyond what everyone does. */
static uint32_t difference(
	const struct comparison *comparison, const struct subject *subject, bool gained)
{
	static const struct subject everyone = {.kind = SUBJECT_EVERYONE};
	const struct entry *from = gained ? comparison->before : comparison->after;
	const struct entry *to = gained ? comparison->after : comparison->before;
	uint32_t said = comparison->after->kind == ENTRY_DIRECTORY ? 7 : CAN_READ | CAN_WRITE;
	uint32_t result = bits_of(to, subject) & ~bits_of(from, subject) & said;

	if (subject->kind != SUBJECT_EVERYONE)
		result &= ~difference(comparison, &everyone, gained);
	return result;
}

struct subject_list {
	struct subject *items;
	size_t count;
};

static void add_subject(struct subject_list *list, enum subject_kind kind, uint32_t id)
{
	/* Root reads and writes whatever the mode says. */
	if (kind == SUBJECT_USER && id == 0)
		return;
	for (size_t i = 0; i < list->count; i++) {
		if (list->items[i].kind == kind && list->items[i].id == id)
			return;
	}
	list->items[list->count++] = (struct subject){.kind = kind, .id = id};
}

static size_t count_lines(const struct entry *entry)
{
	const char *acl = acl_of(entry);
	struct acl_line line;
	size_t result = 0;

	while (next_line(&acl, &line))
		result++;
	return result;
}

static void add_named(struct subject_list *list, const struct entry *entry)
{
	const char *acl = acl_of(entry);
	struct acl_line line;

	while (next_line(&acl, &line)) {
		if (line.named)
			add_subject(list, line.subject.kind, line.subject.id);
	}
}

/* Everybody whom one of the two states names. */
static struct subject_list subjects_of(
	struct arena *arena, const struct entry *before, const struct entry *after)
{
	size_t most = 5 + count_lines(before) + count_lines(after);
	struct subject_list list = {.items = arena_new_array(arena, most, struct subject)};

	add_subject(&list, SUBJECT_EVERYONE, 0);
	add_subject(&list, SUBJECT_GROUP, before->gid);
	add_subject(&list, SUBJECT_GROUP, after->gid);
	add_subject(&list, SUBJECT_USER, before->uid);
	add_subject(&list, SUBJECT_USER, after->uid);
	add_named(&list, before);
	add_named(&list, after);
	return list;
}

const char *access_remark(
	struct arena *arena, const struct entry *before, const struct entry *after)
{
	struct comparison comparison = {.before = before, .after = after};
	struct subject_list subjects;
	const char *result = NULL;

	if (before->kind == ENTRY_LINK || after->kind == ENTRY_LINK)
		return NULL;
	subjects = subjects_of(arena, before, after);
	for (size_t i = 0; i < subjects.count; i++)
		append_phrase(&comparison, "now ", &subjects.items[i],
			difference(&comparison, &subjects.items[i], true));
	for (size_t i = 0; i < subjects.count; i++)
		append_phrase(&comparison, "no longer ", &subjects.items[i],
			difference(&comparison, &subjects.items[i], false));
	if (comparison.phrases > MAX_PHRASES)
		text_add(&comparison.text, ", ...");
	if (comparison.text.length > 0)
		result = arena_bytes(arena, comparison.text.bytes, comparison.text.length);
	text_release(&comparison.text);
	return result;
}

uint32_t access_common_mode(uint32_t a, uint32_t b)
{
	return a & b;
}
