// SPDX-License-Identifier: GPL-2.0-or-later
// The files of a dpkg database as bytes -> values, apart from reading them.
#ifndef SYSTEM_PACKAGES_DPKG_H
#define SYSTEM_PACKAGES_DPKG_H

#include "base/slice.h"
#include "system/packages_parts.h"

enum dpkg_state {
	DPKG_ABSENT,
	DPKG_REMOVED, /* "config-files" */
	DPKG_PRESENT, /* in whatever state: its files are there, or some of them */
};

/* One paragraph of status: deb-control(5), dpkg-query(1). */
struct dpkg_stanza {
	struct slice name;
	struct slice architecture;
	struct slice version;
	struct slice conffiles; /* lines " PATH DIGEST [obsolete] [remove-on-upgrade]" */
	bool same; /* Multi-Arch: same, so that its info files are NAME:ARCHITECTURE.* */
	enum dpkg_state state;
};

/* The next paragraph that names a package; false at the end. */
bool dpkg_stanza(struct slice *rest, struct dpkg_stanza *result);

struct dpkg_conffile {
	struct slice path;
	unsigned flags;
	bool has_digest; /* not for one that is unpacked, but not yet installed */
	unsigned char digest[16];
};

/* The next line of Conffiles that is one; false at the end. */
bool dpkg_conffile(struct slice *rest, struct dpkg_conffile *result);

/* A line of info/PACKAGE.md5sums or ucf's hashfile: 32 hexadecimal digits, two blanks, a path. */
bool dpkg_digest_line(struct slice line, struct slice *hex, struct slice *path);
bool dpkg_md5(struct slice hex, unsigned char result[16]);

/* dpkg-divert(1): `from` of every package but `by` lies at `to`. */
struct dpkg_diversion {
	const char *from;
	const char *to;
	const char *by; /* ":": of every package */
};

struct dpkg_diversions {
	struct dpkg_diversion *items; /* sorted by from */
	size_t count;
};

void dpkg_diversions(struct arena *arena, struct slice bytes, struct dpkg_diversions *result);
const char *dpkg_divert(
	const struct dpkg_diversions *diversions, const char *package, const char *path);

/* One package on its way to become a part of the facts. */
struct dpkg_part {
	struct arena *arena;
	const struct packages_request *request;
	const struct dpkg_diversions *diversions;
	const struct dpkg_stanza *stanza;
	const char *name; /* without architecture */
	struct facts_part *part;
};

/*
 * Conffiles first, then what else of the list is kept (its newlines become NULs). True: digests
 * are needed.
 */
bool dpkg_part_paths(const struct dpkg_part *part, struct text *list);
void dpkg_part_digests(const struct dpkg_part *part, struct slice digests);

/* Adds what ucf manages to the packages that registered it. */
void packages_ucf(struct arena *arena, const struct packages_request *request,
	struct slice registry, struct slice hashes, struct facts_parts *parts);

#endif
