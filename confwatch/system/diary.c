// SPDX-License-Identifier: GPL-2.0-or-later
// refs/heads/diary: one Markdown file for each entry.
#include "system/diary.h"

#include <errno.h>
#include <string.h>

#include "base/path.h"
#include "core/percent.h"
#include "system/branch.h"

#define DIARY_REF "refs/heads/diary"
#define SUFFIX ".md"

enum {
	ENTRY_MOST = 1024 * 1024,
	SUBJECT_MOST = 60,
	ATTEMPTS = 1000, /* ids that are tried */
	ENOUGH = 64,	 /* once one of them will do */
};

static const char *file_of(struct arena *arena, const char *id)
{
	return arena_format(arena, "/%s" SUFFIX, id);
}

/* The id of a file's name; NULL: it is no entry. */
static const char *id_of(struct arena *arena, const char *name)
{
	size_t length = strlen(name);

	if (!path_ends_in(name, SUFFIX))
		return NULL;
	return arena_bytes(arena, name, length - strlen(SUFFIX));
}

static bool is_taken(const struct branch_names *names, const char *name)
{
	for (size_t i = 0; i < names->count; i++) {
		if (strcmp(names->items[i].name, name) == 0)
			return true;
	}
	return false;
}

/* The last of the same second; "" when there is none. */
static const char *last_like(const struct branch_names *names, const char *name)
{
	const size_t length = (size_t)(strrchr(name, '-') + 1 - name);
	const char *last = "";

	for (size_t i = 0; i < names->count; i++) {
		if (strncmp(names->items[i].name, name, length) == 0 &&
			strcmp(names->items[i].name, last) > 0)
			last = names->items[i].name;
	}
	return last;
}

/*
 * Entries stand in the order of their ids, so what was written later in one second gets a greater
 * one: of those that are tried the least, so that there is room for more.
 */
static int choose_id(struct history *history, struct arena *arena, const struct diary_entry *entry,
	const char **result, struct error *error)
{
	struct branch_names names;
	const char *best = NULL, *other = NULL, *last;

	if (branch_list(history, DIARY_REF, arena, &names, error) < 0)
		return -error->code;
	*result = diary_identify(arena, entry, 0);
	last = last_like(&names, *result);
	if (*last == '\0')
		return 0;
	for (unsigned attempt = 0; attempt < (best != NULL ? ENOUGH : ATTEMPTS); attempt++) {
		const char *id = diary_identify(arena, entry, attempt);

		if (is_taken(&names, file_of(arena, id) + 1))
			continue;
		other = id;
		if (strcmp(id, last) > 0 && (best == NULL || strcmp(id, best) < 0))
			best = id;
	}
	*result = best != NULL ? best : other;
	return *result != NULL ? 0
			       : error_set(error, EEXIST, "too many diary entries of one second");
}

/* "name <mail>" as a commit wants it, apart. */
static void split_author(struct arena *arena, const char *author, struct snapshot_note *note)
{
	const char *mail = author != NULL ? strrchr(author, '<') : NULL;

	note->author_name = author;
	if (mail == NULL)
		return;
	note->author_name = arena_bytes(arena, author, (size_t)(mail - author));
	note->author_mail = arena_bytes(arena, mail + 1, strcspn(mail + 1, ">"));
}

/* "diary: reason /etc/pam.d/imap", and the first line of the words. */
static void write_message(const struct diary_entry *entry, struct text *result)
{
	const char *words = entry->text != NULL ? entry->text : "";

	text_add(result, "diary:");
	for (size_t i = 0; i < entry->tag_count; i++) {
		text_byte(result, ' ');
		percent_append(result, entry->tags[i], strlen(entry->tags[i]), SUBJECT_MOST, '\0');
	}
	if (entry->path_count > 0) {
		text_byte(result, ' ');
		percent_append(
			result, entry->paths[0], strlen(entry->paths[0]), SUBJECT_MOST, '\0');
	}
	text_add(result, "\n\n");
	percent_append(result, words, strcspn(words, "\n"), SUBJECT_MOST, '\0');
	text_byte(result, '\n');
}

int diary_add(struct history *history, struct arena *arena, const struct diary_entry *entry,
	const char *host, const char **id, struct error *error)
{
	TEXT_CLEANUP struct text text = TEXT_INIT, message = TEXT_INIT;
	struct snapshot_note note = {.time = entry->time, .zone = entry->zone, .host = host};
	struct branch_file file = {0};
	const char *chosen = NULL;

	if (choose_id(history, arena, entry, &chosen, error) < 0)
		return error_context(error, "cannot write into the diary");
	diary_write(entry, &text);
	if (text.length > ENTRY_MOST)
		return error_set(error, EFBIG, "a diary entry may have %d bytes", ENTRY_MOST);
	file = (struct branch_file){file_of(arena, chosen), text_string(&text), text.length};
	split_author(arena, entry->author, &note);
	write_message(entry, &message);
	if (branch_write(history, DIARY_REF, &file, 1, &note, text_string(&message), error) < 0)
		return error_context(error, "cannot write into the diary");
	if (id != NULL)
		*id = chosen;
	return 0;
}

/* What is no entry, or was made unreadable by hand, does not stand in the way of the others. */
static void load_entry(struct history *history, struct arena *arena, const struct branch_name *name,
	struct diary *result)
{
	TEXT_CLEANUP struct text text = TEXT_INIT;
	struct error ignored = ERROR_INIT;
	struct diary_entry entry;
	const char *id = id_of(arena, name->name);

	if (id != NULL && branch_read_listed(history, name, ENTRY_MOST, &text, &ignored) == 0 &&
		diary_read(arena, id, text_string(&text), text.length, &entry, &ignored) == 0)
		*diary_append(result, arena) = entry;
}

int diary_load(
	struct history *history, struct arena *arena, struct diary *result, struct error *error)
{
	struct branch_names names;

	if (branch_list(history, DIARY_REF, arena, &names, error) < 0)
		return error_context(error, "cannot read the diary");
	*result = (struct diary){0};
	for (size_t i = 0; i < names.count; i++)
		load_entry(history, arena, &names.items[i], result);
	diary_sort(result);
	return 0;
}
