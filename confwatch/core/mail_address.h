// SPDX-License-Identifier: GPL-2.0-or-later
// Which addresses mail goes to and comes from.
#ifndef CORE_MAIL_ADDRESS_H
#define CORE_MAIL_ADDRESS_H

#include "base/text.h"

/*
 * What is wrong with it, as the end of a sentence; NULL: nothing. The name of a local user, or
 * NAME@DOMAIN in ASCII, with nothing that a mail program could take for an option, a command, a
 * file, a route or a second address. What this lets through needs no quoting in a header.
 */
const char *mail_address_problem(const char *address);

/*
 * Any name of a machine as one that may stand behind the "@": what may not stand there becomes
 * '-', labels that are empty go. Never empty.
 */
void mail_domain_append(struct text *result, const char *host);

#endif
