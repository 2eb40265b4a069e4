#!/usr/bin/env bats
# SPDX-License-Identifier: GPL-2.0-or-later
# The line that long work shows on a terminal. Work is long because the clock says so.
# shellcheck disable=SC2154 # bats and the helper set what tests look at

load helper

setup()
{
	make_recorded_root
	rm "$root/etc/hosts" "$root/etc/group"
	words=("$confwatch" --root="$root" --no-pager restore /etc/hosts /etc/group)
	line=$'\r\e[K1 entry'
}

@test "long work shows how far it is, and wipes that before it prints" {
	run on_terminal 80 "${late[@]}" "${words[@]}"
	[ "$status" -eq 0 ]
	[[ $output == *"$line"*$'\r\e[K'*"steps done"* ]]
}

@test "short work shows nothing but its result" {
	run on_terminal 80 "${words[@]}"
	[ "$status" -eq 0 ]
	lacks $'\e[K'
	has "steps done"
}

@test "with --quiet there is no line" {
	run on_terminal 80 "${late[@]}" "${words[@]}" --quiet
	[ "$status" -eq 0 ]
	lacks $'\e[K'
}

@test "nobody gets it when standard error is no terminal" {
	"${late[@]}" "${words[@]}" >"$BATS_TEST_TMPDIR/out" 2>"$BATS_TEST_TMPDIR/err"
	[ ! -s "$BATS_TEST_TMPDIR/err" ]
	run cat "$BATS_TEST_TMPDIR/out"
	has "steps done"
	lacks $'\e[K'
	rm "$root/etc/hosts"
	# shellcheck disable=SC2016 # sh expands it
	run on_terminal 80 sh -c '"$@" 2>"$0"' "$BATS_TEST_TMPDIR/err" "${late[@]}" "${words[@]}"
	[ "$status" -eq 0 ]
	[ ! -s "$BATS_TEST_TMPDIR/err" ]
	lacks $'\e[K'
}
