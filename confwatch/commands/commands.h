// SPDX-License-Identifier: GPL-2.0-or-later
// The rows of the command table, each defined in the file of its name.
#ifndef COMMANDS_COMMANDS_H
#define COMMANDS_COMMANDS_H

#include "command.h"

extern const struct command command_init;
extern const struct command command_snapshot;
extern const struct command command_status;
extern const struct command command_diff;
extern const struct command command_log;
extern const struct command command_show;
extern const struct command command_accept;
extern const struct command command_expect;
extern const struct command command_pin;
extern const struct command command_unpin;
extern const struct command command_restore;
extern const struct command command_undo;
extern const struct command command_forget;
extern const struct command command_check;
extern const struct command command_report;
extern const struct command command_nightly;
extern const struct command command_verify;
extern const struct command command_why;
extern const struct command command_diary;
extern const struct command command_rules;
extern const struct command command_hook;

#endif
