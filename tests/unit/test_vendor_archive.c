// SPDX-License-Identifier: GPL-2.0-or-later
// system/vendor_archive: texts out of real packages, and what hostile ones come to.
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>

#include <errno.h>
#include <fcntl.h>
#include <string.h>

#include "shell.h"
#include "system/files.h"
#include "system/vendor.h"
#include "system/waiting.h"

struct fixture {
	char *directory;
	struct arena arena;
};

/* What a package holds, in `tree`; a Debian package needs its control file. */
static const char make_tree[] =
	"mkdir -p tree/etc/pam.d tree/DEBIAN &&"
	"printf 'auth required pam_unix.so\\n' > tree/etc/pam.d/imap &&"
	"printf '' > tree/etc/empty && ln -s pam.d/imap tree/etc/link &&"
	"head -c 1048577 /dev/zero > tree/etc/big && head -c 1048576 /dev/zero > tree/etc/most &&"
	"printf 'Package: x\\nVersion: 1\\nArchitecture: all\\nMaintainer: x\\nDescription: x\\n'"
	" > tree/DEBIAN/control &&"
	"chmod -R go-w tree && chmod 755 tree/DEBIAN";

static int set_up(void **state)
{
	struct fixture *fixture = calloc(1, sizeof *fixture);

	assert_non_null(fixture);
	fixture->directory = make_directory();
	shell_quiet(fixture->directory, make_tree);
	*state = fixture;
	return 0;
}

static int tear_down(void **state)
{
	struct fixture *fixture = *state;

	remove_directory(fixture->directory);
	arena_release(&fixture->arena);
	free(fixture);
	return 0;
}

enum {
	WANTED = 7,
};

static const char *const wanted[WANTED] = {"/etc/pam.d/imap", "/etc/nothing", "/etc/empty",
	"/etc/link", "/etc/big", "/etc/most", "/etc"};

/* 0 or -errno; *found as vendor_from_archive() says. */
static int extract(
	struct fixture *fixture, const char *name, struct vendor_text texts[WANTED], size_t *found)
{
	struct error error = ERROR_INIT;
	FD_CLEANUP int directory = open(fixture->directory, O_RDONLY | O_DIRECTORY | O_CLOEXEC);
	FD_CLEANUP int fd = openat(directory, name, O_RDONLY | O_CLOEXEC);
	int result;

	assert_true(fd >= 0);
	result = vendor_from_archive(
		&fixture->arena, fd, wanted, WANTED, waiting_clock() + 20000, texts, found, &error);
	if (result < 0)
		assert_int_equal(result, -error.code);
	return result;
}

static void assert_text(
	const struct vendor_text *texts, size_t found, const char *path, const char *bytes)
{
	for (size_t i = 0; i < found; i++) {
		if (strcmp(texts[i].path, path) == 0) {
			assert_string_equal(texts[i].bytes, bytes);
			return;
		}
	}
	fail_msg("no %s", path);
}

static void assert_texts(struct fixture *fixture, const char *name)
{
	struct vendor_text texts[WANTED];
	size_t found = 99, length = 0;

	if (extract(fixture, name, texts, &found) < 0)
		fail_msg("%s cannot be read", name);
	assert_int_equal(found, 3);
	for (size_t i = 0; i < found; i++)
		length += texts[i].length;
	assert_text(texts, found, "/etc/pam.d/imap", "auth required pam_unix.so\n");
	assert_text(texts, found, "/etc/empty", "");
	assert_text(texts, found, "/etc/most", ""); /* zeros */
	assert_int_equal(length, VENDOR_TEXT_MOST + strlen("auth required pam_unix.so\n"));
}

static void debian_packages_of_every_compression(void **state)
{
	static const char *const kinds[] = {"none", "gzip", "xz", "zstd"};
	struct fixture *fixture = *state;
	TEXT_CLEANUP struct text line = TEXT_INIT, output = TEXT_INIT;

	if (shell(fixture->directory, "command -v dpkg-deb", &output) != 0)
		skip();
	for (size_t i = 0; i < sizeof kinds / sizeof kinds[0]; i++) {
		text_clear(&line);
		text_format(&line, "dpkg-deb --root-owner-group -Z%s -b tree x.deb", kinds[i]);
		/* Not every dpkg-deb knows every compression. */
		if (shell(fixture->directory, text_string(&line), &output) == 0)
			assert_texts(fixture, "x.deb");
		else
			assert_string_not_equal(kinds[i], "xz");
	}
}

static const char build_rpm[] =
	"printf 'Name: x\\nVersion: 1\\nRelease: 1\\nSummary: x\\nLicense: x\\nBuildArch: noarch\\n"
	"%%%%description\\nx\\n%%%%install\\nmkdir -p %%%%{buildroot}\\n"
	"cp -a '$PWD'/tree/etc %%%%{buildroot}/\\n%%%%files\\n/etc/*\\n' > x.spec &&"
	"HOME=$PWD rpmbuild -bb --define \"_topdir $PWD/rpm\" --define \"_rpmdir $PWD\""
	" --define '__os_install_post %%{nil}' --define '_rpmfilename x.rpm'"
	" --define '_binary_payload %s' x.spec";

