# SPDX-License-Identifier: GPL-2.0-or-later
# shellcheck shell=bash
# What an upgrade that leaves something critical mails: once, when it ends, and never in its way. The
# mail program is a script, which works, refuses or hangs.
. "$SOURCE_DIR/tests/e2e/support/telling.bash"

box=/var/tmp/alerts
state=/var/lib/confwatch

sendmail() # LINE: what it does with a message
{
	printf '#!/bin/sh\nPATH=/usr/bin:/bin\necho run >>%s/calls\n%s\n' "$box" "$1" >/usr/sbin/sendmail
	chmod 0755 /usr/sbin/sendmail
}

arrived()
{
	find "$box" -name '*.eml' | wc -l
}

called()
{
	if [ -e "$box/calls" ]; then wc -l <"$box/calls"; else echo 0; fi
}

subjects()
{
	python3 -c '
import sys
from email import message_from_binary_file, policy
strict = policy.strict.clone(raise_on_defect=True)
for name in sys.argv[1:]:
    print(message_from_binary_file(open(name, "rb"), policy=strict)["Subject"])' "$box"/*.eml
}

# As if it were so much later.
let_pass() # SECONDS
{
	perl -pi -e 's/^(attempted: )(\d+)$/$1 . ($2 - '"$1"')/e' "$state/outbox/report"
}

# Three packages in one run: one of them takes a file of PAM that is required.
arrange()
{
	local version

	reset_machine
	rm -rf "$box"
	mkdir -p "$box" /etc/confwatch
	printf 'required:\n  - file: /etc/pam.d/imap\n%s\n' "$1" >/etc/confwatch/confwatch.yaml
	chmod 0644 /etc/confwatch/confwatch.yaml
	: >"$work/output"
	for version in 1 2; do
		package vendor "$version"; file /etc/vendor.conf noreplace 0644 "text $version"; finished
		package other "$version"; file /etc/other.conf noreplace 0644 "text $version"; finished
		package taker "$version"; file /etc/taker.conf noreplace 0644 "text $version"
		[ "$version" = 1 ] || script post 'rm -f /etc/pam.d/imap'
		finished
	done
	install vendor=1 other=1 taker=1
	echo 'auth required pam_sss.so' >/etc/pam.d/imap
}

with_confwatch()
{
	confwatch_in
	"$confwatch" init >"$work/init.log" 2>&1
}

# The output of the manager, and how it ended.
words_of() # VERB NAME[=VERSION]...
{
	: >"$work/output"
	run_manager "$@"
	without_chance <"$work/output"
}

# ---- how it looks without us

arrange ''
plain_vendor=$(words_of install vendor=2 other=2)
plain_taker=$(words_of install taker=2)

# ---- it works

arrange ''
sendmail "cat >$box/\$\$.eml"
with_confwatch
equal "$manager: files of the packages alone: its words" "$plain_vendor" "$(words_of install vendor=2 other=2)"
equal "$manager: nothing critical: no mail, and no attempt" 0 "$(called)"
check "$manager: nothing critical: nothing is kept for mail" test ! -e "$state/mail-due" -a ! -e "$state/outbox"
equal "$manager: a required file is lost: its words" "$plain_taker" "$(words_of install taker=2)"
equal "$manager: one mail" "1 1" "$(arrived) $(called)"
says "$manager: its subject says which file" "1 to act on: GONE /etc/pam.d/imap" subjects
says "$manager: it says which package" "taker" cat "$box"/*.eml
check "$manager: nothing waits" test ! -e "$state/mail-due"
install vendor=1 >/dev/null
equal "$manager: the next run mails nothing" 1 "$(arrived)"
check "$manager: the night" "$confwatch" nightly --quiet
equal "$manager: the night tells it as well" 2 "$(arrived)"

# ---- several runs of the low-level manager within one, all of it critical

arrange ''
sendmail "cat >$box/\$\$.eml"
echo mine | tee /etc/vendor.conf >/etc/other.conf
with_confwatch
install vendor=2 other=2 taker=2
equal "$manager: three packages: one mail" 1 "$(arrived)"

# ---- it refuses

arrange ''
sendmail 'exit 75'
with_confwatch
equal "$manager: mail is refused: its words" "$plain_taker" "$(words_of install taker=2)"
equal "$manager: mail is refused: it was tried once" 1 "$(called)"
says "$manager: mail is refused: it is told at login" "no report could be sent by mail since" cat /run/motd.d/confwatch
sendmail "cat >$box/\$\$.eml"
install vendor=2 >/dev/null
equal "$manager: not again at once" 0 "$(arrived)"
let_pass 300
install other=2 >/dev/null
equal "$manager: the next run that has something to record sends it" 1 "$(arrived)"
"$confwatch" snapshot --full --quiet
equal "$manager: once" 1 "$(arrived)"
check "$manager: nothing is told at login" test ! -e /run/motd.d/confwatch

# ---- it hangs

arrange 'hooks: {limit: 6}'
sendmail "echo \$\$ >$box/pid; exec tail -f /dev/null"
with_confwatch
SECONDS=0
equal "$manager: mail hangs: its words" "$plain_taker" "$(words_of install taker=2)"
check "$manager: mail hangs: within the limit of a hook" test "$SECONDS" -lt 25
equal "$manager: mail hangs: it was tried once" 1 "$(called)"
check "$manager: mail hangs: nothing of it is left" test ! -e "/proc/$(cat "$box/pid")"
equal "$manager: mail hangs: the upgrade is recorded" "" "$("$confwatch" status --json | jq -r '.pending[].via')"
sendmail "cat >$box/\$\$.eml"
let_pass 100000
"$confwatch" snapshot --full --quiet
equal "$manager: it may be on its way, and is not sent again" 0 "$(arrived)"
check "$manager: the night after" "$confwatch" nightly --quiet
equal "$manager: what it told is told, once" "1 to act on: GONE /etc/pam.d/imap" "$(subjects | sed 's/.*: \([0-9]* to act on\)/\1/')"
"$confwatch" snapshot --full --quiet
equal "$manager: nothing is left to send" 1 "$(arrived)"

# ---- there is none

arrange ''
rm -f /usr/sbin/sendmail
with_confwatch
equal "$manager: no mail program: its words" "$plain_taker" "$(words_of install taker=2)"
says "$manager: no mail program: it is told at login" "no report could be sent by mail since" cat /run/motd.d/confwatch
