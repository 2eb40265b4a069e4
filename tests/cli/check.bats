#!/usr/bin/env bats
# SPDX-License-Identifier: GPL-2.0-or-later
# check: what rules say of a small system; what fails, what nobody can tell, what does not apply.
# shellcheck disable=SC2154 # bats and the helper set what tests look at
load helper

# A root with one pack of rules about it, and nothing recorded.
setup()
{
	make_root
	rules=$root/etc/confwatch/rules.d
	mkdir -p "$rules" "$root/etc/sasl2"
	printf '# by hand\npwcheck_method: saslauthd\nmech_list: PLAIN LOGIN\n' \
		>"$root/etc/sasl2/smtpd.conf"
	pack <<-'EOF'
		  - id: method
		    file: /etc/sasl2/smtpd.conf
		    assert: "cw:value('pwcheck_method') = 'saslauthd'"
		    at: "setting[@name='pwcheck_method']"
		    say: "cw:value('pwcheck_method')"
		    severity: critical
		    reason: Only saslauthd reaches LDAP.
		    remedy: confwatch restore /etc/sasl2/smtpd.conf
	EOF
}

pack() # RULES on standard input
{
	{
		printf 'pack: test\ntitle: For this test\nrules:\n'
		cat
	} >"$rules/test.yaml"
}

shows() # TEXT of several lines, among what the last command printed
{
	if [[ $output != *"$1"* ]]; then
		printf 'not there: %s\nin: %s\n' "$1" "$output"
		return 1
	fi
}

check_test() # ARGUMENT...
{
	cw check --pack=test "$@"
}

@test "what holds is counted, and nothing is said about it" {
	exits 0 check_test
	is "1 rule held, 0 not applicable, 0 policies not adopted"
	exits 0 check_test -v
	[ "${lines[0]}" = "/etc/sasl2/smtpd.conf  holds, method" ]
}

@test "what fails has its line, its reason and its remedy" {
	sed -i 's/saslauthd/auxprop/' "$root/etc/sasl2/smtpd.conf"
	exits 1 check_test
	is "/etc/sasl2/smtpd.conf:2  critical, method
  auxprop
  reason: Only saslauthd reaches LDAP.
  confwatch --root=$root restore /etc/sasl2/smtpd.conf

1 failed, 0 rules held, 0 not applicable, 0 policies not adopted"
	json '.results == [{rule: "method", pack: "test", path: "/etc/sasl2/smtpd.conf", line: 2,
		answer: "fail", cause: null, severity: "critical", message: "auxprop",
		reason: "Only saslauthd reaches LDAP.",
		remedy: "confwatch --root='"$root"' restore /etc/sasl2/smtpd.conf", policy: null}] and
		.counts.failed == 1' check_test --json
}

@test "what others may not read is not quoted" {
	sed -i 's/saslauthd/hunter2/' "$root/etc/sasl2/smtpd.conf"
	chmod 0600 "$root/etc/sasl2/smtpd.conf"
	exits 1 check_test
	has "'method' does not hold"
	lacks hunter2
	chmod 0644 "$root/etc/sasl2/smtpd.conf"
	chmod 0750 "$root/etc/sasl2"
	exits 1 check_test
	lacks hunter2
}

@test "bytes of a file are harmless on a terminal" {
	printf 'pwcheck_method: \033[31mred\n' >"$root/etc/sasl2/smtpd.conf"
	exits 1 check_test
	lacks $'\e'
}

@test "a file that is gone fails; where it may be missing it does not apply" {
	rm "$root/etc/sasl2/smtpd.conf"
	exits 1 check_test
	shows "/etc/sasl2/smtpd.conf  critical, method
  it is not there"
	printf '    may-be-missing: true\n' >>"$rules/test.yaml"
	exits 0 check_test
	is "0 rules held, 1 not applicable, 0 policies not adopted"
}

@test "a dangling link, a directory and a link out of the root" {
	rm "$root/etc/sasl2/smtpd.conf"
	ln -s /nowhere "$root/etc/sasl2/smtpd.conf"
	exits 1 check_test
	has "it is a link to nothing: '/nowhere'"
	rm "$root/etc/sasl2/smtpd.conf"
	mkdir "$root/etc/sasl2/smtpd.conf"
	exits 1 check_test
	shows "/etc/sasl2/smtpd.conf  unknown, method
  it is no file that can be read"
	rmdir "$root/etc/sasl2/smtpd.conf"
	printf 'pwcheck_method: saslauthd\n' >"$root/etc/real"
	ln -s ../../../../../../../../../etc/real "$root/etc/sasl2/smtpd.conf"
	exits 0 check_test
}

