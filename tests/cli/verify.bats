#!/usr/bin/env bats
# SPDX-License-Identifier: GPL-2.0-or-later
# verify: whether history and cache can be relied on.
# shellcheck disable=SC2154 # bats and the helper set what tests look at

load helper

setup()
{
	make_recorded_root
	state=$root/var/lib/confwatch
}

@test "an intact history" {
	exits 0 cw verify
	has "1 snapshot intact"
	json '.schema == "confwatch/verify/1" and .intact and .problems == [] and
		.full == false and .snapshots == 1' cw verify --json
}

@test "--full reads every entry and remembers when" {
	json '.full and .entries > 5 and .intact' cw verify --full --json
	[ -s "$state/verified" ]
}

@test "one flipped bit in the history is found" {
	pack=$(find "$state/history.git" -name '*.pack')
	size=$(stat -c %s "$pack")
	chmod u+w "$pack"
	printf '\377' | dd of="$pack" bs=1 seek=$((size / 2)) conv=notrunc status=none
	exits 1 cw verify
	has "history"
}

@test "a missing pack is found" {
	find "$state/history.git" -name '*.pack' -delete
	run cw verify
	[ "$status" -ne 0 ]
}

@test "damaged protected content is found" {
	find "$state/protected.git" -name '*.pack' -delete
	find "$state/protected.git/objects" -type f ! -path '*/pack/*' ! -path '*/info/*' -delete
	run cw verify
	[ "$status" -ne 0 ]
}

@test "a damaged cache is rebuilt" {
	printf 'garbage' | dd of="$state/cache" bs=1 seek=100 conv=notrunc status=none
	exits 0 cw status
	exits 0 cw snapshot
	is "nothing changed"
	rm "$state/cache"
	exits 0 cw snapshot
	is "nothing changed"
	exits 0 cw verify
}

# A root that has dpkg, with what dpkg logged and the time it did, as far as it can be told here.
make_dpkg() # HOOK...
{
	mkdir -p "$root/usr/bin" "$root/var/log" "$root/etc/dpkg/dpkg.cfg.d"
	touch "$root/usr/bin/dpkg"
	for hook; do
		touch "$root/$hook"
	done
}

log_dpkg() # WHEN LINE
{
	printf '%s %s\n' "$(date -d "$1" '+%F %T')" "$2" >>"$root/var/log/dpkg.log"
}

@test "a manager without its hook is told" {
	exits 0 cw verify
	lacks "RECORDED"
	make_dpkg
	exits 1 cw verify
	has "dpkg  NOT RECORDED: there is no /etc/dpkg/dpkg.cfg.d/confwatch"
	make_dpkg etc/dpkg/dpkg.cfg.d/confwatch
	exits 0 cw verify
	has "dpkg  recorded; did not run yet"
	json '.hooks == [{"via": "dpkg", "path": "/etc/dpkg/dpkg.cfg.d/confwatch",
		"installed": true, "last_seen": null}]' cw verify --json
}

@test "it says when a hook ran last" {
	make_dpkg etc/dpkg/dpkg.cfg.d/confwatch
	cw hook before --via=dpkg
	cw hook after --via=dpkg
	exits 0 cw verify
	has "dpkg  recorded; ran last"
	json '.hooks[0].last_seen != null and .unrecorded == []' cw verify --json
}

@test "packages that changed without a hook are named" {
	make_dpkg etc/dpkg/dpkg.cfg.d/confwatch
	cw hook before --via=dpkg
	log_dpkg now 'upgrade seen:all 1 2'
	cw hook after --via=dpkg
	log_dpkg '-1 day' 'upgrade before-init:all 1 2'
	exits 0 cw verify
	log_dpkg '+1 hour' 'upgrade exim4:amd64 4.96-15 4.97-1'
	log_dpkg '+1 hour' 'remove saslauthd:amd64 2.1 <none>'
	exits 1 cw verify
	has "UPGRADE RAN UNRECORDED: 2 packages"
	has "exim4 4.96-15 -> 4.97-1"
	has "saslauthd 2.1 removed"
	json '[.unrecorded[] | .package] == ["exim4", "saslauthd"] and
		.unrecorded[0].version_after == "4.97-1" and .intact' cw verify --json
}

@test "a transaction that goes on is no unrecorded one" {
	make_dpkg etc/dpkg/dpkg.cfg.d/confwatch
	cw hook before --via=dpkg
	log_dpkg now 'upgrade seen:all 1 2'
	exits 0 cw verify
}

# A package that rpm's database of the root has, installed now.
install_rpm() # NAME VERSION
{
	printf '%s\n' "Name: $1" "Version: $2" "Release: 1" "Summary: x" "License: x" \
		"BuildArch: noarch" "%description" "x" "%files" >"$BATS_TEST_TMPDIR/$1.spec"
	rpmbuild --quiet --define "_topdir $BATS_TEST_TMPDIR/rpm" -bb "$BATS_TEST_TMPDIR/$1.spec"
	rpm --force-debian --root "$root" --dbpath /var/lib/rpm --nodeps --noplugins -U \
		"$BATS_TEST_TMPDIR/rpm/RPMS/noarch/$1-$2-1.noarch.rpm"
}

@test "rpm's database tells what no log tells" {
	command -v rpmbuild >/dev/null || skip "no rpmbuild"
	run rpm --version
	[ "$status" -eq 0 ]
	mkdir -p "$root/var/lib/rpm"
	cw hook before --via=rpm
	install_rpm secret 2
	cw hook after --via=rpm
	exits 0 cw verify
	# As if the hooks had run an hour before.
	awk '{ $1 -= 3600; $2 -= 3600; print }' "$state/closed" >"$BATS_TEST_TMPDIR/closed"
	cat "$BATS_TEST_TMPDIR/closed" >"$state/closed"
	exits 1 cw verify
	has "secret 2-1"
	json '.unrecorded | length == 1 and .[0].manager == "rpm" and
		.[0].version_before == null' cw verify --json
}
