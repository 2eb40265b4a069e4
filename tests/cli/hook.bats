#!/usr/bin/env bats
# SPDX-License-Identifier: GPL-2.0-or-later
# confwatch hook: silent, inert until init, never in the way; and what libzypp and apt really send.
# shellcheck disable=SC2154 # bats and the helper set what tests look at
load helper

setup()
{
	make_recorded_root
	cd "${SOURCE_DIR:?}" || return
}

kinds() # of all snapshots, the newest first
{
	cw log --json | jq -r '[.snapshots[].kind] | join(" ")'
}

pending()
{
	records | wc -l
}

# Exit status 0, and nothing on either output.
silently() # COMMAND...
{
	run "$@"
	[ "$status" -eq 0 ] || exits 0 false
	is ""
}

change()
{
	echo "$1" >"$root/etc/pam.d/imap"
}

@test "nothing happens before init" {
	rm -rf "$root/var/lib/confwatch"
	silently cw hook before --via=apt
	silently cw hook after --via=apt
	silently cw hook apt-packages <tests/data/apt-2.6.1/v3-upgrade.stdin
	[ "$(cw hook zypp <tests/data/libzypp-17.36.7/install.stdin | tr -d '\0\n')" = ACKACKACKACKACK ]
	[ ! -e "$root/var/lib/confwatch" ]
}

@test "before records what changed, after closes" {
	change "hand-made"
	silently cw hook before --via=apt
	[ "$(pending)" -eq 1 ]
	[ "$(kinds)" = "before-upgrade init" ]
	change "by the package"
	silently cw hook after --via=apt
	[ "$(pending)" -eq 0 ]
	[ "$(kinds)" = "after-upgrade before-upgrade init" ]
}

@test "a run that changes nothing leaves nothing" {
	silently cw hook before --via=dpkg
	silently cw hook after --via=dpkg
	[ "$(pending)" -eq 0 ]
	[ "$(kinds)" = "init" ]
}

@test "wrong words are the one thing that is said" {
	exits 2 cw hook
	exits 2 cw hook during --via=apt
	has "before, after, apt-packages, zypp, zypp-system"
	exits 2 cw hook before
	has "--via"
	exits 2 cw hook before --via=../x
	exits 2 cw hook before --via=
	exits 2 cw hook before --via=aaaaaaaaaaaaaaaaa
}

@test "what apt announces is kept until the end" {
	for version in 1 2 3; do
		change "before $version"
		silently cw hook before --via=apt
		silently cw hook apt-packages <"tests/data/apt-2.6.1/v$version-upgrade.stdin"
		grep -q 'chg_2.deb' "$root"/var/lib/confwatch/pending/*
		silently cw hook after --via=apt
	done
}

@test "rpm announces in the same way" {
	printf 'VERSION 3\n\none - - none < 1-1 noarch none -\nold 1-1 noarch none > - - none **REMOVE**\n' |
		silently cw hook before --via=rpm --packages
	grep -q one "$root"/var/lib/confwatch/pending/*
	grep -q old "$root"/var/lib/confwatch/pending/*
}

@test "every libzypp is answered frame by frame" {
	for sample in tests/data/libzypp-*/*.stdin; do
		change "$sample"
		frames=$(tr -dc '\0' <"$sample" | wc -c)
		cw hook zypp <"$sample" >"$BATS_TEST_TMPDIR/answers" 2>"$BATS_TEST_TMPDIR/errors"
		cmp "$BATS_TEST_TMPDIR/answers" <(for ((i = 0; i < frames; i++)); do printf 'ACK\n\n\0'; done)
		[ ! -s "$BATS_TEST_TMPDIR/errors" ]
		[ "$(pending)" -eq 0 ]
	done
	[ "$(kinds | wc -w)" -eq 13 ]
}

@test "libzypp that ends in the middle has an after" {
	for end in 'COMMITEND\n\n{}\0' 'PLUGINEND\n\n\0' '_DISCONNECT\n\n\0' '' 'COMMITEN'; do
		change "$end"
		printf 'PLUGINBEGIN\n\n\0COMMITBEGIN\n\n{}\0%b' "$end" | cw hook zypp >/dev/null
		[ "$(pending)" -eq 0 ]
	done
	[ "$(kinds | grep -o before-upgrade | wc -l)" -eq 5 ]
}

