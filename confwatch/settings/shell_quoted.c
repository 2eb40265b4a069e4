// SPDX-License-Identifier: GPL-2.0-or-later
// Escapes inside of quotes: bash(1), QUOTING.
#include "settings/shell_quoted.h"

#include <stdint.h>
#include <string.h>

void shell_escape_in_double(struct shell_input *input, struct text *result)
{
	const char *next = input->at + 1;

	if (next == input->end || strchr("$`\"\\\n", *next) == NULL || *next == '\0') {
		text_byte(result, *input->at++);
		return;
	}
	if (*next != '\n')
		text_byte(result, *next);
	input->at += 2;
}

static int digit_of(char byte, unsigned base)
{
	static const char digits[] = "0123456789abcdef";
	char lower = (char)(byte >= 'A' && byte <= 'F' ? byte + ('a' - 'A') : byte);
	const char *found = lower != '\0' ? strchr(digits, lower) : NULL;

	if (found == NULL || (size_t)(found - digits) >= base)
		return -1;
	return (int)(found - digits);
}

/* At most `most` digits; how many there are. */
static unsigned read_number(
	struct shell_input *input, unsigned base, unsigned most, uint32_t *result)
{
	unsigned count = 0;

	*result = 0;
	for (; count < most && input->at < input->end; count++) {
		int digit = digit_of(*input->at, base);

		if (digit < 0)
			break;
		*result = *result * base + (uint32_t)digit;
		input->at++;
	}
	return count;
}

static void add_character(uint32_t character, struct text *result)
{
	if (character < 0x80) {
		text_byte(result, (char)character);
	} else if (character < 0x800) {
		text_byte(result, (char)(0xC0 | (character >> 6)));
		text_byte(result, (char)(0x80 | (character & 0x3F)));
	} else if (character < 0x10000) {
		text_byte(result, (char)(0xE0 | (character >> 12)));
		text_byte(result, (char)(0x80 | ((character >> 6) & 0x3F)));
		text_byte(result, (char)(0x80 | (character & 0x3F)));
	} else {
		text_byte(result, (char)(0xF0 | ((character >> 18) & 0x07)));
		text_byte(result, (char)(0x80 | ((character >> 12) & 0x3F)));
		text_byte(result, (char)(0x80 | ((character >> 6) & 0x3F)));
		text_byte(result, (char)(0x80 | (character & 0x3F)));
	}
}

/* \x41, \u00e4, \U0001f600: behind the letter. Without digits they stay as they are. */
static void read_hex(struct shell_input *input, char letter, struct text *result)
{
	unsigned most = letter == 'x' ? 2 : letter == 'u' ? 4 : 8;
	uint32_t value;

	if (read_number(input, 16, most, &value) == 0) {
		text_byte(result, '\\');
		text_byte(result, letter);
	} else if (letter == 'x') {
		text_byte(result, (char)value);
	} else {
		add_character(value, result);
	}
}

static void read_control(struct shell_input *input, struct text *result)
{
	char byte;

	if (input->at == input->end) {
		text_add(result, "\\c");
		return;
	}
	byte = *input->at++;
	if (byte == '\\' && input->at < input->end && *input->at == '\\')
		input->at++;
	if (byte == '?')
		text_byte(result, 0x7F);
	else
		text_byte(result, (char)(byte & 0x1F));
}

/* Behind the backslash. */
static void read_escape(struct shell_input *input, struct text *result)
{
	static const char letters[] = "abeEfnrtv\\'\"?";
	static const char means[] = "\a\b\033\033\f\n\r\t\v\\'\"?";
	const char *found = *input->at != '\0' ? strchr(letters, *input->at) : NULL;
	uint32_t value;

	if (found != NULL) {
		text_byte(result, means[found - letters]);
		input->at++;
	} else if (read_number(input, 8, 3, &value) > 0) {
		text_byte(result, (char)value);
	} else if (*input->at == 'x' || *input->at == 'u' || *input->at == 'U') {
		char letter = *input->at++;

		read_hex(input, letter, result);
	} else if (*input->at == 'c') {
		input->at++;
		read_control(input, result);
	} else {
		text_byte(result, '\\');
		text_byte(result, *input->at++);
	}
}

bool shell_ansi_quoted(struct shell_input *input, struct text *result)
{
	TEXT_CLEANUP struct text value = TEXT_INIT;
	size_t length;

	input->at++;
	while (input->at < input->end && *input->at != '\'') {
		if (*input->at != '\\' || input->at + 1 == input->end) {
			text_byte(&value, *input->at++);
			continue;
		}
		input->at++;
		read_escape(input, &value);
	}
	if (input->at == input->end)
		return false;
	input->at++;
	/* A NUL ends what the quotes hold. */
	length = strlen(text_string(&value));
	if (length > 0)
		text_append(result, text_string(&value), length);
	return true;
}
