// SPDX-License-Identifier: GPL-2.0-or-later
// Words of fetchmailrc: the longest pattern that matches wins, then the first one.
#include "settings/fetchmail_lexer.h"

#include <string.h>

#define BOTH (SCOPE_SERVER | SCOPE_USER)
#define FLAG(word, scopes)                                                                         \
	{                                                                                          \
		word, word, ROLE_FLAG, scopes                                                      \
	}

static const struct fetchmail_keyword keywords[] = {
	{"set", "", ROLE_SET, 0},
	{"poll", "poll", ROLE_SERVER, 0},
	{"server", "poll", ROLE_SERVER, 0},
	{"skip", "skip", ROLE_SERVER, 0},
	{"defaults", "defaults", ROLE_DEFAULTS, 0},
	{"no", "", ROLE_NO, 0},
	{"here", "", ROLE_HERE, 0},
	{"there", "", ROLE_HERE, 0},
	{"with", "", ROLE_NOISE, 0},
	{"and", "", ROLE_NOISE, 0},
	{"has", "", ROLE_NOISE, 0},
	{"wants", "", ROLE_NOISE, 0},
	{"options", "", ROLE_NOISE, 0},
	{"logfile", "logfile", ROLE_STRING, SCOPE_GLOBAL},
	{"idfile", "idfile", ROLE_STRING, SCOPE_GLOBAL},
	{"pidfile", "pidfile", ROLE_STRING, SCOPE_GLOBAL},
	{"daemon", "daemon", ROLE_NUMBER, SCOPE_GLOBAL},
	{"postmaster", "postmaster", ROLE_STRING, SCOPE_GLOBAL},
	FLAG("syslog", SCOPE_GLOBAL),
	FLAG("invisible", SCOPE_GLOBAL),
	FLAG("showdots", SCOPE_GLOBAL),
	FLAG("bouncemail", SCOPE_GLOBAL),
	FLAG("spambounce", SCOPE_GLOBAL),
	FLAG("softbounce", SCOPE_GLOBAL),
	{"properties", "properties", ROLE_STRING, SCOPE_GLOBAL | SCOPE_USER},
	{"via", "via", ROLE_STRING, SCOPE_SERVER},
	{"aka", "aka", ROLE_STRINGS, SCOPE_SERVER},
	{"local", "localdomains", ROLE_STRINGS, SCOPE_SERVER},
	{"localdomains", "localdomains", ROLE_STRINGS, SCOPE_SERVER},
	{"proto", "protocol", ROLE_PROTOCOL, SCOPE_SERVER},
	{"protocol", "protocol", ROLE_PROTOCOL, SCOPE_SERVER},
	{"service", "service", ROLE_SERVICE, SCOPE_SERVER},
	{"port", "service", ROLE_NUMBER, SCOPE_SERVER},
	{"interval", "interval", ROLE_NUMBER, SCOPE_SERVER},
	{"preauth", "auth", ROLE_AUTH, SCOPE_SERVER},
	{"preauthenticate", "auth", ROLE_AUTH, SCOPE_SERVER},
	{"auth", "auth", ROLE_AUTH, SCOPE_SERVER},
	{"authenticate", "auth", ROLE_AUTH, SCOPE_SERVER},
	{"timeout", "timeout", ROLE_NUMBER, SCOPE_SERVER},
	{"envelope", "envelope", ROLE_ENVELOPE, SCOPE_SERVER},
	{"qvirtual", "qvirtual", ROLE_STRING, SCOPE_SERVER},
	{"principal", "principal", ROLE_STRING, SCOPE_SERVER},
	{"esmtpname", "esmtpname", ROLE_STRING, SCOPE_SERVER},
	{"esmtppassword", "esmtppassword", ROLE_STRING, SCOPE_SERVER},
	{"bad-header", "bad-header", ROLE_HEADER, SCOPE_SERVER},
	{"interface", "interface", ROLE_STRING, SCOPE_SERVER},
	{"monitor", "monitor", ROLE_STRING, SCOPE_SERVER},
	{"plugin", "plugin", ROLE_STRING, SCOPE_SERVER},
	{"plugout", "plugout", ROLE_STRING, SCOPE_SERVER},
	FLAG("uidl", SCOPE_SERVER),
	FLAG("checkalias", SCOPE_SERVER),
	FLAG("dns", SCOPE_SERVER),
	FLAG("tracepolls", SCOPE_SERVER),
	{"user", "user", ROLE_USER, SCOPE_USER},
	{"username", "user", ROLE_USER, SCOPE_USER},
	{"is", "is", ROLE_NAMES, SCOPE_USER},
	{"to", "is", ROLE_NAMES, SCOPE_USER},
	{"pass", "password", ROLE_STRING, SCOPE_USER},
	{"password", "password", ROLE_STRING, SCOPE_USER},
	{"folder", "folder", ROLE_STRINGS, SCOPE_USER},
	{"folders", "folder", ROLE_STRINGS, SCOPE_USER},
	{"smtp", "smtphost", ROLE_STRINGS, SCOPE_USER},
	{"smtphost", "smtphost", ROLE_STRINGS, SCOPE_USER},
	{"fetchdomains", "fetchdomains", ROLE_STRINGS, SCOPE_USER},
	{"smtpaddress", "smtpaddress", ROLE_STRING, SCOPE_USER},
	{"smtpname", "smtpname", ROLE_STRING, SCOPE_USER},
	{"antispam", "antispam", ROLE_NUMBERS, SCOPE_USER},
	{"mda", "mda", ROLE_STRING, SCOPE_USER},
	{"bsmtp", "bsmtp", ROLE_STRING, SCOPE_USER},
	{"pre", "preconnect", ROLE_STRING, SCOPE_USER},
	{"preconnect", "preconnect", ROLE_STRING, SCOPE_USER},
	{"post", "postconnect", ROLE_STRING, SCOPE_USER},
	{"postconnect", "postconnect", ROLE_STRING, SCOPE_USER},
	{"limit", "limit", ROLE_NUMBER, SCOPE_USER},
	{"warnings", "warnings", ROLE_NUMBER, SCOPE_USER},
	{"batchlimit", "batchlimit", ROLE_NUMBER, SCOPE_USER},
	{"fetchlimit", "fetchlimit", ROLE_NUMBER, SCOPE_USER},
	{"fetchsizelimit", "fetchsizelimit", ROLE_NUMBER, SCOPE_USER},
	{"fastuidl", "fastuidl", ROLE_NUMBER, SCOPE_USER},
	{"expunge", "expunge", ROLE_NUMBER, SCOPE_USER},
	{"sslkey", "sslkey", ROLE_STRING, SCOPE_USER},
	{"sslcert", "sslcert", ROLE_STRING, SCOPE_USER},
	{"sslproto", "sslproto", ROLE_STRING, SCOPE_USER},
	{"sslcertfile", "sslcertfile", ROLE_STRING, SCOPE_USER},
	{"sslcertpath", "sslcertpath", ROLE_STRING, SCOPE_USER},
	{"sslcommonname", "sslcommonname", ROLE_STRING, SCOPE_USER},
	{"sslfingerprint", "sslfingerprint", ROLE_STRING, SCOPE_USER},
	FLAG("ssl", SCOPE_USER),
	FLAG("sslcertck", SCOPE_USER),
	FLAG("lmtp", SCOPE_USER),
	FLAG("keep", SCOPE_USER),
	FLAG("flush", SCOPE_USER),
	FLAG("limitflush", SCOPE_USER),
	FLAG("fetchall", SCOPE_USER),
	FLAG("rewrite", SCOPE_USER),
	FLAG("forcecr", SCOPE_USER),
	FLAG("stripcr", SCOPE_USER),
	{"pass8", "pass8bits", ROLE_FLAG, SCOPE_USER},
	FLAG("pass8bits", SCOPE_USER),
	FLAG("dropstatus", SCOPE_USER),
	FLAG("dropdelivered", SCOPE_USER),
	{"mimedec", "mimedecode", ROLE_FLAG, SCOPE_USER},
	FLAG("mimedecode", SCOPE_USER),
	FLAG("idle", SCOPE_USER),
	{"accept", "accept", ROLE_HEADER_NAME, 0},
	{"reject", "reject", ROLE_HEADER_NAME, 0},
	{"any", "any", ROLE_AUTH_NAME, 0},
	{"gssapi", "gssapi", ROLE_AUTH_NAME, 0},
	{"kerberos", "kerberos", ROLE_AUTH_NAME, 0},
	{"kerberos4", "kerberos", ROLE_AUTH_NAME, 0},
	{"kerberos_v4", "kerberos", ROLE_AUTH_NAME, 0},
	{"kerberos5", "kerberos", ROLE_AUTH_NAME, 0},
	{"kerberos_v5", "kerberos", ROLE_AUTH_NAME, 0},
	{"ssh", "ssh", ROLE_AUTH_NAME, 0},
	{"external", "external", ROLE_AUTH_NAME, 0},
	{"otp", "otp", ROLE_AUTH_NAME, 0},
	{"opie", "otp", ROLE_AUTH_NAME, 0},
	{"cram", "cram-md5", ROLE_AUTH_NAME, 0},
	{"cram-md5", "cram-md5", ROLE_AUTH_NAME, 0},
	{"msn", "msn", ROLE_AUTH_NAME, 0},
	{"ntlm", "ntlm", ROLE_AUTH_NAME, 0},
	{"auto", "AUTO", ROLE_PROTOCOL_NAME, 0},
	{"AUTO", "AUTO", ROLE_PROTOCOL_NAME, 0},
	{"pop2", "POP2", ROLE_PROTOCOL_NAME, 0},
	{"POP2", "POP2", ROLE_PROTOCOL_NAME, 0},
	{"pop3", "POP3", ROLE_PROTOCOL_NAME, 0},
	{"POP3", "POP3", ROLE_PROTOCOL_NAME, 0},
	{"sdps", "POP3", ROLE_PROTOCOL_NAME, 0},
	{"SDPS", "POP3", ROLE_PROTOCOL_NAME, 0},
	{"imap", "IMAP", ROLE_PROTOCOL_NAME, 0},
	{"IMAP", "IMAP", ROLE_PROTOCOL_NAME, 0},
	{"apop", "APOP", ROLE_PROTOCOL_NAME, 0},
	{"APOP", "APOP", ROLE_PROTOCOL_NAME, 0},
	{"rpop", "RPOP", ROLE_PROTOCOL_NAME, 0},
	{"RPOP", "RPOP", ROLE_PROTOCOL_NAME, 0},
	{"etrn", "ETRN", ROLE_PROTOCOL_NAME, 0},
	{"ETRN", "ETRN", ROLE_PROTOCOL_NAME, 0},
	{"odmr", "ODMR", ROLE_PROTOCOL_NAME, 0},
	{"ODMR", "ODMR", ROLE_PROTOCOL_NAME, 0},
	{"kpop", "KPOP", ROLE_PROTOCOL_NAME, 0},
	{"KPOP", "KPOP", ROLE_PROTOCOL_NAME, 0},
};
static const struct fetchmail_keyword auth_password = {"password", "password", ROLE_AUTH_NAME, 0};

