// SPDX-License-Identifier: GPL-2.0-or-later
// The difference of two contents as a value: computed by system/patch, shown by render.
#ifndef CORE_DIFFERENCE_H
#define CORE_DIFFERENCE_H

#include "base/text.h"

enum difference_kind {
	DIFFERENCE_NONE,      /* same bytes, or no regular file on either side */
	DIFFERENCE_TEXT,      /* hunks holds it */
	DIFFERENCE_BINARY,    /* one side is no text: shown by size and digest */
	DIFFERENCE_PROTECTED, /* others must not read it: neither text nor size nor digest */
	DIFFERENCE_NOT_KEPT,  /* one side's bytes are kept nowhere: digest-only, or forgotten */
	DIFFERENCE_TOO_LARGE, /* not compared line by line: shown as binary */
	DIFFERENCE_UNREADABLE,
};

/*
 * hunks are "@@ -1,2 +1,3 @@" lines and lines that begin with ' ', '+', '-' or '\\', as in a
 * unified diff, bytes as they are in the files; no "---" and "+++" lines.
 */
struct difference {
	enum difference_kind kind;
	struct text hunks;
};

#define DIFFERENCE_INIT                                                                            \
	{                                                                                          \
		DIFFERENCE_NONE, TEXT_INIT                                                         \
	}

#define DIFFERENCE_CLEANUP __attribute__((cleanup(difference_release)))
static inline void difference_release(struct difference *difference)
{
	text_release(&difference->hunks);
}

#endif
