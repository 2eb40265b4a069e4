// SPDX-License-Identifier: GPL-2.0-or-later
// One file of rules while it is read, and what it said: between the parts of formats/rules*.c.
#ifndef FORMATS_RULES_PARTS_H
#define FORMATS_RULES_PARTS_H

#include "core/rules.h"
#include "formats/allowed.h"
#include "formats/required.h"
#include "formats/yaml.h"

/* An item of `override:`: the keys that it gives, as bits of the table of keys, and their values.
 */
struct rule_change {
	struct rule_place place;
	uint64_t given;
	struct rule rule;
};

struct rule_name {
	const char *name;
	struct rule_place place;
};

/* What one file said. */
struct rules_file {
	const char *name;
	bool shipped;
	struct pack *pack; /* NULL: none */
	struct rule_change *changes;
	size_t change_count;
	struct rule_name *adopted;
	size_t adopted_count;
	const struct parameter *parameters;
	size_t parameter_count;
	struct format_by_path *formats;
	size_t format_count;
	struct required_list required;
};

/* Reading one file. */
struct rules_input {
	struct arena *arena;
	struct rules_file *file;
	struct string_list *mistakes;
	struct error error;   /* of the part that is being read */
	size_t rule_capacity; /* of file->pack->rules */
	size_t filled;	      /* bytes that 'for' made */
};

/* What input->error says is one mistake more. */
void rules_note(struct rules_input *input);

/* A node of another kind than allowed here: -EINVAL with input->error, or one mistake more. */
int rules_wrong_kind(struct rules_input *input, const struct yaml_node *node, const char *allowed);
void rules_note_kind(struct rules_input *input, const struct yaml_node *node, const char *allowed);

/* False: noted. */
bool rules_is_kind(struct rules_input *input, const struct yaml_node *node, enum yaml_kind kind,
	const char *allowed);

/* A key of a rule. */
enum rule_key_kind {
	RULE_KEY_ID,
	RULE_KEY_NAME,	     /* a word: policy, owner */
	RULE_KEY_TEXT,	     /* for people, not empty */
	RULE_KEY_PATH,	     /* absolute */
	RULE_KEY_FILE,	     /* the one path of `files` */
	RULE_KEY_FILES,	     /* several */
	RULE_KEY_PATTERN,    /* absolute, glob(7) */
	RULE_KEY_FLAG,	     /* true or false, yes or no */
	RULE_KEY_EXPRESSION, /* XPath */
	RULE_KEY_CAPTURES,   /* name: XPath */
	RULE_KEY_MUST,
	RULE_KEY_MODE,
	RULE_KEY_ON_LOST,
	RULE_KEY_SEVERITY,
};

/* Where a key's value lies in struct rule: [offset, offset + size). */
struct rule_key {
	const char *name;
	enum rule_key_kind kind;
	unsigned flags;
	size_t offset;
	size_t size;
};

enum {
	RULE_KEY_CONDITION = 1, /* one of them must be there */
	RULE_KEY_OF_FILE = 2,	/* speaks of files: a rule of the system has none */
	RULE_KEY_SUBJECT = 4,	/* at most one of them: file, any_of, each */
	RULE_KEY_NEEDED = 8,	/* every rule has it */
	RULE_KEY_CHANGE = 16,	/* in overrides only */
};

/* The keys, in the order in which the manual lists them. */
enum {
	RULE_ID,
	RULE_TITLE,
	RULE_FILE,
	RULE_ANY_OF,
	RULE_EACH,
	RULE_MAY_BE_MISSING,
	RULE_APPLIES,
	RULE_POLICY,
	RULE_CAPTURE,
	RULE_MUST,
	RULE_LINK_TO,
	RULE_MODE,
	RULE_OWNER,
	RULE_GROUP,
	RULE_SAME_AS,
	RULE_NEWER_THAN,
	RULE_ASSERT,
	RULE_NEVER,
	RULE_AT,
	RULE_SAY,
	RULE_ON_LOST,
	RULE_SEVERITY,
	RULE_REASON,
	RULE_REMEDY,
	RULE_DISABLED,
	RULE_KEYS,
};
extern const struct rule_key rule_keys[];

enum {
	RULE_NAME_MOST = 64, /* bytes of an id or of a name, with the NUL */
	RULES_FOR_MOST = 64, /* values of a name of `for:` */
};

/* Each reads a value; -errno with input->error. */
int rule_key_read(struct rules_input *input, const struct rule_key *key,
	const struct yaml_node *node, struct rule *rule);
int rules_id(struct rules_input *input, const struct yaml_node *node, const char **result);
int rules_text(struct rules_input *input, const struct yaml_node *node, const char **result);
int rules_pattern(struct rules_input *input, const struct yaml_node *node, const char **result);
int rules_expression(
	struct rules_input *input, const struct yaml_node *node, struct rule_expression *result);

#define RULES_VARIABLES "a letter or '_', then letters, digits, '_', '-', up to 63 in all"

bool rules_is_variable(const char *name);

/* Whether the key of a node can be the name of a variable. */
int rules_variable(struct rules_input *input, const struct yaml_node *node);

struct rule_place rules_place(const struct rules_input *input, const struct yaml_node *node);

/* Whether `for:` of a group is in order: names, and as many values of each. */
int rules_for_read(struct rules_input *input, const struct yaml_node *values);

/* A copy of a rule with the values of one number, from 0, in place of their names in braces. */
int rules_for_fill(struct rules_input *input, const struct yaml_node *values, size_t which,
	const struct yaml_node *node, struct yaml_node **result);

/* Any item of `rules:`, and a list that holds something; what is wrong with them is noted. */
void rules_read_rule(struct rules_input *input, const struct yaml_node *item, struct rule *rule);
bool rules_is_list(struct rules_input *input, const struct yaml_node *list, const char *allowed);

/* What a mapping has under a key; NULL: nothing. */
const struct yaml_node *rules_find_key(const struct yaml_node *mapping, const char *key);

/* Items of `rules:` and of `override:`; what is wrong with them is noted. */
void rules_read_rules(struct rules_input *input, const struct yaml_node *list);
void rules_read_changes(struct rules_input *input, const struct yaml_node *list);

/* Lays a change over a rule. NULL, or what is wrong with the rule then, which is as it was. */
const char *rule_change_apply(
	struct arena *arena, const struct rule_change *change, struct rule *rule);

/* Reads a whole file into input->file; what is wrong with it is noted. */
void rules_file_read(struct rules_input *input, const void *bytes, size_t length);

#endif
