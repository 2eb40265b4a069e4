// SPDX-License-Identifier: GPL-2.0-or-later
// Names that tell: the shipped list of secrets, and what package managers and editors leave behind.
#include "core/protection.h"

#include <string.h>

#include "base/path.h"

/*
 * Patterns as path_matches() takes them. Most of these files keep others out by their mode
 * anyway; the list is for those that were opened by mistake, or are copied about.
 */
const char *const protection_shipped[] = {
	/* passwords of local users */
	"shadow",
	"gshadow",
	"shadow-",
	"gshadow-",
	"opasswd",
	"**/tcb/*/shadow*",
	/* SASL, IMAP, POP, SMTP */
	"sasldb2",
	"sasldb2.*",
	"sasl_passwd",
	"sasl_passwd.*",
	"saslauthd.conf",
	"/etc/cyrus.passwd",
	"**/dovecot/**/*passwd*",
	"**/dovecot/**/dovecot-ldap*.conf*",
	"**/dovecot/**/dovecot-sql*.conf*",
	"**/postfix/**/*ldap*.cf",
	"**/postfix/**/*mysql*.cf",
	"**/postfix/**/*pgsql*.cf",
	"/etc/exim4/passwd.client",
	"fetchmailrc",
	".fetchmailrc",
	"/etc/mail/authinfo*",
	"msmtprc",
	".netrc",
	"**/opendkim/**/*.private",
	"**/dkim/**/*.private",
	"**/rspamd/local.d/worker-controller.inc",
	/* directory services and Kerberos */
	"sssd.conf",
	"**/sssd/conf.d/**",
	"ldap.secret",
	"libnss-ldap.secret",
	"pam_ldap.secret",
	"nslcd.conf",
	"slapd.conf",
	"**/slapd.d/**",
	"*.keytab",
	"secrets.tdb",
	"smbpasswd",
	"passdb.tdb",
	/* keys of TLS and SSH */
	"*.key",
	"**/ssl/private/**",
	"**/pki/tls/private/**",
	"**/letsencrypt/archive/**/privkey*.pem",
	"**/letsencrypt/live/**/privkey*.pem",
	"**/letsencrypt/accounts/**",
	"privkey*.pem",
	"ssh_host_*_key",
	"**/.ssh/id_*[!.b]",
	"*.p12",
	"*.pfx",
	"*.jks",
	/* disks */
	"crypttab.key",
	"*.luks",
	"*.luksheader",
	"**/cryptsetup-keys.d/**",
	"**/luks/**",
	/* networks */
	"**/NetworkManager/system-connections/**",
	"wpa_supplicant*.conf",
	"**/wpa_supplicant/**/*.conf",
	"**/ppp/*-secrets",
	"ipsec.secrets",
	"**/ipsec.d/private/**",
	"**/swanctl/private/**",
	"**/openvpn/**/*.secret",
	"**/openvpn/**/*.auth",
	"**/openvpn/**/ta*.key",
	"**/wireguard/**",
	"rndc.key",
	"**/bind/*.key",
	/* databases and other services */
	"/etc/mysql/debian.cnf",
	".my.cnf",
	".pgpass",
	"**/cups/subscriptions.conf",
	"**/cups/printers.conf",
	"**/apt/auth.conf",
	"**/apt/auth.conf.d/**",
	"**/zypp/credentials.d/**",
	".htpasswd",
	"htpasswd",
	"munge.key",
	"**/samba/private/**",
	"**/libvirt/secrets/**",
};

const size_t protection_shipped_count = sizeof protection_shipped / sizeof protection_shipped[0];

/* Longer endings before those that end them. */
static const char *const endings[] = {
	".rpmsave.old",
	".rpmsave",
	".rpmnew",
	".rpmorig",
	".dpkg-old",
	".dpkg-dist",
	".dpkg-new",
	".dpkg-bak",
	".ucf-old",
	".ucf-dist",
	".ucf-new",
	".pacnew",
	".pacsave",
	".bak",
	".orig",
	".old",
	"~",
};

/* Length of the name without its ending; 0: it has none. */
static size_t without_ending(const char *name, size_t length)
{
	for (size_t i = 0; i < sizeof endings / sizeof endings[0]; i++) {
		size_t ending = strlen(endings[i]);

		if (length > ending && memcmp(name + length - ending, endings[i], ending) == 0)
			return length - ending;
	}
	return 0;
}

/* "name;5f3a1c02": rpm writes a new file under such a name and renames it when it is whole. */
static size_t without_rpm_number(const char *name)
{
	const char *number = strrchr(name, ';');
	size_t digits;

	if (number == NULL)
		return 0;
	digits = strspn(number + 1, "0123456789abcdef");
	return digits >= 4 && digits <= 16 && number[1 + digits] == '\0' ? (size_t)(number - name)
									 : 0;
}

/* ".name.swp", ".name.swo": vim's; false when it is none. */
static bool is_swap(const char *name, size_t length)
{
	return length > 5 && name[0] == '.' && memcmp(name + length - 4, ".sw", 3) == 0 &&
		name[length - 1] >= 'a' && name[length - 1] <= 'p';
}

const char *leftover_of(struct arena *arena, const char *path)
{
	const char *name = path_name(path);
	size_t length = strlen(name);
	size_t start = 0;
	size_t kept = without_ending(name, length);

	if (kept == 0)
		kept = without_rpm_number(name);
	if (kept == 0 && length > 2 && name[0] == '#' && name[length - 1] == '#') {
		start = 1;
		kept = length - 2;
	}
	if (kept == 0 && is_swap(name, length)) {
		start = 1;
		kept = length - 5;
	}
	if (kept == 0)
		return NULL;
	return arena_format(arena, "%.*s%.*s", (int)(name - path), path, (int)kept, name + start);
}
