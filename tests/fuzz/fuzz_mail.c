// SPDX-License-Identifier: GPL-2.0-or-later
// Any bytes as a report by mail: what a small reader of its own finds in it is what went in.
#include <string.h>

#include "base/unicode.h"
#include "core/mail_address.h"
#include "render/mail.h"
#include "render/quoted.h"
#include "target.h"

enum {
	LONGEST = 990,
	LONGEST_OF_BODY = 76,
};

static const char *const headers[] = {"From", "To", "Subject", "Date", "Message-ID", "References",
	"List-Id", "Auto-Submitted", "MIME-Version", "Content-Type", "Content-Transfer-Encoding"};

static const char part_end[] = "\n--=_confwatch_=";

/* Up to the next NUL; data ends with one. */
static const char *next_string(const char **at)
{
	const char *string = *at;

	*at += strlen(string) + 1;
	return string;
}

static void check_lines(const char *at, const char *end, size_t longest)
{
	while (at < end) {
		const char *newline = memchr(at, '\n', (size_t)(end - at));

		must(newline != NULL && (size_t)(newline - at) <= longest);
		must(*at != '.' && strncmp(at, "From ", 5) != 0);
		for (; at < newline; at++)
			must((*at >= ' ' && *at <= '~') || *at == '\t');
		at++;
	}
}

/* Each line is folded, or one of the headers that are known, each of which is there once. */
static const char *check_headers(const char *at, unsigned *seen)
{
	for (; *at != '\n'; at = strchr(at, '\n') + 1) {
		size_t length = strcspn(at, ":"), i = 0;

		if (*at == ' ')
			continue;
		while (i < sizeof headers / sizeof *headers &&
			(strlen(headers[i]) != length || memcmp(headers[i], at, length) != 0))
			i++;
		must(i < sizeof headers / sizeof *headers && (*seen & 1U << i) == 0);
		*seen |= 1U << i;
	}
	return at + 1;
}

static int hex_value(char digit)
{
	const char *found = strchr("0123456789ABCDEF", digit);

	must(digit != '\0' && found != NULL);
	return (int)(found - "0123456789ABCDEF");
}

static void decode(struct text *result, const char *at, const char *end)
{
	while (at < end) {
		if (*at != '=') {
			text_byte(result, *at++);
		} else if (at[1] == '\n') {
			at += 2;
		} else {
			text_byte(result, (char)(hex_value(at[1]) * 16 + hex_value(at[2])));
			at += 3;
		}
	}
}

static void check_clean(const struct text *text)
{
	must(text->length > 0 && text->bytes[text->length - 1] == '\n');
	for (size_t i = 0; i < text->length;) {
		size_t size = strchr("\n\t", text->bytes[i]) != NULL
			? 1
			: unicode_printable(text->bytes + i, text->length - i);

		must(size > 0);
		i += size;
	}
}

static void check_body(const char *at, const char *end, const struct text *body)
{
	struct text clean = TEXT_INIT, decoded = TEXT_INIT;

	check_lines(at, end, LONGEST_OF_BODY);
	quoted_clean(&clean, body->bytes, body->length);
	check_clean(&clean);
	decode(&decoded, at, end);
	must(text_equals(&clean, &decoded));
	text_release(&clean);
	text_release(&decoded);
}

static void check_parts(const char *at, const struct mail *mail)
{
	const struct text *bodies[] = {mail->text, mail->html};

	must(strstr(at, part_end + 1) == at);
	for (int i = 0; i < 2; i++) {
		unsigned seen = 0;
		const char *begin = check_headers(strchr(at, '\n') + 1, &seen), *end;

		must(seen == 3U << 9);
		end = strstr(begin, part_end);
		must(end != NULL);
		check_body(begin, end, bodies[i]);
		at = end + 1;
	}
	must(strcmp(at, "--=_confwatch_=--\n") == 0);
}

static void check_message(const struct text *result, const struct mail *mail)
{
	unsigned seen = 0;
	const char *body = check_headers(result->bytes, &seen);

	must(strlen(result->bytes) == result->length);
	check_lines(result->bytes, result->bytes + result->length, LONGEST);
	must(seen == (mail->html != NULL ? (1U << 10) - 1 : (1U << 11) - 1));
	if (mail->html != NULL)
		check_parts(body, mail);
	else
		check_body(body, result->bytes + result->length, mail->text);
}

/* HOST NUL ADDRESS NUL SUBJECT NUL TEXT NUL HTML: a body ends at the next NUL or with the rest. */
int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
	struct text padded = TEXT_INIT, text = TEXT_INIT, html = TEXT_INIT, result = TEXT_INIT;
	struct error error = ERROR_INIT;
	struct mail mail = {.to_count = 1, .time = (int64_t)size * 100000, .text = &text};
	const char *at, *address;

	text_append(&padded, data, size);
	text_append(&padded, "\0\0\0\0", 4);
	at = padded.bytes;
	mail.host = next_string(&at);
	mail.id = mail.host;
	address = next_string(&at);
	mail.to = &address;
	mail.subject = next_string(&at);
	text_add(&text, next_string(&at));
	text_append(&html, at, (size_t)(padded.bytes + padded.length - at));
	mail.html = size % 2 == 0 ? &html : NULL;
	if (mail_render(&mail, &result, &error) == 0)
		check_message(&result, &mail);
	else
		must(mail_address_problem(address) != NULL && result.length == 0);
	text_release(&padded);
	text_release(&text);
	text_release(&html);
	text_release(&result);
	return 0;
}
