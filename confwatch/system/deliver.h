// SPDX-License-Identifier: GPL-2.0-or-later
// Handing a message to whatever delivers mail on this machine.
#ifndef SYSTEM_DELIVER_H
#define SYSTEM_DELIVER_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "base/error.h"

struct delivery {
	const char *sendmail; /* absolute path of a program with the interface of sendmail(1) */
	const char *const *to;
	size_t to_count;
	const char *message;
	size_t length;
	int64_t milliseconds; /* how long it may take */
};

/*
 * 0: it took the message upon itself (it ended with 0). It refused: -EAGAIN, for now (EX_TEMPFAIL);
 * -EREMOTEIO, for another reason. It could not be asked: the errno of its start, -ENOENT among
 * them. Nobody knows: -ETIMEDOUT, it was killed; -ECHILD, a signal ended it. The error holds the
 * first line that it wrote on stderr. Recipients are told in their own words, behind "--".
 */
int deliver_mail(const struct delivery *delivery, struct error *error);

/* Of these codes: whether the message certainly is not on its way. */
bool deliver_was_refused(int code);

#endif
