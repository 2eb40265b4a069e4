# shellcheck shell=bash
# SPDX-License-Identifier: GPL-2.0-or-later
# For suites about hooks, inside a copy of this machine: packages, a program that records its calls.

# The suite runs itself again, where it can install packages for real.
inside_overlay() # SUITE [ARGUMENT]...
{
	local status=0
	tools/in-overlay "$PWD/$1" --inside || status=$?
	if [ "$status" -eq 125 ]; then
		echo "1..0 # SKIP no overlays here"
		exit 0
	fi
	exit "$status"
}

# Into the copy, where managers look.
install_confwatch()
{
	meson install -C "${BUILD_DIR:?}" --no-rebuild >/tmp/meson-install.log 2>&1 || {
		cat /tmp/meson-install.log
		return 1
	}
	program=$(meson introspect --buildoptions "$BUILD_DIR" |
		jq -r 'map({(.name): .value}) | add | .prefix + "/" + .bindir')/confwatch
}

# Takes the program's place: notes how it was called, makes noise, and does what /probe/do says.
install_probe()
{
	mkdir -p /probe
	: >/probe/log
	: >/probe/do
	mv "$program" "$program.real"
	cat >"$program" <<'END'
#!/bin/sh
# It has started: what the guard of a plugin waits for.
exec 3>&-
files=$(readlink /proc/$$/fd/[012])
{
	echo "called: $*"
	echo "environment: $(env | grep -v '^PWD=' | tr '\n' ' ')"
	echo files: $files
	echo "session: $([ "$(cut -d' ' -f6 /proc/$$/stat)" = "$$" ] && echo own || echo shared)"
} >>/probe/log
case $* in
*apt-packages* | *--packages*) cat >/probe/list ;;
esac
echo noise
echo noise >&2
while read -r event action; do
	[ -n "$event" ] || continue
	case $* in
	*"$event"*)
		case $action in
		stop) kill -STOP $$ ;;
		*) exit "$action" ;;
		esac
		;;
	esac
done </probe/do
END
	chmod 755 "$program"
}

probe() # [EVENT ACTION]: from now on
{
	: >/probe/log
	rm -f /probe/list
	echo "$*" >/probe/do
}

# The real program again, with a history and something that nobody has recorded yet.
install_real()
{
	rm -f "$program"
	mv "$program.real" "$program"
	"$program" -q init
	echo "hand-made" >/etc/hook-test-edit
}

# What was recorded since, oldest first; and what is still open, which must be nothing.
recorded()
{
	"$program" log --json | jq -r '[.snapshots | reverse[] | .kind] | join(" ")'
	find /var/lib/confwatch/pending -type f -regex '.*/[0-9a-f]*'
	cat /var/lib/confwatch/trouble 2>/dev/null
}

# Which events were seen, in one line.
calls()
{
	sed -n 's/^called: hook //p' /probe/log | tr '\n' ';'
}

# Whoever was killed is gone at once, but not before its parent.
nobody_left()
{
	# shellcheck disable=SC2016 # the inner shell's own
	timeout 5 bash -c 'while pgrep -f "$1 hook" >/dev/null; do :; done' bash "$program"
}
