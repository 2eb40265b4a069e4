// SPDX-License-Identifier: GPL-2.0-or-later
// The command that undoes the damage, or shows it: complete, as a shell takes it.
#include <string.h>

#include "base/shell.h"
#include "core/classify_parts.h"

static void append_word(struct text *text, const char *word)
{
	text_byte(text, ' ');
	shell_word(text, word);
}

static const char *command(
	const struct subject *subject, const char *verb, const char *option, const char *path)
{
	TEXT_CLEANUP struct text text = TEXT_INIT;
	const char *program = subject->input->program;

	text_add(&text, program != NULL ? program : "confwatch");
	append_word(&text, verb);
	if (option != NULL)
		append_word(&text, option);
	append_word(&text, path);
	return arena_string(subject->arena, text_string(&text));
}

static bool is_zero(const struct snapshot_id *id)
{
	static const struct snapshot_id none;

	return memcmp(id, &none, sizeof none) == 0;
}

static const char *from_snapshot(const struct subject *subject)
{
	char hex[SNAPSHOT_HEX_SIZE];

	/* Outside of a transaction it is what diff compares with by itself. */
	if (!subject->in_transaction || is_zero(&subject->input->snapshot))
		return NULL;
	snapshot_hex(&subject->input->snapshot, hex);
	return arena_format(subject->arena, "--from=%.12s", hex);
}

static const char *show(const struct subject *subject, const char *path)
{
	return command(subject, "show", NULL, arena_format(subject->arena, "last:%s", path));
}

/* dpkg asks again; where a link is in the way it never will. */
static const char *finish(const struct subject *subject, const char *leftover)
{
	size_t length = strlen(leftover);
	bool is_link = subject->after != NULL && subject->after->kind == ENTRY_LINK;

	if (!is_link && length > 9 && strcmp(leftover + length - 9, ".dpkg-new") == 0)
		return "dpkg --configure --pending";
	return show(subject, leftover);
}

const char *classify_remedy(
	const struct subject *subject, enum finding_class class, const char *leftover)
{
	const char *path = subject->path;

	switch (class) {
	case CLASS_TYPE_CHANGED:
	case CLASS_MASKED:
	case CLASS_SET_ASIDE:
	case CLASS_OVERWRITTEN:
	case CLASS_REMOVED_EDITED:
	case CLASS_REMOVED_UNEXPLAINED:
	case CLASS_VENDOR_REMOVED:
	case CLASS_VENDOR_MOVED:
		if (subject->before == NULL)
			return command(subject, "why", NULL, path);
		return command(subject, "restore", NULL, path);
	case CLASS_METADATA_RESET:
		return command(subject, "restore", "--metadata-only", path);
	case CLASS_INTERRUPTED:
		return finish(subject, leftover);
	case CLASS_UPDATE_PENDING:
	case CLASS_STRAY_ACTIVE:
		return show(subject, leftover);
	case CLASS_EDITED:
		if (subject->before != NULL && !is_content_change(subject))
			return command(subject, "restore", "--metadata-only", path);
		return command(subject, "diff", from_snapshot(subject), path);
	case CLASS_VENDOR_UPDATED:
		if (subject->pinned)
			return command(subject, "restore", NULL, path);
		return command(subject, "diff", from_snapshot(subject), path);
	case CLASS_REWRITTEN_BY_PACKAGE:
	case CLASS_COSMETIC:
	case CLASS_GENERATED:
	case CLASS_RESURRECTED:
		return command(subject, "diff", from_snapshot(subject), path);
	case CLASS_ORPHANED:
	case CLASS_SHADOWING:
		return command(subject, "why", NULL, path);
	default:
		return NULL;
	}
}
