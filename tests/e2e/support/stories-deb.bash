# SPDX-License-Identifier: GPL-2.0-or-later
# shellcheck shell=bash
# What only dpkg does: conffiles asked for, kept, replaced, obsolete; and what is no conffile.

arrange_matrix()
{
	package pammail 1; file /etc/pam.d/imap config 0644 'auth include common-auth'; finished
	package pammail 2; file /etc/pam.d/imap config 0644 'auth include common-auth-2'; finished
	package dropped 1; file /etc/dropped.conf config 0644 one; finished
	package dropped 2; gone /etc/dropped.conf; finished
	package forgotten 1
	file /etc/forgotten.conf config 0644 one
	file /etc/forgotten-untouched.conf config 0644 one
	finished
	package forgotten 2; finished
	package plaindrop 1; file /etc/plain-dropped.conf plain 0644 one; finished
	package plaindrop 2; finished
	package quietdrop 1; file /etc/quiet-dropped.conf config 0644 one; finished
	package quietdrop 2; gone /etc/quiet-dropped.conf; finished
	package plain 1; file /etc/plain.conf plain 0644 one; finished
	package plain 2; file /etc/plain.conf plain 0644 two; finished
	package updated 1
	file /etc/updated-1.conf config 0644 one
	file /etc/updated-2.conf config 0644 one
	finished
	package updated 2
	file /etc/updated-1.conf config 0644 two
	file /etc/updated-2.conf config 0644 two
	finished
	package meta 1; file /etc/meta.conf plain 0644 one; finished
	package meta 2; file /etc/meta.conf plain 0644 one; finished
	package postfix-like 1; file /etc/postfix/main.cf config 0644 'relayhost ='; finished
	package postfix-like 2
	file /etc/postfix/main.cf config 0644 'relayhost ='
	script post 'sed -i "s/^myhostname.*/myhostname = localhost/" /etc/postfix/main.cf'
	finished
	package remover 1; file /usr/share/story/remover plain 0644 one; finished
	package remover 2
	file /usr/share/story/remover plain 0644 two
	script post 'rm -f /etc/pam.d/smtp'
	finished
	package newcomer 2
	file /etc/taken-plain.conf plain 0644 two
	file /etc/taken-config.conf config 0644 two
	finished
	package masker 1; file /etc/masked.conf config 0644 one; finished
	package masker 2
	file /etc/masked.conf config 0644 one
	script post ': >/etc/masked.conf'
	finished
	package risen 1; file /etc/risen.conf plain 0644 one; finished
	package risen 2; file /etc/risen.conf plain 0644 one; finished
	package kept 1; file /etc/kept.conf config 0644 one; finished
	package kept 2; file /etc/kept.conf config 0644 one; finished

	install pammail=1 dropped=1 forgotten=1 plaindrop=1 quietdrop=1 plain=1 updated=1 meta=1 postfix-like=1 \
		remover=1 masker=1 risen=1 kept=1
	echo 'auth required pam_sss.so' >/etc/pam.d/imap
	echo 'auth required pam_sss.so' >/etc/pam.d/smtp
	for name in dropped forgotten plain-dropped plain taken-plain taken-config masked kept; do
		echo mine >"/etc/$name.conf"
	done
	echo 'myhostname = mail.example.org' >>/etc/postfix/main.cf
	chmod 0600 /etc/meta.conf
	rm /etc/risen.conf
	conffiles "${answer:-confold}"
}

act_matrix()
{
	install pammail=2 dropped=2 forgotten=2 plaindrop=2 quietdrop=2 plain=2 updated=2 meta=2 postfix-like=2 \
		remover=2 newcomer=2 masker=2 risen=2 kept=2
}

# The lines that every answer gives.
always='
	set-aside            critical /etc/dropped.conf             dropped      1 2 /etc/dropped.conf.dpkg-bak
	orphaned             warning  /etc/forgotten.conf           forgotten    1 2 -
	orphaned             notice   /etc/forgotten-untouched.conf forgotten    1 2 -
	masked               critical /etc/masked.conf              masker       1 2 -
	metadata-reset       critical /etc/meta.conf                meta         1 2 -
	removed-unexplained  critical /etc/pam.d/smtp               -            - - -
	removed-edited       critical /etc/plain-dropped.conf       plaindrop    1 2 -
	overwritten          critical /etc/plain.conf               plain        1 2 -
	rewritten-by-package warning  /etc/postfix/main.cf          postfix-like 1 2 -
	vendor-removed       notice   /etc/quiet-dropped.conf       quietdrop    1 2 -
	resurrected          warning  /etc/risen.conf               risen        1 2 -
	overwritten          critical /etc/taken-plain.conf         newcomer     - 2 -
	vendor-updated       info     /etc/updated-1.conf           updated      1 2 -'

