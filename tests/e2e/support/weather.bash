# SPDX-License-Identifier: GPL-2.0-or-later
# shellcheck shell=bash
# Whatever happens to confwatch, an upgrade goes as if it were not there: the same exit status, the
# same words, the same files, in time. And whoever comes next tells that something was missed.
. "$SOURCE_DIR/tests/e2e/support/telling.bash"

state_directory=/var/lib/confwatch

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
brave removed 30 'the program is gone, its hooks are not'
brave killed 30 'it is killed'
brave failing 30 'it fails, and says so'
brave stopped 100 'it hangs'
