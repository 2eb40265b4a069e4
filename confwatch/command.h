// SPDX-License-Identifier: GPL-2.0-or-later
// What a command is: one row with its options, from which parser and --help are made.
#ifndef CONFWATCH_COMMAND_H
#define CONFWATCH_COMMAND_H

#include "base/arena.h"
#include "base/error.h"
#include "core/configuration.h"
#include "render/style.h"
#include "terminal.h"
#include "workspace.h"

enum option_type {
	OPTION_FLAG,   /* bool */
	OPTION_TEXT,   /* const char * */
	OPTION_NUMBER, /* size_t */
	OPTION_LIST,   /* struct string_list: may be given again and again */
	OPTION_CHOICE, /* size_t: index into choices */
};

struct option {
	const char *name;  /* without the dashes */
	char letter;	   /* 0: has none */
	const char *value; /* what --help calls it; NULL for flags */
	const char *help;
	enum option_type type;
	size_t offset;		    /* where the value goes in the struct of its table */
	const char *const *choices; /* OPTION_CHOICE: ends with NULL */
};

enum format {
	FORMAT_TEXT,
	FORMAT_JSON,
	FORMAT_MARKDOWN,
	FORMAT_HTML,
	FORMAT_XML,
	FORMAT_MAIL,
};

/* Bits of command.formats. */
enum {
	ACCEPTS_TEXT = 1 << FORMAT_TEXT,
	ACCEPTS_JSON = 1 << FORMAT_JSON,
	ACCEPTS_MARKDOWN = 1 << FORMAT_MARKDOWN,
	ACCEPTS_HTML = 1 << FORMAT_HTML,
	ACCEPTS_XML = 1 << FORMAT_XML,
	ACCEPTS_MAIL = 1 << FORMAT_MAIL,
};

enum color {
	COLOR_AUTO,
	COLOR_ALWAYS,
	COLOR_NEVER,
};

/* The options that every command takes, before or after its name. */
struct global_options {
	const char *root;
	const char *state;
	const char *config;
	size_t format; /* enum format */
	bool json;
	size_t color; /* enum color */
	bool no_pager;
	bool quiet;
	bool verbose;
	bool help;
	bool version;
};

struct invocation;

/* What a command's first argument may say, with what may stand behind it. */
struct subcommand {
	const char *name;
	const char *arguments; /* as --help shows them; NULL: it takes none */
	const char *summary;
	size_t least; /* arguments that must be given */
	size_t most;
	int (*run)(struct invocation *invocation, struct error *error);
};

struct command {
	const char *name;
	const char *arguments; /* as --help shows them; NULL: it takes none */
	const char *summary;
	const struct option *options;
	size_t option_count;
	size_t options_size; /* of the struct that they fill in */
	size_t least;	     /* arguments that must be given */
	unsigned formats;
	unsigned needs;			/* enum workspace_need */
	const struct subcommand *parts; /* NULL: its first argument is none of these */
	size_t part_count;
	/* 0: done; 1: it looked and found something; -errno: trouble, said in error. */
	int (*run)(struct invocation *invocation, struct error *error);
};

/* One run of a command: its row, what was asked for, and what it works with. */
struct invocation {
	struct arena *arena;
	const struct command *command; /* NULL: none was named */
	struct global_options global;
	const void *options; /* the command's own struct */
	struct string_list arguments;
	/* Set up by main after parsing. */
	struct terminal *terminal;
	struct workspace *workspace;	       /* NULL with NEED_OWN */
	const struct workspace_options *setup; /* what it is opened with */
	int64_t (*clock)(void);		       /* seconds; for those that run for hours */
	struct text_options style;
	const char *pager;  /* the command; "" for none */
	const char *editor; /* the command */
	const char *terminal_type;
};

extern const struct option global_options[];
extern const size_t global_option_count;

/* Every command, in the order in which --help lists them. */
extern const struct command *const command_table[];
extern const size_t command_count;

/* Fills command, global, options and arguments. -EINVAL: usage, one sentence. */
int command_parse(struct arena *arena, int count, char *const *words, struct invocation *result,
	struct error *error);

/* Of the program (command NULL), or of one command. */
void command_help(const struct command *command, struct text *result);

/* The `run` of a command with parts: takes the first argument away, and runs the part it names. */
int command_run_part(struct invocation *invocation, struct error *error);

enum format invocation_format(const struct invocation *invocation);

/* "json", ... */
const char *format_name(enum format format) __attribute__((returns_nonnull));

/* A path as a person names it, as an absolute path inside the root. */
int invocation_path(const struct invocation *invocation, const char *path, const char **result,
	struct error *error);

/* All arguments, as such paths. */
int invocation_paths(
	const struct invocation *invocation, struct string_list *result, struct error *error);

/*
 * For commands that only look, once they have opened what they write to: what they print may go
 * through a pager, and the process gives up everything but looking.
 */
int invocation_only_look(struct invocation *invocation, bool paged, struct error *error);

/* Whether --show-secrets may be obeyed: -EPERM unless a person reads a terminal. */
int invocation_secrets(const struct invocation *invocation, struct error *error);

/* Prints what the command has to say; with --quiet only JSON. */
int invocation_print(struct invocation *invocation, const struct text *text, struct error *error);

/* An entry of an option table: where the value lies in the struct follows from its name. */
#define OPTION_AT(structure, member) offsetof(struct structure, member)
#define ARRAY_SIZE(array) (sizeof(array) / sizeof((array)[0]))

#endif
