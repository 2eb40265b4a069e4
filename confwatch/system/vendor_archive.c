// SPDX-License-Identifier: GPL-2.0-or-later
// Texts out of a .deb or .rpm: libarchive in a confined child.
#include <archive.h>
#include <archive_entry.h>
#include <errno.h>
#include <stdbool.h>
#include <string.h>
#include <unistd.h>

#include "system/sandbox_child.h"
#include "system/vendor.h"

enum {
	SECONDS = 2,
	MEMORY = 256 * 1024 * 1024, /* xz of the strongest level wants 65 MiB, zstd up to 128 */
	TOTAL_MOST = 32 * 1024 * 1024,
	MEMBERS_MOST = 1000 * 1000,
	BUFFER = 64 * 1024,
};

/* What stands before the bytes of an answer. */
struct answer {
	uint32_t index; /* of the path */
	unsigned char bytes[];
};

/* The child's side. */
struct search {
	const char *const *paths;
	size_t count;
	bool *done;
	size_t left;
	struct answer *answer;
	int channel;
	char *buffer; /* BUFFER bytes */
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

static bool find(const struct search *search, const char *name, size_t *result)
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
static bool has_bytes(struct archive_entry *entry)
{
	return archive_entry_filetype(entry) == AE_IFREG && archive_entry_hardlink(entry) == NULL &&
		archive_entry_size_is_set(entry) && archive_entry_size(entry) <= VENDOR_TEXT_MOST &&
		(archive_entry_size(entry) > 0 || archive_entry_nlink(entry) <= 1);
}

static int answer_member(
	struct search *search, struct archive *archive, struct archive_entry *entry)
{
	const char *name = archive_entry_pathname(entry);
	size_t index, size;
	la_ssize_t length;

	if (name == NULL || !has_bytes(entry) || !find(search, plain_name(name), &index))
		return 0;
	size = (size_t)archive_entry_size(entry);
	length = archive_read_data(archive, search->answer->bytes, size);
	if (length < 0 || (size_t)length != size)
		return -EBADMSG;
	search->answer->index = (uint32_t)index;
	sandbox_answer(search->channel, search->answer, sizeof *search->answer + size);
	search->done[index] = true;
	search->left--;
	return 0;
}

/* tar or cpio: until everything is found. */
static int search_members(struct search *search, struct archive *archive)
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
	return archive_read_data(inside->outer, inside->buffer, BUFFER);
}

static int search_tar(struct search *search, struct archive *outer)
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
static int search_deb(struct search *search, struct archive *archive)
{
	struct archive_entry *entry = NULL;

	while (archive_read_next_header(archive, &entry) == ARCHIVE_OK) {
		const char *name = archive_entry_pathname(entry);

		if (name != NULL && strncmp(name, "data.tar", strlen("data.tar")) == 0)
			return search_tar(search, archive);
	}
	return -EBADMSG;
}

static int search_package(struct search *search, int input)
{
	char magic[8] = "";
	bool is_deb = pread(input, magic, sizeof magic, 0) == sizeof magic &&
		memcmp(magic, "!<arch>\n", sizeof magic) == 0;
	struct archive *archive = open_reader();
	int code;

	if (archive == NULL || lseek(input, 0, SEEK_SET) < 0)
		return -EBADMSG;
	(void)archive_read_support_filter_rpm(archive);
	code = is_deb ? archive_read_support_format_ar(archive)
		      : archive_read_support_format_cpio(archive);
	if (code == ARCHIVE_OK)
		code = archive_read_open_fd(archive, input, BUFFER);
	if (code != ARCHIVE_OK)
		return -EBADMSG;
	return is_deb ? search_deb(search, archive) : search_members(search, archive);
}

static int work(void *context, int input, int channel)
{
	struct search *search = context;

	search->channel = channel;
	return search_package(search, input);
}

/* The parent's side. */
struct harvest {
	struct arena *arena;
	const char *const *paths;
	size_t count;
	struct vendor_text *texts;
	size_t found;
};

static bool is_known(const struct harvest *harvest, const char *path)
{
	for (size_t i = 0; i < harvest->found; i++) {
		if (harvest->texts[i].path == path)
			return true;
	}
	return false;
}

static int take(void *context, const void *bytes, size_t length, struct error *error)
{
	struct harvest *harvest = context;
	uint32_t index = UINT32_MAX;

	if (length >= sizeof index)
		memcpy(&index, bytes, sizeof index);
	if (index >= harvest->count || is_known(harvest, harvest->paths[index]))
		return error_set(error, EBADMSG, "an answer makes no sense");
	harvest->texts[harvest->found++] = (struct vendor_text){
		.path = harvest->paths[index],
		.bytes = arena_bytes(
			harvest->arena, (const char *)bytes + sizeof index, length - sizeof index),
		.length = length - sizeof index,
	};
	return 0;
}

int vendor_from_archive(struct arena *arena, int archive, const char *const *paths, size_t count,
	int64_t deadline, struct vendor_text *result, size_t *found, struct error *error)
{
	struct search search = {
		.paths = paths,
		.count = count,
		.left = count,
		.done = arena_new_array(arena, count, bool),
		.answer = arena_alloc(arena, sizeof(struct answer) + VENDOR_TEXT_MOST),
		.buffer = arena_alloc(arena, BUFFER),
	};
	struct harvest harvest = {.arena = arena, .paths = paths, .count = count, .texts = result};
	const struct sandbox_limits limits = {
		.deadline = deadline,
		.seconds = SECONDS,
		.memory = MEMORY,
		.answer_most = sizeof(struct answer) + VENDOR_TEXT_MOST,
		.total_most = TOTAL_MOST,
	};
	const struct sandbox_job job = {
		.work = work,
		.work_context = &search,
		.input = archive,
		.take = take,
		.take_context = &harvest,
	};

	*found = 0;
	if (count == 0)
		return 0;
	if (sandbox_run(&job, &limits, error) < 0)
		return error_context(error, "cannot read a package");
	*found = harvest.found;
	return 0;
}
