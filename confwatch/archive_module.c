// SPDX-License-Identifier: GPL-2.0-or-later
// The reader of packages, loaded from beside the program when it is needed.
#include <string.h>

#include "module.h"
#include "system/archive_search.h"

archive_search_function *archive_reader(struct error *error)
{
	void *function = module_symbol("archive.so", "archive_search", error);
	archive_search_function *result = NULL;

	/* The cast that POSIX asks for is none that C knows. */
	memcpy(&result, &function, sizeof result);
	return result;
}
