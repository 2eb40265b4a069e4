// SPDX-License-Identifier: GPL-2.0-or-later
// The reader of packages, loaded from beside the program when it is needed.
#include <dlfcn.h>
#include <errno.h>
#include <limits.h>
#include <string.h>
#include <unistd.h>

#include "base/path.h"
#include "base/text.h"
#include "system/archive_search.h"

/* It stays until the process ends. */
archive_search_function *archive_reader(struct error *error)
{
	TEXT_CLEANUP struct text path = TEXT_INIT;
	char here[PATH_MAX];
	ssize_t length = readlink("/proc/self/exe", here, sizeof here - 1);
	archive_search_function *result = NULL;
	void *module, *function;

	if (length < 0) {
		(void)error_system(error, errno, "cannot read '/proc/self/exe'");
		return NULL;
	}
	here[length] = '\0';
	here[path_parent_length(here)] = '\0';
	text_format(&path, "%s/archive.so", here);
	module = dlopen(text_string(&path), RTLD_NOW | RTLD_LOCAL);
	function = module != NULL ? dlsym(module, "archive_search") : NULL;
	if (function == NULL)
		(void)error_set(error, ELIBACC, "%s", dlerror());
	/* The cast that POSIX asks for is none that C knows. */
	memcpy(&result, &function, sizeof result);
	return result;
}
