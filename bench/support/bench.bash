# SPDX-License-Identifier: GPL-2.0-or-later
# shellcheck shell=bash
# What the benchmarks share: the throw-away overlay, fresh file systems, samples and medians.
# They need root, and a directory for images of file systems (BENCH_DIRECTORY, default one in
# /var/tmp); BENCH_BUILD is a build directory, default build-bench, made with -O2.
# The caller sets top, where the sources are, and runs.
: "${top:?}" "${runs:?}"
build=${BENCH_BUILD:-$top/build-bench}
disk=${BENCH_DISK:-}
tools=$build/bench-tools
declare -A samples

say()
{
	printf '# %s\n' "$*" >&2
}

build_all()
{
	local name

	[ -d "$build" ] || meson setup --buildtype=release "$build" "$top" >/dev/null
	ninja -C "$build" >/dev/null
	mkdir -p "$tools"
	for name in statwalk maketree measure; do
		cc -O2 -std=c17 -D_GNU_SOURCE -I"$top/confwatch" "$top/bench/$name.c" \
			"$top/confwatch/base/number.c" -o "$tools/$name"
	done
}

# Returns inside the overlay alone; outside, it ends the program.
enter_overlay() # PROGRAM [ARGUMENT]...
{
	[ "${BENCH_INSIDE:-}" != yes ] || return 0
	[ "$(id -u)" = 0 ] || { echo "$1: needs root: sudo $1" >&2; exit 2; }
	build_all
	disk=$(mktemp -d "${BENCH_DIRECTORY:-/var/tmp}/confwatch-bench.XXXXXX")
	trap 'rm -rf "$disk"' EXIT
	export BENCH_INSIDE=yes BENCH_RUNS=$runs BENCH_TOP=$top BENCH_BUILD=$build BENCH_DISK=$disk
	# shellcheck disable=SC2016
	unshare --mount --pid --fork --kill-child bash -c '
		mount --make-rprivate /
		jail=$BENCH_DISK/jail
		mkdir "$jail"
		mount -t tmpfs -o size=2g none "$jail"
		mkdir "$jail/upper" "$jail/work" "$jail/root"
		mount -t overlay overlay -o "lowerdir=/,upperdir=$jail/upper,workdir=$jail/work" "$jail/root"
		mount -t proc proc "$jail/root/proc"
		mount --rbind /dev "$jail/root/dev"
		mkdir -p "$jail/root$BENCH_DISK" "$jail/root$BENCH_BUILD"
		mount --bind "$BENCH_DISK" "$jail/root$BENCH_DISK"
		mount --bind "$BENCH_BUILD" "$jail/root$BENCH_BUILD"
		exec chroot "$jail/root" /bin/bash "$BENCH_TOP/$0" "$@"' "$@"
	exit
}

fresh() # NAME MEGABYTES: a new ext4 file system at $disk/NAME
{
	truncate -s "$2M" "$disk/$1.img"
	mkfs.ext4 -q -F -E lazy_itable_init=0,lazy_journal_init=0 -i 4096 "$disk/$1.img"
	mkdir -p "$disk/$1"
	mount -o loop "$disk/$1.img" "$disk/$1"
}

drop() # NAME
{
	umount "$disk/$1"
	rm -f "$disk/$1.img"
}

# One more measurement (milliseconds, kB, milliseconds of CPU); false when the command failed.
sample() # KEY COMMAND...
{
	local key=$1 line status=0
	shift
	line=$("$tools/measure" "$@") || status=$?
	samples[$key]+="$line"$'\n'
	return $status
}

# Commands that look exit 1 when they found something: that is no failure.
sample_look()
{
	sample "$@" || [ $? -eq 1 ]
}

# Of numbers, one a line; "-" when there is none.
median_of()
{
	sort -n | awk '{v[NR]=$1} END {if (NR) print (NR%2 ? v[(NR+1)/2] : (v[NR/2]+v[NR/2+1])/2); else print "-"}'
}

median() # KEY COLUMN
{
	printf '%s' "${samples[$1]:-}" | awk -v c="$2" '{print $c}' | median_of
}

ratio_of() # A B DIGITS
{
	awk -v a="$1" -v b="$2" -v format="%.$3f" 'BEGIN {printf format, a / b}'
}

verdict() # VALUE TARGET
{
	awk -v v="$1" -v t="$2" 'BEGIN {print (v <= t) ? "met" : "MISSED"}'
}

# git's, for what it records in the overlay.
name_author()
{
	git config --global user.name bench
	git config --global user.email bench@localhost
	git config --global --add safe.directory '*'
}

# Whatever packages are installed in the overlay.
start_no_services()
{
	printf '#!/bin/sh\nexit 101\n' >/usr/sbin/policy-rc.d
	chmod 0755 /usr/sbin/policy-rc.d
}
