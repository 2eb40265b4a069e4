# SPDX-License-Identifier: GPL-2.0-or-later
# shellcheck shell=bash
# A manager inside another, and inside a package's script: the outermost one's run is one
# transaction, and what all of them did is told once.
. "$SOURCE_DIR/tests/e2e/support/telling.bash"

# A script of the outer package runs the low-level manager for another one.
arrange_nested()
{
	local version

	for version in 1 2; do
		package inner "$version"; file /etc/inner.conf noreplace 0644 "text $version"; finished
	done
	package outer 1; file /etc/outer.conf noreplace 0644 'text 1'; finished
	package outer 2
	file /etc/outer.conf noreplace 0644 'text 2'
	script posttrans "$(inner_command)"
	finished
	install inner=1 outer=1
	echo mine >/etc/inner.conf
	conffiles confold
}

act_nested()
{
	install outer=2
}
