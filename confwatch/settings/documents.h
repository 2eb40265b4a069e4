// SPDX-License-Identifier: GPL-2.0-or-later
// The documents that questions speak of, each file read once; and what is in doubt about them.
#ifndef SETTINGS_DOCUMENTS_H
#define SETTINGS_DOCUMENTS_H

#include <libxml/tree.h>
#include <stdbool.h>

#include "core/judgement.h"
#include "settings/document.h"

enum {
	/* Of all documents: beyond it no further one is read. Each may add DOCUMENT_MEMORY_MOST. */
	DOCUMENTS_MEMORY_MOST = 48 * 1024 * 1024,
};

struct documents;

/* NULL when there is no memory. */
struct documents *documents_new(const struct judge_world *world);
void documents_free(struct documents *documents);

/* Between two questions: forgets everything when it is much; what was returned is void then. */
void documents_tidy(struct documents *documents);

const struct judge_world *documents_world(const struct documents *documents);

/*
 * The root element (<file path="..." format="...">) of a file's document; NULL: it is absent, or
 * there is nothing of it to read, and then a doubt is noted. A document with unread lines, or that
 * is not whole, notes a doubt too, each time that it is asked for.
 */
xmlNodePtr documents_file(struct documents *documents, const char *path);

/* The same for a file whose format somebody else names, should nobody know it by its path. */
xmlNodePtr documents_file_as(struct documents *documents, const char *path, const char *format);

/* What the world says of a path. False: nobody can tell, which is noted as documents_unknown(). */
bool documents_entry(
	struct documents *documents, const char *path, bool follow, struct judged_entry *result);

/* The paths that match, appended to none; none, and noted so, where nobody can tell. */
void documents_list(struct documents *documents, const char *pattern, struct arena *arena,
	struct string_list *result);

/* One kind of document that is made of others, for an argument. */
struct documents_kind {
	const char *name;
	const char *element; /* its root */
	/* Elements carry @file and @line. May ask for other views, not for this one again. */
	void (*fill)(struct documents *documents, const char *argument, xmlNodePtr root);
};

/*
 * The root of a view, made once. What was in doubt while it was filled is noted each time that it
 * is asked for, whatever is in doubt already. NULL: there is no memory for it, which is noted, too.
 */
xmlNodePtr documents_view(
	struct documents *documents, const struct documents_kind *kind, const char *argument);

/* The first doubt since the last documents_trust() counts. line 0: the whole file. */
void documents_doubt(
	struct documents *documents, enum doubt doubt, const char *path, uint32_t line);

/* Nobody can tell what a path, a package, a pattern stands for: a doubt, and blind. */
void documents_unknown(struct documents *documents, const char *path);
void documents_trust(struct documents *documents);
enum doubt documents_doubted(const struct documents *documents, const char **path, uint32_t *line);

/* Since then there was a file of which nothing could be read: then a "no" is as doubtful. */
bool documents_blind(const struct documents *documents);

/* The next node below top in the order of the document, or NULL. */
xmlNodePtr documents_next(xmlNodePtr node, const xmlNode *top);

/* @line of an element; 0: it has none. */
uint32_t documents_line(const xmlNode *node);

#endif
