// SPDX-License-Identifier: GPL-2.0-or-later
// system/packages_dpkg: databases as dpkg writes them, and as it should not.
#include "package_world.h"

#include <errno.h>

#define MD5_A "0123456789abcdef0123456789abcdef"
#define MD5_B "fedcba9876543210fedcba9876543210"

static void test_nothing_there(void **state)
{
	world_expect(*state, "");
}

static const char postfix_status[] = "Package: postfix\n"
				     "Status: install ok installed\n"
				     "Priority: optional\n"
				     "Architecture: amd64\n"
				     "Version: 3.7.11-0+deb12u1\n"
				     "Depends: libc6 (>= 2.36), libdb5.3\n"
				     "Conffiles:\n"
				     " /etc/init.d/postfix " MD5_A "\n"
				     " /etc/postfix/with a blank " MD5_B "\n"
				     " /etc/ppp/ip-up.d/postfix " MD5_A " obsolete\n"
				     " /etc/gone " MD5_A " remove-on-upgrade\n"
				     " /etc/both " MD5_A " remove-on-upgrade obsolete\n"
				     " /etc/unpacked newconffile\n"
				     " /usr/elsewhere " MD5_A "\n"
				     "Description: High-performance mail transport agent\n"
				     " Package: not-a-package\n"
				     " .\n"
				     " Version: 0\n"
				     "Homepage: https://www.postfix.org\n";

static void test_conffiles(void **state)
{
	world_status(*state, postfix_status);
	world_expect(*state,
		"installed dpkg postfix 3.7.11-0+deb12u1\n"
		"owned /etc/both postfix config,obsolete md5:" MD5_A "\n"
		"owned /etc/gone postfix config,obsolete md5:" MD5_A "\n"
		"owned /etc/init.d/postfix postfix config md5:" MD5_A "\n"
		"owned /etc/postfix/with\\040a\\040blank postfix config md5:" MD5_B "\n"
		"owned /etc/ppp/ip-up.d/postfix postfix config,obsolete md5:" MD5_A "\n"
		"owned /etc/unpacked postfix config -\n");
}

static void test_lists_and_digests(void **state)
{
	struct package_world *world = *state;

	world_status(world,
		"Package: a\nStatus: install ok installed\nArchitecture: all\nVersion: 1\n"
		"Conffiles:\n /etc/a/conf " MD5_A "\n\n");
	world_info(world, "a.list",
		"/.\n/etc\n/etc/a\n/etc/a/conf\n/etc/a/plain\n/etc/a/link\n/usr\n/usr/bin/a\n"
		"/usr/lib/pam.d\n/usr/lib/pam.d/a\n/usr/lib/pam.d/link\n/usr/etc\n/usr/etc/a\n");
	world_info(world, "a.md5sums",
		MD5_B "  etc/a/plain\n" MD5_B "  usr/bin/a\n" MD5_A "  usr/lib/pam.d/a\n"
		      "garbage\n" MD5_A "  usr/etc/a");
	world_expect(world,
		"installed dpkg a 1\n"
		"owned /etc a - -\n"
		"owned /etc/a a - -\n"
		"owned /etc/a/conf a config md5:" MD5_A "\n"
		"owned /etc/a/link a - -\n"
		"owned /etc/a/plain a - md5:" MD5_B "\n"
		"owned /usr/etc/a a - md5:" MD5_A "\n"
		"owned /usr/lib/pam.d/a a - md5:" MD5_A "\n");
}

static void test_states(void **state)
{
	static const char form[] =
		"Package: %s\nStatus: %s\nVersion: 1\nConffiles:\n /etc/%s " MD5_A "\n\n";
	static const char *const packages[][2] = {{"installed", "install ok installed"},
		{"held", "hold ok installed"}, {"half", "install reinstreq half-installed"},
		{"unpacked", "install ok unpacked"}, {"broken", "install ok half-configured"},
		{"awaiting", "install ok triggers-awaited"},
		{"removed", "deinstall ok config-files"}, {"purged", "purge ok not-installed"}};
	TEXT_CLEANUP struct text text = TEXT_INIT;

	for (size_t i = 0; i < sizeof packages / sizeof packages[0]; i++)
		text_format(&text, form, packages[i][0], packages[i][1], packages[i][0]);
	world_status(*state, text_string(&text));
	world_expect(*state,
		"installed dpkg awaiting 1\ninstalled dpkg broken 1\ninstalled dpkg half 1\n"
		"installed dpkg held 1\ninstalled dpkg installed 1\ninstalled dpkg unpacked 1\n"
		"removed dpkg removed 1\n"
		"owned /etc/awaiting awaiting config md5:" MD5_A "\n"
		"owned /etc/broken broken config md5:" MD5_A "\n"
		"owned /etc/half half config md5:" MD5_A "\n"
		"owned /etc/held held config md5:" MD5_A "\n"
		"owned /etc/installed installed config md5:" MD5_A "\n"
		"owned /etc/removed removed config,removed md5:" MD5_A "\n"
		"owned /etc/unpacked unpacked config md5:" MD5_A "\n");
}

