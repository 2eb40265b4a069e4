// SPDX-License-Identifier: GPL-2.0-or-later
// The line that tells how far long work has come: when it is due, and what it says.
#include "render/progress.h"

#include "base/translate.h"

enum {
	PROGRESS_AFTER = 1000, /* milliseconds */
	PROGRESS_EVERY = 200,
};

/* Back to the first column, and what stands there is erased. */
static const char start_over[] = "\r\033[K";

bool progress_tell(struct progress *progress, int64_t now, size_t done, struct text *result)
{
	if (now - progress->begun < PROGRESS_AFTER)
		return false;
	if (progress->stands && now - progress->shown < PROGRESS_EVERY)
		return false;
	progress->shown = now;
	progress->stands = true;
	text_add(result, start_over);
	text_format(result, ngettext("%zu entry", "%zu entries", done), done);
	return true;
}

void progress_wipe(struct progress *progress, struct text *result)
{
	if (progress->stands)
		text_add(result, start_over);
	progress->stands = false;
}
