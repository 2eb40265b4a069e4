// SPDX-License-Identifier: GPL-2.0-or-later
// Names of answers.
#include "core/judgement.h"

const char *verdict_name(enum verdict verdict)
{
	static const char *const names[] = {
		[VERDICT_PASS] = "pass",
		[VERDICT_FAIL] = "fail",
		[VERDICT_UNKNOWN] = "unknown",
		[VERDICT_NOT_APPLICABLE] = "not-applicable",
	};

	return names[verdict];
}
