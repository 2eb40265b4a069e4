# SPDX-License-Identifier: GPL-2.0-or-later
# shellcheck shell=bash
# Packages of Debian with files that the oracles read, and the files out of them.

# With services of PAM: mail first; then whatever else comes with its own and is small.
# shellcheck disable=SC2034 # for those who read this
stock_pam=(cyrus-imapd cyrus-pop3d cyrus-murder cyrus-nntpd dovecot-core courier-imap courier-pop courier-mta courier-pcp
	sqwebmail popa3d solid-pop3d perdition poppassd sendmail-base login passwd util-linux openssh-server sudo cron at
	policykit-1 polkitd sssd-common libpam-runtime libpam-elogind samba-common vsftpd pure-ftpd-common inetutils-ftpd
	ftpd-ssl rsh-server rsh-redone-server ppp freeradius ocserv libreswan cups-daemon cockpit-ws monit pcs pwauth
	schroot super calife opendoas pleaser newrole uucp lightdm lxdm xdm wdm nodm greetd sddm gdm3 xscreensaver
	cinnamon-screensaver mate-screensaver gnome-flashback i3lock swaylock suckless-tools away tigervnc-common xrdp
	x2gobroker-common partimage-server open-vm-tools)

# With files below /etc/default: mail servers first.
# shellcheck disable=SC2034
stock_defaults=(sasl2-bin cyrus-common spamassassin spamd spamc clamav-daemon clamav-freshclam clamav-milter amavisd-new
	amavisd-milter opendkim opendmarc postgrey postsrsd milter-greylist spamass-milter dovecot-core fetchmail exim4-base
	courier-base courier-imap nullmailer mailman3 policyd-rate-limit postfix-policyd-spf-python mlmmj getmail6 p0f
	sssd-common slapd nslcd nscd bind9 unbound dnsmasq ntpsec chrony cron anacron rsyslog openssh-server nfs-common
	nfs-kernel-server nginx-common apache2 rsync smartmontools mdadm haveged irqbalance sysstat ulogd2 memcached
	redis-server redis-tools fail2ban monit munin-node nagios-nrpe-server snmpd collectd-core zabbix-agent openvpn
	strongswan-starter isc-dhcp-server isc-dhcp-relay tftpd-hpa vsftpd proftpd-core samba winbind autofs ypbind-mt krb5-kdc
	krb5-admin-server stunnel4 haproxy varnish squid tor lighttpd ser2net lm-sensors cups-daemon avahi-daemon acpid
	cpufrequtils ifupdown netfilter-persistent ufw arpwatch radvd frr keepalived ipvsadm corosync pacemaker drbd-utils
	open-iscsi multipath-tools kexec-tools kdump-tools watchdog rng-tools-debian schroot apt-cacher-ng atftpd
	inetutils-inetd xinetd openbsd-inetd pcscd grub-common keyboard-configuration console-setup-linux locales util-linux
	useradd passwd tinyproxy privoxy polipo minidlna transmission-daemon deluged mpd icecast2 bacula-fd bareos-filedaemon
	burp amanda-client backuppc dropbear-initramfs dropbear fcgiwrap spawn-fcgi uwsgi gunicorn php8.2-fpm puppet
	salt-common zoneminder motion gpsd xrdp tigervnc-standalone-server x11vnc lightdm nodm wicd-daemon laptop-mode-tools
	hdparm sdparm lvm2 cryptsetup crda bluez dbus rpcbind quota ssmtp msmtp-mta dma inn2 leafnode mini-httpd
	webfs nbd-client nbd-server aoetools vblade conserver-server ntopng darkstat bandwidthd vnstat iodine openntpd
	ptpd ladvd lldpd shorewall ferm fwknop-server knockd psad portsentry snort suricata tripwire aide debsums rkhunter
	chkrootkit acct auditd distcc ccache icecc jenkins)

# stock_fetch DIRECTORY BYTES PACKAGE...: those that can be had, and are not larger.
stock_fetch()
{
	local directory=$1 most=$2 names
	shift 2

	mapfile -t names < <(apt-cache show --no-all-versions "$@" 2>/dev/null |
		awk -v most="$most" '/^Package: / { name = $2 } /^Size: / && $2 < most { print name }' | sort -u)
	mkdir -p "$directory"
	(cd "$directory" && timeout 400 apt-get -qq -o APT::Sandbox::User=root download "${names[@]}")
}

# stock_unpack DIRECTORY ROOT PATTERN...: of all packages in DIRECTORY, the files that PATTERNs of tar name.
stock_unpack()
{
	local directory=$1 root=$2 deb
	shift 2

	mkdir -p "$root"
	for deb in "$directory"/*.deb; do
		[ ! -e "$deb" ] || dpkg-deb --fsys-tarfile "$deb" | tar -x -C "$root" --wildcards "$@" 2>/dev/null
	done
}
