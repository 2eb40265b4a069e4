# SPDX-License-Identifier: GPL-2.0-or-later
# shellcheck shell=bash
# Whole systems of Debian, made anew in memory for one suite, and gone with it.
. "$SOURCE_DIR/tests/tap.bash"

# This machine's own, unless another one is wanted.
mirror=${CONFWATCH_TEST_MIRROR:-$(
	# shellcheck disable=SC2016 # apt fills it in
	apt-get indextargets --format '$(SITE)' 'Identifier: Packages' 'Component: main' 2>/dev/null | head -n 1
)}

# Why this suite cannot run here: the one result it has then.
give_up() # DESCRIPTION REASON
{
	skip "$1" "$2"
	done_testing
	exit 0
}

# Runs the suite again among processes and mounts of its own, where systems live in $systems.
alone() # TITLE [ARGUMENT]...
{
	local title=$1 free
	shift

	if [ "${1:-}" != --inside ]; then
		[ "$(id -u)" -eq 0 ] || give_up "$title" "only root can make systems"
		command -v mmdebstrap >/dev/null || give_up "$title" "no mmdebstrap here"
		[ -n "$mirror" ] || give_up "$title" "no mirror of Debian is known: CONFWATCH_TEST_MIRROR"
		unshare --mount --pid --fork --kill-child true 2>/dev/null ||
			give_up "$title" "unshare is not allowed here"
		exec unshare --mount --pid --fork --kill-child "$0" --inside
	fi
	mount --make-rprivate /
	systems=$(mktemp -d)
	chmod 0755 "$systems"
	free=$(sed -nE 's/^MemAvailable: +([0-9]+) kB/\1/p' /proc/meminfo)
	if [ "${free:-0}" -gt $((6 * 1024 * 1024)) ]; then
		trap 'umount --recursive --lazy "$systems"; rmdir "$systems"' EXIT
		mount -t tmpfs -o mode=0755,size=5g tmpfs "$systems"
	else
		trap 'umount --recursive --lazy "$root"; rm -rf --one-file-system "$systems"' EXIT
	fi
	mount -t proc proc /proc
}

# Makes $root: the smallest system with apt, and these packages. No service starts in it.
make_system() # RELEASE PACKAGE...
{
	local release=$1 IFS=,
	shift

	root=$systems/$release
	mkdir -p "$root"
	# Nothing of it outlives the suite: force-unsafe-io. A mirror may be a copy that stands still.
	mmdebstrap --variant=apt --skip=check/empty --aptopt='Acquire::Languages "none"' \
		--aptopt='Acquire::Check-Valid-Until "false"' --dpkgopt=force-unsafe-io \
		--dpkgopt='path-exclude=/usr/share/doc/*' --dpkgopt='path-exclude=/usr/share/man/*' \
		--dpkgopt='path-exclude=/usr/share/locale/*' --include="$*" \
		"$release" "$root" "deb $mirror $release main" >"$systems/make.log" 2>&1 || return
	cp -L /etc/resolv.conf "$root/etc/resolv.conf"
	printf '#!/bin/sh\nexit 101\n' >"$root/usr/sbin/policy-rc.d"
	chmod 0755 "$root/usr/sbin/policy-rc.d"
	# As a mount, it can have overlays and namespaces of its own.
	mount --bind "$root" "$root"
	mount -t proc proc "$root/proc"
	mount --rbind /dev "$root/dev"
	mount -t tmpfs -o mode=0755 tmpfs "$root/run"
}

# The first thing that went wrong while a system was made.
why_not_made()
{
	grep -m 1 '^E: ' "$systems/make.log" || tail -n 1 "$systems/make.log"
}

inside() # COMMAND...
{
	chroot "$root" env -i PATH=/usr/local/sbin:/usr/local/bin:/usr/sbin:/usr/bin:/sbin:/bin HOME=/root \
		DEBIAN_FRONTEND=noninteractive LC_ALL=C.UTF-8 "$@" </dev/null
}

tell_versions() # PACKAGE...
{
	inside dpkg-query -W "$@" 2>/dev/null | tr '\t' ' ' | sed 's/^/# /'
}

# Builds the program in the system, from a copy of its sources: /src, /build.
build_inside()
{
	mkdir "$root/src" &&
		tar -C "$SOURCE_DIR" --exclude='./build*' --exclude=./.git -cf - . | tar -C "$root/src" -xf - &&
		inside /src/tools/install-dependencies build &&
		inside env -C /src meson setup -Dtests=false -Dwerror=true /build &&
		inside ninja -C /build
}

# Runs suites of tests/e2e in the system one after the other; each in a copy of it.
run_inside() # SUITE...
{
	local suite status

	for suite; do
		status=0
		inside env -C /src SOURCE_DIR=/src BUILD_DIR=/build timeout --kill-after=10 900 \
			"tests/e2e/$suite" >"$systems/$suite.tap" 2>"$systems/$suite.log" || status=$?
		echo "$status" >"$systems/$suite.status"
	done
}

# The results of such a suite as this one's own.
retell() # SUITE
{
	local line counted

	while read -r line; do
		case $line in
		'ok '*) ok "${line#ok * - }" ;;
		'not ok '*) not_ok "${line#not ok * - }" ;;
		1..*) ;;
		*) printf '%s\n' "$line" ;;
		esac
	done <"$systems/$1.tap"
	# What is missing, where it did not end as it should.
	counted=$("$SOURCE_DIR/tests/tap-count" "$(cat "$systems/$1.status")" <"$systems/$1.tap" | sed 1d | grep -v '^not ok')
	equal "$1 ran to its end" "" "$counted"
	[ -z "$counted" ] || tail -n 20 "$systems/$1.log" | sed 's/^/# /'
}
