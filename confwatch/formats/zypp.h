// SPDX-License-Identifier: GPL-2.0-or-later
// libzypp's plugin protocol: frames, and the transaction that they announce.
#ifndef FORMATS_ZYPP_H
#define FORMATS_ZYPP_H

#include "base/error.h"
#include "base/text.h"
#include "core/transaction.h"

/* COMMAND\n key:value\n* \n body \0. Spans point into the bytes. */
struct zypp_frame {
	const char *command;
	size_t command_length;
	const char *body;
	size_t body_length;
};

/*
 * Looks for one whole frame at the start of the bytes. 1: found, *used = its length with the NUL;
 * 0: more bytes are needed; -EBADMSG: not a frame (command over 64 bytes, NUL in a header, ...).
 * content-length, where there is one, must agree with the NUL.
 */
int zypp_frame_parse(const char *bytes, size_t length, struct zypp_frame *result, size_t *used,
	struct error *error);

/* The JSON body of COMMITBEGIN and COMMITEND; a missing list is an empty one. */
int zypp_steps_parse(struct arena *arena, const char *body, size_t length,
	struct announced_list *result, struct error *error);

#endif
