# SPDX-License-Identifier: GPL-2.0-or-later
# shellcheck shell=bash
# A manager is killed while a script of the second of three packages runs. Nothing is lost by it, it
# is told by whoever looks next, and the run that completes the upgrade is told like any other.
. "$SOURCE_DIR/tests/e2e/support/telling.bash"

# Nobody is at work any more.
calm()
{
	local end=$((SECONDS + 60))

	while [ "$SECONDS" -lt "$end" ] &&
		grep -qsxE 'dpkg|apt-get|rpm|zypper|zypp-rpm|dnf5?|confwatch.*' /proc/[0-9]*/comm; do :; done
}

# Runs the manager until a script says that it was reached, signals, and lets the script go on.
run_and_kill() # SIGNAL manager|group VERB NAME[=VERSION]...
{
	local reached gate pid reader

	command_of "${@:3}"
	mkfifo "$work"/{reached,gate,terminal}
	exec {reached}<>"$work/reached" {gate}<>"$work/gate"
	cat <"$work/terminal" >>"$work/output" &
	reader=$!
	# A shell without job control has its background jobs ignore Ctrl-C.
	(
		cd / && exec {reached}<&- {gate}<&-
		exec setsid env --default-signal=INT,QUIT "${manager_command[@]}"
	) >"$work/terminal" 2>&1 </dev/null &
	pid=$!
	read -r -t 60 -u "$reached" _ || echo "no script was reached" >>"$work/output"
	if [ "$2" = group ]; then
		kill -s "$1" -- "-$pid"
	else
		kill -s "$1" "$pid"
	fi
	# Who dies of it is dead before the script goes on: with apt goes the terminal that dpkg has.
	case $1-$manager in
	KILL-* | TERM-apt | TERM-dpkg) wait "$pid" 2>/dev/null ;;
	esac
	echo >&"$gate"
	status=0
	wait "$pid" 2>/dev/null || status=$?
	wait "$reader"
	calm
	exec {reached}<&- {gate}<&-
	rm "$work"/{reached,gate,terminal}
	printf '\nexit status %s\n' "$status" >>"$work/output"
}

arrange_killed()
{
	local version

	for version in 1 2; do
		package aaa "$version"; file /etc/aaa.conf plain 0644 "text $version"; finished
		package bbb "$version" requires=aaa
		file /etc/bbb.conf noreplace 0644 "text $version"
		[ "$version" = 1 ] || script post "[ -p $work/gate ] || exit 0" 'rm -f /etc/pam.d/imap' \
			"echo >$work/reached" "read -r _ <$work/gate" 'rm -f /etc/pam.d/smtp'
		finished
		package ccc "$version" requires=bbb; file /etc/ccc.conf noreplace 0644 "text $version"; finished
	done
	install aaa=1 bbb=1 ccc=1
	echo mine >/etc/aaa.conf
	echo mine >/etc/bbb.conf
	echo 'auth required pam_sss.so' | tee /etc/pam.d/imap >/etc/pam.d/smtp
	conffiles confold
	require /etc/pam.d/imap
}

act_killed()
{
	# shellcheck disable=SC2086 # a signal, and whom it meets
	run_and_kill $blow install aaa=2 bbb=2 ccc=2
}

# What an administrator does then.
complete()
{
	: >"$work/output"
	case $manager in
	apt | dpkg) manager_command=(dpkg "${dpkg_options[@]}" --configure --pending) ;;
	rpm) manager_command=("${rpm_command[@]}" -U --replacepkgs "$(archive aaa 2)" "$(archive bbb 2)" \
		"$(archive ccc 2)") ;;
	*) command_of install aaa=2 bbb=2 ccc=2 ;;
	esac
	run_command
	without_chance <"$work/output" >"$work/$1.completed"
	machine_state >"$work/$1.completed-state"
}

# Standard input: what is found after the kill, a line `then`, what is found after completion.
killed() # SIGNAL manager|group TITLE
{
	local expected

	blow="$1 $2"
	expected=$(sed -E '/^\s*(#|$)/d; s/^\s+//; s/\s+/ /g; s/ $//')
	tell_world without killed
	complete without
	tell_world with killed
	# Whether zypper still hears how its rpm ended is chance.
	equal "$manager: $3: its output" "$(sed -E 's/(Installing: bbb.*) \[.*/\1/' "$work/without.output")" \
		"$(sed -E 's/(Installing: bbb.*) \[.*/\1/' "$work/with.output")"
	# Where its last hook could still run, it has come back by now.
	check "$manager: $3: its result" diff <(grep -v pam.d/imap "$work/without.state") \
		<(grep -v pam.d/imap "$work/with.state")
	equal "$manager: $3: what is found" "$(sed '/^then$/,$d' <<<"$expected" | sort -k3,3 -k1,1)" "$(findings)"
	equal "$manager: $3: nothing is open any more" "" "$("$confwatch" status --json | jq -r '.pending[].via')"
	check "$manager: $3: what was asked for is back" grep -q pam_sss.so /etc/pam.d/imap
	complete with
	equal "$manager: $3: it is completed: the output" \
		"$(cat "$work/without.completed")" "$(cat "$work/with.completed")"
	equal "$manager: $3: it is completed: what is found" \
		"$(sed '1,/^then$/d' <<<"$expected" | sort -k3,3 -k1,1)" "$(findings)"
}

# What the manager did to files, by packages whose versions it can tell.
pending=.rpmnew
[ "$package_format" = rpm ] || pending=.dpkg-dist
done_so_far="
	overwritten         critical /etc/aaa.conf   aaa 1 2 -
	update-pending      warning  /etc/bbb.conf   bbb 1 2 /etc/bbb.conf$pending
	removed-unexplained critical /etc/pam.d/imap -   - - - restored"
script_went_on='removed-unexplained critical /etc/pam.d/smtp - - - -'
broken_off='interrupted warning - - - - -'
updated='vendor-updated info /etc/ccc.conf ccc 1 2 -'

# Nobody looked: the next run ends the record of the one before, and tells what both of them did.
killed_unseen()
{
	blow='KILL manager'
	tell_world without killed
	complete without
	tell_world with killed
	complete with
	equal "$manager: nobody looked: the output" "$(cat "$work/without.completed")" "$(cat "$work/with.completed")"
	equal "$manager: nobody looked: what is found" \
		"$(sed -E '/^\s*$/d; s/^\s+//; s/\s+/ /g; s/ $//' | sort -k3,3 -k1,1)" "$(findings)"
	check "$manager: nobody looked: what was asked for is back" grep -q pam_sss.so /etc/pam.d/imap
	equal "$manager: nobody looked: a transaction for each" 2 "$(wc -l </var/lib/confwatch/closed)"
}
