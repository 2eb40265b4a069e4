# SPDX-License-Identifier: GPL-2.0-or-later
# shellcheck shell=bash
# shellcheck disable=SC2154 # bats sets output, status and lines
# A small system below $root, and words for what tests do with it.

confwatch=${CONFWATCH:?the program to test}
root=
# In front of a command: clocks that are ahead, so that work seems long and files old.
# shellcheck disable=SC2034 # suites use it
late=(env LD_PRELOAD="${BUILD_DIR:?the build directory}/tests/cli/late_clock.so")
day=$((24 * 60 * 60))

# Every time a file is written its stamps are old, so that no entry counts as too young to trust.
age() # PATH...
{
	find "$@" -depth -exec touch -h -d '2026-01-02 03:04:05.678901234' {} +
}

make_root()
{
	umask 022
	root=$BATS_TEST_TMPDIR/root
	mkdir -p "$root/etc/pam.d" "$root/var/lib"
	printf 'root:x:0:0::/root:/bin/sh\ncyrus:x:96:12::/:/bin/false\n' >"$root/etc/passwd"
	printf 'root:x:0:\nmail:x:12:\n' >"$root/etc/group"
	printf '127.0.0.1 localhost\n' >"$root/etc/hosts"
	printf 'auth required pam_unix.so\n' >"$root/etc/pam.d/imap"
	printf 'root:*:1::::::\n' >"$root/etc/shadow"
	chmod 0600 "$root/etc/shadow"
	ln -s pam.d/imap "$root/etc/link"
	age "$root/etc"
}

cw() # ARGUMENT...
{
	"$confwatch" --root="$root" "$@"
}

# As if so many days had gone by.
after_days() # DAYS COMMAND...
{
	CLOCK_AHEAD=$(($1 * day)) "${late[@]}" "$confwatch" --root="$root" "${@:2}"
}

# While the clock stands.
at() # TIME COMMAND...
{
	CLOCK_AT=$1 "${late[@]}" "$confwatch" --root="$root" "${@:2}"
}

# A root with its first snapshot.
make_recorded_root()
{
	make_root
	cw -q init --watch=/etc
}

json() # FILTER COMMAND...: the command's output must be JSON for which the filter holds
{
	local filter=$1
	shift
	run "$@"
	if ! jq -e "$filter" <<<"$output" >/dev/null; then
		printf 'not true: %s\nof: %s\n' "$filter" "$output"
		return 1
	fi
}

exits() # STATUS COMMAND...
{
	local wanted=$1
	shift
	run "$@"
	if [ "$status" -ne "$wanted" ]; then
		printf 'status %d, wanted %d: %s\n%s\n' "$status" "$wanted" "$*" "$output"
		return 1
	fi
}

has() # TEXT: among what the last command printed
{
	if ! grep -qF -- "$1" <<<"$output"; then
		printf 'not there: %s\nin: %s\n' "$1" "$output"
		return 1
	fi
}

lacks() # TEXT
{
	if grep -qF -- "$1" <<<"$output"; then
		printf 'there, but should not: %s\nin: %s\n' "$1" "$output"
		return 1
	fi
}

is() # TEXT: all that the last command printed
{
	if [ "$output" != "$1" ]; then
		printf 'printed: %s\nwanted: %s\n' "$output" "$1"
		return 1
	fi
}

# On a terminal of that many columns, with what the terminal gets as its output.
on_terminal() # COLUMNS COMMAND...
{
	local columns=$1 line
	shift
	printf -v line '%q ' "$@"
	script -qec "stty cols $columns; $line" /dev/null </dev/null
}

# Everything below a directory with all its metadata, as one text.
picture() # DIRECTORY
{
	(cd "$1" && find . -printf '%P %y %m %U:%G %s %T@ %l\n' | sort &&
		find . -type f -print0 | sort -z | xargs -0 sha256sum)
}

# The records of transactions that have begun, a file each.
records()
{
	find "$root/var/lib/confwatch/pending" -type f -regex '.*/[0-9a-f]*' 2>/dev/null
}
