// SPDX-License-Identifier: GPL-2.0-or-later
// Loading a shared object from beside the program.
#include "module.h"

#include <dlfcn.h>
#include <errno.h>
#include <limits.h>
#include <unistd.h>

#include "base/path.h"
#include "base/text.h"

void *module_symbol(const char *name, const char *symbol, struct error *error)
{
	TEXT_CLEANUP struct text path = TEXT_INIT;
	char here[PATH_MAX];
	ssize_t length = readlink("/proc/self/exe", here, sizeof here - 1);
	void *module, *result;

	if (length < 0) {
		(void)error_system(error, errno, "cannot read '/proc/self/exe'");
		return NULL;
	}
	here[length] = '\0';
	here[path_parent_length(here)] = '\0';
	text_format(&path, "%s/%s", here, name);
	module = dlopen(text_string(&path), RTLD_NOW | RTLD_LOCAL);
	result = module != NULL ? dlsym(module, symbol) : NULL;
	if (result == NULL)
		(void)error_set(error, ELIBACC, "%s", dlerror());
	return result;
}
