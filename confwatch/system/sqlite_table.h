// SPDX-License-Identifier: GPL-2.0-or-later
// Rows of a table in a file of SQLite's, for readers of a few small tables: no locks, no writing.
#ifndef SYSTEM_SQLITE_TABLE_H
#define SYSTEM_SQLITE_TABLE_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

enum {
	SQLITE_COLUMNS = 8, /* of a row: what is behind is passed by */
};

struct sqlite_value {
	const char *bytes; /* NULL: it is a number, or none */
	size_t length;
	int64_t number;
};

struct sqlite_row {
	struct sqlite_value values[SQLITE_COLUMNS];
	size_t count;
};

/* False ends the reading, as something that was not expected. Bytes live until it returns. */
typedef bool sqlite_take(void *context, const struct sqlite_row *row);

/*
 * All rows of the table whose first page this is; 1: the list of all tables (type, name, its
 * table's name, first page, statement). False: no such file, or more than this understands (rows
 * that do not fit into a page), and what was taken is to be dropped. The caller has seen to it
 * that there is no log or journal beside the file, and sees to it that nobody wrote meanwhile.
 */
bool sqlite_read_table(int fd, uint32_t first_page, sqlite_take *take, void *context);

#endif
