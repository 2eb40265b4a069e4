// SPDX-License-Identifier: GPL-2.0-or-later
// Any bytes as /etc/pam.conf: each line is told once.
#include "accounted_target.h"

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
	return accounted_target("pam-conf", data, size, " \t");
}
