#!/usr/bin/env bats
# SPDX-License-Identifier: GPL-2.0-or-later
# forget: the stored content of protected files, gone for good.
# shellcheck disable=SC2154 # bats and the helper set what tests look at

load helper

setup()
{
	make_root
	secret="s3cret-$RANDOM$RANDOM"
	echo "$secret" >"$root/etc/key"
	chmod 0600 "$root/etc/key"
	age "$root/etc"
	cw -q init --watch=/etc
}

# Whether any object of any repository in STATE holds the secret.
stored()
{
	local repository
	for repository in "$root"/var/lib/confwatch/*.git; do
		git --git-dir="$repository" cat-file --batch-all-objects --batch --unordered
	done | grep -qaF -- "$secret"
}

@test "what was stored is found no more" {
	stored
	exits 0 cw forget /etc/key
	has "/etc/key"
	has "nothing of it is left"
	exits 1 stored
	exits 0 cw verify
}

@test "other protected files stay" {
	exits 0 cw forget /etc/key
	rm "$root/etc/shadow"
	exits 0 cw restore /etc/shadow
	[ -s "$root/etc/shadow" ]
}

@test "a forgotten file cannot be restored, and says so" {
	exits 0 cw forget /etc/key
	rm "$root/etc/key"
	exits 2 cw restore /etc/key
	has "/etc/key"
	[ ! -e "$root/etc/key" ]
}

@test "a public file is refused with the reason" {
	exits 2 cw forget /etc/hosts
	has "'/etc/hosts' is not protected"
	exits 2 cw forget
}

@test "the JSON is the proof" {
	json '.schema == "confwatch/forget/1" and .paths == ["/etc/key"] and .left == 0 and
		.generations == 1 and .objects >= 1' cw forget --json /etc/key
}
