// SPDX-License-Identifier: GPL-2.0-or-later
// A short hash over entries (FNV-1a, 64 bits): to tell plans apart, not to prove anything.
#ifndef CORE_FINGERPRINT_H
#define CORE_FINGERPRINT_H

#include "core/tree.h"

struct fingerprint {
	uint64_t hash;
};

struct fingerprint fingerprint_begin(void);
void fingerprint_number(struct fingerprint *fingerprint, uint64_t number);

/* With its length, so that two strings never read like one; NULL differs from "". */
void fingerprint_string(struct fingerprint *fingerprint, const char *string);

/* Everything that a restore would bring back or replace; NULL: that there is none. */
void fingerprint_entry(struct fingerprint *fingerprint, const struct entry *entry);

#endif
