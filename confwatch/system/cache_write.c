// SPDX-License-Identifier: GPL-2.0-or-later
// The stat cache: laying out a scan as arrays and writing them.
#include <errno.h>
#include <fcntl.h>
#include <libdeflate.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#include "base/path.h"
#include "base/text.h"
#include "system/cache_layout.h"
#include "system/file_type.h"
#include "system/files.h"

#define TEMPORARY "cache.new"

enum {
	BUFFER_SIZE = 256 * 1024,
};

/* Bytes on their way to the file; the first failure stays. */
struct output {
	int fd;
	int code;
	uint32_t checksum;
	size_t length;
	char *buffer;
};

static void flush(struct output *output)
{
	output->checksum = libdeflate_crc32(output->checksum, output->buffer, output->length);
	if (output->code == 0)
		output->code = files_write_all(output->fd, output->buffer, output->length);
	output->length = 0;
}

static void put(struct output *output, const void *bytes, size_t length)
{
	while (length > 0) {
		size_t room = BUFFER_SIZE - output->length;
		size_t piece = length < room ? length : room;

		memcpy(output->buffer + output->length, bytes, piece);
		output->length += piece;
		bytes = (const char *)bytes + piece;
		length -= piece;
		if (output->length == BUFFER_SIZE)
			flush(output);
	}
}

static uint32_t mode_of(const struct entry *entry)
{
	return file_type_bits(entry->kind) | entry->mode;
}

static uint32_t flags_of(const struct entry *entry, const struct stamp *stamp)
{
	return (stamp->racy ? (uint32_t)RECORD_RACY : 0) |
		(stamp->mount ? (uint32_t)RECORD_MOUNT : 0) |
		(entry->ancestor ? (uint32_t)RECORD_ANCESTOR : 0);
}

static const struct entry *entry_at(const struct layout *layout, uint32_t record)
{
	return &layout->scan->tree.entries[layout->order[record]];
}

static void put_records(const struct layout *layout, struct output *output)
{
	uint32_t name = 0;

	for (uint32_t i = 0; i < layout->records; i++) {
		const struct entry *entry = entry_at(layout, i);
		const struct stamp *stamp = &layout->scan->stamps[layout->order[i]];
		struct cache_record record = {
			.inode = stamp->inode,
			.change_seconds = stamp->change_seconds,
			.change_nanoseconds = stamp->change_nanoseconds,
			.modify_seconds = entry->seconds,
			.modify_nanoseconds = entry->nanoseconds,
			.size = entry->size,
			.mode = mode_of(entry),
			.links = stamp->links,
			.name = name,
			.group = layout->group_of[layout->order[i]],
			.flags = flags_of(entry, stamp),
		};

		put(output, &record, sizeof record);
		name += (uint32_t)strlen(path_name(entry->path)) + 1;
	}
}

static void put_names(const struct layout *layout, struct output *output)
{
	for (uint32_t i = 0; i < layout->records; i++) {
		const char *name = path_name(entry_at(layout, i)->path);

		put(output, name, strlen(name) + 1);
	}
}

static void add_string(struct text *extra, const char *string)
{
	text_append(extra, string, strlen(string) + 1);
}

static void add_number(struct text *extra, uint32_t number)
{
	text_append(extra, &number, sizeof number);
}

static uint32_t extra_flags(const struct entry *entry)
{
	const struct attributes *attributes = entry->attributes;
	uint32_t flags = 0;

	flags |= entry->seal != NULL ? (uint32_t)EXTRA_SEAL : 0;
	flags |= entry->target != NULL ? (uint32_t)EXTRA_TARGET : 0;
	flags |= entry->same_as != NULL ? (uint32_t)EXTRA_SAME_AS : 0;
	flags |= entry->problem != 0 ? (uint32_t)EXTRA_PROBLEM : 0;
	flags |= entry->major != 0 || entry->minor != 0 ? (uint32_t)EXTRA_DEVICE : 0;
	if (attributes == NULL)
		return flags;
	flags |= attributes->access_acl != NULL ? (uint32_t)EXTRA_ACCESS_ACL : 0;
	flags |= attributes->default_acl != NULL ? (uint32_t)EXTRA_DEFAULT_ACL : 0;
	flags |= attributes->count > 0 ? (uint32_t)EXTRA_ATTRIBUTES : 0;
	return flags;
}

