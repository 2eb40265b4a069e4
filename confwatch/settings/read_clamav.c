// SPDX-License-Identifier: GPL-2.0-or-later
// ClamAV's files of options, as its common/optparser.c reads them.
#include <string.h>

#include "settings/blank_words.h"
#include "settings/formats.h"

enum {
	LINE_MOST = 1023, /* fgets() of ClamAV: what is longer is taken for another line */
	SHORT = 2,	  /* so many bytes, the newline included, are passed over */
};

struct reading {
	struct document *document;
	uint32_t line;
};

static void refuse(struct reading *reading, const char *why, struct slice text)
{
	document_unread(reading->document, reading->line, why, text.bytes, text.length);
}

/* What is between quotes: up to the last one of the line, behind which nothing is read. */
static const char *unquote(struct slice *value)
{
	const char *end;

	if (value->length == 0 || *value->bytes != '"')
		return NULL;
	value->bytes++;
	value->length--;
	end = memrchr(value->bytes, '"', value->length);
	if (end == NULL)
		return "ClamAV refuses a quote that does not end";
	value->length = (size_t)(end - value->bytes);
	return value->length == 0 ? "ClamAV refuses an empty argument" : NULL;
}

static void take_option(struct reading *reading, struct slice text)
{
	struct slice value = text;
	struct slice name;
	const char *why;

	(void)blank_word(&value, &name);
	value = blank_trim(value);
	why = value.length == 0 ? "ClamAV refuses an option without an argument" : unquote(&value);
	if (why != NULL) {
		refuse(reading, why, text);
		return;
	}
	document_open(reading->document, "setting", reading->line);
	document_attribute(reading->document, "name", name.bytes, name.length);
	document_attribute(reading->document, "value", value.bytes, value.length);
	document_close(reading->document);
}

static void take_line(struct reading *reading, struct slice line, bool newline)
{
	struct slice text = blank_skip(line);

	if (memchr(line.bytes, '\0', line.length) != NULL || line.length > LINE_MOST) {
		refuse(reading, "a NUL, or too long a line", line);
	} else if (text.length > 0 && *text.bytes == '#') {
		document_comment(reading->document, reading->line, text.bytes + 1, text.length - 1);
	} else if (slice_begins(text, "Example")) {
		document_open(reading->document, "example", reading->line);
		document_close(reading->document);
	} else if (text.length + newline > SHORT) {
		take_option(reading, text);
	}
}

void read_clamav(struct document *document, const char *bytes, size_t length)
{
	struct reading reading = {document, 1};
	struct slice rest = {bytes, length};
	struct slice line;

	for (; !document->full && slice_line(&rest, &line); reading.line++)
		take_line(&reading, line, line.bytes + line.length < bytes + length);
}
