// SPDX-License-Identifier: GPL-2.0-or-later
// Rows of a table in a file of SQLite's: https://www.sqlite.org/fileformat2.html
#include "system/sqlite_table.h"

#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#include "base/arena.h"

#define MAGIC "SQLite format 3"

enum {
	HEADER_SIZE = 100,
	PAGE_SIZE_AT = 16,
	RESERVED_AT = 20,
	ENCODING_AT = 56,
	UTF_8 = 1,
	SMALLEST_PAGE = 512,
	LARGEST_PAGE = 65536,
	INTERIOR = 5, /* kinds of pages */
	LEAF = 13,
	INTERIOR_HEADER = 12,
	LEAF_HEADER = 8,
	LAST_CHILD_AT = 8,
	NOT_FOR_PAYLOAD = 35, /* bytes of a page: what is longer goes on in other pages */
	FIRST_STRING = 12,    /* from here on types are lengths */
};

struct reader {
	int fd;
	uint32_t page_size;
	uint32_t usable; /* of a page */
	uint32_t page_count;
	unsigned char *page;
	uint32_t *waiting; /* pages that are to be read */
	size_t waiting_count;
	size_t waiting_capacity;
};

/* Bytes that are left of a row. */
struct cursor {
	const unsigned char *at;
	const unsigned char *end;
};

static uint32_t big_endian(const unsigned char *bytes, size_t count)
{
	uint32_t value = 0;

	for (size_t i = 0; i < count; i++)
		value = value << 8 | bytes[i];
	return value;
}

/* Seven bits a byte, of the ninth all eight. */
static bool take_varint(struct cursor *cursor, uint64_t *result)
{
	*result = 0;
	for (int i = 0; cursor->at != cursor->end && i < 9; i++) {
		unsigned char byte = *cursor->at++;

		if (i == 8) {
			*result = *result << 8 | byte;
			return true;
		}
		*result = *result << 7 | (byte & 0x7f);
		if ((byte & 0x80) == 0)
			return true;
	}
	return false;
}

static bool take_number(struct cursor *cursor, size_t size, int64_t *result)
{
	uint64_t value;

	if ((size_t)(cursor->end - cursor->at) < size)
		return false;
	value = size > 0 && (cursor->at[0] & 0x80) != 0 ? UINT64_MAX : 0;
	for (size_t i = 0; i < size; i++)
		value = value << 8 | cursor->at[i];
	cursor->at += size;
	*result = (int64_t)value;
	return true;
}

static bool take_value(struct cursor *cursor, uint64_t type, struct sqlite_value *result)
{
	static const size_t sizes[] = {0, 1, 2, 3, 4, 6, 8};
	size_t length;

	*result = (struct sqlite_value){0};
	if (type < sizeof sizes / sizeof sizes[0])
		return take_number(cursor, sizes[type], &result->number);
	if (type == 8 || type == 9) {
		result->number = (int64_t)type - 8;
		return true;
	}
	/* Fractions are in none of the tables that are read. */
	if (type < FIRST_STRING || (type - FIRST_STRING) / 2 > (uint64_t)(cursor->end - cursor->at))
		return false;
	length = (size_t)(type - FIRST_STRING) / 2;
	result->bytes = (const char *)cursor->at;
	result->length = length;
	cursor->at += length;
	return true;
}

/* Types of all values, then the values. */
static bool parse_row(struct cursor payload, struct sqlite_row *row)
{
	struct cursor types = payload, values = payload;
	uint64_t header, type;

	*row = (struct sqlite_row){0};
	if (!take_varint(&types, &header) || header > (uint64_t)(payload.end - payload.at))
		return false;
	types.end = payload.at + header;
	values.at = types.end;
	if (types.at > types.end)
		return false;
	while (types.at != types.end && row->count < SQLITE_COLUMNS) {
		if (!take_varint(&types, &type) ||
			!take_value(&values, type, &row->values[row->count]))
			return false;
		row->count++;
	}
	return true;
}

static bool read_cell(
	const struct reader *reader, struct cursor cell, sqlite_take *take, void *context)
{
	struct sqlite_row row;
	uint64_t length, number;

	if (!take_varint(&cell, &length) || !take_varint(&cell, &number) ||
		length > reader->usable - NOT_FOR_PAYLOAD ||
		length > (uint64_t)(cell.end - cell.at))
		return false;
	cell.end = cell.at + length;
	return parse_row(cell, &row) && take(context, &row);
}

/* A tree has no page twice: more of them than the file has are none. */
static bool wait_for(struct reader *reader, uint32_t page)
{
	if (page == 0 || page > reader->page_count || reader->waiting_count == reader->page_count)
		return false;
	reader->waiting = memory_grow(reader->waiting, &reader->waiting_capacity,
		reader->waiting_count + 1, sizeof *reader->waiting);
	reader->waiting[reader->waiting_count++] = page;
	return true;
}

static bool read_page(struct reader *reader, uint32_t number, sqlite_take *take, void *context)
{
	const unsigned char *page = reader->page, *end = page + reader->usable;
	const unsigned char *head = page + (number == 1 ? HEADER_SIZE : 0), *pointers;
	off_t offset = (off_t)(number - 1) * reader->page_size;
	uint32_t count;
	bool leaf;

	if (pread(reader->fd, reader->page, reader->page_size, offset) != reader->page_size ||
		(head[0] != LEAF && head[0] != INTERIOR))
		return false;
	leaf = head[0] == LEAF;
	pointers = head + (leaf ? LEAF_HEADER : INTERIOR_HEADER);
	count = big_endian(head + 3, 2);
	if ((size_t)(end - pointers) / 2 < count)
		return false;
	for (uint32_t i = 0; i < count; i++) {
		const unsigned char *cell = page + big_endian(pointers + (size_t)2 * i, 2);

		if (cell > end - 4 ||
			!(leaf ? read_cell(reader, (struct cursor){cell, end}, take, context)
			       : wait_for(reader, big_endian(cell, 4))))
			return false;
	}
	return leaf || wait_for(reader, big_endian(head + LAST_CHILD_AT, 4));
}

static bool read_header(struct reader *reader)
{
	unsigned char header[HEADER_SIZE];
	struct stat status;

	if (pread(reader->fd, header, sizeof header, 0) != sizeof header ||
		fstat(reader->fd, &status) < 0 || memcmp(header, MAGIC, sizeof MAGIC) != 0)
		return false;
	reader->page_size = big_endian(header + PAGE_SIZE_AT, 2);
	if (reader->page_size == 1)
		reader->page_size = LARGEST_PAGE;
	if (reader->page_size < SMALLEST_PAGE || (reader->page_size & (reader->page_size - 1)) != 0)
		return false;
	reader->usable = reader->page_size - header[RESERVED_AT];
	/* Numbers of pages have 32 bits. */
	if (status.st_size / reader->page_size > UINT32_MAX)
		return false;
	reader->page_count = (uint32_t)(status.st_size / reader->page_size);
	return big_endian(header + ENCODING_AT, 4) == UTF_8;
}

bool sqlite_read_table(int fd, uint32_t first_page, sqlite_take *take, void *context)
{
	struct reader reader = {.fd = fd};
	size_t capacity = 0;
	bool fine = read_header(&reader) && wait_for(&reader, first_page);

	if (fine)
		reader.page = memory_grow(NULL, &capacity, reader.page_size, 1);
	for (uint32_t read = 0; fine && reader.waiting_count > 0; read++)
		fine = read < reader.page_count &&
			read_page(&reader, reader.waiting[--reader.waiting_count], take, context);
	free(reader.page);
	free(reader.waiting);
	return fine;
}
