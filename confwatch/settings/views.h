// SPDX-License-Identifier: GPL-2.0-or-later
// What a daemon makes of its files: views over several documents, elements of their own.
#ifndef SETTINGS_VIEWS_H
#define SETTINGS_VIEWS_H

#include <libxml/tree.h>

#include "base/text.h"
#include "settings/documents.h"

/*
 * Each returns the root element of a document that belongs to `documents` (made once), or NULL
 * when there is no memory. What the view is in doubt about is noted there.
 */
typedef xmlNodePtr settings_view(struct documents *documents, const char *argument);

/* Appends the one string that it comes to. */
typedef void settings_value(struct documents *documents, const char *argument, struct text *result);

settings_view view_pam;

#endif
