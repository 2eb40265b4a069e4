// SPDX-License-Identifier: GPL-2.0-or-later
// What several settings of Dovecot come to, whichever version names them.
#include <string.h>
#include <strings.h>

#include "base/text.h"
#include "settings/node.h"
#include "settings/view_dovecot.h"

static const char separators[] = " \t,";

/* The same place for what is made of a setting. NULL: none decides. */
static void place_of(struct document *document, const xmlNode *setting)
{
	if (setting == NULL)
		return;
	document_attribute_copy(document, "file", node_attribute(setting, "file"));
	document_attribute_string(document, "line", node_line(setting));
}

static bool is_yes(const char *value)
{
	return strcasecmp(value, "yes") == 0 || strcasecmp(value, "y") == 0 ||
		strcmp(value, "1") == 0;
}

static bool has_word(const struct text *words, const char *word)
{
	const size_t length = strlen(word);

	for (const char *at = text_string(words); *at != '\0'; at += strspn(at, separators)) {
		size_t here = strcspn(at, separators);

		if (here == length && strncasecmp(at, word, length) == 0)
			return true;
		at += here;
	}
	return false;
}

/* In lower case, each once. */
static void add_word(struct text *words, const char *word)
{
	if (word[0] == '\0' || has_word(words, word))
		return;
	if (words->length > 0)
		text_byte(words, ' ');
	for (; *word != '\0'; word++)
		text_byte(words, (char)(*word >= 'A' && *word <= 'Z' ? *word + 32 : *word));
}

static void remove_word(struct text *words, const char *word)
{
	TEXT_CLEANUP struct text before = *words;

	*words = (struct text)TEXT_INIT;
	for (const char *at = text_string(&before); *at != '\0'; at += strspn(at, separators)) {
		TEXT_CLEANUP struct text kept = TEXT_INIT;

		text_append(&kept, at, strcspn(at, separators));
		at += kept.length;
		if (strcasecmp(text_string(&kept), word) != 0)
			add_word(words, text_string(&kept));
	}
}

static void add_words(struct text *words, const char *value)
{
	for (const char *at = value + strspn(value, separators); *at != '\0';
		at += strspn(at, separators)) {
		TEXT_CLEANUP struct text word = TEXT_INIT;

		text_append(&word, at, strcspn(at, separators));
		at += word.length;
		add_word(words, text_string(&word));
	}
}

/* The list itself, then, in 2.4, a block that adds to it and takes away. */
static void sum_up_auth(struct document *document, const xmlNode *root)
{
	TEXT_CLEANUP struct text words = TEXT_INIT;
	const xmlNode *setting = node_named(root, "setting", "auth_mechanisms");
	const xmlNode *block = node_named(root, "section", "auth_mechanisms");
	const xmlNode *denied = node_named(root, "setting", "disable_plaintext_auth");
	const xmlNode *allowed = node_named(root, "setting", "auth_allow_cleartext");
	bool cleartext = denied != NULL && !is_yes(node_attribute(denied, "value"));

	add_words(&words, setting != NULL ? node_attribute(setting, "value") : "plain");
	for (const xmlNode *node = node_first(block, "setting"); node != NULL;
		node = node_next(node, "setting")) {
		if (is_yes(node_attribute(node, "value")))
			add_word(&words, node_attribute(node, "name"));
		else
			remove_word(&words, node_attribute(node, "name"));
	}
	if (allowed != NULL)
		cleartext = is_yes(node_attribute(allowed, "value"));
	document_open(document, "auth", 0);
	document_attribute_copy(document, "mechanisms", text_string(&words));
	place_of(document, block != NULL ? block : setting);
	document_close(document);
	document_open(document, "cleartext", 0);
	document_attribute_string(document, "value", cleartext ? "yes" : "no");
	place_of(document, allowed != NULL ? allowed : denied);
	document_close(document);
}

static void sum_up_tls(struct document *document, const xmlNode *root)
{
	const xmlNode *setting = node_named(root, "setting", "ssl");

	document_open(document, "tls", 0);
	document_attribute_copy(
		document, "value", setting != NULL ? node_attribute(setting, "value") : "yes");
	place_of(document, setting);
	document_close(document);
}

/* Where the inbox is; NULL: no namespace says so. */
static const xmlNode *inbox_of(const xmlNode *root)
{
	for (const xmlNode *section = node_first(root, "section"); section != NULL;
		section = node_next(section, "section"))
		if (node_has(section, "name", "namespace") && is_yes(node_value(section, "inbox")))
			return section;
	return NULL;
}

static void put_part(
	struct document *document, const char *name, const char *value, const char *end)
{
	TEXT_CLEANUP struct text part = TEXT_INIT;

	text_append(&part, value, (size_t)(end - value));
	document_attribute_copy(document, name, text_string(&part));
}

/* 2.3: "mbox:~/mail:INBOX=/var/mail/%u". */
static void put_location(struct document *document, const char *location)
{
	static const char inbox[] = ":INBOX=";
	const char *path = strchr(location, ':');
	const char *found = strstr(location, inbox);

	if (path == NULL)
		return;
	put_part(document, "driver", location, path);
	path++;
	put_part(document, "path", path, path + strcspn(path, ":"));
	if (found == NULL)
		return;
	found += strlen(inbox);
	put_part(document, "inbox", found, found + strcspn(found, ":"));
}

static const xmlNode *setting_of(const xmlNode *inbox, const xmlNode *root, const char *name)
{
	const xmlNode *setting = node_named(inbox, "setting", name);

	return setting != NULL ? setting : node_named(root, "setting", name);
}

static void put_setting(struct document *document, const char *name, const xmlNode *setting)
{
	if (setting != NULL)
		document_attribute_copy(document, name, node_attribute(setting, "value"));
}

static void sum_up_mail(struct document *document, const xmlNode *root)
{
	const xmlNode *inbox = inbox_of(root);
	const xmlNode *location = node_named(inbox, "setting", "location");
	const xmlNode *driver = setting_of(inbox, root, "mail_driver");

	if (location == NULL || node_attribute(location, "value")[0] == '\0')
		location = node_named(root, "setting", "mail_location");
	document_open(document, "mail", 0);
	if (driver != NULL) {
		put_setting(document, "driver", driver);
		put_setting(document, "path", setting_of(inbox, root, "mail_path"));
		put_setting(document, "inbox", setting_of(inbox, root, "mail_inbox_path"));
	} else if (location != NULL) {
		put_location(document, node_attribute(location, "value"));
	}
	place_of(document, driver != NULL ? driver : location);
	document_close(document);
}

void dovecot_sum_up(struct document *document, xmlNodePtr root)
{
	sum_up_auth(document, root);
	sum_up_tls(document, root);
	sum_up_mail(document, root);
}
