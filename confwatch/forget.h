// SPDX-License-Identifier: GPL-2.0-or-later
// Removing the stored content of protected files for good, with proof.
#ifndef CONFWATCH_FORGET_H
#define CONFWATCH_FORGET_H

#include "core/configuration.h"
#include "system/protected.h"
#include "workspace.h"

/*
 * Everything stored of these paths and of what lies below them. -EPERM: a path is not protected,
 * so that its content lies in the chained history, which forgets nothing. Needs the lock.
 */
int forget_paths(struct workspace *workspace, const struct string_list *paths,
	struct forget_result *result, struct error *error);

#endif
