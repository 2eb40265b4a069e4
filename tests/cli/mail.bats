#!/usr/bin/env bats
# SPDX-License-Identifier: GPL-2.0-or-later
# report --mail: it arrives once, and when it cannot, it is noticed.
# shellcheck disable=SC2154 # bats and the helper set what tests look at

load helper

setup()
{
	make_recorded_root
	mails=$BATS_TEST_TMPDIR/mails
	mkdir -p "$mails" "$root/etc/confwatch" "$root/run" "$root/metrics"
	configure always
	works
}

configure() # WHICH
{
	printf 'report: {mail: %s, to: [root, admin@example.org], sendmail: %s, metrics: /metrics}\n' \
		"$1" "$BATS_TEST_TMPDIR/sendmail" >"$root/etc/confwatch/confwatch.yaml"
	cw -q snapshot
}

# What the mail program does: each message that it takes is a file.
mail_program() # LINE
{
	printf '#!/bin/sh\n%s\n' "$1" >"$BATS_TEST_TMPDIR/sendmail"
	chmod +x "$BATS_TEST_TMPDIR/sendmail"
}

works()
{
	mail_program "cat > '$mails'/\$\$.eml; echo \"\$@\" > '$mails/words'"
}

arrived()
{
	find "$mails" -name '*.eml' | wc -l
}

break_something()
{
	rm "$root/etc/pam.d/imap"
}

@test "a report is mailed, and is well-formed" {
	break_something
	exits 0 cw report --mail
	is "the report was mailed"
	[ "$(arrived)" -eq 1 ]
	[ "$(cat "$mails/words")" = "-i -- root admin@example.org" ]
	cat "$mails"/*.eml >"$BATS_TEST_TMPDIR/1.eml"
	run grep -c '^Auto-Submitted: auto-generated$' "$BATS_TEST_TMPDIR/1.eml"
	is 1
	run /usr/bin/python3 -c '
import sys
from email import message_from_binary_file, policy
m = message_from_binary_file(sys.stdin.buffer, policy=policy.strict)
print(m["Subject"])
print(m["To"])
print(m.get_body(("plain",)).get_content())
print(m.get_body(("html",)).get_content()[:15])' <"$BATS_TEST_TMPDIR/1.eml"
	has "1 to act on"
	has "root@$(uname -n), admin@example.org"
	has "restore /etc/pam.d/imap"
	has "<!"
}

@test "the message can be looked at without being sent" {
	break_something
	exits 1 cw report --format=mail
	has "Subject: [confwatch] "
	has "Message-ID:"
	[ "$(arrived)" -eq 0 ]
	exits 2 cw report --mail --json
	has "--mail has a format of its own"
	[ "$(arrived)" -eq 0 ]
}

@test "a report that nobody wants is not mailed" {
	configure action
	printf 'x\n' >"$root/etc/new"
	exits 0 cw report --mail
	is "nothing was mailed: there is nothing to tell"
	configure changes
	printf 'y\n' >"$root/etc/new"
	cw -q snapshot
	exits 0 cw report --mail
	[ "$(arrived)" -eq 1 ]
	exits 0 cw report --mail
	[ "$(arrived)" -eq 1 ]
	configure action
	break_something
	exits 0 cw report --mail
	[ "$(arrived)" -eq 2 ]
}

@test "when mail is down it is noticed elsewhere, and mended it is delivered once" {
	mkdir -p "$root/run/systemd/journal"
	journal=$root/run/systemd/journal/socket
	/usr/bin/python3 -c '
import socket, sys
s = socket.socket(socket.AF_UNIX, socket.SOCK_DGRAM)
s.bind(sys.argv[1])
print("ready", flush=True)
s.settimeout(60)
open(sys.argv[2], "wb").write(s.recv(65536))' "$journal" "$BATS_TEST_TMPDIR/event" \
		3>&- >"$BATS_TEST_TMPDIR/ready" &
	until [ -s "$BATS_TEST_TMPDIR/ready" ]; do :; done
	break_something
	mail_program "echo 'the queue is gone' >&2; exit 75"
	exits 2 cw report --mail
	has "the report waits, as no mail can be sent"
	has "ended with status 75: the queue is gone"
	wait
	grep -qx 'MESSAGE_ID=5d0e2a7c41b84f1f9b62c3a8f07d4e19' "$BATS_TEST_TMPDIR/event"
	grep -qx 'CONFWATCH_CRITICAL=1' "$BATS_TEST_TMPDIR/event"
	grep -q '^confwatch: no report could be sent by mail since 20' "$root/run/motd.d/confwatch"
	[ "$(stat -c %a "$root/run/motd.d/confwatch")" = 644 ]
	run cat "$root/metrics/confwatch.prom"
	has 'confwatch_findings{class="removed-unexplained",severity="critical"} 1'
	has 'confwatch_open_findings{severity="warning"} 0'
	lacks 'mail_down_since_timestamp_seconds 0'

	works
	exits 0 cw report --mail
	[ "$(arrived)" -eq 1 ]
	[ ! -e "$root/run/motd.d/confwatch" ]
	run cat "$root/metrics/confwatch.prom"
	has 'mail_down_since_timestamp_seconds 0'
	run cat "$mails"/*.eml
	has "since"
	configure changes
	exits 0 cw report --json
	lacks '"told": false'
}

@test "a report that may have been sent is not sent again" {
	break_something
	mail_program "cat > '$mails/first.eml'; kill -KILL \$\$"
	exits 2 cw report --mail
	has "nobody knows whether the report was mailed"
	grep -q 'a report may not have been sent' "$root/run/motd.d/confwatch"
	works
	printf 'x\n' >"$root/etc/new"
	cw -q snapshot
	exits 0 cw report --mail
	[ "$(arrived)" -eq 2 ]
	run sh -c "grep -h -A1 '^Message-ID' '$mails'/*.eml | grep -c '<'"
	is 2
	run sh -c "grep -h -A1 '^Message-ID' '$mails'/*.eml | sort -u | grep -c '<'"
	[ ! -e "$root/run/motd.d/confwatch" ]
}

@test "nothing of a protected file is told anywhere" {
	mkdir -m 0700 "$root/etc/closed"
	printf 'planted-secret\n' >"$root/etc/closed/password"
	cw -q snapshot
	printf 'planted-secret-2\n' >"$root/etc/closed/password"
	mail_program "exit 75"
	exits 2 cw report --mail
	run cat "$root/run/motd.d/confwatch" "$root/metrics/confwatch.prom" \
		"$root/var/lib/confwatch/outbox/report"
	lacks "planted-secret"
	has "closed"
}

@test "an address that is none is found out" {
	printf 'report: {to: ["a b"]}\n' >"$root/etc/confwatch/confwatch.yaml"
	exits 2 cw report --mail
	has "'a b' is no mail address"
}
