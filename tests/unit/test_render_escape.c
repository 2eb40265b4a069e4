// SPDX-License-Identifier: GPL-2.0-or-later
// render/escape: no byte from disk acts where it is shown, and none is lost.
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>

#include <json-c/json.h>
#include <stdlib.h>
#include <string.h>

#include "base/text.h"
#include "base/shell.h"
#include "render/escape.h"

enum {
	ROUNDS = 20000,
	LONGEST = 24,
};

/* xorshift64*: the same bytes in every run. */
static uint64_t next_random(uint64_t *state)
{
	*state ^= *state >> 12;
	*state ^= *state << 25;
	*state ^= *state >> 27;
	return *state * UINT64_C(2685821657736338717);
}

/* Random bytes, rich in what matters: backslashes, digits, quotes, UTF-8 and pieces of it. */
static size_t make_hostile(uint64_t *state, char result[LONGEST * 4 + 1])
{
	static const char *const pieces[] = {"\\", "\\\\", "0", "377", "x41", "'", "\"", "\x1b[2J",
		"\n", "\t", "\r", "\x7f", "\xc2\x9b", "\xe2\x80\xae", "\xe2\x80", "\xc3\xa4",
		"\xff", "\xed\xa0\x80", "\xc0\x80", "\xf0\x9f\x93\xab", "\xf4\x90\x80\x80",
		"\xef\xbb\xbf", " ", "$", "u0041", "a", "!", "`", "<", ">", "&", "]]>", "&lt;"};
	size_t count = next_random(state) % LONGEST;
	size_t length = 0;

	for (size_t i = 0; i < count; i++) {
		uint64_t choice = next_random(state);

		if (choice % 4 == 0) {
			result[length++] = (char)(1 + next_random(state) % 255);
		} else {
			const char *piece = pieces[choice / 4 % (sizeof pieces / sizeof *pieces)];

			memcpy(result + length, piece, strlen(piece));
			length += strlen(piece);
		}
	}
	result[length] = '\0';
	return length;
}

static bool is_octal_escape(const char *bytes)
{
	return bytes[0] == '\\' && bytes[1] >= '0' && bytes[1] <= '3' && bytes[2] >= '0' &&
		bytes[2] <= '7' && bytes[3] >= '0' && bytes[3] <= '7';
}

static char octal_value(const char *bytes)
{
	return (char)((bytes[1] - '0') * 64 + (bytes[2] - '0') * 8 + (bytes[3] - '0'));
}

/* The reader's side of escape_name(). */
static void decode_name(const char *escaped, struct text *result)
{
	while (*escaped != '\0') {
		if (is_octal_escape(escaped)) {
			text_byte(result, octal_value(escaped));
			escaped += 4;
		} else if (escaped[0] == '\\' && escaped[1] == '\\') {
			text_byte(result, '\\');
			escaped += 2;
		} else {
			text_byte(result, *escaped++);
		}
	}
}

/* What a shell makes of a word in one of the three forms. */
static void decode_shell(const char *word, struct text *result)
{
	if (word[0] == '\'') {
		text_append(result, word + 1, strlen(word) - 2);
		return;
	}
	if (strncmp(word, "$'", 2) != 0) {
		text_add(result, word);
		return;
	}
	for (word += 2; strcmp(word, "'") != 0;) {
		assert_true(*word != '\'' && *word != '\0');
		if (is_octal_escape(word)) {
			text_byte(result, octal_value(word));
			word += 4;
		} else {
			word += *word == '\\';
			text_byte(result, *word++);
		}
	}
}

/* JSON string value -> bytes, as the schemas describe it. */
static void decode_json_value(const char *value, struct text *result)
{
	while (*value != '\0') {
		if (value[0] == '\\' && value[1] == 'x') {
			char hex[3] = {value[2], value[3], '\0'};

			text_byte(result, (char)strtoul(hex, NULL, 16));
			value += 4;
			continue;
		}
		assert_true(value[0] != '\\' || value[1] == '\\');
		value += *value == '\\';
		text_byte(result, *value++);
	}
}

