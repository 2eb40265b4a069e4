// SPDX-License-Identifier: GPL-2.0-or-later
// Any bytes as a file of which only the lines matter: each is told once, as it stands.
#include "accounted_target.h"

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
	return accounted_target("plain", data, size, "");
}
