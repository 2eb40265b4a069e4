// SPDX-License-Identifier: GPL-2.0-or-later
// How settings of units are merged: what replaces, what adds, what an empty value empties.
#ifndef SETTINGS_UNIT_SETTINGS_H
#define SETTINGS_UNIT_SETTINGS_H

enum unit_merge {
	UNIT_REPLACES,
	UNIT_APPENDS, /* an empty value empties the list */
	UNIT_ADDS,    /* dependencies: nothing takes them away */
};

/* list: what is emptied together, such as all "Condition..." at once. */
enum unit_merge unit_merge(const char *section, const char *name, const char **list);

#endif
