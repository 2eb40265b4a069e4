// SPDX-License-Identifier: GPL-2.0-or-later
// The fields of frames, one by one.
#ifndef CORE_JUDGE_FIELD_H
#define CORE_JUDGE_FIELD_H

#include "core/judge_frame.h"

void field_put_number(struct text *text, uint64_t number);
/* Bad: over most. */
uint64_t field_take_number(struct frame *frame, uint64_t most);

/* Any number; as it is stored, two's complement. */
int64_t field_take_signed(struct frame *frame);

void field_put_bytes(struct text *text, const void *bytes, size_t length);
const void *field_take_bytes(struct frame *frame, size_t most, size_t *length);

/* NULL is told from "". `most` counts the NUL. */
void field_put_string(struct text *text, const char *string);
const char *field_take_optional(struct frame *frame, size_t most);

/* Bad: NULL. Never returns NULL. */
const char *field_take_string(struct frame *frame, size_t most) __attribute__((returns_nonnull));

/* Into an array of that size. */
void field_take_into(struct frame *frame, char *result, size_t size);

/* An error that a reply may carry: 0 or -errno. */
void field_put_code(struct text *text, int code);
int field_take_code(struct frame *frame);

/* True: everything was there, and nothing is left. */
bool field_done(const struct frame *frame);

#endif
