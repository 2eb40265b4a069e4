// SPDX-License-Identifier: GPL-2.0-or-later
// What must be noticed even when no mail can be sent: counting.
#include "core/notice.h"

void notice_count(struct notice *notice, const struct finding_list *findings)
{
	for (size_t i = 0; i < findings->count; i++) {
		const struct finding *finding = &findings->items[i];

		if (finding->state == FINDING_OPEN)
			notice->counts[finding->class][finding->severity] += finding->folded;
	}
}

size_t notice_total(const struct notice *notice, enum severity severity)
{
	size_t total = 0;

	for (size_t i = 0; i <= CLASS_COUNT; i++)
		total += notice->counts[i][severity];
	return total;
}

bool notice_is_needed(const struct notice *notice)
{
	return notice->down_since != 0 || notice->uncertain;
}
