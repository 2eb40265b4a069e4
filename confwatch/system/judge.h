// SPDX-License-Identifier: GPL-2.0-or-later
// The parent's end of the confined child that reads settings and evaluates rules.
#ifndef SYSTEM_JUDGE_H
#define SYSTEM_JUDGE_H

#include "base/arena.h"
#include "base/error.h"
#include "core/judgement.h"

struct judge;

/*
 * engine: judge_module(), or a test's. Starts nothing yet: the first question does. A child that
 * dies or takes too long is replaced; what killed it is in doubt from then on (DOUBT_KILLED), and
 * not given to a child again. engine and world must live as long as the judge.
 */
struct judge *judge_new(const struct judge_engine *engine, const struct judge_world *world);
void judge_free(struct judge *judge);

/* $name in every later expression. */
void judge_variable(struct judge *judge, const char *name, const char *value);

/* Always an answer; -errno only when no child can be had. */
int judge_ask(struct judge *judge, const struct question *question, struct answer *result,
	struct error *error);

/* The settings of one text, in the arena. -EBADMSG: it killed the child; -E2BIG: too many. */
int judge_settings(struct judge *judge, const char *format, const void *bytes, size_t length,
	struct arena *arena, struct setting_record **result, size_t *count, struct error *error);

/* 0; -EINVAL with the column and a sentence. */
int judge_compile(
	struct judge *judge, const char *expression, uint32_t *column, struct error *error);

/*
 * The engine of settings.so, loaded from beside the program: libxml2 takes longer to bind than
 * most commands run. NULL with an error when it cannot be loaded.
 */
const struct judge_engine *judge_module(struct error *error);

#endif
