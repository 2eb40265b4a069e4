#!/usr/bin/env bats
# SPDX-License-Identifier: GPL-2.0-or-later
# why: all that is known about a path, and the reason for it.
# shellcheck disable=SC2154 # bats and the helper set what tests look at
# shellcheck disable=SC2016 # what jq takes is for jq

load helper

setup()
{
	make_recorded_root
}

@test "a file of nobody's" {
	exits 0 cw why /etc/pam.d/imap
	has "-rw-r--r-- root:root, file"
	has "belongs to no package; its text is yours"
	has "No reason is recorded: confwatch --root=$root why /etc/pam.d/imap TEXT"
	has "  first recorded"
}

@test "a file that is gone is explained by what was recorded" {
	rm "$root/etc/pam.d/imap"
	exits 0 cw why /etc/pam.d/imap
	has "not there"
	has "GONE"
	has "restore /etc/pam.d/imap"
	json '.type == null and .origin == "absent" and .findings[0].class == "removed-unexplained"' \
		cw why /etc/pam.d/imap --json
}

@test "a reason comes back, with all that was said about it" {
	exits 0 cw why /etc/hosts "first" --owner=anna --ticket=T-1 --review-by=2027-01-31
	exits 0 cw why /etc/hosts
	has "  first"
	has "owner anna"
	has "ticket T-1"
	has "review by 2027-01-31"
	lacks "No reason"
	json '.reason | .text == "first" and .owner == "anna" and .review_by == "2027-01-31" and
		.paths == ["/etc/hosts"] and .tags == ["reason"]' cw why /etc/hosts --json
}

@test "a reason about a directory is one for what is below it" {
	exits 0 cw why /etc/hosts "first"
	exits 0 cw why /etc "second"
	json '.diary | map(.text) | sort == ["first", "second"]' cw why /etc/hosts --json
	json '.reason.text == "second" and (.diary | length) == 1' cw why /etc/passwd --json
}

@test "what the configuration requires is told" {
	mkdir -p "$root/etc/confwatch"
	printf 'required: [{file: /etc/hosts, on_lost: restore, reason: resolver}]\n' \
		>"$root/etc/confwatch/confwatch.yaml"
	exits 0 cw why /etc/hosts
	has "required: restore when lost, critical: resolver"
	json '.required == {"on_lost": "restore", "severity": "critical", "reason": "resolver"}' \
		cw why /etc/hosts --json
}

@test "a number of the last status" {
	rm "$root/etc/pam.d/imap"
	exits 1 cw status
	exits 0 cw why 1
	has "/etc/pam.d/imap"
}

@test "hostile words are escaped" {
	exits 0 cw why /etc/hosts $'a\e[31m\xff'
	exits 0 cw why /etc/hosts
	has 'a\033[31m\377'
	lacks $'\e'
	json '.reason.text | startswith("a\u001b[31m")' cw why /etc/hosts --json
}

@test "protected content is not shown" {
	exits 0 cw why /etc/shadow
	has "protected"
	lacks "root:*"
}

@test "files without a reason, until they have one" {
	mkdir -p "$root/etc/confwatch"
	printf 'required: [{file: /etc/hosts}, {file: /etc/passwd, reason: users}]\n' \
		>"$root/etc/confwatch/confwatch.yaml"
	exits 1 cw why --missing
	has "most important first"
	has "critical /etc/hosts"
	has "  required"
	lacks /etc/passwd
	lacks "yaml"
	lacks "/etc/link"
	json '.missing | map(.path) as $paths | ($paths | index("/etc/hosts")) <
		($paths | index("/etc/pam.d/imap")) and ($paths | index("/etc/pam.d/imap")) <
		($paths | index("/etc/shadow")) and all(.origin == "custom")' cw why --missing --json
	for path in $("$confwatch" --root="$root" why --missing --json | jq -r '.missing[].path'); do
		cw -q why "$path" "because"
	done
	exits 0 cw why --missing
	is "Every file of yours has a reason."
	exits 2 cw why --missing /etc/hosts
	exits 2 cw why --missing --owner=anna
}

@test "a day that is over is told" {
	exits 0 cw why /etc/hosts "for a while" --review-by=2020-01-31
	exits 0 cw why /etc/hosts
	has "OVERDUE: it was to be thought of again by 2020-01-31"
	exits 0 cw why /etc/hosts "for longer" --review-by=2099-01-31
	exits 0 cw why /etc/hosts
	lacks "OVERDUE"
	has "review by 2099-01-31"
}

@test "a day that is over waits for a decision, until somebody made it" {
	exits 0 cw why /etc/hosts "for a while" --review-by=2020-01-31
	exits 1 cw status
	has "1 REASON OVERDUE"
	has "what $(cw diary list --json | jq -r '.entries[0].id') says was to be thought of again"
	json '.findings | length == 1 and .[0].rule == "review-by" and .[0].severity == "notice" and
		.[0].path == "/etc/hosts" and .[0].reason == "for a while"' cw status --json
	exits 1 cw report
	has "nothing to do; 1 reason is overdue"
	has "Waiting for a decision (1)"
	has "since 2020-01-31"
	json '.findings[0] | .part == "waiting" and .state == "open"' cw report --json
	exits 0 cw accept 1 -m "as before"
	exits 0 cw status
	exits 0 cw report
	exits 0 cw why /etc/pam.d "for longer" --review-by="$(date -d '2 days' +%Y-%m-%d)"
	exits 0 cw diary add -m "the whole server" --review-by="$(date -d '2 days' +%Y-%m-%d)"
	run after_days 2 status --short
	is ""
	run after_days 3 status --short
	is "$(printf 'REASON OVERDUE  -\nREASON OVERDUE  /etc/pam.d')"
	exits 0 cw why /etc/pam.d "for ever"
	run after_days 3 status --short
	is "REASON OVERDUE  -"
}

@test "usage" {
	exits 2 cw why
	exits 2 cw why /etc/nothing
	has "neither there nor in any snapshot"
	exits 2 cw why /etc/nothing "a reason"
	has "neither there nor in any snapshot"
	exits 2 cw why /etc/hosts two words
	has "is the text quoted?"
	exits 2 cw why /etc/hosts --accept
	has "a reason is needed"
	exits 2 cw why /etc/hosts " "
	has "the text is empty: nothing was recorded"
	exits 2 cw why /etc/hosts text --review-by=soon
	has "YYYY-MM-DD"
	exits 2 cw why /etc/hosts text --review-by=2027-13-01
}

@test "looking writes nothing" {
	before=$(picture "$root")
	exits 0 cw why /etc/hosts
	[ "$(picture "$root")" = "$before" ]
}
