#!/usr/bin/env bats
# SPDX-License-Identifier: GPL-2.0-or-later
# An upgrade that leaves something critical is mailed at once, and once; what waits is tried again.
# shellcheck disable=SC2154 # bats and the helper set what tests look at

load helper

setup()
{
	make_root
	state=$root/var/lib/confwatch
	box=$BATS_TEST_TMPDIR/box
	mkdir -p "$root/etc/confwatch" "$root/run" "$root/metrics" "$box"
	sendmail "cat >$box/\$\$.eml"
	configure 'mail: action'
	age "$root/etc"
	cw -q init --watch=/etc
}

sendmail() # LINE: what the mail program does
{
	printf '#!/bin/sh\necho run >>%s/calls\n%s\n' "$box" "$1" >"$BATS_TEST_TMPDIR/sendmail"
	chmod 0755 "$BATS_TEST_TMPDIR/sendmail"
}

configure() # LINE...: of report
{
	printf 'required:\n  - file: /etc/pam.d/imap\nreport:\n  sendmail: %s\n  metrics: /metrics\n' \
		"$BATS_TEST_TMPDIR/sendmail" >"$root/etc/confwatch/confwatch.yaml"
	printf '  %s\n' "$@" >>"$root/etc/confwatch/confwatch.yaml"
}

before()
{
	exits 0 cw hook before --via=test
	is ""
}

after()
{
	exits 0 cw hook after --via=test
	is ""
}

break_something()
{
	rm -f "$root/etc/pam.d/imap"
}

# An upgrade that takes what is needed.
upgrade()
{
	before
	break_something
	after
}

# A run that holds the lock, though nothing changed: one that only looks would leave mail alone.
work()
{
	cw -q snapshot --full
}

mend()
{
	printf 'auth required pam_unix.so\n' >"$root/etc/pam.d/imap"
	cw -q snapshot
}

arrived()
{
	find "$box" -name '*.eml' | wc -l
}

called()
{
	[ ! -e "$box/calls" ] || wc -l <"$box/calls"
}

subjects()
{
	/usr/bin/python3 -c '
import sys
from email import message_from_binary_file, policy
for name in sys.argv[1:]:
    m = message_from_binary_file(open(name, "rb"), policy=policy.strict)
    words = m.get_body(("plain",)).get_content()
    head = " ".join(m["Subject"].split()[2:]).split(",")[0]
    print(m["Subject"], "" if head in " ".join(words.split()) else "the body disagrees")' "$box"/*.eml
}

# As if the last attempt had been so long ago.
let_pass() # SECONDS
{
	perl -pi -e 's/^(attempted: )(\d+)$/$1 . ($2 - '"$1"')/e' "$state/outbox/report"
}

