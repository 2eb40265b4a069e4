// SPDX-License-Identifier: GPL-2.0-or-later
// What Dovecot makes of its configuration.
#ifndef SETTINGS_VIEW_DOVECOT_H
#define SETTINGS_VIEW_DOVECOT_H

#include "settings/views.h"

/*
 * <dovecot syntax="2.3|2.4">: settings and blocks of dovecot.conf and of what it includes, as in
 * the files, with @file; blocks of one name merged, the last of each setting counts, others are
 * <overridden>. <missing path> for what !include does not find, <refused why> for what Dovecot
 * does not take, <dropped value> for what it passes over. Behind them what dovecot_sum_up() says.
 */
settings_view view_dovecot;

/*
 * What several settings come to, defaults included: <auth mechanisms>, <cleartext value>,
 * <tls value>, <mail driver path inbox>, with the place of the setting that decides, if any.
 */
void dovecot_sum_up(struct document *document, xmlNodePtr root);

#endif