answer=confold tell matrix 'many packages, old conffiles kept' <<END
	$always
	update-pending       warning  /etc/pam.d/imap               pammail      1 2 /etc/pam.d/imap.dpkg-dist
	update-pending       warning  /etc/taken-config.conf        newcomer     - 2 /etc/taken-config.conf.dpkg-dist
END
answer=confnew tell matrix 'many packages, conffiles replaced' <<END
	$always
	set-aside            critical /etc/pam.d/imap               pammail      1 2 /etc/pam.d/imap.dpkg-old
	set-aside            critical /etc/taken-config.conf        newcomer     - 2 /etc/taken-config.conf.dpkg-old
END

# Nobody is there to answer: dpkg fails, and leaves the new text beside.
arrange_prompt()
{
	package prompt 1; file /etc/prompt.conf config 0644 one; finished
	package prompt 2; file /etc/prompt.conf config 0644 two; finished
	install prompt=1
	echo mine >/etc/prompt.conf
	conffiles confmiss
}

act_prompt()
{
	install prompt=2
}

failing=yes tell prompt 'a question that nobody answers' <<'END'
	interrupted warning /etc/prompt.conf prompt 1 2 /etc/prompt.conf.dpkg-new
END

arrange_renamed()
{
	package oldname 1; file /etc/renamed.conf config 0644 one; finished
	package newname 2 obsoletes=oldname; file /etc/renamed.conf config 0644 two; finished
	install oldname=1
	echo mine >/etc/renamed.conf
	conffiles confnew
}

act_renamed()
{
	install newname=2
}

tell renamed 'a package gets another name' <<'END'
	set-aside critical /etc/renamed.conf newname - 2 /etc/renamed.conf.dpkg-old
END

# Purged on request: nothing comes back.
arrange_purge()
{
	package purged 1; file /etc/purged.conf config 0644 one; finished
	require /etc/purged.conf
	install purged=1
	echo mine >/etc/purged.conf
}

act_purge()
{
	purge purged
}

tell purge 'a purge on request restores nothing' <<'END'
	removed-edited critical /etc/purged.conf purged 1 - -
END

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
	conffiles confnew
}

act_twice()
{
	install twice=2
	echo 'second of mine' >/etc/twice.conf
	install twice=3
}

tell twice 'two upgrades, and one leftover' <<'END'
	set-aside critical /etc/twice.conf twice 2 3 /etc/twice.conf.dpkg-old
END
generations twice /etc/twice.conf.dpkg-old 'first of mine' 'second of mine'

# Removed, not purged: conffiles stay, what is none goes.
arrange_removed()
{
	package goes 1
	file /etc/goes-config.conf config 0644 one
	file /etc/goes-plain.conf plain 0644 one
	file /etc/goes-untouched.conf plain 0644 one
	finished
	require /etc/goes-plain.conf
	install goes=1
	echo mine >/etc/goes-config.conf
	echo mine >/etc/goes-plain.conf
}

act_removed()
{
	remove goes
}

tell removed 'removed on request' <<'END'
	removed-edited critical /etc/goes-plain.conf     goes 1 - -
	vendor-removed notice   /etc/goes-untouched.conf goes 1 - -
END
generations removed /etc/goes-plain.conf mine

# Switched off by the administrator, and switched on again by the package; and one that was deleted.
arrange_unmasked()
{
	local version

	for version in 1 2; do
		package masks "$version"
		file /etc/masks/emptied.conf config 0644 "vendor $version"
		file /etc/masks/linked.conf config 0644 "vendor $version"
		file /etc/masks/plain.conf plain 0644 "vendor $version"
		file /etc/masks/deleted.conf config 0644 "vendor $version"
		finished
	done
	install masks=1
	: >/etc/masks/emptied.conf
	ln -sf /dev/null /etc/masks/linked.conf
	ln -sf /dev/null /etc/masks/plain.conf
	rm /etc/masks/deleted.conf
	conffiles confnew confmiss
}

act_unmasked()
{
	install masks=2
}

tell unmasked 'what was switched off is switched on' <<'END'
	resurrected  warning  /etc/masks/deleted.conf masks 1 2 -
	set-aside    critical /etc/masks/emptied.conf masks 1 2 /etc/masks/emptied.conf.dpkg-old
	type-changed critical /etc/masks/plain.conf   masks 1 2 -
END
