// SPDX-License-Identifier: GPL-2.0-or-later
// Lines and words of PAM's files, as libpam's own reader makes them.
#ifndef SETTINGS_PAM_TEXT_H
#define SETTINGS_PAM_TEXT_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "base/text.h"

enum pam_line_kind {
	PAM_LINE_RULE,	  /* text holds words */
	PAM_LINE_COMMENT, /* the whole line is one; text holds what follows its mark */
	PAM_LINE_UNREAD,  /* text holds its bytes, why says what libpam would do */
};

struct pam_line {
	enum pam_line_kind kind;
	uint32_t first;
	uint32_t last;
	struct text text;
	const char *why;
};

struct pam_lines {
	const char *at;
	const char *end;
	uint32_t next;
};

void pam_lines_start(struct pam_lines *lines, const char *bytes, size_t length);

/*
 * The next line that is not blank, with its continuations joined; false: there is none. Where
 * libpam 1.5 and 1.6 differ, or libpam gives up on the file, the line is unread.
 */
bool pam_lines_next(struct pam_lines *lines, struct pam_line *line);

struct pam_words {
	const char *at;
	const char *end;
};

/*
 * The next word: [...] is one, without its brackets, with \] for ]. False: there is none.
 * Nothing in brackets is an empty word.
 */
bool pam_words_next(struct pam_words *words, struct text *word);

#endif
