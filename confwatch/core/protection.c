// SPDX-License-Identifier: GPL-2.0-or-later
// What is protected: a set of paths that only grows, and the names of secrets.
#include "core/protection.h"

#include <stdlib.h>
#include <string.h>

#include "base/path.h"
#include "core/access.h"

static bool is_remembered(const struct protection *protection, const char *path)
{
	return path_is_among(protection->ever, protection->count, path);
}

/* The path itself or a directory above it. */
static bool was_protected(const struct protection *protection, const char *path)
{
	char *above;

	if (protection->count == 0)
		return false;
	if (is_remembered(protection, path))
		return true;
	above = strdup(path);
	if (above == NULL)
		out_of_memory();
	for (size_t length = path_parent_length(above); length > 1;
		length = path_parent_length(above)) {
		above[length] = '\0';
		if (is_remembered(protection, above)) {
			free(above);
			return true;
		}
	}
	free(above);
	return false;
}

static bool is_literal(char byte)
{
	return strchr("*?[]\\", byte) == NULL;
}

/* What many patterns are held against: every pattern meets every entry of a tree. */
struct candidate {
	const char *path;
	size_t length;
	const char *name; /* the last component */
};

/* A quick no: the pattern's last component begins or ends with a byte that the name has not. */
static bool name_may_match(const char *pattern, const struct candidate *candidate)
{
	const char *last = path_name(pattern);
	size_t length = strlen(last);

	if (length == 0 || strcmp(last, "**") == 0 || candidate->name[0] == '\0')
		return true;
	if (is_literal(last[0]) && last[0] != candidate->name[0])
		return false;
	return !is_literal(last[length - 1]) ||
		last[length - 1] == candidate->path[candidate->length - 1];
}

/* A quick no for a pattern that begins with "**" and goes on with "/ssl": is that in the path? */
static bool directory_may_match(const char *pattern, const struct candidate *candidate)
{
	size_t length;

	if (strncmp(pattern, "**/", 3) != 0)
		return true;
	length = strcspn(pattern + 3, "/*?[\\");
	return memmem(candidate->path, candidate->length, pattern + 2, length + 1) != NULL;
}

static bool matches_any(const char *const *patterns, size_t count, const char *path)
{
	struct candidate candidate = {
		.path = path, .length = strlen(path), .name = path_name(path)};

	for (size_t i = 0; i < count; i++) {
		if (name_may_match(patterns[i], &candidate) &&
			directory_may_match(patterns[i], &candidate) &&
			path_matches(patterns[i], path))
			return true;
	}
	return false;
}

static bool is_open(const struct protection *protection, const char *path)
{
	return matches_any(protection->open, protection->open_count, path);
}

bool protection_covers_path(const struct protection *protection, const char *path)
{
	for (const char *at = path; at != NULL; at = leftover_of(protection->arena, at)) {
		if (is_open(protection, at))
			return false;
		if (was_protected(protection, at) ||
			matches_any(protection->secret, protection->secret_count, at))
			return true;
	}
	return false;
}

bool protection_covers(
	const struct protection *protection, const struct entry *entry, bool parent_protected)
{
	if (is_open(protection, entry->path))
		return false;
	return parent_protected || access_keeps_others_out(entry) ||
		protection_covers_path(protection, entry->path);
}

bool protection_remember(struct protection *protection, const char *path)
{
	size_t at = path_place(protection->ever, protection->count, path);

	if (at < protection->count && strcmp(protection->ever[at], path) == 0)
		return false;
	protection->ever = arena_grow(protection->arena, protection->ever, &protection->capacity,
		protection->count + 1, sizeof *protection->ever);
	memmove(&protection->ever[at + 1], &protection->ever[at],
		(protection->count - at) * sizeof *protection->ever);
	protection->ever[at] = arena_string(protection->arena, path);
	protection->count++;
	return true;
}

static int compare_paths(const void *a, const void *b)
{
	const char *const *left = a;
	const char *const *right = b;

	return path_compare(*left, *right);
}

void protection_sort(struct protection *protection)
{
	if (protection->count > 1)
		qsort(protection->ever, protection->count, sizeof *protection->ever, compare_paths);
}
