// SPDX-License-Identifier: GPL-2.0-or-later
// The text of Postfix's indexed tables (hash, btree, lmdb, cdb, texthash): key and value.
#include "base/unicode.h"
#include "settings/formats.h"
#include "settings/postfix_lines.h"

/* The key ends at white space that is neither quoted nor escaped; its quotes stay. */
static size_t key_length(struct piece text, bool *open)
{
	size_t at = 0;

	*open = false;
	for (; at < text.length; at++) {
		if (text.bytes[at] == '\\')
			at++;
		else if (text.bytes[at] == '"')
			*open = !*open;
		else if (!*open && postfix_is_space(text.bytes[at]))
			break;
	}
	return at < text.length ? at : text.length;
}

static void read_entry(const struct postfix_lines *lines, struct document *document)
{
	struct piece text = postfix_lines_piece(lines);
	bool open;
	size_t length = key_length(text, &open);
	struct piece value =
		postfix_trim((struct piece){text.bytes + length, text.length - length});

	if (!unicode_all_valid(text.bytes, lines->text.length)) {
		postfix_lines_unread(lines, document, "it is not UTF-8");
		return;
	}
	if (open) {
		postfix_lines_unread(lines, document, "a quote is not closed");
		return;
	}
	if (length == 0 || value.length == 0) {
		postfix_lines_unread(lines, document, "no value behind the key");
		return;
	}
	document_open(document, "entry", lines->first);
	document_attribute(document, "key", text.bytes, length);
	document_attribute(document, "value", value.bytes, value.length);
	document_close(document);
}

void read_postfix_table(struct document *document, const char *bytes, size_t length)
{
	POSTFIX_LINES_CLEANUP struct postfix_lines lines = POSTFIX_LINES(bytes, length);

	while (postfix_lines_next(&lines, document)) {
		read_entry(&lines, document);
		postfix_lines_rest(&lines, document);
	}
}
