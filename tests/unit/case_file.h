// SPDX-License-Identifier: GPL-2.0-or-later
// A case of classification as a value: what tests/cases/README says, read from its file.
#ifndef CASE_FILE_H
#define CASE_FILE_H

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>

#include <errno.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "base/number.h"
#include "base/path.h"
#include "core/classify.h"
#include "core/required.h"

enum {
	CASE_MOST = 64, /* of anything in one case */
};

struct case_content {
	const char *name;
	const char *bytes;
	size_t length;
};

struct expectation {
	const char *severity;
	const char *class;
	const char *path;
	const char *package; /* NULL: must be NULL */
	const char *before;
	const char *after;
	const char *leftover;
	const char *message; /* NULL: whatever it says */
	const char *remedy;
	const char *folded;
};

struct case_package {
	const char *name;
	const char *before;
	const char *after;
};

/* A line "ships...": made into facts once all packages are known. */
struct case_ship {
	char *words[CASE_MOST];
	size_t count;
	bool sides[2];
};

struct case_file {
	struct arena *arena;
	const char *path;
	size_t line;
	const char *manager;
	const char *rows[CASE_MOST];
	size_t row_count;
	struct case_content contents[CASE_MOST];
	size_t content_count;
	struct case_package packages[CASE_MOST];
	size_t package_count;
	struct case_ship ships[CASE_MOST];
	size_t ship_count;
	struct tree trees[2]; /* before, after */
	struct facts facts[2];
	struct transaction transaction;
	bool in_transaction;
	struct reason reasons[CASE_MOST];
	size_t reason_count;
	struct required_file required[CASE_MOST];
	size_t required_count;
	const char *deleted[CASE_MOST];
	size_t deleted_count;
	const char *pinned[CASE_MOST];
	size_t pinned_count;
	struct expectation expected[CASE_MOST];
	size_t expected_count;
	bool folds;
	bool judged; /* "finds" stands somewhere */
	bool blind;  /* no digests and texts are known */
};

#define case_fail(file, ...)                                                                       \
	do {                                                                                       \
		print_error("%s:%zu: ", (file)->path, (file)->line);                               \
		fail_msg(__VA_ARGS__);                                                             \
	} while (0)

#define case_room(file, count)                                                                     \
	do {                                                                                       \
		if ((count) == CASE_MOST)                                                          \
			case_fail(file, "too much for one case");                                  \
	} while (0)

static inline uint64_t case_hash(const char *bytes, size_t length, uint64_t salt)
{
	uint64_t hash = UINT64_C(0xcbf29ce484222325) ^ salt;

	for (size_t i = 0; i < length; i++)
		hash = (hash ^ (unsigned char)bytes[i]) * UINT64_C(0x100000001b3);
	return hash;
}

/* Not a real digest, but equal for equal contents and for nothing else. */
static inline void case_digest(
	const struct case_content *content, uint64_t salt, unsigned char *result, size_t size)
{
	for (size_t i = 0; i < size; i++)
		result[i] = (unsigned char)case_hash(content->bytes, content->length, salt + i);
}

/* "\n", "\t" and "\\" stand for a newline, a tab and a backslash. */
static inline const char *case_unescape(struct case_file *file, const char *text)
{
	char *result = arena_alloc(file->arena, strlen(text) + 1);
	size_t length = 0;

	for (; *text != '\0'; text++) {
		if (text[0] == '\\' && text[1] != '\0') {
			text++;
			result[length++] = (char)(*text == 'n' ? '\n'
					: *text == 't'	       ? '\t'
							       : *text);
		} else {
			result[length++] = *text;
		}
	}
	return result;
}

static inline struct case_content *case_add_content(
	struct case_file *file, const char *name, const char *bytes)
{
	struct case_content *content;

	case_room(file, file->content_count);
	content = &file->contents[file->content_count++];
	*content = (struct case_content){.name = name, .bytes = bytes, .length = strlen(bytes)};
	return content;
}

/* Without a line "content" a content is its own name; "empty" is nothing. */
static inline const struct case_content *case_content(struct case_file *file, const char *name)
{
	for (size_t i = 0; i < file->content_count; i++) {
		if (strcmp(file->contents[i].name, name) == 0)
			return &file->contents[i];
	}
	return case_add_content(file, name,
		strcmp(name, "empty") == 0 ? "" : arena_format(file->arena, "%s\n", name));
}

static inline uint32_t case_id(const char *name)
{
	uint64_t number;

	if (strcmp(name, "root") == 0)
		return 0;
	if (number_parse(name, strlen(name), 10, 65535, &number))
		return (uint32_t)number;
	return 100 + (uint32_t)(case_hash(name, strlen(name), 0) % 400);
}

