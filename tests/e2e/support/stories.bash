# SPDX-License-Identifier: GPL-2.0-or-later
# shellcheck shell=bash
# The stories that every manager can tell; and where each story is told (tests/checks/stories holds
# this table against the suites):
#
#	restored       stories       apt dpkg rpm dnf zypper  a required file goes, and comes back
#	replaced       stories       apt dpkg rpm dnf zypper  it is overwritten, and comes back
#	edits          stories       apt dpkg rpm dnf zypper  a file of nobody is edited while it runs
#	service_down   stories       apt dpkg rpm dnf zypper  nsswitch names sss, and sssd is stopped
#	broken         stories       apt dpkg rpm dnf zypper  the configuration is broken
#	failed         stories       apt dpkg rpm dnf zypper  one package of several fails
#	matrix         stories-deb   apt dpkg                 what becomes of each kind of file
#	matrix         stories-rpm   rpm dnf zypper           the same
#	prompt         stories-deb   apt dpkg                 a question that nobody answers
#	renamed        stories-deb   apt dpkg                 a package gets another name (rpm: matrix)
#	purge          stories-deb   apt dpkg                 purged on request
#	removed        stories-deb   apt dpkg                 removed on request
#	erased         stories-rpm   rpm dnf zypper           erased on request
#	unmasked       stories-deb   apt dpkg                 switched off or deleted, and back
#	unmasked       stories-rpm   rpm dnf zypper           the same
#	twice          stories-deb   apt dpkg                 two runs, and one leftover
#	twice          stories-rpm   rpm dnf zypper           the same
#	migration      stories-rpm   rpm dnf zypper           files move to /usr
#	suse           stories-suse  rpm dnf zypper           fillup, pam-config, chkstat, config.postfix
#	archived       upgrade-apt   apt                      texts out of the package at hand
#	sasl           upgrade-saslauthd apt                  users log in before and after
#	fetching       edits         apt dnf zypper           edits while packages are fetched
#	running        edits         apt dpkg rpm dnf zypper  edits while packages are installed
#	killed         killed        apt dpkg rpm dnf zypper  INT, TERM and KILL; then completed
#	killed_unseen  killed        apt dpkg rpm dnf zypper  completed before anybody looked
#	several        nested        apt dpkg rpm dnf zypper  low-level runs within one
#	inside         nested        apt dpkg rpm dnf zypper  a script that runs a manager
#	trigger        nested        apt dpkg                 a trigger of another package
#	full           weather       apt dpkg rpm dnf zypper  the state directory is full
#	readonly       weather       apt dpkg rpm dnf zypper  it is read-only
#	locked         weather       apt dpkg rpm dnf zypper  another process holds the lock
#	corrupt        weather       apt dpkg rpm dnf zypper  the history is damaged
#	removed        weather       apt dpkg rpm dnf zypper  the program is gone
#	killed         weather       apt dpkg rpm dnf zypper  the program is killed
#	failing        weather       apt dpkg rpm dnf zypper  it fails, and says so
#	stopped        weather       apt dpkg rpm dnf zypper  it hangs
#	many_packages  weather       apt rpm dnf zypper       10,000 packages are announced

# A hand-made file goes, and comes back before the manager is done: that is what was asked for.
arrange_restored()
{
	package cyrus 1; file /usr/share/story/cyrus plain 0644 one; finished
	package cyrus 2
	file /usr/share/story/cyrus plain 0644 two
	script post 'rm -f /etc/pam.d/imap'
	finished
	install cyrus=1
	echo 'auth required pam_sss.so' >/etc/pam.d/imap
	setfacl -m u:96:r /etc/pam.d/imap
	require /etc/pam.d/imap
}

act_restored()
{
	install cyrus=2
}

same_state=no tell restored 'a required file goes, and comes back' <<'END'
	removed-unexplained critical /etc/pam.d/imap cyrus 1 2 - restored
END
check "$manager: it is the administrator's text" grep -q pam_sss.so /etc/pam.d/imap
says "$manager: and its ACL" 'user:96:r--' getfacl -n /etc/pam.d/imap

# The text of the package, over an administrator's, with and without a copy beside it.
arrange_replaced()
{
	package pammail 1; file /etc/pam.d/imap plain 0644 'auth include common-auth'; finished
	package pammail 2; file /etc/pam.d/imap plain 0644 'auth include common-auth-2'; finished
	install pammail=1
	echo 'auth required pam_sss.so' >/etc/pam.d/imap
	require /etc/pam.d/imap
}

act_replaced()
{
	install pammail=2
}

same_state=no tell replaced 'a required file is overwritten, and comes back' <<'END'
	overwritten critical /etc/pam.d/imap pammail 1 2 - restored
