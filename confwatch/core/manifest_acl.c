// SPDX-License-Identifier: GPL-2.0-or-later
// The .acl part of a manifest: what getfacl -n prints and setfacl --restore reads.
#include "core/manifest_part.h"

#include <errno.h>
#include <string.h>

#include "base/number.h"

/* Set-id and sticky bits, as getfacl writes them: "# flags: sst". */
static void format_flags(uint32_t mode, char result[4])
{
	result[0] = (mode & 04000) != 0 ? 's' : '-';
	result[1] = (mode & 02000) != 0 ? 's' : '-';
	result[2] = (mode & 01000) != 0 ? 't' : '-';
	result[3] = '\0';
}

static void append_permissions(struct text *text, const char *tag, uint32_t bits)
{
	char line[4] = {(bits & 4) != 0 ? 'r' : '-', (bits & 2) != 0 ? 'w' : '-',
		(bits & 1) != 0 ? 'x' : '-', '\n'};

	text_add(text, tag);
	text_append(text, line, sizeof line);
}

static void append_default(struct text *text, const char *acl)
{
	while (*acl != '\0') {
		size_t length = strcspn(acl, "\n");

		text_add(text, "default:");
		text_append(text, acl, length);
		text_byte(text, '\n');
		acl += length;
		acl += *acl == '\n';
	}
}

void manifest_write_acl(
	const struct entry *entry, const struct entry *directory, struct text *result)
{
	const struct attributes *attributes = entry->attributes;
	char flags[4];

	if (attributes == NULL ||
		(attributes->access_acl == NULL && attributes->default_acl == NULL))
		return;
	text_add(result, "# file: ");
	part_append_name(result, entry, directory);
	text_format(result, "\n# owner: %u\n# group: %u\n", entry->uid, entry->gid);
	format_flags(entry->mode, flags);
	if (strcmp(flags, "---") != 0)
		text_format(result, "# flags: %s\n", flags);
	if (attributes->access_acl != NULL) {
		text_add(result, attributes->access_acl);
	} else {
		append_permissions(result, "user::", entry->mode >> 6);
		append_permissions(result, "group::", entry->mode >> 3);
		append_permissions(result, "other::", entry->mode);
	}
	if (attributes->default_acl != NULL)
		append_default(result, attributes->default_acl);
	text_byte(result, '\n');
}

/* The entries of an ACL, in the order in which they must stand. */
enum tag {
	TAG_USER,
	TAG_NAMED_USER,
	TAG_GROUP,
	TAG_NAMED_GROUP,
	TAG_MASK,
	TAG_OTHER,
	TAG_COUNT,
};

/* An ACL while it is read. */
struct acl {
	struct text text;
	unsigned counts[TAG_COUNT];
	enum tag last;
};

static bool is_permissions(struct slice span)
{
	static const char letters[] = "rwx";

	if (span.length != 3)
		return false;
	for (size_t i = 0; i < 3; i++) {
		if (span.bytes[i] != letters[i] && span.bytes[i] != '-')
			return false;
	}
	return true;
}

/* "user:1000:r--" -> TAG_NAMED_USER; TAG_COUNT: not an entry. */
static enum tag parse_tag(struct slice line)
{
	struct slice tag, qualifier, permissions;
	uint64_t id;
	bool named;

	if (!slice_cut(line, ':', &tag, &line) || !slice_cut(line, ':', &qualifier, &permissions) ||
		!is_permissions(permissions))
		return TAG_COUNT;
	named = qualifier.length > 0;
	if (named && !number_parse(qualifier.bytes, qualifier.length, 10, UINT32_MAX, &id))
		return TAG_COUNT;
	if (slice_is(tag, "user"))
		return named ? TAG_NAMED_USER : TAG_USER;
	if (slice_is(tag, "group"))
		return named ? TAG_NAMED_GROUP : TAG_GROUP;
	if (named)
		return TAG_COUNT;
	if (slice_is(tag, "mask"))
		return TAG_MASK;
	return slice_is(tag, "other") ? TAG_OTHER : TAG_COUNT;
}

static bool acl_add(struct acl *acl, struct slice line)
{
	enum tag tag = parse_tag(line);
	bool repeats = tag == TAG_NAMED_USER || tag == TAG_NAMED_GROUP;

	if (tag == TAG_COUNT || tag < acl->last || (acl->counts[tag] > 0 && !repeats))
		return false;
	acl->last = tag;
	acl->counts[tag]++;
	text_append(&acl->text, line.bytes, line.length);
	text_byte(&acl->text, '\n');
	return true;
}

