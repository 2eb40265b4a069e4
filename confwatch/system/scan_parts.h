// SPDX-License-Identifier: GPL-2.0-or-later
// What the parts of a scan share: its scope, the directories on the way down, one entry's look.
#ifndef SYSTEM_SCAN_PARTS_H
#define SYSTEM_SCAN_PARTS_H

#include <sys/stat.h>

#include "base/path_set.h"
#include "base/text.h"
#include "system/cache.h"
#include "system/scan.h"

/* How a path belongs to the scan. */
enum scope_role {
	SCOPE_OUTSIDE,
	SCOPE_ABOVE, /* above a watched path: itself, and what the watch list names in it */
	SCOPE_PART,  /* watched, but only some of it was asked for */
	SCOPE_WHOLE, /* with all that is in it */
};

struct scope {
	const struct scan_options *options;
	struct arena *arena;
	struct scan *result; /* for its probes */
	size_t probe_capacity;
	bool settled;		  /* the cache's probes hold, and are among the result's */
	struct string_list watch; /* normalised */
	struct path_set paths;	  /* asked for; 0 = all */
	const char *state;	  /* NULL: outside of the root */
};

void scope_init(struct scope *scope, const struct scan_options *options, struct arena *arena,
	struct scan *result);
enum scope_role scope_role_of(struct scope *scope, enum scope_role parent, const char *path);
/* Takes the cache's probes over when they hold, and it knows what is watched. */
void scope_settle(struct scope *scope);
void scope_probe(struct scope *scope, const char *path, bool exists);

/* Names the next component, after directory, of each watched or asked-for path below it. */
void scope_names(const struct scope *scope, enum scope_role role, const char *directory,
	void (*add)(void *context, const char *name, size_t length), void *context);

/* The first name of each inode that has several. */
struct link_table {
	struct link_slot *slots;
	size_t count;
	size_t capacity; /* a power of two */
};

void link_table_release(struct link_table *table);

/* NULL for the first path of an inode, which is remembered (borrowed), else that first path. */
const char *link_table_first(
	struct link_table *table, uint64_t device, uint64_t inode, const char *path);

/* A directory on the way from the root to what is looked at. */
struct directory {
	struct directory *parent;
	const char *path;
	uint64_t device;
	uint64_t inode;
	int64_t number; /* in the cache, or CACHE_NONE */
	struct cache_children cached;
	int fd; /* -1 while many others are open */
	enum scope_role role;
	bool known;	 /* the cache lists what is watched in it */
	bool shut;	 /* it, or one above it, keeps others out */
	bool remembered; /* it, or one above it, stands in the protection's list */
};

struct walk {
	const struct scan_options *options;
	struct content_sink *sink;
	struct arena *arena;
	struct scan *result;
	size_t stamp_capacity;
	struct scope scope;
	struct link_table links;
	struct timespec start;
	char *piece;	   /* SCAN_PIECE bytes */
	struct text names; /* of the directories on the way, each with its NUL */
	size_t *offsets;   /* of those names */
	size_t name_count;
	size_t name_capacity;
};

/*
 * Appends what the directory holds, or what the scope names in it, to the walk's names, sorted:
 * [name_count before, name_count after).
 */
int walk_list(struct walk *walk, const struct directory *directory);

/* Beside 0 and -errno, which ends the scan: something changed under our eyes. */
enum {
	LOOK_AGAIN = 1,
};

/* What keeps us from looking at anything else, too, and so is no property of the entry. */
bool look_is_fatal(int code);

/*
 * Fills in entry (path and ancestor are set) and stamp through a descriptor, which may be O_PATH;
 * number is the entry's in the cache. parent is NULL for the root.
 */
int look_through(struct walk *walk, const struct directory *parent, int fd, int64_t number,
	struct entry *entry, struct stamp *stamp, struct error *error);

/* The same from the cache, when it vouches for the entry. */
bool look_up(struct walk *walk, const struct directory *parent, const struct stat *status,
	int64_t number, struct entry *entry, struct stamp *stamp);

void look_mark_unreadable(struct entry *entry, struct stamp *stamp, int problem);

#endif
