// SPDX-License-Identifier: GPL-2.0-or-later
// What rpm prints when asked for its packages and files -> values, apart from asking it.
#ifndef SYSTEM_PACKAGES_RPM_H
#define SYSTEM_PACKAGES_RPM_H

#include "system/packages_parts.h"

/* One line for each package: what identifies it, and what changes whenever it is installed anew. */
#define RPM_LIST_FORMAT                                                                            \
	"%{DBINSTANCE} %{NAME} %|EPOCH?{%{EPOCH}:}|%{VERSION}-%{RELEASE} %{ARCH} %{INSTALLTIME} "  \
	"%{SIGMD5} %{SHA1HEADER}\n"

/* Among packages, but none: keys for signatures. */
#define RPM_KEYS "gpg-pubkey"

/* Names are quoted as for sh(1): they may hold anything, also newlines. */
#define RPM_FILES_FORMAT                                                                           \
	"P %{DBINSTANCE} %{FILEDIGESTALGO}\n"                                                      \
	"[D %{DIRNAMES:shescape}\n]"                                                               \
	"[F %{DIRINDEXES} %{FILEFLAGS} %{FILEMODES:octal} %{FILESTATES} =%{FILEDIGESTS} "          \
	"%{FILEUSERNAME:shescape} %{FILEGROUPNAME:shescape} %{BASENAMES:shescape}\n]"

/* Both at once: which package it is comes first. */
#define RPM_NEW_FORMAT "N " RPM_LIST_FORMAT RPM_FILES_FORMAT

struct rpm_package {
	uint64_t instance; /* its number in the database */
	struct facts_part part;
};

struct rpm_list {
	struct rpm_package *items; /* sorted by instance */
	size_t count;
	size_t room; /* for packages that their files tell of */
};

enum {
	RPM_MISSING_MOST = 250,
};

/* Packages of the database that are not known, by their numbers: sorted. */
struct rpm_missing {
	uint64_t instances[RPM_MISSING_MOST];
	size_t count;
};

/* The number that is in a package's mark. */
uint64_t rpm_instance_of(uint64_t mark);

/*
 * Packages of the database in the directory: those in request->known, which were read from this
 * very file, go to `result`. False: rpm must be asked for all, whatever was added.
 */
bool rpm_match_known(struct arena *arena, const struct packages_request *request, int directory,
	struct facts_parts *result, struct rpm_missing *missing);

/* -EBADMSG: not that form. Strings are copied; owned is empty. */
int rpm_parse_list(struct arena *arena, uint64_t seed, const char *bytes, size_t length,
	struct rpm_list *result, struct error *error);

/*
 * Adds what is kept to the packages of the list; others are passed by. What RPM_NEW_FORMAT printed
 * adds packages to the list, too, in the order of their numbers.
 */
int rpm_parse_files(struct arena *arena, const struct packages_request *request, const char *bytes,
	size_t length, struct rpm_list *list, struct error *error);

#endif
