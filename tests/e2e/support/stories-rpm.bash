# SPDX-License-Identifier: GPL-2.0-or-later
# shellcheck shell=bash
# What only rpm does: .rpmsave, .rpmnew, .rpmorig, %config and its lack, Obsoletes.

# One upgrade of many packages: each line of the table below is a story of its own.
arrange_matrix()
{
	package pammail 1; file /etc/pam.d/imap config 0644 'auth include common-auth'; finished
	package pammail 2; file /etc/pam.d/imap config 0644 'auth include common-auth-2'; finished
	package pending 1; file /etc/pending.conf noreplace 0644 one; finished
	package pending 2; file /etc/pending.conf noreplace 0644 two; finished
	package dropped 1; file /etc/dropped.conf noreplace 0644 one; finished
	package dropped 2; finished
	package plaindrop 1; file /etc/plain-dropped.conf plain 0644 one; finished
	package plaindrop 2; finished
	package quietdrop 1; file /etc/quiet-dropped.conf config 0644 one; finished
	package quietdrop 2; finished
	package plain 1; file /etc/plain.conf plain 0644 one; finished
	package plain 2; file /etc/plain.conf plain 0644 two; finished
	package updated 1
	file /etc/updated-1.conf config 0644 one
	file /etc/updated-2.conf noreplace 0644 one
	finished
	package updated 2
	file /etc/updated-1.conf config 0644 two
	file /etc/updated-2.conf noreplace 0644 two
	finished
	package meta 1; file /etc/meta.conf config 0644 one; finished
	package meta 2; file /etc/meta.conf config 0644 one; finished
	package postfix-like 1; file /etc/postfix/main.cf noreplace 0644 'relayhost ='; finished
	package postfix-like 2
	file /etc/postfix/main.cf noreplace 0644 'relayhost ='
	script post 'sed -i "s/^myhostname.*/myhostname = localhost/" /etc/postfix/main.cf'
	finished
	package remover 1; file /usr/share/story/remover plain 0644 one; finished
	package remover 2
	file /usr/share/story/remover plain 0644 two
	script post 'rm -f /etc/pam.d/smtp'
	finished
	package oldname 1; file /etc/renamed.conf config 0644 one; finished
	package newname 2 obsoletes=oldname; file /etc/renamed.conf config 0644 two; finished
	package newcomer 2
	file /etc/taken-plain.conf plain 0644 two
	file /etc/taken-config.conf config 0644 two
	file /etc/taken-noreplace.conf noreplace 0644 two
	finished
	package masker 1; file /etc/masked.conf noreplace 0644 one; finished
	package masker 2
	file /etc/masked.conf noreplace 0644 one
	script post ': >/etc/masked.conf'
	finished
	package risen 1; file /etc/risen.conf noreplace 0644 one; finished
	package risen 2; file /etc/risen.conf noreplace 0644 one; finished
	package kept 1; file /etc/kept.conf noreplace 0644 one; finished
	package kept 2; file /etc/kept.conf noreplace 0644 one; finished

	install pammail=1 pending=1 dropped=1 plaindrop=1 quietdrop=1 plain=1 updated=1 meta=1 postfix-like=1 \
		remover=1 oldname=1 masker=1 risen=1 kept=1
	echo 'auth required pam_sss.so' >/etc/pam.d/imap
	echo 'auth required pam_sss.so' >/etc/pam.d/smtp
	for name in pending dropped plain-dropped plain renamed taken-plain taken-config taken-noreplace \
		masked kept; do
		echo mine >"/etc/$name.conf"
	done
	echo 'myhostname = mail.example.org' >>/etc/postfix/main.cf
	chmod 0600 /etc/meta.conf
	rm /etc/risen.conf
}

act_matrix()
{
	install pammail=2 pending=2 dropped=2 plaindrop=2 quietdrop=2 plain=2 updated=2 meta=2 postfix-like=2 \
		remover=2 newname=2 newcomer=2 masker=2 risen=2 kept=2
}

tell matrix 'one upgrade of many packages' <<'END'
	set-aside            critical /etc/dropped.conf         dropped      1 2 /etc/dropped.conf.rpmsave
	masked               critical /etc/masked.conf          masker       1 2 -
	metadata-reset       critical /etc/meta.conf            meta         1 2 -
	set-aside            critical /etc/pam.d/imap           pammail      1 2 /etc/pam.d/imap.rpmsave
	removed-unexplained  critical /etc/pam.d/smtp           -            - - -
	update-pending       warning  /etc/pending.conf         pending      1 2 /etc/pending.conf.rpmnew
	removed-edited       critical /etc/plain-dropped.conf   plaindrop    1 2 -
	overwritten          critical /etc/plain.conf           plain        1 2 -
	rewritten-by-package warning  /etc/postfix/main.cf      postfix-like 1 2 -
	vendor-removed       notice   /etc/quiet-dropped.conf   quietdrop    1 2 -
	set-aside            critical /etc/renamed.conf         newname      - 2 /etc/renamed.conf.rpmsave
	resurrected          warning  /etc/risen.conf           risen        1 2 -
	set-aside            critical /etc/taken-config.conf    newcomer     - 2 /etc/taken-config.conf.rpmorig
	update-pending       warning  /etc/taken-noreplace.conf newcomer     - 2 /etc/taken-noreplace.conf.rpmnew
	overwritten          critical /etc/taken-plain.conf     newcomer     - 2 -
	vendor-updated       info     /etc/updated-1.conf       updated      1 2 -