@test "a FIFO is not opened" {
	rm "$root/etc/sasl2/smtpd.conf"
	mkfifo "$root/etc/sasl2/smtpd.conf"
	exits 1 timeout 20 "$confwatch" --root="$root" check --pack=test
	has "it is no file that can be read"
}

@test "mode, owner, type and likeness need no reader" {
	pack <<-'EOF'
		  - id: mode
		    file: /etc/shadow
		    mode: at most 0640
		    owner: root
		    severity: critical
		    reason: Hashes of passwords.
		  - id: copy
		    file: /var/spool/postfix/etc/hosts
		    may-be-missing: true
		    same_as: /etc/hosts
		    severity: warning
		    reason: The chroot has its own.
	EOF
	exits 0 check_test
	chmod 0644 "$root/etc/shadow"
	mkdir -p "$root/var/spool/postfix/etc"
	printf 'other\n' >"$root/var/spool/postfix/etc/hosts"
	exits 1 check_test
	shows "/etc/shadow  critical, mode
  its mode is 0644, and may be at most 0640"
	shows "/var/spool/postfix/etc/hosts  warning, copy
  it differs from '/etc/hosts'"
	json '[.results[].severity] == ["critical", "warning"]' check_test --json
}

@test "a line that nobody understands makes a rule unknown" {
	printf 'pwcheck_method: saslauthd\nnonsense\n' >"$root/etc/sasl2/smtpd.conf"
	exits 1 check_test
	is "/etc/sasl2/smtpd.conf:2  unknown, method
  line 2 of '/etc/sasl2/smtpd.conf' is not understood

1 unknown, 0 rules held, 0 not applicable, 0 policies not adopted"
	json '.results[0] | .answer == "unknown" and .cause == "unread" and .line == 2' \
		check_test --json
}

@test "a policy is asked once it is adopted" {
	printf '    policy: saslauthd-only\n' >>"$rules/test.yaml"
	sed -i 's/saslauthd$/auxprop/' "$root/etc/sasl2/smtpd.conf"
	exits 0 check_test
	is "0 rules held, 0 not applicable, 1 policy not adopted"
	json '.results[0] | .answer == "not-applicable" and .cause == "not-adopted"' check_test --json
	printf 'adopted: [saslauthd-only]\n' >"$rules/mine.yaml"
	exits 1 check_test
	has "1 failed"
}

@test "only the rules that were asked for" {
	cat >>"$rules/test.yaml" <<-'EOF'
		  - id: other
		    file: /etc/none
		    must: exist
		    severity: notice
		    reason: None.
	EOF
	exits 1 check_test
	exits 0 check_test --rule=method
	exits 1 cw check --rule=method --rule=other
	has "1 failed, 1 rule held"
	exits 2 cw check --rule=nonsense
	is "confwatch: no rule is called 'nonsense'"
	exits 2 cw check --pack=nonsense
	is "confwatch: no pack of rules is called 'nonsense'"
}

@test "a file of rules with a mistake is left out, told, and trouble" {
	printf 'pack: broken\nrules: 7\n' >"$rules/broken.yaml"
	exits 2 check_test
	has "$rules/broken.yaml:2:"
	has "1 rule held"
	json '.mistakes | length == 2' bash -c "'$confwatch' --root='$root' --json check 2>/dev/null"
}

@test "rules that others can write are not trusted" {
	chmod 0666 "$rules/test.yaml"
	exits 2 cw check --rule=method
	chmod 0644 "$rules/test.yaml"
	chmod 0777 "$rules"
	exits 2 cw check
	has "is not trusted"
}

@test "a file that cannot be read is unknown" {
	[ "$(id -u)" -eq 0 ] || skip "needs root"
	chmod 0000 "$root/etc/sasl2/smtpd.conf"
	exits 1 setpriv --bounding-set=-dac_override,-dac_read_search \
		"$confwatch" --root="$root" check --pack=test
	has "'/etc/sasl2/smtpd.conf' cannot be read"
}

@test "a look changes nothing" {
	cw -q init --watch=/etc
	before=$(find "$root" -printf '%p %T@ %C@ %s\n' | sort | md5sum)
	exits 0 check_test
	[ "$before" = "$(find "$root" -printf '%p %T@ %C@ %s\n' | sort | md5sum)" ]
}

@test "what is not watched is not read, unless a rule names it" {
	mkdir -p "$root/srv"
	cp "$root/etc/sasl2/smtpd.conf" "$root/srv/smtpd.conf"
	pack <<-'EOF'
		  - id: elsewhere
		    assert: "cw:file('/srv/smtpd.conf')/setting"
		    severity: warning
		    reason: None.
	EOF
	exits 1 check_test
	has "'/srv/smtpd.conf' is not watched, so it is not read"
	json '.results[0].cause == "unwatched"' check_test --json
}
