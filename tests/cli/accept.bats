#!/usr/bin/env bats
# SPDX-License-Identifier: GPL-2.0-or-later
# accept: what is right as it is is closed, and only that, until it changes again.
# shellcheck disable=SC2154 # bats and the helper set what tests look at

load helper

setup()
{
	make_root
	mkdir -p "$root/var/lib/dpkg/info"
	printf 'yours\n' >"$root/etc/mail.conf"
	printf 'yours too\n' >"$root/etc/web.conf"
	install_package 1 vendor
	age "$root/etc"
	cw -q init --watch=/etc
}

# The status and file list that dpkg would keep.
install_package() # VERSION TEXT
{
	local digest
	digest=$(printf '%s\n' "$2" | md5sum | cut -d' ' -f1)
	cat >"$root/var/lib/dpkg/status" <<-END
		Package: mail
		Status: install ok installed
		Architecture: all
		Version: $1
		Conffiles:
		 /etc/mail.conf $digest
		 /etc/web.conf $digest

	END
	printf '/etc\n/etc/mail.conf\n/etc/web.conf\n' >"$root/var/lib/dpkg/info/mail.list"
}

upgrade() # TEXT: which takes the place of both files
{
	exits 0 cw hook before --via=test
	install_package "$1" "$1"
	printf '%s\n' "$1" >"$root/etc/mail.conf"
	printf '%s\n' "$1" >"$root/etc/web.conf"
	exits 0 cw hook after --via=test
}

open_paths()
{
	run cw status --short
	cut -d' ' -f3- <<<"$output" | sed 's/.* //' | sort | tr '\n' ' '
}

@test "by path, by number and by id" {
	upgrade 2
	rm "$root/etc/pam.d/imap"
	[ "$(open_paths)" = "/etc/mail.conf /etc/pam.d/imap /etc/web.conf " ]
	exits 0 cw accept /etc/mail.conf -m "the new one is fine"
	has "accepted: 1 finding"
	has "/etc/mail.conf"
	[ "$(open_paths)" = "/etc/pam.d/imap /etc/web.conf " ]
	id=$(cw status --json | jq -r '.findings[] | select(.path == "/etc/web.conf").id')
	exits 0 cw accept "$id"
	[ "$(open_paths)" = "/etc/pam.d/imap " ]
	exits 1 cw status
	exits 0 cw accept 1
	exits 0 cw status
	lacks "/etc/pam.d/imap"
}

@test "each is an entry of the diary, with the reason in its words" {
	upgrade 2
	json '.entry != null and .snapshot == null and .left == 0 and
		(.findings | length == 1 and .[0].state == "accepted" and .[0].path == "/etc/mail.conf")' \
		cw accept --json /etc/mail.conf -m "the new one is fine"
	json '.diary | map(select(.tags == ["accepted"])) | length == 1 and
		(.[0].text | contains("the new one is fine") and contains("overwritten"))' \
		cw why --json /etc/mail.conf
}

@test "accepting again is harmless and says so" {
	upgrade 2
	exits 0 cw accept /etc/mail.conf
	exits 0 cw accept /etc/mail.conf
	is "nothing is open that could be accepted"
	json '.entry == null and .findings == []' cw accept --json /etc/mail.conf
	json '[.diary[] | select(.tags == ["accepted"])] | length == 1' \
		cw why --json /etc/mail.conf
}

@test "what is accepted and taken by the next upgrade is open again" {
	upgrade 2
	exits 0 cw accept /etc/mail.conf
	exits 0 cw accept /etc/web.conf
	exits 0 cw status
	printf 'yours again\n' >"$root/etc/mail.conf"
	upgrade 3
	[ "$(open_paths)" = "/etc/mail.conf " ]
}

