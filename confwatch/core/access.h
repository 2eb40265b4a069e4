// SPDX-License-Identifier: GPL-2.0-or-later
// Who may read an entry, from its mode and ACL.
#ifndef CORE_ACCESS_H
#define CORE_ACCESS_H

#include "core/tree.h"

/*
 * True when some local user is kept from reading it (from passing through, for a directory):
 * group or other without the bit, or an ACL entry (after the mask) without it.
 */
bool access_keeps_others_out(const struct entry *entry);

/*
 * Whether `after` can be read or written by anybody who could not read or write `before`, and
 * how to say it: "now readable by everyone", "no longer readable by group mail"; NULL: the same.
 */
const char *access_remark(
	struct arena *arena, const struct entry *before, const struct entry *after);

/*
 * The least mode that both states allow: what a file may show while it is between the two.
 */
uint32_t access_common_mode(uint32_t a, uint32_t b);

#endif
