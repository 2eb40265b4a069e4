#!/usr/bin/env bats
# SPDX-License-Identifier: GPL-2.0-or-later
# The command line itself: options, help, mistakes, exit statuses.
# shellcheck disable=SC2154 # bats and the helper set what tests look at

load helper

commands="init snapshot status diff log show restore undo forget check verify rules"

@test "--help names every command and exits 0" {
	exits 0 "$confwatch" --help
	for command in $commands; do
		grep -q "^  $command " <<<"$output"
	done
}

@test "every command has help that fits 80 columns" {
	for command in $commands; do
		exits 0 "$confwatch" "$command" --help
		has "confwatch $command"
		has "--root=DIR"
		[ "$(wc -L <<<"$output")" -le 80 ]
	done
}

@test "--version says name and version" {
	exits 0 "$confwatch" --version
	[[ $output =~ ^confwatch\ [0-9]+\.[0-9]+ ]]
}

@test "no command is a mistake" {
	exits 2 "$confwatch"
	is "confwatch: no command was given (see 'confwatch --help')"
}

@test "a mistyped command gets a suggestion" {
	exits 2 "$confwatch" statsu
	is "confwatch: unknown command 'statsu' (did you mean 'status'?)"
}

@test "a mistyped option gets a suggestion" {
	exits 2 "$confwatch" restore --dry-rnu /etc/x
	is "confwatch: unknown option '--dry-rnu' (did you mean '--dry-run'?)"
}

@test "errors go to stderr, once" {
	[ -z "$("$confwatch" nonsense 2>/dev/null || true)" ]
	[ "$("$confwatch" nonsense 2>&1 >/dev/null | wc -l)" -eq 1 ]
}

@test "a hostile word in a mistake is escaped" {
	exits 2 "$confwatch" $'x\e[31m\nconfwatch: fine'
	is "confwatch: unknown command 'x\\033[31m\\012confwatch: fine' (see 'confwatch --help')"
}

@test "without init every command says what to do" {
	make_root
	for command in snapshot status diff log "show last" "restore /etc/hosts" undo \
		"forget /etc/shadow" verify; do
		# shellcheck disable=SC2086 # words
		exits 2 cw $command
		has "confwatch init"
	done
	[ ! -e "$root/var/lib/confwatch" ]
}

@test "a root that is not there is trouble" {
	exits 2 "$confwatch" --root=/proc/nonexistent status
	has "/nonexistent"
}

@test "an unknown format is refused" {
	exits 2 "$confwatch" --format=yaml status
	is "confwatch: --format takes text, json, md, html, xml or mail, not 'yaml'"
	exits 2 "$confwatch" --format=xml status
	is "confwatch: 'status' has no format 'xml'"
}

@test "a relative path means nothing below another root" {
	make_recorded_root
	exits 2 cw diff hosts
	has "'hosts' is relative"
}

@test "standard output that takes nothing is trouble" {
	make_recorded_root
	run bash -c '"$1" --root="$2" log >/dev/full' - "$confwatch" "$root"
	[ "$status" -eq 2 ]
	has "cannot write to standard output"
}

@test "a reader that goes away early is no trouble" {
	make_recorded_root
	seq 200000 >"$root/etc/long"
	run bash -c 'set -o pipefail; "$1" --root="$2" diff 2>&1 | head -n 1 >/dev/null' - \
		"$confwatch" "$root"
	[ "$status" -le 1 ]
	is ""
}