/* No control, no C1, no bidi control, no broken UTF-8: checked byte by byte, by other means. */
static void assert_harmless(const struct text *text, const char *allowed)
{
	const char *bytes = text_string(text);
	struct json_tokener *tokener = json_tokener_new();
	TEXT_CLEANUP struct text quoted = TEXT_INIT;
	struct json_object *parsed;

	text_byte(&quoted, '"');
	for (size_t i = 0; i < text->length; i++) {
		unsigned char byte = (unsigned char)bytes[i];
		unsigned char next = (unsigned char)bytes[i + 1];

		assert_true(strchr(allowed, byte) != NULL || byte >= 0x20);
		assert_int_not_equal(byte, 0x7f);
		assert_false(byte == 0xc2 && next >= 0x80 && next <= 0x9f);
		assert_false(byte == 0xe2 && next == 0x80 && (unsigned char)bytes[i + 2] >= 0xa8 &&
			(unsigned char)bytes[i + 2] <= 0xae);
		if (byte >= 0x80)
			text_byte(&quoted, (char)byte);
	}
	text_byte(&quoted, '"');
	json_tokener_set_flags(tokener, JSON_TOKENER_STRICT | JSON_TOKENER_VALIDATE_UTF8);
	parsed = json_tokener_parse_ex(tokener, text_string(&quoted), (int)quoted.length);
	assert_int_equal(json_tokener_get_error(tokener), json_tokener_success);
	json_object_put(parsed);
	json_tokener_free(tokener);
}

static void names_are_harmless_and_reversible(void **state)
{
	uint64_t random = 1;

	(void)state;
	for (int i = 0; i < ROUNDS; i++) {
		char name[LONGEST * 4 + 1];
		size_t length = make_hostile(&random, name);
		TEXT_CLEANUP struct text escaped = TEXT_INIT;
		TEXT_CLEANUP struct text decoded = TEXT_INIT;

		escape_bytes(&escaped, name, length);
		assert_harmless(&escaped, "");
		decode_name(text_string(&escaped), &decoded);
		assert_string_equal(text_string(&decoded), name);
	}
}

static void shell_words_are_harmless_and_reversible(void **state)
{
	uint64_t random = 2;

	(void)state;
	for (int i = 0; i < ROUNDS; i++) {
		char name[LONGEST * 4 + 1];
		TEXT_CLEANUP struct text escaped = TEXT_INIT;
		TEXT_CLEANUP struct text decoded = TEXT_INIT;

		(void)make_hostile(&random, name);
		shell_word(&escaped, name);
		assert_harmless(&escaped, "");
		decode_shell(text_string(&escaped), &decoded);
		assert_string_equal(text_string(&decoded), name);
	}
}

static void json_strings_are_valid_and_reversible(void **state)
{
	uint64_t random = 3;

	(void)state;
	for (int i = 0; i < ROUNDS; i++) {
		char name[LONGEST * 4 + 1];
		struct json_tokener *tokener = json_tokener_new();
		struct json_object *parsed;
		TEXT_CLEANUP struct text quoted = TEXT_INIT;
		TEXT_CLEANUP struct text decoded = TEXT_INIT;

		text_byte(&quoted, '"');
		escape_json(&quoted, name, make_hostile(&random, name));
		text_byte(&quoted, '"');
		assert_harmless(&quoted, "");
		json_tokener_set_flags(tokener, JSON_TOKENER_STRICT | JSON_TOKENER_VALIDATE_UTF8);
		parsed = json_tokener_parse_ex(tokener, text_string(&quoted), (int)quoted.length);
		assert_non_null(parsed);
		decode_json_value(json_object_get_string(parsed), &decoded);
		assert_string_equal(text_string(&decoded), name);
		json_object_put(parsed);
		json_tokener_free(tokener);
	}
}

static void content_keeps_lines_and_backslashes(void **state)
{
	uint64_t random = 4;
	TEXT_CLEANUP struct text text = TEXT_INIT;

	(void)state;
	escape_content(&text, "a\\1\tb\r\n\x1b[31m\xff\xc3\xa4\n", 16);
	assert_string_equal(text_string(&text), "a\\1\tb\\015\n\\033[31m\\377\xc3\xa4\n");
	for (int i = 0; i < ROUNDS; i++) {
		char bytes[LONGEST * 4 + 1];

		text_clear(&text);
		escape_content(&text, bytes, make_hostile(&random, bytes));
		assert_harmless(&text, "\n\t");
	}
}

/* The bytes of the reference that begins here; 0: none does. */
static size_t undo_reference(const char *at, char *byte)
{
	static const struct {
		const char *reference;
		char byte;
	} table[] = {
		{"&amp;", '&'}, {"&lt;", '<'}, {"&gt;", '>'}, {"&quot;", '"'}, {"&#39;", '\''}};

	for (size_t i = 0; i < sizeof table / sizeof *table; i++) {
		*byte = table[i].byte;
		if (strncmp(at, table[i].reference, strlen(table[i].reference)) == 0)
			return strlen(table[i].reference);
	}
	return 0;
}