/* A dpkg that runs, or was killed, keeps its latest words beside status. */
static void test_updates(void **state)
{
	struct package_world *world = *state;

	world_status(world,
		"Package: a\nStatus: install ok installed\nArchitecture: all\nVersion: 1\n\n"
		"Package: b\nStatus: install ok installed\nArchitecture: all\nVersion: 1\n\n");
	world_put(world, "var/lib/dpkg/updates/0000",
		"Package: a\nStatus: install ok half-installed\nArchitecture: all\nVersion: 1\n");
	world_put(world, "var/lib/dpkg/updates/0001",
		"Package: a\nStatus: install ok unpacked\nArchitecture: all\nVersion: 2\n");
	world_put(world, "var/lib/dpkg/updates/0002",
		"Package: b\nStatus: purge ok not-installed\nArchitecture: all\n");
	world_put(world, "var/lib/dpkg/updates/0003",
		"Package: c\nStatus: install ok unpacked\nArchitecture: all\nVersion: 9\n");
	world_put(world, "var/lib/dpkg/updates/tmp.i", "Package: z\nVersion: 1\n");
	world_expect(world, "installed dpkg a 2\ninstalled dpkg c 9\n");
}

static void test_architectures(void **state)
{
	struct package_world *world = *state;
	static const char form[] = "Package: lib\nStatus: install ok installed\nArchitecture: %s\n"
				   "Multi-Arch: same\nVersion: 1\n\n";
	TEXT_CLEANUP struct text text = TEXT_INIT;

	text_format(&text, form, "amd64");
	text_format(&text, form, "i386");
	text_add(&text,
		"Package: wine\nStatus: install ok installed\nArchitecture: i386\n"
		"Multi-Arch: foreign\nVersion: 2\n");
	world_status(world, text_string(&text));
	world_put(world, "var/lib/dpkg/arch", "amd64\ni386\n");
	world_info(world, "lib:amd64.list", "/.\n/etc\n/etc/lib\n");
	world_info(world, "lib:i386.list", "/.\n/etc\n/etc/lib\n/etc/lib-i386\n");
	world_info(world, "lib.list", "/etc/wrong\n");
	world_info(world, "wine.list", "/etc/wine\n");
	world_expect(world,
		"installed dpkg lib 1\ninstalled dpkg lib:i386 1\ninstalled dpkg wine:i386 2\n"
		"owned /etc lib - -\nowned /etc lib:i386 - -\n"
		"owned /etc/lib lib - -\nowned /etc/lib lib:i386 - -\n"
		"owned /etc/lib-i386 lib:i386 - -\n"
		"owned /etc/wine wine:i386 - -\n");
}

static void test_diversions(void **state)
{
	struct package_world *world = *state;

	world_status(world,
		"Package: a\nStatus: install ok installed\nVersion: 1\n"
		"Conffiles:\n /etc/conf " MD5_A "\n\n"
		"Package: b\nStatus: install ok installed\nVersion: 1\n\n");
	world_info(world, "a.list", "/etc/conf\n/etc/plain\n/etc/local\n");
	world_info(world, "a.md5sums", MD5_B "  etc/plain\n" MD5_A "  etc/local\n");
	world_info(world, "b.list", "/etc/conf\n/etc/plain\n");
	world_info(world, "b.md5sums", MD5_A "  etc/plain\n");
	world_put(world, "var/lib/dpkg/diversions",
		"/etc/plain\n/etc/plain.original\nb\n/etc/conf\n/etc/conf.distrib\nb\n"
		"/etc/local\n/etc/local.real\n:\n/etc/half\n");
	world_expect(world,
		"installed dpkg a 1\ninstalled dpkg b 1\n"
		"owned /etc/conf b - -\n"
		"owned /etc/conf.distrib a config md5:" MD5_A "\n"
		"owned /etc/local.real a - md5:" MD5_A "\n"
		"owned /etc/plain b - md5:" MD5_A "\n"
		"owned /etc/plain.original a - md5:" MD5_B "\n");
}

