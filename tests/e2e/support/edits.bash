# SPDX-License-Identifier: GPL-2.0-or-later
# shellcheck shell=bash
# Who edits files while packages are fetched and while they are installed is an administrator, as far
# as that can be known.
. "$SOURCE_DIR/tests/e2e/support/telling.bash"

arrange_meanwhile()
{
	local version

	for version in 1 2; do
		package slow "$version"
		file /etc/slow-plain.conf plain 0644 "text $version"
		file /etc/slow-same.conf noreplace 0644 one
		file /etc/slow-new.conf noreplace 0644 "text $version"
		finished
	done
	package other 1; file /etc/other.conf noreplace 0644 one; finished
	install slow=1 other=1
	echo before >/etc/by-hand.conf
	conffiles confold
	# What the administrator does meanwhile, once.
	cat >"$work/administrator" <<END
#!/bin/sh
[ ! -e $work/edited ] || exit 0
: >$work/edited
for file in slow-plain slow-same slow-new other by-hand; do
	echo meanwhile >/etc/\$file.conf
done
END
	chmod 0755 "$work/administrator"
	rm -f "$work/edited"
}

# Between the start of the manager and the first thing that is installed.
act_fetching()
{
	local plugins=/usr/lib/python3/dist-packages/dnf-plugins path=$PATH

	case $manager in
	apt)
		printf 'DPkg::Pre-Invoke { "%s"; };\n' "$work/administrator" >"$work/apt.conf"
		export APT_CONFIG=$work/apt.conf
		;;
	dnf)
		mkdir -p "$plugins"
		printf 'import dnf, subprocess\nclass Story(dnf.Plugin):\n\tname = "story"\n\tdef pre_transaction(self):\n\t\t%s\n' \
			"subprocess.run(['$work/administrator'])" >"$plugins/story.py"
		;;
	zypper)
		# Our hook has heard of it by then; libzypp runs rpm only when it has everything.
		mkdir -p "$work/bin"
		printf '#!/bin/sh\n%s\nexec /usr/bin/rpm "$@"\n' "$work/administrator" >"$work/bin/rpm"
		chmod 0755 "$work/bin/rpm"
		PATH=$work/bin:$PATH
		;;
	esac
	install slow=2
	PATH=$path
	unset APT_CONFIG
	rm -rf "$plugins/story.py" "${work:?}/bin" "$work/apt.conf"
}

arrange_fetching()
{
	arrange_meanwhile
}

beside=.rpmnew
[ "$package_format" = rpm ] || beside=.dpkg-dist

# rpm and dpkg begin with what is there.
case $manager in
apt | dnf | zypper)
	tell fetching 'edits while packages are fetched' <<END
	update-pending warning  /etc/slow-new.conf   slow 1 2 /etc/slow-new.conf$beside
	overwritten    critical /etc/slow-plain.conf slow 1 2 -
END
	generations fetching /etc/slow-plain.conf meanwhile
	;;
esac

# From a script that runs before anything of its package is unpacked. Of a file that its package
# replaces nobody knows afterwards that it was edited for a moment; and of one that it keeps, nobody
# knows that it was not the package.
arrange_running()
{
	local version

	arrange_meanwhile
	package slow 2
	file /etc/slow-plain.conf plain 0644 'text 2'
	file /etc/slow-same.conf noreplace 0644 one
	file /etc/slow-new.conf noreplace 0644 'text 2'
	script pre "$work/administrator"
	finished
}

act_running()
{
	install slow=2
}

tell running 'edits while packages are installed' <<END
	edited               notice  /etc/by-hand.conf    -    - - -
	edited               notice  /etc/other.conf      -    - - -
	rewritten-by-package notice  /etc/slow-same.conf  slow 1 2 -
	$(case $package_format in
	deb)
		echo "update-pending warning /etc/slow-new.conf slow 1 2 /etc/slow-new.conf$beside"
		echo "vendor-updated info /etc/slow-plain.conf slow 1 2 -"
		;;
	# Both: rpm has decided what it keeps before it runs any script.
	rpm) echo "vendor-updated info /etc/slow-new.conf slow 1 2 -" ;;
	esac)
END
