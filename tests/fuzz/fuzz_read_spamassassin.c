// SPDX-License-Identifier: GPL-2.0-or-later
// Any bytes as a configuration of SpamAssassin.
#include "read_target.h"

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
	xmlDocPtr document = read_target("spamassassin", data, size);

	xmlFreeDoc(document);
	return 0;
}
