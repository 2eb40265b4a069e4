// SPDX-License-Identifier: GPL-2.0-or-later
// A report as a message for the sendmail interface: RFC 5322, 2045, 2047, 3834.
#ifndef RENDER_MAIL_H
#define RENDER_MAIL_H

#include <stddef.h>
#include <stdint.h>

#include "base/error.h"
#include "base/text.h"

struct mail {
	const char *host; /* of which it speaks: behind the "@" where an address has no domain */
	const char *from; /* NULL: confwatch@HOST */
	const char *const *to;
	size_t to_count;
	const char *subject;
	/* Of this report, in every attempt to send it, and of no other: Message-ID's first half. */
	const char *id;
	int64_t time;
	int zone;		 /* minutes east of UTC */
	const struct text *text; /* UTF-8 for people */
	const struct text *html; /* NULL: there is none */
};

/*
 * Lines end in newlines alone, as sendmail(1) takes them; none is longer than 990 bytes. Bodies go
 * through quoted_clean(), host and id become what an address may hold. References and List-Id name
 * the host, so that its reports are one thread and one filter. -EINVAL: there is no recipient, or
 * one or the sender is no address (core/mail_address.h); result is not touched then.
 */
int mail_render(const struct mail *mail, struct text *result, struct error *error);

#endif
