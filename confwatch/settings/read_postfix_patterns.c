// SPDX-License-Identifier: GPL-2.0-or-later
// Postfix's tables of patterns (cidr, pcre, regexp): pattern and result, if and endif.
#include <arpa/inet.h>
#include <stdio.h>
#include <string.h>
#include <strings.h>

#include "base/number.h"
#include "settings/formats.h"
#include "settings/postfix_lines.h"

/* Blocks inside one another, in the root; a rule and its second pattern go deeper. */
enum {
	BLOCKS_MOST = DOCUMENT_DEPTH_MOST - 3
};

/* A pattern, and where it stands. flags: those behind the closing delimiter. */
struct pattern {
	bool network; /* of cidr: a word without delimiters */
	bool negated;
	struct piece text;
	struct piece flags;
};

/* The blocks that are open, for what is left open at the end. */
struct blocks {
	struct document *document;
	size_t open;
	bool networks[BLOCKS_MOST];
	uint32_t lines_of[BLOCKS_MOST]; /* where each begins */
};

static bool is_alphanumeric(char byte)
{
	return (byte >= '0' && byte <= '9') || (byte >= 'a' && byte <= 'z') ||
		(byte >= 'A' && byte <= 'Z');
}

static void skip(struct piece *rest, size_t length)
{
	rest->bytes += length;
	rest->length -= length;
}

/* Networks begin as addresses do; delimiters are neither letters nor digits. */
static bool is_network(char byte)
{
	return is_alphanumeric(byte) || byte == ':' || byte == '[';
}

static void take_negations(struct piece *rest, struct pattern *pattern)
{
	pattern->negated = false;
	while (rest->length > 0 && (rest->bytes[0] == '!' || postfix_is_space(rest->bytes[0]))) {
		if (rest->bytes[0] == '!')
			pattern->negated = !pattern->negated;
		skip(rest, 1);
	}
}

static size_t word_length(struct piece rest, char also)
{
	size_t length = 0;

	while (length < rest.length && !postfix_is_space(rest.bytes[length]) &&
		(also == '\0' || rest.bytes[length] != also))
		length++;
	return length;
}

/* What stands between two delimiters, and the flags. */
static const char *take_delimited(struct piece *rest, struct pattern *pattern)
{
	char delimiter = rest->bytes[0];
	size_t length = 0;

	skip(rest, 1);
	while (length < rest->length && rest->bytes[length] != delimiter)
		length += rest->bytes[length] == '\\' ? 2 : 1;
	if (length >= rest->length)
		return "the pattern does not end";
	pattern->text = (struct piece){rest->bytes, length};
	skip(rest, length + 1);
	pattern->flags = (struct piece){rest->bytes, word_length(*rest, '!')};
	skip(rest, pattern->flags.length);
	for (size_t i = 0; i < pattern->flags.length; i++)
		if (strchr("imsxAEUX", pattern->flags.bytes[i]) == NULL)
			return "no such flag of a pattern";
	return NULL;
}

/* Whether an address has bits set behind the first so many. */
static bool has_host_bits(const unsigned char *address, size_t bits, size_t network)
{
	for (size_t i = network; i < bits; i++)
		if ((address[i / 8] & (0x80 >> i % 8)) != 0)
			return true;
	return false;
}

/* [ADDRESS]/BITS, [ADDRESS/BITS] or neither bracket. False: one is missing, or more follows. */
static bool take_brackets(struct piece *address, struct piece *bits)
{
	const char *end;

	*bits = (struct piece){address->bytes + address->length, 0};
	if (address->length == 0 || address->bytes[0] != '[')
		return true;
	skip(address, 1);
	end = memchr(address->bytes, ']', address->length);
	if (end == NULL)
		return false;
	*bits = (struct piece){end + 1, (size_t)(bits->bytes - end) - 1};
	address->length = (size_t)(end - address->bytes);
	return bits->length == 0 || bits->bytes[0] == '/';
}

