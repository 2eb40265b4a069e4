// SPDX-License-Identifier: GPL-2.0-or-later
// Any bytes as /etc/passwd: each line is told once, and nothing of a hash.
#include "accounted_target.h"

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
	return account_target("passwd", data, size);
}