static bool ends_word(char byte)
{
	return byte != '\0' && strchr("=;:, \t\r\n", byte) != NULL;
}

static void advance(struct fetchmail_lexer *lexer, size_t count)
{
	for (size_t i = 0; i < count; i++)
		lexer->next_line += lexer->rest.bytes[i] == '\n';
	lexer->rest.bytes += count;
	lexer->rest.length -= count;
}

static unsigned digit_of(char byte)
{
	if (byte >= '0' && byte <= '9')
		return (unsigned)(byte - '0');
	byte |= 0x20;
	return byte >= 'a' && byte <= 'f' ? (unsigned)(byte - 'a') + 10 : 16;
}

/* \xHH, \0OO, \DDD; how many bytes behind the backslash it takes. */
static size_t take_number(struct text *result, const char *at, const char *end)
{
	const bool hex = (*at | 0x20) == 'x';
	const unsigned base = hex ? 16 : *at == '0' ? 8 : 10;
	const size_t most = hex ? 2 : 3;
	const char *digit = at + hex;
	unsigned value = 0;

	for (size_t count = 0; digit < end && count < most && digit_of(*digit) < base; count++)
		value = value * base + digit_of(*digit++);
	text_byte(result, (char)(value & 0xFF));
	return (size_t)(digit - at);
}