static inline uint32_t case_mode(struct case_file *file, const char *text)
{
	uint64_t mode;

	if (!number_parse(text, strlen(text), 8, 07777, &mode))
		case_fail(file, "no mode: %s", text);
	return (uint32_t)mode;
}

/* The value behind "KEY="; NULL: the word is another. */
static inline const char *case_value(const char *word, const char *key)
{
	size_t length = strlen(key);

	return strncmp(word, key, length) == 0 && word[length] == '=' ? word + length + 1 : NULL;
}

static inline void case_owner(
	struct case_file *file, const char *value, const char **user, const char **group)
{
	const char *colon = strchr(value, ':');

	if (colon == NULL)
		case_fail(file, "no owner:group: %s", value);
	*user = arena_bytes(file->arena, value, (size_t)(colon - value));
	*group = colon + 1;
}

static inline struct attributes *case_attributes(struct case_file *file, struct entry *entry)
{
	struct attributes *attributes = arena_new(file->arena, struct attributes);

	if (entry->attributes != NULL)
		*attributes = *entry->attributes;
	entry->attributes = attributes;
	return attributes;
}

static inline void case_xattr(struct case_file *file, struct entry *entry, const char *name)
{
	struct attributes *attributes = case_attributes(file, entry);
	struct attribute *list = arena_new(file->arena, struct attribute);

	*list = (struct attribute){name, (const unsigned char *)"1", 1};
	attributes->list = list;
	attributes->count = 1;
}

/* mode= owner= acl= xattr= protected, in any order. */
static inline void case_attribute(struct case_file *file, struct entry *entry, const char *word)
{
	const char *value;

	if ((value = case_value(word, "mode")) != NULL) {
		entry->mode = case_mode(file, value);
	} else if ((value = case_value(word, "owner")) != NULL) {
		case_owner(file, value, &entry->user, &entry->group);
		entry->uid = case_id(entry->user);
		entry->gid = case_id(entry->group);
	} else if ((value = case_value(word, "acl")) != NULL) {
		/* The mode's group bits are the mask; the group itself has nothing. */
		case_attributes(file, entry)->access_acl = arena_format(file->arena,
			"user::rw-\n%s\ngroup::---\nmask::%s\nother::---\n", value,
			(entry->mode & 040) != 0 ? "r--" : "---");
	} else if ((value = case_value(word, "xattr")) != NULL) {
		case_xattr(file, entry, value);
	} else if (strcmp(word, "protected") == 0) {
		entry->content = CONTENT_PROTECTED;
	} else {
		case_fail(file, "no attribute: %s", word);
	}
}

/* A protected file has a seal, and no blob that would be written anywhere. */
static inline void case_file_content(struct case_file *file, struct entry *entry, const char *name)
{
	static const unsigned char nothing[BLOB_SIZE] = {0xe6, 0x9d, 0xe2, 0x9b, 0xb2, 0xd1, 0xd6,
		0x43, 0x4b, 0x8b, 0x29, 0xae, 0x77, 0x5a, 0xd8, 0xc2, 0xe4, 0x8c, 0x53, 0x91};
	const struct case_content *content = case_content(file, name);
	unsigned char *seal = arena_alloc(file->arena, SEAL_SIZE);

	case_digest(content, 5000, seal, SEAL_SIZE);
	if (entry->content == CONTENT_PROTECTED) {
		entry->seal = seal;
		return;
	}
	entry->size = content->length;
	entry->has_blob = true;
	if (content->length == 0)
		memcpy(entry->blob, nothing, BLOB_SIZE);
	else
		case_digest(content, 9000, entry->blob, BLOB_SIZE);
}

/* before|after PATH CONTENT [ATTRIBUTE]... */
static inline void case_entry(struct case_file *file, char **words, size_t count, size_t side)
{
	struct entry *entry;

	if (count < 3)
		case_fail(file, "no path or no content");
	entry = tree_add(&file->trees[side]);
	*entry = (struct entry){.path = words[1], .mode = 0644, .user = "root", .group = "root"};
	if (strcmp(words[2], "directory") == 0) {
		entry->kind = ENTRY_DIRECTORY;
		entry->mode = 0755;
	} else if (strncmp(words[2], "->", 2) == 0) {
		entry->kind = ENTRY_LINK;
		entry->mode = 0777;
		entry->target = words[2] + 2;
	} else {
		entry->content =
			strcmp(words[2], "unreadable") == 0 ? CONTENT_UNREADABLE : CONTENT_PUBLIC;
		entry->problem = entry->content == CONTENT_UNREADABLE ? EACCES : 0;
	}
	for (size_t i = 3; i < count; i++)
		case_attribute(file, entry, words[i]);
	if (entry->kind == ENTRY_FILE && entry->content != CONTENT_UNREADABLE)
		case_file_content(file, entry, words[2]);
}

