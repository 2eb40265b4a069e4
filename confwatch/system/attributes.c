// SPDX-License-Identifier: GPL-2.0-or-later
// ACLs and extended attributes of one file, through a descriptor.
#include "system/attributes.h"

#include <acl/libacl.h>
#include <errno.h>
#include <linux/limits.h>
#include <stdbool.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/acl.h>
#include <sys/xattr.h>

#include "base/text.h"

#define ACCESS_ACL "system.posix_acl_access"
#define DEFAULT_ACL "system.posix_acl_default"

enum {
	LIST_PIECE = 1024,
	VALUE_PIECE = 256,
};

/*
 * The file by a name that works for every kind of descriptor, O_PATH too; the kernel resolves it
 * to the very file, also to a symbolic link itself (proc_pid_fd(5)).
 */
struct handle {
	int fd;
	char path[sizeof "/proc/self/fd/" + 3 * sizeof(int)];
};

static struct handle handle_of(int fd)
{
	struct handle handle = {.fd = fd};

	(void)snprintf(handle.path, sizeof handle.path, "/proc/self/fd/%d", fd);
	return handle;
}

static ssize_t list_once(const struct handle *handle, char *buffer, size_t size)
{
	ssize_t length = flistxattr(handle->fd, buffer, size);

	if (length < 0 && errno == EBADF)
		length = listxattr(handle->path, buffer, size);
	return length;
}

/* Names one behind the other, each with its NUL. A file system without any has none. */
static int list_names(const struct handle *handle, struct text *result, struct error *error)
{
	char small[LIST_PIECE];
	ssize_t length = list_once(handle, small, sizeof small);
	char *large = NULL;

	if (length < 0 && errno == ERANGE) {
		large = malloc(XATTR_LIST_MAX);
		if (large == NULL)
			out_of_memory();
		length = list_once(handle, large, XATTR_LIST_MAX);
	}
	if (length > 0)
		text_append(result, large != NULL ? large : small, (size_t)length);
	free(large);
	if (length < 0 && errno != ENOTSUP)
		return error_system(error, errno, "cannot list extended attributes");
	return 0;
}

/* 0; -ENODATA when it vanished. */
static int read_value(const struct handle *handle, const char *name, struct text *result)
{
	char small[VALUE_PIECE];
	ssize_t length = getxattr(handle->path, name, small, sizeof small);
	char *large;

	if (length >= 0) {
		text_append(result, small, (size_t)length);
		return 0;
	}
	if (errno != ERANGE)
		return -errno;
	large = malloc(XATTR_SIZE_MAX);
	if (large == NULL)
		out_of_memory();
	length = getxattr(handle->path, name, large, XATTR_SIZE_MAX);
	if (length >= 0)
		text_append(result, large, (size_t)length);
	free(large);
	return length < 0 ? -errno : 0;
}

static bool is_wanted_name(const char *name)
{
	return strncmp(name, "system.", strlen("system.")) != 0;
}

static bool has_name(const struct text *names, const char *name)
{
	for (size_t at = 0; at < names->length; at += strlen(names->bytes + at) + 1) {
		if (strcmp(names->bytes + at, name) == 0)
			return true;
	}
	return false;
}

static int by_name(const void *a, const void *b)
{
	return strcmp(((const struct attribute *)a)->name, ((const struct attribute *)b)->name);
}

static int read_list(struct arena *arena, const struct handle *handle, const struct text *names,
	struct attributes *result, struct error *error)
{
	struct attribute *list;
	size_t room = 0;

	for (size_t at = 0; at < names->length; at += strlen(names->bytes + at) + 1)
		room += is_wanted_name(names->bytes + at);
	if (room == 0)
		return 0;
	list = arena_new_array(arena, room, struct attribute);
	for (size_t at = 0; at < names->length; at += strlen(names->bytes + at) + 1) {
		const char *name = names->bytes + at;
		TEXT_CLEANUP struct text value = TEXT_INIT;
		int code = is_wanted_name(name) ? read_value(handle, name, &value) : -ENODATA;

		if (code == -ENODATA)
			continue;
		if (code < 0)
			return error_system(
				error, -code, "cannot read the extended attribute '%s'", name);
		list[result->count].name = arena_string(arena, name);
		list[result->count].value =
			(unsigned char *)arena_bytes(arena, text_string(&value), value.length);
		list[result->count++].length = value.length;
	}
	qsort(list, result->count, sizeof *list, by_name);
	result->list = list;
	return 0;
}

/* *result stays NULL when the ACL says nothing. Never acl_to_text(3): it asks NSS for names. */
static int read_acl(struct arena *arena, const struct handle *handle, acl_type_t type,
	const char **result, struct error *error)
{
	acl_t acl = acl_get_file(handle->path, type);
	char *text;

	if (acl == NULL)
		return error_system(error, errno, "cannot read the ACL");
	text = acl_to_any_text(acl, NULL, '\n', TEXT_NUMERIC_IDS);
	(void)acl_free(acl);
	if (text == NULL)
		return error_system(error, errno, "cannot read the ACL");
	if (text[0] != '\0')
		*result = arena_format(arena, "%s\n", text);
	(void)acl_free(text);
	return 0;
}

int attributes_read(struct arena *arena, int fd, enum entry_kind kind,
	const struct attributes **result, struct error *error)
{
	struct handle handle = handle_of(fd);
	TEXT_CLEANUP struct text names = TEXT_INIT;
	struct attributes found = {0};
	struct attributes *kept;

	if (list_names(&handle, &names, error) < 0)
		return -error->code;
	if (has_name(&names, ACCESS_ACL) &&
		read_acl(arena, &handle, ACL_TYPE_ACCESS, &found.access_acl, error) < 0)
		return -error->code;
	if (kind == ENTRY_DIRECTORY && has_name(&names, DEFAULT_ACL) &&
		read_acl(arena, &handle, ACL_TYPE_DEFAULT, &found.default_acl, error) < 0)
		return -error->code;
	if (read_list(arena, &handle, &names, &found, error) < 0)
		return -error->code;
	*result = NULL;
	if (found.access_acl == NULL && found.default_acl == NULL && found.count == 0)
		return 0;
	kept = arena_new(arena, struct attributes);
	*kept = found;
	*result = kept;
	return 0;
}

