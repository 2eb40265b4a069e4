// SPDX-License-Identifier: GPL-2.0-or-later
// One file of Dovecot's configuration, as config-parser.c of 2.3 and 2.4 reads its lines.
#include <string.h>

#include "base/text.h"
#include "settings/formats.h"

struct reading {
	struct document *document;
	struct text joined; /* lines that end with a backslash, so far */
	struct text line;   /* the logical line */
	uint32_t first;	    /* its first line */
	unsigned depth;	    /* blocks that are open */
};

/* What is left of a line. */
struct rest {
	const char *at;
	const char *end;
};

static bool is_blank(char byte)
{
	return byte == ' ' || byte == '\t';
}

static void skip_blanks(struct rest *rest)
{
	while (rest->at < rest->end && is_blank(*rest->at))
		rest->at++;
}

static bool ended(const struct rest *rest)
{
	return rest->at == rest->end;
}

static bool begins(const struct rest *rest, char byte)
{
	return !ended(rest) && *rest->at == byte;
}

static bool is(const struct rest *part, const char *word)
{
	return (size_t)(part->end - part->at) == strlen(word) &&
		memcmp(part->at, word, strlen(word)) == 0;
}

static void attribute(struct reading *reading, const char *name, const struct rest *part)
{
	document_attribute(reading->document, name, part->at, (size_t)(part->end - part->at));
}

/* A backslash stands for what is behind it; one at the end for nothing. */
static void unescaped(struct reading *reading, const char *name, const struct rest *part)
{
	TEXT_CLEANUP struct text value = TEXT_INIT;

	for (const char *at = part->at; at < part->end; at++) {
		if (*at == '\\' && ++at == part->end)
			break;
		text_byte(&value, *at);
	}
	document_attribute(reading->document, name, text_string(&value), value.length);
}

static void refuse(struct reading *reading, const char *why, const char *text, size_t length)
{
	document_unread(reading->document, reading->first, why, text, length);
}

static void refuse_line(struct reading *reading, const char *why)
{
	refuse(reading, why, text_string(&reading->line), reading->line.length);
}

/* Up to a blank, or to the other byte. */
static struct rest take_word(struct rest *rest, char other)
{
	struct rest word = {rest->at, rest->at};

	while (!ended(rest) && !is_blank(*rest->at) && *rest->at != other)
		rest->at++;
	word.end = rest->at;
	return word;
}

/* A name in quotes may hold blanks and, behind backslashes, quotes; 2.3 knows none. */
static struct rest take_name(struct rest *rest)
{
	struct rest name;

	if (!begins(rest, '"'))
		return take_word(rest, '=');
	name.at = ++rest->at;
	while (!ended(rest) && *rest->at != '"')
		rest->at += *rest->at == '\\' && rest->end - rest->at > 1 ? 2 : 1;
	name.end = rest->at;
	rest->at += !ended(rest);
	return name;
}

static void take_value(struct reading *reading, struct rest rest)
{
	const char *kind = NULL;

	skip_blanks(&rest);
	if (begins(&rest, '<')) {
		rest.at++;
		skip_blanks(&rest);
		kind = "file";
	} else if (begins(&rest, '"') || begins(&rest, '\'')) {
		const char quote = *rest.at;

		if (rest.end[-1] == quote) {
			rest.at++;
			rest.end -= rest.end > rest.at;
			unescaped(reading, "value", &rest);
			return;
		}
	} else if (memchr(rest.at, '$', (size_t)(rest.end - rest.at)) != NULL) {
		kind = "variable";
	}
	attribute(reading, "value", &rest);
	if (kind != NULL)
		document_attribute_string(reading->document, "kind", kind);
}

static void put_setting(struct reading *reading, const struct rest *name, struct rest rest)
{
	if (name->at == name->end) {
		refuse_line(reading, "a setting without a name");
		return;
	}
	document_open(reading->document, "setting", reading->first);
	attribute(reading, "name", name);
	take_value(reading, rest);
	document_close(reading->document);
}

static void put_include(struct reading *reading, const char *attempt, const struct rest *pattern)
{
	document_open(reading->document, "include", reading->first);
	attribute(reading, "value", pattern);
	document_attribute_string(reading->document, "try", attempt);
	document_close(reading->document);
}

static void open_section(struct reading *reading, const struct rest *name)
{
	reading->depth++;
	document_open(reading->document, "section", reading->first);
	attribute(reading, "name", name);
}

static void close_section(struct reading *reading)
{
	if (reading->depth == 0) {
		refuse_line(reading, "Dovecot refuses a '}' without a block");
		return;
	}
	reading->depth--;
	document_close(reading->document);
}

/* The name of a block, behind which '{' must stand. */
static struct rest take_argument(struct rest *rest, bool *quoted)
{
	struct rest argument;

	*quoted = begins(rest, '"');
	if (!*quoted) {
		argument = take_word(rest, ' ');
	} else {
		argument.at = ++rest->at;
		while (!ended(rest) && *rest->at != '"')
			rest->at++;
		argument.end = rest->at;
		rest->at += !ended(rest);
	}
	skip_blanks(rest);
	return argument;
}

