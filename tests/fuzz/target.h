// SPDX-License-Identifier: GPL-2.0-or-later
// What a fuzz target is, and how it says that a property does not hold.
#ifndef FUZZ_TARGET_H
#define FUZZ_TARGET_H

#include <stddef.h>
#include <stdint.h>
#include <stdlib.h>

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

/* Both replay and libFuzzer take an abort for a finding. */
static inline void must(int property)
{
	if (!property)
		abort();
}

#endif
