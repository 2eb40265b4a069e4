// SPDX-License-Identifier: GPL-2.0-or-later
// What systemd and cron make of units, drop-ins and tables.
#ifndef SETTINGS_VIEWS_SYSTEMD_H
#define SETTINGS_VIEWS_SYSTEMD_H

#include "settings/views.h"

/*
 * <unit name load="loaded|masked|missing" enabled="yes|no" file> with <name value/> for each of its
 * names, <dropin file/>, <wanted by file/>, and the settings that hold: <setting section name value
 * file line/>, <overridden .../> those that others take the place of, <reset .../> what empties a
 * list.
 */
settings_view view_unit;

/*
 * <units> with <enabled name load file/> for what is wanted or required in /etc, <dropin unit load
 * file/> for drop-ins in /etc that are for one unit, <override unit name key value file line/> for
 * each line of the package that they change, and <chunk of="enabled|override" value/>: their names
 * and keys, joined, in pieces that a parameter holds.
 */
settings_view view_units;

#endif