static void add_attributes(struct text *extra, const struct attributes *attributes)
{
	if (attributes == NULL)
		return;
	if (attributes->access_acl != NULL)
		add_string(extra, attributes->access_acl);
	if (attributes->default_acl != NULL)
		add_string(extra, attributes->default_acl);
	if (attributes->count == 0)
		return;
	add_number(extra, (uint32_t)attributes->count);
	for (size_t i = 0; i < attributes->count; i++) {
		const struct attribute *attribute = &attributes->list[i];

		add_string(extra, attribute->name);
		add_number(extra, (uint32_t)attribute->length);
		text_append(extra, attribute->value, attribute->length);
	}
}

/* Its place, 0 when there is nothing. */
static uint32_t add_extra(struct text *extra, const struct entry *entry)
{
	uint32_t place = (uint32_t)extra->length;
	uint32_t flags = extra_flags(entry);

	if (flags == 0)
		return 0;
	add_number(extra, flags);
	if (entry->seal != NULL)
		text_append(extra, entry->seal, SEAL_SIZE);
	if (entry->target != NULL)
		add_string(extra, entry->target);
	if (entry->same_as != NULL)
		add_string(extra, entry->same_as);
	if (entry->problem != 0)
		add_number(extra, (uint32_t)entry->problem);
	if ((flags & EXTRA_DEVICE) != 0) {
		add_number(extra, entry->major);
		add_number(extra, entry->minor);
	}
	add_attributes(extra, entry->attributes);
	return place;
}

static void put_details(const struct layout *layout, struct output *output, struct text *extra)
{
	for (uint32_t i = 0; i < layout->records; i++) {
		const struct entry *entry = entry_at(layout, i);
		struct cache_detail detail = {
			.uid = entry->uid,
			.gid = entry->gid,
			.extra = add_extra(extra, entry),
			.content = entry->content,
		};

		/* Of protected files a plain digest is written nowhere. */
		if (entry->content == CONTENT_PUBLIC && entry->has_blob) {
			detail.has_blob = 1;
			memcpy(detail.blob, entry->blob, BLOB_SIZE);
		}
		put(output, &detail, sizeof detail);
	}
}

/* Names by number, each number once. */
struct owner_table {
	struct cache_owner *owners;
	size_t count;
	size_t capacity;
};

static void add_owner(
	struct owner_table *table, struct text *extra, uint32_t number, const char *name)
{
	size_t low = 0;
	size_t high = table->count;

	if (name == NULL)
		return;
	while (low < high) {
		size_t middle = low + (high - low) / 2;

		if (table->owners[middle].number < number)
			low = middle + 1;
		else
			high = middle;
	}
	if (low < table->count && table->owners[low].number == number)
		return;
	table->owners = memory_grow(
		table->owners, &table->capacity, table->count + 1, sizeof *table->owners);
	memmove(&table->owners[low + 1], &table->owners[low],
		(table->count - low) * sizeof *table->owners);
	table->owners[low] =
		(struct cache_owner){.number = number, .name = (uint32_t)extra->length};
	table->count++;
	add_string(extra, name);
}

static uint32_t put_owners(
	const struct layout *layout, struct output *output, struct text *extra, bool users)
{
	const struct tree *tree = &layout->scan->tree;
	struct owner_table table = {0};

	for (size_t i = 0; i < tree->count; i++) {
		const struct entry *entry = &tree->entries[i];

		if (users)
			add_owner(&table, extra, entry->uid, entry->user);
		else
			add_owner(&table, extra, entry->gid, entry->group);
	}
	put(output, table.owners, table.count * sizeof *table.owners);
	free(table.owners);
	return (uint32_t)table.count;
}

