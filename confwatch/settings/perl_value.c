// SPDX-License-Identifier: GPL-2.0-or-later
// Values of Perl: made, copied, counted; numbers as Perl writes them.
#include "settings/perl_value.h"

#include <math.h>
#include <stdlib.h>
#include <string.h>

enum {
	DIGITS_MOST = 63,
};

static const double exact_most = 9007199254740992.0; /* 2^53: integers up to it are exact */

uint32_t perl_line(struct perl_reading *reading, const char *at)
{
	for (; reading->counted < at; reading->counted++)
		reading->line += *reading->counted == '\n';
	while (reading->counted > at) {
		reading->counted--;
		reading->line -= *reading->counted == '\n';
	}
	return reading->line;
}

bool perl_spend(struct perl_reading *reading, size_t bytes)
{
	if (reading->budget < bytes) {
		reading->budget = 0;
		reading->document->full = true;
	} else {
		reading->budget -= bytes;
	}
	return !reading->document->full;
}

struct perl_value *perl_new(struct perl_reading *reading, enum perl_kind kind, const char *at)
{
	struct perl_value *value = arena_new(&reading->arena, struct perl_value);

	(void)perl_spend(reading, sizeof *value);
	value->kind = kind;
	value->line = perl_line(reading, at);
	return value;
}

struct perl_value *perl_copy(struct perl_reading *reading, const struct perl_value *value)
{
	struct perl_value *copy = arena_new(&reading->arena, struct perl_value);

	(void)perl_spend(reading, sizeof *copy);
	*copy = *value;
	copy->next = NULL;
	return copy;
}

struct perl_value *perl_scalar(
	struct perl_reading *reading, const char *at, const void *bytes, size_t length)
{
	struct perl_value *value = perl_new(reading, PERL_SCALAR, at);

	if (!perl_spend(reading, length))
		return value;
	value->bytes = arena_bytes(&reading->arena, bytes, length);
	value->length = length;
	return value;
}

void perl_add(struct perl_value *list, struct perl_value *item)
{
	if (list->last != NULL)
		list->last->next = item;
	else
		list->first = item;
	list->last = item;
}

struct perl_variable *perl_variable(
	const struct perl_reading *reading, char sigil, const char *name, size_t length)
{
	TEXT_CLEANUP struct text key = TEXT_INIT;

	text_byte(&key, sigil);
	text_append(&key, name, length);
	return xmlHashLookup(reading->variables, xml_string(text_string(&key)));
}

static bool is_sign(char byte)
{
	return byte == '-' || byte == '+';
}

/* "12", "-1.5e3"; of "10 days" 10, and of "days" 0. */
bool perl_number_text(const char *bytes, size_t length, double *result)
{
	char digits[DIGITS_MOST + 1];
	size_t at = 0, used = 0;
	bool point = false;

	while (at < length && perl_is_blank(bytes[at]))
		at++;
	while (at < length && used < DIGITS_MOST) {
		char byte = bytes[at++];

		if (perl_is_digit(byte) || (is_sign(byte) && used == 0) ||
			(byte == '.' && !point)) {
			digits[used++] = byte;
			point |= byte == '.';
		} else {
			/* Exponents, "Inf", "NaN" in strings: rare enough. */
			*result = 0;
			if (perl_is_letter(byte))
				return false;
			break;
		}
	}
	digits[used] = '\0';
	*result = strtod(digits, NULL);
	return used < DIGITS_MOST && fabs(*result) < exact_most;
}

/* 0x1F, 0b11, 0o17, 017 */
static bool read_based(const char *digits, struct text *result)
{
	int base = 8;
	char *end;
	unsigned long long number;

	digits++;
	if (*digits == 'x' || *digits == 'X')
		base = 16;
	else if (*digits == 'b' || *digits == 'B')
		base = 2;
	if (base != 8 || *digits == 'o')
		digits++;
	number = strtoull(digits, &end, base);
	return *end == '\0' && end > digits && (double)number < exact_most &&
		perl_write_number((double)number, result);
}

bool perl_literal(const struct perl_token *token, struct text *result)
{
	char digits[DIGITS_MOST + 1];
	size_t used = 0;
	char *end;
	double number;

	for (const char *at = token->start; at < token->end; at++) {
		if (*at == '_')
			continue;
		if (used == DIGITS_MOST)
			return false;
		digits[used++] = *at;
	}
	digits[used] = '\0';
	if (digits[0] == '0' && used > 1 && digits[1] != '.' && digits[1] != 'e' &&
		digits[1] != 'E')
		return read_based(digits, result);
	number = strtod(digits, &end);
	return *end == '\0' && number < exact_most && perl_write_number(number, result);
}

bool perl_write_number(double number, struct text *result)
{
	if (!isfinite(number) || fabs(number) >= exact_most || (number == 0 && signbit(number)))
		return false;
	text_format(result, "%.15g", number);
	return true;
}