@test "each frame is answered before the next one comes" {
	coproc "$confwatch" --root="$root" hook zypp
	exec 7<&"${COPROC[0]}" 8>&"${COPROC[1]}"
	local begun=$SECONDS
	for frame in 'PLUGINBEGIN\n\n\0' 'COMMITBEGIN\ncontent-length:2\n\n{}\0' 'WHATEVER\n\n\0' \
		'COMMITEND\n\n{}\0' 'PLUGINEND\n\n\0' '_DISCONNECT\n\n\0'; do
		for byte in PART REST; do
			case $byte in
			PART) printf '%b' "${frame%'\0'}" >&8 ;;
			REST) printf '\0' >&8 ;;
			esac
		done
		IFS= read -r -d '' -t 10 answer <&7
		case $frame in
		WHATEVER*) [ "$answer" = $'_ENOMETHOD\n\n' ] ;;
		*) [ "$answer" = $'ACK\n\n' ] ;;
		esac
	done
	exec 8>&-
	[ $((SECONDS - begun)) -lt 20 ]
}

@test "frames that are none do not end it" {
	change "x"
	answers=$(printf 'garbage\0\n\0%s\0COMMITBEGIN\ncontent-length:9\n\nnot json\0COMMITEND\n\n[\0' \
		"$(head -c 100000 /dev/zero | tr '\0' A)" | cw hook zypp | tr '\0\n' ' ')
	[ "$answers" = "_ENOMETHOD   _ENOMETHOD   _ENOMETHOD   ACK   ACK   " ]
	[[ "$(kinds)" == *"before-upgrade init" ]]
	json '.findings[] | select(.class == "unwitnessed") | .message | test("libzypp announced")' \
		cw status --json
	[ "$(pending)" -eq 0 ]
}

@test "nobody needs to read the answers" {
	cw hook zypp <tests/data/libzypp-17.25.7/install.stdin | true
	[ "$(pending)" -eq 0 ]
}

@test "the system plugin listens to its own frames" {
	printf 'PLUGINBEGIN\n\n\0PACKAGESETCHANGED\n\n\0COMMITBEGIN\n\n{}\0PLUGINEND\n\n\0_DISCONNECT\n\n\0' \
		>"$BATS_TEST_TMPDIR/frames"
	[ "$(cw hook zypp-system <"$BATS_TEST_TMPDIR/frames" | tr -d '\0\n')" = "ACKACK_ENOMETHODACKACK" ]
	[ "$(pending)" -eq 0 ]
}

@test "somebody else holds the lock: it gives up in time, and a finding tells" {
	printf 'hooks: {limit: 2}\n' >"$root/etc/confwatch.yaml"
	mkdir -p "$root/etc/confwatch"
	mv "$root/etc/confwatch.yaml" "$root/etc/confwatch/"
	exec 8>>"$root/var/lib/confwatch/lock"
	flock 8
	begun=$SECONDS
	silently cw hook before --via=apt 8>&-
	[ $((SECONDS - begun)) -le 5 ]
	exec 8>&-
	silently cw hook after --via=apt
	git --git-dir="$root/var/lib/confwatch/history.git" show main:.confwatch/findings |
		grep -q "another confwatch"
}

@test "strict: without a record no upgrade, but never after" {
	mkdir -p "$root/etc/confwatch"
	printf 'hooks: {limit: 2, strict: true}\n' >"$root/etc/confwatch/confwatch.yaml"
	exec 8>>"$root/var/lib/confwatch/lock"
	flock 8
	run cw hook before --via=apt 8>&-
	[ "$status" -eq 3 ]
	is ""
	silently cw hook after --via=apt 8>&-
}

@test "a configuration that is broken is no reason to record nothing" {
	mkdir -p "$root/etc/confwatch"
	printf 'watch: [\n' >"$root/etc/confwatch/confwatch.yaml"
	change "x"
	silently cw hook before --via=apt
	silently cw hook after --via=apt
	rm "$root/etc/confwatch/confwatch.yaml"
	[ "$(kinds)" = "after-upgrade before-upgrade init" ]
}

@test "a state that cannot be used is no trouble of the manager" {
	rm "$root/var/lib/confwatch/key"
	change "x"
	silently cw hook before --via=apt
	silently cw hook after --via=apt
	rm -rf "$root/var/lib/confwatch/history.git/objects"
	silently cw hook before --via=apt
	silently cw hook after --via=apt
	chmod 0755 "$root/var/lib/confwatch"
	silently cw hook before --via=apt
}
