// SPDX-License-Identifier: GPL-2.0-or-later
// rpm's transaction plugin: runs `confwatch hook` before and after whatever rpm, dnf or zypper do.
#include "hooks/run.h"

#include <dlfcn.h>
#include <fcntl.h>
#include <stdbool.h>
#include <stddef.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/mman.h>
#include <sys/stat.h>
#include <unistd.h>

/* rpmRC, rpmtsFlags_e and rpmElementType_e, the same from rpm 4.14 to 6. */
enum {
	RPM_OK = 0,
	RPM_NOTFOUND = 1,
	RPM_FAIL = 2,
	RPM_TEST = 1,
	RPM_ADDED = 1,
	RPM_REMOVED = 2,
};

/*
 * Written down here, because most systems ship no header for it; its order is that of every rpm
 * from 4.14 to 6. The last one has other arguments since 4.18 and must stay NULL.
 */
struct rpmPluginHooks_s {
	int (*init)(void *plugin, void *transaction);
	void (*cleanup)(void *plugin);
	int (*tsm_pre)(void *plugin, void *transaction);
	int (*tsm_post)(void *plugin, void *transaction, int result);
	void *unused[8];
};

/* What is asked of librpm. None of it may be linked: dnf 4 loads librpm out of our sight. */
struct librpm {
	unsigned (*rpmtsFlags)(void *transaction);
	const char *(*rpmtsRootDir)(void *transaction);
	int (*rpmtsNElements)(void *transaction);
	void *(*rpmtsElement)(void *transaction, int index);
	int (*rpmteType)(void *element);
	const char *(*rpmteN)(void *element);
	const char *(*rpmteEVR)(void *element);
	const char *(*rpmteA)(void *element);
	void *(*rpmteDependsOn)(void *element);
};

static const struct {
	const char *name;
	size_t offset;
} symbols[] = {
	{"rpmtsFlags", offsetof(struct librpm, rpmtsFlags)},
	{"rpmtsRootDir", offsetof(struct librpm, rpmtsRootDir)},
	{"rpmtsNElements", offsetof(struct librpm, rpmtsNElements)},
	{"rpmtsElement", offsetof(struct librpm, rpmtsElement)},
	{"rpmteType", offsetof(struct librpm, rpmteType)},
	{"rpmteN", offsetof(struct librpm, rpmteN)},
	{"rpmteEVR", offsetof(struct librpm, rpmteEVR)},
	{"rpmteA", offsetof(struct librpm, rpmteA)},
	{"rpmteDependsOn", offsetof(struct librpm, rpmteDependsOn)},
};

enum {
	NEEDED = 2, /* of symbols: without the others nothing is announced */
};

/* One process has one rpm: set by the first init, ended by the last cleanup. */
static int program = -1;
static unsigned users;

/* Where the functions are, without loading anything that is not there. */
static void *look_up(const char *name)
{
	static const char *const libraries[] = {
		"librpm.so.10", "librpm.so.9", "librpm.so.8", "librpm.so.11", "librpm.so.12"};
	void *result = dlsym(RTLD_DEFAULT, name);

	for (size_t i = 0; result == NULL && i < sizeof libraries / sizeof libraries[0]; i++) {
		void *library = dlopen(libraries[i], RTLD_LAZY | RTLD_NOLOAD);

		if (library == NULL)
			continue;
		result = dlsym(library, name);
		(void)dlclose(library);
	}
	return result;
}

/* How many there are, in the order of the table. */
static size_t find_librpm(struct librpm *result)
{
	for (size_t i = 0; i < sizeof symbols / sizeof symbols[0]; i++) {
		void *address = look_up(symbols[i].name);

		if (address == NULL)
			return i;
		(void)memcpy((char *)result + symbols[i].offset, &address, sizeof address);
	}
	return sizeof symbols / sizeof symbols[0];
}

/* Not among the standard descriptors, which a child gets others for. */
static int open_program(void)
{
	struct stat status;
	int fd = open(CONFWATCH_PROGRAM, O_PATH | O_CLOEXEC), result = -1;

	if (fd < 0)
		return -1;
	if (fstat(fd, &status) == 0 && S_ISREG(status.st_mode) && (status.st_mode & 0111) != 0)
		result = fcntl(fd, F_DUPFD_CLOEXEC, STDERR_FILENO + 1);
	(void)close(fd);
	return result;
}

