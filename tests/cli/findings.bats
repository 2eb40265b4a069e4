#!/usr/bin/env bats
# SPDX-License-Identifier: GPL-2.0-or-later
# What an upgrade left: told by status, explained by why, undone by restore, or accepted.
# shellcheck disable=SC2154 # bats and the helper set what tests look at

load helper

setup()
{
	make_root
	mkdir -p "$root/var/lib/dpkg/info"
	printf 'yours\n' >"$root/etc/mail.conf"
	printf 'vendor\n' >"$root/etc/plain.conf"
	install_package mail 1 "$(printf 'vendor\n')"
	age "$root/etc"
	cw -q init --watch=/etc
}

# The status and file list that dpkg would keep.
install_package() # NAME VERSION TEXT
{
	local digest
	digest=$(printf '%s\n' "$3" | md5sum | cut -d' ' -f1)
	cat >"$root/var/lib/dpkg/status" <<-END
		Package: $1
		Status: install ok installed
		Architecture: all
		Version: $2
		Conffiles:
		 /etc/mail.conf $digest
		 /etc/plain.conf $digest

	END
	printf '/etc\n/etc/mail.conf\n/etc/plain.conf\n' >"$root/var/lib/dpkg/info/$1.list"
}

upgrade() # COMMAND...: what the package does, between the hooks
{
	exits 0 cw hook before --via=test
	install_package mail 2 new
	"$@"
	exits 0 cw hook after --via=test
}

set_aside()
{
	mv "$root/etc/mail.conf" "$root/etc/mail.conf.dpkg-old"
	printf 'new\n' >"$root/etc/mail.conf"
	printf 'new\n' >"$root/etc/plain.conf"
}

@test "status says what happened, by which package, and what undoes it" {
	upgrade set_aside
	exits 1 cw status
	has "1 finding; last snapshot"
	has "1 REPLACED by the package's text, your copy is mail.conf.dpkg-old"
	has "  mail 1 -> 2"
	has "  confwatch --root=$root restore /etc/mail.conf"
	has "1 note more"
	lacks "plain.conf"
	exits 1 cw -v status
	has "UPDATED"
	has "/etc/plain.conf"
	json '.findings[0] | .class == "set-aside" and .severity == "critical" and
		.package == "mail" and .version_before == "1" and .version_after == "2" and
		.leftover == "/etc/mail.conf.dpkg-old" and (.transaction | length) == 16 and
		(.snapshot | length) == 40 and .state == "open" and .restored == false and
		(.remedy | endswith("restore /etc/mail.conf"))' cw status --json
}

@test "its remedy brings the administrator's version back, and closes it" {
	upgrade set_aside
	exits 1 cw status
	exits 0 cw restore 1
	[ "$(cat "$root/etc/mail.conf")" = yours ]
	exits 0 cw status
	lacks "REPLACED"
}

@test "a snapshot does not close it" {
	upgrade set_aside
	echo more >>"$root/etc/hosts"
	exits 0 cw snapshot
	exits 1 cw status --short
	is "REPLACED  /etc/mail.conf"
}

@test "restore --lost takes what an upgrade took, and what is gone since" {
	upgrade set_aside
	rm "$root/etc/pam.d/imap"
	exits 0 cw restore --lost
	[ "$(cat "$root/etc/mail.conf")" = yours ]
	[ -e "$root/etc/pam.d/imap" ]
	[ "$(cat "$root/etc/plain.conf")" = new ]
}

@test "PATH limits findings and changes" {
	upgrade set_aside
	echo more >>"$root/etc/hosts"
	exits 1 cw status --short /etc/hosts
	is "CHANGED  /etc/hosts"
	json '[.findings[].path] == ["/etc/mail.conf"] and .changes == []' \
		cw status --json /etc/mail.conf
}

@test "a reason makes a loss critical and is told with it" {
	exits 0 cw why /etc/plain.conf "the vendor's is what we want" --owner=anna --ticket=M-7
	is "recorded: /etc/plain.conf"
	upgrade rm "$root/etc/plain.conf"
	exits 1 cw status
	has "reason: the vendor's is what we want"
	json '.findings[] | select(.path == "/etc/plain.conf") | .severity == "critical" and
		.reason == "the vendor'"'"'s is what we want"' cw status --json
}

@test "a reason that is given later is told too" {
	upgrade set_aside
	exits 0 cw why /etc/mail.conf "users come from LDAP"
	exits 1 cw status
	has "reason: users come from LDAP"
}

@test "a reason about a directory holds for what is below it" {
	exits 0 cw why /etc "all of it by hand"
	upgrade set_aside
	exits 1 cw status
	has "reason: all of it by hand"
}

@test "what was lost before an upgrade is not closed by its snapshots" {
	rm "$root/etc/pam.d/imap"
	echo more >>"$root/etc/hosts"
	exits 0 cw hook before --via=test
	exits 1 cw status
	has "1 finding; last snapshot"
	has "1 GONE, no copy left"
	lacks "/etc/hosts"
	install_package mail 2 new
	set_aside
	exits 0 cw hook after --via=test
	exits 1 cw status --short
	has "GONE      /etc/pam.d/imap"
	has "REPLACED  /etc/mail.conf"
	json '.findings[] | select(.path == "/etc/pam.d/imap") | .transaction == null and
		.package == null' cw status --json
	exits 0 cw restore /etc/pam.d/imap
	[ "$(cat "$root/etc/pam.d/imap")" = "auth required pam_unix.so" ]
	exits 1 cw status --short
	is "REPLACED  /etc/mail.conf"
}

