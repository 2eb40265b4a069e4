# SPDX-License-Identifier: GPL-2.0-or-later
# shellcheck shell=bash
# Rules on the files that a release's real packages leave, and on what an administrator makes of
# them: tests/cases/rules.
. tests/systems/support/system.bash

mail_packages=(postfix postfix-pcre sasl2-bin libsasl2-modules sssd libpam-sss libnss-sss cyrus-imapd
	openssh-server sudo procmail)

# $root with a file system of its own above it, so that it can be changed. NAME
over() # NAME
{
	mkdir -p "$systems/$1" "$systems/$1.upper" "$systems/$1.work"
	mount -t overlay -o "lowerdir=$root,upperdir=$systems/$1.upper,workdir=$systems/$1.work" \
		overlay "$systems/$1"
	chmod 0755 "$systems/$1.upper"
}

break_rules() # RELEASE ARGUMENT...
{
	local release=$1 name trees=()

	alone "rules on the packages of $release" "${@:2}"
	make_system "$release" "${mail_packages[@]}" ||
		give_up "rules on the packages of $release" "no $release: $(why_not_made)"
	tell_versions postfix sasl2-bin sssd cyrus-imapd openssh-server
	for name in debian debian-mail debian-sasldb; do
		over "$name" || give_up "rules on the packages of $release" "no overlays here"
		trees+=("$name=$systems/$name")
	done
	python3 tests/e2e/support/breaks.py "${trees[@]}"
}
