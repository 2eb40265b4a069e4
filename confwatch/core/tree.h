// SPDX-License-Identifier: GPL-2.0-or-later
// The watched tree as a value: sorted entries, each with everything that belongs to it.
#ifndef CORE_TREE_H
#define CORE_TREE_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "base/arena.h"

enum entry_kind {
	ENTRY_FILE,
	ENTRY_DIRECTORY,
	ENTRY_LINK,
	ENTRY_FIFO,
	ENTRY_CHARACTER_DEVICE,
	ENTRY_BLOCK_DEVICE,
	ENTRY_SOCKET,
};

/* Where the bytes of a regular file are. */
enum content_kind {
	CONTENT_NONE,	     /* not a regular file */
	CONTENT_PUBLIC,	     /* a blob of the chained history */
	CONTENT_PROTECTED,   /* in the protected store, found by its seal */
	CONTENT_DIGEST_ONLY, /* nowhere: only the seal is kept */
	CONTENT_UNREADABLE,  /* could not be read whole: entry.problem says why */
};

enum {
	BLOB_SIZE = 20, /* a git blob id (SHA-1 of "blob LENGTH\0" and the bytes) */
	SEAL_SIZE = 32, /* HMAC-SHA-256 of the bytes with STATE/key */
};

struct attribute {
	const char *name; /* with its namespace: "user.note", "security.capability" */
	const unsigned char *value;
	size_t length;
};

/*
 * What few files have; NULL in an entry means none of it. ACLs are in the text form of acl(5)
 * with numeric ids, one entry a line, each ended by a newline, in the order of acl_to_text(3):
 * "user::rw-\nuser:1000:r--\ngroup::r--\nmask::r--\nother::---\n". The ACL xattrs themselves
 * (system.posix_acl_*) are not among `list`, which is sorted by name.
 */
struct attributes {
	const char *access_acl;	 /* NULL: none beyond the mode */
	const char *default_acl; /* NULL: none; directories only */
	const struct attribute *list;
	size_t count;
};

/* Strings and attributes are borrowed from the arena of the tree. */
struct entry {
	const char *path;   /* absolute inside the root, any bytes but NUL */
	const char *target; /* links: where they point, as is */
	/*
	 * Hard links: NULL for the first name of an inode in the tree (in tree order), the path
	 * of that first name for the others.
	 */
	const char *same_as;
	const char *user;		     /* NULL: no name for uid in ROOT/etc/passwd */
	const char *group;		     /* NULL: no name for gid in ROOT/etc/group */
	const struct attributes *attributes; /* NULL: none */
	const unsigned char *seal;	     /* SEAL_SIZE bytes, or NULL */
	uint64_t size;			     /* bytes; regular files only */
	int64_t seconds;		     /* modification time since 1970 */
	uint32_t nanoseconds;
	uint32_t mode; /* the twelve permission bits, 07777 */
	uint32_t uid;
	uint32_t gid;
	uint32_t major; /* devices */
	uint32_t minor;
	int32_t problem; /* CONTENT_UNREADABLE: errno; EAGAIN: it kept changing while read */
	uint8_t kind;	 /* enum entry_kind */
	uint8_t content; /* enum content_kind */
	/*
	 * blob holds the id. Always for CONTENT_PUBLIC. For protected files only fresh from a
	 * scan that read them, so that a file that just became protected can be compared with
	 * its public past; it is written nowhere.
	 */
	bool has_blob;
	/* A directory above a watched path: recorded itself, but not what is in it. */
	bool ancestor;
	unsigned char blob[BLOB_SIZE];
};

/* Sorted by path_compare() without duplicates once tree_sort() was called. */
struct tree {
	struct arena *arena; /* owns entries and what they point to; borrowed */
	struct entry *entries;
	size_t count;
	size_t capacity;
};

void tree_init(struct tree *tree, struct arena *arena);

/* Room for one more entry, zeroed; valid until the next call. */
struct entry *tree_add(struct tree *tree);
void tree_sort(struct tree *tree);

/* NULL when there is none. */
const struct entry *tree_find(const struct tree *tree, const char *path);

/* The entries at and below a path are [first, first + count). */
struct tree_range {
	size_t first;
	size_t count;
};
struct tree_range tree_within(const struct tree *tree, const char *path);

/*
 * For a walk over two sorted trees: which of entry i of `before` and entry j of `after` comes next,
 * negative, positive, or 0 for both. Not at the end of both.
 */
int tree_compare_heads(const struct tree *before, size_t i, const struct tree *after, size_t j);

/* Its content is known by a seal alone outside the protected store: it is in no output. */
bool entry_is_protected(const struct entry *entry);

/* It is there, and nothing is known of its content but the errno that kept it. */
void entry_mark_unreadable(struct entry *entry, int problem);

/* "file", "directory", "symbolic link", ... for messages. */
const char *entry_kind_name(enum entry_kind kind) __attribute__((returns_nonnull));

/* As find -type has it: f d l p c b s. */
char entry_kind_letter(enum entry_kind kind);

/* Same bytes? Unknown (one has only a seal, the other only a blob; unreadable) is false. */
bool entry_same_content(const struct entry *a, const struct entry *b);

/* NULL is none; ACLs and lists, value by value. */
bool attributes_same(const struct attributes *a, const struct attributes *b);

/* Nothing that is recorded of the two differs but the path: times and names of owners included. */
bool entry_same(const struct entry *a, const struct entry *b);

/* Path by path, entry_same() holds, with nothing more and nothing less. */
bool tree_same(const struct tree *a, const struct tree *b);

/*
 * same[i], of after->count: entry i of `after` is a directory that `before` has as well, and
 * entry_same() holds for it and for everything below it, with nothing more and nothing less.
 */
void tree_mark_same(const struct tree *before, const struct tree *after, bool *same);

#endif
