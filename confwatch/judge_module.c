// SPDX-License-Identifier: GPL-2.0-or-later
// The reader of settings, loaded from beside the program when it is needed.
#include "module.h"
#include "system/judge.h"

const struct judge_engine *judge_module(struct error *error)
{
	return module_symbol("settings.so", "settings_engine", error);
}
