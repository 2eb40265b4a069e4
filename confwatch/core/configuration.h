// SPDX-License-Identifier: GPL-2.0-or-later
// What confwatch was told to do: the values of confwatch.yaml, and the defaults.
#ifndef CORE_CONFIGURATION_H
#define CORE_CONFIGURATION_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "base/arena.h"

struct string_list {
	const char **items;
	size_t count;
	size_t capacity;
};

struct ignore {
	const char *pattern; /* as path_matches() takes it; a directory goes with all it holds */
	const char *reason;
	/* Ignore only while this exists: relative to the matched path, or absolute. NULL: always */
	const char *when_exists;
};

/* Which reports are mailed. */
enum report_mail {
	REPORT_MAIL_ACTION,  /* when somebody must act */
	REPORT_MAIL_CHANGES, /* and when anything changed */
	REPORT_MAIL_ALWAYS,
	REPORT_MAIL_NEVER, /* nor is anything else */
	REPORT_MAIL_COUNT,
};

/* "action", "changes", "always", "never" */
extern const char *const report_mail_names[REPORT_MAIL_COUNT];

struct required_file; /* core/required.h */
struct parameter;     /* core/rules.h */

struct configuration {
	struct string_list watch; /* absolute paths; those that do not exist are no error */
	bool watch_given;	  /* by `watch:` or by init --watch, not the default list */
	struct ignore *ignore;	  /* the shipped ones first, then `ignore:` */
	size_t ignore_count;
	struct string_list protect;	   /* patterns, beside protection_shipped[] */
	struct string_list open;	   /* `public:` */
	struct string_list digest_only;	   /* patterns: LUKS headers and keys, then the file's */
	struct string_list restore_refuse; /* `restore: {never: [...]}`: patterns */
	const struct required_file *required;
	size_t required_count;
	const struct parameter *parameters; /* `params:`, for rules */
	size_t parameter_count;
	uint32_t protected_keep;    /* generations, `protected: {keep: N}`; default 5 */
	uint32_t lock_seconds;	    /* how long to wait for another confwatch; default 10 */
	uint32_t consolidate_after; /* small packs before they are merged; default 50 */
	bool hooks_strict;    /* `hooks: {strict: yes}`: no snapshot, no upgrade; default no */
	uint32_t hooks_limit; /* seconds that a hook may take, `hooks: {limit: N}`; default 20 */
	enum report_mail report_mail; /* `report: {mail: WHICH}`; default changes */
	struct string_list
		report_to;	 /* addresses that mail_address_problem() allows; default root */
	const char *report_from; /* NULL: confwatch@HOST */
	const char *report_sendmail;	   /* NULL: this machine's own /usr/sbin/sendmail */
	const char *report_metrics;	   /* a directory; NULL: a well-known one, if it is there */
	struct string_list report_command; /* run when mail fails; its first word is a path */
};

/* The default configuration; strings are static or in the arena. */
void configuration_default(struct configuration *configuration, struct arena *arena);

/*
 * The next ignore rule that matches this very path (not the directories above it), behind
 * `after` (NULL: from the first), or NULL. Rules with when_exists are candidates only: they count
 * when ignore_condition() exists inside the root. What `watch:` names itself is never ignored.
 */
const struct ignore *configuration_ignores(
	const struct configuration *configuration, const char *path, const struct ignore *after);

/* The absolute path that must exist for the rule to count; NULL: it always counts. */
const char *ignore_condition(struct arena *arena, const struct ignore *ignore, const char *path);

void configuration_add_ignore(
	struct configuration *configuration, struct arena *arena, const struct ignore *ignore);

void string_list_add(struct string_list *list, struct arena *arena, const char *item);
bool string_list_holds(const struct string_list *list, const char *item);

#endif
