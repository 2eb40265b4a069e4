// SPDX-License-Identifier: GPL-2.0-or-later
// What Cyrus IMAP makes of imapd.conf and cyrus.conf.
#ifndef SETTINGS_VIEW_CYRUS_H
#define SETTINGS_VIEW_CYRUS_H

#include "settings/views.h"

/*
 * <cyrus>: <setting name value file line> of imapd.conf and of what it includes; <service name
 * program command listen file line> of the section SERVICES of cyrus.conf; <missing path> for what
 * @include does not find, <refused why> for what Cyrus does not take.
 */
settings_view view_cyrus;

#endif
