#!/usr/bin/env bats
# SPDX-License-Identifier: GPL-2.0-or-later
# pin: what is the administrator's even as shipped, against real runs of dpkg on a root.
# shellcheck disable=SC2154 # bats and the helper set what tests look at

load helper

setup()
{
	make_root
	mkdir -p "$root/var/lib/dpkg/"{info,updates} "$root/usr/bin"
	: >"$root/var/lib/dpkg/status"
	install_version 1
	cw -q init --watch=/etc
}

# Builds the package in this version, and installs it: two conffiles that nobody edited.
install_version() # VERSION
{
	local tree=$BATS_TEST_TMPDIR/mail-$1
	mkdir -p "$tree/DEBIAN" "$tree/etc/mail"
	printf 'Package: mail\nVersion: %s\nArchitecture: all\n' "$1" >"$tree/DEBIAN/control"
	printf 'Maintainer: x <x@x>\nDescription: x\n' >>"$tree/DEBIAN/control"
	printf '/etc/mail/one\n/etc/mail/two\n' >"$tree/DEBIAN/conffiles"
	printf 'version %s\n' "$1" | tee "$tree/etc/mail/one" >"$tree/etc/mail/two"
	dpkg-deb --build --root-owner-group -Znone "$tree" "$tree.deb" >"$BATS_TEST_TMPDIR/log"
	dpkg --root="$root" --force-script-chrootless --force-not-root --log=/dev/null \
		--install "$tree.deb" >>"$BATS_TEST_TMPDIR/log" 2>&1
}

upgrade() # VERSION
{
	exits 0 cw hook before --via=test
	install_version "$1"
	exits 0 cw hook after --via=test
}

@test "an upgrade of what is pinned is told, and restore brings the wanted text back" {
	exits 0 cw pin /etc/mail/one -m "tested with this"
	has "pinned:"
	has "/etc/mail/one"
	has "tested with this"
	upgrade 2
	json '[.findings[] | select(.path == "/etc/mail/one")] | length == 1 and
		.[0].class == "vendor-updated" and .[0].severity == "warning" and .[0].files == 1 and
		(.[0].message | test("which you had pinned")) and
		(.[0].remedy | test("restore /etc/mail/one"))' cw status --json
	exits 1 cw status --short
	is "UPDATED  /etc/mail/one"
	exits 0 cw restore --lost
	[ "$(cat "$root/etc/mail/one")" = "version 1" ]
	[ "$(cat "$root/etc/mail/two")" = "version 2" ]
	exits 0 cw status
}

@test "what waits beside a pinned file is told as pinned, by whom" {
	printf 'mine\n' >"$root/etc/mail/one"
	cw -q snapshot
	id=$(cw pin /etc/mail/one -m "tested with this" --json | jq -r .entry)
	exits 0 cw hook before --via=test
	printf 'version 2\n' >"$root/etc/mail/one.dpkg-dist"
	exits 0 cw hook after --via=test
	json '[.findings[] | select(.path == "/etc/mail/one")][0] | .class == "update-pending" and
		.state == "open" and .said.as == "pinned" and .said.entry == "'"$id"'"' \
		cw status --json
	run cw status
	has "pinned by "
	has "($id): tested with this"
	run cw report
	has "Waiting for a decision (1)"
	has "pinned by "
	json '.ledger | map(.as) == ["pinned"] and .[0].entry.text == "tested with this"' \
		cw why /etc/mail/one --json
	run cw why /etc/mail/one
	has "Accepted, announced, pinned"
	run cw status -v
	has "pinned /etc/mail/one: tested with this ("
}

@test "a directory is pinned with what lies in it, but for what is not" {
	exits 0 cw pin /etc/mail
	exits 0 cw unpin /etc/mail/two
	exits 0 cw pin
	has "/etc/mail"
	upgrade 2
	exits 1 cw status --short
	is "UPDATED  /etc/mail/one"
}

@test "what is not pinned any more is the package's again" {
	exits 0 cw pin /etc/mail/one
	exits 0 cw unpin /etc/mail
	is "nothing is pinned"
	upgrade 2
	exits 0 cw status
}

@test "the last word counts, also within a second" {
	for _ in 1 2 3; do
		json '.pinned | length == 1' cw pin --json /etc/mail/one
		json '.entry != null and .pinned == []' cw unpin --json /etc/mail/one
	done
	json '.entry == null' cw unpin --json /etc/mail/one
	json '.pinned[0].path == "/etc/mail/one" and .pinned[0].entry != null' \
		cw pin --json /etc/mail/one
	json '.entry == null and (.pinned | length == 1)' cw pin --json /etc/mail/one
	json '[.diary[].tags[]] | length == 7' cw why --json /etc/mail/one
}

@test "mistakes are said" {
	exits 2 cw unpin
	exits 2 cw pin /etc/none
	has "neither there nor in any snapshot"
	exits 0 cw pin
	is "nothing is pinned"
}
