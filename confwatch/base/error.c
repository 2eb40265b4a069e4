// SPDX-License-Identifier: GPL-2.0-or-later
// Filling in an error: what failed, to what, and the system's reason.
#include "base/error.h"

#include <stdarg.h>
#include <stdio.h>
#include <string.h>

static void format_message(struct error *error, int code, const char *format, va_list arguments)
	__attribute__((format(printf, 3, 0)));

static void format_message(struct error *error, int code, const char *format, va_list arguments)
{
	error->code = code;
	(void)vsnprintf(error->message, sizeof error->message, format, arguments);
}

static void append_message(struct error *error, const char *more)
{
	size_t length = strlen(error->message);

	(void)snprintf(error->message + length, sizeof error->message - length, ": %s", more);
}

int error_set(struct error *error, int code, const char *format, ...)
{
	va_list arguments;

	va_start(arguments, format);
	format_message(error, code, format, arguments);
	va_end(arguments);
	return -code;
}

int error_system(struct error *error, int code, const char *format, ...)
{
	const char *reason = strerrordesc_np(code);
	va_list arguments;

	va_start(arguments, format);
	format_message(error, code, format, arguments);
	va_end(arguments);
	append_message(error, reason != NULL ? reason : "unknown error");
	return -code;
}

int error_context(struct error *error, const char *format, ...)
{
	struct error inner = *error;
	va_list arguments;

	va_start(arguments, format);
	format_message(error, inner.code, format, arguments);
	va_end(arguments);
	append_message(error, inner.message);
	return -error->code;
}
