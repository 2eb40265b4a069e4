// SPDX-License-Identifier: GPL-2.0-or-later
// What rpm prints when asked for its packages and files -> values, apart from asking it.
#ifndef SYSTEM_PACKAGES_RPM_H
#define SYSTEM_PACKAGES_RPM_H

#include "system/packages_parts.h"

/* One line for each package: what identifies it, and what changes whenever it is installed anew. */
#define RPM_LIST_FORMAT                                                                            \
	"%{DBINSTANCE} %{NAME} %|EPOCH?{%{EPOCH}:}|%{VERSION}-%{RELEASE} %{ARCH} %{INSTALLTIME} "  \
	"%{SIGMD5} %{SHA1HEADER}\n"

/* Names are quoted as for sh(1): they may hold anything, also newlines. */
#define RPM_FILES_FORMAT                                                                           \
	"P %{DBINSTANCE} %{FILEDIGESTALGO}\n"                                                      \
	"[D %{DIRNAMES:shescape}\n]"                                                               \
	"[F %{DIRINDEXES} %{FILEFLAGS} %{FILEMODES:octal} %{FILESTATES} =%{FILEDIGESTS} "          \
	"%{FILEUSERNAME:shescape} %{FILEGROUPNAME:shescape} %{BASENAMES:shescape}\n]"

struct rpm_package {
	uint64_t instance; /* its number in the database */
	struct facts_part part;
};

struct rpm_list {
	struct rpm_package *items; /* sorted by instance */
	size_t count;
};

/* -EBADMSG: not that form. Strings are copied; owned is empty. */
int rpm_parse_list(struct arena *arena, uint64_t seed, const char *bytes, size_t length,
	struct rpm_list *result, struct error *error);

/* Adds what is kept to the packages of the list; others are passed by. */
int rpm_parse_files(struct arena *arena, const struct packages_request *request, const char *bytes,
	size_t length, struct rpm_list *list, struct error *error);

#endif
