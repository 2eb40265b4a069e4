// SPDX-License-Identifier: GPL-2.0-or-later
// Talking with the confined child of a judge: one request, what it asks back, its answers.
#ifndef SYSTEM_JUDGE_TALK_H
#define SYSTEM_JUDGE_TALK_H

#include "core/judge_frame.h"
#include "system/sandbox_child.h"

/* A file or a request that killed a child. */
struct judge_killer {
	struct judge_killer *next;
	int signal;
	size_t length;
	char bytes[]; /* the path of a file, or the frame of a request */
};

struct judge_talk {
	const struct judge_engine *engine;
	const struct judge_world *world;
	struct sandbox_peer peer; /* worker.pid 0: there is none */
	struct text variables;	  /* frames that every child gets first */
	size_t told;		  /* bytes of them that this child has got */
	struct text in;		  /* what came */
	size_t taken;		  /* bytes of it that were looked at */
	struct text out;
	const struct judge_killer *killers; /* files that are not handed out */
	char delivered[JUDGED_PATH_MOST];   /* and not known to have been read; "": none */
	unsigned questions, frames;	    /* since the request began */
	int64_t started;		    /* waiting_clock() */
	int64_t used;			    /* milliseconds of processor before the request */
	bool late;
};

/* Takes frames that answer the request. 1: it was the last; 0: more come; -EBADMSG: nonsense. */
typedef int judge_take(void *context, struct frame *frame);

/*
 * 0: take() has had its last frame. -EOWNERDEAD: the child died, or was ended because it took too
 * long or spoke out of turn; it is still there to be ended by judge_hang_up(). Else -errno: no
 * child can be had.
 */
int judge_converse(struct judge_talk *talk, const struct text *request, judge_take *take,
	void *context, struct error *error);

/* Ends the child; the signal that ended it, 0 when it took too long. */
int judge_hang_up(struct judge_talk *talk);

#endif