/* As Postfix's cidr_match_parse(): an address, or a network, whose other bits must be 0. */
static const char *network_problem(struct piece text)
{
	unsigned char address[sizeof(struct in6_addr)];
	char name[INET6_ADDRSTRLEN + 1];
	struct piece mask;
	const char *slash;
	uint64_t network;
	size_t bits;
	bool is_6;

	if (!take_brackets(&text, &mask))
		return "a bracket is missing";
	slash = mask.length == 0 ? memchr(text.bytes, '/', text.length) : NULL;
	if (slash != NULL) {
		mask = (struct piece){slash, text.length - (size_t)(slash - text.bytes)};
		text.length -= mask.length;
	}
	is_6 = memchr(text.bytes, ':', text.length) != NULL;
	network = bits = is_6 ? 128 : 32;
	if (mask.length > 0 && !number_parse(mask.bytes + 1, mask.length - 1, 10, bits, &network))
		return "no number of bits of a network";
	if (text.length >= sizeof name)
		return "no network";
	memcpy(name, text.bytes, text.length);
	name[text.length] = '\0';
	if (inet_pton(is_6 ? AF_INET6 : AF_INET, name, address) != 1)
		return "no network";
	return has_host_bits(address, bits, (size_t)network) ? "bits of a host in a network" : NULL;
}

static const char *take_pattern(struct piece *rest, struct pattern *pattern)
{
	take_negations(rest, pattern);
	if (rest->length == 0)
		return "a pattern is missing";
	pattern->network = is_network(rest->bytes[0]);
	if (!pattern->network)
		return take_delimited(rest, pattern);
	pattern->text = (struct piece){rest->bytes, word_length(*rest, '\0')};
	pattern->flags = (struct piece){rest->bytes, 0};
	skip(rest, pattern->text.length);
	return network_problem(pattern->text);
}

static void put_pattern(struct document *document, const struct pattern *pattern)
{
	document_attribute_string(document, "kind", pattern->network ? "network" : "expression");
	if (pattern->negated)
		document_attribute_string(document, "not", "true");
	document_attribute(document, "pattern", pattern->text.bytes, pattern->text.length);
	if (pattern->flags.length > 0)
		document_attribute(document, "flags", pattern->flags.bytes, pattern->flags.length);
}

/* The word that a line begins with, if it is this one, is cut off. */
static bool take_keyword(struct piece *rest, const char *keyword)
{
	size_t length = strlen(keyword);

	if (rest->length < length || strncasecmp(rest->bytes, keyword, length) != 0 ||
		(rest->length > length && is_alphanumeric(rest->bytes[length])))
		return false;
	skip(rest, length);
	return true;
}

static const char *read_if(
	const struct postfix_lines *lines, struct blocks *blocks, struct piece rest)
{
	struct pattern pattern;
	const char *why = take_pattern(&rest, &pattern);

	struct piece extra = postfix_trim(rest);

	if (why == NULL && pattern.network && extra.length > 0)
		why = "text follows the pattern of if";
	if (why == NULL && blocks->open == BLOCKS_MOST)
		why = "too many blocks inside one another";
	if (why != NULL)
		return why;
	document_open(blocks->document, "if", lines->first);
	put_pattern(blocks->document, &pattern);
	blocks->networks[blocks->open] = pattern.network;
	blocks->lines_of[blocks->open++] = lines->first;
	/* Postfix only warns: the block counts. */
	return extra.length > 0 ? "text follows the pattern of if" : NULL;
}

static const char *read_endif(
	const struct postfix_lines *lines, struct blocks *blocks, struct piece rest)
{
	char line[16];
	const char *why = postfix_trim(rest).length > 0 ? "text follows endif" : NULL;

	if (blocks->open == 0)
		return "endif without if";
	if (why != NULL && blocks->networks[blocks->open - 1])
		return why;
	blocks->open--;
	(void)snprintf(line, sizeof line, "%u", (unsigned)lines->first);
	document_attribute_string(blocks->document, "end", line);
	document_close(blocks->document);
	return why;
}

