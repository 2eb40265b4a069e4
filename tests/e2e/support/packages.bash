# SPDX-License-Identifier: GPL-2.0-or-later
# shellcheck shell=bash
# Makes small packages, .deb or .rpm alike, of files and scripts that a suite tells:
#
#	package cyrus 2 obsoletes=imapd
#	file /etc/imapd.conf noreplace 0640 'text'
#	script post 'sed -i s/a/b/ /etc/main.cf'
#	finished
#
# Kinds of file: config, noreplace (a .deb knows only conffiles), plain. `gone PATH` is a conffile
# that this version removes (an .rpm does so by not having it any more).
package_format=${package_format:-deb}
package_directory=${package_directory:-}

package() # NAME VERSION [obsoletes=NAME] [provides=WHAT] [requires=NAME]
{
	package_name=$1 package_version=$2
	package_source=$(mktemp -d "$package_directory/source.XXXXXX")
	mkdir -p "$package_source/root" "$package_source/scripts"
	: >"$package_source/files"
	: >"$package_source/gone"
	: >"$package_source/triggers"
	shift 2
	printf '%s\n' "$@" | grep . >"$package_source/relations" || :
}

file() # PATH KIND MODE TEXT
{
	mkdir -p "$package_source/root${1%/*}"
	# Two files are alike only where that is meant.
	printf '%s\n# %s\n' "$4" "${1##*/}" >"$package_source/root$1"
	chmod "$3" "$package_source/root$1"
	# The same whenever it is built.
	touch -d '2024-01-01 00:00:00 UTC' "$package_source/root$1"
	printf '%s %s\n' "$2" "$1" >>"$package_source/files"
}

# Of a .deb only: when somebody calls the trigger.
interest() # TRIGGER LINE...
{
	printf 'interest %s\n' "$1" >"$package_source/triggers"
	script triggered "${@:2}"
}

script() # pre|post|preun|postun|posttrans LINE...
{
	local when=$1

	shift
	printf '%s\n' "$@" >>"$package_source/scripts/$when"
}

gone() # PATH
{
	printf '%s\n' "$1" >>"$package_source/gone"
}

# The same package is built once, however often its story is told.
finished()
{
	local kept

	mkdir -p "$package_directory/built" "$package_directory/once"
	kept=$package_directory/once/$(package_identity)
	if [ -e "$kept" ]; then
		cp -p "$kept" "$(archive "$package_name" "$package_version")"
	else
		"finish_$package_format"
		cp -p "$(archive "$package_name" "$package_version")" "$kept"
	fi
	rm -rf "$package_source"
}

package_identity()
{
	{
		echo "$package_format $package_name $package_version"
		tar --sort=name --mtime=@0 -C "$package_source" -c root scripts files gone triggers relations
	} | sha256sum | cut -d' ' -f1
}

# Where a finished package lies.
archive() # NAME VERSION
{
	case $package_format in
	deb) echo "$package_directory/built/$1_$2_all.deb" ;;
	rpm) echo "$package_directory/built/$1-$2-1.noarch.rpm" ;;
	esac
}

# Maintainer script NAME, run when it is called with one of the words.
deb_script() # NAME WORDS SCRIPT...
{
	local name=$1 words=$2 path
	shift 2

	printf '#!/bin/sh\nset -e\n' >"$package_source/root/DEBIAN/$name"
	[ "$name" != postinst ] || [ ! -e "$package_source/scripts/triggered" ] ||
		printf 'if [ "$1" = triggered ]; then\n%s\nexit 0\nfi\n' \
			"$(cat "$package_source/scripts/triggered")" >>"$package_source/root/DEBIAN/$name"
	while read -r path; do
		printf 'dpkg-maintscript-helper rm_conffile %s %s~ -- "$@"\n' "$path" "$package_version"
	done <"$package_source/gone" >>"$package_source/root/DEBIAN/$name"
	{
		printf 'case $1 in %s) ;; *) exit 0 ;; esac\n' "$words"
		for path; do
			[ ! -e "$package_source/scripts/$path" ] || cat "$package_source/scripts/$path"
		done
	} >>"$package_source/root/DEBIAN/$name"
	chmod 0755 "$package_source/root/DEBIAN/$name"
}

finish_deb()
{
	local relation obsoletes='' requires=''

	while read -r relation; do
		case $relation in
		obsoletes=*) obsoletes=${relation#*=} ;;
		requires=*) requires=${relation#*=} ;;
		esac
	done <"$package_source/relations"
	mkdir -p "$package_source/root/DEBIAN"
	{
		printf 'Package: %s\nVersion: %s\nArchitecture: all\nMaintainer: A <a@example.org>\n' \
			"$package_name" "$package_version"
		[ -z "$obsoletes" ] || printf 'Conflicts: %s\nReplaces: %s\n' "$obsoletes" "$obsoletes"
		[ -z "$requires" ] || printf 'Depends: %s\n' "$requires"
		printf 'Description: a story\n'
	} >"$package_source/root/DEBIAN/control"
	sed -nE 's/^(config|noreplace) //p' "$package_source/files" >"$package_source/root/DEBIAN/conffiles"
	deb_script preinst 'install|upgrade' pre
	deb_script postinst configure post posttrans
	[ ! -s "$package_source/triggers" ] || cp "$package_source/triggers" "$package_source/root/DEBIAN/"
	deb_script prerm 'remove|upgrade' preun
	deb_script postrm 'remove|upgrade' postun
	dpkg-deb -Znone --root-owner-group --build "$package_source/root" \
		"$(archive "$package_name" "$package_version")" >/dev/null
}

finish_rpm()
{
	local relation kind path script

	{
		printf 'Name: %s\nVersion: %s\nRelease: 1\nSummary: a story\nLicense: GPL\nBuildArch: noarch\n' \
			"$package_name" "$package_version"
		while read -r relation; do
			case $relation in
			obsoletes=*) printf 'Obsoletes: %s\n' "${relation#*=}" ;;
			requires=*) printf 'Requires: %s\n' "${relation#*=}" ;;
			provides=*) printf 'Provides: %s\n' "${relation#*=}" ;;
			esac
		done <"$package_source/relations"
		printf '%%description\na story\n%%install\ncp -a %s/root/. %%{buildroot}/\n' "$package_source"
		for script in "$package_source"/scripts/*; do
			[ ! -e "$script" ] || printf '%%%s\n%s\n' "${script##*/}" "$(cat "$script")"
		done
		printf '%%files\n%%defattr(-,root,root)\n'
		while read -r kind path; do
			case $kind in
			config) printf '%%config %s\n' "$path" ;;
			noreplace) printf '%%config(noreplace) %s\n' "$path" ;;
			*) printf '%s\n' "$path" ;;
			esac
		done <"$package_source/files"
	} >"$package_source/spec"
	rpmbuild -bb --quiet --define "_topdir $package_source/top" --define "_rpmdir $package_directory/built" \
		--define '_build_name_fmt %%{NAME}-%%{VERSION}-%%{RELEASE}.%%{ARCH}.rpm' \
		--define '_binary_payload w0.gzdio' --define '__os_install_post %{nil}' \
		"$package_source/spec" >"$package_source/log" 2>&1 || { cat "$package_source/log" >&2; return 1; }
}
