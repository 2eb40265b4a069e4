// SPDX-License-Identifier: GPL-2.0-or-later
// A report as a message for the sendmail interface.
#include "render/mail.h"

#include <errno.h>
#include <string.h>

#include "core/mail_address.h"
#include "render/quoted.h"
#include "render/words.h"

/* quoted_body() writes "=" before hex digits and newlines only: this is in no body. */
static const char boundary[] = "=_confwatch_=";

static int check_address(const char *what, const char *address, struct error *error)
{
	const char *problem = mail_address_problem(address);

	return problem == NULL ? 0 : error_set(error, EINVAL, "%s '%s' %s", what, address, problem);
}

static int check_addresses(const struct mail *mail, struct error *error)
{
	if (mail->to_count == 0)
		return error_set(error, EINVAL, "the mail has no recipient");
	if (mail->from != NULL && check_address("the sender", mail->from, error) < 0)
		return -error->code;
	for (size_t i = 0; i < mail->to_count; i++)
		if (check_address("the recipient", mail->to[i], error) < 0)
			return -error->code;
	return 0;
}

/* In a header an address has a domain (RFC 5322, 3.4.1); who delivers is told it as it was said. */
static void add_address(struct text *result, const char *address, const char *domain)
{
	text_add(result, address);
	if (strchr(address, '@') == NULL)
		text_format(result, "@%s", domain);
}

static void add_addresses(struct text *result, const struct mail *mail, const char *domain)
{
	text_add(result, "From: ");
	add_address(result, mail->from != NULL ? mail->from : "confwatch", domain);
	text_add(result, "\nTo:");
	for (size_t i = 0; i < mail->to_count; i++) {
		text_add(result, i == 0 ? " " : ",\n ");
		add_address(result, mail->to[i], domain);
	}
	text_byte(result, '\n');
}

static void add_headers(struct text *result, const struct mail *mail, const char *domain)
{
	TEXT_CLEANUP struct text id = TEXT_INIT;

	mail_domain_append(&id, mail->id);
	add_addresses(result, mail, domain);
	quoted_header(result, "Subject", mail->subject);
	text_add(result, "Date: ");
	words_mail_time(result, mail->time, mail->zone);
	text_format(result, "\nMessage-ID:\n <%s@%s>\n", text_string(&id), domain);
	text_format(result, "References:\n <confwatch.reports@%s>\n", domain);
	text_format(result, "List-Id:\n <confwatch.%s>\n", domain);
	text_add(result, "Auto-Submitted: auto-generated\nMIME-Version: 1.0\n");
}

static void add_part(struct text *result, const char *type, const struct text *body)
{
	TEXT_CLEANUP struct text clean = TEXT_INIT;

	text_format(result,
		"Content-Type: text/%s; charset=UTF-8\nContent-Transfer-Encoding: "
		"quoted-printable\n\n",
		type);
	quoted_clean(&clean, body->bytes, body->length);
	quoted_body(result, clean.bytes, clean.length);
}

static void add_parts(struct text *result, const struct mail *mail)
{
	text_format(result, "Content-Type: multipart/alternative;\n boundary=\"%s\"\n\n", boundary);
	text_format(result, "--%s\n", boundary);
	add_part(result, "plain", mail->text);
	text_format(result, "\n--%s\n", boundary);
	add_part(result, "html", mail->html);
	text_format(result, "\n--%s--\n", boundary);
}

int mail_render(const struct mail *mail, struct text *result, struct error *error)
{
	TEXT_CLEANUP struct text domain = TEXT_INIT;

	if (check_addresses(mail, error) < 0)
		return -error->code;
	mail_domain_append(&domain, mail->host);
	add_headers(result, mail, text_string(&domain));
	if (mail->html != NULL)
		add_parts(result, mail);
	else
		add_part(result, "plain", mail->text);
	return 0;
}
