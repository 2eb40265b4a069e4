// SPDX-License-Identifier: GPL-2.0-or-later
// What smtpd asks before it takes mail, list by list and in order.
#include <string.h>

#include "settings/view_postfix.h"

enum {
	CLASSES_MOST = 8
}; /* inside one another */

static const char *const lists[] = {"smtpd_client_restrictions", "smtpd_helo_restrictions",
	"smtpd_sender_restrictions", "smtpd_relay_restrictions", "smtpd_recipient_restrictions",
	"smtpd_data_restrictions", "smtpd_end_of_data_restrictions", "smtpd_etrn_restrictions"};

/* One list that is being taken apart. */
struct listing {
	const struct postfix_scope *scope;
	xmlNodePtr list;
	struct text classes; /* names between blanks */
};

static bool begins(struct piece word, const char *with)
{
	size_t length = strlen(with);

	return word.length > length && memcmp(word.bytes, with, length) == 0;
}

/* The next word says more: a table, a service, a domain. */
static bool takes_argument(struct piece word)
{
	return begins(word, "check_") || begins(word, "reject_rbl_") ||
		begins(word, "reject_rhsbl_") || begins(word, "permit_dnswl_") ||
		begins(word, "permit_rhswl_") || piece_is(word, "sleep") ||
		piece_is(word, "warn_if_reject");
}

static bool is_class(const struct listing *listing, struct piece word)
{
	TEXT_CLEANUP struct text name = TEXT_INIT;

	text_byte(&name, ' ');
	text_append(&name, word.bytes, word.length);
	text_byte(&name, ' ');
	return strstr(text_string(&listing->classes), text_string(&name)) != NULL;
}

static void put_list(struct listing *listing, const char *parameter, unsigned depth);

/* A class stands for its own list; what it is called stays with each of them. */
static void put_class(struct listing *listing, struct piece word, unsigned depth)
{
	TEXT_CLEANUP struct text name = TEXT_INIT;

	text_append(&name, word.bytes, word.length);
	if (depth < CLASSES_MOST)
		put_list(listing, text_string(&name), depth + 1);
}

/* { check_policy_service unix:path, timeout=10s } is one restriction, too. */
static void put_words(struct listing *listing, const xmlNode *setting, const char *parameter,
	struct piece rest, unsigned depth)
{
	struct piece word;
	uint32_t ignored;

	while (postfix_word(&rest, POSTFIX_COMMAS, true, &word)) {
		struct piece argument;
		xmlNodePtr node;

		if (is_class(listing, word)) {
			put_class(listing, word, depth);
			continue;
		}
		node = postfix_put(listing->list, "restriction",
			postfix_scope_place(setting, &ignored), postfix_scope_line(setting, word));
		postfix_put_piece(node, "name", word);
		if (depth > 0)
			postfix_put_attribute(node, "class", parameter);
		if (!takes_argument(word))
			continue;
		if (postfix_word(&rest, POSTFIX_COMMAS, true, &argument))
			postfix_put_piece(node, "argument", argument);
	}
}

static void put_list(struct listing *listing, const char *parameter, unsigned depth)
{
	TEXT_CLEANUP struct text value = TEXT_INIT;

	postfix_scope_value(listing->scope, parameter, &value);
	put_words(listing, postfix_scope_setting(listing->scope, parameter), parameter,
		(struct piece){text_string(&value), value.length}, depth);
}

static void put_lists(const struct postfix_scope *scope, xmlNodePtr root)
{
	struct listing listing = {.scope = scope};
	struct text names = TEXT_INIT;
	struct piece rest, word;

	postfix_scope_value(scope, "smtpd_restriction_classes", &names);
	rest = (struct piece){text_string(&names), names.length};
	text_byte(&listing.classes, ' ');
	while (postfix_word(&rest, POSTFIX_COMMAS, false, &word)) {
		text_append(&listing.classes, word.bytes, word.length);
		text_byte(&listing.classes, ' ');
	}
	for (size_t i = 0; i < sizeof lists / sizeof lists[0]; i++) {
		uint32_t line;
		const char *file =
			postfix_scope_place(postfix_scope_setting(scope, lists[i]), &line);

		listing.list = postfix_put(root, "list", file, line);
		postfix_put_attribute(listing.list, "name", lists[i]);
		put_list(&listing, lists[i], 0);
	}
	text_release(&listing.classes);
	text_release(&names);
}

static void fill(struct documents *documents, const char *argument, xmlNodePtr root)
{
	struct postfix_scope scope;

	postfix_scope_begin(&scope, documents);
	if (argument[0] != '\0')
		scope.service = postfix_find_service(postfix_scope_master(&scope), argument);
	if (argument[0] == '\0' || scope.service != NULL)
		put_lists(&scope, root);
}

xmlNodePtr view_postfix_restrictions(struct documents *documents, const char *argument)
{
	static const struct documents_kind kind = {"postfix-restrictions", "restrictions", fill};

	return documents_view(documents, &kind, argument);
}
