// SPDX-License-Identifier: GPL-2.0-or-later
// refs/heads/vendor: the texts of files as their packages shipped them.
#include "system/vendor.h"

#include <stdlib.h>
#include <string.h>

#include "core/configuration.h"
#include "core/percent.h"
#include "system/branch.h"
#include "system/history_parts.h"

#define VENDOR_REF "refs/heads/vendor"

enum {
	MOST_VALUE = 1024, /* bytes of one trailer's value */
};

/* What decides whether a text may be kept. */
struct guard {
	const struct protection *protection;
	struct protected_store *store;
	struct seal_key key;
};

/* The administrator's secret may lie in a package: a file under another name, or a copy of it. */
static bool is_secret(const struct guard *guard, const struct vendor_text *text)
{
	unsigned char seal[SEAL_SIZE];
	struct digest digest;

	if (protection_covers_path(guard->protection, text->path))
		return true;
	if (text->length <= 1 || protected_is_empty(guard->store))
		return false;
	digest_begin(&digest, text->length, &guard->key, false, true);
	digest_add(&digest, text->bytes, text->length);
	digest_seal(&digest, seal);
	return protected_knows(guard->store, seal);
}

static int compare_strings(const void *a, const void *b)
{
	return strcmp(*(const char *const *)a, *(const char *const *)b);
}

static void write_message(struct string_list *packages, size_t count, struct text *result)
{
	const char *last = NULL;

	text_format(result, "vendor: %zu %s\n\n", count, count == 1 ? "text" : "texts");
	if (packages->count > 1)
		qsort(packages->items, packages->count, sizeof *packages->items, compare_strings);
	for (size_t i = 0; i < packages->count; i++) {
		const char *package = packages->items[i];

		if (last != NULL && strcmp(last, package) == 0)
			continue;
		text_add(result, "Confwatch-Package: ");
		percent_append(result, package, strlen(package), MOST_VALUE, '\0');
		text_byte(result, '\n');
		last = package;
	}
}

static void note_package(
	struct string_list *packages, struct arena *arena, const struct vendor_text *text)
{
	if (text->package == NULL)
		return;
	string_list_add(packages, arena,
		arena_format(arena, "%s %s", text->package,
			text->version != NULL ? text->version : "-"));
}

static int record(struct history *history, struct arena *arena, const struct guard *guard,
	const struct vendor_text *texts, size_t count, int64_t now, struct error *error)
{
	const struct snapshot_note note = {
		.author_name = "confwatch", .author_mail = "confwatch@localhost", .time = now};
	struct branch_file *files = arena_new_array(arena, count, struct branch_file);
	TEXT_CLEANUP struct text message = TEXT_INIT;
	struct string_list packages = {0};
	size_t kept = 0;

	for (size_t i = 0; i < count; i++) {
		const struct vendor_text *text = &texts[i];

		if (text->length > VENDOR_TEXT_MOST || is_secret(guard, text))
			continue;
		files[kept++] = (struct branch_file){text->path, text->bytes, text->length};
		note_package(&packages, arena, text);
	}
	write_message(&packages, kept, &message);
	return branch_write(history, VENDOR_REF, files, kept, &note, text_string(&message), error);
}

int vendor_record(struct history *history, const struct protection *protection,
	const struct vendor_text *texts, size_t count, int64_t now, struct error *error)
{
	struct guard guard = {.protection = protection};
	struct arena arena = ARENA_INIT;
	int result = 0;

	if (count == 0)
		return 0;
	if (seal_key_read(history->state, false, &guard.key, error) < 0 ||
		history_store(history, &guard.store, error) < 0)
		result = -error->code;
	if (result == 0)
		result = record(history, &arena, &guard, texts, count, now, error);
	arena_release(&arena);
	return result < 0 ? error_context(error, "cannot record vendor texts") : 0;
}

int vendor_read(struct history *history, const char *path, size_t limit, struct text *result,
	struct error *error)
{
	return branch_read(history, VENDOR_REF, path, limit, result, error);
}
