// SPDX-License-Identifier: GPL-2.0-or-later
// The default configuration, and which paths are ignored.
#include "core/configuration.h"

#include <string.h>

#include "base/path.h"

#define LENGTH(array) (sizeof(array) / sizeof(array)[0])

/* What belongs to the settings of a mail server. What is not installed costs nothing. */
static const char *const default_watch[] = {
	"/etc",
	/* Vendor settings that a file of the same name in /etc hides. */
	"/usr/etc/nsswitch.conf",
	"/usr/etc/pam.d",
	"/usr/lib/pam.d",
	/* Postfix in its chroot, and the scripts that copy into it or write main.cf. */
	"/usr/lib/postfix/configure-instance.sh",
	"/usr/lib/postfix/systemd/config_postfix",
	"/usr/lib/postfix/systemd/update_chroot",
	"/usr/lib/postfix/systemd/update_postmaps",
	"/usr/sbin/SuSEconfig.postfix",
	"/usr/sbin/config.postfix",
	"/var/spool/postfix/etc",
	/* Who may not use Cyrus IMAP: Debian, openSUSE. */
	"/var/lib/cyrus/user_deny.db",
	"/var/lib/imap/user_deny.db",
	/* Where sa-update fetches from; the rest of it is ignored below. */
	"/var/lib/spamassassin",
};

/* In both directories: /lib is one of its own where it is no link to /usr/lib. */
static const char *const unit_directories[] = {
	"/lib/systemd/system",
	"/usr/lib/systemd/system",
};

static const char *const default_units[] = {
	"amavis.service",
	"amavisd.service",
	"clamav-daemon.service",
	"clamav-daemon.socket",
	"clamav-freshclam.service",
	"clamd.service",
	"cyrus-imapd.service",
	"dovecot.service",
	"dovecot.socket",
	"fetchmail.service",
	"freshclam.service",
	"freshclam.timer",
	"mail-transfer-agent.target",
	"policyd-weight.service",
	"postfix.service",
	"postfix@.service",
	"sa-update.service",
	"sa-update.timer",
	"saslauthd.service",
	"spamassassin-maintenance.service",
	"spamassassin-maintenance.timer",
	"spamassassin.service",
	"spamd.service",
	"spampd.service",
	"sssd-nss.service",
	"sssd-nss.socket",
	"sssd-pam-priv.socket",
	"sssd-pam.service",
	"sssd-pam.socket",
	"sssd.service",
};

#define VERSION_CONTROL "a version-control store, etckeeper's or your own: it records itself"
#define ACCOUNT_BACKUP "the copy that passwd(1) and its kin leave before each change"
#define LVM_METADATA "LVM writes it at every change of a volume group"
#define SPAM_RULES "sa-update replaces its channels' contents every day"
#define RESOLVER " writes it at every change of network"

/*
 * A resolv.conf that is a link (systemd-resolved, SUSE's netconfig, resolvconf) never changes by
 * itself: only those that write the file in place are named here.
 */
static const struct ignore default_ignore[] = {
	{".git", VERSION_CONTROL, "HEAD"},
	{".hg", VERSION_CONTROL, "requires"},
	{".bzr", VERSION_CONTROL, "branch-format"},
	{"_darcs", VERSION_CONTROL, "format"},
	{"/etc/ld.so.cache", "ldconfig computes it from the libraries", NULL},
	{"/etc/mtab", "the list of mounted file systems", NULL},
	{"/etc/adjtime", "hwclock notes the clock's drift there", NULL},
	{"/etc/passwd-", ACCOUNT_BACKUP, NULL},
	{"/etc/group-", ACCOUNT_BACKUP, NULL},
	{"/etc/shadow-", ACCOUNT_BACKUP, NULL},
	{"/etc/gshadow-", ACCOUNT_BACKUP, NULL},
	{"/etc/subuid-", ACCOUNT_BACKUP, NULL},
	{"/etc/subgid-", ACCOUNT_BACKUP, NULL},
	{"/etc/lvm/archive/*", LVM_METADATA, NULL},
	{"/etc/lvm/backup/*", LVM_METADATA, NULL},
	{"/etc/ssl/certs/[0-9a-f]*.[0-9]", "update-ca-certificates names certificates by hash",
		NULL},
	{"/etc/ssl/certs/ca-certificates.crt", "update-ca-certificates joins it from others", NULL},
	{"/etc/ssl/certs/java/cacerts", "update-ca-certificates joins it from others", NULL},
	{"/etc/resolv.conf", "NetworkManager" RESOLVER, "/run/NetworkManager/resolv.conf"},
	{"/etc/resolv.conf", "openresolv" RESOLVER, "/run/resolvconf/interfaces"},
	{"/etc/resolv.conf", "openresolv" RESOLVER, "/run/resolvconf/keys"},
	{"/etc/resolv.conf", "dhcpcd" RESOLVER, "/run/dhcpcd"},
	{"/etc/resolv.conf", "dhclient" RESOLVER, "/run/dhclient.pid"},
	{"/var/lib/spamassassin/.*", "what SpamAssassin learns", NULL},
	{"/var/lib/spamassassin/compiled", "sa-compile makes it from the rules", NULL},
	{"/var/lib/spamassassin/sa-update-keys", "the key ring of sa-update", NULL},
	{"/var/lib/spamassassin/*/*.cf", SPAM_RULES, NULL},
	{"/var/lib/spamassassin/*/*.pre", SPAM_RULES, NULL},
	{"/var/lib/spamassassin/*/*/[!M]*", SPAM_RULES, NULL},
};

