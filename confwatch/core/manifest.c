// SPDX-License-Identifier: GPL-2.0-or-later
// A directory's metadata <-> the texts beside the blobs: the parts, .links and .protected.
#include "core/manifest.h"

#include <errno.h>
#include <string.h>

#include "base/hex.h"
#include "base/number.h"
#include "base/path.h"
#include "core/manifest_part.h"
#include "core/vis.h"

static const char *const part_names[MANIFEST_PARTS] = {
	[MANIFEST_MTREE] = ".mtree",
	[MANIFEST_ACL] = ".acl",
	[MANIFEST_XATTR] = ".xattr",
	[MANIFEST_LINKS] = ".links",
	[MANIFEST_PROTECTED] = ".protected",
};

const char *manifest_part_name(enum manifest_part part)
{
	return part_names[part];
}

void manifest_release(struct manifest *manifest)
{
	for (size_t i = 0; i < MANIFEST_PARTS; i++)
		text_release(&manifest->parts[i]);
}

static void write_link(
	const struct entry *entry, const struct entry *directory, struct text *result)
{
	if (entry->same_as == NULL)
		return;
	part_append_name(result, entry, directory);
	text_byte(result, ' ');
	vis_append(result, entry->same_as, strlen(entry->same_as));
	text_byte(result, '\n');
}

static void write_protected(
	const struct entry *entry, const struct entry *directory, struct text *result)
{
	char seal[2 * SEAL_SIZE];

	if (entry->content == CONTENT_NONE || entry->content == CONTENT_PUBLIC)
		return;
	part_append_name(result, entry, directory);
	if (entry->content == CONTENT_UNREADABLE) {
		text_add(result, " unreadable:");
		part_append_number(result, (uint64_t)entry->problem);
	} else {
		text_add(result,
			entry->content == CONTENT_PROTECTED ? " protected " : " digest-only ");
		hex_write(entry->seal, SEAL_SIZE, seal);
		text_append(result, seal, sizeof seal);
	}
	text_byte(result, '\n');
}

static void write_beside(
	const struct entry *entry, const struct entry *directory, struct manifest *result)
{
	manifest_write_acl(entry, directory, &result->parts[MANIFEST_ACL]);
	manifest_write_xattr(entry, directory, &result->parts[MANIFEST_XATTR]);
	write_link(entry, directory, &result->parts[MANIFEST_LINKS]);
	write_protected(entry, directory, &result->parts[MANIFEST_PROTECTED]);
}

void manifest_write(const struct entry *directory, const struct entry *const *children,
	size_t children_count, struct manifest *result)
{
	struct part_order order = {.children = children, .count = children_count};
	const struct entry *child;

	for (size_t i = 0; i < MANIFEST_PARTS; i++)
		text_clear(&result->parts[i]);
	manifest_write_mtree(directory, order, &result->parts[MANIFEST_MTREE]);
	write_beside(directory, directory, result);
	while ((child = part_order_next(&order)) != NULL)
		write_beside(child, directory, result);
}

/* "NAME REST" -> the entry, and what follows; NULL after filling in the error. */
static struct entry *read_name(struct part_reader *reader, struct slice line, struct slice *rest)
{
	struct entry *entry = NULL;
	struct slice name;

	if (slice_cut(line, ' ', &name, rest))
		entry = part_entry(reader, name);
	if (entry == NULL)
		(void)part_bad(reader, "not the name of an entry in its order");
	return entry;
}

static int read_link(struct part_reader *reader, struct slice line)
{
	struct slice path;
	struct entry *entry = read_name(reader, line, &path);

	if (entry == NULL)
		return -EBADMSG;
	if (entry->kind == ENTRY_DIRECTORY)
		return part_bad(reader, "a directory has only one name");
	entry->same_as = vis_decode(reader->tree->arena, path.bytes, path.length);
	if (entry->same_as == NULL || entry->same_as[0] != '/')
		return part_bad(reader, "not a path");
	return 0;
}