@test "a change that was not recorded: only this one, only as it is now" {
	printf '1\n' >"$root/etc/hosts"
	printf '1\n' >"$root/etc/new"
	exits 0 cw accept /etc/hosts
	has "recorded in"
	[ "$(open_paths)" = "/etc/new " ]
	exits 1 cw diff
	has "etc/new"
	lacks "etc/hosts"
	exits 0 cw log -n 1
	has "accept"
	printf '2\n' >"$root/etc/hosts"
	[ "$(open_paths)" = "/etc/hosts /etc/new " ]
	exits 0 cw restore /etc/hosts
	[ "$(cat "$root/etc/hosts")" = 1 ]
	[ "$(open_paths)" = "/etc/new " ]
	exits 0 cw undo
	[ "$(cat "$root/etc/hosts")" = 2 ]
	[ "$(open_paths)" = "/etc/hosts /etc/new " ]
}

@test "a new directory is accepted as a whole" {
	mkdir "$root/etc/dir"
	printf '1\n' >"$root/etc/dir/one"
	printf '1\n' >"$root/etc/dir/two"
	exits 2 cw accept /etc/dir/one
	has "'/etc/dir/one' is part of what is open about '/etc/dir'"
	exits 0 cw accept /etc/dir
	exits 0 cw diff
	exits 0 cw status
}

@test "what is gone, and accepted, is not told by the next upgrade either" {
	rm "$root/etc/pam.d/imap" "$root/etc/hosts"
	exits 0 cw accept /etc/pam.d/imap
	upgrade 2
	[ "$(open_paths)" = "/etc/hosts /etc/mail.conf /etc/web.conf " ]
}

@test "an undo takes back no acceptance" {
	printf '1\n' >"$root/etc/hosts"
	exits 0 cw restore /etc/hosts
	printf '1\n' >"$root/etc/one"
	printf '1\n' >"$root/etc/two"
	exits 0 cw accept /etc/one
	exits 0 cw undo
	[ "$(open_paths)" = "/etc/hosts /etc/two " ]
}

@test "everything needs an answer" {
	upgrade 2
	printf '1\n' >"$root/etc/hosts"
	exits 2 cw accept --all
	has "--all needs --yes"
	exits 2 cw accept --all --json
	exits 1 cw status
	exits 0 cw accept --all --yes
	has "accepted:"
	exits 0 cw status
	exits 0 cw diff
	exits 0 cw accept --all --yes
	is "nothing is open that could be accepted"
}

ask() # ANSWER
{
	script -qec "$(printf '%q ' "$confwatch" --root="$root" accept --all)" /dev/null <<<"$1"
}

@test "on a terminal somebody is asked" {
	upgrade 2
	run ask n
	has "Is all of this right as it is?"
	has "/etc/mail.conf"
	exits 1 cw status
	run ask yes
	has "accepted: 2"
	exits 0 cw status
}

@test "a finding about the whole system, by its number" {
	exits 0 cw hook before --via=test
	install_package 2 vendor
	sed -i 's/^boot: .*/boot: another/' "$(records)"
	exits 1 cw status
	has "1 UPDATE BROKEN OFF"
	exits 2 cw restore 1
	exits 0 cw accept 1
	exits 0 cw status
	lacks "BROKEN OFF"
}

@test "a rule that fails is accepted until its file is written again" {
	mkdir -p "$root/etc/confwatch/rules.d"
	cat >"$root/etc/confwatch/rules.d/own.yaml" <<-'END'
		pack: own
		title: ours
		rules:
		  - id: own-hosts
		    file: /etc/hosts
		    must: be-absent
		    severity: critical
		    reason: no hosts here
	END
	cw -q snapshot
	[ "$(open_paths)" = "/etc/hosts " ]
	exits 0 cw accept /etc/hosts
	exits 0 cw status
	touch -d '+1 hour' "$root/etc/hosts"
	exits 1 cw status
	has "own-hosts"
}

# A rule of the system, which no file answers for.
add_system_rule() # MESSAGE WORD
{
	mkdir -p "$root/etc/confwatch/rules.d"
	cat >"$root/etc/confwatch/rules.d/own.yaml" <<-END
		pack: own
		title: ours
		rules:
		  - id: own-system
		    assert: "cw:exists('/etc/$1')"
		    say: "'$1'"
		    severity: critical
		    reason: we need it
	END
	cw -q snapshot
}

