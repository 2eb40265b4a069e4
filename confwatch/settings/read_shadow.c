// SPDX-License-Identifier: GPL-2.0-or-later
// shadow(5) as glibc's fgetspent(3) reads it. Hashes never enter the document.
#include <string.h>

#include "settings/colon_lines.h"
#include "settings/formats.h"

static const char *const numbers[] = {
	"changed",
	"minimum",
	"maximum",
	"warning",
	"inactive",
	"expires",
	"flag",
};

enum {
	NUMBERS = sizeof numbers / sizeof numbers[0],
	NUMBERS_OLD = 3, /* the old form ends behind these */
	FLAG = NUMBERS - 1,
};

/* "none": whoever gives no password gets in; "locked": no password fits. */
static const char *password_kind(struct field password)
{
	if (password.length == 0)
		return "none";
	return strchr("!*", *password.bytes) != NULL ? "locked" : "set";
}

static bool take_numbers(struct field *line, uint32_t values[NUMBERS], bool given[NUMBERS])
{
	for (size_t i = 0; i < FLAG; i++) {
		if (i == NUMBERS_OLD)
			colon_skip_space(line);
		if (i == NUMBERS_OLD && line->length == 0)
			return true;
		if (!colon_number(line, &values[i], &given[i]))
			return false;
	}
	/* Nothing may stand behind it, not even a colon. */
	return line->length == 0 ||
		(line->bytes[line->length - 1] != ':' &&
			colon_number(line, &values[FLAG], &given[FLAG]) && line->length == 0);
}

static bool read_user(struct document *document, struct field line, uint32_t number)
{
	struct field name = colon_field(&line);
	uint32_t values[NUMBERS] = {0};
	bool given[NUMBERS] = {false};
	struct field password;

	if (colon_put_bare(document, "user", name, line, number))
		return true;
	password = colon_field(&line);
	if (!take_numbers(&line, values, given))
		return false;
	colon_open(document, "user", name, number);
	document_attribute_string(document, "password", password_kind(password));
	for (size_t i = 0; i < NUMBERS; i++)
		if (given[i])
			colon_put_number(document, numbers[i], values[i]);
	document_close(document);
	return true;
}

void read_shadow(struct document *document, const char *bytes, size_t length)
{
	colon_lines_read(document, bytes, length, read_user);
}
