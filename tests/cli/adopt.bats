#!/usr/bin/env bats
# SPDX-License-Identifier: GPL-2.0-or-later
# rules adopt: what holds today is written down, and found out once it does not hold any more.
# shellcheck disable=SC2154 # bats and the helper set what tests look at
load helper

setup()
{
	make_root
	rules=$root/etc/confwatch/rules.d
	adopted=$rules/adopted.yaml
	mkdir -p "$rules" "$root/etc/sasl2"
	printf 'pwcheck_method: saslauthd\nmech_list: PLAIN LOGIN\n' >"$root/etc/sasl2/smtpd.conf"
	cat >"$rules/test.yaml" <<-'EOF'
		pack: test
		title: For this test
		rules:
		  - id: mechanisms
		    file: /etc/sasl2/smtpd.conf
		    policy: mechanisms-stay
		    capture: {test_mechanisms: "cw:value('mech_list')"}
		    assert: "cw:value('mech_list') = $test_mechanisms"
		    severity: critical
		    reason: Clients know these.
		  - id: broken
		    file: /etc/sasl2/smtpd.conf
		    policy: never-holds
		    assert: "cw:value('pwcheck_method') = 'auxprop'"
		    severity: critical
		    reason: None.
		  - id: elsewhere
		    file: /etc/none
		    may-be-missing: true
		    policy: not-here
		    must: exist
		    severity: critical
		    reason: None.
	EOF
	cw -q init --watch=/etc
}

@test "without --all it only tells" {
	exits 0 cw rules adopt
	has "mechanisms-stay: holds"
	has "never-holds: does not hold: /etc/sasl2/smtpd.conf: 'broken' does not hold"
	has "confwatch --root=$root rules adopt --all"
	lacks "not-here"
	[ ! -e "$adopted" ]
}

@test "what holds is written, with its value and the files" {
	exits 0 cw rules adopt --all
	has "written, to read and to edit: /etc/confwatch/rules.d/adopted.yaml"
	[ "$(stat -c %a:%u "$adopted")" = "644:$(id -u)" ]
	[ "$(sed -n '/^adopted:/,/^$/s/^  - mech/&/p' "$adopted")" = "  - mechanisms-stay" ]
	[ "$(sed -n '/^params:/,/^$/s/^  test/&/p' "$adopted")" = '  test_mechanisms: "PLAIN LOGIN"' ]
	[ "$(grep -A1 'file: /etc/pam.d/imap' "$adopted")" = "  - file: /etc/pam.d/imap
    on_lost: restore" ]
	[ "$(grep -A1 'file: /etc/sasl2/smtpd.conf' "$adopted")" = "  - file: /etc/sasl2/smtpd.conf
    on_lost: restore" ]
	[ "$(grep -A1 'file: /etc/hosts' "$adopted")" = "  - file: /etc/hosts
    on_lost: alert" ]
	exits 1 grep -E 'never-holds|not-here|confwatch/rules.d/test' "$adopted"
	exits 0 cw rules lint
	exits 0 cw check --rule=mechanisms
	has "1 rule held"
}

@test "a later break is a finding" {
	cw -q rules adopt --all
	cw -q snapshot
	exits 0 cw status
	sed -i 's/PLAIN LOGIN/CRAM-MD5/' "$root/etc/sasl2/smtpd.conf"
	cw -q snapshot
	exits 1 cw status
	has "RULE FAILED: mechanisms"
	has "reason: Clients know these."
	json '.findings[0] | .class == null and .rule == "mechanisms" and .severity == "critical" and
		.path == "/etc/sasl2/smtpd.conf"' cw status --json
	exits 1 cw check --rule=mechanisms
	exits 0 cw why /etc/sasl2/smtpd.conf
	has "/etc/sasl2/smtpd.conf  critical, mechanisms"
	exits 0 cw why --accept /etc/sasl2/smtpd.conf "clients were changed"
	exits 0 cw status
}

@test "again adds nothing; the administrator's lines stay" {
	cw -q rules adopt --all
	sed -i 's/^  - mechanisms-stay/  - mechanisms-stay # asked for by Anna/' "$adopted"
	printf '# at the end\n' >>"$adopted"
	chmod 0640 "$adopted"
	cp "$adopted" "$BATS_TEST_TMPDIR/before"
	exits 0 cw rules adopt --all
	has "nothing to adopt"
	cmp "$adopted" "$BATS_TEST_TMPDIR/before"
	printf 'new\n' >"$root/etc/pam.d/smtp"
	exits 0 cw rules adopt --all
	[ "$(stat -c %a "$adopted")" = 640 ]
	[ "$(diff "$BATS_TEST_TMPDIR/before" "$adopted" | sed -n 's/^[<>]//p')" = "   - file: /etc/pam.d/smtp
     on_lost: restore" ]
}

@test "an unfamiliar edit is left alone" {
	printf 'adopted: [not-here]\n' >"$adopted"
	exits 2 cw rules adopt --all
	has "adopted.yaml:1: 'adopted' must have its items on lines of their own"
	[ "$(cat "$adopted")" = "adopted: [not-here]" ]
}

@test "a policy by its name" {
	exits 0 cw rules adopt mechanisms-stay
	grep -q 'mechanisms-stay' "$adopted"
	exits 1 grep -E 'required' "$adopted"
	exits 2 cw rules adopt never-holds
	has "'never-holds' does not hold here, and is not adopted"
	exits 1 grep -E 'never-holds' "$adopted"
	exits 2 cw rules adopt nonsense
	is "confwatch: no rule has a policy 'nonsense'"
	exits 2 cw rules adopt --all mechanisms-stay
}

@test "a secret value is not written where others can read it" {
	chmod 0600 "$root/etc/sasl2/smtpd.conf"
	exits 0 cw rules adopt --all
	has "mechanisms-stay: nobody can tell"
	exits 1 grep -E 'PLAIN|mechanisms-stay' "$adopted"
}

@test "a directory that others can write to is not trusted" {
	chmod 0777 "$rules"
	exits 2 cw rules adopt --all
	has "is not trusted"
	[ ! -e "$adopted" ]
}

@test "the directory is made for everybody to read" {
	rm -r "$root/etc/confwatch"
	exits 0 cw rules adopt --all
	[ "$(stat -c %a "$root/etc/confwatch" "$rules" "$adopted")" = "755
755
644" ]
}

@test "what was recorded first is needed" {
	rm -r "$root/var/lib/confwatch"
	exits 2 cw rules adopt
	has "confwatch init"
}
