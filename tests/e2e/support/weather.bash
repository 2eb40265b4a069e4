# SPDX-License-Identifier: GPL-2.0-or-later
# shellcheck shell=bash
# Whatever happens to confwatch, an upgrade goes as if it were not there: the same exit status, the
# same words, the same files, in time. And whoever comes next tells that something was missed.
. "$SOURCE_DIR/tests/e2e/support/telling.bash"

state_directory=/var/lib/confwatch
many=10000

arrange_weather()
{
	package mild 1; file /etc/mild.conf noreplace 0644 one; finished
	package mild 2; file /etc/mild.conf noreplace 0644 two; script post 'rm -f /etc/pam.d/imap'; finished
	package next 1; file /etc/next.conf noreplace 0644 one; finished
	install mild=1
	echo 'auth required pam_sss.so' >/etc/pam.d/imap
}

act_weather()
{
	local begin=$SECONDS

	install mild=2
	seconds=$((SECONDS - begin))
}

# brave NAME LIMIT TITLE: the weather is weather_NAME, and calm_NAME ends it.
brave()
{
	[ -n "${calm_output:-}" ] || {
		tell_world without weather
		calm_output=$(cat "$work/without.output")
	}
	weather=weather_$1 tell_world with weather
	equal "$manager: $3: its output and exit status" "$calm_output" "$(cat "$work/with.output")"
	check "$manager: $3: its result" diff "$work/without.state" "$work/with.state"
	check "$manager: $3: in time ($seconds s)" test "$seconds" -le "$2"
	! declare -F "calm_$1" >/dev/null || "calm_$1"
}

# What the next run, in good weather, says.
told_later() # TITLE TEXT
{
	install next=1
	says "$manager: $1: told later" "$2" "$confwatch" --no-pager status
}

weather_full()
{
	mv "$state_directory" "$work/state"
	mkdir -m 0700 "$state_directory"
	mount -t tmpfs -o mode=0700,size=$(($(du -sk "$work/state" | cut -f1) + 64))k tmpfs "$state_directory"
	cp -a "$work/state/." "$state_directory/"
	dd if=/dev/zero of="$state_directory/filler" bs=4k 2>/dev/null || :
}

calm_full()
{
	rm -f "$state_directory/filler"
	cp -a "$state_directory/." "$work/state/"
	umount "$state_directory"
	rm -rf "$state_directory"
	mv "$work/state" "$state_directory"
}

weather_readonly()
{
	mount --bind "$state_directory" "$state_directory"
	mount -o remount,bind,ro "$state_directory"
}

calm_readonly()
{
	umount "$state_directory"
}

weather_locked()
{
	flock --exclusive "$state_directory/lock" sleep 600 &
	holder=$!
	until ! flock --nonblock "$state_directory/lock" true; do :; done
}

calm_locked()
{
	pkill -P "$holder"
	wait "$holder" 2>/dev/null
}

weather_corrupt()
{
	local file

	find "$state_directory" -name '*.pack' -o -name '*.idx' -o -name cache -o -name main |
		while read -r file; do
			head -c 3000 /dev/urandom >"$file"
		done
}

# Nothing can be told from a history that cannot be read but that; a new one tells what was missed.
told_at_once_and_later()
{
	says "$manager: its history is damaged: status says so" "cannot read 'refs/heads/main'" \
		"$confwatch" --no-pager status
	says "$manager: its history is damaged: verify says how" 'its checksum does not fit' \
		"$confwatch" --no-pager verify
	mv "$state_directory"/{history,protected}.git "$work/"
	check "$manager: its history was damaged: a new one begins" "$confwatch" init
	says "$manager: its history was damaged: told later" 'record the state after the transaction' \
		"$confwatch" --no-pager status
	rm -r "$work"/{history,protected}.git
}

weather_removed()
{
	rm -r "${confwatch%/bin/confwatch}/libexec/confwatch" "$confwatch"
}

# Instead of the program.
stand_in() # LINE
{
	rm -f "$confwatch"
	printf '#!/bin/sh\n%s\n' "$1" >"$confwatch"
	chmod 0755 "$confwatch"
}

weather_killed()
{
	stand_in 'kill -KILL $$'
}

weather_failing()
{
	stand_in 'echo noise; echo noise >&2; exit 1'
}

weather_stopped()
{
	stand_in 'kill -STOP $$'
}

brave full 60 'its directory is full'
told_later 'its directory was full' 'GONE'
brave readonly 60 'its directory is read-only'
told_later 'its directory was read-only' 'GONE'
brave locked 60 'another one holds the lock'
told_later 'another one held the lock' 'GONE'
brave corrupt 60 'its history is damaged'
told_at_once_and_later
brave removed 30 'the program is gone, its hooks are not'
brave killed 30 'it is killed'
brave failing 30 'it fails, and says so'
brave stopped 100 'it hangs'

# As many packages as a distribution upgrade has, as the manager announces them.
announce_many()
{
	case $manager in
	apt)
		printf 'VERSION 3\nAPT::Architecture=amd64\n\n'
		seq "$many" | sed 's#.*#package& 1 all none < 2 all none /var/cache/apt/archives/package&_2_all.deb#'
		;;
	rpm | dnf)
		printf 'VERSION 3\n\n'
		seq "$many" | sed 's#.*#package& - - none < 2-1 noarch none -#'
		;;
	zypper)
		printf 'PLUGINBEGIN\n\n\0COMMITBEGIN\n\n{"TransactionStepList": ['
		seq "$many" | sed 's#.*#{"solvable": {"a": "noarch", "n": "package&", "r": "1", "v": "2"}, "type": "+"}#' |
			paste -sd,
		printf ']}\0PLUGINEND\n\n\0_DISCONNECT\n\n\0'
		;;
	esac
}

take_many()
{
	case $manager in
	apt | rpm | dnf)
		"$confwatch" hook before --via="${manager/dnf/rpm}" --packages &&
			"$confwatch" hook after --via="${manager/dnf/rpm}"
		;;
	zypper) "$confwatch" hook zypp ;;
	esac
}

many_packages()
{
	local begin

	reset_machine
	confwatch_in
	arrange_weather
	"$confwatch" init >"$work/init.log"
	announce_many >"$work/many"
	begin=${EPOCHREALTIME/./}
	take_many <"$work/many" >"$work/answers"
	equal "$manager: $many packages are announced" 0 "$?"
	check "$manager: $many packages: in time" test "$((${EPOCHREALTIME/./} - begin))" -lt 5000000
	check "$manager: $many packages: no trouble" test ! -s "$state_directory/trouble"
}

# dpkg announces nothing.
[ "$manager" = dpkg ] || many_packages
