// SPDX-License-Identifier: GPL-2.0-or-later
// A directory's metadata <-> the texts stored beside the blobs.
#ifndef CORE_MANIFEST_H
#define CORE_MANIFEST_H

#include "base/error.h"
#include "base/text.h"
#include "core/protection.h"
#include "core/tree.h"

/*
 * One directory of a snapshot lies in .confwatch/meta/<directory>/ as up to five small files,
 * each absent when empty:
 *
 *   .mtree      mtree(5): "#mtree", a line for the directory itself as ".", one for each child
 *               that is no directory (directories describe themselves), "..". Standard keywords
 *               only: type mode uid gid size time link device, and tags=ancestor for a
 *               directory above a watched path; uname and gname in a comment behind them,
 *               for people and --map-names: mtree(8) refuses names that it does not know. Names and
 * values in the octal form of vis(3). Only files whose content is in the history have a size. .acl
 * as getfacl(1) -n prints it, paths as this directory sees them ("." or the name, in the form of
 * vis(3), which setfacl and setfattr undo as well) .xattr      as getfattr(1) -d -m - dumps it,
 * ACLs left out .links      hard links: vis name, blank, vis path of the inode's first name
 *   .protected  content that is not in the history: vis name, blank, "protected", "digest-only"
 *               or "unreadable:ERRNO", and but for unreadable a blank and the seal in hex
 *
 * Children stand in the order of their names, those with "*?[" last: mtree(8) takes such names for
 * patterns and goes by the first line that matches. mtree -e -u, setfacl --restore and
 * setfattr -h --restore, run inside the directory, mend it.
 */
enum manifest_part {
	MANIFEST_MTREE,
	MANIFEST_ACL,
	MANIFEST_XATTR,
	MANIFEST_LINKS,
	MANIFEST_PROTECTED,
	MANIFEST_PARTS,
};

/* ".mtree", ".acl", ... */
const char *manifest_part_name(enum manifest_part part) __attribute__((returns_nonnull));

struct manifest {
	struct text parts[MANIFEST_PARTS];
};

void manifest_release(struct manifest *manifest);

/* children: what lies directly in the directory, in tree order; directories are skipped. */
void manifest_write(const struct entry *directory, const struct entry *const *children,
	size_t children_count, struct manifest *result);

/*
 * Adds the directory at `path` and its children to the tree (unsorted). Blobs of public files
 * are not in the manifest: the caller fills them in from the git tree. Bad text is an error that
 * names part and line (EBADMSG).
 */
int manifest_read(
	const struct manifest *manifest, const char *path, struct tree *tree, struct error *error);

/* .confwatch/protected: the paths that were ever protected. */
void manifest_write_protection(const struct protection *protection, struct text *result);
int manifest_read_protection(
	const char *bytes, size_t length, struct protection *protection, struct error *error);

/*
 * Names as git stores them. What equals or could alias .git* for git's fsck (also by its HFS and
 * NTFS rules), "." and "..", our own names (.confwatch at the top; .mtree, .acl, .xattr, .links,
 * .protected anywhere) and names that begin with '%' are escaped: '%' and two hex digits for the
 * first byte, for each other '%', backslash and byte over 0177. All others stay as they are.
 */
const char *manifest_escape_name(struct arena *arena, const char *name);

/* NULL when it is no name that manifest_escape_name() makes: such a tree is not ours. */
const char *manifest_unescape_name(struct arena *arena, const char *name);

#endif
