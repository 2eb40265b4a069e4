// SPDX-License-Identifier: GPL-2.0-or-later
// Expressions: compiled once, run within limits of steps, depth and memory.
#include "settings/evaluation.h"

#include <regex.h>
#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "base/text.h"
#include "settings/document.h"
#include "settings/functions.h"
#include "settings/syntax.h"

enum {
	TABLE_SIZE = 64,
};

static void refuse(struct evaluation *evaluation, enum doubt doubt, const char *format, ...)
	__attribute__((format(printf, 3, 4)));

static void refuse(struct evaluation *evaluation, enum doubt doubt, const char *format, ...)
{
	va_list arguments;

	if (evaluation->doubt != DOUBT_NONE)
		return;
	evaluation->doubt = doubt;
	va_start(arguments, format);
	(void)vsnprintf(evaluation->sentence, sizeof evaluation->sentence, format, arguments);
	va_end(arguments);
}

/* libxml2's sentences end with a newline. */
static void note_sentence(struct evaluation *evaluation, const char *sentence)
{
	size_t length = sentence != NULL ? strcspn(sentence, "\n") : 0;

	if (length == 0)
		refuse(evaluation, DOUBT_EXPRESSION, "it has no value");
	else
		refuse(evaluation, DOUBT_EXPRESSION, "%.*s", (int)length, sentence);
}

#if LIBXML_VERSION >= 21200
static void note_error(void *context, const xmlError *error)
#else
static void note_error(void *context, xmlErrorPtr error)
#endif
{
	static const int first = XML_XPATH_EXPRESSION_OK;
	struct evaluation *evaluation = context;

	/* From 0, behind the bracket of evaluation_compile(). */
	if (evaluation->doubt == DOUBT_NONE && error->int1 > 0)
		evaluation->column = (uint32_t)error->int1;
	if (error->code == XML_ERR_NO_MEMORY)
		refuse(evaluation, DOUBT_TOO_COSTLY, "it takes too much memory");
	else if (error->domain != XML_FROM_XPATH)
		return;
	else if (error->code == first + XPATH_OP_LIMIT_EXCEEDED ||
		error->code == first + XPATH_RECURSION_LIMIT_EXCEEDED ||
		error->code == first + XPATH_STACK_ERROR)
		refuse(evaluation, DOUBT_TOO_COSTLY, "it takes too many steps");
	else if (error->code == first + XPATH_UNDEF_VARIABLE_ERROR)
		refuse(evaluation, DOUBT_EXPRESSION, "there is no $%s", evaluation->asked);
	else if (error->code == first + XPATH_UNKNOWN_FUNC_ERROR)
		refuse(evaluation, DOUBT_EXPRESSION, "there is no function '%s'",
			evaluation->asked);
	else
		note_sentence(evaluation, error->message);
}

static void note_asked(struct evaluation *evaluation, const xmlChar *name)
{
	(void)snprintf(evaluation->asked, sizeof evaluation->asked, "%s", (const char *)name);
}

static xmlXPathObjectPtr find_variable(void *context, const xmlChar *name, const xmlChar *uri)
{
	struct evaluation *evaluation = context;
	const char *value = uri == NULL ? xmlHashLookup(evaluation->variables, name) : NULL;

	note_asked(evaluation, name);
	return value != NULL ? xmlXPathNewCString(value) : NULL;
}

/* The functions of XPath are found behind this. */
static xmlXPathFunction find_function(void *context, const xmlChar *name, const xmlChar *uri)
{
	const struct settings_function *found = NULL;

	note_asked(context, name);
	if (uri != NULL && xmlStrEqual(uri, xml_string(SETTINGS_NAMESPACE)))
		found = settings_function_find((const char *)name);
	return found != NULL ? settings_function_call(found) : NULL;
}

static bool make_context(struct evaluation *evaluation)
{
	xmlXPathContextPtr xpath = xmlXPathNewContext(evaluation->system);

	evaluation->xpath = xpath;
	if (xpath == NULL ||
		xmlXPathRegisterNs(
			xpath, xml_string(SETTINGS_PREFIX), xml_string(SETTINGS_NAMESPACE)) < 0)
		return false;
	xpath->userData = evaluation;
	xpath->error = note_error;
	xmlXPathRegisterVariableLookup(xpath, find_variable, evaluation);
	xmlXPathRegisterFuncLookup(xpath, find_function, evaluation);
	return true;
}

struct evaluation *evaluation_new(const struct judge_world *world)
{
	struct evaluation *evaluation = calloc(1, sizeof *evaluation);

	if (evaluation == NULL)
		return NULL;
	xmlInitParser();
	evaluation->documents = documents_new(world);
	evaluation->variables = xmlHashCreate(TABLE_SIZE);
	evaluation->compiled = xmlHashCreate(TABLE_SIZE);
	evaluation->patterns = xmlHashCreate(TABLE_SIZE);
	evaluation->system = document_tree("system");
	if (evaluation->documents != NULL && evaluation->variables != NULL &&
		evaluation->compiled != NULL && evaluation->patterns != NULL &&
		evaluation->system != NULL && make_context(evaluation))
		return evaluation;
	evaluation_free(evaluation);
	return NULL;
}

static void free_string(void *payload, const xmlChar *name)
{
	(void)name;
	free(payload);
}

static void free_compiled(void *payload, const xmlChar *name)
{
	(void)name;
	xmlXPathFreeCompExpr(payload);
}

static void free_pattern(void *payload, const xmlChar *name)
{
	(void)name;
	regfree(payload);
	free(payload);
}

