// SPDX-License-Identifier: GPL-2.0-or-later
// The lists of DPkg::Pre-Install-Pkgs (apt's README and SendPkgsInfo(): versions 1, 2, 3).
#include "formats/apt.h"

#include <errno.h>
#include <stdbool.h>
#include <stdlib.h>
#include <string.h>

#include "base/path.h"
#include "base/slice.h"

enum {
	FIELDS_MOST = 9,
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
	struct slice rest;
	const struct layout *layout; /* NULL: version 1, only paths */
	struct slice architecture;   /* the system's own; empty: not said */
	struct announced_list list;
	struct announced_list configured;
	size_t not_understood;
};

/* Fields are parted by one blank; the last one is all that is left. False: too few. */
static bool split(const struct slice *line, size_t count, struct slice *fields)
{
	struct slice rest = *line;

	for (size_t i = 0; i < count; i++) {
		const char *blank = rest.length > 0 ? memchr(rest.bytes, ' ', rest.length) : NULL;

		if (i + 1 == count) {
			fields[i] = rest;
			return rest.length > 0;
		}
		if (blank == NULL || blank == rest.bytes)
			return false;
		fields[i] = (struct slice){rest.bytes, (size_t)(blank - rest.bytes)};
		rest.bytes += fields[i].length + 1;
		rest.length -= fields[i].length + 1;
	}
	return false;
}

static const char *copy(struct apt_input *input, const struct slice *span)
{
	return slice_is(*span, "-") ? NULL : arena_bytes(input->arena, span->bytes, span->length);
}

/* dpkg's name: an architecture is named only where it is not the system's own. */
static const char *package_name(struct apt_input *input, const struct slice *fields)
{
	const struct layout *layout = input->layout;
	const struct slice *name = &fields[0], *own = &input->architecture;
	const struct slice *said;

	if (layout->after_architecture == 0)
		return copy(input, name);
	said = &fields[slice_is(fields[layout->after], "-") ? layout->before_architecture
							    : layout->after_architecture];
	if (slice_is(*said, "-") || slice_is(*said, "all") || own->length == 0 ||
		(said->length == own->length && memcmp(said->bytes, own->bytes, own->length) == 0))
		return copy(input, name);
	return arena_format(input->arena, "%.*s:%.*s", (int)name->length, name->bytes,
		(int)said->length, said->bytes);
}

static bool choose_action(
	const struct slice *direction, const struct announced *item, enum announced_action *result)
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
static bool read_action(struct apt_input *input, const struct slice *action, struct announced *item)
{
	if (action->bytes[0] == '/')
		item->archive = copy(input, action);
	else if (slice_is(*action, "**CONFIGURE**"))
		item->action = ANNOUNCED_CONFIGURE;
	else if (slice_is(*action, "**REMOVE**"))
		item->action = ANNOUNCED_REMOVE;
	else
		return slice_is(*action, "**ERROR**") || slice_is(*action, "-");
	return true;
}

static bool read_package(struct apt_input *input, const struct slice *line)
{
	const struct layout *layout = input->layout;
	struct slice fields[FIELDS_MOST];
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
static bool read_archive(struct apt_input *input, const struct slice *line)
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
	struct slice first = input->rest, line;

	if (!slice_begins(first, "VERSION ") || !slice_line(&input->rest, &line))
		return 0;
	if (slice_is(line, "VERSION 2"))
		input->layout = &layout_2;
	else if (slice_is(line, "VERSION 3"))
		input->layout = &layout_3;
	else
		return error_set(error, EBADMSG, "apt speaks '%.*s', which is not known here",
			(int)(line.length < 32 ? line.length : 32), line.bytes);
	while (slice_line(&input->rest, &line) && line.length > 0)
		(void)slice_after(line, "APT::Architecture=", &input->architecture);
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
	struct slice line;

	if (read_header(&input, error) < 0)
		return -error->code;
	while (slice_line(&input.rest, &line)) {
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
