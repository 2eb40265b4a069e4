#!/usr/bin/env bats
# SPDX-License-Identifier: GPL-2.0-or-later
# restore and undo where it is not plain: refusals, hard links, secrets, owners by name.
# shellcheck disable=SC2154 # bats and the helper set what tests look at

load helper

setup()
{
	make_recorded_root
}

@test "what was refused is done by the same command when the reason is gone" {
	rm "$root/etc/pam.d/imap" "$root/etc/hosts"
	chmod 0777 "$root/etc/pam.d"
	exits 2 cw restore /etc/pam.d/imap /etc/hosts
	has "can be changed by others"
	[ -e "$root/etc/hosts" ]
	[ ! -e "$root/etc/pam.d/imap" ]
	chmod 0755 "$root/etc/pam.d"
	exits 0 cw restore /etc/pam.d/imap /etc/hosts
	[ -e "$root/etc/pam.d/imap" ]
	exits 0 cw status
}

@test "a directory that others can write is closed before what lies in it comes back" {
	rm "$root/etc/pam.d/imap"
	chmod 0777 "$root/etc/pam.d"
	exits 0 cw restore /etc/pam.d
	[ "$(stat -c %a "$root/etc/pam.d")" = 755 ]
	[ -e "$root/etc/pam.d/imap" ]
	[ "$(stat -c %y "$root/etc/pam.d")" = "2026-01-02 03:04:05.678901234 +0000" ]
}

@test "a parent that became a link is refused, and not followed" {
	rm -r "$root/etc/pam.d"
	mkdir "$root/elsewhere"
	ln -s ../elsewhere "$root/etc/pam.d"
	exits 2 cw restore /etc/pam.d/imap
	has "is a symbolic link"
	exits 2 cw restore /etc/pam.d
	[ -z "$(ls -A "$root/elsewhere")" ]
}

@test "a second name of a file is linked again, also when it alone is asked for" {
	ln "$root/etc/hosts" "$root/etc/hosts.link"
	cw -q snapshot
	both=$(cw log -n 1 --json | jq -r '.snapshots[0].id')
	rm "$root/etc/hosts.link"
	exits 0 cw restore /etc/hosts.link
	[ "$root/etc/hosts" -ef "$root/etc/hosts.link" ]
	rm "$root/etc/hosts" "$root/etc/hosts.link"
	exits 0 cw restore /etc/hosts.link
	[ "$(cat "$root/etc/hosts.link")" = "127.0.0.1 localhost" ]
	exits 0 cw restore --from="$both" /etc
	[ "$root/etc/hosts" -ef "$root/etc/hosts.link" ]
}

@test "metadata of a file with another name elsewhere is mended without changing that one" {
	chmod 0600 "$root/etc/hosts"
	ln "$root/etc/hosts" "$root/outside"
	exits 2 cw restore --metadata-only /etc/hosts
	has "other names"
	exits 0 cw restore /etc/hosts
	[ "$(stat -c %a "$root/etc/hosts")" = 644 ]
	[ "$(stat -c %a "$root/outside")" = 600 ]
}

@test "the oldest kept generation of a secret can be restored" {
	first=$(cw log -n 1 --json | jq -r '.snapshots[0].id')
	for i in 1 2 3 4; do
		echo "$i" >"$root/etc/shadow"
		cw -q snapshot
	done
	echo unrecorded >"$root/etc/shadow"
	exits 0 cw restore --from="$first" /etc/shadow
	[ "$(cat "$root/etc/shadow")" = "root:*:1::::::" ]
	exits 0 cw undo
	[ "$(cat "$root/etc/shadow")" = unrecorded ]
}

@test "a secret that was forgotten is refused" {
	rm "$root/etc/shadow"
	cw -q forget /etc/shadow
	exits 2 cw restore /etc/shadow
	has "not kept any more"
}

@test "--map-names takes the number that the name has here" {
	chown 96:12 "$root/etc/hosts"
	cw -q snapshot
	rm "$root/etc/hosts"
	sed -i 's/96:12/97:12/' "$root/etc/passwd"
	exits 0 cw restore --map-names /etc/hosts
	[ "$(stat -c %u:%g "$root/etc/hosts")" = 97:12 ]
	rm "$root/etc/hosts"
	exits 0 cw restore --from=last~1 /etc/hosts
	[ "$(stat -c %u:%g "$root/etc/hosts")" = 96:12 ]
}

@test "undo takes back no more than the restore did" {
	rm -r "$root/etc/pam.d"
	exits 0 cw restore /etc/pam.d
	echo later >"$root/etc/later"
	echo later >"$root/etc/pam.d/later"
	exits 2 cw undo
	has "/etc/pam.d"
	[ ! -e "$root/etc/pam.d/imap" ]
	[ -e "$root/etc/pam.d/later" ]
	[ -e "$root/etc/later" ]
}

