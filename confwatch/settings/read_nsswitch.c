// SPDX-License-Identifier: GPL-2.0-or-later
// nsswitch.conf(5) as glibc reads it: nss/nss_database.c, nss/nss_action_parse.c.
#include <string.h>
#include <strings.h>

#include "settings/formats.h"

/* What is left of a line. */
struct rest {
	const char *at;
	const char *end;
};

/* isspace(3) of the C locale. */
static bool is_space(char byte)
{
	return byte == ' ' || (byte >= '\t' && byte <= '\r');
}

static void skip_space(struct rest *rest)
{
	while (rest->at < rest->end && is_space(*rest->at))
		rest->at++;
}

/* Up to a blank or one of the bytes that end such a word. */
static const char *take_word(struct rest *rest, const char *ends, size_t *length)
{
	const char *start = rest->at;

	while (rest->at < rest->end && !is_space(*rest->at) && strchr(ends, *rest->at) == NULL)
		rest->at++;
	*length = (size_t)(rest->at - start);
	return start;
}

/* The name as glibc writes it in its manual; NULL: there is no such one. */
static const char *find_name(const char *const *names, const char *word, size_t length)
{
	for (size_t i = 0; names[i] != NULL; i++)
		if (strlen(names[i]) == length && strncasecmp(word, names[i], length) == 0)
			return names[i];
	return NULL;
}

struct reaction {
	bool negated;
	const char *status;
	const char *action;
};

/* [!]STATUS=ACTION */
static bool take_reaction(struct rest *rest, struct reaction *result)
{
	static const char *const statuses[] = {"success", "notfound", "unavail", "tryagain", NULL};
	static const char *const actions[] = {"return", "continue", "merge", NULL};
	const char *word;
	size_t length;

	result->negated = rest->at < rest->end && *rest->at == '!';
	rest->at += result->negated;
	word = take_word(rest, "=]", &length);
	result->status = find_name(statuses, word, length);
	skip_space(rest);
	if (result->status == NULL || rest->at == rest->end || *rest->at != '=')
		return false;
	rest->at++;
	skip_space(rest);
	word = take_word(rest, "=]", &length);
	result->action = find_name(actions, word, length);
	skip_space(rest);
	return result->action != NULL;
}

static void put_reaction(struct document *document, const struct reaction *reaction)
{
	document_open(document, "reaction", 0);
	document_attribute_string(document, "status", reaction->status);
	document_attribute_string(document, "action", reaction->action);
	if (reaction->negated)
		document_attribute_string(document, "not", "yes");
	document_close(document);
}

/* [REACTION...] behind a service; document NULL: only whether it is right. */
static bool read_reactions(struct document *document, struct rest *rest)
{
	struct reaction reaction;

	rest->at++;
	skip_space(rest);
	do {
		if (!take_reaction(rest, &reaction))
			return false;
		if (document != NULL)
			put_reaction(document, &reaction);
	} while (rest->at == rest->end || *rest->at != ']');
	rest->at++;
	return true;
}

static void put_service(
	struct document *document, const char *name, size_t length, bool behind_mark)
{
	if (document == NULL)
		return;
	document_open(document, "service", 0);
	document_attribute(document, "name", name, length);
	if (behind_mark)
		document_attribute_string(document, "commented", "yes");
	document_close(document);
}

/*
 * What the database is looked up in; document NULL: only whether it is right. glibc from 2.33 on
 * knows no comments behind a database: '#' and what follows are services to it.
 */
static bool read_services(struct document *document, struct rest rest)
{
	bool behind_mark = false;

	for (;;) {
		const char *name;
		size_t length;

		skip_space(&rest);
		name = take_word(&rest, "[", &length);
		if (length == 0)
			return true;
		behind_mark = behind_mark || memchr(name, '#', length) != NULL;
		put_service(document, name, length, behind_mark);
		skip_space(&rest);
		if (rest.at < rest.end && *rest.at == '[' && !read_reactions(document, &rest))
			return false;
	}
}

/* Lines of others (sudoers, automount) are nothing to glibc. */
static bool is_glibcs(const char *name, size_t length)
{
	static const char *const databases[] = {"aliases", "ethers", "group", "group_compat",
		"gshadow", "hosts", "initgroups", "netgroup", "networks", "passwd", "passwd_compat",
		"protocols", "publickey", "rpc", "services", "shadow", "shadow_compat"};

	for (size_t i = 0; i < sizeof databases / sizeof databases[0]; i++)
		if (strlen(databases[i]) == length && memcmp(name, databases[i], length) == 0)
			return true;
	return false;
}

/* The newline would end the name, too. */
static const char *doubt_about(struct rest line, size_t name_length, bool ended, bool newline)
{
	if (memchr(line.at, '\0', (size_t)(line.end - line.at)) != NULL)
		return "a NUL byte";
	if (name_length == 0 || (ended && !newline))
		return "no database: glibc skips it";
	if (!newline)
		return "no newline at its end: glibc from 2.33 on leaves it out";
	return NULL;
}

static void read_line(struct document *document, struct rest line, bool newline, uint32_t number)
{
	struct rest rest = line;
	const char *name;
	const char *why;
	size_t length;

	skip_space(&rest);
	if (rest.at == rest.end)
		return;
	if (*rest.at == '#') {
		document_comment(document, number, rest.at + 1, (size_t)(rest.end - rest.at - 1));
		return;
	}
	name = take_word(&rest, ":", &length);
	why = doubt_about(line, length, rest.at == rest.end, newline);
	while (rest.at < rest.end && (is_space(*rest.at) || *rest.at == ':'))
		rest.at++;
	if (why == NULL && !read_services(NULL, rest))
		why = is_glibcs(name, length)
			? "a reaction that glibc does not know: it takes nothing of the whole file"
			: "a reaction that glibc does not know";
	if (why != NULL) {
		document_unread(document, number, why, line.at, (size_t)(line.end - line.at));
		return;
	}
	document_open(document, "database", number);
	document_attribute(document, "name", name, length);
	(void)read_services(document, rest);
	document_close(document);
}

void read_nsswitch(struct document *document, const char *bytes, size_t length)
{
	const char *end = bytes + length;
	uint32_t number = 1;

	for (const char *at = bytes; at < end; number++) {
		const char *newline = memchr(at, '\n', (size_t)(end - at));
		const char *stop = newline != NULL ? newline : end;

		read_line(document, (struct rest){at, stop}, newline != NULL, number);
		at = newline != NULL ? newline + 1 : end;
	}
}
