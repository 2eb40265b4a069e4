// SPDX-License-Identifier: GPL-2.0-or-later
// /etc/pam.d/SERVICE and /etc/pam.conf as libpam reads them, with Debian's @include.
#include <stdio.h>
#include <string.h>
#include <strings.h>

#include "base/text.h"
#include "settings/formats.h"
#include "settings/pam_control.h"
#include "settings/pam_text.h"

/* The words of one rule, and where in it we are. */
struct reading {
	struct document *document;
	struct pam_words words;
	struct text word;
	const char *fails; /* the field that is wrong; NULL: none so far */
	bool includes;	   /* the next word is a file, not a module */
};

static bool next_word(struct reading *reading)
{
	return pam_words_next(&reading->words, &reading->word);
}

static void fail(struct reading *reading, const char *field)
{
	if (reading->fails == NULL)
		reading->fails = field;
}

static void attribute(struct reading *reading, const char *name)
{
	document_attribute(
		reading->document, name, text_string(&reading->word), reading->word.length);
}

/* An open element gets its last line where it is another than its first. */
static void span(struct document *document, const struct pam_line *line)
{
	char number[16];

	if (line->last == line->first)
		return;
	(void)snprintf(number, sizeof number, "%u", (unsigned)line->last);
	document_attribute_string(document, "last", number);
}

static const char *known_type(const char *word)
{
	static const char *const types[] = {"auth", "account", "password", "session"};

	for (size_t i = 0; i < sizeof types / sizeof types[0]; i++)
		if (strcasecmp(word, types[i]) == 0)
			return types[i];
	return NULL;
}

/* What libpam does not know, it takes for "auth", the most sensitive, and makes it fail. */
static void put_type(struct reading *reading, const char *word, bool optional)
{
	const char *type = known_type(word);

	document_attribute_string(reading->document, "type", type != NULL ? type : "auth");
	if (type == NULL) {
		document_attribute_string(reading->document, "word", word);
		fail(reading, "type");
	}
	if (optional)
		document_attribute_string(reading->document, "optional", "yes");
}

static void put_actions(struct reading *reading, const char *control)
{
	struct pam_action action;
	const char *at = control;

	while (pam_control_next(&at, &action) > 0) {
		char jump[16];

		(void)snprintf(jump, sizeof jump, "%d", action.jump);
		document_open(reading->document, "action", 0);
		document_attribute_string(reading->document, "value", action.value);
		document_attribute_string(
			reading->document, "do", action.name != NULL ? action.name : jump);
		document_close(reading->document);
	}
}

static bool is_right(const char *control)
{
	struct pam_action action;
	int status;

	do
		status = pam_control_next(&control, &action);
	while (status > 0);
	return status == 0;
}

/* Leaves what stood in brackets, or would have to, in `control`. */
static void put_control(struct reading *reading, struct text *control)
{
	TEXT_CLEANUP struct text shown = TEXT_INIT;
	const char *keyword;

	if (!next_word(reading)) {
		fail(reading, "control");
		return;
	}
	keyword = pam_control_keyword(text_string(&reading->word));
	if (keyword != NULL) {
		document_attribute_string(reading->document, "control", keyword);
		reading->includes = strcmp(keyword, "include") == 0;
		return;
	}
	text_format(&shown, "[%s]", text_string(&reading->word));
	document_attribute(reading->document, "control", text_string(&shown), shown.length);
	text_add(control, text_string(&reading->word));
	if (!is_right(text_string(control))) {
		text_clear(control);
		fail(reading, "control");
	}
}

/* libpam names a module by its file without directory and suffix, and must have a name. */
static bool is_nameless(const char *module)
{
	const char *slash = strrchr(module, '/');
	const char *base = slash != NULL ? slash + 1 : module;
	const char *dot = strrchr(base, '.');
	size_t length = dot != NULL ? (size_t)(dot - base) : strlen(base);

	return length == 0 || (length == 1 && *base == '?');
}

static void put_module(struct reading *reading)
{
	if (!next_word(reading)) {
		fail(reading, "module");
		return;
	}
	attribute(reading, "module");
	if (!reading->includes && is_nameless(text_string(&reading->word)))
		reading->fails = "file";
}

static void put_arguments(struct reading *reading)
{
	while (next_word(reading))
		document_item(reading->document, "argument", text_string(&reading->word),
			reading->word.length);
}

/* The word is its type. */
static void put_rule(struct reading *reading)
{
	TEXT_CLEANUP struct text control = TEXT_INIT;
	const char *word = text_string(&reading->word);
	bool optional = word[0] == '-';

	put_type(reading, word + optional, optional);
	put_control(reading, &control);
	put_module(reading);
	if (reading->fails != NULL)
		document_attribute_string(reading->document, "fails", reading->fails);
	put_actions(reading, text_string(&control));
	put_arguments(reading);
}

static bool is_include(const char *word)
{
	return strcasecmp(word + (word[0] == '-'), "@include") == 0;
}

static void read_rule(struct document *document, const struct pam_line *line, bool with_service)
{
	struct reading reading = {
		.document = document,
		.words = {line->text.bytes, line->text.bytes + line->text.length},
	};
	TEXT_CLEANUP struct text service = TEXT_INIT;
	bool include;

	if (with_service && next_word(&reading))
		text_append(&service, text_string(&reading.word), reading.word.length);
	(void)next_word(&reading);
	include = is_include(text_string(&reading.word));
	document_open(document, include ? "include" : "rule", line->first);
	span(document, line);
	if (with_service)
		document_attribute(document, "service", text_string(&service), service.length);
	if (!include)
		put_rule(&reading);
	else if (next_word(&reading))
		attribute(&reading, "file");
	document_close(document);
	text_release(&reading.word);
}

static void put_unread(struct document *document, const struct pam_line *line)
{
	document_open(document, "unread", line->first);
	span(document, line);
	document_attribute_string(document, "why", line->why);
	document_text(document, text_string(&line->text), line->text.length);
	document_close(document);
}

static void read_lines(
	struct document *document, const char *bytes, size_t length, bool with_service)
{
	struct pam_lines lines;
	struct pam_line line = {.text = TEXT_INIT};

	pam_lines_start(&lines, bytes, length);
	while (pam_lines_next(&lines, &line)) {
		if (line.kind == PAM_LINE_RULE)
			read_rule(document, &line, with_service);
		else if (line.kind == PAM_LINE_COMMENT)
			document_comment(
				document, line.first, text_string(&line.text), line.text.length);
		else
			put_unread(document, &line);
	}
	text_release(&line.text);
}

void read_pam(struct document *document, const char *bytes, size_t length)
{
	read_lines(document, bytes, length, false);
}

void read_pam_conf(struct document *document, const char *bytes, size_t length)
{
	read_lines(document, bytes, length, true);
}