static void cleanup(void *plugin)
{
	(void)plugin;
	if (users == 0 || --users > 0)
		return;
	(void)close(program);
	program = -1;
}

/* "Not found" means that rpm goes on as if there were no plugin. */
static int init(void *plugin, void *transaction)
{
	struct librpm librpm = {0};

	(void)plugin;
	(void)transaction;
	if (geteuid() != 0 || find_librpm(&librpm) < NEEDED)
		return RPM_NOTFOUND;
	if (users == 0)
		program = open_program();
	if (program < 0)
		return RPM_NOTFOUND;
	users++;
	return RPM_OK;
}

/* Tests change nothing, and other roots have their own confwatch. */
static bool concerns_us(const struct librpm *librpm, void *transaction)
{
	const char *root;

	if ((librpm->rpmtsFlags(transaction) & RPM_TEST) != 0)
		return false;
	root = librpm->rpmtsRootDir(transaction);
	return root == NULL || strcmp(root, "/") == 0;
}

/*
 * In the form of apt's version 3, which `hook before --packages` reads. What goes because of
 * something else (the old version, what is obsoleted) is not announced as a removal.
 */
static void announce(const struct librpm *librpm, void *element, FILE *list)
{
	const char *name = librpm->rpmteN(element), *version = librpm->rpmteEVR(element);
	const char *architecture = librpm->rpmteA(element);
	int type = librpm->rpmteType(element);

	if (name == NULL || version == NULL)
		return;
	if (architecture == NULL)
		architecture = "-";
	if (type == RPM_ADDED)
		(void)fprintf(list, "%s - - none < %s %s none -\n", name, version, architecture);
	else if (type == RPM_REMOVED && librpm->rpmteDependsOn(element) == NULL)
		(void)fprintf(
			list, "%s %s %s none > - - none **REMOVE**\n", name, version, architecture);
}

/* In memory, so that nobody waits for the other side to read. -1: nothing is announced. */
static int write_list(const struct librpm *librpm, void *transaction)
{
	int fd = memfd_create("confwatch-packages", MFD_CLOEXEC);
	FILE *list = fd < 0 ? NULL : fdopen(fd, "w+e");
	int count = librpm->rpmtsNElements(transaction), copy;

	if (list == NULL) {
		if (fd >= 0)
			(void)close(fd);
		return -1;
	}
	(void)fputs("VERSION 3\n\n", list);
	for (int i = 0; i < count; i++) {
		void *element = librpm->rpmtsElement(transaction, i);

		if (element != NULL)
			announce(librpm, element, list);
	}
	copy = fflush(list) == 0 ? fcntl(fd, F_DUPFD_CLOEXEC, STDERR_FILENO + 1) : -1;
	(void)fclose(list);
	return copy;
}

static enum run_outcome call(const char *event, int list)
{
	char name[] = "confwatch", hook[] = "hook", via[] = "--via=rpm", packages[] = "--packages";
	char word[16];
	char *words[] = {name, hook, word, via, list >= 0 ? packages : NULL, NULL};

	(void)snprintf(word, sizeof word, "%s", event);
	return run_hook(program, words, list, RUN_SECONDS);
}

static int tsm_pre(void *plugin, void *transaction)
{
	struct librpm librpm = {0};
	size_t found = find_librpm(&librpm);
	int list, refused;

	(void)plugin;
	if (program < 0 || found < NEEDED || !concerns_us(&librpm, transaction))
		return RPM_OK;
	list = found == sizeof symbols / sizeof symbols[0] ? write_list(&librpm, transaction) : -1;
	refused = call("before", list) == RUN_REFUSED;
	if (list >= 0)
		(void)close(list);
	return refused ? RPM_FAIL : RPM_OK;
}

static int tsm_post(void *plugin, void *transaction, int result)
{
	struct librpm librpm = {0};

	(void)plugin;
	(void)result;
	if (program >= 0 && find_librpm(&librpm) >= NEEDED && concerns_us(&librpm, transaction))
		(void)call("after", -1);
	return RPM_OK;
}

extern const struct rpmPluginHooks_s confwatch_hooks;

__attribute__((visibility("default"))) const struct rpmPluginHooks_s confwatch_hooks = {
	.init = init,
	.cleanup = cleanup,
	.tsm_pre = tsm_pre,
	.tsm_post = tsm_post,
};
