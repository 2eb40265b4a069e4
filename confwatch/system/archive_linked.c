// SPDX-License-Identifier: GPL-2.0-or-later
// The reader of packages in programs that are linked with libarchive.
#include "system/archive_search.h"

archive_search_function *archive_reader(struct error *error)
{
	(void)error;
	return archive_search;
}