/* dpkg says /lib where the file system has a link to usr/lib. */
static void test_merged_usr(void **state)
{
	struct package_world *world = *state;

	string_list_add(&world->watch, &world->arena, "/usr/lib/one");
	world_status(world, "Package: a\nStatus: install ok installed\nVersion: 1\n");
	world_info(world, "a.list", "/lib\n/lib/one\n/lib/systemd/system/a.service\n/etc/x\n");
	world_info(
		world, "a.md5sums", MD5_A "  lib/one\n" MD5_B "  lib/systemd/system/a.service\n");
	world_expect(world, "installed dpkg a 1\nowned /etc/x a - -\n");
	assert_int_equal(symlinkat("usr/lib", world->root.fd, "lib"), 0);
	world_expect(world,
		"installed dpkg a 1\nowned /etc/x a - -\nowned /usr/lib/one a - md5:" MD5_A "\n"
		"owned /usr/lib/systemd/system/a.service a - md5:" MD5_B "\n");
	assert_int_equal(unlinkat(world->root.fd, "lib", 0), 0);
	assert_int_equal(symlinkat("elsewhere/lib", world->root.fd, "lib"), 0);
	world_expect(world, "installed dpkg a 1\nowned /etc/x a - -\n");
}

static void test_ucf(void **state)
{
	struct package_world *world = *state;

	world_status(world,
		"Package: pg\nStatus: install ok installed\nVersion: 1\n\n"
		"Package: gone\nStatus: deinstall ok config-files\nVersion: 1\n");
	world_put(world, "var/lib/ucf/registry",
		"pg \t /etc/pg/cluster.conf\ngone \t /etc/gone.conf\npg \t /etc/no-hash\n"
		"unknown \t /etc/unknown\npg \t /srv/elsewhere\npg\n\n");
	world_put(world, "var/lib/ucf/hashfile",
		MD5_A "  /etc/pg/cluster.conf\n" MD5_B "  /etc/gone.conf\n");
	world_expect(world,
		"installed dpkg pg 1\nremoved dpkg gone 1\n"
		"owned /etc/gone.conf gone registered,removed md5:" MD5_B "\n"
		"owned /etc/no-hash pg registered -\n"
		"owned /etc/pg/cluster.conf pg registered md5:" MD5_A "\n");
}

static void test_damage(void **state)
{
	struct package_world *world = *state;
	TEXT_CLEANUP struct text text = TEXT_INIT;
	struct error error = ERROR_INIT;

	world_status(world,
		"Status: install ok installed\nVersion: 1\n\n\n\n"
		"Package: a/../b\nStatus: install ok installed\nVersion: 1\n\n"
		"Package: c\nStatus: install ok installed\nConffiles: \n"
		" /etc/short 0123\n relative " MD5_A "\n " MD5_A "\n /etc/fine " MD5_A "\n\n"
		"Package: end\nStatus: install ok installed\nVersion: 1:2");
	world_expect(world,
		"installed dpkg c -\ninstalled dpkg end 1:2\nowned /etc/fine c config md5:" MD5_A
		"\n");
	assert_int_equal(unlinkat(world->root.fd, "var/lib/dpkg/status", 0), 0);
	assert_int_equal(mkfifoat(world->root.fd, "var/lib/dpkg/status", 0600), 0);
	assert_int_equal(world_read(world, -1, &text, &error), -EINVAL);
	assert_string_equal(error.message,
		"cannot read the packages of dpkg: cannot read '/var/lib/dpkg/status': "
		"Invalid argument");
}

#define TEST(name) cmocka_unit_test_setup_teardown(name, world_set_up, world_tear_down)

int main(void)
{
	const struct CMUnitTest tests[] = {
		TEST(test_nothing_there),
		TEST(test_conffiles),
		TEST(test_lists_and_digests),
		TEST(test_states),
		TEST(test_updates),
		TEST(test_architectures),
		TEST(test_diversions),
		TEST(test_merged_usr),
		TEST(test_ucf),
		TEST(test_damage),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
