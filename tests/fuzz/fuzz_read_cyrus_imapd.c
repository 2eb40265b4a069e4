// SPDX-License-Identifier: GPL-2.0-or-later
// Any bytes as Cyrus IMAP's imapd.conf.
#include "values_target.h"

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
	return values_target("cyrus-imapd", data, size);
}
