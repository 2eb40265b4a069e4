// SPDX-License-Identifier: GPL-2.0-or-later
// Rules: what must hold, why, and what mends it. Values of rules/*.yaml and rules.d/*.yaml.
#ifndef CORE_RULES_H
#define CORE_RULES_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "core/configuration.h"
#include "core/finding.h"
#include "core/required.h"

enum must {
	MUST_NOTHING,
	MUST_EXIST, /* of any type but a dangling link */
	MUST_BE_ABSENT,
	MUST_BE_REGULAR,   /* itself, no link */
	MUST_BE_DIRECTORY, /* links followed */
	MUST_BE_LINK,	   /* itself, and not dangling */
};
enum {
	MUST_COUNT = MUST_BE_LINK + 1,
};

/* "exist", "be-absent", ...; "" for MUST_NOTHING. */
const char *must_name(enum must must) __attribute__((returns_nonnull));

enum mode_relation {
	MODE_ANY,
	MODE_EXACTLY,
	MODE_AT_MOST,  /* no bit beyond it */
	MODE_AT_LEAST, /* no bit of it missing */
};

/* Where something stands in a file of rules. */
struct rule_place {
	const char *file;
	uint32_t line;
	uint32_t column;
};

/*
 * An expression, with its place for messages. text NULL: there is none. as_written: the file has
 * these very characters on one line, so that place.column + N is where character N stands.
 */
struct rule_expression {
	const char *text;
	struct rule_place place;
	bool as_written;
};

struct rule_capture {
	const char *name;
	struct rule_expression expression;
};

/* Absent strings are NULL. */
struct rule {
	const struct pack *pack;
	struct rule_place place;
	const char *id;
	const char *title;
	/* What it speaks of; none: the system. The first of several that exists counts. */
	struct string_list files;
	const char *each; /* glob(7) pattern instead: every file that matches, one by one */
	bool may_be_missing;
	struct rule_expression applies;
	const char *policy;
	struct rule_capture *captures;
	size_t capture_count;
	/* Conditions: all that are given must hold. */
	enum must must;
	const char *link_to;
	enum mode_relation mode_relation;
	uint32_t mode;
	const char *owner;
	const char *group;
	const char *same_as;
	const char *newer_than;
	struct rule_expression assert;
	struct rule_expression never;
	struct rule_expression at;
	struct rule_expression say;
	/* What follows when it fails. */
	enum on_lost on_lost;
	bool on_lost_given;
	enum severity severity;
	const char *reason;
	const char *remedy;
	/* Overrides. */
	bool disabled;
	const char *overridden_by; /* the file that changed something of a shipped rule */
};

struct pack {
	const char *name;
	const char *title;
	struct rule_expression applies;
	struct rule_place place;
	bool shipped;
	struct rule *rules;
	size_t rule_count;
};

struct parameter {
	const char *name;
	const char
		*value; /* a list is its items with newlines between them: cw:words() splits it */
};

/* How a file is read, by its path: the last pattern that matches counts. */
struct format_by_path {
	const char *pattern;
	const char *format;
};

struct rule_set {
	struct pack *packs; /* sorted by name */
	size_t pack_count;
	struct string_list adopted; /* policies */
	struct parameter *parameters;
	size_t parameter_count;
	struct format_by_path *formats;
	size_t format_count;
	/* `required:` of the administrator's files: of the same path, the later one. */
	struct required_file *required;
	size_t required_count;
};

const struct rule *rules_find(const struct rule_set *set, const char *id);
size_t rules_count(const struct rule_set *set);
bool rules_adopted(const struct rule_set *set, const char *policy);
/* NULL: nobody knows how to read it. */
const char *rules_format(const struct rule_set *set, const char *path);

#endif
