// SPDX-License-Identifier: GPL-2.0-or-later
// The files of a dpkg database: status, digests, diversions.
#include <stdlib.h>
#include <string.h>

#include "base/hex.h"
#include "core/facts.h"
#include "system/packages_dpkg.h"

#define LENGTH(array) (sizeof(array) / sizeof(array)[0])

enum {
	MD5_SIZE = 16,
};

/* Takes the last word off the slice. */
static struct slice last_word(struct slice *slice)
{
	struct slice word = {slice->bytes + slice->length, 0};

	while (slice->length > 0 && !slice_is_blank(slice->bytes[slice->length - 1])) {
		slice->length--;
		word.bytes--;
		word.length++;
	}
	*slice = slice_trim(*slice);
	return word;
}

/* "want flag state": only the state matters, and of states whether files are there. */
static enum dpkg_state state_of(struct slice value)
{
	struct slice state = last_word(&value);

	if (slice_is(state, "not-installed"))
		return DPKG_ABSENT;
	return slice_is(state, "config-files") ? DPKG_REMOVED : DPKG_PRESENT;
}

static bool takes(struct slice line, const char *field, struct slice *value)
{
	if (!slice_after(line, field, value))
		return false;
	*value = slice_trim(*value);
	return true;
}

/* A field that goes on over lines which begin with a blank. */
static struct slice continuation(struct slice *rest)
{
	struct slice value = {rest->bytes, 0};
	struct slice line;

	while (rest->length > 0 && rest->bytes[0] == ' ' && slice_line(rest, &line))
		value.length = (size_t)(rest->bytes - value.bytes);
	return value;
}

static void take_field(struct slice *rest, struct slice line, struct dpkg_stanza *result)
{
	struct slice value;

	switch (line.bytes[0]) {
	case 'P':
		(void)takes(line, "Package:", &result->name);
		break;
	case 'A':
		(void)takes(line, "Architecture:", &result->architecture);
		break;
	case 'V':
		(void)takes(line, "Version:", &result->version);
		break;
	case 'M':
		if (takes(line, "Multi-Arch:", &value))
			result->same = slice_is(value, "same");
		break;
	case 'S':
		if (takes(line, "Status:", &value))
			result->state = state_of(value);
		break;
	case 'C':
		if (takes(line, "Conffiles:", &value))
			result->conffiles = continuation(rest);
		break;
	default:
		break;
	}
}

static bool has_nul(struct slice slice)
{
	return slice.length > 0 && memchr(slice.bytes, '\0', slice.length) != NULL;
}

/* A name also becomes part of a file name. */
static bool is_usable(const struct dpkg_stanza *stanza)
{
	return stanza->name.length > 0 && !has_nul(stanza->name) && !has_nul(stanza->version) &&
		!has_nul(stanza->architecture) &&
		memchr(stanza->name.bytes, '/', stanza->name.length) == NULL &&
		(stanza->architecture.length == 0 ||
			memchr(stanza->architecture.bytes, '/', stanza->architecture.length) ==
				NULL);
}

bool dpkg_stanza(struct slice *rest, struct dpkg_stanza *result)
{
	struct slice line;

	*result = (struct dpkg_stanza){0};
	while (slice_line(rest, &line)) {
		if (line.length > 0) {
			take_field(rest, line, result);
			continue;
		}
		if (is_usable(result))
			return true;
		*result = (struct dpkg_stanza){0};
	}
	return is_usable(result);
}

bool dpkg_md5(struct slice hex, unsigned char result[MD5_SIZE])
{
	return hex.length == (size_t)2 * MD5_SIZE && hex_read(hex.bytes, MD5_SIZE, result);
}

/* Names may hold blanks, so it is read from its end. */
static bool parse_conffile(struct slice line, struct dpkg_conffile *result)
{
	struct slice word;

	*result = (struct dpkg_conffile){.flags = OWNED_CONFIG};
	line = slice_trim(line);
	for (;;) {
		word = last_word(&line);
		if (!slice_is(word, "obsolete") && !slice_is(word, "remove-on-upgrade"))
			break;
		result->flags |= OWNED_OBSOLETE;
	}
	result->has_digest = dpkg_md5(word, result->digest);
	result->path = line;
	return (result->has_digest || slice_is(word, "newconffile")) && line.length > 1 &&
		line.bytes[0] == '/' && !has_nul(line);
}

bool dpkg_conffile(struct slice *rest, struct dpkg_conffile *result)
{
	struct slice line;

	while (slice_line(rest, &line)) {
		if (parse_conffile(line, result))
			return true;
	}
	return false;
}

bool dpkg_digest_line(struct slice line, struct slice *hex, struct slice *path)
{
	size_t digits = (size_t)2 * MD5_SIZE;

	/* dpkg's own: two blanks. md5sum(1)'s binary mode: a blank and an asterisk. */
	if (line.length <= digits + 2 || line.bytes[digits] != ' ' ||
		(line.bytes[digits + 1] != ' ' && line.bytes[digits + 1] != '*') || has_nul(line))
		return false;
	*hex = (struct slice){line.bytes, digits};
	*path = (struct slice){line.bytes + digits + 2, line.length - digits - 2};
	return true;
}

static int by_from(const void *a, const void *b)
{
	const struct dpkg_diversion *left = a;
	const struct dpkg_diversion *right = b;

	return strcmp(left->from, right->from);
}

static const char *string_of(struct arena *arena, struct slice slice)
{
	return has_nul(slice) ? "" : arena_bytes(arena, slice.bytes, slice.length);
}

void dpkg_diversions(struct arena *arena, struct slice bytes, struct dpkg_diversions *result)
{
	struct slice rest = bytes;
	struct slice from, to, by;
	size_t most = 0;

	while (slice_line(&rest, &from))
		most++;
	result->items = arena_new_array(arena, most / 3, struct dpkg_diversion);
	result->count = 0;
	while (slice_line(&bytes, &from) && slice_line(&bytes, &to) && slice_line(&bytes, &by)) {
		if (from.length == 0 || to.length == 0 || to.bytes[0] != '/')
			continue;
		result->items[result->count++] = (struct dpkg_diversion){
			.from = string_of(arena, from),
			.to = string_of(arena, to),
			.by = string_of(arena, by),
		};
	}
	if (result->count > 0)
		qsort(result->items, result->count, sizeof *result->items, by_from);
}

const char *dpkg_divert(
	const struct dpkg_diversions *diversions, const char *package, const char *path)
{
	const struct dpkg_diversion key = {.from = path};
	const struct dpkg_diversion *found = diversions->count == 0
		? NULL
		: bsearch(&key, diversions->items, diversions->count, sizeof key, by_from);

	if (found == NULL || strcmp(found->by, package) == 0)
		return path;
	return found->to;
}
