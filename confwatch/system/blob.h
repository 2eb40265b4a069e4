// SPDX-License-Identifier: GPL-2.0-or-later
// Contents of files as blobs of a repository; big ones are written and read in pieces.
#ifndef SYSTEM_BLOB_H
#define SYSTEM_BLOB_H

#include <stdint.h>

#include "base/error.h"
#include "base/text.h"
#include "system/repository.h"

enum {
	/* From here on a blob is a loose object of its own: memory stays flat. */
	BLOB_BIG = 4 * 1024 * 1024,
};

/*
 * Writes a big blob. The size must be known at the beginning; more or fewer bytes are an error
 * (-ERANGE).
 */
struct blob_writer;
int blob_begin(const struct repository *repository, uint64_t size, struct blob_writer **result,
	struct error *error);
int blob_write(struct blob_writer *writer, const void *bytes, size_t length, struct error *error);

/*
 * Durable and visible when it returns 0. -EBADMSG: made to share its id with another file.
 * Frees the writer in any case.
 */
int blob_finish(struct blob_writer *writer, unsigned char id[BLOB_SIZE], struct error *error);
void blob_abandon(struct blob_writer *writer);

/* Where the bytes of a blob go. */
struct blob_target {
	void *context;
	int (*write)(void *context, const void *bytes, size_t length, struct error *error);
};

/* Appends to a text. */
struct blob_target blob_target_text(struct text *text);

/* For a blob that is only checked. */
struct blob_target blob_target_nowhere(void);

/*
 * Feeds the bytes to the target, in pieces when it is a loose object, and checks them against the
 * id at the end. -ENOENT: there is no such blob; -EBADMSG: it is damaged; -EFBIG: it is bigger
 * than limit, nothing was fed.
 */
int blob_read(const struct repository *repository, const unsigned char id[BLOB_SIZE],
	uint64_t limit, const struct blob_target *target, struct error *error);

#endif
