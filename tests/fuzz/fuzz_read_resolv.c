// SPDX-License-Identifier: GPL-2.0-or-later
// Any bytes as resolv.conf.
#include "read_target.h"

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
	xmlFreeDoc(read_target("resolv", data, size));
	return 0;
}
