// SPDX-License-Identifier: GPL-2.0-or-later
// The child's end of a judge: requests in, answers out, the world behind frames.
#ifndef SYSTEM_JUDGE_CHILD_H
#define SYSTEM_JUDGE_CHILD_H

#include "core/judgement.h"

/* A sandbox_work; context: the engine. Returns when nothing more comes. */
int judge_child(void *engine, int input, int channel);

#endif
