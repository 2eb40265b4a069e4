// SPDX-License-Identifier: GPL-2.0-or-later
// What the statements of a Perl file did, in their order, and the document that this becomes.
#ifndef SETTINGS_PERL_EVENTS_H
#define SETTINGS_PERL_EVENTS_H

#include "settings/perl_value.h"

enum perl_event_kind {
	PERL_SET, /* a variable, for the first time or anew */
	PERL_COMMENT,
	PERL_UNREAD,
	PERL_CALL,
	PERL_INCLUDE,
};

struct perl_event {
	enum perl_event_kind kind;
	uint32_t line;
	struct perl_variable *variable;
	struct perl_value *value; /* of what was set: NULL as long as the variable holds it */
	const char *name;	  /* of a function */
	const char *text;
	size_t length;
	const char *why; /* it is not read */
	bool optional;	 /* a file that may be missing */
	struct perl_event *next;
};

struct perl_event *perl_event(
	struct perl_reading *reading, enum perl_event_kind kind, uint32_t line);

/* The whole variable anew. my: from here on the name is the file's own. */
void perl_set(struct perl_reading *reading, char sigil, const char *name, size_t length,
	struct perl_value *value, uint32_t line, bool my);

/* The variable, to change a part of it; NULL: that part is not known. */
struct perl_value *perl_part(struct perl_reading *reading, char sigil, const char *name,
	size_t length, enum perl_kind kind, uint32_t line);

/* From here on only Perl knows what it holds: code that is not read speaks of it. */
void perl_doubt(struct perl_reading *reading, char sigil, const char *name, size_t length,
	bool sets, uint32_t line);

void perl_write(struct perl_reading *reading);

#endif
