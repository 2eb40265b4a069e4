#!/usr/bin/env bats
# SPDX-License-Identifier: GPL-2.0-or-later
# snapshot: records what changed, and nothing when nothing did.
# shellcheck disable=SC2154 # bats and the helper set what tests look at

load helper

setup()
{
	make_recorded_root
}

head_of()
{
	git --git-dir="$root/var/lib/confwatch/history.git" rev-parse main
}

@test "nothing changed: no commit" {
	before=$(head_of)
	exits 0 cw snapshot
	is "nothing changed"
	[ "$(head_of)" = "$before" ]
}

@test "a change makes one commit, whose id comes first" {
	echo more >>"$root/etc/hosts"
	exits 0 cw snapshot
	[ "${lines[0]}" = "$(head_of)" ]
	exits 0 cw status
}

@test "time stamps alone are no change" {
	before=$(head_of)
	touch "$root/etc/hosts" "$root/etc/pam.d"
	exits 0 cw status
	exits 0 cw snapshot
	is "nothing changed"
	[ "$(head_of)" = "$before" ]
}

@test "time stamps that made no snapshot are in the next one" {
	touch -d 2020-02-02 "$root/etc/pam.d"
	exits 0 cw snapshot
	is "nothing changed"
	echo more >>"$root/etc/hosts"
	exits 0 cw snapshot
	git --git-dir="$root/var/lib/confwatch/history.git" show main:.confwatch/meta/etc/pam.d/.mtree |
		grep -q "time=$(stat -c %Y "$root/etc/pam.d")"
}

@test "what is to be kept elsewhere is recorded, though it is the same" {
	printf 'public: [/etc/shadow]\n' >"$BATS_TEST_TMPDIR/public.yaml"
	echo 'new:*:1::::::' >>"$root/etc/shadow"
	exits 0 cw --config="$BATS_TEST_TMPDIR/public.yaml" snapshot
	before=$(head_of)
	exits 0 cw snapshot
	[ "$(head_of)" != "$before" ]
	rm "$root/etc/shadow"
	exits 0 cw restore /etc/shadow
	grep -q new "$root/etc/shadow"
}

@test "the words of -m are in the log" {
	echo more >>"$root/etc/hosts"
	exits 0 cw snapshot -m "why not"
	exits 0 cw log -n 1
	has "why not"
	has "1 changed"
}

@test "words cannot forge a trailer" {
	echo more >>"$root/etc/hosts"
	exits 0 cw snapshot -m $'x\n\nConfwatch-Kind: restore'
	json '.snapshots[0].kind == "manual"' cw log -n1 --json
}

@test "--dry-run records nothing" {
	before=$(head_of)
	echo more >>"$root/etc/hosts"
	exits 0 cw snapshot --dry-run
	has "/etc/hosts"
	has "not recorded"
	[ "$(head_of)" = "$before" ]
	exits 1 cw status
}

@test "-q is silent" {
	echo more >>"$root/etc/hosts"
	exits 0 cw -q snapshot
	is ""
}

@test "the JSON holds snapshot and changes" {
	json '.schema == "confwatch/snapshot/1" and .snapshot == null and .changed == false and
		.changes == []' cw snapshot --json
	echo more >>"$root/etc/hosts"
	json '(.snapshot | test("^[0-9a-f]{40}$")) and .changed and
		(.changes | length) == 1 and
		.changes[0] == {path: "/etc/hosts", kind: "changed", content: true, metadata: []} +
			.changes[0]' cw snapshot --json
}

@test "a change within the same clock tick and with the same size is seen" {
	for i in 1 2 3 4 5; do
		printf '%d' "$i" >"$root/etc/digit"
		exits 0 cw snapshot
		[ "${lines[0]}" = "$(head_of)" ]
	done
	[ "$(git --git-dir="$root/var/lib/confwatch/history.git" show main:etc/digit)" = 5 ]
}

@test "an old modification time hides nothing" {
	exits 0 cw snapshot
	stamp=$(stat -c %y "$root/etc/hosts")
	printf '127.0.0.1 localHOST\n' >"$root/etc/hosts"
	touch -d "$stamp" "$root/etc/hosts"
	exits 1 cw status --short
	is "CHANGED  /etc/hosts"
}

@test "the history passes git fsck" {
	echo more >>"$root/etc/hosts"
	mkdir "$root/etc/.git" "$root/etc/empty"
	echo "[core]" >"$root/etc/.gitmodules"
	exits 0 cw snapshot
	run git --git-dir="$root/var/lib/confwatch/history.git" fsck --full --strict
	[ "$status" -eq 0 ]
	is ""
}

@test "protected content is not in the history" {
	secret="s3cret-$RANDOM-$RANDOM"
	echo "$secret" >"$root/etc/key"
	chmod 0600 "$root/etc/key"
	exits 0 cw snapshot
	chmod 0644 "$root/etc/key"
	exits 0 cw snapshot
	git=("git" "--git-dir=$root/var/lib/confwatch/history.git")
	run bash -c '"$@" rev-list --all --objects | cut -d" " -f1 |
		"$@" cat-file --batch' - "${git[@]}"
	lacks "$secret"
}
