// SPDX-License-Identifier: GPL-2.0-or-later
// The lists of DPkg::Pre-Install-Pkgs (apt's README and SendPkgsInfo(): versions 1, 2, 3).
#include "formats/apt.h"

#include <errno.h>
#include <stdbool.h>
#include <stdlib.h>
#include <string.h>

#include "base/path.h"

enum {
	FIELDS_MOST = 9,
};

/* A line or a part of one. */
struct span {
	const char *bytes;
	size_t length;
};

/* name, version and architecture before, direction, the same after, action: as places of fields. */
struct layout {
	size_t fields;
	size_t before;
	size_t before_architecture; /* 0: not said */
	size_t direction;
	size_t after;
	size_t after_architecture;
};

static const struct layout layout_2 = {5, 1, 0, 2, 3, 0};
static const struct layout layout_3 = {9, 1, 2, 4, 5, 6};

struct apt_input {
	struct arena *arena;
	struct span rest;
	const struct layout *layout; /* NULL: version 1, only paths */
	struct span architecture;    /* the system's own; empty: not said */
	struct announced_list list;
	struct announced_list configured;
	size_t not_understood;
};

static bool span_is(const struct span *span, const char *word)
{
	return span->length == strlen(word) && memcmp(span->bytes, word, span->length) == 0;
}

static bool begins_with(const struct span *span, const char *word)
{
	return span->length >= strlen(word) && memcmp(span->bytes, word, strlen(word)) == 0;
}

static bool next_line(struct span *rest, struct span *line)
{
	const char *newline;

	if (rest->length == 0)
		return false;
	newline = memchr(rest->bytes, '\n', rest->length);
	line->bytes = rest->bytes;
	line->length = newline != NULL ? (size_t)(newline - rest->bytes) : rest->length;
	rest->bytes += line->length + (newline != NULL ? 1 : 0);
	rest->length -= line->length + (newline != NULL ? 1 : 0);
	return true;
}

/* Fields are parted by one blank; the last one is all that is left. False: too few. */
static bool split(const struct span *line, size_t count, struct span *fields)
{
	struct span rest = *line;

	for (size_t i = 0; i < count; i++) {
		const char *blank = rest.length > 0 ? memchr(rest.bytes, ' ', rest.length) : NULL;

		if (i + 1 == count) {
			fields[i] = rest;
			return rest.length > 0;
		}
		if (blank == NULL || blank == rest.bytes)
			return false;
		fields[i] = (struct span){rest.bytes, (size_t)(blank - rest.bytes)};
		rest.bytes += fields[i].length + 1;
		rest.length -= fields[i].length + 1;
	}
	return false;
}

static const char *copy(struct apt_input *input, const struct span *span)
{
	return span_is(span, "-") ? NULL : arena_bytes(input->arena, span->bytes, span->length);
}

/* dpkg's name: an architecture is named only where it is not the system's own. */
static const char *package_name(struct apt_input *input, const struct span *fields)
{
	const struct layout *layout = input->layout;
	const struct span *name = &fields[0], *own = &input->architecture;
	const struct span *said;

	if (layout->after_architecture == 0)
		return copy(input, name);
	said = &fields[span_is(&fields[layout->after], "-") ? layout->before_architecture
							    : layout->after_architecture];
	if (span_is(said, "-") || span_is(said, "all") || own->length == 0 ||
		(said->length == own->length && memcmp(said->bytes, own->bytes, own->length) == 0))
		return copy(input, name);
	return arena_format(input->arena, "%.*s:%.*s", (int)name->length, name->bytes,
		(int)said->length, said->bytes);
}

static bool choose_action(
	const struct span *direction, const struct announced *item, enum announced_action *result)
{
	if (direction->length != 1)
		return false;
	switch (direction->bytes[0]) {
	case '<':
		*result = item->before == NULL ? ANNOUNCED_INSTALL : ANNOUNCED_UPGRADE;
		return true;
	case '>':
		*result = item->after == NULL ? ANNOUNCED_REMOVE : ANNOUNCED_DOWNGRADE;
		return true;
	case '=':
		*result = ANNOUNCED_REINSTALL;
		return true;
	default:
		return false;
	}
}

