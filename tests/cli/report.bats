#!/usr/bin/env bats
# SPDX-License-Identifier: GPL-2.0-or-later
# report: what happened since the last one, and who must act.
# shellcheck disable=SC2154 # bats and the helper set what tests look at

load helper

setup()
{
	make_root
	mkdir -p "$root/var/lib/dpkg/info"
	printf 'yours\n' >"$root/etc/mail.conf"
	printf 'vendor\n' >"$root/etc/plain.conf"
	printf 'yours\n' >"$root/etc/waits.conf"
	install_package mail 1 vendor
	age "$root/etc"
	cw -q init --watch=/etc
}

# The status and file list that dpkg would keep.
install_package() # NAME VERSION TEXT
{
	local digest file
	digest=$(printf '%s\n' "$3" | md5sum | cut -d' ' -f1)
	printf 'Package: %s\nStatus: install ok installed\nArchitecture: all\nVersion: %s\nConffiles:\n' \
		"$1" "$2" >"$root/var/lib/dpkg/status"
	echo /etc >"$root/var/lib/dpkg/info/$1.list"
	for file in mail plain waits; do
		printf ' /etc/%s.conf %s\n' "$file" "$digest" >>"$root/var/lib/dpkg/status"
		printf '/etc/%s.conf\n' "$file" >>"$root/var/lib/dpkg/info/$1.list"
	done
}

# One file set aside, one updated, one with a new version beside it.
upgrade()
{
	exits 0 cw hook before --via=test
	install_package mail 2 new
	mv "$root/etc/mail.conf" "$root/etc/mail.conf.dpkg-old"
	printf 'new\n' >"$root/etc/mail.conf"
	printf 'new\n' >"$root/etc/plain.conf"
	printf 'new\n' >"$root/etc/waits.conf.dpkg-dist"
	exits 0 cw hook after --via=test
}

# As if the report of a second ago had been sent, which told these findings.
mark_sent() # ID...
{
	local id now
	now=$(date +%s)
	printf 'sent: %s\n\n' "$((now - 1))" >"$root/var/lib/confwatch/report-sent"
	for id in $(printf '%s\n' "$@" | sort); do
		printf 'id: %s\nsince: %s\n\n' "$id" "$((now - 3 * 86400))" \
			>>"$root/var/lib/confwatch/report-sent"
	done
}

@test "nothing to do: exit 0, and proof that somebody looked" {
	exits 0 cw report
	has ": nothing to do"
	has "(the first snapshot)"
	has "checked 9 files and 1 rule: 1 held"
	has "no upgrade was recorded yet"
	lacks "To act on"
}

@test "what needs a human stands first, with reason and command" {
	exits 0 cw why /etc/mail.conf "users come from LDAP"
	upgrade
	exits 1 cw report
	[[ ${lines[0]} == *": 1 to act on: REPLACED /etc/mail.conf" ]]
	[ "${lines[2]}" = "To act on (1)" ]
	[ "${lines[3]}" = "  REPLACED by the package's text, your copy is mail.conf.dpkg-old" ]
	has "  reason: users come from LDAP"
	has "  confwatch --root=$root restore /etc/mail.conf"
	has "  NEW VERSION WAITING in waits.conf.dpkg-dist"
	has "  mail 1 -> 2, 1 file of its own updated"
	has "by the hook of test"
	[ "$(grep -n 'Waiting for' <<<"$output" | cut -d: -f1)" -gt \
		"$(grep -n 'To act on' <<<"$output" | cut -d: -f1)" ]
}

@test "its command mends it, and then there is nothing to do but to decide" {
	upgrade
	exits 1 cw report
	command=$(sed -n 's/^  confwatch \(.* restore .*\)$/\1/p' <<<"$output")
	eval "\"$confwatch\" $command"
	exits 1 cw report
	has ": nothing to do; 1 new version waits"
	exits 0 cw accept /etc/waits.conf
	exits 0 cw report
}

@test "subject and findings in JSON" {
	upgrade
	json '.schema == "confwatch/report/1" and .to_act_on == 1 and .from == "first" and
		(.subject | endswith(": 1 to act on: REPLACED /etc/mail.conf")) and
		([.findings[].part] == ["action", "waiting", "note"]) and
		.packages[0].name == "mail" and .packages[0].before == "1" and
		.packages[0].after == "2" and .looked.via == "test" and
		([.snapshots[].kind] == ["after-upgrade"])' cw report --json
	[ "$status" -eq 1 ]
}