static void rpm_packages_of_every_compression(void **state)
{
	static const char *const kinds[] = {"w9.gzdio", "w6.xzdio", "w3.zstdio", "w9.bzdio"};
	struct fixture *fixture = *state;
	TEXT_CLEANUP struct text line = TEXT_INIT, output = TEXT_INIT;

	if (shell(fixture->directory, "command -v rpmbuild", &output) != 0)
		skip();
	for (size_t i = 0; i < sizeof kinds / sizeof kinds[0]; i++) {
		text_clear(&line);
		text_format(&line, build_rpm, kinds[i]);
		if (shell(fixture->directory, text_string(&line), &output) != 0)
			fail_msg("%s", text_string(&output));
		assert_texts(fixture, "x.rpm");
	}
}

/* A package of our own making: line makes data.tar in the directory. */
static void make_deb(struct fixture *fixture, const char *line)
{
	TEXT_CLEANUP struct text output = TEXT_INIT;

	if (shell(fixture->directory, line, &output) != 0)
		fail_msg("%s", text_string(&output));
	shell_quiet(fixture->directory,
		"printf '2.0\\n' > debian-binary && rm -f x.deb && ar -qc x.deb debian-binary data.tar*");
}

static void assert_refused(struct fixture *fixture)
{
	struct vendor_text texts[WANTED];
	size_t found = 99;

	assert_true(extract(fixture, "x.deb", texts, &found) < 0);
	assert_int_equal(found, 0);
}

static void truncated_packages_give_nothing(void **state)
{
	static const char *const lengths[] = {"0", "4", "8", "60", "130", "300", "-20"};
	struct fixture *fixture = *state;

	make_deb(fixture, "tar -cJf data.tar.xz -C tree ./etc");
	for (size_t i = 0; i < sizeof lengths / sizeof lengths[0]; i++) {
		TEXT_CLEANUP struct text line = TEXT_INIT;

		text_format(&line, "cp x.deb whole && head -c %s whole > x.deb", lengths[i]);
		shell_quiet(fixture->directory, text_string(&line));
		assert_refused(fixture);
		shell_quiet(fixture->directory, "mv whole x.deb");
	}
	shell_quiet(fixture->directory, "head -c 3000 /dev/urandom > x.deb");
	assert_refused(fixture);
}

/* 4 GiB of zeros in some kilobytes: they are neither kept nor waited for beyond the deadline. */
static void a_bomb_ends_with_the_deadline(void **state)
{
	struct fixture *fixture = *state;
	struct vendor_text texts[WANTED];
	struct error error = ERROR_INIT;
	FD_CLEANUP int fd = -1;
	size_t found = 99;
	int64_t start;

	make_deb(fixture,
		"truncate -s 4G zeros && head -c 64M zeros | zstd -1 -q > frame &&"
		"tar -cf - zeros | head -c 1024 | zstd -q > data.tar.zst && rm zeros &&"
		"for i in $(seq 64); do cat frame >> data.tar.zst || exit; done");
	fd = open(fixture->directory, O_RDONLY | O_DIRECTORY | O_CLOEXEC);
	{
		FD_CLEANUP int archive = openat(fd, "x.deb", O_RDONLY | O_CLOEXEC);

		start = waiting_clock();
		assert_int_equal(vendor_from_archive(&fixture->arena, archive, wanted, WANTED,
					 start + 100, texts, &found, &error),
			-ETIMEDOUT);
	}
	assert_true(waiting_clock() - start < 10000);
	assert_int_equal(found, 0);
}

static void odd_members_are_passed_over(void **state)
{
	struct fixture *fixture = *state;
	struct vendor_text texts[WANTED];
	size_t found = 99;

	/* Two of one name: the first counts. Names that climb, devices, links, thousands more. */
	make_deb(fixture,
		"mkdir -p m/etc/pam.d m/many && cd m && mkfifo etc/empty && ln -s /etc/shadow etc/most &&"
		"seq 3000 | (cd many && xargs touch) && cp ../tree/etc/pam.d/imap etc/pam.d/imap &&"
		"tar -cf ../data.tar --transform 's,^many,../../etc,' many etc/empty etc/most"
		" etc/pam.d/imap && echo other > etc/pam.d/imap && tar -rf ../data.tar etc/pam.d/imap");
	assert_int_equal(extract(fixture, "x.deb", texts, &found), 0);
	assert_int_equal(found, 1);
	assert_string_equal(texts[0].bytes, "auth required pam_unix.so\n");
}

#define TEST(function) cmocka_unit_test_setup_teardown(function, set_up, tear_down)

int main(void)
{
	const struct CMUnitTest tests[] = {
		TEST(debian_packages_of_every_compression),
		TEST(rpm_packages_of_every_compression),
		TEST(truncated_packages_give_nothing),
		TEST(a_bomb_ends_with_the_deadline),
		TEST(odd_members_are_passed_over),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
