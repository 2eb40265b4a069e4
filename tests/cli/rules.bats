#!/usr/bin/env bats
# SPDX-License-Identifier: GPL-2.0-or-later
# rules: what there is, what it says, what is wrong with it.
# shellcheck disable=SC2154 # bats and the helper set what tests look at

load helper

setup()
{
	make_root
	mkdir -p "$root/etc/confwatch/rules.d"
}

# own NAME: a file of rules, from standard input
own()
{
	cat >"$root/etc/confwatch/rules.d/$1.yaml"
}

five_lines()
{
	own mine <<-'END'
		pack: mine
		title: My own
		rules:
		  - {id: mine-a, file: /etc/a, must: exist, severity: critical, reason: it is mine}
		  - {id: mine-p, policy: mine, assert: "true()", severity: info, reason: or not}
	END
}

@test "list needs no init, and shows the shipped rules" {
	json '.action == "list" and (.rules | length) > 50 and all(.rules[]; .shipped) and .problems == []' \
		cw --json rules list
	[ ! -e "$root/var/lib/confwatch" ]
}

@test "a rule is five lines" {
	five_lines
	json '[.rules[] | select(.pack == "mine") | .id] == ["mine-a", "mine-p"]' cw --json rules list
	exits 0 cw rules list
	has "  critical mine-a"
	has "  info mine-p, policy mine, not adopted"
}

@test "an override and an adoption are told with the file that says it" {
	five_lines
	own z <<-'END'
		override:
		  - {id: mine-a, disabled: true}
		  - {id: mine-p, severity: warning}
		adopted: [mine]
	END
	exits 0 cw rules list
	has "critical mine-a, disabled in $root/etc/confwatch/rules.d/z.yaml"
	has "warning mine-p, policy mine, adopted, changed in $root/etc/confwatch/rules.d/z.yaml"
	json '.rules[] | select(.id == "mine-p") | .adopted and .severity == "warning" and
		(.disabled | not) and (.overridden_by | endswith("z.yaml"))' cw --json rules list
}

@test "show tells a rule as it counts" {
	five_lines
	own z <<<'override: [{id: mine-a, mode: at most 0640, reason: because}]'
	exits 0 cw rules show mine-a
	has "files: /etc/a"
	has "must: exist"
	has "mode: at most 0640"
	has "reason: because"
	lacks "it is mine"
	has "$root/etc/confwatch/rules.d/mine.yaml:4"
	json '.rule | .mode == "at most 0640" and .files == ["/etc/a"] and .assert == null' \
		cw --json rules show mine-a
}

@test "show of a rule that is not there suggests one" {
	five_lines
	exits 2 cw rules show mine-b
	is "confwatch: no rule has the id 'mine-b' (did you mean 'mine-a'?)"
}

@test "a hostile reason is escaped" {
	five_lines
	own z <<<'override: [{id: mine-a, reason: "a\e[31mb"}]'
	exits 0 cw rules show mine-a
	has 'reason: a\033[31mb'
}

@test "a broken file: list goes on and says so, show does not" {
	five_lines
	own broken <<<'adopted: mine'
	exits 0 cw rules list
	has "mine-a"
	has "$root/etc/confwatch/rules.d/broken.yaml:1:10: 'adopted' is a string; allowed here: a list of policies"
	exits 2 cw rules show mine-a
	has "broken.yaml:1:10: 'adopted' is a string"
}

@test "a file that others can write is not believed" {
	five_lines
	chmod 0666 "$root/etc/confwatch/rules.d/mine.yaml"
	exits 1 cw rules lint
	has "mine.yaml' is not trusted: everybody can write to it"
	exits 0 cw rules list
	lacks "  critical mine-a"
}

@test "lint finds all mistakes, each with its place" {
	own a <<-'END'
		pack: mine
		title: My own
		rules:
		  - {id: A, file: etc/a, must: exist, severity: high}
		  - {id: b, severity: info, reason: r}
	END
	own b <<<'params: {1: a}'
	exits 1 cw rules lint
	for mistake in "a.yaml:4:10: 'A' is no name" "a.yaml:4:19: 'etc/a' is not an absolute path" \
		"a.yaml:4:49: 'severity' is 'high'" "a.yaml:4:5: 'reason' is missing" \
		"a.yaml:5:5: a condition is missing" "b.yaml:1:10: '1' is no name"; do
		has "$mistake"
	done
	has ", 6 mistakes"
	json '.problems | length == 6' cw --json rules lint
}

