// SPDX-License-Identifier: GPL-2.0-or-later
// What went wrong: a code and one sentence, a value in the caller's frame.
#ifndef BASE_ERROR_H
#define BASE_ERROR_H

/*
 * A function that can fail returns 0 (or a count), or -errno, and fills the error it was given.
 * It says what it could not do, and to what; its caller adds what it was doing with
 * error_context(). Sentences are lower case, without a full stop, subjects in single quotes.
 * Bytes from disk may stand in the message raw: whoever prints it escapes it.
 */
struct error {
	int code; /* an errno value, positive; 0 = nothing happened */
	char message[1024];
};

#define ERROR_INIT                                                                                 \
	{                                                                                          \
		0                                                                                  \
	}

/* Each returns -code, so that a failing function can end with `return error_set(...)`. */
int error_set(struct error *error, int code, const char *format, ...)
	__attribute__((format(printf, 3, 4)));

/* As error_set, and appends ": " and the system's words for code. */
int error_system(struct error *error, int code, const char *format, ...)
	__attribute__((format(printf, 3, 4)));

/* Puts "context: " before the message that is there; returns -error->code. */
int error_context(struct error *error, const char *format, ...)
	__attribute__((format(printf, 2, 3)));

#endif
