// SPDX-License-Identifier: GPL-2.0-or-later
// STATE/facts: facts with the stamps of the databases they come from. Rebuildable.
#ifndef SYSTEM_PACKAGES_CACHE_H
#define SYSTEM_PACKAGES_CACHE_H

#include "base/error.h"
#include "base/text.h"
#include "core/facts_parts.h"

/*
 * confwatch-facts 1 CHECKSUM
 * stamp STAMP
 * seed SEED
 * MARK			one line for each package, in the order of the facts
 * (an empty line)
 * facts as facts_write() has them
 *
 * CHECKSUM is the CRC-32 of everything behind the first line; numbers are hexadecimal.
 */
struct packages_cache {
	/* Behind "young ": a write after it could have left it as it is. */
	const char *stamp;
	uint64_t seed;
	struct facts facts;
	const uint64_t *marks; /* of facts.packages, then of facts.removed */
};

/* False: none, damaged, or of another version. Lives in the arena. */
bool packages_cache_read(struct arena *arena, int state, struct packages_cache *result);

/* The stamp alone, not checked against damage; false: none. */
bool packages_cache_stamp(int state, struct text *result);

/* From bytes; what a fuzz target calls. */
bool packages_cache_parse(
	struct arena *arena, const char *bytes, size_t length, struct packages_cache *result);

/* Bytes of the file. */
void packages_cache_compose(const struct packages_cache *cache, struct text *result);

/* Replaces it, without fsync: what a power cut leaves is found out by its checksum. */
int packages_cache_write(int state, const struct text *text, struct error *error);

#endif
