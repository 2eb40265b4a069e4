// SPDX-License-Identifier: GPL-2.0-or-later
// Names as git stores them: those that git's fsck refuses, or that are ours, are escaped.
#include "core/manifest.h"

#include <string.h>

#include "base/number.h"

static const char *const our_names[] = {
	".confwatch", ".mtree", ".acl", ".xattr", ".links", ".protected", ".", ".."};

static bool is_ours(const char *name)
{
	for (size_t i = 0; i < sizeof our_names / sizeof our_names[0]; i++) {
		if (strcmp(name, our_names[i]) == 0)
			return true;
	}
	return false;
}

/*
 * Length of a code point that HFS+ ignores in names, in UTF-8; 0: none stands here. The list is
 * that of git's utf8.c: U+200C..200F, U+202A..202E, U+206A..206F, U+FEFF.
 */
static size_t ignorable_length(const unsigned char *at)
{
	if (at[0] == 0xef && at[1] == 0xbb && at[2] == 0xbf)
		return 3;
	if (at[0] != 0xe2)
		return 0;
	if (at[1] == 0x80 && ((at[2] >= 0x8c && at[2] <= 0x8f) || (at[2] >= 0xaa && at[2] <= 0xae)))
		return 3;
	return at[1] == 0x81 && at[2] >= 0xaa && at[2] <= 0xaf ? 3 : 0;
}

/* Independent of the locale. */
static char lower(unsigned char byte)
{
	return (char)(byte >= 'A' && byte <= 'Z' ? byte + ('a' - 'A') : byte);
}

/* The first bytes of a segment as a file system that folds names may see them. */
static void fold(const char *segment, char result[16])
{
	const unsigned char *at = (const unsigned char *)segment;
	size_t length = 0;

	while (*at != '\0' && *at != '\\' && length < 15) {
		size_t ignorable = ignorable_length(at);

		if (ignorable == 0)
			result[length++] = lower(*at++);
		at += ignorable;
	}
	result[length] = '\0';
}

/*
 * Could be an NTFS short name of .git, .gitmodules, .gitattributes, .gitignore or .mailmap
 * (GIT~1, GITMOD~1, GI7EBA~1, MAILMA~1, MABA30~1, ~1000000): up to six bytes, '~', a digit.
 */
static bool is_short_name(const char *folded)
{
	size_t length = strcspn(folded, "~");

	return length <= 6 && folded[length] == '~' && folded[length + 1] >= '0' &&
		folded[length + 1] <= '9' && strchr("gm~", folded[0]) != NULL;
}

static bool is_special(const char *segment)
{
	char folded[16];

	fold(segment, folded);
	return strncmp(folded, ".git", 4) == 0 || strncmp(folded, ".mailmap", 8) == 0 ||
		is_short_name(folded);
}

static bool must_escape(const char *name)
{
	if (name[0] == '%' || is_ours(name) || is_special(name))
		return true;
	/* Git for Windows takes what follows a backslash for a name of its own. */
	for (const char *at = strchr(name, '\\'); at != NULL; at = strchr(at + 1, '\\')) {
		if (is_special(at + 1))
			return true;
	}
	return false;
}

const char *manifest_escape_name(struct arena *arena, const char *name)
{
	static const char digits[] = "0123456789abcdef";
	size_t length = strlen(name);
	char *result, *out;

	if (!must_escape(name))
		return name;
	result = arena_alloc(arena, 3 * length + 1);
	out = result;
	for (size_t i = 0; i < length; i++) {
		unsigned char byte = (unsigned char)name[i];

		if (i > 0 && byte != '%' && byte != '\\' && byte < 0x80) {
			*out++ = name[i];
			continue;
		}
		*out++ = '%';
		*out++ = digits[byte >> 4];
		*out++ = digits[byte & 15];
	}
	return result;
}

const char *manifest_unescape_name(struct arena *arena, const char *name)
{
	size_t length = strlen(name);
	char *result, *out;

	if (name[0] != '%')
		return must_escape(name) ? NULL : name;
	result = arena_bytes(arena, name, length);
	out = result;
	for (size_t i = 0; i < length; i++) {
		uint64_t byte = (unsigned char)name[i];

		if (byte == '%') {
			if (length - i < 3 || !number_parse(name + i + 1, 2, 16, 255, &byte))
				return NULL;
			i += 2;
		}
		*out++ = (char)byte;
	}
	*out = '\0';
	if (strchr(result, '/') != NULL || strcmp(result, ".") == 0 || strcmp(result, "..") == 0)
		return NULL;
	return strcmp(manifest_escape_name(arena, result), name) == 0 ? result : NULL;
}
