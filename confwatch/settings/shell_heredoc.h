// SPDX-License-Identifier: GPL-2.0-or-later
// Texts for a command's input behind its line: "<<END".
#ifndef SETTINGS_SHELL_HEREDOC_H
#define SETTINGS_SHELL_HEREDOC_H

#include "settings/shell_word.h"

enum {
	SHELL_HEREDOCS_MOST = 8, /* of one line */
};

struct shell_heredoc {
	struct text end;
	bool tabs; /* "<<-": they are skipped before each line */
};

struct shell_heredocs {
	struct shell_heredoc waiting[SHELL_HEREDOCS_MOST];
	size_t count;
	bool many; /* more than that */
};

void shell_heredocs_release(struct shell_heredocs *heredocs);

/* At "<": takes "<<END" or "<<-END" for the line's end. false: it is none. */
bool shell_heredocs_take(struct shell_heredocs *heredocs, struct shell_input *input);

/* Behind the newline: skips the texts. false: one has no end. */
bool shell_heredocs_skip(struct shell_heredocs *heredocs, struct shell_input *input);

#endif
