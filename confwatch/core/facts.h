// SPDX-License-Identifier: GPL-2.0-or-later
// What the package databases say: installed packages, and who owns which watched path.
#ifndef CORE_FACTS_H
#define CORE_FACTS_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "base/arena.h"
#include "base/error.h"
#include "base/text.h"

/* Bits of owned.flags. */
enum owned_flag {
	OWNED_CONFIG = 1,      /* rpm %config, dpkg conffile */
	OWNED_NOREPLACE = 2,   /* rpm %config(noreplace) */
	OWNED_MISSINGOK = 4,   /* rpm %config(missingok) */
	OWNED_GHOST = 8,       /* rpm %ghost */
	OWNED_OBSOLETE = 16,   /* dpkg: no longer shipped, left in place */
	OWNED_REGISTERED = 32, /* ucf's registry: not in any package's file list */
	OWNED_REMOVED = 64, /* dpkg: the package was removed, its conffiles stay ("config-files") */
};

enum digest_kind {
	DIGEST_NONE, /* not said: directories, links, ghosts, generated files */
	DIGEST_MD5,
	DIGEST_SHA1,
	DIGEST_SHA256,
	DIGEST_SHA512,
};

enum {
	DIGEST_MOST = 64, /* bytes of the longest */
};

size_t digest_size(enum digest_kind kind);

struct package {
	const char *name;    /* "postfix"; "libc6:i386" where an architecture is needed */
	const char *version; /* as the manager prints it: [epoch:]version-release */
	const char *manager; /* "rpm" or "dpkg" */
};

/* One watched path of one package. Several packages may own a directory. */
struct owned {
	const char *path;
	const struct package *package;
	unsigned flags; /* enum owned_flag */
	enum digest_kind digest_kind;
	unsigned char digest[DIGEST_MOST]; /* of the shipped text */
	bool has_metadata;		   /* rpm says mode and owner as shipped, dpkg does not */
	uint32_t mode;
	const char *user; /* names, as rpm keeps them */
	const char *group;
};

struct facts {
	struct package *packages; /* sorted by package_compare(): every installed package */
	size_t package_count;
	struct package *removed; /* dpkg: removed, but some of their conffiles stay; sorted */
	size_t removed_count;
	struct owned *owned; /* sorted by owned_compare(): see facts_scope.h for which paths */
	size_t owned_count;
};

/* By name, manager, version. Several of one name: kernels, architectures (rpm), two managers. */
int package_compare(const struct package *a, const struct package *b);

/* By path; of several owners of one path the one that ships it now comes first. */
int owned_compare(const struct owned *a, const struct owned *b);

/* NULL: nobody owns it. The first one when several do. */
const struct owned *facts_owner(const struct facts *facts, const char *path);
const struct package *facts_package(const struct facts *facts, const char *name);

/*
 * .confwatch/packages of a snapshot: one line for each package, then one for each owned path,
 * values in the octal form of vis(3):
 *
 *	confwatch-packages 1
 *	installed dpkg postfix 3.7.11-0+deb12u1
 *	removed dpkg exim4-config 4.96-15
 *	owned /etc/postfix/postfix-script postfix config md5:6a8d...
 *	owned /etc/pam.d/imap cyrus-imapd config,noreplace sha256:27a7... 0644 root root
 *	owned /etc/sasl2 cyrus-sasl - - 0755 root root
 *
 * The second package of a name is NAME#2. Reading is strict (EBADMSG with the line): what was
 * read writes back the same bytes. Strings of packages must not be empty.
 */
void facts_write(const struct facts *facts, struct text *result);
int facts_read(struct arena *arena, const char *bytes, size_t length, struct facts *result,
	struct error *error);

/* One package between two states: before or after is NULL when it was not installed then. */
struct package_change {
	const char *name;
	const char *before;
	const char *after;
	const char *manager;
};

struct package_change_list {
	struct package_change *items; /* sorted by name */
	size_t count;
};

void facts_compare(struct arena *arena, const struct facts *before, const struct facts *after,
	struct package_change_list *result);

#endif
