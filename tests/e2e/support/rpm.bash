# shellcheck shell=bash
# SPDX-License-Identifier: GPL-2.0-or-later
# Small packages for rpm, zypper and dnf inside a copy of this machine.

# shellcheck disable=SC2034 # rpm_options is for those who source this
# Debian's rpm keeps a database for each user, and warns of itself.
rpm_system()
{
	rpm_options=()
	! rpm --force-debian --version >/dev/null 2>&1 || rpm_options=(--force-debian)
	mkdir -p /etc/rpm /packages
	printf '%%_dbpath /var/lib/rpm\n%%_topdir /packages/build\n' >/etc/rpm/macros
	rpm --initdb
}

rpm_package() # NAME VERSION [LINE OF THE SPEC FILE]...
{
	local name=$1 version=$2
	shift 2
	{
		printf 'Name: %s\nVersion: %s\nRelease: 1\nSummary: test\nLicense: none\nBuildArch: noarch\n' \
			"$name" "$version"
		printf '%s\n' "$@"
		printf '%%description\ntest\n%%install\nmkdir -p %%{buildroot}/etc/hook-test\n'
		printf 'echo %s > %%{buildroot}/etc/hook-test/%s\n' "$version" "$name"
		printf '%%files\n%%config(noreplace) /etc/hook-test/%s\n' "$name"
	} >"/packages/$name.spec"
	rpmbuild -bb --quiet --define '_binary_payload w0.gzdio' --define '_build_id_links none' \
		--define "_rpmdir /packages/v$version" --define '_build_name_fmt %{NAME}-%{VERSION}.rpm' \
		"/packages/$name.spec" >/tmp/rpmbuild.log 2>&1 || {
		cat /tmp/rpmbuild.log
		return 1
	}
}

# From the distribution, where they are not here already.
fetch_packages() # NAME...
{
	local package missing=()

	for package; do
		dpkg-query -W "$package" >/dev/null 2>&1 || missing+=("$package")
	done
	[ ${#missing[@]} -eq 0 ] || DEBIAN_FRONTEND=noninteractive apt-get install -y -q \
		--no-install-recommends "${missing[@]}" >/tmp/fetch.log 2>&1 || {
		echo "1..0 # SKIP cannot install ${missing[*]}"
		sed 's/^/# /' /tmp/fetch.log
		return 1
	}
}