/* As in C, more or less. */
static void unescape(struct text *result, const char *at, const char *end)
{
	static const char letters[] = "ntbr";
	static const char meant[] = "\n\t\b\r";

	while (at < end) {
		const char *letter;

		if (*at != '\\') {
			text_byte(result, *at++);
		} else if (++at == end) {
			return;
		} else if (*at == '\n') {
			at++;
		} else if ((*at >= '0' && *at <= '9') || (*at | 0x20) == 'x') {
			at += take_number(result, at, end);
		} else {
			letter = memchr(letters, *at, sizeof letters - 1);
			text_byte(result, *(letter != NULL ? &meant[letter - letters] : at));
			at++;
		}
	}
}

/* Noise: blanks, separators, line ends with the comment before them. 0: something else. */
static size_t noise_length(const struct fetchmail_lexer *lexer)
{
	struct slice rest = lexer->rest;
	const char *newline;

	if (*rest.bytes != '\0' && strchr(" \t\r;:,\n", *rest.bytes) != NULL)
		return 1;
	if (*rest.bytes == '\\' && rest.length > 1 && rest.bytes[1] == '\n')
		return 2;
	/* A comment needs its newline. */
	if (*rest.bytes != '#' || rest.bytes >= lexer->comments_end)
		return 0;
	newline = memchr(rest.bytes, '\n', rest.length);
	return newline != NULL ? (size_t)(newline - rest.bytes) + 1 : 0;
}