static bool read_seal(struct arena *arena, struct slice hex, struct entry *entry)
{
	unsigned char *seal = (unsigned char *)arena_alloc(arena, SEAL_SIZE);

	if (hex.length != (size_t)2 * SEAL_SIZE || !hex_read(hex.bytes, SEAL_SIZE, seal))
		return false;
	entry->seal = seal;
	return true;
}

static int read_protected(struct part_reader *reader, struct slice line)
{
	struct slice words;
	struct entry *entry = read_name(reader, line, &words);
	uint64_t problem;

	if (entry == NULL)
		return -EBADMSG;
	if (entry->content != CONTENT_NONE)
		return part_bad(reader, "content that is kept elsewhere");
	/* Anything can fail to be read: a directory's names, a link's attributes. */
	if (slice_after(words, "unreadable:", &words)) {
		if (!number_parse(words.bytes, words.length, 10, INT32_MAX, &problem))
			return part_bad(reader, "not an error number");
		entry->content = CONTENT_UNREADABLE;
		entry->problem = (int32_t)problem;
		return 0;
	}
	if (entry->kind != ENTRY_FILE)
		return part_bad(reader, "not a file");
	if (slice_after(words, "protected ", &words))
		entry->content = CONTENT_PROTECTED;
	else if (slice_after(words, "digest-only ", &words))
		entry->content = CONTENT_DIGEST_ONLY;
	else
		return part_bad(reader, "an unknown kind of content");
	return read_seal(reader->tree->arena, words, entry) ? 0 : part_bad(reader, "not a seal");
}

static int read_part(struct part_reader *reader)
{
	switch (reader->part) {
	case MANIFEST_MTREE:
		return manifest_read_mtree(reader);
	case MANIFEST_ACL:
		return manifest_read_acl(reader);
	case MANIFEST_XATTR:
		return manifest_read_xattr(reader);
	case MANIFEST_LINKS:
		return part_each_line(reader, read_link);
	case MANIFEST_PROTECTED:
		return part_each_line(reader, read_protected);
	case MANIFEST_PARTS:
		break;
	}
	return 0;
}

/* Every file has a size or stands in .protected. */
static int check_content(const struct tree *tree, size_t first, struct error *error)
{
	for (size_t i = first; i < tree->count; i++) {
		const struct entry *entry = &tree->entries[i];

		if (entry->kind == ENTRY_FILE && entry->content == CONTENT_NONE)
			return error_set(error, EBADMSG, "'.protected': nothing about '%s'",
				path_name(entry->path));
	}
	return 0;
}

int manifest_read(
	const struct manifest *manifest, const char *path, struct tree *tree, struct error *error)
{
	size_t first = tree->count;
	int result = 0;

	for (int part = 0; part < MANIFEST_PARTS && result == 0; part++) {
		struct part_reader reader = {.path = path, .tree = tree, .error = error};

		part_reader_init(&reader, manifest, (enum manifest_part)part, first);
		result = read_part(&reader);
	}
	if (result == 0)
		result = check_content(tree, first, error);
	if (result < 0)
		tree->count = first;
	return result;
}

void manifest_write_protection(const struct protection *protection, struct text *result)
{
	for (size_t i = 0; i < protection->count; i++) {
		vis_append(result, protection->ever[i], strlen(protection->ever[i]));
		text_byte(result, '\n');
	}
}

int manifest_read_protection(
	const char *bytes, size_t length, struct protection *protection, struct error *error)
{
	const char *end = bytes + length;

	for (size_t line = 1; bytes < end; line++) {
		const char *newline = memchr(bytes, '\n', (size_t)(end - bytes));
		const char *path = NULL;

		if (newline != NULL)
			path = vis_decode(protection->arena, bytes, (size_t)(newline - bytes));
		if (path == NULL || path[0] != '/')
			return error_set(error, EBADMSG, "'protected' line %zu: not a path", line);
		(void)protection_remember(protection, path);
		bytes = newline + 1;
	}
	protection_sort(protection);
	return 0;
}
