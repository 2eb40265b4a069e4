// SPDX-License-Identifier: GPL-2.0-or-later
// What changed in a file, by meaning.
#include "compare_settings.h"

#include <string.h>

#include "rules_load.h"

int compare_settings_open(
	const struct workspace *workspace, struct settings_judge *result, struct error *error)
{
	static const struct judge_world nothing;
	const struct judge_engine *engine = judge_module(error);
	struct string_list problems = {0};

	if (engine == NULL)
		return -error->code;
	/* Mistakes are for `rules lint` to tell: formats are known from what is in order. */
	rules_load_readable(workspace, &result->rules, &problems);
	result->judge = judge_new(engine, &nothing);
	return 0;
}

void compare_settings_close(struct settings_judge *judge)
{
	if (judge->judge != NULL)
		judge_free(judge->judge);
	judge->judge = NULL;
}

/* A side that is no regular file has no settings. */
static int read_side(struct judge *judge, const char *format, const struct entry *entry,
	const struct text *bytes, struct arena *arena, struct setting_records *result)
{
	struct error ignored = ERROR_INIT;
	struct setting_record *records = NULL;

	*result = (struct setting_records){0};
	if (entry == NULL || entry->kind != ENTRY_FILE)
		return 0;
	if (judge_settings(judge, format, text_string(bytes), bytes->length, arena, &records,
		    &result->count, &ignored) < 0)
		return -ignored.code;
	result->records = records;
	return 0;
}

void compare_settings(const struct comparison *comparison, const struct change *change,
	const struct settings_judge *judge, bool secrets, struct arena *arena,
	struct settings_difference *result)
{
	TEXT_CLEANUP struct text before = TEXT_INIT;
	TEXT_CLEANUP struct text after = TEXT_INIT;
	const char *format = rules_format(&judge->rules, change->path);
	struct setting_records a, b;

	*result = (struct settings_difference){.format = format};
	if (format == NULL || strcmp(format, "plain") == 0 || !compare_concerns_content(change))
		return;
	if (compare_bytes(comparison, change, &before, &after) != DIFFERENCE_NONE)
		return;
	if (read_side(judge->judge, format, change->before, &before, arena, &a) < 0 ||
		read_side(judge->judge, format, change->after, &after, arena, &b) < 0)
		return;
	settings_diff(arena, &a, &b, &result->changes);
	result->hidden = !secrets && compare_is_secret(comparison, change);
	if (result->hidden)
		settings_hide(&result->changes);
	result->known = true;
}
