# SPDX-License-Identifier: GPL-2.0-or-later
# shellcheck shell=bash
# Rules on the files that a release's real packages leave, and on what an administrator makes of
# them: tests/cases/rules.
. tests/systems/support/system.bash

mail_packages=(postfix postfix-pcre sasl2-bin libsasl2-modules sssd libpam-sss libnss-sss cyrus-imapd
	openssh-server sudo procmail policyd-weight amavisd-new spamassassin
	clamav-daemon clamav-freshclam clamav-milter fetchmail)

# $root with a file system of its own above it, so that it can be changed. NAME
over() # NAME
{
	mkdir -p "$systems/$1" "$systems/$1.upper" "$systems/$1.work"
	mount -t overlay -o "lowerdir=$root,upperdir=$systems/$1.upper,workdir=$systems/$1.work" \
		overlay "$systems/$1"
	chmod 0755 "$systems/$1.upper"
}

# Dovecot instead of Cyrus in the system that over() made. NAME
with_dovecot() # NAME
{
	local root=$systems/$1

	mount -t proc proc "$root/proc"
	mount --rbind /dev "$root/dev"
	inside apt-get update -qq -o Acquire::Check-Valid-Until=false >"$systems/dovecot.log" 2>&1 &&
		inside apt-get install -qq -y --no-install-recommends -o DPkg::Options::=--force-unsafe-io \
			dovecot-imapd dovecot-lmtpd >>"$systems/dovecot.log" 2>&1
}

break_rules() # RELEASE ARGUMENT...
{
	local release=$1 name trees=() dovecot=debian-dovecot

	[ "$release" = bookworm ] || dovecot=debian-dovecot24

	alone "rules on the packages of $release" "${@:2}"
	make_system "$release" "${mail_packages[@]}" ||
		give_up "rules on the packages of $release" "no $release: $(why_not_made)"
	tell_versions postfix sasl2-bin sssd cyrus-imapd openssh-server policyd-weight amavisd-new spamassassin
	tell_versions clamav-daemon fetchmail
	for name in debian debian-mail debian-sasldb; do
		over "$name" || give_up "rules on the packages of $release" "no overlays here"
		trees+=("$name=$systems/$name")
	done
	if over "$dovecot" && with_dovecot "$dovecot"; then
		trees+=("$dovecot=$systems/$dovecot")
		root=$systems/$dovecot tell_versions dovecot-core
	else
		give_up "rules on the packages of $release" "no Dovecot: $(tail -n 1 "$systems/dovecot.log")"
	fi
	python3 tests/e2e/support/breaks.py "${trees[@]}"
}
