# shellcheck shell=bash
# SPDX-License-Identifier: GPL-2.0-or-later
# Writes TAP for the shell programs among the tests: each suite is a program that prints TAP.

tap_count=0
tap_failed=0

# Lines of standard input as diagnostics.
tap_explain() {
	sed 's/^/# /'
}

tap_ok() {
	tap_count=$((tap_count + 1))
	echo "ok $tap_count - $1"
}

tap_not_ok() {
	tap_count=$((tap_count + 1))
	tap_failed=$((tap_failed + 1))
	echo "not ok $tap_count - $1"
}

tap_skip() {
	tap_count=$((tap_count + 1))
	echo "ok $tap_count - $1 # SKIP $2"
}

# tap_run NAME COMMAND...: passes when the command does; its output explains a failure.
tap_run() {
	local name=$1 output
	shift

	if output=$("$@" 2>&1); then
		tap_ok "$name"
	else
		tap_not_ok "$name"
		printf '%s\n' "$output" | tap_explain
	fi
}

# tap_silent NAME COMMAND...: passes when the command prints nothing and succeeds.
tap_silent() {
	local name=$1 output status=0
	shift

	output=$("$@" 2>&1) || status=$?
	if [ -z "$output" ] && [ "$status" -eq 0 ]; then
		tap_ok "$name"
	else
		tap_not_ok "$name"
		printf '%s\n' "$output" "status $status" | tap_explain
	fi
}

# tap_says NAME TEXT COMMAND...: passes when some line that the command prints holds the text.
tap_says() {
	local name=$1 text=$2 output
	shift 2

	output=$("$@" 2>&1) || true
	if printf '%s\n' "$output" | grep -qF -- "$text"; then
		tap_ok "$name"
	else
		tap_not_ok "$name"
		printf '%s\n' "expected: $text" "$output" | tap_explain
	fi
}

# The last line of a suite: the plan, and the status.
tap_finish() {
	echo "1..$tap_count"
	[ "$tap_failed" -eq 0 ]
}
