// SPDX-License-Identifier: GPL-2.0-or-later
// fetchmailrc, as fetchmail's rcfile_y.y takes it. Passwords never enter the document.
#include <string.h>

#include "settings/fetchmail_lexer.h"
#include "settings/formats.h"

struct reading {
	struct document *document;
	struct fetchmail_lexer lexer;
	unsigned scopes; /* what may be set here */
	bool in_server;
	bool in_user;
	bool refused;
};

static bool is_role(const struct reading *reading, enum fetchmail_role role)
{
	return reading->lexer.kind == FETCHMAIL_KEYWORD && reading->lexer.keyword->role == role;
}

static bool next_is(struct reading *reading, enum fetchmail_kind kind)
{
	return reading->lexer.kind == kind;
}

/* Without the text, in which a password may stand. Behind a mistake nothing is read. */
static void refuse(struct reading *reading, const char *why)
{
	if (!reading->refused)
		document_unread(reading->document, reading->lexer.line, why, "", 0);
	reading->refused = true;
}

static void close_user(struct reading *reading)
{
	if (reading->in_user)
		document_close(reading->document);
	reading->in_user = false;
}

static void close_server(struct reading *reading)
{
	close_user(reading);
	if (reading->in_server)
		document_close(reading->document);
	reading->in_server = false;
}

static void open_section(struct reading *reading, const char *kind, uint32_t line)
{
	document_open(reading->document, "section", line);
	document_attribute_string(reading->document, "kind", kind);
}

static void name_section(struct reading *reading, const char *name, size_t length)
{
	document_attribute(reading->document, "name", name, length);
}

static void take_value(struct reading *reading, const char *name)
{
	const struct text *text = &reading->lexer.text;
	const bool secret = strcmp(name, "password") == 0 || strcmp(name, "esmtppassword") == 0;

	if (secret)
		document_attribute_string(
			reading->document, "value", text->length > 0 ? "set" : "empty");
	else
		document_attribute(reading->document, "value", text_string(text), text->length);
}

static void open_setting(struct reading *reading, const char *name, uint32_t line)
{
	document_open(reading->document, "setting", line);
	document_attribute_string(reading->document, "name", name);
}

/* One word of that kind, which is the value. */
static void take_one(struct reading *reading, const char *name, uint32_t line, bool fits)
{
	if (!fits) {
		refuse(reading, "fetchmail refuses a setting without its value");
		return;
	}
	open_setting(reading, name, line);
	take_value(reading, name);
	document_close(reading->document);
	fetchmail_next(&reading->lexer);
}

static void take_flag(struct reading *reading, const char *name, uint32_t line, const char *value)
{
	open_setting(reading, name, line);
	document_attribute_string(reading->document, "value", value);
	document_close(reading->document);
}

static void take_item(struct reading *reading)
{
	document_item(reading->document, "item", text_string(&reading->lexer.text),
		reading->lexer.text.length);
	fetchmail_next(&reading->lexer);
}

static void take_list(
	struct reading *reading, const char *name, uint32_t line, enum fetchmail_kind kind)
{
	if (!next_is(reading, kind)) {
		refuse(reading, "fetchmail refuses a setting without its value");
		return;
	}
	open_setting(reading, name, line);
	while (next_is(reading, kind) && !reading->document->full)
		take_item(reading);
	document_close(reading->document);
}

/* NAME, or REMOTE=LOCAL, any number of them; perhaps "*" and "here" behind. */
static void take_names(struct reading *reading, uint32_t line)
{
	const char *why = "fetchmail refuses a setting without its value";

	open_setting(reading, "is", line);
	while (next_is(reading, FETCHMAIL_STRING) && !reading->document->full) {
		why = NULL;
		take_item(reading);
		if (!next_is(reading, FETCHMAIL_MAP))
			continue;
		fetchmail_next(&reading->lexer);
		if (next_is(reading, FETCHMAIL_STRING)) {
			take_item(reading);
			continue;
		}
		why = "fetchmail refuses \"=\" without a name behind it";
		break;
	}
	if (next_is(reading, FETCHMAIL_WILDCARD)) {
		why = NULL;
		document_item(reading->document, "item", "*", 1);
		fetchmail_next(&reading->lexer);
	}
	document_close(reading->document);
	if (why != NULL)
		refuse(reading, why);
	if (is_role(reading, ROLE_HERE))
		fetchmail_next(&reading->lexer);
}

