// SPDX-License-Identifier: GPL-2.0-or-later
// What was accepted, announced and pinned: a line each, and for programs.
#ifndef RENDER_LEDGER_LINES_H
#define RENDER_LEDGER_LINES_H

#include "core/ledger_lines.h"
#include "render/json.h"

/* "accepted /etc/a, until 2026-11-20 18:00: words (who, when, id)"; escaped, one line. */
void ledger_line_words(const struct ledger_line *line, int zone, struct text *result);

void json_ledger_lines(struct json *json, const char *key, const struct ledger_lines *lines);

#endif
