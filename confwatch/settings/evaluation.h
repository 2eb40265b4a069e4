// SPDX-License-Identifier: GPL-2.0-or-later
// What the evaluator and the functions that it calls share.
#ifndef SETTINGS_EVALUATION_H
#define SETTINGS_EVALUATION_H

#include <libxml/hash.h>
#include <libxml/xpath.h>
#include <libxml/xpathInternals.h>

#include "settings/documents.h"

enum {
	EXPRESSION_MOST = 8 * 1024, /* bytes of one expression */
	EXPRESSION_DEPTH_MOST = 64, /* brackets inside one another */
	STEPS_OF_NODE = 4,	    /* that making one costs */
	EXPRESSION_STEPS_MOST = 4 * 1000 * 1000,
	CACHED_MOST = 4096, /* compiled expressions, and as many patterns */
	MATCHED_MOST = 64 * 1024,
	PATTERN_MOST = 512,
	REPEATED_MOST = 1000, /* product of the repetition counts of a pattern */
};

struct evaluation {
	struct documents *documents;
	xmlXPathContextPtr xpath;
	xmlHashTablePtr variables; /* name -> string */
	xmlHashTablePtr compiled;  /* expression -> xmlXPathCompExpr */
	xmlHashTablePtr patterns;  /* pattern -> regex_t */
	xmlDocPtr system;	   /* <system/> */
	xmlDocPtr scratch;	   /* nodes that functions make up, for one question */
	/* The first thing that went wrong with the expression. */
	enum doubt doubt;
	uint32_t column;
	char sentence[JUDGED_TEXT_MOST];
	char asked[JUDGED_NAME_MOST]; /* the variable or function looked up last */
};

/* begin() and end() of the engine. */
struct evaluation *evaluation_new(const struct judge_world *world);
void evaluation_free(struct evaluation *evaluation);

/* Before each question: nothing is in doubt, nothing made up, all steps are there again. */
void evaluation_begin(struct evaluation *evaluation);

/* As far as the expression goes: for a further one of the same question. */
void evaluation_forgive(struct evaluation *evaluation);

/* Whose function is being called. */
struct evaluation *evaluation_of(xmlXPathParserContextPtr call);

/* From inside a function: the expression has no value. Only the first sentence counts. */
void evaluation_refuse(xmlXPathParserContextPtr call, const char *format, ...)
	__attribute__((format(printf, 2, 3)));

/* False: the function was called with another number of arguments, which is refused. */
bool evaluation_takes(xmlXPathParserContextPtr call, int count, int least, int most);

/* Steps that a function takes by itself count, too. False: they are used up. */
bool evaluation_spend(xmlXPathParserContextPtr call, size_t steps);

/* A new element for this question alone, below parent (NULL: below none); NULL: refused. */
xmlNodePtr evaluation_make(xmlXPathParserContextPtr call, const char *element, xmlNodePtr parent);

/* NULL, and a doubt, when it does not compile. Kept: not to be freed. */
xmlXPathCompExprPtr evaluation_compile(struct evaluation *evaluation, const char *expression);

/* NULL, and a doubt, when it has no value. */
xmlXPathObjectPtr evaluation_run(
	struct evaluation *evaluation, const char *expression, xmlNodePtr context);

#endif