static void take_envelope(struct reading *reading, uint32_t line)
{
	if (next_is(reading, FETCHMAIL_NUMBER))
		fetchmail_next(&reading->lexer);
	take_one(reading, "envelope", line, next_is(reading, FETCHMAIL_STRING));
}

static void take_keyword_value(
	struct reading *reading, const char *name, uint32_t line, enum fetchmail_role role)
{
	if (!is_role(reading, role)) {
		refuse(reading, "fetchmail refuses a setting without its value");
		return;
	}
	take_flag(reading, name, line, reading->lexer.keyword->name);
	fetchmail_next(&reading->lexer);
}

/* What stands behind the keyword. */
static void take_setting(
	struct reading *reading, const struct fetchmail_keyword *keyword, uint32_t line)
{
	const char *name = keyword->name;
	const bool string = next_is(reading, FETCHMAIL_STRING);
	const bool number = next_is(reading, FETCHMAIL_NUMBER);

	switch (keyword->role) {
	case ROLE_FLAG:
		take_flag(reading, name, line, "yes");
		break;
	case ROLE_STRING:
		take_one(reading, name, line, string);
		break;
	case ROLE_NUMBER:
		take_one(reading, name, line, number);
		break;
	case ROLE_SERVICE:
		take_one(reading, name, line, string || number);
		break;
	case ROLE_STRINGS:
		take_list(reading, name, line, FETCHMAIL_STRING);
		break;
	case ROLE_NUMBERS:
		take_list(reading, name, line, FETCHMAIL_NUMBER);
		break;
	case ROLE_ENVELOPE:
		take_envelope(reading, line);
		break;
	case ROLE_PROTOCOL:
		take_keyword_value(reading, name, line, ROLE_PROTOCOL_NAME);
		break;
	case ROLE_AUTH:
		take_keyword_value(reading, name, line, ROLE_AUTH_NAME);
		break;
	case ROLE_HEADER:
		take_keyword_value(reading, name, line, ROLE_HEADER_NAME);
		break;
	case ROLE_NAMES:
		take_names(reading, line);
		break;
	default:
		refuse(reading, "fetchmail refuses what it does not expect here");
	}
}

/* Options of the server stand before those of its users. */
static bool may_stand(struct reading *reading, const struct fetchmail_keyword *keyword)
{
	if ((keyword->scopes & reading->scopes) != 0) {
		if ((keyword->scopes & SCOPE_USER) != 0 && reading->scopes != SCOPE_GLOBAL)
			reading->scopes = SCOPE_USER;
		return true;
	}
	refuse(reading,
		(keyword->scopes & SCOPE_SERVER) != 0 && reading->in_server
			? "fetchmail refuses an option of the server behind those of a user"
			: "fetchmail refuses what it does not expect here");
	return false;
}

static void take_no(struct reading *reading)
{
	const uint32_t line = reading->lexer.line;
	const struct fetchmail_keyword *keyword;

	fetchmail_next(&reading->lexer);
	keyword = reading->lexer.keyword;
	if (!is_role(reading, ROLE_FLAG) && !is_role(reading, ROLE_ENVELOPE)) {
		refuse(reading, "fetchmail refuses what it does not expect here");
	} else if (may_stand(reading, keyword)) {
		take_flag(reading, keyword->name, line, "no");
		fetchmail_next(&reading->lexer);
	}
}