/* LUKS headers and key files: a copy of them opens the disk for ever. Their names are customs. */
static const char *const default_digest_only[] = {
	"*.luks",
	"*header*luks*",
	"*luks*backup*",
	"*luks*header*",
	"/etc/**/*.keyfile",
	"/etc/cryptsetup-keys.d/*",
	"/etc/keys/*.key",
	"/etc/luks-keys/*",
	"/etc/luks/*",
	"crypto_keyfile.bin",
};

const char *const report_mail_names[REPORT_MAIL_COUNT] = {
	[REPORT_MAIL_ACTION] = "action",
	[REPORT_MAIL_CHANGES] = "changes",
	[REPORT_MAIL_ALWAYS] = "always",
	[REPORT_MAIL_NEVER] = "never",
};

void string_list_add(struct string_list *list, struct arena *arena, const char *item)
{
	list->items = arena_grow(
		arena, list->items, &list->capacity, list->count + 1, sizeof *list->items);
	list->items[list->count++] = item;
}

bool string_list_holds(const struct string_list *list, const char *item)
{
	for (size_t i = 0; i < list->count; i++)
		if (strcmp(list->items[i], item) == 0)
			return true;
	return false;
}

void configuration_add_ignore(
	struct configuration *configuration, struct arena *arena, const struct ignore *ignore)
{
	size_t count = configuration->ignore_count;

	/* Powers of two are full: the next one asks for room. */
	if ((count & (count - 1)) == 0) {
		struct ignore *larger =
			arena_new_array(arena, count == 0 ? 1 : count * 2, struct ignore);

		if (count > 0)
			memcpy(larger, configuration->ignore, count * sizeof *larger);
		configuration->ignore = larger;
	}
	configuration->ignore[configuration->ignore_count++] = *ignore;
}

static void add_default_watch(struct string_list *watch, struct arena *arena)
{
	for (size_t i = 0; i < LENGTH(default_watch); i++)
		string_list_add(watch, arena, default_watch[i]);
	for (size_t i = 0; i < LENGTH(unit_directories); i++)
		for (size_t j = 0; j < LENGTH(default_units); j++)
			string_list_add(watch, arena,
				path_join(arena, unit_directories[i], default_units[j]));
}

void configuration_default(struct configuration *configuration, struct arena *arena)
{
	*configuration = (struct configuration){
		.protected_keep = 5,
		.lock_seconds = 10,
		.consolidate_after = 50,
		.hooks_limit = 20,
		.report_mail = REPORT_MAIL_CHANGES,
	};
	string_list_add(&configuration->report_to, arena, "root");
	add_default_watch(&configuration->watch, arena);
	for (size_t i = 0; i < LENGTH(default_ignore); i++)
		configuration_add_ignore(configuration, arena, &default_ignore[i]);
	for (size_t i = 0; i < LENGTH(default_digest_only); i++)
		string_list_add(&configuration->digest_only, arena, default_digest_only[i]);
}

static bool is_watched_by_name(const struct configuration *configuration, const char *path)
{
	return configuration->watch_given && string_list_holds(&configuration->watch, path);
}

static bool is_special(char byte)
{
	return byte == '*' || byte == '?' || byte == '[' || byte == '\\';
}

/*
 * Most paths part from most patterns before the first special byte; this says so without
 * matching. A slash counts as special: a pattern's may be doubled, and "**" may be nothing. A
 * pattern that does not begin with one is about the name, or about the path from its first byte.
 */
static bool can_match(const char *pattern, const char *path, const char *name)
{
	size_t i = 0;

	if (pattern[0] != '/')
		return is_special(pattern[0]) || pattern[0] == name[0] || pattern[0] == path[1];
	do
		i++;
	while (pattern[i] == path[i] && pattern[i] != '\0' && !is_special(pattern[i]));
	if (pattern[i] == '\0')
		return path[i] == '\0';
	return pattern[i] == '/' || is_special(pattern[i]);
}

const struct ignore *configuration_ignores(
	const struct configuration *configuration, const char *path, const struct ignore *after)
{
	size_t at = after == NULL ? 0 : (size_t)(after - configuration->ignore) + 1;
	const char *name = path_name(path);

	for (; at < configuration->ignore_count; at++) {
		const struct ignore *rule = &configuration->ignore[at];

		if (can_match(rule->pattern, path, name) && path_matches(rule->pattern, path))
			return is_watched_by_name(configuration, path) ? NULL : rule;
	}
	return NULL;
}

const char *ignore_condition(struct arena *arena, const struct ignore *ignore, const char *path)
{
	if (ignore->when_exists == NULL || ignore->when_exists[0] == '/')
		return ignore->when_exists;
	return path_join(arena, path, ignore->when_exists);
}
