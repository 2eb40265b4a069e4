#!/usr/bin/env bats
# SPDX-License-Identifier: GPL-2.0-or-later
# confwatch among others: other runs, kills, other roots.
# shellcheck disable=SC2154 # bats and the helper set what tests look at

load helper

@test "two snapshots at once: both end well, one commit" {
	make_recorded_root
	echo more >>"$root/etc/hosts"
	cw snapshot >"$BATS_TEST_TMPDIR/one" &
	first=$!
	cw snapshot >"$BATS_TEST_TMPDIR/two" &
	second=$!
	wait "$first"
	wait "$second"
	json '.snapshots | length == 2' cw log --json
	sort "$BATS_TEST_TMPDIR/one" "$BATS_TEST_TMPDIR/two" | grep -qx "nothing changed"
}

@test "a lock that is held is waited for, then its holder is named" {
	mkdir -p "$BATS_TEST_TMPDIR/root/etc/confwatch"
	make_root
	printf 'lock_seconds: 0\n' >"$root/etc/confwatch/confwatch.yaml"
	exits 0 cw init --watch=/etc
	exec 9<>"$root/var/lib/confwatch/lock"
	flock 9
	exits 2 cw snapshot
	has "confwatch"
	exits 0 cw status
	flock -u 9
	exits 0 cw snapshot
}

@test "a lock left by a kill needs no person" {
	make_recorded_root
	mkfifo "$BATS_TEST_TMPDIR/pipe"
	echo "999999 snapshot" >"$root/var/lib/confwatch/lock"
	touch "$root/var/lib/confwatch/history.git/refs/heads/main.lock"
	echo more >>"$root/etc/hosts"
	exits 0 cw snapshot
	exits 0 cw status
}

@test "nothing outside the root is written, and no database of the host is read" {
	command -v strace >/dev/null || skip "strace is not there"
	make_root
	trace=$BATS_TEST_TMPDIR/trace
	program=$(dirname "$confwatch")
	own="$program/(settings|archive)\.so|$(realpath "$program/rules")"
	for words in "init --watch=/etc" snapshot status diff log "show last" verify check \
		"rules adopt --all" "restore /etc/hosts" undo "forget /etc/shadow"; do
		rm -f "$root/etc/hosts"
		# shellcheck disable=SC2086 # words
		strace -f -o "$trace" -e trace=%file "$confwatch" --root="$root" $words >/dev/null || true
		run grep -E '(open|creat|mkdir|rename|link|unlink|chmod|chown).*"/[^"]*"' "$trace"
		run grep -vE "ENOENT|readlink|\"$root|\"($own)|\"/(usr/)?lib|\"/etc/(ld\.so|localtime)|\"/(proc|dev|sys)/|\"/usr/share/(locale|zoneinfo)|\"/\"" <<<"$output"
		[ -z "$output" ] || { echo "$words: $output"; return 1; }
	done
}

@test "an unchanged tree needs no libgit2, no lock, and writes nothing" {
	command -v strace >/dev/null || skip "strace is not there"
	make_recorded_root
	# Young stamps could hide a later change, so that they are looked at again: to this look none is.
	exits 0 "${late[@]}" "$confwatch" --root="$root" snapshot
	# Leaks cannot be looked for under a tracer.
	export ASAN_OPTIONS=detect_leaks=0
	exits 0 strace -f -o "$BATS_TEST_TMPDIR/trace" "$confwatch" --root="$root" snapshot
	is "nothing changed"
	run grep -E 'libgit2|execve|flock|O_(WRONLY|RDWR|CREAT)|rename|unlink' "$BATS_TEST_TMPDIR/trace"
	[ "${#lines[@]}" -eq 1 ]
	has "execve(\"$confwatch\""
}

@test "STATE elsewhere" {
	make_root
	mkdir -m 0700 "$BATS_TEST_TMPDIR/elsewhere"
	exits 0 cw --state="$BATS_TEST_TMPDIR/elsewhere" init --watch=/etc
	[ ! -e "$root/var/lib/confwatch" ]
	rm "$root/etc/hosts"
	exits 1 cw --state="$BATS_TEST_TMPDIR/elsewhere" status
	has "--state=$BATS_TEST_TMPDIR/elsewhere"
}

@test "STATE inside the watched tree is passed by" {
	make_root
	mkdir -p "$root/etc/state"
	exits 0 cw --state="$root/etc/state/confwatch" init --watch=/etc
	exits 0 cw --state="$root/etc/state/confwatch" snapshot
	is "nothing changed"
}

@test "FIFOs and sockets do not hang anything" {
	make_root
	mkfifo "$root/etc/fifo"
	python3 -c 'import socket, sys; socket.socket(socket.AF_UNIX).bind(sys.argv[1])' "$root/etc/s"
	exits 0 timeout 10 "$confwatch" --root="$root" init --watch=/etc
	rm "$root/etc/fifo"
	exits 0 timeout 10 "$confwatch" --root="$root" restore /etc/fifo
	[ -p "$root/etc/fifo" ]
}

@test "a file that cannot be read is reported, not half recorded" {
	[ "$(id -u)" -eq 0 ] || skip "only root can hand a file over"
	make_root
	mkdir "$root/etc/broken"
	ln -s loop "$root/etc/broken/loop"
	exits 0 cw init --watch=/etc
	exits 0 cw status
}
