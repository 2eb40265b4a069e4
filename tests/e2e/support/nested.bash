# SPDX-License-Identifier: GPL-2.0-or-later
# shellcheck shell=bash
# A manager inside another one, and what scripts of packages run: the outermost run is the one
# transaction, and what all of them did is told once.

# Several packages, of which one goes: apt runs dpkg several times, zypper rpm once for each.
arrange_several()
{
	local version

	for version in 1 2; do
		package first "$version"; file /etc/first.conf plain 0644 "text $version"; finished
		package second "$version"; file /etc/second.conf plain 0644 "text $version"; finished
	done
	package former 1; file /etc/former.conf plain 0644 one; finished
	package latter 2 obsoletes=former; file /etc/latter.conf noreplace 0644 two; finished
	install first=1 second=1 former=1
	echo mine | tee /etc/first.conf /etc/second.conf >/etc/former.conf
}

act_several()
{
	install first=2 second=2 latter=2
}

tell several 'a run that nests many' <<'END'
	overwritten    critical /etc/first.conf  first  1 2 -
	removed-edited critical /etc/former.conf former 1 - -
	vendor-updated info     /etc/latter.conf latter - 2 -
	overwritten    critical /etc/second.conf second 1 2 -
END

# A script asks the database, and tries to install something in the middle of its own installation.
arrange_inside()
{
	local version

	for version in 1 2; do
		package inner "$version"; file /etc/inner.conf plain 0644 "text $version"; finished
	done
	package outer 1; file /etc/outer.conf plain 0644 'text 1'; finished
	package outer 2
	file /etc/outer.conf plain 0644 'text 2'
	case $package_format in
	deb) script post 'dpkg-query -W inner' "dpkg -i $(archive inner 2) || echo refused" ;;
	rpm) script post 'rpm -q inner' "${rpm_command[*]} -U $(archive inner 2) || echo refused" ;;
	esac
	finished
	install inner=1 outer=1
	echo mine | tee /etc/inner.conf >/etc/outer.conf
}

act_inside()
{
	install outer=2
}

tell inside 'a script that runs a manager' <<'END'
	overwritten critical /etc/outer.conf outer 1 2 -
END

[ "$package_format" = rpm ] || {
	# What a package does that is not upgraded itself: nobody said that it ran.
	arrange_trigger()
	{
		local version

		package watcher 1
		file /etc/watcher/main.conf config 0644 one
		interest story-trigger 'sed -i "s/^mine$/yours/" /etc/watcher/main.conf'
		finished
		for version in 1 2; do
			package caller "$version"
			file /etc/caller.conf plain 0644 "text $version"
			script post 'dpkg-trigger story-trigger'
			finished
		done
		install watcher=1 caller=1
		echo mine | tee /etc/watcher/main.conf >/etc/caller.conf
	}

	act_trigger()
	{
		install caller=2
	}

	tell trigger 'a trigger' <<'END'
	overwritten critical /etc/caller.conf       caller 1 2 -
	edited      notice   /etc/watcher/main.conf -      - - -
END
}
