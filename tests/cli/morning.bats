#!/usr/bin/env bats
# SPDX-License-Identifier: GPL-2.0-or-later
# The story that confwatch is for: an upgrade takes the PAM files, and the next morning one mail says
# so, why they were there, and the command that brings them back.
# shellcheck disable=SC2154 # bats and the helper set what tests look at

load helper

data=${SOURCE_DIR:?}/tests/data/report

setup()
{
	make_root
	mkdir -p "$root/etc/confwatch" "$root/run" "$root/var/lib/dpkg/info"
	printf '#!/bin/sh\ncat >%s/mail\n' "$BATS_TEST_TMPDIR" >"$BATS_TEST_TMPDIR/sendmail"
	chmod 0755 "$BATS_TEST_TMPDIR/sendmail"
	printf 'report: {sendmail: %s}\n' "$BATS_TEST_TMPDIR/sendmail" \
		>"$root/etc/confwatch/confwatch.yaml"
	printf 'auth required pam_sss.so\naccount required pam_sss.so\n' >"$root/etc/pam.d/imap"
	cp "$root/etc/pam.d/imap" "$root/etc/pam.d/smtp"
	install_package 2.4.20-1
	age "$root/etc"
	cw -q init --watch=/etc
	cw -q why /etc/pam.d/imap 'mail users come from LDAP, through SSSD'
}

install_package() # VERSION
{
	printf 'Package: cyrus-imapd\nStatus: install ok installed\nArchitecture: all\nVersion: %s\n' \
		"$1" >"$root/var/lib/dpkg/status"
	printf '/etc\n/etc/pam.d\n/etc/pam.d/imap\n/etc/pam.d/smtp\n' \
		>"$root/var/lib/dpkg/info/cyrus-imapd.list"
}

# The upgrade takes both; then it is night.
upgrade()
{
	exits 0 cw hook before --via=apt
	install_package 3.0.7-1
	rm "$root/etc/pam.d/imap" "$root/etc/pam.d/smtp"
	exits 0 cw hook after --via=apt
	exits 0 cw nightly
}

# Without what no two runs have alike.
as_ever()
{
	sed -E "s# --root=$root##g; s/[0-9]{4}-[0-9]{2}-[0-9]{2} [0-9]{2}:[0-9]{2}/DATE TIME/g
		s/--from=[0-9a-f]{7,}/--from=SNAPSHOT/g; s/^( *)[0-9a-f]{7} /\\1SNAPSHOT /
		s/$(uname -n)/mx1/g"
}

part() # plain|html: of the mail
{
	/usr/bin/python3 -c '
import sys
from email import message_from_binary_file, policy
m = message_from_binary_file(sys.stdin.buffer, policy=policy.strict.clone(raise_on_defect=True))
print("Subject:", m["Subject"], end="\n\n")
print(m.get_body((sys.argv[1],)).get_content(), end="")' "$1" <"$BATS_TEST_TMPDIR/mail"
}

# Down to what must be done; a new one: write what the command prints.
golden() # NAME COMMAND...
{
	local name=$1
	shift
	"$@" | as_ever | sed -E '/^(Upgraded|Changed files|checked|Rules|Life)/,$d' | diff "$data/$name" -
}

@test "the mail: its subject, its first lines, and what must be done" {
	upgrade
	golden morning.mail part plain
	[[ $(part plain | sed 1,2d | head -n 6) == *"GONE, no copy left"*"/etc/pam.d/imap"* ]]
	[[ $(part html) == *"mail users come from LDAP, through SSSD"* ]]
}

@test "why /etc/pam.d/imap" {
	upgrade
	golden morning.why cw why /etc/pam.d/imap
}

@test "one command of the mail is to be done, and then nothing" {
	upgrade
	command=$(part plain | sed -n 's/^  confwatch \(.* restore .*imap\)$/\1/p')
	eval "\"$confwatch\" $command"
	[ "$(cat "$root/etc/pam.d/imap")" = $'auth required pam_sss.so\naccount required pam_sss.so' ]
	exits 0 cw restore --lost
	[ "$(cat "$root/etc/pam.d/smtp")" = "$(cat "$root/etc/pam.d/imap")" ]
	exits 0 cw status
	exits 0 cw report
	has ": nothing to do"
}

@test "the next morning is a line for each, until somebody acts" {
	upgrade
	rm "$BATS_TEST_TMPDIR/mail"
	exits 0 after_days 1 nightly
	golden morning-after.mail part plain
}
