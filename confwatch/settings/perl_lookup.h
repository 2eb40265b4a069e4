// SPDX-License-Identifier: GPL-2.0-or-later
// Variables in documents of Perl that are read one behind the other.
#ifndef SETTINGS_PERL_LOOKUP_H
#define SETTINGS_PERL_LOOKUP_H

#include "settings/documents.h"

/* A <setting>, and the file that it stands in. */
struct perl_found {
	const xmlNode *setting; /* NULL: none sets it */
	const char *file;
};

/*
 * What sets a variable last in `root`, and in the files that it includes; others keep `found`.
 * What only Perl knows is noted as documents_unknown().
 */
void perl_lookup(struct documents *documents, const xmlNode *root, const char *name,
	struct perl_found *found);

/* Its text is its value. Else noted as documents_unknown(). */
bool perl_is_known(
	struct documents *documents, const struct perl_found *found, const xmlNode *value);

#endif