static size_t word_length(struct slice rest)
{
	size_t length = 0;

	while (length < rest.length && !ends_word(rest.bytes[length]))
		length++;
	return length;
}

/* Quotes included; 0: it is no quoted string. */
static size_t quoted_length(struct slice rest)
{
	const char *end;

	if (*rest.bytes != '"' && *rest.bytes != '\'')
		return 0;
	end = memchr(rest.bytes + 1, *rest.bytes, rest.length - 1);
	return end != NULL ? (size_t)(end - rest.bytes) + 1 : 0;
}

static bool is_number(struct slice word)
{
	size_t at = word.length > 1 && *word.bytes == '-';

	while (at < word.length && word.bytes[at] >= '0' && word.bytes[at] <= '9')
		at++;
	return at == word.length;
}

static const struct fetchmail_keyword *keyword_of(struct slice word)
{
	for (size_t i = 0; i < sizeof keywords / sizeof keywords[0]; i++)
		if (slice_is(word, keywords[i].word))
			return &keywords[i];
	return NULL;
}

/* "nokeep" is "no keep", for those that may be told so. */
static bool is_negated(struct slice word)
{
	static const char *const others[] = {"envelope", "bouncemail", "spambounce"};
	const struct fetchmail_keyword *keyword;
	struct slice behind;

	if (!slice_after(word, "no", &behind) || behind.length == 0)
		return false;
	for (size_t i = 0; i < sizeof others / sizeof others[0]; i++)
		if (slice_is(behind, others[i]))
			return true;
	keyword = keyword_of(behind);
	return keyword != NULL && keyword->role == ROLE_FLAG &&
		(keyword->scopes & SCOPE_GLOBAL) == 0 && !slice_begins(behind, "ssl") &&
		!slice_is(behind, "lmtp") && !slice_is(behind, "tracepolls");
}

