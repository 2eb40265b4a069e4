#!/usr/bin/env bats
# SPDX-License-Identifier: GPL-2.0-or-later
# expect: what was announced is no news, as often and as long as it was said.
# shellcheck disable=SC2154 # bats and the helper set what tests look at

load helper

setup()
{
	make_root
	mkdir -p "$root/var/lib/dpkg/info"
	printf 'yours\n' >"$root/etc/mail.conf"
	install_package 1
	age "$root/etc"
	cw -q init --watch=/etc
}

# The status and file list that dpkg would keep.
install_package() # VERSION, which is the text, too
{
	cat >"$root/var/lib/dpkg/status" <<-END
		Package: mail
		Status: install ok installed
		Architecture: all
		Version: $1
		Conffiles:
		 /etc/mail.conf $(printf '%s\n' "$1" | md5sum | cut -d' ' -f1)

	END
	printf '/etc\n/etc/mail.conf\n' >"$root/var/lib/dpkg/info/mail.list"
}

overwrite() # VERSION: which takes the place of the file
{
	exits 0 cw hook before --via=test
	install_package "$1"
	printf '%s\n' "$1" >"$root/etc/mail.conf"
	exits 0 cw hook after --via=test
}

edit() # FILE TEXT
{
	printf '%s\n' "$2" >"$root$1"
}

entry() # DAYS AGO, HEAD LINES...: what stands in the diary since then
{
	local git="$root/var/lib/confwatch/history.git" days=$1 blob tree commit
	shift
	blob=$({
		printf -- '---\ntime: %s\n' "$(date -u -d "$days days ago" +%Y-%m-%dT%H:%M:%SZ)"
		printf '%s\n' "$@" ---
	} | git --git-dir="$git" hash-object -w --stdin)
	tree=$(printf '100644 blob %s\t20260102-030405-0000.md\n' "$blob" | git --git-dir="$git" mktree)
	commit=$(git -c user.name=x -c user.email=x@x --git-dir="$git" commit-tree -m x "$tree")
	git --git-dir="$git" update-ref refs/heads/diary "$commit"
}

@test "an upgrade that was announced is no news; the next one is" {
	exits 0 cw expect /etc/mail.conf --until=2h -m "the new release"
	has "expected:"
	has "/etc/mail.conf"
	has "1 change (came: 0)"
	has "the new release"
	overwrite 2
	exits 0 cw status
	lacks "mail.conf"
	exits 0 cw expect
	is "nothing is expected"
	edit /etc/mail.conf "yours again"
	exits 0 cw snapshot
	overwrite 3
	exits 1 cw status --short
	is "REPLACED  /etc/mail.conf"
}

@test "twice is as often as was said" {
	exits 0 cw expect /etc --times=2
	overwrite 2
	exits 0 cw status
	json '.expected | length == 1 and .[0].times == 2 and .[0].used == 1 and
		.[0].paths == ["/etc"]' cw expect --json
	overwrite 3
	edit /etc/mail.conf "yours"
	exits 1 cw status --short
	is "CHANGED  /etc/mail.conf"
	json '.expected == []' cw expect --json
}

@test "what a person changes, recorded or not" {
	exits 0 cw expect /etc/hosts
	edit /etc/hosts 1
	edit /etc/group 'root:x:0:'
	exits 1 cw status --short
	is "CHANGED  /etc/group"
	exits 0 cw snapshot
	edit /etc/hosts 2
	exits 1 cw status --short
	is "CHANGED  /etc/hosts"
}

@test "what had changed before is not covered" {
	overwrite 2
	exits 0 cw expect /etc --times=9
	exits 1 cw status --short
	is "REPLACED  /etc/mail.conf"
	edit /etc/hosts 1
	entry -1 'paths: /etc' 'tags: expected' 'times: 9' \
		"until: $(date -u -d '2 days' +%Y-%m-%dT%H:%M:%SZ)"
	touch -d '36 hours' "$root/etc/hosts"
	exits 1 cw status --short
	has "CHANGED   /etc/hosts"
}

@test "a time that is over covers nothing that came later" {
	entry 2 'paths: /etc' 'tags: expected' 'times: 9' \
		"until: $(date -u -d '1 day ago' +%Y-%m-%dT%H:%M:%SZ)"
	overwrite 2
	edit /etc/hosts 1
	exits 1 cw status --short
	has "REPLACED  /etc/mail.conf"
	has "CHANGED   /etc/hosts"
	exits 0 cw expect
	is "nothing is expected"
}

@test "what is gone, emptied or set aside was never announced" {
	exits 0 cw expect /etc --times=9
	rm "$root/etc/pam.d/imap"
	: >"$root/etc/hosts"
	cp "$root/etc/mail.conf" "$root/etc/mail.conf.dpkg-old"
	overwrite 2
	exits 1 cw status --short
	has "/etc/pam.d/imap"
	has "/etc/hosts"
	has "/etc/mail.conf"
}

