// SPDX-License-Identifier: GPL-2.0-or-later
// Which addresses mail goes to and comes from: RFC 5321's dot-strings, less what acts.
#include "core/mail_address.h"

#include <stdbool.h>
#include <stddef.h>
#include <string.h>

enum {
	LOCAL_LONGEST = 64,
	DOMAIN_LONGEST = 253,
};

static bool is_alphanumeric(char byte)
{
	return (byte >= 'a' && byte <= 'z') || (byte >= 'A' && byte <= 'Z') ||
		(byte >= '0' && byte <= '9');
}

/* Not '|' and '/' (a command, a file), '!' and '%' (routes), '`' and '$' (shells behind an MTA). */
static bool is_local(char byte)
{
	return is_alphanumeric(byte) || (byte != '\0' && strchr("._+-=~&'#*?^{}", byte) != NULL);
}

static bool is_domain(char byte)
{
	return is_alphanumeric(byte) || byte == '-' || byte == '_' || byte == '.';
}

/* No label between the dots is empty. */
static bool has_labels(const char *bytes, size_t length)
{
	if (length == 0 || bytes[0] == '.' || bytes[length - 1] == '.')
		return false;
	for (size_t i = 1; i < length; i++)
		if (bytes[i] == '.' && bytes[i - 1] == '.')
			return false;
	return true;
}

static bool consists_of(const char *bytes, size_t length, bool (*allows)(char))
{
	for (size_t i = 0; i < length; i++)
		if (!allows(bytes[i]))
			return false;
	return true;
}

static const char *domain_problem(const char *domain)
{
	size_t length = strlen(domain);

	if (length > DOMAIN_LONGEST)
		return "has a domain of more than 253 characters";
	if (!has_labels(domain, length) || domain[0] == '-' ||
		!consists_of(domain, length, is_domain))
		return "has no domain behind the '@' that mail could go to";
	return NULL;
}

const char *mail_address_problem(const char *address)
{
	const char *at = strchr(address, '@');
	size_t length = at != NULL ? (size_t)(at - address) : strlen(address);

	if (length == 0)
		return "has no name before the '@'";
	if (length > LOCAL_LONGEST)
		return "has a name of more than 64 characters";
	if (address[0] == '-')
		return "begins with '-', like an option";
	if (!consists_of(address, length, is_local) || !has_labels(address, length))
		return "is no mail address";
	return at != NULL ? domain_problem(at + 1) : NULL;
}

void mail_domain_append(struct text *result, const char *host)
{
	size_t before = result->length;
	bool in_label = false;

	for (; *host != '\0' && result->length - before < DOMAIN_LONGEST; host++) {
		if (*host == '.' && !in_label)
			continue;
		in_label = *host != '.';
		text_append(result, is_domain(*host) ? host : "-", 1);
	}
	if (result->length > before && !in_label)
		result->bytes[--result->length] = '\0';
	if (result->length == before)
		text_add(result, "localhost");
}
