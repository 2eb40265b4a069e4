// SPDX-License-Identifier: GPL-2.0-or-later
// What makes restored files take effect: commands for a person to run, never run by us.
#ifndef CONFWATCH_EFFECTIVE_H
#define CONFWATCH_EFFECTIVE_H

#include "core/configuration.h"
#include "core/plan.h"

/*
 * The commands for what these steps changed below root, each once, maps before the services
 * that read them.
 */
void effective_commands(
	struct arena *arena, int root, const struct plan *plan, struct string_list *result);

#endif
