// SPDX-License-Identifier: GPL-2.0-or-later
// Story: what was adopted is written into ROOT/etc/confwatch/rules.d/adopted.yaml.
#include <errno.h>
#include <fcntl.h>
#include <sys/stat.h>
#include <unistd.h>

#include "adopt.h"
#include "base/path.h"
#include "base/translate.h"
#include "formats/rules.h"
#include "system/files.h"
#include "system/trust.h"

enum {
	DIRECTORY_MODE = 0755,
	FILE_MODE = 0644,
};

/* What is made here anybody may read; what was there stays as it is. */
static int make_directory(struct workspace *workspace, struct error *error)
{
	int fd = trust_open_directory(workspace->root_fd, ADOPT_DIRECTORY, geteuid(), false, error);

	if (fd != -ENOENT)
		return fd;
	fd = trust_open_directory(workspace->root_fd, ADOPT_DIRECTORY, geteuid(), true, error);
	if (fd >= 0 && fchmodat(fd, ".", DIRECTORY_MODE, 0) < 0) {
		int code = errno;

		files_close(&fd);
		return error_system(error, code, _("cannot make '%s'"), ADOPT_DIRECTORY);
	}
	return fd;
}

static int read_old(struct workspace *workspace, struct text *result, struct error *error)
{
	int code = trust_read(
		workspace->root_fd, ADOPT_FILE, ".yaml", geteuid(), YAML_SIZE_MAX, result, error);

	return code == -ENOENT ? 0 : code;
}

/* Never wider than it was. */
static mode_t choose_mode(int directory)
{
	struct stat status;

	if (fstatat(directory, path_name(ADOPT_FILE), &status, AT_SYMLINK_NOFOLLOW) < 0)
		return FILE_MODE;
	return status.st_mode & FILE_MODE;
}

/* An edit that we did not understand must not become a file that nobody can read. */
static int check_text(struct workspace *workspace, const struct text *text, struct error *error)
{
	struct rules_reader *reader = rules_begin(workspace->arena);

	if (text->length <= YAML_SIZE_MAX &&
		rules_read(reader, ADOPT_FILE, false, text->bytes, text->length) == 0)
		return 0;
	return error_set(error, EINVAL, _("'%s' cannot be added to: %s"), ADOPT_FILE,
		rules_mistakes(reader)->count > 0 ? rules_mistakes(reader)->items[0]
						  : _("it is too large"));
}

static bool adds_nothing(const struct adopted *added)
{
	return added->policies.count == 0 && added->parameter_count == 0 &&
		added->required_count == 0;
}

int adopt_write(struct workspace *workspace, const struct adoption *adoption, struct error *error)
{
	TEXT_CLEANUP struct text old = TEXT_INIT;
	TEXT_CLEANUP struct text new = TEXT_INIT;
	FD_CLEANUP int place = -1;
	FD_CLEANUP int directory = -1;

	if (adds_nothing(&adoption->added))
		return 0;
	place = make_directory(workspace, error);
	if (place < 0 || read_old(workspace, &old, error) < 0 ||
		adopted_merge(ADOPT_FILE, text_string(&old), old.length, &adoption->added, &new,
			error) < 0 ||
		check_text(workspace, &new, error) < 0)
		return -error->code;
	directory = openat(place, ".", O_RDONLY | O_DIRECTORY | O_CLOEXEC);
	if (directory < 0)
		return error_system(error, errno, _("cannot open '%s'"), ADOPT_DIRECTORY);
	return files_replace(directory, path_name(ADOPT_FILE), new.bytes, new.length,
		choose_mode(directory), error);
}
