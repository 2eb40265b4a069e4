// SPDX-License-Identifier: GPL-2.0-or-later
// SpamAssassin's *.pre and *.cf, as Mail::SpamAssassin::Conf::Parser reads them.
#include <string.h>

#include "base/text.h"
#include "settings/formats.h"

enum {
	CONDITIONS_MOST = 32, /* inside one another */
};

struct line {
	const char *at;
	size_t length;
};

struct reading {
	struct document *document;
	size_t depth;
	/* Of each <if> that is open. */
	struct line condition[CONDITIONS_MOST];
	bool plugin[CONDITIONS_MOST];
	bool otherwise[CONDITIONS_MOST];
};

static bool is_blank(char byte)
{
	return byte == ' ' || (byte >= '\t' && byte <= '\r');
}

static struct line trim(struct line line)
{
	for (; line.length > 0 && is_blank(*line.at); line.at++)
		line.length--;
	while (line.length > 0 && is_blank(line.at[line.length - 1]))
		line.length--;
	return line;
}

static bool is(struct line word, const char *text)
{
	return word.length == strlen(text) && memcmp(word.at, text, word.length) == 0;
}

/* The first word; the rest stays. */
static struct line cut_word(struct line *rest)
{
	struct line word = {rest->at, 0};

	while (word.length < rest->length && !is_blank(rest->at[word.length]))
		word.length++;
	rest->at += word.length;
	rest->length -= word.length;
	*rest = trim(*rest);
	return word;
}

/* A comment goes, unless its mark is escaped; the escapes go then. */
static void without_comment(struct line line, struct text *result)
{
	for (size_t i = 0; i < line.length; i++) {
		if (line.at[i] == '#')
			break;
		if (line.at[i] == '\\' && i + 1 < line.length && line.at[i + 1] == '#')
			i++;
		text_byte(result, line.at[i]);
	}
}

static void open_condition(struct reading *reading, uint32_t line)
{
	size_t top = reading->depth - 1;
	TEXT_CLEANUP struct text pattern = TEXT_INIT;

	if (reading->plugin[top])
		text_add(&pattern, "plugin (");
	text_append(&pattern, reading->condition[top].at, reading->condition[top].length);
	if (reading->plugin[top])
		text_byte(&pattern, ')');
	document_open(reading->document, "if", line);
	document_attribute(reading->document, "pattern", text_string(&pattern), pattern.length);
	if (reading->plugin[top])
		document_attribute_string(reading->document, "ifplugin", "yes");
	if (reading->otherwise[top])
		document_attribute_string(reading->document, "not", "yes");
}

/* raw: the condition where it lies in the file. False: nothing that is read. */
static bool take_condition(struct reading *reading, uint32_t line, bool plugin, struct line raw,
	const struct line *value)
{
	if (value->length == 0 || reading->depth == CONDITIONS_MOST)
		return false;
	(void)cut_word(&raw);
	raw.length = value->length < raw.length ? value->length : raw.length;
	reading->condition[reading->depth] = raw;
	reading->plugin[reading->depth] = plugin;
	reading->otherwise[reading->depth] = false;
	reading->depth++;
	open_condition(reading, line);
	return true;
}

static bool take_else(struct reading *reading, uint32_t line, const struct line *value)
{
	size_t top = reading->depth - 1;

	if (value->length > 0 || reading->depth == 0)
		return false;
	document_close(reading->document);
	reading->otherwise[top] = !reading->otherwise[top];
	open_condition(reading, line);
	return true;
}

static bool take_endif(struct reading *reading, const struct line *value)
{
	if (value->length > 0 || reading->depth == 0)
		return false;
	document_close(reading->document);
	reading->depth--;
	return true;
}

/* loadplugin NAME [FILE] */
static bool take_plugin(struct reading *reading, uint32_t line, struct line value)
{
	struct line name = cut_word(&value);

	if (name.length == 0)
		return false;
	document_open(reading->document, "plugin", line);
	document_attribute(reading->document, "name", name.at, name.length);
	if (value.length > 0)
		document_attribute(reading->document, "from", value.at, value.length);
	document_close(reading->document);
	return true;
}

static void close_conditions(struct reading *reading)
{
	for (; reading->depth > 0; reading->depth--)
		document_close(reading->document);
}

/* The end of the other file ends the conditions of this one, too: their "endif" is refused. */
static bool take_include(struct reading *reading, uint32_t line, const struct line *value)
{
	if (value->length == 0)
		return false;
	document_open(reading->document, "include", line);
	document_attribute(reading->document, "file", value->at, value->length);
	document_close(reading->document);
	close_conditions(reading);
	return true;
}

static bool take_setting(struct reading *reading, uint32_t line, const struct text *name,
	const struct line *language, const struct line *value)
{
	document_open(reading->document, "setting", line);
	document_attribute(reading->document, "name", text_string(name), name->length);
	document_attribute(reading->document, "value", value->at, value->length);
	if (language->length > 0)
		document_attribute(reading->document, "lang", language->at, language->length);
	document_close(reading->document);
	return true;
}

/* "Use-Bayes" is use_bayes. */
static void fold(struct line word, struct text *result)
{
	for (size_t i = 0; i < word.length; i++) {
		char byte = word.at[i];

		if (byte >= 'A' && byte <= 'Z')
			byte = (char)(byte + ('a' - 'A'));
		text_byte(result, (char)(byte == '-' ? '_' : byte));
	}
}

static bool take(struct reading *reading, uint32_t line, struct line raw, struct line rest)
{
	TEXT_CLEANUP struct text name = TEXT_INIT;
	struct line language = {rest.at, 0};
	struct line word = cut_word(&rest);

	if (is(word, "lang") && rest.length > 0) {
		language = cut_word(&rest);
		word = cut_word(&rest);
	}
	fold(word, &name);
	word = (struct line){text_string(&name), name.length};
	if (is(word, "if") || is(word, "ifplugin"))
		return take_condition(reading, line, word.length > 2, raw, &rest);
	if (is(word, "else"))
		return take_else(reading, line, &rest);
	if (is(word, "endif"))
		return take_endif(reading, &rest);
	if (is(word, "loadplugin") || is(word, "tryplugin"))
		return take_plugin(reading, line, rest);
	if (is(word, "include"))
		return take_include(reading, line, &rest);
	return word.length > 0 && take_setting(reading, line, &name, &language, &rest);
}

static void take_line(struct reading *reading, uint32_t line, struct line raw)
{
	TEXT_CLEANUP struct text text = TEXT_INIT;
	struct line rest;

	raw = trim(raw);
	without_comment(raw, &text);
	rest = trim((struct line){text_string(&text), text.length});
	if (rest.length > 0 && !take(reading, line, raw, rest))
		document_unread(reading->document, line, "SpamAssassin takes no line like this",
			raw.at, raw.length);
	else if (rest.length == 0 && raw.length > 0 && *raw.at == '#')
		document_comment(reading->document, line, raw.at + 1, raw.length - 1);
}

void read_spamassassin(struct document *document, const char *bytes, size_t length)
{
	struct reading reading = {.document = document};
	const char *end = bytes + length;
	uint32_t line = 1;

	for (const char *at = bytes; at < end && !document->full; line++) {
		const char *newline = memchr(at, '\n', (size_t)(end - at));
		const char *stop = newline != NULL ? newline : end;

		take_line(&reading, line, (struct line){at, (size_t)(stop - at)});
		at = newline != NULL ? newline + 1 : end;
	}
	close_conditions(&reading);
}
