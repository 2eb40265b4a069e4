// SPDX-License-Identifier: GPL-2.0-or-later
// What goes between the one who asks about settings and the confined child: length, kind, fields.
#ifndef CORE_JUDGE_FRAME_H
#define CORE_JUDGE_FRAME_H

#include "base/text.h"
#include "core/judgement.h"

/*
 * A frame is its length (32 bits, of what follows), its kind (one byte) and its fields: numbers
 * of fixed size in the order of this machine, strings with their length before and a NUL behind.
 * Nothing of it is believed: every *_take() returns false when the fields are not exactly those,
 * a string holds a NUL or is too long, a number is outside its enumeration.
 */
enum frame_kind {
	/* requests of the parent */
	FRAME_VARIABLE = 1, /* answered by nothing */
	FRAME_ASK,	    /* by FRAME_ANSWER */
	FRAME_SETTINGS,	    /* by any number of FRAME_RECORD and one FRAME_END */
	FRAME_COMPILE,	    /* by FRAME_COMPILED */
	/* what the child asks back, each answered by a frame of the same kind */
	FRAME_FILE,
	FRAME_ENTRY,
	FRAME_SAME,
	FRAME_LIST,
	FRAME_PACKAGE,
	/* what the child tells */
	FRAME_PARSED,
	FRAME_ANSWER,
	FRAME_RECORD,
	FRAME_END,
	FRAME_COMPILED,
};

enum {
	FRAME_TO_CHILD_MOST = 20 * 1024 * 1024, /* a file, or a list of the longest paths */
	FRAME_FROM_CHILD_MOST = 1024 * 1024,	/* a record; everything else is small */
	FRAME_EXPRESSION_MOST = 64 * 1024,
};

struct frame {
	enum frame_kind kind;
	const char *at; /* fields that are not taken yet */
	const char *end;
	bool bad;
};

/*
 * The frame that begins at bytes: how many bytes it takes with its length, 0 while they have not
 * all come, -EBADMSG when it is larger than `most` or of no kind. Strings that are taken from it
 * lie in these bytes.
 */
int frame_split(const char *bytes, size_t length, size_t most, struct frame *result);

/* Begins a frame in text (which may hold others before it); frame_end() writes its length. */
size_t frame_begin(struct text *text, enum frame_kind kind);
void frame_end(struct text *text, size_t begun);

void frame_put_variable(struct text *text, const char *name, const char *value);
bool frame_take_variable(struct frame *frame, const char **name, const char **value);

void frame_put_question(struct text *text, const struct question *question);
bool frame_take_question(struct frame *frame, struct question *result);

void frame_put_answer(struct text *text, const struct answer *answer);
bool frame_take_answer(struct frame *frame, struct answer *result);

void frame_put_settings(struct text *text, const char *format, const void *bytes, size_t length);
bool frame_take_settings(
	struct frame *frame, const char **format, const void **bytes, size_t *length);

void frame_put_record(struct text *text, const struct setting_record *record);
bool frame_take_record(struct frame *frame, struct setting_record *result);

/* An end of FRAME_SETTINGS: 0 or -errno. */
void frame_put_end(struct text *text, int code);
bool frame_take_end(struct frame *frame, int *code);

void frame_put_compiled(struct text *text, int code, uint32_t column, const char *sentence);
bool frame_take_compiled(
	struct frame *frame, int *code, uint32_t *column, char sentence[JUDGED_TEXT_MOST]);

void frame_put_parsed(struct text *text);

/* A question that is one string of at most `most` bytes (with its NUL). */
void frame_put_string(struct text *text, enum frame_kind kind, const char *string);
bool frame_take_string(struct frame *frame, size_t most, const char **result);

void frame_put_look(struct text *text, const char *path, bool follow);
bool frame_take_look(struct frame *frame, const char **path, bool *follow);

void frame_put_pair(struct text *text, const char *a, const char *b);
bool frame_take_pair(struct frame *frame, const char **a, const char **b);

/* Replies: code is 0, or the -errno that there is no answer for; then nothing else counts. */
void frame_reply_file(struct text *text, int code, const struct judged_file *file);
bool frame_take_file(struct frame *frame, int *code, struct judged_file *result);

void frame_reply_entry(struct text *text, int code, const struct judged_entry *entry);
bool frame_take_entry(struct frame *frame, int *code, struct judged_entry *result);

void frame_reply_same(struct text *text, int code, bool same);
bool frame_take_same(struct frame *frame, int *code, bool *result);

void frame_reply_list(struct text *text, int code, const struct string_list *list);
bool frame_take_list(
	struct frame *frame, int *code, struct arena *arena, struct string_list *result);

void frame_reply_package(struct text *text, int code, const char *version);
bool frame_take_package(struct frame *frame, int *code, char version[JUDGED_NAME_MOST]);

#endif
