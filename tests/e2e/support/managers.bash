# SPDX-License-Identifier: GPL-2.0-or-later
# shellcheck shell=bash
# One interface for zypper, dnf, rpm, apt and dpkg, in a throw-away copy of this machine, with and
# without confwatch. A suite begins with `enter MANAGER "$@"`.
. "$SOURCE_DIR/tests/tap.bash"
. "$SOURCE_DIR/tests/e2e/support/packages.bash"

# Programs that a suite needs besides: PROGRAM=PACKAGE.
more_needs=()

# What packages and stories write below, beside /etc.
story_places=(/usr/lib/pam.d /usr/etc /usr/share/story /usr/share/fillup-templates /var/adm)

# Runs the suite again inside an overlay, or says why that cannot be.
enter() # MANAGER [ARGUMENT]...
{
	local status=0 log

	manager=$1
	if [ "${2:-}" = --inside ]; then
		set_up
		return
	fi
	log=$(mktemp)
	"$SOURCE_DIR/tools/in-overlay" env SOURCE_DIR="$SOURCE_DIR" BUILD_DIR="$BUILD_DIR" "$0" --inside 2>"$log" ||
		status=$?
	if [ "$status" -eq 125 ]; then
		skip "stories told to $manager" "$(cat "$log")"
		done_testing
	else
		cat "$log" >&2
	fi
	rm -f "$log"
	exit "$status"
}

# Installs packages of the distribution that are not there yet.
need() # PROGRAM=PACKAGE...
{
	local pair missing=()

	for pair; do
		command -v "${pair%%=*}" >/dev/null || missing+=("${pair#*=}")
	done
	[ ${#missing[@]} -gt 0 ] || return 0
	apt-get install -y -qq --no-install-recommends "${missing[@]}" >"$work/apt.log" 2>&1 ||
		{ apt-get update -qq && apt-get install -y -qq --no-install-recommends "${missing[@]}"; } \
			>>"$work/apt.log" 2>&1 && return
	echo "Bail out! cannot install ${missing[*]}"
	cat "$work/apt.log" >&2
	exit 1
}

set_up()
{
	export DEBIAN_FRONTEND=noninteractive LC_ALL=C.UTF-8
	unset SUDO_UID SUDO_USER MAKEFLAGS
	work=/var/tmp/story
	rm -rf "$work"
	mkdir -p "$work"
	chmod 0755 "$work"
	package_directory=$work
	# Other hooks and plugins of this machine are not what is told about.
	printf '#!/bin/sh\nexit 101\n' >/usr/sbin/policy-rc.d
	chmod 0755 /usr/sbin/policy-rc.d
	case $manager in
	apt | dpkg) package_format=deb ;;
	*) package_format=rpm ;;
	esac
	case $manager in
	zypper) need zypper=zypper rpmbuild=rpm ;;
	dnf)
		# It takes no word about repositories where there are none.
		command -v dnf >/dev/null || ! command -v dnf5 >/dev/null ||
			dnf_command=(dnf5 -y -q --releasever=1 --setopt=gpgcheck=0 --disable-plugin=local)
		need "${dnf_command[0]}=dnf" rpmbuild=rpm
		;;
	rpm) need rpmbuild=rpm ;;
	esac
	need "${more_needs[@]}"
	# apt's cache of all the world would be made anew for each story.
	rm -rf /etc/apt/sources.list /etc/apt/sources.list.d /var/lib/apt/lists /var/cache/apt/*.bin
	mkdir -p /var/lib/apt/lists/partial
	rm -f /etc/zypp/systemCheck
	if [ "$package_format" = rpm ]; then
		mkdir -p /etc/rpm /var/lib/rpm
		printf '%%_dbpath /var/lib/rpm\n' >/etc/rpm/macros
		rpm --initdb
		# Until version 4.20 Debian's rpm wants to be asked twice.
		! rpm --force-debian --version >/dev/null 2>&1 || rpm_command+=(--force-debian)
		# What scripts need.
		package base 1 provides=/bin/sh; finished
		"${rpm_command[@]}" -U "$(archive base 1)"
	fi
	DESTDIR=$work/confwatch meson install -C "$BUILD_DIR" --no-rebuild --quiet >"$work/install.log" 2>&1 ||
		{ echo "Bail out! meson install failed"; cat "$work/install.log" >&2; exit 1; }
	keep_machine
}

# --- the machine as it was, before each story

keep_machine()
{
	local place

	for place in /etc /var/lib/dpkg /var/lib/rpm; do
		[ ! -d "$place" ] || { mkdir -p "$work/kept$place" && rsync -aAXH "$place/" "$work/kept$place/"; }
	done
}

reset_machine()
{
	local place

	confwatch_out
	for place in /etc /var/lib/dpkg /var/lib/rpm; do
		[ ! -d "$work/kept$place" ] || rsync -aAXHc --delete "$work/kept$place/" "$place/"
	done
	rm -rf "${story_places[@]}" /var/lib/confwatch
	rm -rf /var/log/zypp /var/log/dpkg.log* /var/log/apt /var/log/dnf* /var/lib/dnf /usr/lib/sysimage/libdnf5 /var/cache/zypp /var/cache/zypper
	mkdir -p /var/log/apt "${story_places[@]}"
}

confwatch_in()
{
	rsync -aK "$work/confwatch/" /
	confwatch=$(cd "$work/confwatch" && find . -path '*/bin/confwatch' | sed 's/^\.//')
}

