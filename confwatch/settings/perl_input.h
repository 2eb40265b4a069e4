// SPDX-License-Identifier: GPL-2.0-or-later
// Tokens of Perl, as far as settings are written in it.
#ifndef SETTINGS_PERL_INPUT_H
#define SETTINGS_PERL_INPUT_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

/* What is left to read; a copy of it is a place to come back to. */
struct perl_input {
	const char *start;
	const char *at;
	const char *end;
	const char *body;   /* the newline behind which here-documents begin; NULL: none do */
	const char *resume; /* behind the last of them */
	bool operand;	    /* the last token was one: a "/" divides */
};

enum perl_token_kind {
	PERL_END,
	PERL_WORD,
	PERL_NAME, /* of a variable */
	PERL_NUMBER,
	PERL_QUOTED,
	PERL_OPERATOR,
	PERL_BROKEN, /* nothing that can be read; the input is used up */
};

enum perl_quote {
	PERL_PLAIN,  /* '' q() */
	PERL_DOUBLE, /* "" qq(): with variables */
	PERL_WORDS,  /* qw() */
	PERL_OTHER,  /* `` qr() m(): what only Perl knows */
	PERL_CHANGE, /* s()() tr()() y()() */
};

struct perl_token {
	enum perl_token_kind kind;
	const char *start;
	const char *end;
	/* Of a name without its sigil; between the quotes. */
	const char *text;
	size_t length;
	char sigil; /* of a name */
	char close; /* of what is quoted, '\n': a here-document */
	enum perl_quote quote;
	size_t indent; /* of a here-document: what is taken away from each line */
};

/* bytes: where a comment begins. */
typedef void perl_comment(void *context, const char *bytes, size_t length);

struct perl_input perl_input(const char *bytes, size_t length);

/* Blanks, comments, documentation. take: for each line that is nothing else than a comment. */
void perl_blank(struct perl_input *input, perl_comment *take, void *context);

struct perl_token perl_next(struct perl_input *input);
struct perl_token perl_peek(const struct perl_input *input);

bool perl_is(const struct perl_token *token, enum perl_token_kind kind, const char *text);
bool perl_is_operator(const struct perl_token *token, const char *text);

/* ".=", "+=": it changes what stands before it, and is not "=". */
bool perl_is_operation(const struct perl_token *token);

/* Of a statement: a semicolon, which the last one may go without. The other reads it. */
bool perl_is_end(const struct perl_token *token);
bool perl_end(struct perl_input *input);

/* perl_quote.c: what begins at input->at, which is behind q, qq, ... or at a quote itself. */
bool perl_quoted(struct perl_input *input, enum perl_quote quote, struct perl_token *token);
bool perl_heredoc(struct perl_input *input, struct perl_token *token);

static inline bool perl_is_letter(char byte)
{
	return (byte >= 'a' && byte <= 'z') || (byte >= 'A' && byte <= 'Z') || byte == '_';
}

static inline bool perl_is_digit(char byte)
{
	return byte >= '0' && byte <= '9';
}

static inline bool perl_is_blank(char byte)
{
	return byte == ' ' || (byte >= '\t' && byte <= '\r');
}

/* Of the name that begins there, with its packages ("A::b"); 0: none does. */
size_t perl_name_length(const char *at, const char *end);

#endif
