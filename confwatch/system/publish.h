// SPDX-License-Identifier: GPL-2.0-or-later
// Small files for others to read, outside STATE: what is shown at login, what monitors collect.
#ifndef SYSTEM_PUBLISH_H
#define SYSTEM_PUBLISH_H

#include "base/error.h"
#include "base/text.h"

/*
 * ROOT/DIRECTORY/NAME holds this content, readable for all, whole at every moment. -ENOENT: there
 * is no such directory, or something on its way is a link.
 */
int publish_file(int root, const char *directory, const char *name, const struct text *content,
	struct error *error);

/* It is not there, nor was it. */
int publish_remove(int root, const char *directory, const char *name, struct error *error);

/* ROOT/DIRECTORY, for all to read, when its parent is there; whatever else stands there stays. */
void publish_make_directory(int root, const char *directory);

#endif