static void put_probes(const struct layout *layout, struct output *output, struct text *extra)
{
	for (size_t i = 0; i < layout->scan->probe_count; i++) {
		const struct probe *probe = &layout->scan->probes[i];
		struct cache_probe put_probe = {
			.exists = probe->exists,
			.path = (uint32_t)extra->length,
		};

		add_string(extra, probe->path);
		put(output, &put_probe, sizeof put_probe);
	}
}

/* An ancestor's own stamps move with whatever happens in it: they keep nothing from settling. */
static uint32_t count_racy(const struct scan *scan)
{
	uint32_t count = 0;

	for (size_t i = 0; i < scan->tree.count; i++) {
		const struct entry *entry = &scan->tree.entries[i];

		if (scan->stamps[i].racy &&
			!(entry->ancestor && entry->kind == ENTRY_DIRECTORY &&
				entry->content != CONTENT_UNREADABLE))
			count++;
	}
	return count;
}

static size_t names_size(const struct layout *layout)
{
	size_t size = 0;

	for (uint32_t i = 0; i < layout->records; i++)
		size += strlen(path_name(entry_at(layout, i)->path)) + 1;
	return size;
}

/* The header holds counts and the sum of what follows, so it is written last. */
static void write_arrays(
	const struct layout *layout, struct cache_header *header, struct output *output)
{
	TEXT_CLEANUP struct text extra = TEXT_INIT;
	size_t names = names_size(layout);

	text_byte(&extra, '\0');
	put_records(layout, output);
	put(output, layout->groups, layout->group_count * sizeof *layout->groups);
	put_details(layout, output, &extra);
	header->users = put_owners(layout, output, &extra, true);
	header->owner_groups = put_owners(layout, output, &extra, false);
	put_probes(layout, output, &extra);
	put_names(layout, output);
	put(output, extra.bytes, extra.length);
	flush(output);
	if (output->code == 0 && (names > UINT32_MAX || extra.length > UINT32_MAX))
		output->code = -EFBIG;
	header->names = (uint32_t)names;
	header->extra = (uint32_t)extra.length;
}

static int write_file(const struct layout *layout, struct cache_header *header, int fd)
{
	struct output output = {.fd = fd, .buffer = malloc(BUFFER_SIZE)};

	if (output.buffer == NULL)
		out_of_memory();
	put(&output, header, sizeof *header);
	flush(&output);
	output.checksum = 0;
	write_arrays(layout, header, &output);
	free(output.buffer);
	if (output.code < 0)
		return output.code;
	/* Its own field is still 0, as the sum wants it: see cache_checksum(). */
	header->checksum = libdeflate_crc32(output.checksum, header, sizeof *header);
	if (pwrite(fd, header, sizeof *header, 0) != (ssize_t)sizeof *header)
		return -EIO;
	return 0;
}

int cache_write(int state, const struct scan *scan, const unsigned char head[BLOB_SIZE],
	const struct cache_basis *basis, bool exact, struct error *error)
{
	LAYOUT_CLEANUP struct layout layout = {0};
	FD_CLEANUP int fd = -1;
	struct cache_header header = {.order = CACHE_ORDER, .exact = exact};
	int code;

	if (layout_make(scan, &layout, error) < 0)
		return -error->code;
	memcpy(header.magic, CACHE_MAGIC, sizeof header.magic);
	header.records = layout.records;
	header.groups = layout.group_count;
	header.probes = (uint32_t)scan->probe_count;
	header.racy = count_racy(scan);
	memcpy(header.head, head, sizeof header.head);
	memcpy(header.basis, basis->bytes, sizeof header.basis);
	/* What a killed run left. */
	(void)unlinkat(state, TEMPORARY, 0);
	fd = openat(state, TEMPORARY, O_WRONLY | O_CREAT | O_EXCL | O_NOFOLLOW | O_CLOEXEC,
		S_IRUSR | S_IWUSR);
	if (fd < 0)
		return error_system(error, errno, "cannot write the cache");
	code = write_file(&layout, &header, fd);
	if (code == 0 && renameat(state, TEMPORARY, state, "cache") < 0)
		code = -errno;
	if (code == 0)
		return 0;
	(void)unlinkat(state, TEMPORARY, 0);
	return error_system(error, -code, "cannot write the cache");
}
