// SPDX-License-Identifier: GPL-2.0-or-later
// Files of the administrator's that nobody gave a reason for: which of them matter most.
#ifndef CORE_MISSING_H
#define CORE_MISSING_H

#include "core/classify.h"
#include "core/configuration.h"

struct missing {
	const char *path;
	enum origin origin;	  /* ORIGIN_CUSTOM or ORIGIN_EDITED */
	const char *package;	  /* whose text was edited; NULL: nobody's */
	bool required;		  /* by the configuration, or by a file of rules */
	bool login;		  /* who may log in is decided there, or where mail goes */
	struct string_list rules; /* ids of those that speak of it */
	enum severity severity;	  /* the most that its loss or a rule about it would count */
};

struct missing_list {
	struct missing *items;
	size_t count;
};

/* What is required, has rules or is about logins first; then by severity; then by path. */
void missing_sort(struct missing_list *list);

#endif
