// SPDX-License-Identifier: GPL-2.0-or-later
// ACLs and extended attributes of one file, through a descriptor.
#ifndef SYSTEM_ATTRIBUTES_H
#define SYSTEM_ATTRIBUTES_H

#include "base/error.h"
#include "core/tree.h"

/*
 * fd may be O_PATH (links, FIFOs, devices, sockets: read through /proc/self/fd). *result is NULL
 * when there are none; else in the arena.
 */
int attributes_read(struct arena *arena, int fd, enum entry_kind kind,
	const struct attributes **result, struct error *error);

/*
 * Makes the file's ACLs and attributes exactly `wanted` (NULL: none): those that are there and
 * not wanted are removed. What the kernel manages itself and refuses (security.selinux without
 * SELinux, security.evm, ...) is an error only when its value differs.
 */
int attributes_write(
	int fd, enum entry_kind kind, const struct attributes *wanted, struct error *error);

/* Removes both ACLs, also inherited ones: the first step of placing a file. */
int attributes_remove_acl(int fd, enum entry_kind kind, struct error *error);

#endif
