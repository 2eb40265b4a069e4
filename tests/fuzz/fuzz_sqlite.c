// SPDX-License-Identifier: GPL-2.0-or-later
// Any bytes as a database of sqlite's: what rows hold lies in the file's pages.
#include <sys/mman.h>
#include <unistd.h>

#include "system/sqlite_table.h"
#include "target.h"

static bool take(void *context, const struct sqlite_row *row)
{
	size_t *sum = context;

	must(row->count <= SQLITE_COLUMNS);
	for (size_t i = 0; i < row->count; i++) {
		for (size_t j = 0; j < row->values[i].length; j++)
			*sum += (unsigned char)row->values[i].bytes[j];
	}
	return true;
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
	int fd = memfd_create("database", MFD_CLOEXEC);
	size_t sum = 0;

	must(fd >= 0 && write(fd, data, size) == (ssize_t)size);
	for (uint32_t page = 1; page <= 3; page++)
		(void)sqlite_read_table(fd, page, take, &sum);
	(void)close(fd);
	return 0;
}