/*
 * "tag:qualifier:permissions" with qualifiers of digits only, on every line: acl_from_text(3)
 * would ask NSS for any other.
 */
static bool is_numeric_acl(const char *text)
{
	while (*text != '\0') {
		const char *qualifier = strchr(text, ':');
		const char *newline = strchr(text, '\n');
		size_t digits;

		if (qualifier == NULL || newline == NULL || qualifier > newline)
			return false;
		digits = strspn(qualifier + 1, "0123456789");
		if (qualifier[1 + digits] != ':')
			return false;
		text = newline + 1;
	}
	return true;
}

static int write_acl(
	const struct handle *handle, acl_type_t type, const char *text, struct error *error)
{
	acl_t acl;
	int code;

	if (!is_numeric_acl(text))
		return error_set(error, EINVAL, "cannot set an ACL that is not numeric");
	acl = acl_from_text(text);
	if (acl == NULL)
		return error_system(error, errno, "cannot parse the ACL");
	code = acl_set_file(handle->path, type, acl) < 0 ? errno : 0;
	(void)acl_free(acl);
	return code == 0 ? 0 : error_system(error, code, "cannot set the ACL");
}

static int remove_value(const struct handle *handle, const char *name)
{
	if (removexattr(handle->path, name) < 0 && errno != ENODATA && errno != ENOTSUP)
		return -errno;
	return 0;
}

int attributes_remove_acl(int fd, enum entry_kind kind, struct error *error)
{
	struct handle handle = handle_of(fd);
	int code = 0;

	if (kind == ENTRY_LINK)
		return 0;
	code = remove_value(&handle, ACCESS_ACL);
	if (code == 0 && kind == ENTRY_DIRECTORY)
		code = remove_value(&handle, DEFAULT_ACL);
	return code < 0 ? error_system(error, -code, "cannot remove the ACL") : 0;
}

static int make_acl(const struct handle *handle, enum entry_kind kind, acl_type_t type,
	const char *name, const char *wanted, struct error *error)
{
	int code;

	if (kind == ENTRY_LINK || (type == ACL_TYPE_DEFAULT && kind != ENTRY_DIRECTORY))
		return 0;
	if (wanted != NULL)
		return write_acl(handle, type, wanted, error);
	code = remove_value(handle, name);
	return code < 0 ? error_system(error, -code, "cannot remove the ACL") : 0;
}

/* Labels that a security module sets by itself, and refuses to be taken away. */
static bool is_managed(const char *name)
{
	static const char *const managed[] = {"security.selinux", "security.evm", "security.ima",
		"security.SMACK64", "security.apparmor"};

	for (size_t i = 0; i < sizeof managed / sizeof managed[0]; i++) {
		if (strcmp(name, managed[i]) == 0)
			return true;
	}
	return false;
}

static const struct attribute *find(const struct attributes *attributes, const char *name)
{
	for (size_t i = 0; i < attributes->count; i++) {
		if (strcmp(attributes->list[i].name, name) == 0)
			return &attributes->list[i];
	}
	return NULL;
}

static int remove_unwanted(
	const struct handle *handle, const struct attributes *wanted, struct error *error)
{
	TEXT_CLEANUP struct text names = TEXT_INIT;

	if (list_names(handle, &names, error) < 0)
		return -error->code;
	for (size_t at = 0; at < names.length; at += strlen(names.bytes + at) + 1) {
		const char *name = names.bytes + at;
		int code;

		if (!is_wanted_name(name) || find(wanted, name) != NULL)
			continue;
		code = remove_value(handle, name);
		if (code < 0 && !is_managed(name))
			return error_system(
				error, -code, "cannot remove the extended attribute '%s'", name);
	}
	return 0;
}

static bool has_value(const struct handle *handle, const struct attribute *wanted)
{
	TEXT_CLEANUP struct text value = TEXT_INIT;

	return read_value(handle, wanted->name, &value) == 0 && value.length == wanted->length &&
		(value.length == 0 || memcmp(value.bytes, wanted->value, value.length) == 0);
}

static int set_wanted(
	const struct handle *handle, const struct attributes *wanted, struct error *error)
{
	for (size_t i = 0; i < wanted->count; i++) {
		const struct attribute *attribute = &wanted->list[i];

		if (!is_wanted_name(attribute->name) || has_value(handle, attribute))
			continue;
		if (setxattr(handle->path, attribute->name, attribute->value, attribute->length,
			    0) < 0)
			return error_system(error, errno, "cannot set the extended attribute '%s'",
				attribute->name);
	}
	return 0;
}

int attributes_write(
	int fd, enum entry_kind kind, const struct attributes *wanted, struct error *error)
{
	static const struct attributes none = {0};
	struct handle handle = handle_of(fd);

	if (wanted == NULL)
		wanted = &none;
	if (make_acl(&handle, kind, ACL_TYPE_ACCESS, ACCESS_ACL, wanted->access_acl, error) < 0 ||
		make_acl(&handle, kind, ACL_TYPE_DEFAULT, DEFAULT_ACL, wanted->default_acl, error) <
			0)
		return -error->code;
	if (remove_unwanted(&handle, wanted, error) < 0)
		return -error->code;
	return set_wanted(&handle, wanted, error);
}
