// SPDX-License-Identifier: GPL-2.0-or-later
// diary export: the whole diary as one book.
#ifndef RENDER_BOOK_H
#define RENDER_BOOK_H

#include "core/diary_book.h"

struct book_view {
	const struct diary_book *book;
	const char *host;
	int64_t now; /* when it is made, and whether something is overdue */
	int zone;    /* minutes east of UTC, for times */
};

/* Texts of entries stay Markdown, but cannot begin links, HTML or chapters of their own. */
void markdown_book(const struct book_view *view, struct text *result);

/* One file that needs nothing else: no script, no outside resource. */
void html_book(const struct book_view *view, struct text *result);

/* Of the file's <style>, as its Content-Security-Policy names it. */
#define BOOK_STYLE_DIGEST "sha256-tzKRSMEN+ykzAwElHGoRgMSiZP77/gbGkbwvNUYjp0Y="

#endif
