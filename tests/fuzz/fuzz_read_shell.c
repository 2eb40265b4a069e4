// SPDX-License-Identifier: GPL-2.0-or-later
// Any bytes as a file of shell assignments.
#include "values_target.h"

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
	return values_target("shell", data, size);
}