# Both places say the same; only what is critical is kept by the snapshot before an upgrade.
required() # FILE ITEM: in this file of /etc/confwatch, before anything is lost
{
	mkdir -p "$root/etc/confwatch/rules.d"
	printf 'required: [%s]\n' "$2" >>"$root/etc/confwatch/$1"
	exits 0 cw snapshot
}

@test "what is required is kept when it was lost before an upgrade, wherever that is said" {
	for file in confwatch.yaml rules.d/mine.yaml; do
		rm -rf "$root/etc/confwatch"
		printf 'watch: [/etc]\n' | install -D -m 0644 /dev/stdin "$root/etc/confwatch/confwatch.yaml"
		printf 'vendor\n' >"$root/etc/plain.conf"
		required "$file" '{file: /etc/plain.conf, reason: mail needs it}'
		rm "$root/etc/plain.conf"
		exits 0 cw hook before --via=test
		exits 0 cw hook after --via=test
		json '[.findings[] | select(.path == "/etc/plain.conf")] | length == 1 and
			(.[0] | .severity == "critical" and .reason == "mail needs it")' \
			cw status --json
	done
}

@test "what may be lost is kept by no snapshot before an upgrade, wherever that is said" {
	for file in confwatch.yaml rules.d/mine.yaml; do
		rm -rf "$root/etc/confwatch"
		printf 'watch: [/etc]\n' | install -D -m 0644 /dev/stdin "$root/etc/confwatch/confwatch.yaml"
		printf 'auth required pam_unix.so\n' >"$root/etc/pam.d/imap"
		required "$file" '{file: /etc/pam.d/imap, on_lost: ignore}'
		rm "$root/etc/pam.d/imap"
		exits 0 cw hook before --via=test
		exits 0 cw hook after --via=test
		json '[.findings[] | select(.path == "/etc/pam.d/imap")] == []' cw status --json
	done
}

@test "what was lost before an upgrade is over when somebody writes it anew" {
	rm "$root/etc/pam.d/imap"
	exits 0 cw hook before --via=test
	exits 0 cw hook after --via=test
	exits 1 cw status --short
	is "GONE  /etc/pam.d/imap"
	echo 'auth required pam_unix.so' >"$root/etc/pam.d/imap"
	exits 0 cw snapshot
	exits 0 cw status
	lacks "GONE"
}

@test "what was lost twice before upgrades is told once" {
	rm "$root/etc/pam.d/imap"
	exits 0 cw hook before --via=test
	exits 0 cw hook after --via=test
	exits 0 cw restore /etc/pam.d/imap
	rm "$root/etc/pam.d/imap"
	exits 0 cw hook before --via=test
	json '[.findings[] | select(.path == "/etc/pam.d/imap")] | length == 1' cw status --json
}

@test "what packages do between two hooks of one transaction is theirs" {
	exits 0 cw hook before --via=outer
	exits 0 cw hook before --via=inner
	rm "$root/etc/pam.d/imap"
	exits 0 cw hook before --via=inner
	exits 0 cw hook after --via=inner
	exits 0 cw hook after --via=outer
	json '[.findings[] | select(.path == "/etc/pam.d/imap")] | length == 1 and
		.[0].transaction != null' cw status --json
}

@test "--accept closes what is open about the path" {
	rm "$root/etc/pam.d/imap"
	exits 0 cw snapshot
	upgrade set_aside
	exits 1 cw status
	exits 0 cw why --accept 1 "the new one is fine"
	exits 0 cw status
	exits 0 cw why /etc/mail.conf
	has "the new one is fine"
	lacks "Open"
	json '.findings == []' cw why --json /etc/mail.conf
}

@test "a reason alone closes nothing" {
	upgrade set_aside
	exits 0 cw why /etc/mail.conf "needed for LDAP"
	exits 1 cw status --short
	is "REPLACED  /etc/mail.conf"
}

@test "an upgrade that goes on is told" {
	exits 0 cw hook before --via=test
	exits 0 cw status
	has "test is at work since"
	json '.pending | length == 1 and .[0].via == "test" and .[0].running' cw status --json
	exits 0 cw hook after --via=test
	json '.pending == []' cw status --json
}

@test "log and show name transaction, manager and packages" {
	upgrade set_aside
	exits 0 cw log -n 1
	has "after-upgrade"
	has "mail 1 -> 2"
	has "1 set-aside"
	json '.snapshots[0] | .manager == "test" and .packages == ["mail 1 -> 2"] and
		(.transaction | length) == 16' cw log -n 1 --json
	exits 0 cw show last
	has "REPLACED by the package's text"
	json '[.findings[].class] | index("set-aside") != null' cw show last --json
}
