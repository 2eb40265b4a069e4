#!/usr/bin/env bats
# SPDX-License-Identifier: GPL-2.0-or-later
# log and show: what was recorded.
# shellcheck disable=SC2154 # bats and the helper set what tests look at

load helper

setup()
{
	make_recorded_root
	echo more >>"$root/etc/hosts"
	cw -q snapshot -m "second"
	echo third >"$root/etc/third"
	cw -q snapshot -m "third"
}

@test "log lists the newest first" {
	json '[.snapshots[].message] == ["third", "second", null]' cw log --json
}

@test "-n limits it" {
	json '[.snapshots[].message] == ["third"]' cw log -n 1 --json
	json '[.snapshots[].message] == ["third", "second"]' cw log --count=2 --json
}

@test "PATH keeps the snapshots that changed it" {
	json '[.snapshots[].message] == ["second", null]' cw log /etc/hosts --json
	json '[.snapshots[].message] == ["third"]' cw log /etc/third --json
	json '.snapshots == []' cw log /etc/nothing --json
}

@test "what the diary says of a snapshot stands beneath it" {
	exits 0 cw why /etc/hosts "one of ours"
	echo 4 >"$root/etc/third"
	exits 0 cw accept /etc/third -m "as it should be"
	rm "$root/etc/third"
	exits 0 cw restore /etc/third
	json '[.snapshots[] | {kind, said: [.diary[].tags[0]]} | select(.said != [])] == [
		{kind: "restore", said: ["restore"]}, {kind: "accept", said: ["accepted"]},
		{kind: "manual", said: ["reason"]}] and
		(.snapshots[] | select(.message == "third") | .diary[0].text == "one of ours")' \
		cw log --json
	exits 0 cw log
	has "  reason /etc/hosts: one of ours ("
	has "  accepted /etc/third: as it should be ..."
	has "  restore /etc/third: 1 brought back from"
}

@test "of a path only what is about it, also beneath another snapshot" {
	exits 0 cw why /etc/hosts "one of ours"
	exits 0 cw diary add /etc/third -m "of no concern"
	json '[.snapshots[].diary[].text] == ["one of ours"] and
		(.snapshots[0] | .message == "second" and (.diary | length == 1))' \
		cw log /etc/hosts --json
	json '[.snapshots[].diary[].text] == ["one of ours", "of no concern"]' \
		cw log -n 1 --json
}

@test "show SNAPSHOT shows its facts and changes" {
	exits 0 cw show last~1
	has "second"
	has "/etc/hosts"
	lacks "/etc/third"
	json '.changes | map(.path) == ["/etc/third"]' cw show last --json
}

@test "show SNAPSHOT:PATH prints the bytes as they were" {
	printf 'a\0b\e\n' >"$root/etc/raw"
	head -c 3000000 /dev/urandom >"$root/etc/large"
	exits 0 cw snapshot
	cw show last:/etc/raw | cmp - "$root/etc/raw"
	cw show last:/etc/large | cmp - "$root/etc/large"
	cw show last~1:/etc/third | cmp - "$root/etc/third"
	[ "$(cw show last~3:/etc/hosts)" = "127.0.0.1 localhost" ]
}

@test "show escapes on a terminal" {
	printf 'a\e[31m\n' >"$root/etc/raw"
	exits 0 cw snapshot
	run on_terminal 80 "$confwatch" --root="$root" --no-pager show last:/etc/raw
	has 'a\033[31m'
}

@test "show of a directory lists it" {
	exits 0 cw show last:/etc/pam.d
	has "/etc/pam.d/imap"
	lacks "/etc/hosts"
}

@test "show withholds protected content" {
	exits 2 cw show last:/etc/shadow
	has "protected"
	lacks "root:*"
	exits 2 cw show --show-secrets last:/etc/shadow
	has "needs a terminal"
	json '.text == null and .entry.size == null and .entry.blob == null and
		(.withheld | length) > 0' cw show last:/etc/shadow --json
	run on_terminal 80 "$confwatch" --root="$root" --no-pager show --show-secrets last:/etc/shadow
	has "root:*"
}

@test "snapshots by id, abbreviated id, and date" {
	id=$(cw log -n 1 --json | jq -r '.snapshots[0].id')
	json ".snapshot.id == \"$id\"" cw show "$id" --json
	json ".snapshot.id == \"$id\"" cw show "${id:0:7}" --json
	json ".snapshot.id == \"$id\"" cw show "2099-01-01 00:00" --json
	exits 2 cw show "1999-01-01"
}

@test "what is not there is trouble" {
	exits 2 cw show last:/etc/nothing
	has "/etc/nothing"
	exits 2 cw show
	exits 2 cw show last last
}

@test "long output goes through the pager, short is what the pager says" {
	printf '#!/bin/sh\nsed s/^/PAGED:/\n' >"$BATS_TEST_TMPDIR/pager"
	chmod 755 "$BATS_TEST_TMPDIR/pager" "$BATS_TEST_TMPDIR"
	run env CONFWATCH_PAGER="$BATS_TEST_TMPDIR/pager" script -qec "$confwatch --root=$root log" /dev/null
	has "PAGED:"
	run env CONFWATCH_PAGER="$BATS_TEST_TMPDIR/pager" script -qec "$confwatch --root=$root --no-pager log" /dev/null
	lacks "PAGED:"
	run env CONFWATCH_PAGER="$BATS_TEST_TMPDIR/pager" "$confwatch" --root="$root" log
	lacks "PAGED:"
	run env CONFWATCH_PAGER=/nonexistent script -qec "$confwatch --root=$root log" /dev/null
	has "third"
}

@test "under sudo the pager runs as the caller, without privileges" {
	[ "$(id -u)" -eq 0 ] || skip "only root can become somebody else"
	[ "$(cat /proc/self/loginuid 2>/dev/null || echo 4294967295)" -eq 4294967295 ] ||
		skip "the login uid goes before SUDO_UID"
	cat >"$BATS_TEST_TMPDIR/pager" <<-'END'
		#!/bin/sh
		cat >/dev/null
		echo "$(id -u):$(id -g):$(id -G):$(pwd)"
	END
	chmod a+rx "$BATS_TEST_TMPDIR/pager" "$BATS_TEST_TMPDIR"
	chmod a+x "$BATS_RUN_TMPDIR" "$BATS_RUN_TMPDIR/test"
	export SUDO_UID=12345 SUDO_GID=54321 CONFWATCH_PAGER="$BATS_TEST_TMPDIR/pager"
	run script -qec "$confwatch --root=$root log" /dev/null
	has "12345:54321:54321:/"
}