@test "a rule that an announced change breaks is told" {
	mkdir -p "$root/etc/confwatch/rules.d"
	cat >"$root/etc/confwatch/rules.d/own.yaml" <<-'END'
		pack: own
		title: ours
		rules:
		  - id: own-mail
		    file: /etc/mail.conf
		    mode: at most 0640
		    severity: critical
		    reason: a secret is in it
	END
	chmod 0640 "$root/etc/mail.conf"
	cw -q snapshot
	exits 0 cw status
	exits 0 cw expect /etc/mail.conf
	chmod 0644 "$root/etc/mail.conf"
	exits 1 cw status --short
	is "RULE FAILED  /etc/mail.conf"
}

send_report()
{
	printf '#!/bin/sh\ncat >%s\n' "$BATS_TEST_TMPDIR/mail" >"$BATS_TEST_TMPDIR/sendmail"
	chmod +x "$BATS_TEST_TMPDIR/sendmail"
	exits 0 cw report --mail
}

@test "what was announced is told as such, once, with who said it" {
	mkdir -p "$root/etc/confwatch" "$root/run"
	printf 'report: {mail: always, sendmail: %s}\n' "$BATS_TEST_TMPDIR/sendmail" \
		>"$root/etc/confwatch/confwatch.yaml"
	cw -q snapshot
	id=$(cw expect /etc/mail.conf --until=2h -m "the new release" --json | jq -r .entry)
	overwrite 2
	exits 0 cw status
	has "1 change came as it was announced:"
	exits 0 cw status -v
	has "announced by "
	has "($id): the new release"
	json '.findings == [] and (.settled | length == 1 and .[0].state == "expected" and
		.[0].said.entry == "'"$id"'" and .[0].said.as == "expected") and
		.ledger == []' cw status --json
	json '.settled[0].state == "expected" and .settled[0].said.text == "the new release"' \
		cw why /etc/mail.conf --json
	json '.findings[] | select(.path == "/etc/mail.conf") |
		.state == "expected" and .said.entry == "'"$id"'"' cw show last --json
	json '[.findings[] | select(.path == "/etc/mail.conf")] | length == 1 and
		.[0].part == "expected" and .[0].state == "expected"' cw report --json
	exits 0 cw report
	has "nothing to do"
	has "Came as announced (1)"
	has "REPLACED /etc/mail.conf, announced by "
	has "($id): the new release"
	has "expected /etc/mail.conf, until "
	has "1 of 1 change came: the new release"
	cw report --format=xml >"$BATS_TEST_TMPDIR/report.xml"
	[ "$(xmllint --xpath 'string(//finding[@part="expected"]/said/@entry)' \
		"$BATS_TEST_TMPDIR/report.xml")" = "$id" ]
	xmllint --noout --relaxng "$SOURCE_DIR/schemas/report.rng" "$BATS_TEST_TMPDIR/report.xml"
	send_report
	grep -q "Came as announced" "$BATS_TEST_TMPDIR/mail"
	sleep_past_the_second
	exits 0 cw report
	lacks "Came as announced"
	lacks "mail.conf"
	json '.findings[] | select(.path == "/etc/mail.conf") | .part == "settled"' \
		cw report --json
}

# What is said in the second in which a report was sent is told twice rather than never.
sleep_past_the_second()
{
	sed -i "s/^sent: .*/sent: $(($(date +%s) + 1))/" "$root/var/lib/confwatch/report-sent"
}

@test "an announced edit that a night recorded is told by its announcement" {
	exits 0 cw expect /etc/hosts -m "the move"
	edit /etc/hosts 1
	exits 0 cw report
	has "CHANGED /etc/hosts, announced by "
	exits 0 cw snapshot
	exits 0 cw report
	lacks "Came as announced"
	has "expected /etc/hosts, until "
	has "1 of 1 change came: the move ("
}

@test "it runs out" {
	exits 0 cw expect /etc/hosts --until=2d --times=2
	run after_days 1 expect
	has "/etc/hosts"
	run after_days 1 status -v
	has "expected /etc/hosts"
	run after_days 3 expect
	is "nothing is expected"
	run after_days 3 status -v
	lacks "expected /etc/hosts"
}

@test "each is an entry of the diary" {
	json '.entry != null' cw expect /etc/hosts --json --until=1d -m "the move"
	json '.diary | length == 1 and .[0].tags == ["expected"] and .[0].text == "the move"' \
		cw why --json /etc/hosts
}

@test "mistakes are said" {
	exits 2 cw expect --until=2h
	has "needs the paths that will change"
	exits 2 cw expect /etc/hosts --until=soon
	has "not a time: 'soon'"
	exits 2 cw expect /etc/hosts --until=yesterday
	has "is not to come"
	exits 2 cw expect /etc/hosts --until=60w
	has "more than a year away"
	exits 2 cw expect /etc/hosts --times=1001
	has "1000 at most"
	exits 0 cw expect
	is "nothing is expected"
}
