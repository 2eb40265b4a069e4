// SPDX-License-Identifier: GPL-2.0-or-later
// snapshot: the id, or that nothing changed.
#include "render/snapshot.h"

#include "base/translate.h"
#include "render/changes.h"
#include "render/escape.h"
#include "render/words.h"

static void add_summary(const struct snapshot_view *view, struct text *result)
{
	const size_t count = view->changes != NULL ? view->changes->count : 0;

	if (!view->changed) {
		text_format(result, "%s\n", _("nothing changed"));
		return;
	}
	if (view->snapshot != NULL) {
		char hex[SNAPSHOT_HEX_SIZE];

		snapshot_hex(view->snapshot, hex);
		text_format(result, "%s\n", hex);
		return;
	}
	text_format(result, ngettext("%zu change", "%zu changes", count), count);
	text_format(result, ", %s\n", _("not recorded"));
}

void text_snapshot(
	const struct snapshot_view *view, const struct text_options *options, struct text *result)
{
	add_summary(view, result);
	if (view->unreadable > 0) {
		text_format(result,
			ngettext("%zu file could not be read", "%zu files could not be read",
				view->unreadable),
			view->unreadable);
		text_byte(result, '\n');
	}
	if (view->changes != NULL && (view->dry_run || options->verbose))
		text_changes(view->changes, options, result);
}

void json_snapshot(const struct snapshot_view *view, struct text *result)
{
	struct json json = json_init(result);

	json_begin(&json, "snapshot");
	json_id(&json, "snapshot", view->snapshot);
	json_boolean(&json, "changed", view->changed);
	json_boolean(&json, "dry_run", view->dry_run);
	json_number(&json, "entries", view->entries);
	json_number(&json, "unreadable", view->unreadable);
	json_changes(&json, "changes", view->changes);
	json_end(&json);
}