/* What is neither a path nor one of apt's words in asterisks is not understood. */
static bool read_action(struct apt_input *input, const struct span *action, struct announced *item)
{
	if (action->bytes[0] == '/')
		item->archive = copy(input, action);
	else if (span_is(action, "**CONFIGURE**"))
		item->action = ANNOUNCED_CONFIGURE;
	else if (span_is(action, "**REMOVE**"))
		item->action = ANNOUNCED_REMOVE;
	else
		return span_is(action, "**ERROR**") || span_is(action, "-");
	return true;
}

static bool read_package(struct apt_input *input, const struct span *line)
{
	const struct layout *layout = input->layout;
	struct span fields[FIELDS_MOST];
	struct announced item = {0};

	if (memchr(line->bytes, '\0', line->length) != NULL || !split(line, layout->fields, fields))
		return false;
	item.name = package_name(input, fields);
	item.before = copy(input, &fields[layout->before]);
	item.after = copy(input, &fields[layout->after]);
	if (item.name == NULL || !choose_action(&fields[layout->direction], &item, &item.action) ||
		!read_action(input, &fields[layout->fields - 1], &item))
		return false;
	announced_add(item.action == ANNOUNCED_CONFIGURE ? &input->configured : &input->list,
		input->arena, &item);
	return true;
}

/* Version 1: the path of an archive, "/var/cache/apt/archives/NAME_VERSION_ARCHITECTURE.deb". */
static bool read_archive(struct apt_input *input, const struct span *line)
{
	struct announced item = {.action = ANNOUNCED_INSTALL};
	const char *file;

	if (line->bytes[0] != '/' || memchr(line->bytes, '\0', line->length) != NULL)
		return false;
	item.archive = copy(input, line);
	file = path_name(item.archive);
	if (strcspn(file, "_") == 0 || file[strcspn(file, "_")] == '\0')
		return false;
	item.name = arena_bytes(input->arena, file, strcspn(file, "_"));
	announced_add(&input->list, input->arena, &item);
	return true;
}

/* "VERSION 3", apt's configuration, an empty line. Without the first line it is version 1. */
static int read_header(struct apt_input *input, struct error *error)
{
	static const char key[] = "APT::Architecture=";
	struct span first = input->rest, line;

	if (!begins_with(&first, "VERSION ") || !next_line(&input->rest, &line))
		return 0;
	if (span_is(&line, "VERSION 2"))
		input->layout = &layout_2;
	else if (span_is(&line, "VERSION 3"))
		input->layout = &layout_3;
	else
		return error_set(error, EBADMSG, "apt speaks '%.*s', which is not known here",
			(int)(line.length < 32 ? line.length : 32), line.bytes);
	while (next_line(&input->rest, &line) && line.length > 0)
		if (begins_with(&line, key))
			input->architecture = (struct span){
				line.bytes + sizeof key - 1, line.length - (sizeof key - 1)};
	return 0;
}

static int by_name(const void *a, const void *b)
{
	const struct announced *first = a, *second = b;

	return strcmp(first->name, second->name);
}

/* Packages that are only configured: those unpacked in the same run are in the list already. */
static void add_configured(struct apt_input *input)
{
	size_t count = input->list.count;
	struct announced *sorted = arena_new_array(input->arena, count + 1, struct announced);

	if (count > 0)
		memcpy(sorted, input->list.items, count * sizeof *sorted);
	qsort(sorted, count, sizeof *sorted, by_name);
	for (size_t i = 0; i < input->configured.count; i++) {
		const struct announced *item = &input->configured.items[i];

		if (bsearch(item, sorted, count, sizeof *sorted, by_name) == NULL)
			announced_add(&input->list, input->arena, item);
	}
}

int apt_packages_parse(struct arena *arena, const char *bytes, size_t length,
	struct announced_list *result, size_t *not_understood, struct error *error)
{
	struct apt_input input = {.arena = arena, .rest = {bytes, length}};
	struct span line;

	if (read_header(&input, error) < 0)
		return -error->code;
	while (next_line(&input.rest, &line)) {
		if (line.length == 0)
			continue;
		if (input.layout != NULL ? !read_package(&input, &line)
					 : !read_archive(&input, &line))
			input.not_understood++;
	}
	add_configured(&input);
	*result = input.list;
	*not_understood = input.not_understood;
	return 0;
}