/* set NAME VALUE, set NAME = VALUE, set no NAME */
static void take_set(struct reading *reading)
{
	const uint32_t line = reading->lexer.line;
	const struct fetchmail_keyword *keyword;

	close_server(reading);
	reading->scopes = SCOPE_GLOBAL;
	fetchmail_next(&reading->lexer);
	keyword = reading->lexer.keyword;
	if (is_role(reading, ROLE_NO)) {
		take_no(reading);
	} else if (!next_is(reading, FETCHMAIL_KEYWORD)) {
		refuse(reading, "fetchmail refuses what it does not expect here");
	} else if (may_stand(reading, keyword)) {
		fetchmail_next(&reading->lexer);
		if (next_is(reading, FETCHMAIL_MAP) && keyword->role == ROLE_STRING)
			fetchmail_next(&reading->lexer);
		take_setting(reading, keyword, line);
	}
	reading->scopes = 0;
}

static void take_server(struct reading *reading)
{
	const uint32_t line = reading->lexer.line;
	const struct fetchmail_keyword *keyword = reading->lexer.keyword;

	close_server(reading);
	fetchmail_next(&reading->lexer);
	if (keyword->role == ROLE_SERVER && !next_is(reading, FETCHMAIL_STRING)) {
		refuse(reading, "fetchmail refuses a server without a name");
		return;
	}
	open_section(reading, keyword->name, line);
	reading->in_server = true;
	reading->scopes = SCOPE_SERVER | SCOPE_USER;
	if (keyword->role != ROLE_SERVER)
		return;
	name_section(reading, text_string(&reading->lexer.text), reading->lexer.text.length);
	fetchmail_next(&reading->lexer);
}

/* user REMOTE [there], or user LOCAL... here */
static void take_user(struct reading *reading)
{
	const uint32_t line = reading->lexer.line;

	if (!reading->in_server) {
		refuse(reading, "fetchmail refuses what it does not expect here");
		return;
	}
	close_user(reading);
	fetchmail_next(&reading->lexer);
	if (!next_is(reading, FETCHMAIL_STRING)) {
		refuse(reading, "fetchmail refuses a user without a name");
		return;
	}
	open_section(reading, "user", line);
	reading->in_user = true;
	reading->scopes = SCOPE_USER;
	name_section(reading, text_string(&reading->lexer.text), reading->lexer.text.length);
	fetchmail_next(&reading->lexer);
	if (next_is(reading, FETCHMAIL_STRING) || next_is(reading, FETCHMAIL_MAP))
		refuse(reading, "several local names of a user are not read here");
	else if (is_role(reading, ROLE_HERE))
		fetchmail_next(&reading->lexer);
}

static void take_keyword(struct reading *reading)
{
	const struct fetchmail_keyword *keyword = reading->lexer.keyword;
	const uint32_t line = reading->lexer.line;

	if (keyword->role == ROLE_SET) {
		take_set(reading);
	} else if (keyword->role == ROLE_SERVER || keyword->role == ROLE_DEFAULTS) {
		take_server(reading);
	} else if (keyword->role == ROLE_USER) {
		take_user(reading);
	} else if (keyword->role == ROLE_NO) {
		take_no(reading);
	} else if (may_stand(reading, keyword)) {
		fetchmail_next(&reading->lexer);
		take_setting(reading, keyword, line);
	}
}

void read_fetchmail(struct document *document, const char *bytes, size_t length)
{
	struct reading reading = {.document = document};

	fetchmail_begin(&reading.lexer, bytes, length);
	if (length > 0 && memchr(bytes, '\0', length) != NULL) {
		reading.lexer.line = 1;
		refuse(&reading, "a NUL in the file");
	} else {
		fetchmail_next(&reading.lexer);
	}
	while (!reading.refused && !document->full && !next_is(&reading, FETCHMAIL_END)) {
		if (next_is(&reading, FETCHMAIL_KEYWORD))
			take_keyword(&reading);
		else
			refuse(&reading, "fetchmail refuses what it does not expect here");
	}
	close_server(&reading);
	fetchmail_end(&reading.lexer);
}