/* `name {`, `name argument {`; in 2.4 `group @name argument {`. */
static void take_section(struct reading *reading, struct rest name, struct rest rest)
{
	struct rest argument = {rest.at, rest.at};
	bool group = is(&name, "group") && !begins(&rest, '{');
	bool quoted = false;

	if (group) {
		name = take_word(&rest, ' ');
		skip_blanks(&rest);
	}
	if (!begins(&rest, '{'))
		argument = take_argument(&rest, &quoted);
	if (!begins(&rest, '{') || rest.end - rest.at > 1) {
		refuse_line(reading,
			begins(&rest, '{') ? "Dovecot refuses what stands behind '{'"
					   : "Dovecot expects '=' or '{' here");
		return;
	}
	open_section(reading, &name);
	if (quoted)
		unescaped(reading, "argument", &argument);
	else if (argument.at < argument.end)
		attribute(reading, "argument", &argument);
	if (group)
		document_attribute_string(reading->document, "group", "yes");
}

static void take_logical(struct reading *reading)
{
	struct rest rest = {
		text_string(&reading->line), text_string(&reading->line) + reading->line.length};
	struct rest name = take_name(&rest);

	skip_blanks(&rest);
	if (is(&name, "!include") && !begins(&rest, '='))
		put_include(reading, "no", &rest);
	else if (is(&name, "!include_try") && !begins(&rest, '='))
		put_include(reading, "yes", &rest);
	else if (begins(&rest, '='))
		put_setting(reading, &name, (struct rest){rest.at + 1, rest.end});
	else if (is(&name, "}") && ended(&rest))
		close_section(reading);
	else
		take_section(reading, name, rest);
}

static const char *without_blanks(const char *at, const char *end)
{
	while (end > at && is_blank(end[-1]))
		end--;
	return end;
}

/* Lines that end with backslashes, before this one. */
static void end_joined(struct reading *reading, const char *why)
{
	if (reading->joined.length > 0)
		refuse(reading, why, text_string(&reading->joined), reading->joined.length);
	text_clear(&reading->joined);
}

/* A comment or an empty line ends what is continued, and Dovecot drops it. */
static void drop_joined(struct reading *reading)
{
	struct rest value = {.at = text_string(&reading->joined)};

	if (reading->joined.length == 0)
		return;
	value.end = without_blanks(value.at, value.at + reading->joined.length);
	document_open(reading->document, "dropped", reading->first);
	attribute(reading, "value", &value);
	document_close(reading->document);
	text_clear(&reading->joined);
}

/* Where the comment of a line begins, or its end. */
static const char *comment_of(const char *at, const char *end)
{
	for (; at < end && *at != '#'; at++) {
		const char quote = *at;

		if (quote != '\'' && quote != '"')
			continue;
		for (at++; at < end && *at != quote; at++)
			at += *at == '\\' && end - at > 1;
		if (at == end)
			break;
	}
	return at;
}

/* 2.3 and 2.4 differ about them, or stop there. */
static bool has_odd_bytes(const char *at, const char *end)
{
	for (; at < end; at++)
		if (*at == '\0' || *at == '\v' || *at == '\f' || *at == '\r')
			return true;
	return false;
}

static void take_text(struct reading *reading, const char *at, const char *end)
{
	bool continued;

	end = without_blanks(at, comment_of(at, end));
	continued = end > at && end[-1] == '\\';
	if (continued)
		end = without_blanks(at, end - 1);
	if (continued && end > at) {
		text_append(&reading->joined, at, (size_t)(end - at));
		text_byte(&reading->joined, ' ');
	}
	if (continued)
		return;
	text_clear(&reading->line);
	text_append(&reading->line, text_string(&reading->joined), reading->joined.length);
	text_append(&reading->line, at, (size_t)(end - at));
	text_clear(&reading->joined);
	if (reading->line.length > 0)
		take_logical(reading);
}

static void take_line(struct reading *reading, uint32_t line, const char *at, const char *end)
{
	while (at < end && is_blank(*at))
		at++;
	if (at == end || *at == '#') {
		drop_joined(reading);
		if (at < end)
			document_comment(reading->document, line, at + 1, (size_t)(end - at - 1));
		return;
	}
	if (reading->joined.length == 0)
		reading->first = line;
	if (has_odd_bytes(at, end)) {
		end_joined(reading, "continued with a control character");
		document_unread(
			reading->document, line, "a control character", at, (size_t)(end - at));
		return;
	}
	take_text(reading, at, end);
}

static void finish(struct reading *reading)
{
	end_joined(reading, "continued beyond the end of the file");
	if (reading->depth > 0)
		refuse(reading, "a block without its '}'", "", 0);
	for (; reading->depth > 0; reading->depth--)
		document_close(reading->document);
	text_release(&reading->joined);
	text_release(&reading->line);
}

void read_dovecot(struct document *document, const char *bytes, size_t length)
{
	struct reading reading = {.document = document, .first = 1};
	const char *end = bytes + length;
	uint32_t line = 1;

	for (const char *at = bytes; at < end && !document->full; line++) {
		const char *newline = memchr(at, '\n', (size_t)(end - at));
		const char *stop = newline != NULL ? newline : end;

		if (newline != NULL && stop > at && stop[-1] == '\r')
			stop--;
		take_line(&reading, line, at, stop);
		at = newline != NULL ? newline + 1 : end;
	}
	finish(&reading);
}
