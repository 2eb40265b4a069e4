// SPDX-License-Identifier: GPL-2.0-or-later
// Postfix's main.cf: name = value, in logical lines. The last setting of a name counts.
#include "settings/formats.h"
#include "settings/postfix_lines.h"

static void read_setting(const struct postfix_lines *lines, struct document *document)
{
	struct piece name, value, item;
	const char *why = postfix_name_value(postfix_lines_piece(lines), &name, &value);

	if (why != NULL) {
		postfix_lines_unread(lines, document, why);
		return;
	}
	document_open(document, "setting", lines->first);
	document_attribute(document, "name", name.bytes, name.length);
	document_attribute(document, "value", value.bytes, value.length);
	while (postfix_word(&value, POSTFIX_COMMAS, true, &item)) {
		document_open(document, "item", postfix_lines_at(lines, item.bytes));
		document_attribute(document, "value", item.bytes, item.length);
		document_close(document);
	}
	document_close(document);
}

void read_postfix_main(struct document *document, const char *bytes, size_t length)
{
	POSTFIX_LINES_CLEANUP struct postfix_lines lines = POSTFIX_LINES(bytes, length);

	while (postfix_lines_next(&lines, document)) {
		read_setting(&lines, document);
		postfix_lines_rest(&lines, document);
	}
}