@test "set-id files below another root need --allow-special" {
	chmod 04755 "$root/etc/hosts"
	cw -q snapshot
	rm "$root/etc/hosts"
	exits 2 cw restore /etc/hosts
	has "--allow-special"
	exits 0 cw restore --allow-special /etc/hosts
	[ "$(stat -c %a "$root/etc/hosts")" = 4755 ]
}

@test "a directory in the place of a link is left; a link in the place of a file is exchanged" {
	rm "$root/etc/link" "$root/etc/hosts"
	mkdir "$root/etc/link"
	ln -s /dev/null "$root/etc/hosts"
	exits 2 cw restore /etc
	has "a directory stands where a symbolic link is wanted"
	[ -d "$root/etc/link" ]
	[ -f "$root/etc/hosts" ] && [ ! -L "$root/etc/hosts" ]
	exits 0 cw undo
	[ "$(readlink "$root/etc/hosts")" = /dev/null ]
}

@test "what a killed restore left is gone with the next run" {
	touch "$root/etc/.#confwatch-0123456789abcdef~"
	inode=$(stat -c %i "$root/etc/.#confwatch-0123456789abcdef~")
	echo "/etc/hosts .#confwatch-0123456789abcdef~ $inode 1" >"$root/var/lib/confwatch/litter"
	exits 0 cw restore /etc
	[ ! -e "$root/etc/.#confwatch-0123456789abcdef~" ]
	exits 0 cw status
}

@test "commands that make it effective are printed, never run" {
	mkdir "$root/etc/postfix"
	echo "example.org smtp:" >"$root/etc/postfix/transport"
	touch "$root/etc/postfix/transport.db"
	cw -q snapshot
	echo >"$root/etc/postfix/transport"
	exits 0 cw restore /etc/postfix/transport
	has "postmap /etc/postfix/transport"
	has "systemctl reload postfix"
	[ ! -s "$root/etc/postfix/transport.db" ]
}

@test "a path without a source is refused, and never removed" {
	echo new >"$root/etc/new"
	exits 2 cw restore --removed /etc/new
	has "no snapshot"
	[ -e "$root/etc/new" ]
}

@test "what is ignored now cannot be recorded first, and is left" {
	mkdir -p "$root/etc/confwatch"
	echo 'ignore: [{path: /etc/hosts, reason: made by a program}]' \
		>"$root/etc/confwatch/confwatch.yaml"
	cw -q snapshot
	echo mine >"$root/etc/hosts"
	exits 2 cw restore /etc/hosts
	has "not watched"
	[ "$(cat "$root/etc/hosts")" = mine ]
}

@test "what is ignored below a path that was asked for is named, and left" {
	mkdir -p "$root/etc/confwatch"
	echo 'ignore: [/etc/pam.d, /etc/group]' >"$root/etc/confwatch/confwatch.yaml"
	rm "$root/etc/hosts" "$root/etc/group"
	echo mine >"$root/etc/pam.d/imap"
	exits 2 cw restore /etc
	has "refused  /etc/group"
	has "refused  /etc/pam.d"
	has "2 paths were refused"
	[ -s "$root/etc/hosts" ] && [ ! -e "$root/etc/group" ]
	[ "$(cat "$root/etc/pam.d/imap")" = mine ]
	rm "$root/etc/pam.d/imap"
	exits 2 cw restore /etc/pam.d/imap
	has "refused  /etc/pam.d/imap"
	has "ignored or not watched"
	[ ! -e "$root/etc/pam.d/imap" ]
}

@test "a service's own file comes back into the service's own directory, and nothing else does" {
	mkdir "$root/etc/cyrus"
	echo key >"$root/etc/cyrus/key"
	echo conf >"$root/etc/cyrus/conf"
	chmod 0600 "$root/etc/cyrus/key"
	chown 96:12 "$root/etc/cyrus" "$root/etc/cyrus/key"
	age "$root/etc"
	exits 0 cw snapshot
	before=$(picture "$root/etc/cyrus" | grep ^key)
	rm "$root/etc/cyrus/key" "$root/etc/cyrus/conf"
	exits 2 cw restore /etc/cyrus
	has "create   /etc/cyrus/key"
	has "refused  /etc/cyrus/conf"
	has "belongs to cyrus (96)"
	[ "$(picture "$root/etc/cyrus" | grep ^key)" = "$before" ]
	[ ! -e "$root/etc/cyrus/conf" ]
	[ "$(stat -c %U:%a "$root/etc/cyrus")" = "$(stat -c %U "$root/etc/cyrus/key"):755" ]
	exits 0 cw status /etc/cyrus/key
	echo other >"$root/etc/cyrus/key"
	exits 2 cw restore /etc/cyrus/key
	[ "$(cat "$root/etc/cyrus/key")" = other ]
	exits 2 cw undo
	[ -e "$root/etc/cyrus/key" ]
}