static void take_keyword(
	struct fetchmail_lexer *lexer, const struct fetchmail_keyword *keyword, size_t length)
{
	lexer->kind = FETCHMAIL_KEYWORD;
	lexer->keyword = keyword;
	advance(lexer, length);
	switch (keyword->role) {
	case ROLE_USER:
	case ROLE_NAMES:
		lexer->state = LEXER_NAME;
		break;
	case ROLE_AUTH:
		lexer->state = LEXER_AUTH;
		break;
	case ROLE_AUTH_NAME:
		lexer->state = LEXER_INITIAL;
		break;
	default:
		if (strcmp(keyword->name, "password") == 0)
			lexer->state = LEXER_NAME;
	}
}

static void take_word(struct fetchmail_lexer *lexer, struct slice word)
{
	const struct fetchmail_keyword *keyword =
		lexer->state != LEXER_NAME ? keyword_of(word) : NULL;

	if (keyword != NULL && strcmp(keyword->name, "password") == 0 && lexer->state == LEXER_AUTH)
		keyword = slice_is(word, "password") ? &auth_password : NULL;
	if (keyword == NULL && lexer->state != LEXER_NAME && is_negated(word)) {
		take_keyword(lexer, keyword_of((struct slice){"no", 2}), 2);
		return;
	}
	if (keyword != NULL) {
		take_keyword(lexer, keyword, word.length);
		return;
	}
	lexer->kind =
		lexer->state != LEXER_NAME && is_number(word) ? FETCHMAIL_NUMBER : FETCHMAIL_STRING;
	unescape(&lexer->text, word.bytes, word.bytes + word.length);
	if (lexer->state == LEXER_NAME)
		lexer->state = LEXER_INITIAL;
	advance(lexer, word.length);
}

static void take_token(struct fetchmail_lexer *lexer)
{
	const size_t word = word_length(lexer->rest);
	const size_t quoted = quoted_length(lexer->rest);
	const char *at = lexer->rest.bytes;

	if (quoted > 0 && quoted >= word) {
		lexer->kind = FETCHMAIL_STRING;
		unescape(&lexer->text, at + 1, at + quoted - 1);
		lexer->state = LEXER_INITIAL;
		advance(lexer, quoted);
	} else if (word == 0) {
		lexer->kind = FETCHMAIL_MAP;
		lexer->state = LEXER_NAME;
		advance(lexer, 1);
	} else if (word == 1 && *at == '*') {
		lexer->kind = FETCHMAIL_WILDCARD;
		lexer->state = LEXER_INITIAL;
		advance(lexer, 1);
	} else {
		take_word(lexer, (struct slice){at, word});
	}
}

static bool is_noise(const struct fetchmail_lexer *lexer)
{
	return lexer->kind == FETCHMAIL_KEYWORD && lexer->keyword->role == ROLE_NOISE;
}

void fetchmail_begin(struct fetchmail_lexer *lexer, const char *bytes, size_t length)
{
	const char *newline = length > 0 ? memrchr(bytes, '\n', length) : NULL;

	*lexer = (struct fetchmail_lexer){.rest = {bytes, length},
		.comments_end = newline != NULL ? newline + 1 : bytes,
		.next_line = 1,
		.text = TEXT_INIT};
}

void fetchmail_end(struct fetchmail_lexer *lexer)
{
	text_release(&lexer->text);
}

void fetchmail_next(struct fetchmail_lexer *lexer)
{
	do {
		size_t noise;

		text_clear(&lexer->text);
		while (lexer->rest.length > 0 && (noise = noise_length(lexer)) > 0)
			advance(lexer, noise);
		lexer->line = lexer->next_line;
		lexer->kind = FETCHMAIL_END;
		if (lexer->rest.length > 0)
			take_token(lexer);
	} while (is_noise(lexer));
}
