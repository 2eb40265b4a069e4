// SPDX-License-Identifier: GPL-2.0-or-later
// Whether a finding that an upgrade left is still one.
#ifndef CORE_FINDING_STATE_H
#define CORE_FINDING_STATE_H

#include "core/diff.h"
#include "core/finding.h"

/*
 * change: from the state before the finding to now, NULL: the same again. now and leftover: the
 * entries at its path and at its leftover's; NULL: not there. A finding without a snapshot has no
 * state before: nothing but its leftover can settle it.
 */
bool finding_is_settled(const struct finding *finding, const struct change *change,
	const struct entry *now, const struct entry *leftover);

#endif