@test "a rule about the whole system, by its id, as long as it says the same" {
	add_system_rule one
	exits 1 cw status
	has "own-system"
	exits 2 cw accept other-system
	has "no rule that failed is called 'other-system'"
	exits 0 cw accept own-system -m "not here"
	has "accepted: 1 finding"
	exits 0 cw status
	lacks "own-system"
	json '.findings == [] and (.settled | map(select(.rule == "own-system")) |
		length == 1 and .[0].state == "accepted" and .[0].said.text != null)' cw status --json
	exits 0 cw status -v
	has "accepted by "
	add_system_rule two
	exits 1 cw status
	has "own-system"
	exits 1 cw status
	number=$(grep -n . <<<"$(cw status --json | jq -r '.findings[] | .rule // .class')" |
		sed -n 's/:own-system$//p')
	exits 0 cw accept "$number"
	exits 0 cw status
	lacks "own-system"
}

@test "trouble of a hook, by its number, until another one comes" {
	trouble() { printf "1 apt before %s\n" "$1" \
		>>"$root/var/lib/confwatch/trouble"; }
	trouble "no%20space"
	exits 1 cw status
	has "no space"
	exits 0 cw accept 1
	exits 0 cw status
	lacks "no space"
	# Nor is it what the next transaction says.
	exits 0 cw hook before --via=test
	printf 'x\n' >"$root/etc/hosts"
	exits 0 cw hook after --via=test
	[ ! -e "$root/var/lib/confwatch/trouble" ]
	exits 1 cw status
	has "1 finding"
	lacks "no space"
	trouble "no%20memory"
	exits 1 cw status
	has "no memory"
}

wait_beside() # SUFFIX: a new version that an upgrade left beside the file
{
	exits 0 cw hook before --via=test
	printf 'new\n' >"$root/etc/hosts.$1"
	exits 0 cw hook after --via=test
}

@test "a new version that waits becomes critical after 30 days, unless it was accepted" {
	for suffix in dpkg-dist rpmnew; do
		wait_beside "$suffix"
		severity() { run "$@" --json; jq -r '[.findings[] |
			select(.class == "update-pending").severity] | join(" ")' <<<"$output"; }
		[ "$(severity cw status)" = warning ]
		[ "$(severity after_days 29 status)" = warning ]
		[ "$(severity after_days 31 status)" = critical ]
		run after_days 29 report
		has "nothing to do; 1 new version waits"
		run after_days 31 report
		has "1 to act on: NEW VERSION WAITING"
		exits 0 cw accept /etc/hosts --until=2w
		[ "$(severity cw status)" = "" ]
		[ "$(severity after_days 31 status)" = critical ]
		rm "$root/etc/hosts.$suffix"
		run after_days 31 status
		lacks "NEW VERSION"
	done
}

@test "for a time: afterwards it is open again" {
	upgrade 2
	exits 0 cw accept /etc/mail.conf --until=2d -m "until Friday"
	has "open again after"
	json '.settled[] | select(.path == "/etc/mail.conf") | .said.as == "accepted"' \
		cw status --json
	exits 1 cw status -v
	has "accepted /etc/mail.conf, until "
	[ "$(open_paths)" = "/etc/web.conf " ]
	exits 0 cw hook before --via=test
	install_package 3 3
	printf '3\n' >"$root/etc/web.conf"
	exits 0 cw hook after --via=test
	[ "$(open_paths)" = "/etc/web.conf " ]
	run after_days 3 status --short
	has "/etc/mail.conf"
	has "/etc/web.conf"
	exits 2 cw accept /etc/web.conf --until=yesterday
	has "is not to come"
}

@test "a change that was not recorded is accepted for a time, too" {
	printf '1\n' >"$root/etc/hosts"
	exits 0 cw accept /etc/hosts --until=2d
	exits 0 cw status
	run after_days 3 status --short
	has "/etc/hosts"
}

@test "mistakes are said" {
	exits 2 cw accept
	has "needs either paths, numbers, rules and ids, or --all"
	exits 2 cw accept --all /etc/hosts
	exits 2 cw accept /etc/none
	has "neither there nor in any snapshot"
	exits 2 cw accept 0123456789abcdef
	has "nothing that is open has the id"
	exits 2 cw accept 1
	has "run 'confwatch status' first"
}
