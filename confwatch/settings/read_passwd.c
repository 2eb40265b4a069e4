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

static bool read_user(struct document *document, struct field line, uint32_t number)
{
	struct field name = colon_field(&line);
	struct field password;
	uint32_t uid = 0, gid = 0;
	bool has_uid, has_gid;

	if (colon_put_bare(document, "user", name, line, number))
		return true;
	password = colon_field(&line);
	if (!colon_id(&line, name, &uid, &has_uid) || !colon_id(&line, name, &gid, &has_gid))
		return false;
	colon_open(document, "user", name, number);
	document_attribute_string(document, "password", password_kind(password));
	if (has_uid)
		colon_put_number(document, "uid", uid);
	if (has_gid)
		colon_put_number(document, "gid", gid);
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
