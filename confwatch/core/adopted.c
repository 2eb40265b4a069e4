// SPDX-License-Identifier: GPL-2.0-or-later
// rules.d/adopted.yaml: what was adopted, added to what stands in the file already.
#include "core/adopted.h"

#include <errno.h>
#include <string.h>

#include "base/translate.h"
#include "base/unicode.h"

static const char head[] = "# What holds on this system and must go on to hold: written by\n"
			   "# `confwatch rules adopt`, yours to edit; see confwatch-rules(5).\n"
			   "# Adopting again adds to it, and leaves your lines as they are.\n";

/* One list of the file, and what is to be added to it. */
struct section {
	const char *key;
	size_t count;
	void (*add)(const struct adopted *added, size_t at, int indent, struct text *result);
};

struct merge {
	const char *file;
	const char *bytes;
	size_t length;
	const struct adopted *added;
	struct text *result;
};

bool adopted_can_hold(const char *string)
{
	for (;;) {
		size_t length = strcspn(string, "\n");

		if (!unicode_all_printable(string, length))
			return false;
		if (string[length] == '\0')
			return true;
		string += length + 1;
	}
}

static void add_quoted(struct text *result, const char *string)
{
	text_byte(result, '"');
	for (; *string != '\0'; string++) {
		if (*string == '\n') {
			text_add(result, "\\n");
			continue;
		}
		if (*string == '"' || *string == '\\')
			text_byte(result, '\\');
		text_byte(result, *string);
	}
	text_byte(result, '"');
}

/* What is a string in YAML without quotes, whatever stands around it. */
static bool is_plain(const char *string)
{
	static const char plain[] = "abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ"
				    "0123456789/_.+@-";

	return string[0] == '/' && string[strspn(string, plain)] == '\0';
}

static void add_word(struct text *result, const char *word)
{
	if (is_plain(word))
		text_add(result, word);
	else
		add_quoted(result, word);
}

static void add_policy(const struct adopted *added, size_t at, int indent, struct text *result)
{
	text_format(result, "%*s- %s\n", indent, "", added->policies.items[at]);
}

static void add_parameter(const struct adopted *added, size_t at, int indent, struct text *result)
{
	text_format(result, "%*s%s: ", indent, "", added->parameters[at].name);
	add_quoted(result, added->parameters[at].value);
	text_byte(result, '\n');
}

static void add_required(const struct adopted *added, size_t at, int indent, struct text *result)
{
	const struct required_file *required = &added->required[at];

	text_format(result, "%*s- file: ", indent, "");
	add_word(result, required->file);
	text_format(result, "\n%*son_lost: %s\n", indent + 2, "", on_lost_name(required->on_lost));
}

static size_t line_length(const struct merge *merge, size_t at)
{
	const char *end = memchr(merge->bytes + at, '\n', merge->length - at);

	return end == NULL ? merge->length - at : (size_t)(end - merge->bytes) - at + 1;
}

static bool is_empty(const char *line, size_t length)
{
	size_t at = 0;

	while (at < length && strchr(" \t\r\n", line[at]) != NULL)
		at++;
	return at == length || line[at] == '#';
}

/* Where the line of the key begins; merge->length: there is none. *line counts from 1. */
static size_t find_key(const struct merge *merge, const char *key, unsigned *line)
{
	const size_t length = strlen(key);
	size_t at = 0;

	for (*line = 1; at < merge->length; (*line)++) {
		const char *begin = merge->bytes + at;

		if (merge->length - at > length && memcmp(begin, key, length) == 0 &&
			begin[length] == ':')
			return at;
		at += line_length(merge, at);
	}
	return at;
}

/* Items may stand below their key without being indented. */
static bool is_of_list(const char *line, size_t length)
{
	return line[0] == ' ' || (line[0] == '-' && (length < 3 || memcmp(line, "---", 3) != 0));
}

/* Behind the last item of the list whose items begin at `at`; *indent: that of the first. */
static size_t find_end(const struct merge *merge, size_t at, int *indent)
{
	size_t end = at;

	*indent = -1;
	while (at < merge->length) {
		const char *line = merge->bytes + at;
		size_t length = line_length(merge, at);

		at += length;
		if (is_empty(line, length))
			continue;
		if (!is_of_list(line, length))
			break;
		if (*indent < 0)
			*indent = (int)strspn(line, " ");
		end = at;
	}
	if (*indent < 0)
		*indent = 2;
	return end;
}

static void add_items(const struct merge *merge, const struct section *section, int indent)
{
	struct text *result = merge->result;

	if (result->length > 0 && result->bytes[result->length - 1] != '\n')
		text_byte(result, '\n');
	for (size_t i = 0; i < section->count; i++)
		section->add(merge->added, i, indent, result);
}

static int merge_section(
	const struct merge *merge, const struct section *section, struct error *error)
{
	unsigned line;
	size_t at = find_key(merge, section->key, &line);
	const size_t key = strlen(section->key) + 1;
	int indent;
	size_t end;

	if (at == merge->length) {
		text_append(merge->result, merge->bytes, merge->length);
		if (merge->length > 0 && merge->bytes[merge->length - 1] != '\n')
			text_byte(merge->result, '\n');
		text_format(merge->result, "\n%s:\n", section->key);
		add_items(merge, section, 2);
		return 0;
	}
	if (!is_empty(merge->bytes + at + key, line_length(merge, at) - key))
		return error_set(error, EINVAL,
			_("%s:%u: '%s' must have its items on lines of their own before more can "
			  "be added"),
			merge->file, line, section->key);
	end = find_end(merge, at + line_length(merge, at), &indent);
	text_append(merge->result, merge->bytes, end);
	add_items(merge, section, indent);
	text_append(merge->result, merge->bytes + end, merge->length - end);
	return 0;
}

int adopted_merge(const char *file, const char *bytes, size_t length, const struct adopted *added,
	struct text *result, struct error *error)
{
	const struct section sections[] = {
		{"adopted", added->policies.count, add_policy},
		{"params", added->parameter_count, add_parameter},
		{"required", added->required_count, add_required},
	};
	TEXT_CLEANUP struct text text = TEXT_INIT;

	text_append(&text, length > 0 ? bytes : head, length > 0 ? length : sizeof head - 1);
	for (size_t i = 0; i < sizeof sections / sizeof sections[0]; i++) {
		TEXT_CLEANUP struct text next = TEXT_INIT;
		const struct merge merge = {file, text.bytes, text.length, added, &next};

		if (sections[i].count == 0)
			continue;
		if (merge_section(&merge, &sections[i], error) < 0)
			return -error->code;
		text_clear(&text);
		text_append(&text, next.bytes, next.length);
	}
	text_append(result, text.bytes, text.length);
	return 0;
}
