#!/usr/bin/env bats
# SPDX-License-Identifier: GPL-2.0-or-later
# What is said and done about an upgrade: hooks called by hand around real runs of dpkg on a root.
# shellcheck disable=SC2154 # bats and the helper set what tests look at

load helper

setup()
{
	make_root
	mkdir -p "$root/var/lib/dpkg/info" "$root/var/lib/dpkg/updates" "$root/etc/confwatch"
	touch "$root/var/lib/dpkg/status"
	package mail 1
	install mail 1
	printf 'hand-made\n' >"$root/etc/pam.d/smtp"
}

# mail NAME: a conffile, a file that is none, and one that nobody ever edits.
package() # NAME VERSION [FILE...]: each with the version as its text; conffiles below /etc/c
{
	local name=$1 version=$2 tree=$BATS_TEST_TMPDIR/$1-$2 file
	shift 2
	[ $# -gt 0 ] || set -- etc/c/edited etc/c/untouched etc/plain
	mkdir -p "$tree/DEBIAN"
	for file; do
		mkdir -p "$(dirname "$tree/$file")"
		printf 'version %s of %s\n' "$version" "$file" >"$tree/$file"
	done
	printf 'Package: %s\nVersion: %s\nArchitecture: all\nMaintainer: x <x@x>\nDescription: x\n' \
		"$name" "$version" >"$tree/DEBIAN/control"
	mkdir -p "$tree/etc/c"
	(cd "$tree" && find etc/c -type f -printf '/%p\n') >"$tree/DEBIAN/conffiles"
	dpkg-deb --build --root-owner-group -Znone "$tree" "$tree.deb" >"$tree.log"
}

dpkg_here()
{
	dpkg --root="$root" --log="$BATS_TEST_TMPDIR/dpkg.log" --force-bad-path "$@" \
		>"$BATS_TEST_TMPDIR/dpkg.out" 2>&1 </dev/null
}

install() # NAME VERSION [OPTION...]
{
	dpkg_here "${@:3}" --install "$BATS_TEST_TMPDIR/$1-$2.deb"
}

configure() # LINE...
{
	printf '%s\n' "$@" >"$root/etc/confwatch/confwatch.yaml"
}

before()
{
	exits 0 cw hook before --via=test
	is ""
}

after()
{
	exits 0 cw hook after --via=test
	is ""
}

# Every finding as "class severity path state restored", sorted.
findings()
{
	cw status --json |
		jq -r '.findings[] | [.class, .severity, .path, .state, .restored] | join(" ")' | sort
}

finding() # FILTER: holds for exactly one finding
{
	json "[.findings[] | select($1)] | length == 1" cw status --json
}

no_finding() # FILTER
{
	json "[.findings[] | select($1)] == []" cw status --json
}

# The administrator edits FILE; the next version of mail comes, and its end is not told yet.
upgrade_over() # FILE [OPTION...]
{
	cw -q init --watch=/etc
	printf 'mine\n' >"$root/$1"
	package mail 2
	before
	install mail 2 "${@:2}"
}

@test "each file is told apart, with package and versions" {
	cw -q init --watch=/etc
	printf 'mine\n' >"$root/etc/c/edited"
	printf 'mine\n' >"$root/etc/plain"
	package mail 2
	before
	install mail 2 --force-confnew
	rm "$root/etc/pam.d/smtp"
	after
	run findings
	is "overwritten critical /etc/plain open false
removed-unexplained critical /etc/pam.d/smtp open false
set-aside critical /etc/c/edited open false
vendor-updated info /etc/c/untouched open false"
	finding '.class == "set-aside" and .leftover == "/etc/c/edited.dpkg-old"
		and .package == "mail" and .version_before == "1" and .version_after == "2"'
	json '.snapshots[0].packages == ["mail 1 -> 2"] and .snapshots[0].kind == "after-upgrade"' \
		cw log --json
}

@test "what was taken comes back from the state before, without being told where from" {
	printf 'mine\n' >"$root/etc/plain"
	cw -q init --watch=/etc
	package mail 2
	before
	install mail 2
	after
	remedy=$(cw status --json | jq -r '.findings[] | select(.path == "/etc/plain").remedy')
	[ "${remedy#confwatch }" != "$remedy" ]
	exits 0 cw restore /etc/plain
	[ "$(cat "$root/etc/plain")" = mine ]
	no_finding '.path == "/etc/plain"'
}

@test "of several paths each comes from the state before its own upgrade" {
	printf 'mine\n' >"$root/etc/plain"
	cw -q init --watch=/etc
	package mail 2
	before
	install mail 2
	after
	printf 'newer\n' >"$root/etc/pam.d/imap"
	exits 0 cw snapshot
	before
	rm "$root/etc/pam.d/smtp" "$root/etc/hosts"
	after
	exits 0 cw restore --dry-run /etc/pam.d /etc/hosts /etc/pam.d/smtp /etc/plain /etc/hosts
	has "3 steps"
	exits 0 cw restore --lost
	has "3 steps done"
	[ "$(cat "$root/etc/plain" "$root/etc/pam.d/smtp" "$root/etc/pam.d/imap")" = "mine
hand-made
newer" ]
	[ -s "$root/etc/hosts" ]
}

@test "required files are back before the hook returns" {
	printf 'mine\n' >"$root/etc/c/edited"
	configure 'required:' '  - {file: /etc/pam.d/smtp, on_lost: restore, reason: LDAP}' \
		'  - {file: /etc/c/edited, on_lost: restore}' '  - {file: /etc/plain, on_lost: alert}'
	cw -q init --watch=/etc
	package mail 2
	before
	install mail 2 --force-confnew
	rm "$root/etc/pam.d/smtp"
	after
	[ "$(cat "$root/etc/pam.d/smtp")" = hand-made ]
	[ "$(cat "$root/etc/c/edited")" = mine ]
	finding '.path == "/etc/pam.d/smtp" and .restored and .reason == "LDAP"'
	finding '.path == "/etc/c/edited" and .restored'
	[ "$(cat "$root/etc/plain")" = 'version 2 of etc/plain' ]
	json '[.snapshots[] | .kind] == ["restore", "after-upgrade", "init"]' cw log --json
}

@test "the same file is not brought back twice in a week" {
	configure 'required:' '  - {file: /etc/pam.d/smtp, on_lost: restore}'
	cw -q init --watch=/etc
	for version in 2 3; do
		package mail "$version"
		before
		install mail "$version" --force-confnew
		rm -f "$root/etc/pam.d/smtp"
		after
	done
	[ ! -e "$root/etc/pam.d/smtp" ]
	finding '.path == "/etc/pam.d/smtp" and (.restored | not) and (.message | test("7 days"))'
}

@test "nothing comes back after a purge on request" {
	printf 'mine\n' >"$root/etc/c/edited"
	configure 'required:' '  - {file: /etc/c/edited, on_lost: restore}'
	cw -q init --watch=/etc
	before
	dpkg_here --purge mail
	after
	[ ! -e "$root/etc/c/edited" ]
	finding '.path == "/etc/c/edited" and (.restored | not) and (.message | test("on request"))'
}

@test "what an administrator does outside is no upgrade's" {
	cw -q init --watch=/etc
	printf 'mine\n' >"$root/etc/c/edited"
	before
	json '.snapshots[0].kind == "before-upgrade"' cw log --json
	after
	json '.findings == []' cw status --json
}

@test "a snapshot by hand closes nothing, the file's return does" {
	upgrade_over etc/plain
	after
	printf 'x\n' >"$root/etc/other"
	cw -q snapshot
	finding '.class == "overwritten"'
	printf 'mine\n' >"$root/etc/plain"
	no_finding '.class == "overwritten"'
}

@test "a file that somebody dealt with is closed" {
	upgrade_over etc/plain
	after
	printf 'merged\n' >"$root/etc/plain"
	cw -q snapshot
	no_finding '.class == "overwritten"'
}

@test "a waiting version is closed when it is gone" {
	upgrade_over etc/c/edited --force-confold
	after
	finding '.class == "update-pending" and .leftover == "/etc/c/edited.dpkg-dist"'
	rm "$root/etc/c/edited.dpkg-dist"
	cw -q snapshot
	no_finding '.class == "update-pending"'
}

@test "a newer version waits anew where the older one was accepted, else as long as that" {
	upgrade_over etc/c/edited --force-confold
	after
	id=$(cw status --json | jq -r '.findings[] | select(.class == "update-pending").id')
	package mail 3
	before
	install mail 3 --force-confold
	after
	finding ".class == \"update-pending\" and .id == \"$id\" and .version_after == \"2\""
	exits 0 cw accept /etc/c/edited
	no_finding '.class == "update-pending"'
	package mail 4
	before
	install mail 4 --force-confold
	after
	finding '.class == "update-pending" and .version_after == "4"'
}

@test "what an older upgrade left open stays open after a newer one" {
	upgrade_over etc/plain
	after
	package mail 3 etc/c/edited etc/c/untouched etc/plain etc/c/more
	printf 'version 2 of etc/plain\n' >"$BATS_TEST_TMPDIR/mail-3/etc/plain"
	dpkg-deb --build --root-owner-group -Znone "$BATS_TEST_TMPDIR/mail-3" \
		"$BATS_TEST_TMPDIR/mail-3.deb" >"$BATS_TEST_TMPDIR/log"
	before
	install mail 3
	after
	finding '.class == "overwritten" and .version_after == "2"'
}

@test "what a newer upgrade changes once more stays open, until somebody deals with it" {
	upgrade_over etc/plain
	after
	package mail 3
	before
	install mail 3
	after
	finding '.class == "overwritten" and .version_before == "1" and .path == "/etc/plain"'
	exits 0 cw restore /etc/plain
	[ "$(cat "$root/etc/plain")" = mine ]
	no_finding '.class == "overwritten"'
}

@test "what somebody dealt with between two upgrades does not come back" {
	upgrade_over etc/plain
	after
	printf 'mine for version 2\n' >"$root/etc/plain"
	package mail 3 etc/c/edited etc/c/untouched etc/c/more
	before
	install mail 3
	after
	finding '.path == "/etc/plain"'
	finding '.class == "removed-edited" and .path == "/etc/plain"'
}

@test "a transaction whose end never came is closed by the next command" {
	broken_off
	cw -q snapshot
	[ ! -e "$record" ]
	finding '.class == "overwritten" and .package == "mail"'
	json '.snapshots[0].kind == "after-upgrade"' cw log --json
}

broken_off()
{
	upgrade_over etc/plain
	record=$(records)
	sed -i 's/^boot: .*/boot: another/' "$record"
}

@test "status closes what was broken off, and says so" {
	broken_off
	json '.pending == []' cw status --json
	finding '.class == "interrupted" and .path == null and .severity == "warning" and
		(.message | test("test was broken off"))'
	finding '.class == "overwritten" and .package == "mail" and .version_before == "1"'
	before
	after
	json '[.findings[] | select(.class == "interrupted")] | length == 1' cw status --json
	package other 1 etc/other
	before
	install other 1
	after
	json '[.findings[] | select(.class == "interrupted")] == []' cw status --json
}

@test "nothing is closed while somebody is at work on the packages" {
	broken_off
	mkfifo "$BATS_TEST_TMPDIR/held" "$BATS_TEST_TMPDIR/gate"
	# shellcheck disable=SC2016 # perl's own
	perl -MFcntl -e '
		open my $lock, "+<", $ARGV[0] or die;
		my $whole = pack "s s x!8 q q i", F_WRLCK, 0, 0, 0, 0;
		fcntl $lock, F_SETLK, $whole or die;
		open my $held, ">", $ARGV[1]; print $held "held\n"; close $held;
		open my $gate, "<", $ARGV[2]; <$gate>;
	' "$root/var/lib/dpkg/lock" "$BATS_TEST_TMPDIR/held" "$BATS_TEST_TMPDIR/gate" 3>&- &
	[ "$(timeout 20 cat "$BATS_TEST_TMPDIR/held")" = held ]
	json '.pending | length == 1' cw status --json
	timeout 20 tee "$BATS_TEST_TMPDIR/gate" <<<go
	wait $!
	json '.pending == []' cw status --json
	finding '.class == "overwritten" and .package == "mail"'
}

@test "a second before closes what the first one left open" {
	upgrade_over etc/plain
	before
	finding '.class == "overwritten" and .package == "mail"'
	[ "$(records | wc -l)" = 1 ]
}

@test "an after without a before is told" {
	cw -q init --watch=/etc
	before
	after
	printf 'mine\n' >"$root/etc/plain"
	package mail 2
	install mail 2
	after
	finding '.class == "unwitnessed" and .severity == "warning"'
	finding '.class == "vendor-updated" and .package == "mail" and .version_before == "1"
		and .version_after == "2" and .files == 3'
}

@test "what ran without hooks is judged before the next run begins" {
	printf 'mine\n' >"$root/etc/plain"
	cw -q init --watch=/etc
	package mail 2
	install mail 2
	# Meanwhile the database's stamps grow old enough to be believed.
	package mail 3
	package mail 4
	before
	finding '.class == "unwitnessed" and .severity == "warning"'
	finding '.class == "overwritten" and .path == "/etc/plain" and .version_before == "1"
		and .version_after == "2"'
}

@test "a broken configuration is told, and nothing comes back" {
	configure 'required:' '  - {file: /etc/pam.d/smtp, on_lost: restore}'
	cw -q init --watch=/etc
	configure 'nonsense: ['
	before
	rm "$root/etc/pam.d/smtp"
	after
	[ ! -e "$root/etc/pam.d/smtp" ]
	configure 'required:' '  - {file: /etc/pam.d/smtp, on_lost: restore}'
	finding '.class == "unwitnessed" and (.message | test("configuration"))'
	finding '.path == "/etc/pam.d/smtp" and (.message | test("configuration could not be used"))'
}

@test "a lock that somebody holds is told" {
	printf 'lock_seconds: 0\n' >"$root/etc/confwatch/confwatch.yaml"
	cw -q init --watch=/etc
	printf 'x\n' >"$root/etc/new"
	exec 9>>"$root/var/lib/confwatch/lock"
	flock 9
	cw hook before --via=test 9>&-
	exec 9>&-
	after
	finding '.class == "unwitnessed" and (.message | test("holds"))'
}

@test "a transaction that changes nothing watched leaves no snapshot" {
	cw -q init --watch=/etc
	before
	after
	package other 1 usr/share/x
	before
	install other 1
	after
	json '[.snapshots[].kind] == ["init"]' cw log --json
	[ -z "$(ls "$root/var/lib/confwatch/pending")" ]
}

@test "a damaged record is told" {
	cw -q init --watch=/etc
	before
	record=$(records)
	printf 'nonsense\n' >"$record"
	after
	finding '.class == "unwitnessed" and (.message | test("damaged"))'
}

@test "a damaged record is told, also when status came first" {
	cw -q init --watch=/etc
	before
	record=$(records)
	printf 'nonsense\n' >"$record"
	cw status >/dev/null || true
	[ ! -e "$record" ]
	after
	finding '.class == "unwitnessed" and (.message | test("damaged"))'
}

git_history() # ARGUMENT...
{
	git --git-dir="$root/var/lib/confwatch/history.git" "$@"
}

@test "texts of packages are kept as they came, also those that wait" {
	upgrade_over etc/c/edited --force-confold
	after
	[ "$(git_history show vendor:etc/c/edited)" = "version 2 of etc/c/edited" ]
	[ "$(git_history show vendor:etc/c/untouched)" = "version 2 of etc/c/untouched" ]
	git_history log -p vendor -- etc/c/untouched >"$BATS_TEST_TMPDIR/log"
	grep -qFx -- "-version 1 of etc/c/untouched" "$BATS_TEST_TMPDIR/log"
	git_history fsck --strict
}

@test "the diary has one entry for a transaction that found something" {
	cw -q init --watch=/etc
	package mail 2
	before
	install mail 2
	after
	exits 128 git_history rev-parse --verify diary
	printf 'mine\n' >"$root/etc/plain"
	package mail 3
	before
	install mail 3
	after
	[ "$(git_history rev-list --count diary)" = 1 ]
	git_history show diary >"$BATS_TEST_TMPDIR/entry"
	grep -q 'overwritten: .*/etc/plain' "$BATS_TEST_TMPDIR/entry"
}

@test "why tells the life of a file, and how it differs from the package's text" {
	cw -q init --watch=/etc
	printf 'mine\n' >"$root/etc/c/edited"
	cw -q snapshot -m "by hand"
	package mail 2
	before
	install mail 2 --force-confnew
	after
	cw -q why /etc/c/edited "because"
	exits 0 cw why /etc/c/edited
	has "  REPLACED by the package's text, your copy is edited.dpkg-old: mail 1 -> 2"
	has "  edited: by hand"
	has "  first recorded"
	cw -q restore /etc/c/edited
	exits 0 cw why /etc/c/edited
	has "  -version 2 of etc/c/edited"
	has "  +mine"
	json '(.life | map(.event + " " + (.cause // "")) == ["edited restore", "noted ", "edited upgrade",
		"edited person", "recorded person"]) and (.life[2] | .class == "set-aside" or
		.class == "overwritten") and .life[2].package == "mail 1 -> 2" and
		(.vendor_difference | endswith("-version 2 of etc/c/edited\n+mine\n"))' \
		cw why /etc/c/edited --json
	printf 'secret\n' >"$root/etc/c/edited"
	chmod 0600 "$root/etc/c/edited"
	json '.protected and .vendor_difference == null' cw why /etc/c/edited --json
}

@test "the new text of an edited file comes out of the package before it is unpacked" {
	cw -q init --watch=/etc
	printf 'mine\n' >"$root/etc/c/edited"
	package mail 2
	cp "$BATS_TEST_TMPDIR/mail-2.deb" "$root/var/mail.deb"
	printf 'VERSION 3\n\nmail 1 all none < 2 all none /var/mail.deb\nmail 1 all none < 2 all none **CONFIGURE**\n' |
		cw hook before --via=apt --packages
	[ "$(git_history show vendor:etc/c/edited)" = "version 2 of etc/c/edited" ]
	exits 128 git_history rev-parse --verify vendor:etc/c/untouched
	exits 0 cw hook after --via=apt
}

@test "a package that cannot be read is no trouble" {
	cw -q init --watch=/etc
	printf 'mine\n' >"$root/etc/c/edited"
	printf 'garbage\n' >"$root/var/mail.deb"
	printf 'VERSION 3\n\nmail 1 all none < 2 all none /var/mail.deb\n' |
		cw hook before --via=apt --packages
	exits 0 cw hook after --via=apt
	json '.findings == []' cw status --json
}
