// SPDX-License-Identifier: GPL-2.0-or-later
// resolv.conf, as resolv/res_init.c of glibc reads it.
#include <arpa/inet.h>
#include <string.h>

#include "settings/blank_words.h"
#include "settings/formats.h"

enum {
	SERVERS_MOST = 3, /* MAXNS: no more are asked */
};

struct reading {
	struct document *document;
	uint32_t line;
	unsigned servers;
	xmlNodePtr search; /* the setting that says which domains are searched, so far */
};

/* Behind "%" stands the interface that an address belongs to. */
static bool is_address(struct slice word)
{
	char name[INET6_ADDRSTRLEN + 1] = "";
	struct in_addr four;
	struct in6_addr six;
	struct slice address, scope;

	if (!slice_cut(word, '%', &address, &scope))
		address = word;
	if (address.length >= sizeof name)
		return false;
	memcpy(name, address.bytes, address.length);
	for (size_t i = 0; i < address.length; i++)
		if ((unsigned char)name[i] <= ' ')
			return false;
	return (address.length == word.length && inet_aton(name, &four) != 0) ||
		inet_pton(AF_INET6, name, &six) == 1;
}

static void put(struct reading *reading, const char *element, const char *name, struct slice value)
{
	struct slice word;

	document_open(reading->document, element, reading->line);
	document_attribute_string(reading->document, "name", name);
	document_attribute(reading->document, "value", value.bytes, value.length);
	while (strcmp(name, "nameserver") != 0 && blank_word(&value, &word))
		document_item(reading->document, "item", word.bytes, word.length);
	document_close(reading->document);
}

static void take_server(struct reading *reading, struct slice line, struct slice rest)
{
	struct slice word;

	if (!blank_word(&rest, &word) || !is_address(word)) {
		document_unread(reading->document, reading->line,
			"glibc passes over a name server without an address", line.bytes,
			line.length);
		return;
	}
	put(reading, ++reading->servers > SERVERS_MOST ? "overridden" : "setting", "nameserver",
		word);
}

/* The last line of domain and search counts; one without a name is none. */
static void take_domains(struct reading *reading, const char *name, struct slice domains)
{
	if (domains.length == 0)
		return;
	document_override(reading->search);
	put(reading, "setting", name, domains);
	reading->search = xmlGetLastChild(document_here(reading->document));
}

static struct slice first_word(struct slice rest)
{
	struct slice word;

	(void)blank_word(&rest, &word);
	return word;
}

static bool begins(struct slice line, const char *name, struct slice *rest)
{
	return slice_after(line, name, rest) && rest->length > 0 && blank_is(*rest->bytes);
}

static void take_line(struct reading *reading, struct slice line)
{
	struct slice rest;

	if (memchr(line.bytes, '\0', line.length) != NULL)
		document_unread(reading->document, reading->line,
			"a NUL, behind which nothing is read", line.bytes, line.length);
	else if (line.length > 0 && (*line.bytes == '#' || *line.bytes == ';'))
		document_comment(reading->document, reading->line, line.bytes + 1, line.length - 1);
	else if (begins(line, "nameserver", &rest))
		take_server(reading, line, rest);
	else if (begins(line, "domain", &rest))
		take_domains(reading, "domain", first_word(rest));
	else if (begins(line, "search", &rest))
		take_domains(reading, "search", blank_trim(rest));
	else if (begins(line, "sortlist", &rest))
		put(reading, "setting", "sortlist", blank_trim(rest));
	else if (begins(line, "options", &rest))
		put(reading, "setting", "options", blank_trim(rest));
	else if (slice_trim(line).length > 0)
		document_unread(reading->document, reading->line,
			"glibc passes over what does not begin with a keyword that it knows",
			line.bytes, line.length);
}

void read_resolv(struct document *document, const char *bytes, size_t length)
{
	struct reading reading = {.document = document, .line = 1};
	struct slice rest = {bytes, length};
	struct slice line;

	for (; !document->full && slice_line(&rest, &line); reading.line++)
		take_line(&reading, line);
}
