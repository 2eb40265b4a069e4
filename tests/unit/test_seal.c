// SPDX-License-Identifier: GPL-2.0-or-later
// system/seal: the key of STATE, and digests against values of other programs.
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>

#include <errno.h>

#include "system/seal.h"
#include "temporary.h"

static void test_key_is_made_once(void **state)
{
	struct temporary directory = temporary_make();
	struct error error = ERROR_INIT;
	struct seal_key first, second;
	struct stat status;

	(void)state;
	assert_int_equal(seal_key_read(directory.fd, false, &first, &error), -ENOENT);
	assert_int_equal(seal_key_read(directory.fd, true, &first, &error), 0);
	assert_int_equal(seal_key_read(directory.fd, true, &second, &error), 0);
	assert_memory_equal(first.bytes, second.bytes, sizeof first.bytes);
	assert_int_equal(seal_key_read(directory.fd, false, &second, &error), 0);
	assert_memory_equal(first.bytes, second.bytes, sizeof first.bytes);
	assert_int_equal(fstatat(directory.fd, "key", &status, 0), 0);
	assert_int_equal(status.st_mode, S_IFREG | 0600);
	assert_int_equal(unlinkat(directory.fd, "key", 0), 0);
	assert_int_equal(seal_key_read(directory.fd, true, &second, &error), 0);
	assert_memory_not_equal(first.bytes, second.bytes, sizeof first.bytes);
	temporary_remove(&directory);
}

/* A new key in its place would make every seal of the past a lie. */
static void test_damaged_key_is_no_reason_for_a_new_one(void **state)
{
	struct temporary directory = temporary_make();
	struct error error = ERROR_INIT;
	struct seal_key key;

	(void)state;
	temporary_text(&directory, "key", "short");
	assert_int_equal(seal_key_read(directory.fd, true, &key, &error), -EBADMSG);
	temporary_text(&directory, "key", "one that is longer than thirty-two bytes");
	assert_int_equal(seal_key_read(directory.fd, true, &key, &error), -EFBIG);
	assert_int_equal(unlinkat(directory.fd, "key", 0), 0);
	assert_int_equal(symlinkat("elsewhere", directory.fd, "key"), 0);
	assert_true(seal_key_read(directory.fd, true, &key, &error) < 0);
	assert_int_equal(faccessat(directory.fd, "elsewhere", F_OK, 0), -1);
	temporary_remove(&directory);
}

static void test_digests_of_pieces(void **state)
{
	/* printf 'hello\n' | git hash-object --stdin */
	static const unsigned char blob[BLOB_SIZE] = {0xce, 0x01, 0x36, 0x25, 0x03, 0x0b, 0xa8,
		0xdb, 0xa9, 0x06, 0xf7, 0x56, 0x96, 0x7f, 0x9e, 0x9c, 0xa3, 0x94, 0x46, 0x4a};
	/* the same with openssl dgst -sha256 -mac HMAC -macopt hexkey:0b0b... (32 bytes) */
	static const unsigned char seal[SEAL_SIZE] = {0x1b, 0xd4, 0x71, 0x40, 0xf9, 0x7c, 0x6c,
		0xfd, 0x16, 0xbe, 0x1a, 0x61, 0xa6, 0x71, 0x7f, 0x1b, 0x42, 0xbc, 0xc2, 0x69, 0x56,
		0x24, 0xa4, 0x97, 0x5a, 0x96, 0x22, 0xb0, 0x4a, 0x8d, 0xa6, 0x59};
	struct seal_key key;
	struct digest digest;
	unsigned char result[SEAL_SIZE];

	(void)state;
	memset(key.bytes, 0x0b, sizeof key.bytes);
	digest_begin(&digest, 6, &key, true, true);
	digest_add(&digest, "hel", 3);
	digest_add(&digest, "", 0);
	digest_add(&digest, "lo\n", 3);
	digest_blob(&digest, result);
	assert_memory_equal(result, blob, sizeof blob);
	digest_seal(&digest, result);
	assert_memory_equal(result, seal, sizeof seal);
}

static void test_digest_of_nothing(void **state)
{
	static const unsigned char blob[BLOB_SIZE] = {0xe6, 0x9d, 0xe2, 0x9b, 0xb2, 0xd1, 0xd6,
		0x43, 0x4b, 0x8b, 0x29, 0xae, 0x77, 0x5a, 0xd8, 0xc2, 0xe4, 0x8c, 0x53, 0x91};
	struct digest digest;
	unsigned char result[BLOB_SIZE];

	(void)state;
	digest_begin(&digest, 0, NULL, true, false);
	digest_blob(&digest, result);
	assert_memory_equal(result, blob, sizeof blob);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(test_key_is_made_once),
		cmocka_unit_test(test_damaged_key_is_no_reason_for_a_new_one),
		cmocka_unit_test(test_digests_of_pieces),
		cmocka_unit_test(test_digest_of_nothing),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
