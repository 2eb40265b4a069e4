#!/usr/bin/env bats
# SPDX-License-Identifier: GPL-2.0-or-later
# Rules around an upgrade: what failed since, which files they bring back, and which not.
# shellcheck disable=SC2154 # bats and the helper set what tests look at
load helper

setup()
{
	make_root
	rules=$root/etc/confwatch/rules.d
	mkdir -p "$rules" "$root/etc/sasl2" "$root/lib/security"
	printf 'pwcheck_method: saslauthd\n' >"$root/etc/sasl2/smtpd.conf"
	touch "$root/lib/security/pam_unix.so"
	cat >"$rules/test.yaml" <<-'EOF'
		pack: test
		title: For this test
		rules:
		  - id: method
		    file: /etc/sasl2/smtpd.conf
		    may-be-missing: true
		    assert: "cw:value('pwcheck_method') = 'saslauthd'"
		    at: "setting[@name='pwcheck_method']"
		    severity: critical
		    reason: Only saslauthd reaches LDAP.
		    remedy: confwatch restore /etc/sasl2/smtpd.conf
		  - id: served
		    file: /etc/pam.d/imap
		    must: exist
		    on_lost: restore
		    severity: critical
		    reason: Nobody can log in without it.
		  - id: modules
		    file: /etc/pam.d/imap
		    may-be-missing: true
		    assert: "not(rule[@module='pam_unix.so']) or cw:exists('/lib/security/pam_unix.so')"
		    severity: critical
		    reason: PAM refuses what it cannot load.
		  - id: always
		    file: /etc/hosts
		    mode: "0600"
		    severity: notice
		    reason: It fails before and after.
	EOF
	age "$root/etc"
	cw -q init --watch=/etc
}

upgrade() # COMMAND: what the upgrade does
{
	exits 0 cw hook before --via=test
	eval "$1"
	exits 0 cw hook after --via=test
	is ""
}

@test "what failed since the upgrade is recorded with it; what failed before is not" {
	upgrade "sed -i s/saslauthd/auxprop/ '$root/etc/sasl2/smtpd.conf'"
	json '[.snapshots[0].findings[]? // empty] | map(.rule) | index("always") == null' \
		cw log --json
	json '[.findings[] | select(.rule == "method")] | length == 1 and (.[0] |
		.transaction != null and .snapshot != null and .line == 1 and
		.path == "/etc/sasl2/smtpd.conf" and .remedy ==
		"confwatch --root='"$root"' restore /etc/sasl2/smtpd.conf")' cw status --json
	json '[.findings[] | select(.rule == "always")] | length == 1 and .[0].transaction == null' \
		cw status --json
	sed -i s/auxprop/saslauthd/ "$root/etc/sasl2/smtpd.conf"
	json '[.findings[] | select(.rule == "method")] == []' cw status --json
}

@test "a file that the administrator's rule needs comes back, and is told once" {
	upgrade "rm '$root/etc/pam.d/imap'"
	[ "$(cat "$root/etc/pam.d/imap")" = "auth required pam_unix.so" ]
	json '[.findings[] | select(.path == "/etc/pam.d/imap")] | length == 1 and (.[0] |
		.restored and .class == "removed-unexplained" and
		.reason == "Nobody can log in without it.")' cw status --json
}

@test "with alert it is only told" {
	sed -i 's/on_lost: restore/on_lost: alert/' "$rules/test.yaml"
	upgrade "rm '$root/etc/pam.d/imap'"
	[ ! -e "$root/etc/pam.d/imap" ]
	json '[.findings[] | select(.path == "/etc/pam.d/imap")] | length == 1 and
		.[0].restored == false' cw status --json
}

@test "what does not fit the new system does not come back" {
	upgrade "rm '$root/etc/pam.d/imap' '$root/lib/security/pam_unix.so'"
	[ ! -e "$root/etc/pam.d/imap" ]
	json '.findings[] | select(.path == "/etc/pam.d/imap") |
		(.message | contains("it does not fit the system as it is now"))' cw status --json
}

@test "a notice about a file does not keep it away" {
	sed -i '/id: modules/,$s/severity: critical/severity: notice/' "$rules/test.yaml"
	upgrade "rm '$root/etc/pam.d/imap' '$root/lib/security/pam_unix.so'"
	[ -e "$root/etc/pam.d/imap" ]
}

@test "a rule that does not apply requires nothing" {
	sed -i "s/^    must: exist/&\n    applies: \"cw:exists('\/etc\/imapd.conf')\"/" "$rules/test.yaml"
	upgrade "rm '$root/etc/pam.d/imap'"
	[ ! -e "$root/etc/pam.d/imap" ]
}

@test "with mistakes in files of rules nothing comes back, and that is told" {
	printf 'nonsense: 7\n' >"$rules/broken.yaml"
	upgrade "rm '$root/etc/pam.d/imap'"
	[ ! -e "$root/etc/pam.d/imap" ]
	json '[.findings[] | select(.message | contains("the rules could not be used"))] |
		length == 2' cw status --json
}

@test "what was adopted comes back" {
	rm "$rules/test.yaml"
	cw -q rules adopt --all
	cw -q snapshot
	upgrade "rm '$root/etc/pam.d/imap' '$root/etc/hosts'"
	[ -e "$root/etc/pam.d/imap" ]
	[ ! -e "$root/etc/hosts" ]
}
