// SPDX-License-Identifier: GPL-2.0-or-later
// What makes restored files take effect: commands for a person to run, never run by us.
#include "effective.h"

#include <fcntl.h>
#include <string.h>

#include "base/path.h"
#include "core/access.h"
#include "system/files.h"

struct effect {
	const char *pattern; /* as path_matches() takes it, or a directory that ends in '/' */
	const char *command;
};

/* Files that a program compiles; then the services that read what changed. */
static const struct effect effects[] = {
	{"/etc/aliases", "newaliases"},
	{"/etc/systemd/", "systemctl daemon-reload"},
	{"/etc/fstab", "systemctl daemon-reload"},
	{"/etc/sysctl.conf", "sysctl --system"},
	{"/etc/sysctl.d/", "sysctl --system"},
	{"/etc/tmpfiles.d/", "systemd-tmpfiles --create"},
	{"/etc/apparmor.d/", "systemctl reload apparmor"},
	{"/etc/ld.so.conf", "ldconfig"},
	{"/etc/ld.so.conf.d/", "ldconfig"},
	{"/etc/sssd/", "systemctl restart sssd"},
	{"/etc/saslauthd.conf", "systemctl restart saslauthd"},
	{"/etc/sysconfig/saslauthd", "systemctl restart saslauthd"},
	{"/etc/default/saslauthd", "systemctl restart saslauthd"},
	{"/etc/postfix/", "systemctl reload postfix"},
	{"/etc/sasl2/smtpd.conf", "systemctl reload postfix"},
	{"/usr/lib/sasl2/smtpd.conf", "systemctl reload postfix"},
	{"/usr/lib64/sasl2/smtpd.conf", "systemctl reload postfix"},
	{"/var/spool/postfix/etc/", "systemctl reload postfix"},
	{"/etc/dovecot/", "systemctl reload dovecot"},
	{"/etc/imapd.conf", "systemctl restart cyrus-imapd"},
	{"/etc/cyrus.conf", "systemctl restart cyrus-imapd"},
	{"/etc/amavisd.conf", "systemctl restart amavis"},
	{"/etc/amavis/", "systemctl restart amavis"},
	{"/etc/mail/spamassassin/", "systemctl restart spamd"},
	{"/etc/spamassassin/", "systemctl restart spamd"},
	{"/etc/clamav/", "systemctl restart clamav-daemon"},
	{"/etc/clamd.conf", "systemctl restart clamd"},
	{"/etc/opendkim.conf", "systemctl restart opendkim"},
	{"/etc/rspamd/", "systemctl reload rspamd"},
	{"/etc/exim4/", "update-exim4.conf && systemctl reload exim4"},
	{"/etc/fetchmailrc", "systemctl restart fetchmail"},
	{"/etc/ssh/sshd_config", "systemctl reload sshd"},
	{"/etc/ssh/sshd_config.d/", "systemctl reload sshd"},
	{"/etc/nginx/", "systemctl reload nginx"},
	{"/etc/apache2/", "systemctl reload apache2"},
	{"/etc/rsyslog.conf", "systemctl restart rsyslog"},
	{"/etc/rsyslog.d/", "systemctl restart rsyslog"},
	{"/etc/samba/", "smbcontrol all reload-config"},
	{"/etc/nftables.conf", "systemctl reload nftables"},
	{"/etc/default/grub", "update-grub"},
	{"/etc/initramfs-tools/", "update-initramfs -u"},
};

static void add_once(struct arena *arena, struct string_list *list, const char *command)
{
	if (!string_list_holds(list, command))
		string_list_add(list, arena, command);
}

static bool concerns(const struct effect *effect, const char *path)
{
	size_t length = strlen(effect->pattern);

	if (effect->pattern[length - 1] == '/')
		return strncmp(path, effect->pattern, length) == 0;
	return strcmp(path, effect->pattern) == 0;
}

/* A lookup table that postmap(1) compiled, of a type that is looked up in the compiled file. */
static bool is_compiled_map(struct arena *arena, int root, const char *path)
{
	static const char *const suffixes[] = {".db", ".lmdb", ".cdb", ".dir"};

	for (size_t i = 0; i < sizeof suffixes / sizeof suffixes[0]; i++) {
		if (files_exist_beneath(root, arena_format(arena, "%s%s", path, suffixes[i])))
			return true;
	}
	return false;
}

/* As a shell takes it. */
static const char *quoted(struct arena *arena, const char *path)
{
	TEXT_CLEANUP struct text text = TEXT_INIT;

	if (path[strspn(path,
		    "abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ0123456789"
		    "/._-+,:@%")] == '\0')
		return path;
	text_byte(&text, '\'');
	for (; *path != '\0'; path++) {
		if (*path == '\'')
			text_add(&text, "'\\'");
		text_byte(&text, *path);
	}
	text_byte(&text, '\'');
	return arena_bytes(arena, text.bytes, text.length);
}

static void add_map(struct arena *arena, int root, const char *path, struct string_list *result)
{
	if (strncmp(path, "/etc/postfix/", strlen("/etc/postfix/")) == 0 &&
		is_compiled_map(arena, root, path))
		add_once(arena, result, arena_format(arena, "postmap %s", quoted(arena, path)));
}

void effective_commands(
	struct arena *arena, int root, const struct plan *plan, struct string_list *result)
{
	for (size_t i = 0; i < plan->step_count; i++)
		add_map(arena, root, plan->steps[i].path, result);
	for (size_t i = 0; i < sizeof effects / sizeof effects[0]; i++) {
		for (size_t j = 0; j < plan->step_count; j++) {
			if (concerns(&effects[i], plan->steps[j].path)) {
				add_once(arena, result, effects[i].command);
				break;
			}
		}
	}
}
