#!/usr/bin/env bats
# SPDX-License-Identifier: GPL-2.0-or-later
# diary: writing into it, and finding in it.
# shellcheck disable=SC2154 # bats and the helper set what tests look at
# shellcheck disable=SC2016 # what an editor does is written for its own shell

load helper

setup()
{
	make_recorded_root
}

ids() # ARGUMENT...: of the entries that diary list prints
{
	cw diary --json "$@" | jq -r '.entries[].id'
}

git_diary()
{
	git --git-dir="$root/var/lib/confwatch/history.git" "$@"
}


write_editor() # BODY
{
	printf '#!/bin/sh\n%s\n' "$1" >"$BATS_TEST_TMPDIR/editor"
	chmod 0755 "$BATS_TEST_TMPDIR" "$BATS_TEST_TMPDIR/editor"
	editor=$BATS_TEST_TMPDIR/editor
}

# On a terminal, with the editor; standard input is the terminal, too.
edited() # COMMAND...
{
	VISUAL=$editor on_terminal 80 "$@"
}

@test "what is written comes back" {
	exits 0 cw diary add /etc/hosts /etc/pam.d -m $'first line\nsecond' --owner=anna \
		--ticket=T-1 --review-by=2099-01-31 --tag=ldap --tag=wiki
	[[ $output =~ ^"recorded as "[0-9]{8}-[0-9]{6}-[0-9a-f]{4}$ ]]
	id=${output#recorded as }
	exits 0 cw diary show "$id"
	has "$id  ldap, wiki"
	has "owner anna, ticket T-1, review by 2099-01-31"
	has "  /etc/hosts"
	has "  /etc/pam.d"
	has "  second"
	json '.entries | length == 1 and (.[0] | .paths == ["/etc/hosts", "/etc/pam.d"] and
		.text == "first line\nsecond" and .tags == ["ldap", "wiki"] and .owner == "anna")' \
		cw diary show "${id##*-}" --json
}

