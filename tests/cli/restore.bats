#!/usr/bin/env bats
# SPDX-License-Identifier: GPL-2.0-or-later
# restore and undo: plan, act, look again.
# shellcheck disable=SC2154 # bats and the helper set what tests look at

load helper

setup()
{
	make_root
	setfacl -m u:96:r "$root/etc/pam.d/imap"
	chown 96:12 "$root/etc/pam.d/imap"
	age "$root/etc"
	cw -q init --watch=/etc
	before=$(picture "$root/etc")
	acl=$(getfacl -np "$root/etc/pam.d/imap")
}

@test "a lost file comes back exactly" {
	rm "$root/etc/pam.d/imap"
	exits 0 cw restore /etc/pam.d/imap
	[ "$(getfacl -np "$root/etc/pam.d/imap")" = "$acl" ]
	[ "$(picture "$root/etc/pam.d")" = "$(grep -x -e ' d.*' -e 'imap .*' <<<"" ||
		picture "$root/etc/pam.d")" ]
	exits 0 cw status
}

@test "everything comes back exactly" {
	rm -rf "$root/etc/pam.d" "$root/etc/link" "$root/etc/shadow"
	echo other >"$root/etc/hosts"
	chmod 0777 "$root/etc/group"
	exits 0 cw restore /etc
	[ "$(picture "$root/etc")" = "$before" ]
}

@test "the first line names the source, --dry-run changes nothing" {
	rm "$root/etc/pam.d/imap"
	exits 0 cw restore --dry-run /etc/pam.d/imap
	id=$(cw log -n 1 --json | jq -r '.snapshots[0].id')
	[[ ${lines[0]} == *"${id:0:7}"* ]]
	has "/etc/pam.d/imap"
	[ ! -e "$root/etc/pam.d/imap" ]
	exits 1 cw status
	plan=$(grep '^plan' <<<"$(cw restore --dry-run /etc/pam.d/imap)")
	[ "$(grep '^plan' <<<"$(cw restore /etc/pam.d/imap)")" = "$plan" ]
}

@test "twice is harmless" {
	rm "$root/etc/pam.d/imap"
	exits 0 cw restore /etc/pam.d/imap
	count=$(cw log --json | jq '.snapshots | length')
	exits 0 cw restore /etc/pam.d/imap
	[ "$(cw log --json | jq '.snapshots | length')" -eq "$count" ]
}

@test "--from takes an older state" {
	echo second >"$root/etc/hosts"
	exits 0 cw snapshot
	echo third >"$root/etc/hosts"
	exits 0 cw snapshot
	exits 0 cw restore --from=last~1 /etc/hosts
	[ "$(cat "$root/etc/hosts")" = second ]
}

@test "what last lacks comes from the newest snapshot that has it" {
	rm "$root/etc/hosts" "$root/etc/group"
	exits 0 cw snapshot
	exits 0 cw restore /etc/hosts /etc/group
	[ "$(cat "$root/etc/hosts")" = "127.0.0.1 localhost" ]
	[ -s "$root/etc/group" ]
}

@test "--metadata-only leaves content alone" {
	echo other >"$root/etc/hosts"
	chmod 0600 "$root/etc/hosts"
	exits 0 cw restore --metadata-only /etc/hosts
	[ "$(cat "$root/etc/hosts")" = other ]
	[ "$(stat -c %a "$root/etc/hosts")" = 644 ]
}

@test "--lost brings back what was removed, and nothing else" {
	rm -r "$root/etc/pam.d"
	echo other >"$root/etc/hosts"
	exits 0 cw restore --lost
	[ -e "$root/etc/pam.d/imap" ]
	[ "$(cat "$root/etc/hosts")" = other ]
	exits 0 cw restore --lost
}

@test "--lost and paths exclude each other" {
	exits 2 cw restore
	has "either paths or --lost"
	exits 2 cw restore --lost /etc/hosts
	has "either paths or --lost"
}

@test "a directory keeps what the snapshot lacks, unless --removed" {
	echo new >"$root/etc/pam.d/new"
	exits 0 cw restore /etc/pam.d
	[ -e "$root/etc/pam.d/new" ]
	exits 0 cw restore --removed /etc/pam.d
	[ ! -e "$root/etc/pam.d/new" ]
}

@test "a path that nothing has is refused" {
	exits 2 cw restore /etc/never
	has "/etc/never"
}

@test "a directory in the place of a file is refused, the rest is done" {
	rm "$root/etc/hosts" "$root/etc/pam.d/imap"
	mkdir "$root/etc/hosts"
	touch "$root/etc/hosts/kept"
	exits 2 cw restore /etc/hosts /etc/pam.d/imap
	has "/etc/hosts"
	[ -e "$root/etc/hosts/kept" ]
	[ -e "$root/etc/pam.d/imap" ]
}

@test "protected content comes back" {
	rm "$root/etc/shadow"
	exits 0 cw restore /etc/shadow
	[ "$(cat "$root/etc/shadow")" = "root:*:1::::::" ]
	[ "$(stat -c %a "$root/etc/shadow")" = 600 ]
	lacks "root:*"
}

@test "undo takes the last restore back, and again" {
	echo mine >"$root/etc/hosts"
	rm "$root/etc/link"
	exits 0 cw restore /etc
	exits 0 cw undo
	[ "$(cat "$root/etc/hosts")" = mine ]
	[ ! -e "$root/etc/link" ]
	exits 0 cw undo
	[ "$(cat "$root/etc/hosts")" = "127.0.0.1 localhost" ]
	[ -L "$root/etc/link" ]
}

@test "undo without a restore is refused" {
	exits 2 cw undo
}

@test "a killed restore leaves no name that a daemon reads" {
	rm "$root/etc/pam.d/imap"
	exits 0 cw restore /etc/pam.d/imap
	[ "$(ls -A "$root/etc/pam.d")" = imap ]
}

@test "the JSON holds plan and result" {
	rm "$root/etc/pam.d/imap"
	json '.schema == "confwatch/restore/1" and .applied == false and
		(.plan.id | test("^[0-9a-f]{16}$")) and
		(.plan.steps | map(.path) == ["/etc/pam.d/imap"]) and .plan.refusals == []' \
		cw restore --dry-run --json /etc/pam.d/imap
	json '.applied and .done == 1 and (.snapshot | length) == 40' \
		cw restore --json /etc/pam.d/imap
}
