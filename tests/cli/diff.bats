#!/usr/bin/env bats
# SPDX-License-Identifier: GPL-2.0-or-later
# diff: content, metadata and kinds, by every route the same.
# shellcheck disable=SC2154 # bats and the helper set what tests look at

load helper

setup()
{
	make_recorded_root
}

# Every kind of change.
change_things()
{
	echo more >>"$root/etc/hosts"
	chmod 0600 "$root/etc/pam.d/imap"
	rm "$root/etc/link"
	mkdir "$root/etc/link"
	echo new >"$root/etc/new"
	head -c 300 /dev/zero >"$root/etc/binary"
	chown 96:12 "$root/etc/group"
	echo secret >>"$root/etc/shadow"
	setfacl -m u:96:r "$root/etc/passwd"
	setfattr -n user.note -v hello "$root/etc/passwd"
	age "$root/etc"
}

# What a diff says without the lines that name its two sides.
said()
{
	"$@" | grep -v -e '^--- ' -e '^+++ '
}

@test "no difference: exit 0 and silence" {
	exits 0 cw diff
	is ""
}

@test "content as a unified diff" {
	echo more >>"$root/etc/hosts"
	exits 1 cw diff
	has "+more"
	has " 127.0.0.1 localhost"
	has "@@ -1 +1,2 @@"
}

@test "metadata in words" {
	change_things
	exits 1 cw diff
	has "mode 0644 -> 0600"
	has "root (0) -> cyrus (96)"
	has "root (0) -> mail (12)"
	has "user.note"
}

@test "binary content by size and digest" {
	head -c 300 /dev/zero >"$root/etc/binary"
	exits 1 cw diff
	has "binary"
	has "300 bytes"
}

@test "protected content is not shown" {
	echo "very-secret" >>"$root/etc/shadow"
	exits 1 cw diff
	has "/etc/shadow"
	has "--show-secrets"
	lacks "very-secret"
	exits 1 cw diff --json
	lacks "very-secret"
	exits 2 cw diff --show-secrets
	lacks "very-secret"
	run on_terminal 80 "$confwatch" --root="$root" --no-pager diff --show-secrets
	has "very-secret"
}

@test "content that was public once is not shown once it is protected" {
	chmod 0600 "$root/etc/hosts"
	exits 0 cw snapshot
	chmod 0644 "$root/etc/hosts"
	exits 0 cw snapshot
	exits 1 cw diff --from=last~2 --to=last~1
	lacks "localhost"
	exits 2 cw show last~2:/etc/hosts
	lacks "localhost"
}

@test "the same answer now, between snapshots, and against a copy" {
	cp -a "$root" "$BATS_TEST_TMPDIR/before"
	change_things
	now=$(said cw diff)
	other=$(said cw diff --other-root="$BATS_TEST_TMPDIR/before")
	[ "$other" = "$now" ]
	cp -a "$root" "$BATS_TEST_TMPDIR/after"
	reverse=$(said cw diff --from=last --other-root="$BATS_TEST_TMPDIR/after")
	[ "$reverse" = "$now" ]
	exits 0 cw snapshot
	exits 0 cw diff
	[ "$(said cw diff --from=last~1 --to=last)" = "$now" ]
	[ "$(said cw diff --from=last~1)" = "$now" ]
	[ "$(said cw show last | sed '1,/^$/d' | grep -c /etc/)" -eq "$(grep -c '^[a-z].* /etc/' <<<"$now")" ]
}

@test "the same answer backwards when going back" {
	change_things
	exits 0 cw snapshot
	json '[.changes[] | select(.path == "/etc/new") | .kind] == ["removed"]' \
		cw diff --from=last --to=last~1 --json
}

@test "names of the other root are its own" {
	cp -a "$root" "$BATS_TEST_TMPDIR/other"
	sed -i 's/^cyrus/imap/' "$BATS_TEST_TMPDIR/other/etc/passwd"
	chown 96 "$BATS_TEST_TMPDIR/other/etc/hosts"
	exits 1 cw diff --other-root="$BATS_TEST_TMPDIR/other" /etc/hosts
	has "imap (96) -> root (0)"
}

@test "PATH limits it" {
	change_things
	json '[.changes[].path] == ["/etc/pam.d/imap"]' cw diff --json /etc/pam.d
	exits 0 cw diff /etc/nothing
}

@test "a snapshot that is not there is trouble" {
	exits 2 cw diff --from=last~99
	exits 2 cw diff --from=0000000
	exits 2 cw diff --from=nonsense
}

@test "three states are one too many" {
	exits 2 cw diff --from=last --to=last --other-root="$root"
	has "three states"
}

@test "a kind change names both kinds" {
	change_things
	exits 1 cw diff /etc/link
	has "symbolic link"
	has "directory"
}

@test "escape sequences in content are harmless" {
	printf '\e]0;title\a\n' >>"$root/etc/hosts"
	exits 1 cw diff
	[ "$(grep -c $'\e' <<<"$output")" -eq 0 ]
	has '+\033]0;title\007'
}

@test "the JSON holds changes" {
	change_things
	json '.schema == "confwatch/diff/1" and
		(.changes[] | select(.path == "/etc/hosts") | .kind == "changed" and .content) and
		(.changes[] | select(.path == "/etc/link") | .kind == "type-changed") and
		(.changes[] | select(.path == "/etc/new") | .kind == "added") and
		(.changes[] | select(.path == "/etc/group") | [.metadata[].name] == ["owner", "group"])' \
		cw diff --json
	[ "$status" -eq 1 ]
}