END

# The vendor's file moves out of /etc. The snippet of openSUSE's packages brings edited ones back.
arrange_migration()
{
	package moves 1
	file /etc/pam.d/edited config 0644 one
	file /etc/pam.d/untouched config 0644 one
	finished
	package moves 2
	file /usr/lib/pam.d/edited plain 0644 one
	file /usr/lib/pam.d/untouched plain 0644 one
	[ "${snippet:-no}" = no ] || {
		script pre 'test -f /etc/pam.d/edited.rpmsave && mv -v /etc/pam.d/edited.rpmsave /etc/pam.d/edited.rpmsave.old ||:'
		script posttrans 'test -f /etc/pam.d/edited.rpmsave && mv -v /etc/pam.d/edited.rpmsave /etc/pam.d/edited ||:'
	}
	finished
	install moves=1
	echo mine >/etc/pam.d/edited
}

act_migration()
{
	install moves=2
}

snippet=no tell migration 'files move to /usr, and the package forgot the snippet' <<'END'
	set-aside    critical /etc/pam.d/edited    moves 1 2 /etc/pam.d/edited.rpmsave
	vendor-moved notice   /etc/pam.d/untouched moves 1 2 -
	vendor-updated info   /usr/lib/pam.d/edited moves 1 2 -
END
snippet=yes tell migration 'files move to /usr, and the snippet brings the edited one back' <<'END'
	shadowing    warning  /etc/pam.d/edited    moves 1 2 -
	vendor-moved notice   /etc/pam.d/untouched moves 1 2 -
	vendor-updated info   /usr/lib/pam.d/edited moves 1 2 -
END

# A leftover is one slot: the second upgrade overwrites what the first one left.
arrange_twice()
{
	local version

	for version in 1 2 3; do
		package twice "$version"
		file /etc/twice.conf config 0644 "vendor $version"
		finished
	done
	install twice=1
	echo 'first of mine' >/etc/twice.conf
}

act_twice()
{
	install twice=2
	echo 'second of mine' >/etc/twice.conf
	install twice=3
}

tell twice 'two upgrades, and one leftover' <<'END'
	set-aside critical /etc/twice.conf twice 2 3 /etc/twice.conf.rpmsave
END
generations twice /etc/twice.conf.rpmsave 'first of mine' 'second of mine'

# Erased on request: rpm keeps what was edited, of %config files, and nothing comes back by itself.
arrange_erased()
{
	package goes 1
	file /etc/goes-config.conf config 0644 one
	file /etc/goes-noreplace.conf noreplace 0640 one
	file /etc/goes-plain.conf plain 0644 one
	file /etc/goes-untouched.conf config 0644 one
	finished
	require /etc/goes-plain.conf
	install goes=1
	for name in config noreplace plain; do
		echo "my $name" >"/etc/goes-$name.conf"
	done
}

act_erased()
{
	remove goes
}

tell erased 'erased on request' <<'END'
	set-aside      critical /etc/goes-config.conf    goes 1 - /etc/goes-config.conf.rpmsave
	set-aside      critical /etc/goes-noreplace.conf goes 1 - /etc/goes-noreplace.conf.rpmsave
	removed-edited critical /etc/goes-plain.conf     goes 1 - -
	vendor-removed notice   /etc/goes-untouched.conf goes 1 - -
END
generations erased /etc/goes-plain.conf "my plain"

# Switched off by the administrator, and switched on again by the package.
arrange_unmasked()
{
	local version

	for version in 1 2; do
		package masks "$version"
		file /etc/masks/emptied.conf config 0644 "vendor $version"
		file /etc/masks/linked.conf config 0644 "vendor $version"
		file /etc/masks/kept.conf noreplace 0644 "vendor $version"
		file /etc/masks/plain.conf plain 0644 "vendor $version"
		finished
	done
	install masks=1
	: >/etc/masks/emptied.conf
	ln -sf /dev/null /etc/masks/linked.conf
	ln -sf /dev/null /etc/masks/kept.conf
	ln -sf /dev/null /etc/masks/plain.conf
}

act_unmasked()
{
	install masks=2
}

tell unmasked 'what was switched off is switched on' <<'END'
	set-aside      critical /etc/masks/emptied.conf masks 1 2 /etc/masks/emptied.conf.rpmsave
	update-pending warning  /etc/masks/kept.conf    masks 1 2 /etc/masks/kept.conf.rpmnew
	type-changed   critical /etc/masks/linked.conf  masks 1 2 /etc/masks/linked.conf.rpmsave
	type-changed   critical /etc/masks/plain.conf   masks 1 2 -
END