void evaluation_free(struct evaluation *evaluation)
{
	if (evaluation == NULL)
		return;
	xmlXPathFreeContext(evaluation->xpath);
	xmlHashFree(evaluation->variables, free_string);
	xmlHashFree(evaluation->compiled, free_compiled);
	xmlHashFree(evaluation->patterns, free_pattern);
	xmlFreeDoc(evaluation->system);
	xmlFreeDoc(evaluation->scratch);
	documents_free(evaluation->documents);
	free(evaluation);
}

void evaluation_begin(struct evaluation *evaluation)
{
	xmlSetStructuredErrorFunc(evaluation, note_error);
	xmlFreeDoc(evaluation->scratch);
	evaluation->scratch = NULL;
	documents_tidy(evaluation->documents);
	documents_trust(evaluation->documents);
	evaluation_forgive(evaluation);
	if (xmlHashSize(evaluation->compiled) >= CACHED_MOST) {
		xmlHashFree(evaluation->compiled, free_compiled);
		evaluation->compiled = xmlHashCreate(TABLE_SIZE);
	}
	if (xmlHashSize(evaluation->patterns) >= CACHED_MOST) {
		xmlHashFree(evaluation->patterns, free_pattern);
		evaluation->patterns = xmlHashCreate(TABLE_SIZE);
	}
}

void evaluation_forgive(struct evaluation *evaluation)
{
	evaluation->doubt = DOUBT_NONE;
	evaluation->column = 0;
	evaluation->sentence[0] = '\0';
	evaluation->xpath->opLimit = EXPRESSION_STEPS_MOST;
	evaluation->xpath->opCount = 0;
	evaluation->xpath->depth = 0;
}

struct evaluation *evaluation_of(xmlXPathParserContextPtr call)
{
	return call->context->userData;
}

void evaluation_refuse(xmlXPathParserContextPtr call, const char *format, ...)
{
	struct evaluation *evaluation = evaluation_of(call);
	char sentence[JUDGED_TEXT_MOST];
	va_list arguments;

	va_start(arguments, format);
	(void)vsnprintf(sentence, sizeof sentence, format, arguments);
	va_end(arguments);
	refuse(evaluation, DOUBT_EXPRESSION, "%s", sentence);
	xmlXPathErr(call, XPATH_EXPR_ERROR);
}

bool evaluation_takes(xmlXPathParserContextPtr call, int count, int least, int most)
{
	if (count >= least && count <= most)
		return true;
	evaluation_refuse(call, "%s() is called with %d arguments",
		(const char *)call->context->function, count);
	return false;
}

bool evaluation_spend(xmlXPathParserContextPtr call, size_t steps)
{
	xmlXPathContextPtr xpath = call->context;

	if (steps <= xpath->opLimit - xpath->opCount) {
		xpath->opCount += steps;
		return true;
	}
	xpath->opCount = xpath->opLimit;
	xmlXPathErr(call, XPATH_OP_LIMIT_EXCEEDED);
	return false;
}

xmlNodePtr evaluation_make(xmlXPathParserContextPtr call, const char *element, xmlNodePtr parent)
{
	struct evaluation *evaluation = evaluation_of(call);
	xmlNodePtr node = NULL;

	if (!evaluation_spend(call, STEPS_OF_NODE))
		return NULL;
	if (evaluation->scratch == NULL)
		evaluation->scratch = document_tree("made");
	if (evaluation->scratch != NULL)
		node = xmlNewDocNode(evaluation->scratch, NULL, xml_string(element), NULL);
	if (node == NULL)
		xmlXPathErr(call, XPATH_MEMORY_ERROR);
	else
		(void)xmlAddChild(
			parent != NULL ? parent : xmlDocGetRootElement(evaluation->scratch), node);
	return node;
}

xmlXPathCompExprPtr evaluation_compile(struct evaluation *evaluation, const char *expression)
{
	xmlXPathCompExprPtr compiled = xmlHashLookup(evaluation->compiled, xml_string(expression));
	TEXT_CLEANUP struct text bracketed = TEXT_INIT;
	struct syntax_fault fault;

	if (compiled != NULL)
		return compiled;
	if (!syntax_check(expression, &fault)) {
		refuse(evaluation, DOUBT_EXPRESSION, "%s", fault.sentence);
		evaluation->column = fault.column;
		return NULL;
	}
	/* Without brackets libxml2 takes it for a pattern first, and is lenient then. */
	text_format(&bracketed, "(%s)", expression);
	compiled = xmlXPathCtxtCompile(evaluation->xpath, xml_string(text_string(&bracketed)));
	if (compiled != NULL && evaluation->doubt == DOUBT_NONE &&
		xmlHashAddEntry(evaluation->compiled, xml_string(expression), compiled) == 0)
		return compiled;
	xmlXPathFreeCompExpr(compiled);
	refuse(evaluation, DOUBT_EXPRESSION, "it does not compile");
	return NULL;
}

xmlXPathObjectPtr evaluation_run(
	struct evaluation *evaluation, const char *expression, xmlNodePtr context)
{
	xmlXPathCompExprPtr compiled = evaluation_compile(evaluation, expression);
	xmlXPathObjectPtr result;

	if (compiled == NULL)
		return NULL;
	evaluation->xpath->doc = context->doc;
	evaluation->xpath->node = context;
	evaluation->xpath->contextSize = 1;
	evaluation->xpath->proximityPosition = 1;
	result = xmlXPathCompiledEval(compiled, evaluation->xpath);
	if (result != NULL && evaluation->doubt == DOUBT_NONE)
		return result;
	xmlXPathFreeObject(result);
	refuse(evaluation, DOUBT_EXPRESSION, "it has no value");
	return NULL;
}
