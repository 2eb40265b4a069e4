// SPDX-License-Identifier: GPL-2.0-or-later
// What looks at mail beside Postfix: Amavis, policyd-weight; and where Postfix hands mail to.
#ifndef SETTINGS_VIEWS_FILTER_H
#define SETTINGS_VIEWS_FILTER_H

#include "settings/views.h"

/*
 * <amavis><socket port|path file line/> where it takes mail, <return port file line/> where it
 * gives mail back to; nothing without configuration. A default has no line.
 */
settings_view view_amavis;

/*
 * <policyd-weight><listener port address file line/>: of the configuration that it finds, or
 * built in, and then without file and line.
 */
settings_view view_policyd_weight;

/*
 * <mail-filters><filter kind="content|proxy" value host port local service file line/>: what
 * main.cf and the services of master.cf send mail through. service: whose option it is.
 */
settings_view view_mail_filters;

/*
 * <spamassassin><plugin name sure file line/> and <setting name value sure file line/> in the order
 * in which it reads them. sure="no": under a condition, or for a language, that nobody here can
 * tell; a plugin there is in doubt.
 */
settings_view view_spamassassin;

#endif