/* The name behind a "$", as Postfix's mac_parse() takes it; false: it does not end, or is none. */
static bool take_name(struct piece *rest, struct piece *name)
{
	bool brace = rest->length > 0 && rest->bytes[0] == '{';
	const char *close;
	size_t length = 0;

	if (brace || (rest->length > 0 && rest->bytes[0] == '(')) {
		close = memchr(rest->bytes, brace ? '}' : ')', rest->length);
		if (close == NULL)
			return false;
		*name = (struct piece){rest->bytes + 1, (size_t)(close - rest->bytes) - 1};
		skip(rest, name->length + 2);
		return true;
	}
	while (length < rest->length &&
		(is_alphanumeric(rest->bytes[length]) || rest->bytes[length] == '_'))
		length++;
	*name = (struct piece){rest->bytes, length};
	skip(rest, length);
	return true;
}

static size_t count_bytes(struct piece text, char byte)
{
	size_t count = 0;

	for (size_t i = 0; i < text.length; i++)
		count += text.bytes[i] == byte;
	return count;
}

/*
 * "$1" in a result stands for what the first parentheses matched. How many there are, the library
 * of expressions knows; never more than bytes that open one.
 */
static const char *result_problem(struct piece value, const struct pattern *pattern)
{
	const char *dollar;

	while (value.length > 0 && (dollar = memchr(value.bytes, '$', value.length)) != NULL) {
		struct piece name;
		uint64_t number;

		skip(&value, (size_t)(dollar - value.bytes) + 1);
		if (value.length > 0 && value.bytes[0] == '$') {
			skip(&value, 1);
			continue;
		}
		if (!take_name(&value, &name) ||
			!number_parse(name.bytes, name.length, 10, UINT16_MAX, &number) ||
			number == 0)
			return "no number behind $ in the result";
		if (pattern->negated)
			return "$ with a number in the result of a pattern that must not match";
		if (number > count_bytes(pattern->text, '('))
			return "the pattern has fewer parentheses than the result names";
	}
	return NULL;
}

/* /this/!/that/ result: not where the second matches, too. */
static const char *read_rule(
	const struct postfix_lines *lines, struct blocks *blocks, struct piece rest)
{
	struct pattern first, second;
	const char *why = take_pattern(&rest, &first);
	bool two = why == NULL && !first.network && rest.length > 0 && rest.bytes[0] == '!';
	struct piece value;

	if (two)
		why = take_pattern(&rest, &second);
	if (why != NULL)
		return why;
	value = postfix_trim(rest);
	if (value.length == 0 && first.network)
		return "no result behind the pattern";
	why = first.network ? NULL : result_problem(value, &first);
	if (why != NULL)
		return why;
	document_open(blocks->document, "rule", lines->first);
	put_pattern(blocks->document, &first);
	document_attribute(blocks->document, "value", value.bytes, value.length);
	if (two) {
		document_open(blocks->document, "and", lines->first);
		put_pattern(blocks->document, &second);
		document_close(blocks->document);
	}
	document_close(blocks->document);
	return NULL;
}

static const char *read_line(const struct postfix_lines *lines, struct blocks *blocks)
{
	struct piece rest = postfix_lines_piece(lines);

	if (take_keyword(&rest, "if"))
		return read_if(lines, blocks, rest);
	if (take_keyword(&rest, "endif"))
		return read_endif(lines, blocks, rest);
	return read_rule(lines, blocks, rest);
}

void read_postfix_lines(struct document *document, const char *bytes, size_t length)
{
	POSTFIX_LINES_CLEANUP struct postfix_lines lines = POSTFIX_LINES(bytes, length);
	struct blocks blocks = {.document = document};

	while (postfix_lines_next(&lines, document)) {
		const char *why = read_line(&lines, &blocks);

		if (why != NULL)
			postfix_lines_unread(&lines, document, why);
		postfix_lines_rest(&lines, document);
	}
	while (blocks.open > 0) {
		blocks.open--;
		document_close(document);
		document_unread(document, blocks.lines_of[blocks.open], "if without endif", "", 0);
	}
}
