// SPDX-License-Identifier: GPL-2.0-or-later
// What the parts of place share: staged steps, and the operations on one path.
#ifndef SYSTEM_PLACE_PARTS_H
#define SYSTEM_PLACE_PARTS_H

#include <sys/stat.h>

#include "core/plan.h"
#include "system/litter.h"
#include "system/place.h"
#include "system/place_directory.h"

/* A step that waits for the sync. */
struct staged {
	const struct step *step;
	struct directory *directory; /* held */
	int fd;			     /* the unnamed file, complete; -1: made at the last moment */
	struct stat old; /* what stood there when it was staged; unset for STEP_CREATE */
	uint64_t inode;	 /* of what is placed; 0: not known yet */
	char temporary[LITTER_NAME_SIZE]; /* "": not needed */
};

/* The last component of a step's path; "." for the root itself. */
const char *place_name(const char *path);

/* -ESTALE when what stands at step->path is not step->present. *old is unset when nothing is. */
int place_check(int directory, const struct step *step, struct stat *old, struct error *error);

/* The same inode in the same state, but for what a rename and links elsewhere change. */
bool place_is_same(const struct stat *a, const struct stat *b);

/*
 * A complete file without a name in *fd; -1 when the file system has no unnamed files (not an
 * error: the step then needs a temporary name).
 */
int place_unnamed_file(const struct content_source *source, int directory,
	const struct entry *wanted, int *fd, struct error *error);

/* Makes wanted, complete but for its final name, as directory/name, which must not exist. */
int place_make(const struct content_source *source, int directory, const char *name,
	const struct entry *wanted, struct error *error);

/* Neither ACL nor attribute, as most files: one call that spares many. False: not known. */
bool place_is_plain(int fd);

/* Owner, ACL, attributes, mode and times of what fd stands for (O_PATH but for directories). */
int place_metadata(
	int fd, const struct entry *wanted, const struct entry *present, struct error *error);
int place_times(int fd, const struct entry *wanted, struct error *error);

/* O_PATH, and for reading where that can be synced: regular files and directories. */
int place_open(int directory, const char *name, const struct entry *entry, int *path_fd, int *fd,
	struct error *error);

/* Makes a staged step visible. directories: for the first name of a hard link. */
int place_publish(const struct content_source *source, struct directories *directories,
	struct staged *staged, struct error *error);

#endif
