// SPDX-License-Identifier: GPL-2.0-or-later
// Any bytes as master.cf: no line of it is lost.
#include "postfix_target.h"

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
	return postfix_target("postfix-master", data, size);
}