static void markup_begins_no_tag_and_ends_no_quote(void **state)
{
	uint64_t random = 5;

	(void)state;
	for (int i = 0; i < ROUNDS; i++) {
		char name[LONGEST * 4 + 1];
		TEXT_CLEANUP struct text escaped = TEXT_INIT;
		TEXT_CLEANUP struct text plain = TEXT_INIT;
		TEXT_CLEANUP struct text decoded = TEXT_INIT;

		escape_markup(&escaped, name, make_hostile(&random, name));
		assert_harmless(&escaped, "");
		for (const char *at = text_string(&escaped); *at != '\0';) {
			char byte = *at;
			size_t length = byte == '&' ? undo_reference(at, &byte) : 1;

			assert_int_not_equal(length, 0);
			assert_true(length > 1 || strchr("<>\"'", byte) == NULL);
			text_byte(&plain, byte);
			at += length;
		}
		decode_name(text_string(&plain), &decoded);
		assert_string_equal(text_string(&decoded), name);
	}
}

struct example {
	const char *input;
	const char *name;
	const char *shell;
	const char *json;
};

static void examples(void **state)
{
	static const struct example table[] = {
		{"/etc/pam.d/imap", "/etc/pam.d/imap", "/etc/pam.d/imap", "/etc/pam.d/imap"},
		{"/etc/a b", "/etc/a b", "'/etc/a b'", "/etc/a b"},
		{"/etc/stra\xc3\x9f"
		 "e",
			"/etc/stra\xc3\x9f"
			"e",
			"'/etc/stra\xc3\x9f"
			"e'",
			"/etc/stra\xc3\x9f"
			"e"},
		{"/etc/it's", "/etc/it's", "$'/etc/it\\'s'", "/etc/it's"},
		{"/etc/a\nb", "/etc/a\\012b", "$'/etc/a\\012b'", "/etc/a\\nb"},
		{"/etc/\x1b]0;x\a", "/etc/\\033]0;x\\007", "$'/etc/\\033]0;x\\007'",
			"/etc/\\u001b]0;x\\u0007"},
		{"/etc/\xff", "/etc/\\377", "$'/etc/\\377'", "/etc/\\\\xFF"},
		{"/etc/\xe2\x80\xae"
		 "fdp",
			"/etc/\\342\\200\\256fdp", "$'/etc/\\342\\200\\256fdp'", "/etc/\\u202efdp"},
		{"/etc/\xf3\xa0\x81\x81", "/etc/\\363\\240\\201\\201",
			"$'/etc/\\363\\240\\201\\201'", "/etc/\\udb40\\udc41"},
		{"a\\b", "a\\b", "'a\\b'", "a\\\\\\\\b"},
		{"a\\101", "a\\\\101", "'a\\101'", "a\\\\\\\\101"},
		{"a\\\n", "a\\\\\\012", "$'a\\\\\\012'", "a\\\\\\\\\\n"},
		{"", "", "''", ""},
		{"$(reboot)", "$(reboot)", "'$(reboot)'", "$(reboot)"},
		{"say \"hi\"", "say \"hi\"", "'say \"hi\"'", "say \\\"hi\\\""},
	};

	(void)state;
	for (size_t i = 0; i < sizeof table / sizeof *table; i++) {
		TEXT_CLEANUP struct text text = TEXT_INIT;

		escape_name(&text, table[i].input);
		assert_string_equal(text_string(&text), table[i].name);
		text_clear(&text);
		shell_word(&text, table[i].input);
		assert_string_equal(text_string(&text), table[i].shell);
		text_clear(&text);
		escape_json(&text, table[i].input, strlen(table[i].input));
		assert_string_equal(text_string(&text), table[i].json);
	}
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(names_are_harmless_and_reversible),
		cmocka_unit_test(shell_words_are_harmless_and_reversible),
		cmocka_unit_test(json_strings_are_valid_and_reversible),
		cmocka_unit_test(markup_begins_no_tag_and_ends_no_quote),
		cmocka_unit_test(content_keeps_lines_and_backslashes),
		cmocka_unit_test(examples),
	};

	return cmocka_run_group_tests_name("render/escape", tests, NULL, NULL);
}