@test "lint of what is in order says how much that is, and exits with 0" {
	five_lines
	exits 0 cw rules lint
	has ", 0 mistakes"
	json '.rules > 50 and .expressions > 100 and .problems == []' cw --json rules lint
}

@test "lint compiles expressions, and says where in them" {
	own a <<-'END'
		pack: mine
		title: My own
		applies: "cw:instaled('x')"
		rules:
		  - {id: a, assert: 'a and', severity: info, reason: r}
		  - {id: b, assert: 'a = $nope or "$not"', severity: info, reason: r}
		  - id: c
		    never: >-
		      rule[@a='b'] and
		      cw:wrong('x')
		    severity: info
		    reason: r
		  - id: d
		    policy: p
		    capture: {d: 'string(a'}
		    assert: 'a = $d and $host'
		    severity: info
		    reason: r
		params: {host: h}
	END
	exits 1 cw rules lint
	has "a.yaml:3:11: there is no function 'cw:instaled'"
	has "a.yaml:5:27: "
	has "a.yaml:6:26: nothing gives '\$nope' a value"
	has "a.yaml:8:12: there is no function 'cw:wrong'; allowed here: XPath 1.0, and the functions of confwatch-rules(5), at 'cw:wrong('x')'"
	has "a.yaml:15:19: "
	has ", 5 mistakes"
	lacks "\$not"
	lacks "\$d"
	lacks "\$host"
}

@test "rules said once for several values are rules like any other" {
	own a <<-'END'
		pack: mine
		title: My own
		rules:
		  - for: {service: [imap, pop], name: [IMAP, POP]}
		    rules:
		      - id: mine-{service}
		        title: "{name} has its file"
		        file: /etc/pam.d/{service}
		        must: exist
		        severity: critical
		        reason: users of {name} come from LDAP
	END
	own z <<<'override: [{id: mine-pop, severity: info}]'
	mkdir -p "$root/etc/pam.d"
	touch "$root/etc/pam.d/imap"
	exits 0 cw rules lint
	exits 0 cw rules show mine-pop
	has "POP has its file"
	has "users of POP come from LDAP"
	has "a.yaml:6"
	json '[.rules[] | select(.pack == "mine") | .id] == ["mine-imap"]' \
		cw --json rules explain /etc/pam.d/imap
	exits 0 cw check --rule=mine-imap
	exits 1 cw check --rule=mine-pop
	json '[.rules[] | select(.id == "mine-pop") | .severity] == ["info"]' cw --json rules list
}

@test "a mistake in a rule for several values is said once" {
	own a <<-'END'
		pack: mine
		title: My own
		rules:
		  - for: {service: [imap, pop, smtp]}
		    rules:
		      - {id: "mine-{service}", assert: "cw:wrong('{service}')", severity: info, reason: r}
	END
	exits 1 cw rules lint
	has "a.yaml:6:40: there is no function 'cw:wrong'"
	has ", 1 mistake"
}

@test "lint looks at a file before it is put into its place" {
	five_lines
	printf 'override: [{id: mine-a, severity: hgih}]\n' >"$BATS_TEST_TMPDIR/new.yaml"
	exits 1 cw rules lint "$BATS_TEST_TMPDIR/new.yaml"
	has "$BATS_TEST_TMPDIR/new.yaml:1:35: 'severity' is 'hgih'; allowed here: info"
	printf 'override: [{id: mine-a, severity: info}]\n' >"$BATS_TEST_TMPDIR/new.yaml"
	exits 0 cw rules lint "$BATS_TEST_TMPDIR/new.yaml"
}

