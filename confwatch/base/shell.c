// SPDX-License-Identifier: GPL-2.0-or-later
// Words of a command line that a person may copy into a shell.
#include "base/shell.h"

#include <stdbool.h>
#include <string.h>

#include "base/unicode.h"

static bool is_plain_word(const char *word)
{
	static const char plain[] = "abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ"
				    "0123456789/._+,:@%=-";

	return *word != '\0' && word[strspn(word, plain)] == '\0';
}

void shell_word(struct text *result, const char *word)
{
	size_t length = strlen(word);

	if (is_plain_word(word)) {
		text_add(result, word);
		return;
	}
	if (strchr(word, '\'') == NULL && unicode_all_printable(word, length)) {
		text_format(result, "'%s'", word);
		return;
	}
	text_add(result, "$'");
	for (size_t i = 0; i < length;) {
		size_t size = unicode_printable(word + i, length - i);

		if (size == 0) {
			text_format(result, "\\%03o", (unsigned)(unsigned char)word[i++]);
			continue;
		}
		if (word[i] == '\\' || word[i] == '\'')
			text_byte(result, '\\');
		text_append(result, word + i, size);
		i += size;
	}
	text_byte(result, '\'');
}
