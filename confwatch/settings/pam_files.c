// SPDX-License-Identifier: GPL-2.0-or-later
// Where libpam looks for services, includes and modules.
#include "settings/pam_files.h"

#include <stdio.h>
#include <string.h>

#include "base/text.h"
#include "settings/document.h"

static const char *const service_directories[] = {
	"/etc/pam.d",
	"/usr/lib/pam.d",
	"/usr/etc/pam.d",
};

enum {
	SERVICE_DIRECTORIES = sizeof service_directories / sizeof service_directories[0],
};

/* Debian's by architecture, in front of the one that it falls back to; openSUSE's, Fedora's. */
static const char *const module_directories[] = {
	"/lib/x86_64-linux-gnu/security",
	"/usr/lib/x86_64-linux-gnu/security",
	"/lib/aarch64-linux-gnu/security",
	"/usr/lib/aarch64-linux-gnu/security",
	"/usr/lib/arm-linux-gnueabihf/security",
	"/usr/lib/i386-linux-gnu/security",
	"/usr/lib/powerpc64le-linux-gnu/security",
	"/usr/lib/riscv64-linux-gnu/security",
	"/usr/lib/s390x-linux-gnu/security",
	"/lib64/security",
	"/usr/lib64/security",
	"/lib/security",
	"/usr/lib/security",
};

enum {
	MODULE_DIRECTORIES = sizeof module_directories / sizeof module_directories[0],
};

static bool is_installed(struct documents *documents, const char *package)
{
	const struct judge_world *world = documents_world(documents);
	char version[JUDGED_NAME_MOST] = "";

	return world->package(world->context, package, version) == 0 && version[0] != '\0';
}

static size_t directories_of(const struct pam_build *build)
{
	return build->vendor ? SERVICE_DIRECTORIES : SERVICE_DIRECTORIES - 1;
}

/* The type of what is there, links followed; '\0': nothing is. */
static char type_of(struct documents *documents, const char *path)
{
	TEXT_CLEANUP struct text bytes = TEXT_INIT;
	struct judged_entry entry;

	(void)document_unescape(path, &bytes);
	if (!documents_entry(documents, text_string(&bytes), true, &entry) ||
		entry.presence != PRESENCE_THERE)
		return '\0';
	return entry.type;
}

bool pam_has_directory(struct documents *documents, const struct pam_build *build)
{
	for (size_t i = 0; i < directories_of(build); i++)
		if (type_of(documents, service_directories[i]) == 'd')
			return true;
	return false;
}

static bool take_path(char path[JUDGED_PATH_MOST], const char *directory, const char *name)
{
	int length = snprintf(path, JUDGED_PATH_MOST, "%s/%s", directory, name);

	return length > 0 && length < JUDGED_PATH_MOST;
}

/* The directory in which libpam's own modules are; NULL: they are nowhere. */
static const char *own_directory(struct documents *documents)
{
	char path[JUDGED_PATH_MOST];

	for (size_t i = 0; i < MODULE_DIRECTORIES; i++)
		if (take_path(path, module_directories[i], "pam_deny.so") &&
			type_of(documents, path) == 'f')
			return module_directories[i];
	return NULL;
}

struct pam_build pam_build_of(struct documents *documents)
{
	bool debian = is_installed(documents, "libpam0g");

	return (struct pam_build){
		.at_include = debian || !is_installed(documents, "pam"),
		.includes_from_etc = debian,
		.vendor = !debian,
		.modules = debian ? NULL : own_directory(documents),
	};
}

bool pam_find_file(struct documents *documents, const struct pam_build *build, const char *name,
	bool included, char path[JUDGED_PATH_MOST])
{
	size_t count = included && build->includes_from_etc ? 1 : directories_of(build);

	if (name[0] == '/')
		return take_path(path, "", name + 1) && type_of(documents, path) != '\0';
	for (size_t i = 0; i < count; i++)
		if (take_path(path, service_directories[i], name) &&
			type_of(documents, path) != '\0')
			return true;
	return false;
}

xmlNodePtr pam_read_file(struct documents *documents, const char *path)
{
	TEXT_CLEANUP struct text bytes = TEXT_INIT;

	/* /dev/null, a directory: libpam opens it, and finds no line. */
	if (type_of(documents, path) != 'f')
		return NULL;
	if (document_unescape(path, &bytes)) {
		documents_unknown(documents, path);
		return NULL;
	}
	return documents_file(documents, path);
}

bool pam_find_module(struct documents *documents, const struct pam_build *build, const char *module,
	char path[JUDGED_PATH_MOST])
{
	if (module[0] == '/')
		return take_path(path, "", module + 1) && type_of(documents, path) == 'f';
	for (size_t i = 0; i < MODULE_DIRECTORIES; i++) {
		const char *directory = module_directories[i];

		if (build->modules != NULL && strcmp(build->modules, directory) != 0)
			continue;
		if (take_path(path, directory, module) && type_of(documents, path) == 'f')
			return true;
	}
	return false;
}
