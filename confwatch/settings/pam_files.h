// SPDX-License-Identifier: GPL-2.0-or-later
// Where libpam looks for services, includes and modules: Debian's, and the one of everybody else.
#ifndef SETTINGS_PAM_FILES_H
#define SETTINGS_PAM_FILES_H

#include <stdbool.h>

#include "settings/documents.h"

/* Names and paths come as documents hold them: escaped. */

/* How the system's libpam was built. */
struct pam_build {
	bool at_include;	/* it knows @include: Debian's patch */
	bool includes_from_etc; /* and finds what is included in /etc/pam.d alone */
	const char *modules;	/* the one directory of modules; NULL: wherever there are some */
	bool vendor;		/* /usr/etc/pam.d, too */
};

struct pam_build pam_build_of(struct documents *documents);

/* Whether there is a directory of services; without one libpam reads /etc/pam.conf. */
bool pam_has_directory(struct documents *documents, const struct pam_build *build);

/* The file of a service, or of what a rule includes. False: there is none. */
bool pam_find_file(struct documents *documents, const struct pam_build *build, const char *name,
	bool included, char path[JUDGED_PATH_MOST]);

/* The rules of a file that was found; NULL: libpam reads nothing in it, or a doubt was noted. */
xmlNodePtr pam_read_file(struct documents *documents, const char *path);

/* The file that libpam loads for a module. False: there is none. */
bool pam_find_module(struct documents *documents, const struct pam_build *build, const char *module,
	char path[JUDGED_PATH_MOST]);

#endif
