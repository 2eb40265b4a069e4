// SPDX-License-Identifier: GPL-2.0-or-later
// A bare git repository below STATE: making it, opening it apart from the system's git.
#ifndef SYSTEM_REPOSITORY_H
#define SYSTEM_REPOSITORY_H

#include <stdbool.h>

#include <git2.h>

#include "base/error.h"
#include "core/tree.h"

struct repository {
	int directory; /* STATE/NAME */
	int objects;   /* STATE/NAME/objects */
	int packs;     /* STATE/NAME/objects/pack */
	git_repository *git;
	git_odb *odb;
};

/*
 * Makes STATE/NAME where it is missing: under another name first, so that a kill leaves nothing
 * half. Plain C, libgit2 is not needed.
 */
int repository_create(int state, const char *name, const char *description, struct error *error);

/*
 * -ENOENT: it is not there; -EPERM: somebody else than root or we can change it. Configuration
 * of the system and of users is ignored; what libgit2 writes is made durable. libgit2 keeps its
 * options for the process, so every open sets them.
 */
int repository_open(int state, const char *name, struct repository *result, struct error *error);
void repository_close(struct repository *repository);

/* Forgets what libgit2 remembers of packs, also of removed ones. */
int repository_reopen(struct repository *repository, struct error *error);

/* Removes locks and temporary files of killed runs. Only while STATE is locked by us. */
void repository_sweep(const struct repository *repository);

/* Is the object there? Packs that came after the opening do not count. */
bool repository_has(const struct repository *repository, const unsigned char id[BLOB_SIZE]);

/* Takes the sentence of libgit2's last error, if it left one. Returns -code. */
int repository_error(struct error *error, int code, const char *format, ...)
	__attribute__((format(printf, 3, 4)));

/* id as libgit2 wants it. */
git_oid repository_oid(const unsigned char id[BLOB_SIZE]);

#endif
