# SPDX-License-Identifier: GPL-2.0-or-later
# shellcheck shell=bash
# Tells a story twice: to a machine without confwatch, and to one with it. A story is two functions,
# arrange_NAME (packages, and what the administrator did) and act_NAME (the upgrade). Both machines
# must end alike, and the second one must know exactly what happened.
. "$SOURCE_DIR/tests/e2e/support/managers.bash"

# Everything that belongs to the files that a story is about, and what is installed.
machine_state()
{
	find /etc "${story_places[@]}" -path /etc/apt/apt.conf.d/90confwatch -prune -o \
		-path /etc/dpkg/dpkg.cfg.d/confwatch -prune -o ! -type d -printf '%p %y %m %U %G %l\n' | sort
	find /etc "${story_places[@]}" -type f ! -name '*confwatch' -print0 | sort -z | xargs -0 sha256sum
	case $package_format in
	deb) dpkg-query -W -f '${Package} ${Version} ${Status}\n' ;;
	rpm) rpm -qa --qf '%{NAME} %{VERSION}\n' | sort ;;
	esac
}

# What two runs may say differently.
without_chance()
{
	sed -E 's/ in [0-9.]+m?s( \(.*\))?//; s/[0-9.]+ ?[kMG]?i?B\/s//g; s/;[0-9a-f]{8}/;NUMBER/g; s/\r/\n/g' |
		sed -E 's/^(Fetched|Retrieving).*/\1/; /^\(Reading database/d; s/[0-9]{2}:[0-9]{2}:[0-9]{2}/TIME/g' |
		sed -E 's/locked by another process with pid [0-9]+/locked/' |
		# zypper shows as much of what Debian's rpm nags as came in time.
		sed -E '/^rpm: (RPM should not|However assuming)/d' |
		# dnf 5 tells how fast it was.
		sed -E 's/^(\[ *[0-9]+\/[0-9]+\] .*[^ ]) +[0-9]+% \|.*/\1/' |
		sed -E 's/\[\.+(done|error|exit|$)/[\1/; s/^\.+(done|error|exit)/\1/; s/line [0-9]+:\s+[0-9]+ Killed.*/Killed/'
}

# Leaves $work/WORLD.output and .state.
tell_world() # without|with NAME
{
	reset_machine
	[ "$1" = without ] || confwatch_in
	: >"$work/output"
	conffiles confdef confold
	"arrange_$2"
	sed -i '/^exit status 0$/d' "$work/output"
	! grep -q '^exit status' "$work/output" || { echo "# $2 could not be arranged"; sed 's/^/# /' "$work/output"; }
	if [ "$1" = with ]; then
		"$confwatch" init >"$work/init.log" 2>&1 || sed 's/^/# /' "$work/init.log"
	fi
	[ "$1" = without ] || "${weather:-:}"
	: >"$work/output"
	runs=0
	"act_$2"
	without_chance <"$work/output" >"$work/$1.output"
	machine_state >"$work/$1.state"
}

# CLASS SEVERITY PATH PACKAGE BEFORE AFTER LEFTOVER RESTORED, in the order of paths.
findings()
{
	"$confwatch" status --json | jq -r '.findings[] | [.class // .rule, .severity, .path, .package,
		.version_before, .version_after, .leftover, (if .restored then "restored" else "lost" end)]
		| map(. // "-") | join(" ")' | sed -E 's/ ([0-9.]+)-1\b/ \1/g; s/ lost$//' |
		sort -k3,3 -k1,1
}

tell() # NAME TITLE: standard input holds what must be found
{
	local expected

	expected=$(sed -E '/^\s*(#|$)/d; s/^\s+//; s/\s+/ /g; s/ $//' | sort -k3,3 -k1,1)
	tell_world without "$1"
	tell_world with "$1"
	equal "$manager: $2: whether it fails" "${failing:-no}" "$([ "$status" -eq 0 ] && echo no || echo yes)"
	equal "$manager: $2: its output" "$(cat "$work/without.output")" "$(cat "$work/with.output")"
	[ "${same_state:-yes}" = no ] ||
		check "$manager: $2: its result" diff "$work/without.state" "$work/with.state"
	equal "$manager: $2: what is found" "$expected" "$(findings)"
	equal "$manager: $2: one transaction a run" "$runs" "$(wc -l </var/lib/confwatch/closed)"
}

# The administrator asks for a file to be brought back whenever it is lost.
require() # PATH
{
	mkdir -p /etc/confwatch
	printf 'required:\n  - file: %s\n    on_lost: restore\n    reason: mail users live in LDAP\n' "$1" \
		>/etc/confwatch/confwatch.yaml
	chmod 0644 /etc/confwatch/confwatch.yaml
}

# Every text that the path ever had is in the history.
generations() # NAME PATH TEXT...
{
	local name=$1 path=$2 text id found
	shift 2

	found=$("$confwatch" log --json | jq -r '.snapshots[].id' | while read -r id; do
		"$confwatch" show "$id:$path" 2>/dev/null
	done)
	for text; do
		says "$manager: $name: history has '$text'" "$text" echo "$found"
	done
}