@test "something critical is mailed at the end, once, and the night tells it as well" {
	upgrade
	[ "$(arrived)" -eq 1 ]
	run subjects
	has "1 to act on: GONE /etc/pam.d/imap"
	lacks "disagrees"
	run cat "$box"/*.eml
	has "restore /etc/pam.d/imap"
	[ ! -e "$state/mail-due" ]
	[ ! -e "$state/report-sent" ]
	[ ! -e "$root/run/motd.d/confwatch" ]
	[ ! -e "$root/metrics/confwatch.prom" ]
	printf 'x\n' >"$root/etc/hosts"
	work
	exits 0 cw hook after --via=test
	[ "$(arrived)" -eq 1 ]
	mv "$box"/*.eml "$BATS_TEST_TMPDIR"
	exits 0 cw nightly
	has "the report was mailed"
	[ "$(arrived)" -eq 1 ]
	run cat "$box"/*.eml
	has "the first snapshot"
}

@test "where nothing is critical there is no mail, no process and no file" {
	before
	printf 'x\n' >"$root/etc/hosts"
	after
	before
	after
	[ -z "$(called)" ]
	[ ! -e "$state/mail-due" ]
	[ ! -e "$state/outbox" ]
}

@test "what came back by itself needs nobody" {
	printf 'required:\n  - file: /etc/pam.d/imap\n    on_lost: restore\nreport: {sendmail: %s}\n' \
		"$BATS_TEST_TMPDIR/sendmail" >"$root/etc/confwatch/confwatch.yaml"
	work
	upgrade
	[ -e "$root/etc/pam.d/imap" ]
	[ "$(arrived)" -eq 0 ]
	[ ! -e "$state/mail-due" ]
}

mail_package() # VERSION
{
	mkdir -p "$root/var/lib/dpkg/info" "$root/var/lib/dpkg/updates"
	printf 'Package: mail\nStatus: install ok installed\nArchitecture: all\nVersion: %s\nConffiles:\n /etc/mail.conf %s\n\n' \
		"$1" "$(printf '%s\n' "$1" | md5sum | cut -d' ' -f1)" >"$root/var/lib/dpkg/status"
	printf '/etc\n/etc/mail.conf\n' >"$root/var/lib/dpkg/info/mail.list"
}

overwrite() # VERSION: of the package, which takes the place of what somebody wrote
{
	before
	mail_package "$1"
	printf '%s\n' "$1" >"$root/etc/mail.conf"
	after
}

@test "what was announced needs nobody, the next one is mailed" {
	mail_package 1
	printf 'mine\n' >"$root/etc/mail.conf"
	work
	exits 0 cw expect /etc/mail.conf --until=2h -m 'the new release'
	overwrite 2
	exits 0 cw status
	[ "$(arrived)" -eq 0 ]
	[ ! -e "$state/mail-due" ]
	printf 'mine\n' >"$root/etc/mail.conf"
	work
	overwrite 3
	[ "$(arrived)" -eq 1 ]
	run cat "$box"/*.eml
	has "/etc/mail.conf"
}

@test "the configuration can want no mail at all" {
	configure 'mail: never'
	work
	upgrade
	exits 0 cw report --mail
	is "nothing was mailed: the configuration wants no mail"
	exits 0 cw nightly
	has "the configuration wants no mail"
	json '.mail == "off"' cw nightly --json
	[ -z "$(called)" ]
	[ ! -e "$state/mail-due" ]
	[ ! -e "$state/outbox" ]
	grep -q confwatch_findings "$root/metrics/confwatch.prom"
}

@test "of another root nobody speaks who was not told how" {
	printf 'required: [{file: /etc/pam.d/imap}]\n' >"$root/etc/confwatch/confwatch.yaml"
	work
	upgrade
	[ ! -e "$state/mail-due" ]
	[ ! -e "$state/outbox" ]
}

@test "what is refused waits, and a later run that changes something sends it once" {
	sendmail "echo 'the queue is full' >&2; exit 75"
	upgrade
	[ "$(called)" -eq 1 ]
	grep -q 'no report could be sent by mail since 20' "$root/run/motd.d/confwatch"
	grep -q 'Open: 1 critical' "$root/run/motd.d/confwatch"
	# Not at once again, and not by those that only look.
	work
	let_pass 300
	exits 1 cw status
	exits 0 cw log
	[ "$(called)" -eq 1 ]
	sendmail "cat >$box/\$\$.eml"
	work
	[ "$(arrived)" -eq 1 ]
	[ ! -e "$state/mail-due" ]
	[ ! -e "$root/run/motd.d/confwatch" ]
	work
	[ "$(called)" -eq 2 ]
}

@test "it is tried less and less often" {
	local wait time calls=1
	sendmail "exit 75"
	upgrade
	time=$(sed -n 's/^attempted: //p' "$state/outbox/report")
	for wait in 300 600 1200 2400; do
		time=$((time + wait))
		at $((time - 1)) -q snapshot --full
		[ "$(called)" -eq "$calls" ]
		calls=$((calls + 1))
		at "$time" -q snapshot --full
		at "$time" -q snapshot --full
		[ "$(called)" -eq "$calls" ]
	done
}

@test "a hook tries again what waits, too" {
	sendmail "exit 75"
	upgrade
	let_pass 300
	sendmail "cat >$box/\$\$.eml"
	before
	printf 'x\n' >"$root/etc/hosts"
	after
	[ "$(arrived)" -eq 1 ]
}

@test "a second upgrade takes the place of what waits, and tells all of it" {
	sendmail "exit 75"
	upgrade
	sendmail "cat >$box/\$\$.eml"
	printf 'second: yes\n' >"$root/etc/pam.d/smtp"
	printf '  - file: /etc/pam.d/smtp\n' >"$BATS_TEST_TMPDIR/more"
	sed -i "1r $BATS_TEST_TMPDIR/more" "$root/etc/confwatch/confwatch.yaml"
	work
	before
	rm "$root/etc/pam.d/smtp"
	after
	[ "$(arrived)" -eq 1 ]
	run subjects
	has "2 to act on: GONE"
	lacks "disagrees"
	run cat "$box"/*.eml
	has "/etc/pam.d/imap"
	has "/etc/pam.d/smtp"
	has "mail could not be sent since"
	# It was a report: the next one begins with it.
	[ -e "$state/report-sent" ]
}

@test "a mail program that hangs costs a hook little, and what it told is told once more at the most" {
	sendmail "touch '$box/begun'; exec tail -f /dev/null"
	configure 'mail: action' 'command: ['"$BATS_TEST_TMPDIR"'/page]'
	printf '#!/bin/sh\ncat >>%s/paged\n' "$box" >"$BATS_TEST_TMPDIR/page"
	chmod 0755 "$BATS_TEST_TMPDIR/page"
	printf 'hooks: {limit: 6}\n' >>"$root/etc/confwatch/confwatch.yaml"
	work
	SECONDS=0
	upgrade
	# Half of what mail itself is given.
	[ "$SECONDS" -lt 30 ]
	[ -e "$box/begun" ]
	grep -q 'a report may not have been sent' "$box/paged"
	[ -z "$(records)" ]
	[ ! -e "$state/trouble" ]
	sendmail "cat >$box/\$\$.eml"
	let_pass 100000
	work
	[ "$(arrived)" -eq 0 ]
	exits 0 cw nightly
	[ "$(arrived)" -eq 1 ]
	run subjects
	has "1 to act on: GONE /etc/pam.d/imap"
	work
	exits 0 cw hook after --via=test
	[ "$(arrived)" -eq 1 ]
}

@test "a hook without time for mail leaves it to the next run" {
	printf 'hooks: {limit: 3}\n' >>"$root/etc/confwatch/confwatch.yaml"
	work
	upgrade
	[ "$(arrived)" -eq 0 ]
	[ -e "$state/mail-due" ]
	mend
	break_something
	work
	[ "$(arrived)" -eq 0 ]
	[ ! -e "$state/mail-due" ]
}

@test "a night tells what was due" {
	printf 'hooks: {limit: 3}\n' >>"$root/etc/confwatch/confwatch.yaml"
	work
	upgrade
	exits 0 cw nightly
	has "the report was mailed"
	work
	[ "$(arrived)" -eq 1 ]
	[ ! -e "$state/mail-due" ]
}

@test "what the night told is not told again, though nobody could note that" {
	printf 'hooks: {limit: 3}\n' >>"$root/etc/confwatch/confwatch.yaml"
	work
	upgrade
	cp "$state/mail-due" "$BATS_TEST_TMPDIR/due"
	exits 0 cw nightly
	[ "$(arrived)" -eq 1 ]
	# As when somebody else had the lock right after it was sent.
	cp "$BATS_TEST_TMPDIR/due" "$state/mail-due"
	rm "$state/report-sent"
	work
	[ "$(arrived)" -eq 1 ]
	[ ! -e "$state/mail-due" ]
	[ -e "$state/report-sent" ]
}

@test "an upgrade that was killed is mailed by whoever closes it" {
	before
	break_something
	# Its manager is another process, which is not there any more.
	perl -pi -e 's/^begun: \d+$/begun: 1000000000/' "$(records)"
	work
	[ -z "$(records)" ]
	[ "$(arrived)" -eq 1 ]
	run subjects
	has "GONE /etc/pam.d/imap"
}

@test "when mail fails a command is run, without a shell" {
	sendmail "exit 75"
	cat >"$BATS_TEST_TMPDIR/page" <<'PAGE'
#!/bin/sh
{ printf '%s|' "$@"; echo; env | sort; cat; } >"${0%/*}/paged"
PAGE
	chmod 0755 "$BATS_TEST_TMPDIR/page"
	configure "command: [$BATS_TEST_TMPDIR/page, 'a b', '\$HOME; x']"
	mkdir -m 0700 "$root/etc/closed"
	printf 'planted-secret\n' >"$root/etc/closed/password"
	work
	before
	break_something
	printf 'planted-secret-2\n' >"$root/etc/closed/password"
	after
	run cat "$BATS_TEST_TMPDIR/paged"
	has "a b|\$HOME; x|"
	has 'HOME=/nonexistent'
	has '1 to act on: GONE /etc/pam.d/imap'
	has 'no report could be sent by mail since'
	has 'Open: 1 critical'
	lacks planted-secret
	lacks BATS
	# Nobody else may be able to write what is run as root.
	rm "$BATS_TEST_TMPDIR/paged"
	chmod 0775 "$BATS_TEST_TMPDIR/page"
	exits 0 cw nightly
	has "waits"
	[ ! -e "$BATS_TEST_TMPDIR/paged" ]
	# A failure of it is nobody's.
	printf '#!/bin/sh\nexit 7\n' >"$BATS_TEST_TMPDIR/page"
	chmod 0755 "$BATS_TEST_TMPDIR/page"
	exits 0 cw nightly
	has "waits"
}

@test "new versions that wait are mailed once a week" {
	printf 'x\n' >"$root/etc/waits.conf"
	work
	exits 0 cw report --mail
	before
	printf 'y\n' >"$root/etc/waits.conf.rpmnew"
	after
	exits 0 cw nightly
	has "1 new version waits"
	has "the report was mailed"
	exits 0 cw nightly
	has "nothing was mailed"
	exits 0 cw nightly
	has "nothing was mailed"
	exits 0 after_days 6 nightly
	has "nothing was mailed"
	exits 0 after_days 7 nightly
	has "the report was mailed"
	[ "$(arrived)" -eq 2 ]
	exits 0 after_days 8 nightly
	has "nothing was mailed"
}
