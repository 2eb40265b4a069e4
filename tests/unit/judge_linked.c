// SPDX-License-Identifier: GPL-2.0-or-later
// The reader of settings in tests, which are linked with it.
#include "settings/engine.h"
#include "system/judge.h"

const struct judge_engine *judge_module(struct error *error)
{
	(void)error;
	return &settings_engine;
}
