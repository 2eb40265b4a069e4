// SPDX-License-Identifier: GPL-2.0-or-later
// Regular files, links, FIFOs and devices: made complete before anybody can see them whole.
#include <errno.h>
#include <fcntl.h>
#include <sys/sysmacros.h>
#include <unistd.h>

#include "system/attributes.h"
#include "system/file_type.h"
#include "system/files.h"
#include "system/place_parts.h"

/* The inherited ACL goes first: it may grant what the recorded state does not. */
static int fill(const struct content_source *source, int fd, const struct entry *wanted,
	struct error *error)
{
	bool plain = place_is_plain(fd);

	if (!plain && attributes_remove_acl(fd, ENTRY_FILE, error) < 0)
		return -error->code;
	if (source->copy(source->context, wanted, fd, error) < 0)
		return -error->code;
	/* Owner before mode and attributes: chown clears set-id bits and capabilities. */
	if (fchown(fd, wanted->uid, wanted->gid) < 0)
		return error_system(error, errno, "cannot set the owner");
	if ((!plain || wanted->attributes != NULL) &&
		attributes_write(fd, ENTRY_FILE, wanted->attributes, error) < 0)
		return -error->code;
	if (fchmod(fd, wanted->mode) < 0)
		return error_system(error, errno, "cannot set the mode");
	return place_times(fd, wanted, error);
}

static bool has_no_unnamed_files(int code)
{
	return code == EOPNOTSUPP || code == EISDIR || code == EINVAL || code == ENOENT;
}

int place_unnamed_file(const struct content_source *source, int directory,
	const struct entry *wanted, int *result, struct error *error)
{
	FD_CLEANUP int fd =
		openat(directory, ".", O_TMPFILE | O_RDWR | O_CLOEXEC, S_IRUSR | S_IWUSR);

	if (fd < 0 && has_no_unnamed_files(errno)) {
		*result = -1;
		return 0;
	}
	if (fd < 0)
		return error_system(error, errno, "cannot create an unnamed file");
	if (fill(source, fd, wanted, error) < 0)
		return -error->code;
	*result = take_fd(&fd);
	return 0;
}

static int make_file(const struct content_source *source, int directory, const char *name,
	const struct entry *wanted, struct error *error)
{
	FD_CLEANUP int fd = openat(directory, name,
		O_RDWR | O_CREAT | O_EXCL | O_NOFOLLOW | O_CLOEXEC, S_IRUSR | S_IWUSR);

	if (fd < 0)
		return error_system(error, errno, "cannot create a temporary file");
	if (fill(source, fd, wanted, error) < 0)
		return -error->code;
	return fsync(fd) < 0 ? error_system(error, errno, "cannot sync the content") : 0;
}

static int make_node(int directory, const char *name, const struct entry *wanted)
{
	if (wanted->kind == ENTRY_LINK)
		return symlinkat(wanted->target, directory, name);
	/* Mode 0: nobody opens it before its owner and mode are right. */
	return mknodat(directory, name, file_type_bits(wanted->kind),
		makedev(wanted->major, wanted->minor));
}

static int finish_node(
	int directory, const char *name, const struct entry *wanted, struct error *error)
{
	FD_CLEANUP int path_fd = openat(directory, name, O_PATH | O_NOFOLLOW | O_CLOEXEC);

	if (path_fd < 0)
		return error_system(error, errno, "cannot open what was just made");
	return place_metadata(path_fd, wanted, NULL, error);
}

int place_make(const struct content_source *source, int directory, const char *name,
	const struct entry *wanted, struct error *error)
{
	if (wanted->kind == ENTRY_FILE)
		return make_file(source, directory, name, wanted, error);
	if (wanted->kind == ENTRY_SOCKET || wanted->kind == ENTRY_DIRECTORY)
		return error_set(error, EINVAL, "cannot make a %s", entry_kind_name(wanted->kind));
	if (make_node(directory, name, wanted) < 0)
		return errno == EEXIST
			? error_set(error, ESTALE, "something came while it was restored")
			: error_system(error, errno, "cannot create it");
	if (finish_node(directory, name, wanted, error) == 0)
		return 0;
	(void)unlinkat(directory, name, 0);
	return -error->code;
}