confwatch_out()
{
	(cd "$work/confwatch" && find . ! -type d -print0) | (cd / && xargs -0 rm -f)
}

# --- what managers do, its output in $work/output, its status in $status

# The command of this manager for a verb.
command_of() # install|remove|purge NAME[=VERSION]...
{
	local verb=$1 pair items=()
	shift

	for pair; do
		case $pair in
		*=*) items+=("$(archive "${pair%%=*}" "${pair#*=}")") ;;
		*) items+=("$pair") ;;
		esac
	done
	case $manager-$verb in
	apt-install) manager_command=(apt-get -y -q "${apt_options[@]}" install "${items[@]}") ;;
	apt-*) manager_command=(apt-get -y -q "$verb" "${items[@]}") ;;
	dpkg-install) manager_command=(dpkg "${dpkg_options[@]}" -i "${items[@]}") ;;
	dpkg-*) manager_command=(dpkg "--$verb" "${items[@]}") ;;
	rpm-install) manager_command=("${rpm_command[@]}" -U "${items[@]}") ;;
	rpm-*) manager_command=("${rpm_command[@]}" -e "${items[@]}") ;;
	dnf-install) manager_command=("${dnf_command[@]}" install "${items[@]}") ;;
	dnf-*) manager_command=("${dnf_command[@]}" remove "${items[@]}") ;;
	zypper-install) manager_command=("${zypper_command[@]}" install "${items[@]}") ;;
	zypper-*) manager_command=("${zypper_command[@]}" remove "${items[@]}") ;;
	esac
}

# What set_up finds out stays, where this is read twice.
[ -n "${rpm_command[*]:-}" ] || rpm_command=(rpm)
apt_options=()
dpkg_options=()
[ -n "${dnf_command[*]:-}" ] ||
	dnf_command=(dnf -y -q "--disablerepo=*" --releasever=1 --setopt=gpgcheck=0 --setopt=module_platform_id=platform:x)
zypper_command=(zypper --non-interactive --no-refresh --no-gpg-checks)

# How conffiles are asked for: confold, confnew, confdef.
conffiles() # WORD...
{
	local word

	apt_options=() dpkg_options=()
	for word; do
		apt_options+=(-o "Dpkg::Options::=--force-$word")
		dpkg_options+=("--force-$word")
	done
}

# From another directory: hooks have no business in the caller's.
run_manager() # VERB NAME[=VERSION]...
{
	command_of "$@"
	run_command
}

run_command()
{
	runs=$((${runs:-0} + 1))
	status=0
	(cd / && exec timeout --kill-after=5 "${manager_limit:-120}" "${manager_command[@]}") \
		>>"$work/output" 2>&1 </dev/null || status=$?
	echo "exit status $status" >>"$work/output"
}

install() # NAME=VERSION...
{
	run_manager install "$@"
}

remove()
{
	run_manager remove "$@"
}

purge()
{
	run_manager purge "$@"
}
