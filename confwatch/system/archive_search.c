// SPDX-License-Identifier: GPL-2.0-or-later
// The members of a .deb or .rpm, read with libarchive: the work of a confined child.
#include "system/archive_search.h"

#include <archive.h>
#include <archive_entry.h>
#include <errno.h>
#include <string.h>
#include <unistd.h>

enum {
	MEMBERS_MOST = 1000 * 1000,
};

static struct archive *open_reader(void)
{
	struct archive *archive = archive_read_new();

	if (archive == NULL)
		return NULL;
	(void)archive_read_support_filter_gzip(archive);
	(void)archive_read_support_filter_bzip2(archive);
	(void)archive_read_support_filter_lzma(archive);
	(void)archive_read_support_filter_xz(archive);
	(void)archive_read_support_filter_zstd(archive);
	return archive;
}

/* "./etc/x", "/etc/x" and "etc/x" are one. */
static const char *plain_name(const char *name)
{
	while (name[0] == '/' || (name[0] == '.' && name[1] == '/'))
		name++;
	return name;
}

static bool find(const struct archive_search *search, const char *name, size_t *result)
{
	for (size_t i = 0; i < search->count; i++) {
		if (!search->done[i] && strcmp(plain_name(search->paths[i]), name) == 0) {
			*result = i;
			return true;
		}
	}
	return false;
}

/* Of hard links in a cpio archive only the last one has the bytes. */
static bool has_bytes(const struct archive_search *search, struct archive_entry *entry)
{
	return archive_entry_filetype(entry) == AE_IFREG && archive_entry_hardlink(entry) == NULL &&
		archive_entry_size_is_set(entry) && archive_entry_size(entry) <= search->most &&
		(archive_entry_size(entry) > 0 || archive_entry_nlink(entry) <= 1);
}

static int answer_member(
	struct archive_search *search, struct archive *archive, struct archive_entry *entry)
{
	const char *name = archive_entry_pathname(entry);
	size_t index, size;
	la_ssize_t length;

	if (name == NULL || !has_bytes(search, entry) || !find(search, plain_name(name), &index))
		return 0;
	size = (size_t)archive_entry_size(entry);
	length = archive_read_data(archive, search->answer->bytes, size);
	if (length < 0 || (size_t)length != size)
		return -EBADMSG;
	search->answer->index = (uint32_t)index;
	search->hand_over(search->channel, search->answer, sizeof *search->answer + size);
	search->done[index] = true;
	search->left--;
	return 0;
}

/* tar or cpio: until everything is found. */
static int search_members(struct archive_search *search, struct archive *archive)
{
	struct archive_entry *entry = NULL;

	for (size_t i = 0; i < MEMBERS_MOST && search->left > 0; i++) {
		int code = archive_read_next_header(archive, &entry);

		if (code == ARCHIVE_EOF)
			return 0;
		if (code < ARCHIVE_WARN)
			return -EBADMSG;
		code = answer_member(search, archive, entry);
		if (code < 0)
			return code;
	}
	return search->left > 0 ? -EFBIG : 0;
}

/* An archive that is a member of another one. */
struct inside {
	struct archive *outer;
	char *buffer;
};

static la_ssize_t read_member(struct archive *archive, void *context, const void **buffer)
{
	const struct inside *inside = context;

	(void)archive;
	*buffer = inside->buffer;
	return archive_read_data(inside->outer, inside->buffer, ARCHIVE_BUFFER);
}

static int search_tar(struct archive_search *search, struct archive *outer)
{
	struct inside inside = {outer, search->buffer};
	struct archive *inner = open_reader();
	int code = -EBADMSG;

	if (inner != NULL && archive_read_support_format_tar(inner) == ARCHIVE_OK &&
		archive_read_open(inner, &inside, NULL, read_member, NULL) == ARCHIVE_OK)
		code = search_members(search, inner);
	(void)archive_read_free(inner);
	return code;
}

/* A Debian package: the files lie in data.tar.*, one of the members of an ar archive. */
static int search_deb(struct archive_search *search, struct archive *archive)
{
	struct archive_entry *entry = NULL;

	while (archive_read_next_header(archive, &entry) == ARCHIVE_OK) {
		const char *name = archive_entry_pathname(entry);

		if (name != NULL && strncmp(name, "data.tar", strlen("data.tar")) == 0)
			return search_tar(search, archive);
	}
	return -EBADMSG;
}

static int search_opened(struct archive_search *search, struct archive *archive, int input)
{
	char magic[8] = "";
	bool is_deb = pread(input, magic, sizeof magic, 0) == sizeof magic &&
		memcmp(magic, "!<arch>\n", sizeof magic) == 0;
	int code;

	if (lseek(input, 0, SEEK_SET) < 0)
		return -EBADMSG;
	(void)archive_read_support_filter_rpm(archive);
	code = is_deb ? archive_read_support_format_ar(archive)
		      : archive_read_support_format_cpio(archive);
	if (code == ARCHIVE_OK)
		code = archive_read_open_fd(archive, input, ARCHIVE_BUFFER);
	if (code != ARCHIVE_OK)
		return -EBADMSG;
	return is_deb ? search_deb(search, archive) : search_members(search, archive);
}

int archive_search(struct archive_search *search, int input)
{
	struct archive *archive = open_reader();
	int code = archive == NULL ? -EBADMSG : search_opened(search, archive, input);

	(void)archive_read_free(archive);
	return code;
}
