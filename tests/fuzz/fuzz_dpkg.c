// SPDX-License-Identifier: GPL-2.0-or-later
// Any bytes as the files of a dpkg database: what comes out can be written and read back.
#include <string.h>

#include "system/packages_dpkg.h"
#include "target.h"

static struct slice cut(const uint8_t *data, size_t size, size_t number)
{
	static const char separator[] = "\n==\n";
	struct slice rest = {(const char *)data, size};

	for (;;) {
		const char *found = rest.length == 0
			? NULL
			: memmem(rest.bytes, rest.length, separator, sizeof separator - 1);
		size_t length = found != NULL ? (size_t)(found - rest.bytes) : rest.length;

		if (number == 0)
			return (struct slice){rest.bytes, length};
		if (found == NULL)
			return (struct slice){0};
		number--;
		rest.bytes += length + sizeof separator - 1;
		rest.length -= length + sizeof separator - 1;
	}
}

static void take(struct dpkg_part *part, const struct dpkg_stanza *stanza, struct slice list,
	struct slice digests, struct facts_parts *parts)
{
	TEXT_CLEANUP struct text text = TEXT_INIT;
	struct facts_part result = {.removed = stanza->state == DPKG_REMOVED};

	part->stanza = stanza;
	part->name = arena_bytes(part->arena, stanza->name.bytes, stanza->name.length);
	part->part = &result;
	result.package = (struct package){.name = part->name, .version = "1", .manager = "dpkg"};
	if (!result.removed)
		text_append(&text, list.bytes, list.length);
	if (dpkg_part_paths(part, &text))
		dpkg_part_digests(part, digests);
	*facts_part_add(parts, part->arena) = result;
}

/* status, list, digests, diversions, registry and hashes, between lines of "==". */
int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
	struct arena arena = ARENA_INIT;
	TEXT_CLEANUP struct text text = TEXT_INIT;
	struct string_list watch = {0};
	struct facts_scope scope;
	struct packages_request request = {.scope = &scope, .merged = 2};
	struct dpkg_diversions diversions;
	struct dpkg_part part = {.arena = &arena, .request = &request, .diversions = &diversions};
	struct facts_parts parts = {0};
	struct error error = ERROR_INIT;
	struct slice status = cut(data, size, 0);
	struct dpkg_stanza stanza;
	struct facts facts, again;

	string_list_add(&watch, &arena, "/etc");
	facts_scope_make(&arena, &watch, &scope);
	dpkg_diversions(&arena, cut(data, size, 3), &diversions);
	while (dpkg_stanza(&status, &stanza)) {
		must(stanza.name.length > 0);
		if (stanza.state != DPKG_ABSENT)
			take(&part, &stanza, cut(data, size, 1), cut(data, size, 2), &parts);
	}
	packages_ucf(&arena, &request, cut(data, size, 4), cut(data, size, 5), &parts);
	facts_from_parts(&arena, &parts, &facts);
	facts_write(&facts, &text);
	must(facts_read(&arena, text_string(&text), text.length, &again, &error) == 0);
	must(again.owned_count == facts.owned_count);
	arena_release(&arena);
	return 0;
}
