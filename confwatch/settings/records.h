// SPDX-License-Identifier: GPL-2.0-or-later
// A document as a flat list of settings, for comparing two states by meaning.
#ifndef SETTINGS_RECORDS_H
#define SETTINGS_RECORDS_H

#include <libxml/tree.h>

#include "core/judgement.h"

/*
 * take() for each setting, in the order of the document, until it returns something else than 0,
 * which is returned. A name says where it stands: "[pam] offline_credentials_expiration".
 */
int records_take(xmlDocPtr tree, int (*take)(void *context, const struct setting_record *record),
	void *context);

#endif
