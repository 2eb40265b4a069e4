#!/usr/bin/env bats
# SPDX-License-Identifier: GPL-2.0-or-later
# nightly: records, checks, remembers, tells; once, whoever calls it how often.
# shellcheck disable=SC2154 # bats and the helper set what tests look at

load helper

setup()
{
	make_root
	box=$BATS_TEST_TMPDIR/box
	mkdir -p "$root/etc/pam.d" "$root/etc/confwatch" "$root/run" "$box"
	printf 'auth required pam_sss.so\n' >"$root/etc/pam.d/imap"
	cat >"$BATS_TEST_TMPDIR/sendmail" <<END
#!/bin/sh
[ ! -e $box/down ] || { echo 'queue is full' >&2; exit 75; }
cat >$box/\$(ls $box | wc -l)
END
	chmod 0755 "$BATS_TEST_TMPDIR/sendmail"
	configure always
	age "$root/etc"
	cw -q init --watch=/etc
}

configure() # WHEN
{
	printf 'watch: [/etc]\nrequired:\n  - file: /etc/pam.d/imap\nreport:\n  mail: %s\n  sendmail: %s\n' \
		"$1" "$BATS_TEST_TMPDIR/sendmail" >"$root/etc/confwatch/confwatch.yaml"
}

mails()
{
	find "$box" -type f ! -name down | wc -l
}

# The words of a message, as a mail program shows them.
plain() # NUMBER
{
	/usr/bin/python3 -c '
import sys
from email import message_from_binary_file, policy
message = message_from_binary_file(open(sys.argv[1], "rb"), policy=policy.strict)
print(message["Subject"])
print(message.get_body(("plain",)).get_content())' "$box/$1" | tr '\n' ' ' | tr -s ' '
}

@test "what changed is recorded, and the report is mailed" {
	printf 'auth required pam_unix.so\n' >"$root/etc/pam.d/imap"
	exits 0 cw nightly
	has "recorded "
	has "the report was mailed"
	[ "$(mails)" = 1 ]
	exits 0 cw log
	has "nightly"
	exits 0 cw status
}

@test "nothing changed: no snapshot, and still a sign of life" {
	local before
	before=$(git --git-dir="$root/var/lib/confwatch/history.git" rev-parse main)
	exits 0 cw nightly
	has "nothing changed"
	[ "$(git --git-dir="$root/var/lib/confwatch/history.git" rev-parse main)" = "$before" ]
	[ "$(mails)" = 1 ]
	[[ $(plain 0) == *"nothing to do"* ]]
}

@test "report.mail: action is silent while nobody must act" {
	configure action
	cw -q snapshot
	exits 0 cw nightly
	has "nothing was mailed"
	[ "$(mails)" = 0 ]
	rm "$root/etc/pam.d/imap"
	exits 0 cw nightly
	has "the report was mailed"
	[[ $(plain 0) == *"1 to act on: GONE /etc/pam.d/imap"* ]]
}

@test "what was lost stays open when the night has recorded it" {
	rm "$root/etc/pam.d/imap"
	exits 0 cw nightly
	exits 1 cw status
	has "/etc/pam.d/imap"
	exits 0 cw nightly
	exits 1 cw status
	exits 0 cw restore /etc/pam.d/imap
	exits 0 cw status
}

@test "what was lost, and written anew, is dealt with" {
	rm "$root/etc/hosts"
	exits 0 cw nightly
	exits 1 cw status
	printf 'another\n' >"$root/etc/hosts"
	exits 0 cw nightly
	exits 0 cw status
}

@test "mail that cannot be sent waits, and is sent once when it can" {
	touch "$box/down"
	rm "$root/etc/pam.d/imap"
	exits 0 cw nightly
	has "waits"
	has "queue is full"
	exits 0 cw nightly
	[ "$(mails)" = 0 ]
	rm "$box/down"
	exits 0 cw nightly
	has "the report was mailed"
	[ "$(mails)" = 1 ]
	[[ $(plain 0) == *"mail could not be sent since"* ]]
}

# Holds the lock of dpkg's database below the root until it is told to end.
hold_lock()
{
	mkdir -p "$root/var/lib/dpkg"
	: >"$root/var/lib/dpkg/lock"
	perl -MFcntl -e 'open my $f, "+<", $ARGV[0] or die;
		my $lock = pack "s s l! l! i", F_WRLCK, 0, 0, 0, 0;
		fcntl $f, F_SETLK, $lock or die;
		$| = 1; print "held\n"; <STDIN>' "$root/var/lib/dpkg/lock" <"$BATS_TEST_TMPDIR/end" \
		>"$BATS_TEST_TMPDIR/held" 3>&- &
	holder=$!
	exec 8>"$BATS_TEST_TMPDIR/end"
	until [ -s "$BATS_TEST_TMPDIR/held" ]; do kill -0 "$holder"; done
}

@test "while a package manager is at work nothing is done, but not for ever" {
	local state=$root/var/lib/confwatch
	mkfifo "$BATS_TEST_TMPDIR/end"
	hold_lock
	printf 'new\n' >"$root/etc/pam.d/imap"
	exits 0 cw nightly
	has "is at work on the packages"
	has "nothing was done"
	[ "$(mails)" = 0 ]
	exits 0 cw nightly --json
	[ "$(jq -r '.skipped, .mail' <<<"$output")" = $'true\nnull' ]
	# As if it had been seen a day ago.
	perl -pi -e 's/(\d+)$/$1 - 86400/e' "$state/busy"
	exits 0 cw nightly
	has "the report was mailed"
	[[ $(plain 0) == *"at work on the packages for more than a day"* ]]
	exec 8>&-
	wait "$holder"
	exits 0 cw nightly
	[ ! -e "$state/busy" ]
}

@test "before init there is nothing to do" {
	exits 2 cw --state="$BATS_TEST_TMPDIR/nowhere" nightly
	has "confwatch init"
}
