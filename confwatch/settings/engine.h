// SPDX-License-Identifier: GPL-2.0-or-later
// The engine of the module settings.so: readers, views and expressions behind core/judgement.h.
#ifndef SETTINGS_ENGINE_H
#define SETTINGS_ENGINE_H

#include "core/judgement.h"

/* Looked up by its name in the module; what stands behind it sees no file and no network. */
extern const struct judge_engine settings_engine;

#endif
