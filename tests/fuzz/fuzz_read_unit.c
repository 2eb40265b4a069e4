// SPDX-License-Identifier: GPL-2.0-or-later
// Any bytes as a unit of systemd.
#include "read_target.h"

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
	xmlDocPtr document = read_target("unit", data, size);

	xmlFreeDoc(document);
	return 0;
}
