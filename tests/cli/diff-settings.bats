#!/usr/bin/env bats
# SPDX-License-Identifier: GPL-2.0-or-later
# diff --settings: what a change of a file means.
# shellcheck disable=SC2154 # bats and the helper set what tests look at

load helper

setup()
{
	make_recorded_root
	mkdir -p "$root/etc/postfix" "$root/etc/default" "$root/etc/sssd"
	printf '# one\nsmtpd_tls_auth_only = yes\nrelayhost = x\n' >"$root/etc/postfix/main.cf"
	printf 'START=yes\nMECHANISMS="pam"\n' >"$root/etc/default/saslauthd"
	printf '[sssd]\nservices = nss\n[domain/x]\nldap_default_authtok = very-secret\n' >"$root/etc/sssd/sssd.conf"
	chmod 0600 "$root/etc/sssd/sssd.conf"
	age "$root/etc"
	cw snapshot
}

@test "a setting, by its name" {
	printf 'relayhost = x\n# two\nsmtpd_tls_auth_only=no\nmynetworks = y\n' >"$root/etc/postfix/main.cf"
	exits 1 cw diff --settings
	has "smtpd_tls_auth_only: yes -> no"
	has "+ mynetworks: y"
	lacks relayhost
	lacks @@
}

@test "comments, blanks and order alone are said to be that" {
	printf '# new\n\nMECHANISMS=pam\nSTART="yes"\n' >"$root/etc/default/saslauthd"
	exits 1 cw diff --settings
	has "no setting changed"
	lacks MECHANISMS
}

@test "lines that nobody reads are shown" {
	printf 'START=yes\nMECHANISMS="pam"\nrm -r x\n' >"$root/etc/default/saslauthd"
	exits 1 cw diff --settings
	has "+ line 3, which nobody reads: rm -r x"
}

@test "a file that nobody knows is shown by its lines" {
	echo more >>"$root/etc/hosts"
	exits 1 cw diff --settings
	has "+more"
	has "@@ -1 +1,2 @@"
}

@test "of a protected file, names alone" {
	printf '[sssd]\nservices = nss\n[domain/x]\nldap_default_authtok = other-secret\nvery-secret\n' >"$root/etc/sssd/sssd.conf"
	exits 1 cw diff --settings
	has "[domain/x] ldap_default_authtok: changed"
	lacks very-secret
	exits 1 cw diff --settings --json
	lacks very-secret
	lacks other-secret
	run on_terminal 80 "$confwatch" --root="$root" --no-pager diff --settings --show-secrets
	has "very-secret -> other-secret"
}

@test "a file that came or went: all of its settings" {
	rm "$root/etc/default/saslauthd"
	printf 'SPAMD=1\n' >"$root/etc/default/spamd"
	exits 1 cw diff --settings
	has "- MECHANISMS: pam"
	has "+ SPAMD: 1"
}

@test "between two snapshots" {
	printf 'START=no\nMECHANISMS="pam"\n' >"$root/etc/default/saslauthd"
	cw snapshot
	exits 1 cw diff --settings --from=last~1 --to=last
	has "START: yes -> no"
}

@test "JSON: values before and after" {
	printf 'START=no\nMECHANISMS="pam"\n' >"$root/etc/default/saslauthd"
	exits 1 cw diff --settings --json
	[ "$(jq -r '.changes[0].settings | .format, .changes[0].name, .changes[0].before, .changes[0].after' <<<"$output" | xargs)" = "shell START yes no" ]
	[ "$(jq -r '.changes[0].patch' <<<"$output")" = null ]
	exits 1 cw diff --json
	[ "$(jq -r '.changes[0].settings' <<<"$output")" = null ]
}
