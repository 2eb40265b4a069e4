// SPDX-License-Identifier: GPL-2.0-or-later
// What changed in a file, by meaning: settings that the confined child reads on both sides.
#ifndef CONFWATCH_COMPARE_SETTINGS_H
#define CONFWATCH_COMPARE_SETTINGS_H

#include "compare.h"
#include "core/rules.h"
#include "core/settings.h"
#include "system/judge.h"

struct settings_judge {
	struct rule_set rules; /* which say what format a path has */
	struct judge *judge;
};

/* Must be done before a command gives up everything but looking. */
int compare_settings_open(
	const struct workspace *workspace, struct settings_judge *result, struct error *error);
void compare_settings_close(struct settings_judge *judge);
#define SETTINGS_JUDGE_CLEANUP __attribute__((cleanup(compare_settings_close)))

struct settings_difference {
	bool known;	    /* else nobody reads the file: compare_contents() */
	const char *format; /* of settings/formats.c */
	bool hidden;	    /* names alone may be shown */
	struct setting_changes changes;
};

/* In the arena. secrets: values of protected files may be shown. */
void compare_settings(const struct comparison *comparison, const struct change *change,
	const struct settings_judge *judge, bool secrets, struct arena *arena,
	struct settings_difference *result);

#endif
