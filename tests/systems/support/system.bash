# SPDX-License-Identifier: GPL-2.0-or-later
# shellcheck shell=bash
# Whole systems of Debian, made anew in memory for one suite, and gone with it.
. "$SOURCE_DIR/tests/tap.bash"

mirror=${CONFWATCH_TEST_MIRROR:-http://deb.debian.org/debian}

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
	# Nothing of it outlives the suite: force-unsafe-io.
	mmdebstrap --quiet --variant=apt --skip=check/empty --aptopt='Acquire::Languages "none"' \
		--dpkgopt=force-unsafe-io \
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

inside() # COMMAND...
{
	chroot "$root" env -i PATH=/usr/local/sbin:/usr/local/bin:/usr/sbin:/usr/bin:/sbin:/bin HOME=/root \
		DEBIAN_FRONTEND=noninteractive LC_ALL=C.UTF-8 "$@" </dev/null
}
