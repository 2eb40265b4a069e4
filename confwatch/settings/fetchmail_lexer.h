// SPDX-License-Identifier: GPL-2.0-or-later
// Words of fetchmailrc, as fetchmail's rcfile_l.l cuts them.
#ifndef SETTINGS_FETCHMAIL_LEXER_H
#define SETTINGS_FETCHMAIL_LEXER_H

#include <stdbool.h>
#include <stdint.h>

#include "base/slice.h"
#include "base/text.h"

enum fetchmail_kind {
	FETCHMAIL_END,
	FETCHMAIL_STRING,   /* text holds it, escapes resolved */
	FETCHMAIL_NUMBER,   /* so does it its digits */
	FETCHMAIL_WILDCARD, /* "*" */
	FETCHMAIL_MAP,	    /* "=" */
	FETCHMAIL_KEYWORD,
};

/* What follows a keyword, or what it is. */
enum fetchmail_role {
	ROLE_NOISE,
	ROLE_SET,
	ROLE_SERVER, /* begins one */
	ROLE_DEFAULTS,
	ROLE_USER,
	ROLE_NAMES, /* local names */
	ROLE_HERE,  /* "here" and "there", behind them */
	ROLE_NO,
	ROLE_FLAG,
	ROLE_STRING,
	ROLE_STRINGS,
	ROLE_NUMBER,
	ROLE_NUMBERS,
	ROLE_SERVICE,  /* a string or a number */
	ROLE_ENVELOPE, /* a string, perhaps behind a number */
	ROLE_PROTOCOL,
	ROLE_PROTOCOL_NAME,
	ROLE_AUTH,
	ROLE_AUTH_NAME,
	ROLE_HEADER, /* of bad-header */
	ROLE_HEADER_NAME,
};

enum fetchmail_scope {
	SCOPE_GLOBAL = 1,
	SCOPE_SERVER = 2,
	SCOPE_USER = 4,
};

struct fetchmail_keyword {
	const char *word;
	const char *name; /* of the setting */
	enum fetchmail_role role;
	unsigned scopes;
};

struct fetchmail_lexer {
	struct slice rest;
	const char *comments_end; /* behind the last newline: no comment begins there */
	uint32_t line;		  /* of the token */
	uint32_t next_line;
	enum {
		LEXER_INITIAL,
		LEXER_NAME, /* the next word is a string, whatever it is */
		LEXER_AUTH, /* "password" is a way to authenticate */
	} state;
	enum fetchmail_kind kind;
	const struct fetchmail_keyword *keyword;
	struct text text;
};

void fetchmail_begin(struct fetchmail_lexer *lexer, const char *bytes, size_t length);
void fetchmail_end(struct fetchmail_lexer *lexer);

/* Goes on to the next token. */
void fetchmail_next(struct fetchmail_lexer *lexer);

#endif