static inline const struct package *case_package(
	struct case_file *file, const char *name, size_t side)
{
	struct facts *facts = &file->facts[side];
	struct package *removed;

	for (size_t i = 0; i < facts->package_count; i++) {
		const struct package *package = &facts->packages[i];
		size_t length = strlen(package->name);

		if (strncmp(package->name, name, length) == 0 &&
			(name[length] == '\0' ||
				(name[length] == '=' &&
					strcmp(package->version, name + length + 1) == 0)))
			return package;
	}
	removed = arena_new(file->arena, struct package);
	*removed = (struct package){.name = name, .version = "1", .manager = file->manager};
	return removed;
}

static inline unsigned case_flag(struct case_file *file, const char *word)
{
	static const struct {
		const char *word;
		unsigned flags;
	} flags[] = {
		{"config", OWNED_CONFIG},
		{"noreplace", OWNED_CONFIG | OWNED_NOREPLACE},
		{"missingok", OWNED_CONFIG | OWNED_MISSINGOK},
		{"ghost", OWNED_GHOST},
		{"obsolete", OWNED_OBSOLETE},
		{"registered", OWNED_REGISTERED},
		{"removed", OWNED_REMOVED},
	};

	for (size_t i = 0; i < sizeof flags / sizeof flags[0]; i++) {
		if (strcmp(flags[i].word, word) == 0)
			return flags[i].flags;
	}
	case_fail(file, "no flag: %s", word);
	return 0;
}

/* ships PACKAGE PATH CONTENT|directory|link|nothing [FLAG|mode=|owner=]... */
static inline void case_own(struct case_file *file, const struct case_ship *ship, size_t side)
{
	struct facts *facts = &file->facts[side];
	struct owned *owned = &facts->owned[facts->owned_count++];

	*owned = (struct owned){.path = ship->words[2],
		.package = case_package(file, ship->words[1], side),
		.mode = 0644,
		.user = "root",
		.group = "root",
		.has_metadata = strcmp(file->manager, "rpm") == 0};
	if (strcmp(ship->words[3], "directory") == 0)
		owned->mode = 0755;
	else if (strcmp(ship->words[3], "link") != 0 && strcmp(ship->words[3], "nothing") != 0) {
		owned->digest_kind = owned->has_metadata ? DIGEST_SHA256 : DIGEST_MD5;
		case_digest(case_content(file, ship->words[3]), owned->digest_kind * 100,
			owned->digest, digest_size(owned->digest_kind));
	}
	for (size_t i = 4; i < ship->count; i++) {
		const char *value;

		if ((value = case_value(ship->words[i], "mode")) != NULL)
			owned->mode = case_mode(file, value);
		else if ((value = case_value(ship->words[i], "owner")) != NULL)
			case_owner(file, value, &owned->user, &owned->group);
		else
			owned->flags |= case_flag(file, ship->words[i]);
	}
	if ((owned->flags & OWNED_GHOST) != 0)
		owned->digest_kind = DIGEST_NONE;
}

static inline int case_compare_packages(const void *a, const void *b)
{
	return package_compare(a, b);
}

static inline int case_compare_owned(const void *a, const void *b)
{
	return owned_compare(a, b);
}

/* Once every line is read. */
static inline void case_make_facts(struct case_file *file, size_t side)
{
	struct facts *facts = &file->facts[side];

	facts->packages = arena_new_array(file->arena, CASE_MOST, struct package);
	facts->owned = arena_new_array(file->arena, CASE_MOST, struct owned);
	for (size_t i = 0; i < file->package_count; i++) {
		const char *version =
			side == 0 ? file->packages[i].before : file->packages[i].after;

		if (version != NULL)
			facts->packages[facts->package_count++] =
				(struct package){file->packages[i].name, version, file->manager};
	}
	qsort(facts->packages, facts->package_count, sizeof *facts->packages,
		case_compare_packages);
	for (size_t i = 0; i < file->ship_count; i++) {
		if (file->ships[i].sides[side])
			case_own(file, &file->ships[i], side);
	}
	qsort(facts->owned, facts->owned_count, sizeof *facts->owned, case_compare_owned);
}

#endif
