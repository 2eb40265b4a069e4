// SPDX-License-Identifier: GPL-2.0-or-later
// Questions about settings, their answers, and what the one who answers may ask back.
#ifndef CORE_JUDGEMENT_H
#define CORE_JUDGEMENT_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>
#include <sys/types.h>

#include "core/configuration.h"

enum verdict {
	VERDICT_PASS,
	VERDICT_FAIL,
	VERDICT_UNKNOWN,
	VERDICT_NOT_APPLICABLE,
};

/* "pass", "fail", "unknown", "not-applicable" */
const char *verdict_name(enum verdict verdict) __attribute__((returns_nonnull));

/* Why nobody can tell. */
enum doubt {
	DOUBT_NONE,
	DOUBT_UNREAD,	  /* a line that the reader does not understand */
	DOUBT_UNREADABLE, /* EACCES, EIO: the file is there, but not its bytes */
	DOUBT_TOO_LARGE,  /* more bytes, elements or depth than a document may have */
	DOUBT_TOO_COSTLY, /* the expression took more steps or time than it may */
	DOUBT_EXPRESSION, /* it does not evaluate: an unknown variable, a wrong type */
	DOUBT_KILLED,	  /* the child that read the file, or evaluated, was killed */
	DOUBT_NO_FORMAT,  /* nobody knows how to read this file */
	DOUBT_UNWATCHED,  /* it is not confwatch's to read */
};

enum presence {
	PRESENCE_THERE,
	PRESENCE_ABSENT,
	PRESENCE_DANGLING,    /* a link to nothing */
	PRESENCE_NOT_REGULAR, /* a directory, FIFO, device or socket */
	PRESENCE_UNREADABLE,
	PRESENCE_TOO_LARGE,
	PRESENCE_UNWATCHED, /* it is not confwatch's to read */
};

enum {
	JUDGED_FILE_MOST = 8 * 1024 * 1024, /* bytes of a file that is read as settings */
	JUDGED_TEXT_MOST = 256,		    /* bytes of what an answer says, with the NUL */
	JUDGED_PATH_MOST = 4096,
	JUDGED_NAME_MOST = 64,
	JUDGED_LIST_MOST = 4096, /* paths that one pattern gives */
};

/* A file to read as settings; links are followed inside the root. */
struct judged_file {
	enum presence presence;
	char format[JUDGED_NAME_MOST]; /* of settings_formats[]; "": nobody knows */
	const void *bytes;	       /* until the next question */
	size_t length;
};

/* What stat(2) says of a path; `link` tells whether the path itself is a link. */
struct judged_entry {
	enum presence presence; /* THERE whatever its type is */
	char type;		/* as find -type: f d l p s b c; l never with follow */
	bool link;
	uint32_t mode; /* 07777 */
	uint32_t uid;
	uint32_t gid;
	char user[JUDGED_NAME_MOST]; /* by ROOT/etc/passwd; the number where it has no name */
	char group[JUDGED_NAME_MOST];
	uint64_t size;
	int64_t mtime;		       /* nanoseconds since the epoch */
	char target[JUDGED_PATH_MOST]; /* of a link */
};

/*
 * What the one who answers may ask back. The parent looks at the world inside the root, the
 * confined child asks its parent, tests look into a directory. 0, or -errno: no answer, so that
 * whatever depends on it is unknown; -EOWNERDEAD: the file killed who read it before.
 */
struct judge_world {
	void *context;
	int (*file)(void *context, const char *path, struct judged_file *result);
	int (*entry)(void *context, const char *path, bool follow, struct judged_entry *result);
	/* Both regular and readable, with the same bytes. */
	int (*same)(void *context, const char *a, const char *b, bool *result);
	/* The paths that match a glob(7) pattern inside the root, sorted. */
	int (*list)(void *context, const char *pattern, struct arena *arena,
		struct string_list *result);
	/* The version of an installed package, "" when it is not installed. */
	int (*package)(void *context, const char *name, char version[JUDGED_NAME_MOST]);
	/* The bytes of the last file() have been read; NULL: nobody wants to know. */
	void (*parsed)(void *context);
};

enum question_kind {
	QUESTION_ASSERT, /* boolean(expression) */
	QUESTION_NEVER,	 /* the nodes of expression are what must not be; the first is the place */
	QUESTION_STRING, /* string(expression), for captures: answer.text; FAIL: it is empty */
};

struct question {
	enum question_kind kind;
	const char *file;	/* its document is the context; NULL: an empty one */
	const char *expression; /* XPath 1.0 */
	const char *at;		/* ASSERT: where to point when it fails; NULL: at the file */
	const char *say;	/* a string for the message, evaluated at the place; NULL: none */
};

/* Of fixed size, whatever was read. */
struct answer {
	enum verdict verdict;
	enum doubt doubt;	     /* with UNKNOWN */
	int signal;		     /* with DOUBT_KILLED; 0: it took too long */
	uint32_t line;		     /* 0: none */
	uint32_t offences;	     /* NEVER: how many nodes */
	char path[JUDGED_PATH_MOST]; /* of the file that line is in, or that is in doubt */
	char text[JUDGED_TEXT_MOST]; /* say, or the string; bytes of a file: to be escaped */
};

/* One setting of a document, for comparing two states by meaning. */
struct setting_record {
	const char *name;  /* "smtpd_tls_auth_only", "smtp/inet -o content_filter", ... */
	const char *value; /* NULL: it has none */
	uint32_t line;
	bool unread; /* value is a line that nobody understands */
};

/* The one who answers: begin() to end(), in the confined child or in a test. */
struct judge_engine {
	void *(*begin)(const struct judge_world *world);
	/* $name in every later expression. */
	void (*variable)(void *judge, const char *name, const char *value);
	void (*answer)(void *judge, const struct question *question, struct answer *result);
	/* The settings of one text; take() for each, until it returns something else than 0. */
	int (*settings)(void *judge, const char *format, const void *bytes, size_t length,
		int (*take)(void *context, const struct setting_record *record), void *context);
	/* 0, or -EINVAL with a sentence and the column (from 1) in the expression: for lint. */
	int (*compile)(void *judge, const char *expression, uint32_t *column,
		char sentence[JUDGED_TEXT_MOST]);
	void (*end)(void *judge);
};

#endif