@test "everything in the head of an entry comes back" {
	exits 0 cw expect /etc/hosts --until=2h --times=3 -m "the move"
	id=$(ids list)
	exits 0 cw diary show "$id"
	has "until $(date -d '2 hours' +%Y-%m-%d)"
	has "for 3 changes"
	json '.entries[0] | .tags == ["expected"] and .times == 3 and .findings == [] and
		((.until | fromdate? // strptime("%Y-%m-%dT%H:%M:%S%z") | mktime) -
		(.time | fromdate? // strptime("%Y-%m-%dT%H:%M:%S%z") | mktime)) == 7200' \
		cw diary show "$id" --json
	until=$(jq -r '.entries[0].until' <<<"$output")
	git_diary show "diary:$id.md" >"$BATS_TEST_TMPDIR/entry"
	grep -qxF "until: $until" "$BATS_TEST_TMPDIR/entry"
	grep -qxF "times: 3" "$BATS_TEST_TMPDIR/entry"
	echo 1 >"$root/etc/new"
	finding=$(cw status --json | jq -r '.findings[] | select(.path == "/etc/new").id')
	exits 0 cw accept "$finding"
	json '.entries[0] | .tags == ["accepted"] and .findings == ["'"$finding"'"] and
		.until == null and .times == null' cw diary list --json
	exits 0 cw diary show "$(ids list -n 1)"
	has "  findings $finding"
}

@test "the text may come from standard input" {
	run cw diary add /etc/hosts <<<"from a pipe"
	[ "$status" = 0 ]
	json '.entries[0] | .text == "from a pipe" and .tags == ["note"]' cw diary list --json
	run cw diary add </dev/null
	[ "$status" = 2 ]
	is "confwatch: the text is empty: nothing was recorded"
	run cw diary add -m $' \n\t'
	[ "$status" = 2 ]
	run cw diary add < <(printf 'a\0b')
	[ "$status" = 2 ]
	has "NUL byte"
	run cw diary add < <(head -c 2000000 /dev/zero | tr '\0' a)
	[ "$status" = 2 ]
	has "cannot read the text: File too large"
	[ "$(ids list | wc -l)" = 1 ]
}

@test "on a terminal an editor opens" {
	write_editor 'grep -q "^/etc/hosts" "$1" &&
		{ printf "written\nby hand\n"; cat "$1"; } >"'"$BATS_TEST_TMPDIR"'/text" &&
		cat "'"$BATS_TEST_TMPDIR"'/text" >"$1"'
	run edited "$confwatch" --root="$root" diary add /etc/hosts
	has "recorded as"
	json '.entries[0].text == "written\nby hand"' cw diary list --json
}

@test "what an editor leaves empty, or fails to write, is not recorded" {
	write_editor 'true'
	run edited "$confwatch" --root="$root" diary add /etc/hosts
	has "the text is empty: nothing was recorded"
	write_editor 'echo text >"$1"; exit 3'
	run edited "$confwatch" --root="$root" diary add /etc/hosts
	has "nothing was recorded: the editor '$editor' failed"
	write_editor 'echo ran >"'"$BATS_TEST_TMPDIR"'/ran"'
	run edited "$confwatch" --root="$root" diary add /etc/nothing
	has "neither there nor in any snapshot"
	[ ! -e "$BATS_TEST_TMPDIR/ran" ]
	[ -z "$(ids list)" ]
}

@test "the editor runs as the person behind sudo, on a descriptor" {
	[ "$(id -u)" = 0 ] || skip "only root can become somebody else"
	[ "$(cat /proc/self/loginuid)" = 4294967295 ] || skip "a login uid counts more than sudo's"
	editor='cp /proc/self/status'
	SUDO_UID=4242 SUDO_GID=4343 run edited "$confwatch" --root="$root" diary add
	has "recorded as"
	json '.entries[0] | (.text | contains("\nUid:\t4242\t4242\t4242\t4242\nGid:\t4343\t")) and
		(.author | startswith("uid 4242"))' cw diary list --json
}

@test "what could not be recorded is not lost" {
	write_editor 'printf "long thoughts\n" >"$1"; rm -r "'"$root"'/etc/hosts" \
		"'"$root"'/var/lib/confwatch/history.git"'
	run edited "$confwatch" --root="$root" diary add /etc/hosts
	has "long thoughts"
	lacks "recorded as"
}

@test "entries are found by words, path, tag and time" {
	cw -q diary add /etc/pam.d/imap -m "Users come from LDAP" --tag=ldap
	cw -q diary add /etc/hosts -m "no DNS here"
	cw -q why /etc/hosts "because"
	one() { json '.entries | length == '"$1" cw --json diary "${@:2}"; }
	one 3 list
	one 1 list -n 1
	one 2 list /etc/hosts
	one 3 list /etc
	one 1 list /etc/pam.d/imap/x
	one 1 list --tag=reason
	one 1 search ldap users
	one 0 search ldap dns
	one 2 search --path=/etc/hosts
	one 1 search DNS --path=/etc/hosts --tag=note
	one 3 search --since=yesterday
	one 0 search --until=yesterday
	one 0 search --since=2099-01-01
	exits 0 cw diary search nothing
	is "No such entries."
}

@test "what is written in one second stays in order" {
	for word in a b c d e f g h; do
		cw -q why /etc/hosts "$word"
	done
	json '.entries | map(.text) == ["h", "g", "f", "e", "d", "c", "b", "a"]' cw diary list --json
	json '.reason.text == "h"' cw why /etc/hosts --json
}

@test "hostile names and words are harmless" {
	path=$'/etc/a\e[31m\xff\n<b>\u202e'
	printf x >"$root$path"
	exits 0 cw diary add "$path" -m $'words \e]0;x\a\xff \u202e' --tag='<i>' --owner=$'o\nx: y'
	exits 0 cw diary list
	lacks $'\e'
	lacks $'\u202e'
	has '/etc/a\033[31m\377\012<b>\342\200\256'
	exits 0 cw diary show "$(ids list)"
	lacks $'\e'
	has 'owner o\012x: y'
	json '.entries[0] | .owner == "o\nx: y" and (.paths[0] | endswith("\\xFF\n<b>\u202e"))' \
		cw diary list --json
}

@test "all of it is one book" {
	cw -q diary add /etc/hosts /etc/pam.d -m "about both"
	cw -q diary add -m "about nothing" --tag=wiki
	exits 0 cw diary export
	has '## ` /etc/hosts `'
	has "Told elsewhere"
	has "> about nothing"
	exits 0 cw diary export --by=time --format=md
	has "## $(date +%Y-%m)"
	lacks "Told elsewhere"
	exits 0 cw diary export --format=html --tag=wiki
	has "about nothing"
	lacks "about both"
	json '.entries | length == 1' cw diary export /etc/pam.d --json
}

@test "the book in HTML is well formed, whatever it is about, and loads nothing" {
	path=$'/etc/a\e<script>alert(1)"\xff\n\u202e'
	printf x >"$root$path"
	cw -q diary add "$path" -m $'</pre><img src=http://x>]]>\e\xff' --owner='<b>' \
		--tag='"><i>' --ticket="' onload='x"
	cw diary export --format=html >"$BATS_TEST_TMPDIR/book.html"
	run xmllint --noout "$BATS_TEST_TMPDIR/book.html"
	is ""
	run xmllint --xpath 'count(//script | //img | //i | //b | //@src | //@onload)' \
		"$BATS_TEST_TMPDIR/book.html"
	is 0
	run xmllint --xpath 'string(//pre)' "$BATS_TEST_TMPDIR/book.html"
	grep -qF '</pre><img src=http://x>]]>\033\377' <<<"$output"
}

@test "restores and what takes them back are told" {
	rm "$root/etc/pam.d/imap"
	exits 0 cw restore /etc/pam.d/imap
	exits 0 cw undo
	json '.entries | map(.tags[0]) == ["undo", "restore"] and all(.paths == ["/etc/pam.d/imap"]) and
		(.[1].text | test("^1 brought back from [0-9a-f]{7}\n\n\\* created /etc/pam.d/imap$"))' \
		cw diary list --json
	exits 0 cw restore /etc/pam.d/imap --dry-run
	exits 0 cw restore /etc/hosts
	[ "$(ids list | wc -l)" = 2 ]
}

@test "an upgrade that left something writes its own entry, about all of it" {
	mkdir -p "$root/var/lib/dpkg/info"
	: >"$root/var/lib/dpkg/status"
	cw -q snapshot
	exits 0 cw hook before --via=test
	exits 0 cw hook after --via=test
	[ -z "$(ids list --tag=upgrade)" ]
	exits 0 cw hook before --via=test
	rm "$root/etc/pam.d/imap"
	printf 'x\n' >"$root/etc/hosts"
	exits 0 cw hook after --via=test
	json '.entries | length == 1 and (.[0] | .tags == ["upgrade"] and
		(.paths | sort) == ["/etc/hosts", "/etc/pam.d/imap"] and .snapshot != null and
		(.text | split("\n") | length == 2 and all(startswith("* "))))' \
		cw diary list --tag=upgrade --json
	snapshot=$(jq -r '.entries[0].snapshot' <<<"$output")
	json '.snapshots[0] | .id == "'"$snapshot"'" and .kind == "after-upgrade" and
		.diary[0].tags == ["upgrade"]' cw log --json
}

@test "plain git can read it" {
	cw -q diary add /etc/hosts -m "words for ever"
	id=$(ids list)
	run git_diary show "diary:$id.md"
	has "words for ever"
	has '  - "/etc/hosts"'
	git_diary log -1 --format=%s%n%an diary | grep -q "diary: note /etc/hosts"
	git_diary fsck --strict
}

@test "no diff and no content enters by itself" {
	cw -q diary add /etc/shadow -m "passwords are here"
	run git_diary log -p diary
	lacks "root:*"
}

@test "a lock that somebody holds is told" {
	printf 'lock_seconds: 0\n' >"$BATS_TEST_TMPDIR/yaml"
	exec 7>>"$root/var/lib/confwatch/lock"
	flock 7
	run cw --config="$BATS_TEST_TMPDIR/yaml" diary add -m text
	[ "$status" = 2 ]
	exec 7>&-
	[ -z "$(ids list)" ]
}

@test "usage" {
	exits 2 cw diary
	exits 2 cw diary ad
	has "did you mean 'add'?"
	exits 2 cw diary show
	has "'diary show' needs ID"
	exits 2 cw diary show 2026 2027
	exits 2 cw diary show nothing
	has "the diary has no entry 'nothing'"
	exits 2 cw diary add -m x --tag=accepted
	has "given by the command that means it"
	exits 2 cw diary add -m x --tag="two words"
	exits 2 cw diary add -m x --review-by=2027-02-29
	has "YYYY-MM-DD"
	exits 2 cw diary add /etc/nothing -m x
	has "neither there nor in any snapshot"
	exits 2 cw diary list --owner=anna
	has "'diary list' does not take --owner"
	exits 2 cw diary search --since=soon
	has "not a time: 'soon'"
	exits 2 cw diary list --format=html
	has "'diary list' has no format 'html'"
	exits 2 cw diary export --by=size
	exits 2 cw diary list --by=time
	exits 2 "$confwatch" --root="$BATS_TEST_TMPDIR/nowhere" diary list
}

@test "looking writes nothing" {
	cw -q diary add -m text
	before=$(picture "$root")
	exits 0 cw diary list
	exits 0 cw diary search text
	exits 0 cw diary show "$(ids list)"
	[ "$(picture "$root")" = "$before" ]
}
