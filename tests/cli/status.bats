#!/usr/bin/env bats
# SPDX-License-Identifier: GPL-2.0-or-later
# status: the first screen.
# shellcheck disable=SC2154 # bats and the helper set what tests look at

load helper

setup()
{
	make_recorded_root
}

@test "nothing changed: exit 0 and one line" {
	exits 0 cw status
	has "nothing changed since"
	[ "${#lines[@]}" -eq 1 ]
}

@test "what is gone comes first, then paths in order" {
	echo new >"$root/etc/zzz"
	echo more >>"$root/etc/hosts"
	rm "$root/etc/pam.d/imap"
	exits 1 cw status --short
	[ "${lines[0]}" = "GONE     /etc/pam.d/imap" ]
	[ "${lines[1]}" = "CHANGED  /etc/hosts" ]
	[ "${lines[2]}" = "NEW      /etc/zzz" ]
}

@test "each finding has its number and the next command" {
	rm "$root/etc/pam.d/imap"
	echo more >>"$root/etc/hosts"
	exits 1 cw status
	has "1 GONE"
	has "confwatch --root=$root restore /etc/pam.d/imap"
	has "2 CHANGED"
	has "confwatch --root=$root diff /etc/hosts"
}

@test "restore takes the number" {
	rm "$root/etc/pam.d/imap"
	exits 1 cw status
	exits 0 cw restore 1
	[ "$(cat "$root/etc/pam.d/imap")" = "auth required pam_unix.so" ]
	exits 0 cw status
}

@test "a number without status, out of range, or out of date is refused" {
	exits 2 cw restore 1
	has "run 'confwatch status' first"
	rm "$root/etc/pam.d/imap"
	exits 1 cw status
	exits 2 cw restore 7
	has "no number 7"
	echo more >>"$root/etc/hosts"
	exits 0 cw snapshot
	exits 2 cw restore 1
	has "out of date"
	[ ! -e "$root/etc/pam.d/imap" ]
}

@test "a restore leaves open what it did not restore" {
	rm "$root/etc/pam.d/imap"
	echo other >"$root/etc/hosts"
	chmod 0777 "$root/etc/group"
	exits 1 cw status --short
	is "GONE                 /etc/pam.d/imap
PERMISSIONS CHANGED  /etc/group
CHANGED              /etc/hosts"
	exits 0 cw restore 1
	exits 1 cw status --short
	is "PERMISSIONS CHANGED  /etc/group
CHANGED              /etc/hosts"
	exits 1 cw diff
	has "+other"
	exits 0 cw restore 2
	[ "$(cat "$root/etc/hosts")" = "127.0.0.1 localhost" ]
	exits 1 cw status --short
	is "PERMISSIONS CHANGED  /etc/group"
	# Recording accepts what is left, though it is in the history already.
	exits 0 cw snapshot -m "as it should be"
	[[ ${lines[0]} =~ ^[0-9a-f]{40}$ ]]
	exits 0 cw status
	exits 0 cw snapshot
	is "nothing changed"
	[ "$(stat -c %a "$root/etc/group")" = 777 ]
}

@test "the numbers of one status serve several restores" {
	rm "$root/etc/pam.d/imap" "$root/etc/hosts" "$root/etc/link"
	exits 1 cw status
	exits 0 cw restore 3
	exits 0 cw restore 1
	exits 0 cw restore 2
	exits 0 cw status
	exits 0 cw snapshot
	is "nothing changed"
}

@test "undo opens again what the restore had closed" {
	echo other >"$root/etc/hosts"
	exits 0 cw restore /etc/hosts
	exits 0 cw status
	exits 0 cw undo
	exits 1 cw status --short
	is "CHANGED  /etc/hosts"
	exits 0 cw undo
	exits 0 cw status
}

@test "what was restored on purpose from an older state is no finding" {
	echo second >"$root/etc/hosts"
	exits 0 cw snapshot
	exits 0 cw restore --from=last~1 /etc/hosts
	exits 0 cw status
	rm "$root/etc/hosts"
	exits 1 cw status --short
	is "GONE  /etc/hosts"
	exits 0 cw restore /etc/hosts
	[ "$(cat "$root/etc/hosts")" = "127.0.0.1 localhost" ]
}

@test "PATH limits it" {
	rm "$root/etc/pam.d/imap"
	echo more >>"$root/etc/hosts"
	exits 1 cw status --short /etc/pam.d
	is "GONE  /etc/pam.d/imap"
	exits 0 cw status /etc/group
}

@test "a mode that lets others in is said in words" {
	chmod 0644 "$root/etc/shadow"
	exits 1 cw status
	has "0600 -> 0644"
	has "readable by everyone"
}

@test "hostile names are escaped" {
	touch "$root/etc/"$'a\nb\e[31m\xff'
	exits 1 cw status
	has 'a\012b\033[31m\377'
	[ "$(grep -c $'\e' <<<"$output")" -eq 0 ]
}

@test "readable at 40 columns" {
	rm "$root/etc/pam.d/imap"
	chmod 0777 "$root/etc/hosts"
	on_terminal 40 "$confwatch" --root="$root" --color=never status >"$BATS_TEST_TMPDIR/screen" ||
		true
	# Commands and paths are never broken: they are to be copied.
	run grep -v -e confwatch -e /etc "$BATS_TEST_TMPDIR/screen"
	[ "$(tr -d '\r' <<<"$output" | wc -L)" -le 40 ]
	grep -q GONE "$BATS_TEST_TMPDIR/screen"
}

@test "no colour but on a terminal; NO_COLOR and --color decide" {
	rm "$root/etc/pam.d/imap"
	exits 1 cw status
	lacks $'\e['
	exits 1 cw --color=always status
	has $'\e['
	run on_terminal 80 "$confwatch" --root="$root" status
	has $'\e['
	export NO_COLOR=1
	run on_terminal 80 "$confwatch" --root="$root" status
	lacks $'\e['
}

@test "the JSON holds findings" {
	rm "$root/etc/pam.d/imap"
	json '.schema == "confwatch/status/1" and (.findings | length) == 1 and
		(.findings[0] | .class == "removed-unexplained" and .severity == "critical" and
			.path == "/etc/pam.d/imap" and .state == "open" and .rule == null and
			(.remedy | endswith("restore /etc/pam.d/imap")))' cw status --json
	[ "$status" -eq 1 ]
}

@test "looking writes nothing but the numbers" {
	rm "$root/etc/pam.d/imap"
	exits 1 cw status
	before=$(picture "$root" | grep -v status-numbers)
	exits 1 cw status
	exits 1 cw diff
	exits 0 cw log
	exits 0 cw show last
	[ "$(picture "$root" | grep -v status-numbers)" = "$before" ]
}