END
check "$manager: it is the administrator's text, too" grep -q pam_sss.so /etc/pam.d/imap

# What the administrator writes while packages are fetched, and while they run, is theirs.
arrange_edits()
{
	package slow 1; file /etc/slow.conf noreplace 0644 one; finished
	package slow 2
	file /etc/slow.conf noreplace 0644 one
	script pre 'echo "meanwhile" >/etc/edited-meanwhile.conf'
	finished
	install slow=1
	echo before >/etc/edited-meanwhile.conf
	conffiles confold
}

act_edits()
{
	install slow=2
}

tell edits 'an edit while it runs' <<'END'
	edited notice /etc/edited-meanwhile.conf - - - -
END

# The directory service is down, and names are looked up in it first.
arrange_service_down()
{
	package service 1; file /etc/service.conf noreplace 0640 one; finished
	package service 2; file /etc/service.conf noreplace 0640 two; finished
	install service=1
	chgrp mail /etc/service.conf
	sed -i -E 's/^(passwd|group):.*/\1: sss files/' /etc/nsswitch.conf
}

act_service_down()
{
	manager_limit=60 install service=2
}

# dpkg keeps the group of a conffile, rpm does not.
tell service_down 'names are looked up in a service that is down' <<END
	$([ "$package_format" = deb ] || echo 'metadata-reset critical /etc/service.conf service 1 2 -')
	vendor-updated info /etc/service.conf service 1 2 -
END

# A configuration that cannot be read: it is recorded with what was valid, and restored nothing.
arrange_broken()
{
	arrange_restored
}

act_broken()
{
	printf 'required: [\n' >/etc/confwatch/confwatch.yaml
	install cyrus=2
	require /etc/pam.d/imap
}

tell broken 'the configuration is broken' <<'END'
	unwitnessed         warning  -               -     - - -
	edited              notice   /etc/confwatch/confwatch.yaml - - - -
	removed-unexplained critical /etc/pam.d/imap cyrus 1 2 -
END

# One package of several fails in the middle.
arrange_failed()
{
	package good 1; file /etc/good.conf noreplace 0644 one; finished
	package good 2; file /etc/good.conf noreplace 0644 two; finished
	package bad 1; file /etc/bad.conf noreplace 0644 one; finished
	package bad 2; file /etc/bad.conf noreplace 0644 two; script pre 'exit 7'; finished
	install good=1 bad=1
}

act_failed()
{
	install good=2 bad=2
}

# zypper takes the packages in the order of their names, and gives up; apt leaves the other one
# unpacked, and not configured.
failing=yes tell failed 'a package fails' <<END
	$(case $manager in
	zypper) ;;
	apt) echo 'interrupted warning /etc/good.conf good 1 2 /etc/good.conf.dpkg-new' ;;
	*) echo 'vendor-updated info /etc/good.conf good 1 2 -' ;;
	esac)
END

# While confwatch and its hooks are away, the managers' own logs tell what was missed; rpm's database
# where there is one. Most logs have the local time.
package unseen 1; file /etc/unseen.conf noreplace 0644 one; finished
package unseen 2; file /etc/unseen.conf noreplace 0644 two; finished
package leaving 1; file /usr/share/story/leaving plain 0644 one; finished
reset_machine
confwatch_in
ln -sf /usr/share/zoneinfo/Asia/Kolkata /etc/localtime
install unseen=1 leaving=1
# What was logged in the second of the first snapshot would belong to what came behind it.
rm -rf /var/log/dpkg.log* /var/log/zypp /var/log/dnf*
"$confwatch" init >/dev/null
confwatch_out
install unseen=2
remove leaving
confwatch_in
equal "$manager: what it did unrecorded" "$(case $manager in
	apt | dpkg) printf '%s\n' 'dpkg leaving 1 -' 'dpkg unseen 1 2' ;;
	zypper) printf '%s\n' 'rpm unseen - 2-1' 'zypp leaving 1-1 -' ;;
	dnf)
		# What version 5 logs is not read: rpm knows what came, and nobody what went.
		[ "${dnf_command[0]}" = dnf5 ] || echo 'dnf leaving 1-1 -'
		echo 'rpm unseen - 2-1'
		;;
	# It keeps no log of what goes.
	rpm) echo 'rpm unseen - 2-1' ;;
	esac)" "$("$confwatch" verify --json | jq -r '.unrecorded[] |
		[.manager, .package, .version_before, .version_after] | map(. // "-") | join(" ")' | sort)"
says "$manager: and how it is told" 'UPGRADE RAN UNRECORDED' "$confwatch" --no-pager verify
