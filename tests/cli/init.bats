#!/usr/bin/env bats
# SPDX-License-Identifier: GPL-2.0-or-later
# init: STATE, the watch list, the first snapshot.
# shellcheck disable=SC2154 # bats and the helper set what tests look at

load helper

setup()
{
	make_root
}

@test "init makes STATE, private, and the first snapshot" {
	exits 0 cw init
	has "/var/lib/confwatch"
	has "/etc ("
	[ "$(stat -c %a "$root/var/lib/confwatch")" = 700 ]
	exits 0 cw log
	has "init"
}

@test "init again is harmless" {
	exits 0 cw init
	before=$(git --git-dir="$root/var/lib/confwatch/history.git" rev-parse main)
	exits 0 cw init
	[ "$(git --git-dir="$root/var/lib/confwatch/history.git" rev-parse main)" = "$before" ]
	json '.snapshot == null and .changed == false and .created == false' cw init --json
}

@test "a loose umask leaves nothing open" {
	umask 000
	exits 0 cw init
	[ -z "$(find "$root/var/lib/confwatch" ! -type l -perm /077)" ]
}

@test "--watch replaces the default list and is remembered" {
	mkdir "$root/srv"
	echo one >"$root/srv/one"
	exits 0 cw init --watch=/srv --watch /etc/pam.d
	json '[.watch[].path] == ["/srv", "/etc/pam.d"]' cw init --json
	echo two >>"$root/etc/hosts"
	exits 0 cw status
	echo two >>"$root/srv/one"
	exits 1 cw status --short
	is "CHANGED  /srv/one"
}

@test "nothing is written into the watched tree" {
	before=$(picture "$root/etc")
	exits 0 cw init
	[ "$(picture "$root/etc")" = "$before" ]
}

@test "a watch list in the configuration wins" {
	mkdir -p "$root/etc/confwatch" "$root/srv"
	printf 'watch: [/srv]\n' >"$root/etc/confwatch/confwatch.yaml"
	exits 0 cw init --watch=/etc
	has "wins over --watch"
	json '[.watch[].path] == ["/srv"]' cw init --json
}

@test "a mistake in the configuration is named with its place" {
	mkdir -p "$root/etc/confwatch"
	printf 'watch: [/etc]\nwatsh: [/etc]\n' >"$root/etc/confwatch/confwatch.yaml"
	exits 2 cw init
	has "confwatch.yaml:2:1"
	[ ! -e "$root/var/lib/confwatch/history.git" ]
}

@test "the JSON names state, snapshot and watched paths" {
	json '.schema == "confwatch/init/1" and .created and .changed and
		(.snapshot | test("^[0-9a-f]{40}$")) and .entries > 5 and .unreadable == 0 and
		(.watch[] | select(.path == "/etc") | .present and .entries > 5)' cw init --json
}
