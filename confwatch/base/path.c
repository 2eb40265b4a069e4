// SPDX-License-Identifier: GPL-2.0-or-later
// Paths as bytes: comparing, cutting, joining, matching.
#include "base/path.h"

#include <fnmatch.h>
#include <string.h>

#include "base/text.h"

static int rank(char byte)
{
	if (byte == '\0')
		return -1;
	return byte == '/' ? 0 : (int)(unsigned char)byte + 1;
}

int path_compare(const char *a, const char *b)
{
	while (*a == *b && *a != '\0') {
		a++;
		b++;
	}
	return rank(*a) - rank(*b);
}

size_t path_place(const char *const *sorted, size_t count, const char *path)
{
	size_t low = 0;
	size_t high = count;

	while (low < high) {
		size_t middle = low + (high - low) / 2;

		if (path_compare(sorted[middle], path) < 0)
			low = middle + 1;
		else
			high = middle;
	}
	return low;
}

bool path_is_among(const char *const *sorted, size_t count, const char *path)
{
	size_t at = path_place(sorted, count, path);

	return at < count && strcmp(sorted[at], path) == 0;
}

bool path_is_within(const char *path, const char *directory)
{
	size_t length = strlen(directory);

	if (length == 1 && directory[0] == '/')
		return true;
	return strncmp(path, directory, length) == 0 &&
		(path[length] == '\0' || path[length] == '/');
}

const char *path_name(const char *path)
{
	const char *slash = strrchr(path, '/');

	return slash != NULL ? slash + 1 : path;
}

size_t path_parent_length(const char *path)
{
	const char *slash = strrchr(path, '/');

	return slash == NULL || slash == path ? 1 : (size_t)(slash - path);
}

const char *path_parent(struct arena *arena, const char *path)
{
	return arena_bytes(arena, path, path_parent_length(path));
}

/* Once for every entry of a scan: printf would take three times as long. */
bool path_ends_in(const char *path, const char *suffix)
{
	size_t length = strlen(path), end = strlen(suffix);

	return length > end && strcmp(path + length - end, suffix) == 0;
}

const char *path_join(struct arena *arena, const char *directory, const char *name)
{
	size_t above = strlen(directory);
	size_t length = strlen(name);
	char *result, *end;

	if (directory[above - 1] == '/')
		above--;
	result = arena_characters(arena, above + 1 + length);
	end = mempcpy(result, directory, above);
	*end++ = '/';
	memcpy(end, name, length + 1);
	return result;
}

const char *path_relative(const char *path)
{
	return path[1] == '\0' ? "." : path + 1;
}

static void take_back(struct text *result)
{
	while (result->length > 0 && result->bytes[--result->length] != '/')
		;
}

const char *path_normalise(struct arena *arena, const char *directory, const char *path)
{
	TEXT_CLEANUP struct text result = TEXT_INIT;

	if (path[0] != '/')
		text_add(&result, strcmp(directory, "/") == 0 ? "" : directory);
	while (*path != '\0') {
		size_t length = strcspn(path, "/");

		if (length == 2 && memcmp(path, "..", 2) == 0) {
			take_back(&result);
		} else if (length > 0 && !(length == 1 && path[0] == '.')) {
			text_byte(&result, '/');
			text_append(&result, path, length);
		}
		path += length;
		path += strspn(path, "/");
	}
	if (result.length == 0)
		return "/";
	return arena_bytes(arena, result.bytes, result.length);
}

static void copy_component(char *result, const char *bytes, size_t length)
{
	memcpy(result, bytes, length);
	result[length] = '\0';
}

/* Every entry of a scan comes by here for every pattern: nothing is allocated. */
static bool component_matches(
	const char *pattern, size_t pattern_length, const char *name, size_t name_length)
{
	char glob[1024], component[1024];

	if (pattern_length >= sizeof glob || name_length >= sizeof component)
		return false;
	copy_component(glob, pattern, pattern_length);
	if (strpbrk(glob, "*?[\\") == NULL)
		return pattern_length == name_length && memcmp(pattern, name, name_length) == 0;
	copy_component(component, name, name_length);
	return fnmatch(glob, component, 0) == 0;
}

static bool components_match(const char *pattern, const char *path)
{
	size_t wanted, present;

	pattern += strspn(pattern, "/");
	path += strspn(path, "/");
	if (*pattern == '\0')
		return *path == '\0';
	wanted = strcspn(pattern, "/");
	present = strcspn(path, "/");
	if (wanted == 2 && memcmp(pattern, "**", 2) == 0) {
		if (components_match(pattern + wanted, path))
			return true;
		return *path != '\0' && components_match(pattern, path + present);
	}
	return present > 0 && component_matches(pattern, wanted, path, present) &&
		components_match(pattern + wanted, path + present);
}

bool path_matches(const char *pattern, const char *path)
{
	if (strchr(pattern, '/') == NULL)
		return fnmatch(pattern, path_name(path), 0) == 0;
	return components_match(pattern, path);
}