@test "what was told in full is told on a line, with what mends it" {
	upgrade
	mapfile -t ids < <(cw report --json | jq -r '.findings[].id')
	mark_sent "${ids[@]}"
	exits 1 cw report
	has "(the last report)"
	lacks "your copy is mail.conf.dpkg-old"
	has "  REPLACED /etc/mail.conf, 3 days: confwatch --root=$root restore /etc/mail.conf"
	has "  NEW VERSION WAITING /etc/waits.conf, 3 days"
	lacks "NEW VERSION WAITING in"
	exits 1 cw report --since=yesterday
	has "your copy is mail.conf.dpkg-old"
	has "NEW VERSION WAITING in waits.conf.dpkg-dist"
}

@test "a mark that is damaged is no mark" {
	upgrade
	mark_sent none
	echo more >>"$root/var/lib/confwatch/report-sent"
	exits 1 cw report
	has "(the first snapshot)"
}

@test "--since limits upgrades and changes, not what is open" {
	upgrade
	exits 1 cw report --since=last
	has "To act on (1)"
	lacks "Upgraded"
	lacks "Changed files"
	exits 1 cw report --since=last~1
	has "Upgraded (1)"
	exits 2 cw report --since=nonsense
	has "not a snapshot: 'nonsense'"
	exits 2 cw report --since=deadbeef
}

@test "an edit needs nobody, and is listed" {
	echo more >>"$root/etc/hosts"
	exits 0 cw report
	has "nothing to do"
	has "  changed  /etc/hosts"
	echo lost >"$root/etc/x"
	exits 0 cw snapshot
	rm "$root/etc/x"
	exits 1 cw report
	has "1 to act on: GONE /etc/x"
}

@test "what is protected is never shown" {
	printf 'root:*:2::secret-of-mine:::\n' >"$root/etc/shadow"
	chmod 0600 "$root/etc/shadow"
	for format in text json xml html; do
		exits 0 cw report --format=$format
		has "/etc/shadow"
		lacks "secret-of-mine"
	done
}

@test "hostile names are escaped" {
	touch "$root/etc/"$'a\nb\e[31m\xff'
	exits 0 cw report
	has 'a\012b\033[31m\377'
	[ "$(grep -c $'\e' <<<"$output")" -eq 0 ]
}

# What another program reads in it, and what it would fetch or run.
read_markup() # FILE
{
	python3 - "$1" <<-'END'
		import sys, xml.etree.ElementTree as tree
		root = tree.parse(sys.argv[1]).getroot()
		for element in root.iter():
		    assert element.tag not in ("script", "link", "img", "iframe", "object", "form", "base"), element.tag
		    for name, value in element.attrib.items():
		        assert not name.startswith("on") and name not in ("src", "href", "style"), name
		    print(element.tag, *element.attrib.values(), element.text or "")
	END
}

@test "HTML and XML are what another reader takes, whatever names there are" {
	upgrade
	printf ']]><script>alert(1)</script>--> &amp; "quoted"\n\x1b\xff\n' >"$root/etc/content"
	touch "$root/etc/"$'a\nb\e[31m\xff\xe2\x80\xae' "$root/etc/<script>alert(1)&lt;\"'"
	for format in xml html; do
		exits 1 cw report --format=$format
		printf '%s\n' "$output" >"$BATS_TEST_TMPDIR/report"
		exits 0 read_markup "$BATS_TEST_TMPDIR/report"
		has "/etc/<script>alert(1)&lt;\"'"
		[ "$(grep -c $'[\e\xff]' <<<"$output")" -eq 0 ]
	done
	has ']]><script>alert(1)</script>--> &amp; "quoted"'
	has 'a\012b\033[31m\377\342\200\256'
}

@test "HTML shows what changed in each file, up to a length" {
	upgrade
	printf 'first\n%.0s' {1..10000} >"$root/etc/hosts"
	exits 1 cw report --format=html
	has "<summary>changed /etc/hosts</summary>"
	has '<span class="added">+first</span>'
	has "diff --from="
	[ "${#output}" -lt 400000 ]
	exits 1 cw report --format=html --since=last~1
	has '<span class="removed">-yours</span>'
	exits 2 cw status --format=html
	has "'status' has no format 'html'"
}

@test "a shipped rule that is disabled is listed" {
	mkdir -p "$root/etc/confwatch/rules.d"
	id=$(cw rules list --json | jq -r '[.rules[] | select(.shipped) | .id][0]')
	printf 'override: [{id: %s, disabled: true}]\n' "$id" >"$root/etc/confwatch/rules.d/mine.yaml"
	run cw report
	has "Shipped rules set aside (1)"
	has "  $id, disabled in $root/etc/confwatch/rules.d/mine.yaml"
}

@test "looking writes nothing" {
	upgrade
	before=$(picture "$root")
	exits 1 cw report
	exits 1 cw report --json
	[ "$(picture "$root")" = "$before" ]
}

@test "before init there is nothing to report" {
	rm -r "$root/var/lib/confwatch"
	exits 2 cw report
}
