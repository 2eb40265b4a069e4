// SPDX-License-Identifier: GPL-2.0-or-later
// STATE/key, and the two digests of content.
#include "system/seal.h"

#include <errno.h>
#include <fcntl.h>
#include <stdio.h>
#include <string.h>
#include <sys/random.h>
#include <sys/stat.h>

#include "system/files.h"

static int make_key(int state, struct seal_key *result, struct error *error)
{
	struct seal_key key;

	/* Up to 256 bytes come whole (getrandom(2)). */
	if (getrandom(key.bytes, sizeof key.bytes, 0) != (ssize_t)sizeof key.bytes)
		return error_system(error, errno, "cannot make a key");
	if (files_replace(state, "key", key.bytes, sizeof key.bytes, S_IRUSR | S_IWUSR, error) < 0)
		return -error->code;
	*result = key;
	return 0;
}

int seal_key_read(int state, bool create, struct seal_key *result, struct error *error)
{
	FD_CLEANUP int path_fd = openat(state, "key", O_PATH | O_NOFOLLOW | O_CLOEXEC);
	FD_CLEANUP int fd = -1;
	TEXT_CLEANUP struct text bytes = TEXT_INIT;
	int code;

	if (path_fd < 0 && errno == ENOENT && create)
		return make_key(state, result, error);
	if (path_fd < 0)
		return error_system(error, errno, "cannot open the key");
	fd = files_reopen(path_fd, O_RDONLY);
	code = fd < 0 ? fd : files_read_all(fd, sizeof result->bytes, &bytes);
	if (code < 0)
		return error_system(error, -code, "cannot read the key");
	if (bytes.length != sizeof result->bytes)
		return error_set(
			error, EBADMSG, "the key is not %zu bytes long", sizeof result->bytes);
	memcpy(result->bytes, bytes.bytes, sizeof result->bytes);
	return 0;
}

void digest_begin(struct digest *digest, uint64_t size, const struct seal_key *key, bool want_blob,
	bool want_seal)
{
	digest->want_blob = want_blob;
	digest->want_seal = want_seal;
	if (want_blob) {
		char header[32];
		int length = snprintf(header, sizeof header, "blob %ju", (uintmax_t)size);

		/* The NUL belongs to it. */
		sha1_init(&digest->blob);
		sha1_update(&digest->blob, (size_t)length + 1, (const unsigned char *)header);
	}
	if (want_seal)
		hmac_sha256_set_key(&digest->seal, sizeof key->bytes, key->bytes);
}

void digest_add(struct digest *digest, const void *bytes, size_t length)
{
	if (digest->want_blob)
		sha1_update(&digest->blob, length, bytes);
	if (digest->want_seal)
		hmac_sha256_update(&digest->seal, length, bytes);
}

void digest_blob(struct digest *digest, unsigned char result[BLOB_SIZE])
{
	sha1_digest(&digest->blob, BLOB_SIZE, result);
}

void digest_seal(struct digest *digest, unsigned char result[SEAL_SIZE])
{
	hmac_sha256_digest(&digest->seal, SEAL_SIZE, result);
}
