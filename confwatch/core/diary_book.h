// SPDX-License-Identifier: GPL-2.0-or-later
// The diary as a book: which entry is told in which chapter.
#ifndef CORE_DIARY_BOOK_H
#define CORE_DIARY_BOOK_H

#include "core/diary.h"

/* An entry in a chapter: told once, mentioned in the chapters of its other paths. */
struct diary_mention {
	const struct diary_entry *entry;
	size_t number; /* of the entry in the diary, from 1 */
	bool told;
};

struct diary_chapter {
	const char *path;		/* by path; NULL: by time, or entries about no path */
	const char *month;		/* by time: "2026-11"; else NULL */
	struct diary_mention *mentions; /* oldest first */
	size_t count;
};

struct diary_book {
	struct diary_chapter *chapters; /* by path: in path order, about no path last */
	size_t count;
};

/* zone: in which months begin. The diary must outlive the book. */
void diary_book(struct arena *arena, const struct diary *diary, bool by_path, int zone,
	struct diary_book *result);

#endif