static bool acl_is_whole(const struct acl *acl)
{
	const unsigned *counts = acl->counts;
	bool named = counts[TAG_NAMED_USER] > 0 || counts[TAG_NAMED_GROUP] > 0;

	return counts[TAG_USER] == 1 && counts[TAG_GROUP] == 1 && counts[TAG_OTHER] == 1 &&
		(!named || counts[TAG_MASK] == 1);
}

/* Says no more than the mode does. */
static bool acl_is_minimal(const struct acl *acl)
{
	return acl->counts[TAG_MASK] == 0;
}

static int read_number(
	struct part_reader *reader, const char *prefix, uint32_t wanted, const char *problem)
{
	struct slice line, value;
	uint64_t number;
	int got = part_line(reader, &line);

	if (got < 0)
		return got;
	if (got == 0 || !slice_after(line, prefix, &value) ||
		!number_parse(value.bytes, value.length, 10, UINT32_MAX, &number) ||
		number != wanted)
		return part_bad(reader, problem);
	return 0;
}

/* "# file:", "# owner:" and "# group:"; they say the same as .mtree. */
static struct entry *read_head(struct part_reader *reader, struct slice line)
{
	struct entry *entry = NULL;
	struct slice name;

	if (slice_after(line, "# file: ", &name))
		entry = part_entry(reader, name);
	if (entry == NULL || entry->kind == ENTRY_LINK) {
		(void)part_bad(reader, "not the name of an entry in its order");
		return NULL;
	}
	if (read_number(reader, "# owner: ", entry->uid, "not the owner") < 0 ||
		read_number(reader, "# group: ", entry->gid, "not the group") < 0)
		return NULL;
	return entry;
}

/* One line behind the head; 1: the block goes on, 0: this was its end. */
static int read_body_line(struct part_reader *reader, const struct entry *entry,
	struct acl *access_acl, struct acl *default_acl)
{
	struct slice line, rest;
	char flags[4];
	int got = part_line(reader, &line);

	if (got < 0)
		return got;
	if (got == 0)
		return part_bad(reader, "no blank line behind the block");
	if (line.length == 0)
		return 0;
	if (slice_after(line, "# flags: ", &rest)) {
		format_flags(entry->mode, flags);
		return slice_is(rest, flags) ? 1 : part_bad(reader, "not the flags");
	}
	if (slice_after(line, "default:", &rest))
		return acl_add(default_acl, rest) ? 1 : part_bad(reader, "a bad default entry");
	if (default_acl->text.length > 0 || !acl_add(access_acl, line))
		return part_bad(reader, "a bad entry");
	return 1;
}

static const char *keep(struct arena *arena, const struct acl *acl)
{
	return arena_bytes(arena, acl->text.bytes, acl->text.length);
}

static int finish_block(struct part_reader *reader, struct entry *entry,
	const struct acl *access_acl, const struct acl *default_acl)
{
	struct arena *arena = reader->tree->arena;
	struct attributes *attributes = arena_new(arena, struct attributes);
	bool has_default = default_acl->text.length > 0;

	if (!acl_is_whole(access_acl) || (has_default && !acl_is_whole(default_acl)))
		return part_bad(reader, "an entry is missing");
	if (has_default ? entry->kind != ENTRY_DIRECTORY : acl_is_minimal(access_acl))
		return part_bad(reader, "not an ACL that this entry can have");
	if (!acl_is_minimal(access_acl))
		attributes->access_acl = keep(arena, access_acl);
	if (has_default)
		attributes->default_acl = keep(arena, default_acl);
	entry->attributes = attributes;
	return 0;
}

static int read_block(struct part_reader *reader, struct slice first)
{
	struct acl access_acl = {0};
	struct acl default_acl = {0};
	struct entry *entry = read_head(reader, first);
	int result = entry != NULL ? 1 : -EBADMSG;

	while (result > 0)
		result = read_body_line(reader, entry, &access_acl, &default_acl);
	if (result == 0)
		result = finish_block(reader, entry, &access_acl, &default_acl);
	text_release(&access_acl.text);
	text_release(&default_acl.text);
	return result;
}

int manifest_read_acl(struct part_reader *reader)
{
	return part_each_line(reader, read_block);
}
