# shellcheck shell=bash
# SPDX-License-Identifier: GPL-2.0-or-later
# For tools/try and tools/test: builds, as the user who called sudo where there is one.

source_dir=$(cd "$(dirname "${BASH_SOURCE[0]}")/.." && pwd)

as_caller() {
	if [ "$(id -u)" -eq 0 ] && [ "${SUDO_UID:-0}" -ne 0 ]; then
		setpriv --reuid="$SUDO_UID" --regid="${SUDO_GID:-$SUDO_UID}" --clear-groups "$@"
	else
		"$@"
	fi
}

# gcc, or the newest one beside it where gcc itself is too old for C17 (Leap 15).
find_gcc() {
	local name

	for name in gcc gcc-15 gcc-14 gcc-13 gcc-12 gcc-11 gcc-10; do
		command -v "$name" >/dev/null || continue
		[ "$("$name" -dumpversion | cut -d. -f1)" -lt 8 ] && continue
		echo "$name"
		return
	done
	echo gcc
}

# quietly COMMAND...: its output is shown only when it fails.
quietly() {
	local log status

	log=$(mktemp)
	"$@" >"$log" 2>&1 && status=0 || status=$?
	[ "$status" -eq 0 ] || cat "$log" >&2
	rm -f "$log"
	return "$status"
}

# configure DIRECTORY COMPILER [OPTION]...: a meson build directory with these options.
configure() {
	local directory=$1 compiler=$2
	shift 2

	if [ -e "$directory" ] && ! as_caller test -w "$directory"; then
		echo "'$directory' belongs to somebody else: remove it first" >&2
		return 1
	fi
	if [ -f "$directory/build.ninja" ]; then
		as_caller meson configure "$directory" "$@" >/dev/null && return
		as_caller rm -rf "$directory"
	fi
	quietly as_caller env CC="$compiler" meson setup "$directory" "$source_dir" "$@"
}

compile() {
	quietly as_caller ninja -C "$1"
}
