# SPDX-License-Identifier: GPL-2.0-or-later
# shellcheck shell=bash
# For suites written in bash: each check prints one TAP line; done_testing prints the plan.

tap_number=0
tap_failed=0

ok() # DESCRIPTION
{
	tap_number=$((tap_number + 1))
	printf 'ok %d - %s\n' "$tap_number" "$1"
}

not_ok() # DESCRIPTION [TEXT]
{
	tap_number=$((tap_number + 1))
	tap_failed=$((tap_failed + 1))
	printf 'not ok %d - %s\n' "$tap_number" "$1"
	if [ -n "${2:-}" ]; then
		printf '%s\n' "$2" | head -n 40 | sed 's/^/# /'
	fi
	return 1
}

skip() # DESCRIPTION REASON
{
	tap_number=$((tap_number + 1))
	printf 'ok %d - %s # SKIP %s\n' "$tap_number" "$1" "$2"
}

check() # DESCRIPTION COMMAND...: passes when the command succeeds
{
	local description=$1 output
	shift
	if output=$("$@" 2>&1); then
		ok "$description"
	else
		not_ok "$description" "$output"
	fi
}

equal() # DESCRIPTION EXPECTED ACTUAL
{
	if [ "$2" = "$3" ]; then
		ok "$1"
	else
		not_ok "$1" "$(diff <(printf '%s\n' "$2") <(printf '%s\n' "$3"))"
	fi
}

silent() # DESCRIPTION COMMAND...: passes when the command succeeds and prints nothing
{
	local description=$1 output status=0
	shift
	output=$("$@" 2>&1) || status=$?
	if [ -z "$output" ] && [ "$status" -eq 0 ]; then
		ok "$description"
	else
		not_ok "$description" "$output (status $status)"
	fi
}

says() # DESCRIPTION TEXT COMMAND...: passes when a line that the command prints holds the text
{
	local description=$1 text=$2 output
	shift 2
	output=$("$@" 2>&1) || true
	if grep -qF -- "$text" <<<"$output"; then
		ok "$description"
	else
		not_ok "$description" "expected: $text
$output"
	fi
}

done_testing()
{
	printf '1..%d\n' "$tap_number"
	[ "$tap_failed" -eq 0 ]
}