@test "lint of a file that stands in for another sees no id twice" {
	five_lines
	cp "$root/etc/confwatch/rules.d/mine.yaml" "$BATS_TEST_TMPDIR/other.yaml"
	exits 1 cw rules lint "$BATS_TEST_TMPDIR/other.yaml"
	has "the pack 'mine' is there already"
	exits 0 cw rules lint "$root/etc/confwatch/rules.d/mine.yaml"
}

@test "the shipped rules have no mistake" {
	exits 0 cw rules lint
	has ", 0 mistakes"
}

explained()
{
	own mine <<-'END'
		pack: mine
		title: My own
		rules:
		  - {id: mine-file, file: /etc/pam.d/imap, must: exist, severity: critical, reason: r}
		  - {id: mine-each, each: /etc/pam.d/*, mode: "0600", severity: info, reason: r}
		  - {id: mine-never, never: "cw:file('/etc/pam.d/imap')/rule", severity: info, reason: r}
		  - id: mine-policy
		    policy: mine
		    file: /etc/pam.d/imap
		    assert: "rule[@module='pam_ldap.so']"
		    severity: info
		    reason: r
		  - id: mine-applies
		    applies: "cw:exists('/etc/nothing')"
		    any_of: [/etc/pam.d/imap, /etc/other]
		    must: exist
		    severity: info
		    reason: r
		  - id: mine-missing
		    file: /etc/missing
		    may-be-missing: true
		    same_as: /etc/pam.d/imap
		    severity: info
		    reason: r
		  - {id: mine-off, file: /etc/pam.d/imap, must: exist, severity: info, reason: r}
		  - {id: mine-other, file: /etc/hosts, must: exist, severity: info, reason: r}
		override: [{id: mine-off, disabled: true}]
	END
}

@test "explain tells for each rule why it speaks of a path, and what it says" {
	explained
	json '.format == "pam" and ([.rules[] | select(.pack == "mine") | {(.id): [.key, .answer]}] |
		add == {"mine-file": ["file", "pass"], "mine-each": ["each", "fail"],
		"mine-never": ["never", "fail"], "mine-policy": ["file", "fail"],
		"mine-applies": ["any_of", "not-applicable"],
		"mine-missing": ["same_as", "not-applicable"], "mine-off": ["file", null]})' \
		cw --json rules explain /etc/pam.d/imap
	exits 0 cw rules explain /etc/pam.d/imap
	has "is read as pam"
	has "policy mine; if it were adopted: fails"
	has "it applies only where: cw:exists('/etc/nothing')"
	has "the file may be missing, and is"
	has "disabled mine-off"
	lacks mine-other
}

@test "explain of a pack that does not apply names the pack's condition" {
	own mine <<-'END'
		pack: mine
		title: My own
		applies: "cw:exists('/etc/nothing')"
		rules:
		  - {id: mine-file, file: /etc/pam.d/imap, must: exist, severity: critical, reason: r}
	END
	json '.rules[] | select(.id == "mine-file") | .of_pack and (.condition | test("nothing"))' \
		cw --json rules explain /etc/pam.d/imap
	exits 0 cw rules explain /etc/pam.d/imap
	has "its pack applies only where: cw:exists('/etc/nothing')"
}

@test "explain of what no rule speaks of says that" {
	exits 0 cw rules explain /srv/nothing
	has "nobody knows how to read it"
	has "no rule speaks of it"
}

@test "explain knows which functions of the shipped rules read a file" {
	json '[.rules[] | select(.key == "never" and (.value | test("cw:pam\\(.imap.\\)")))] | length > 0' \
		cw --json rules explain /etc/pam.d/imap
	json '[.rules[] | select(.pack == "postfix-main")] | length > 5' \
		cw --json rules explain /etc/postfix/main.cf
}

@test "parts: one is needed, and a wrong one gets a suggestion" {
	exits 2 cw rules
	exits 2 cw rules lits
	is "confwatch: 'rules' does not know 'lits' (did you mean 'list'?)"
	exits 2 cw rules show
	is "confwatch: 'rules show' needs ID"
	exits 2 cw rules show a b
	is "confwatch: 'rules show' does not take 'b'"
	exits 2 cw rules list a
}

@test "--help lists the parts" {
	exits 0 cw rules --help
	has "  show ID "
	has "  lint [FILE]... "
}
