// SPDX-License-Identifier: GPL-2.0-or-later
// The one report that waits to be sent, the last one that was, and when it is tried again.
#ifndef CORE_OUTBOX_H
#define CORE_OUTBOX_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "base/arena.h"
#include "base/error.h"
#include "base/text.h"
#include "core/configuration.h"

struct outbox_bytes {
	const char *bytes;
	size_t length;
};

struct outbox_report {
	const char *id; /* NULL: there is none, and nothing else is set */
	int64_t time;	/* when it was made */
	/* What the next report must know of it, in its maker's words; empty: it was no report. */
	struct outbox_bytes mark;
};

struct outbox {
	struct outbox_report sent; /* the last report that the mail program took upon itself */
	const char *alerted;	   /* and the last message that was none; NULL: there was none */
	struct outbox_report waiting;
	struct string_list to; /* the rest is about the waiting one */
	struct outbox_bytes message;
	/*
	 * It was handed over, and nobody has said what became of it: it may be on its way. It is
	 * never handed over again; the next report, which tells the same and more, takes its place.
	 */
	bool begun;
	uint32_t attempts;   /* since a message was taken the last time, of whatever report */
	int64_t attempted;   /* when the last of them began */
	int64_t down_since;  /* when the first of them failed; 0: none has */
	const char *problem; /* why the last one failed; NULL: it did not */
};

/* What became of a report that was to be mailed. */
enum mail_outcome {
	MAIL_NOT_WANTED, /* there is nothing to tell, and none waits */
	MAIL_OFF,	 /* the configuration wants no mail at all */
	MAIL_SENT,
	MAIL_WAITS,	/* refused: it is tried again by later runs */
	MAIL_UNCERTAIN, /* it may be on its way; the next report tells it again */
	MAIL_OUTCOMES,
};

/* "not-wanted", "off", "sent", "waits", "uncertain" */
const char *mail_outcome_name(enum mail_outcome outcome) __attribute__((returns_nonnull));

/* A sentence without its end; problem: why it was not sent, or NULL. To be escaped. */
void mail_outcome_words(enum mail_outcome outcome, const char *problem, struct text *result);

/* Strict in both directions: what is read is what was written, else EBADMSG. */
void outbox_format(const struct outbox *outbox, struct text *result);
int outbox_parse(struct arena *arena, const char *bytes, size_t length, struct outbox *result,
	struct error *error);

/*
 * A report takes the place of the one that waits, and is due at once. False: it was handed over
 * already, and nothing changed.
 */
bool outbox_absorb(struct outbox *outbox, const struct outbox_report *report,
	const struct string_list *to, struct outbox_bytes message);

/*
 * Whether what waits is to be tried now: at once, then 5 minutes after the last attempt began, and
 * twice as long each time, up to 12 hours. A clock that was put back makes nobody wait.
 */
bool outbox_is_due(const struct outbox *outbox, int64_t now);

/* What an attempt that begins, and its end, change. */
void outbox_begin(struct outbox *outbox, int64_t now);
void outbox_taken(struct outbox *outbox);
/* refused: it certainly is not on its way. */
void outbox_failed(struct outbox *outbox, bool refused, const char *problem);

#endif
