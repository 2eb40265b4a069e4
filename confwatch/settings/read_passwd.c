// SPDX-License-Identifier: GPL-2.0-or-later
// passwd(5) as glibc's fgetpwent(3) reads it. Hashes stay out of the document.
#include "settings/colon_lines.h"
#include "settings/formats.h"

static const char *password_kind(struct field password)
{
	static const char *const marks[] = {"x", "*", "!"};

	if (password.length == 0)
		return "empty";
	for (size_t i = 0; i < sizeof marks / sizeof marks[0]; i++)
		if (password.length == 1 && *password.bytes == *marks[i])
			return marks[i];
	return "set";
}

/* "+", "-name", "+@netgroup": the rest may be missing. */
static void put_name(struct document *document, struct field name, uint32_t number)
{
	document_open(document, "user", number);
	colon_put(document, "name", name);
	if (colon_is_compat(name))
		document_attribute_string(document, "compat", "yes");
}

static bool take_ids(struct field *line, bool compat, uint32_t ids[2], bool given[2])
{
	for (size_t i = 0; i < 2; i++) {
		given[i] = true;
		if (compat ? !colon_number_maybe(line, &ids[i], &given[i])
			   : !colon_number(line, &ids[i]))
			return false;
	}
	return true;
}

static bool read_user(struct document *document, struct field line, uint32_t number)
{
	struct field name = colon_field(&line);
	struct field password;
	uint32_t ids[2] = {0, 0};
	bool given[2];

	if (line.length == 0 && colon_is_compat(name)) {
		put_name(document, name, number);
		document_close(document);
		return true;
	}
	password = colon_field(&line);
	if (!take_ids(&line, colon_is_compat(name), ids, given))
		return false;
	put_name(document, name, number);
	document_attribute_string(document, "password", password_kind(password));
	if (given[0])
		colon_put_number(document, "uid", ids[0]);
	if (given[1])
		colon_put_number(document, "gid", ids[1]);
	colon_put(document, "gecos", colon_field(&line));
	colon_put(document, "home", colon_field(&line));
	colon_put(document, "shell", line);
	document_close(document);
	return true;
}

void read_passwd(struct document *document, const char *bytes, size_t length)
{
	colon_lines_read(document, bytes, length, read_user);
}
