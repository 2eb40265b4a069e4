// SPDX-License-Identifier: GPL-2.0-or-later
// Digests of content: git's blob id, and the seal (HMAC with STATE/key) of protected files.
#ifndef SYSTEM_SEAL_H
#define SYSTEM_SEAL_H

#include <nettle/hmac.h>
#include <nettle/sha1.h>

#include "base/error.h"
#include "core/tree.h"

struct seal_key {
	unsigned char bytes[SEAL_SIZE];
};

/* STATE/key, 0600; made from getrandom(2) when absent and `create`. */
int seal_key_read(int state, bool create, struct seal_key *result, struct error *error);

/* Both digests of one file, fed piece by piece; the size must be known beforehand. */
struct digest {
	struct sha1_ctx blob;
	struct hmac_sha256_ctx seal;
	bool want_blob;
	bool want_seal;
};

void digest_begin(struct digest *digest, uint64_t size, const struct seal_key *key, bool want_blob,
	bool want_seal);
void digest_add(struct digest *digest, const void *bytes, size_t length);
void digest_blob(struct digest *digest, unsigned char result[BLOB_SIZE]);
void digest_seal(struct digest *digest, unsigned char result[SEAL_SIZE]);

#endif
