// SPDX-License-Identifier: GPL-2.0-or-later
// What a document of nsswitch.conf says of a question: who is asked, and whether there is an
// answer.
#ifndef TESTS_ORACLE_NSSWITCH_EXPECTED_H
#define TESTS_ORACLE_NSSWITCH_EXPECTED_H

#include <libxml/tree.h>
#include <nss.h>
#include <stdbool.h>

#include "base/text.h"
#include "nsswitch_lookups.h"

enum {
	STATUSES = 4,
};

/* Each of the four that services answer with. */
static inline enum nss_status nsswitch_status(int number)
{
	return (enum nss_status)(number + (int)NSS_STATUS_TRYAGAIN);
}

/* What the call of this number answers. */
typedef enum nss_status nsswitch_plan(size_t number);

/* Appends the services that are called, a line for each. true: the answer is "success". */
bool nsswitch_expected(const xmlNode *root, const struct nsswitch_lookup *lookup,
	nsswitch_plan *plan, struct text *calls);

/* Of a database without services, glibc reads one behind the end of the list: anything happens. */
bool nsswitch_is_undefined(const xmlNode *root, const struct nsswitch_lookup *lookup);

#endif
