// SPDX-License-Identifier: GPL-2.0-or-later
// The engine: a question in, its answer with the place that it speaks of out.
#include <errno.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "settings/document.h"
#include "settings/engine.h"
#include "settings/evaluation.h"
#include "settings/formats.h"
#include "settings/records.h"

static void *begin(const struct judge_world *world)
{
	return evaluation_new(world);
}

static void end(void *judge)
{
	xmlSetStructuredErrorFunc(NULL, NULL);
	evaluation_free(judge);
}

static void free_value(void *payload, const xmlChar *name)
{
	(void)name;
	free(payload);
}

static void variable(void *judge, const char *name, const char *value)
{
	struct evaluation *evaluation = judge;
	TEXT_CLEANUP struct text encoded = TEXT_INIT;
	char *copy;

	/* What was captured is encoded already. */
	if (xmlCheckUTF8(xml_string(value)) == 0)
		document_escape(&encoded, value, strlen(value));
	else
		text_add(&encoded, value);
	copy = strdup(text_string(&encoded));
	if (copy != NULL &&
		xmlHashUpdateEntry(evaluation->variables, xml_string(name), copy, free_value) < 0)
		free(copy);
}

static void set_path(struct answer *answer, const char *path)
{
	(void)snprintf(answer->path, sizeof answer->path, "%s", path);
}

/* The file that a node comes from: views say it element by element, documents at their root. */
static void set_file(struct answer *answer, xmlNodePtr node)
{
	xmlNodePtr root = xmlDocGetRootElement(node->doc);
	bool whole = root != NULL && xmlStrEqual(root->name, xml_string("file"));
	TEXT_CLEANUP struct text bytes = TEXT_INIT;
	xmlChar *path = NULL;

	if (whole)
		path = xmlGetProp(root, xml_string("path"));
	for (; !whole && path == NULL && node != NULL && node->type == XML_ELEMENT_NODE;
		node = node->parent)
		path = xmlGetProp(node, xml_string("file"));
	if (path != NULL) {
		(void)document_unescape((const char *)path, &bytes);
		set_path(answer, text_string(&bytes));
	}
	xmlFree(path);
}

/* The line of a node or of the nearest one above it that has any. */
static void set_place(struct answer *answer, xmlNodePtr node)
{
	if (node->type == XML_NAMESPACE_DECL)
		return;
	if (node->type != XML_ELEMENT_NODE)
		node = node->parent;
	if (node == NULL || node->type != XML_ELEMENT_NODE)
		return;
	set_file(answer, node);
	for (; node != NULL && node->type == XML_ELEMENT_NODE && answer->line == 0;
		node = node->parent)
		answer->line = documents_line(node);
}

/* In the order of the document. */
static xmlNodePtr first_node(const xmlXPathObject *object)
{
	if (object->type != XPATH_NODESET || object->nodesetval == NULL ||
		object->nodesetval->nodeNr == 0)
		return NULL;
	xmlXPathNodeSetSort(object->nodesetval);
	return object->nodesetval->nodeTab[0];
}

/* False: it was too long for an answer. */
static bool set_text(struct answer *answer, xmlXPathObjectPtr object)
{
	xmlChar *text = xmlXPathCastToString(object);
	int length = snprintf(
		answer->text, sizeof answer->text, "%s", text != NULL ? (const char *)text : "");

	xmlFree(text);
	return length >= 0 && (size_t)length < sizeof answer->text;
}

/* What is said about a failure; without a value it says nothing. */
static void set_say(
	struct evaluation *evaluation, const char *say, xmlNodePtr place, struct answer *answer)
{
	TEXT_CLEANUP struct text bytes = TEXT_INIT;
	xmlXPathObjectPtr object;

	if (say == NULL || place->type == XML_NAMESPACE_DECL)
		return;
	evaluation_forgive(evaluation);
	object = evaluation_run(evaluation, say, place);
	if (object != NULL) {
		(void)set_text(answer, object);
		(void)document_unescape(answer->text, &bytes);
		(void)snprintf(answer->text, sizeof answer->text, "%s", text_string(&bytes));
	}
	xmlXPathFreeObject(object);
}

static void set_at(
	struct evaluation *evaluation, const char *at, xmlNodePtr context, struct answer *answer)
{
	xmlXPathObjectPtr object;
	xmlNodePtr node;

	if (at == NULL)
		return;
	evaluation_forgive(evaluation);
	object = evaluation_run(evaluation, at, context);
	node = object != NULL ? first_node(object) : NULL;
	if (node != NULL)
		set_place(answer, node);
	xmlXPathFreeObject(object);
}

static void set_unknown(struct answer *answer, enum doubt doubt, const char *sentence)
{
	answer->verdict = VERDICT_UNKNOWN;
	answer->doubt = doubt;
	(void)snprintf(answer->text, sizeof answer->text, "%s", sentence);
}

static xmlNodePtr find_context(
	struct evaluation *evaluation, const struct question *question, struct answer *answer)
{
	xmlNodePtr root = question->file == NULL
		? xmlDocGetRootElement(evaluation->system)
		: documents_file(evaluation->documents, question->file);
	const char *path;
	enum doubt doubt;

	if (root != NULL)
		return root;
	doubt = documents_doubted(evaluation->documents, &path, &answer->line);
	if (doubt == DOUBT_NONE)
		answer->verdict = VERDICT_NOT_APPLICABLE;
	else
		set_unknown(answer, doubt, "");
	return NULL;
}

/* What the value of the expression says. */
static void decide(enum question_kind kind, xmlXPathObjectPtr object, struct answer *answer)
{
	bool holds;

	switch (kind) {
	case QUESTION_NEVER:
		if (object->type != XPATH_NODESET) {
			set_unknown(answer, DOUBT_EXPRESSION, "it does not give nodes");
			return;
		}
		answer->offences =
			object->nodesetval != NULL ? (uint32_t)object->nodesetval->nodeNr : 0;
		holds = answer->offences == 0;
		break;
	case QUESTION_STRING:
		if (!set_text(answer, object)) {
			set_unknown(answer, DOUBT_TOO_LARGE, "it is too long");
			return;
		}
		holds = answer->text[0] != '\0';
		break;
	default:
		holds = xmlXPathCastToBoolean(object);
		break;
	}
	answer->verdict = holds ? VERDICT_PASS : VERDICT_FAIL;
}

/* True: whatever the expression says, it rests on what nobody has read. */
static bool is_in_doubt(const struct evaluation *evaluation, struct answer *answer)
{
	const char *path;
	TEXT_CLEANUP struct text bytes = TEXT_INIT;
	uint32_t line;
	enum doubt doubt = documents_doubted(evaluation->documents, &path, &line);

	if (doubt == DOUBT_NONE ||
		(answer->verdict == VERDICT_FAIL && !documents_blind(evaluation->documents)))
		return false;
	set_unknown(answer, doubt, "");
	answer->line = line;
	answer->offences = 0;
	/* Views find it in a document. */
	(void)document_unescape(path, &bytes);
	set_path(answer, text_string(&bytes));
	return true;
}

static void point_at(struct evaluation *evaluation, const struct question *question,
	xmlNodePtr context, const xmlXPathObject *object, struct answer *answer)
{
	xmlNodePtr first = question->kind == QUESTION_NEVER ? first_node(object) : NULL;

	if (first != NULL)
		set_place(answer, first);
	else if (question->kind == QUESTION_ASSERT)
		set_at(evaluation, question->at, context, answer);
	set_say(evaluation, question->say, first != NULL ? first : context, answer);
}

static void answer(void *judge, const struct question *question, struct answer *result)
{
	struct evaluation *evaluation = judge;
	xmlXPathObjectPtr object;
	xmlNodePtr context;

	memset(result, 0, sizeof *result);
	evaluation_begin(evaluation);
	set_path(result, question->file != NULL ? question->file : "");
	context = find_context(evaluation, question, result);
	if (context == NULL)
		return;
	object = evaluation_run(evaluation, question->expression, context);
	if (object == NULL) {
		set_unknown(result, evaluation->doubt, evaluation->sentence);
		return;
	}
	decide(question->kind, object, result);
	if (result->verdict != VERDICT_UNKNOWN && !is_in_doubt(evaluation, result) &&
		result->verdict == VERDICT_FAIL)
		point_at(evaluation, question, context, object, result);
	xmlXPathFreeObject(object);
}

static int compile(
	void *judge, const char *expression, uint32_t *column, char sentence[JUDGED_TEXT_MOST])
{
	struct evaluation *evaluation = judge;

	evaluation_begin(evaluation);
	if (evaluation_compile(evaluation, expression) != NULL)
		return 0;
	*column = evaluation->column;
	(void)snprintf(sentence, JUDGED_TEXT_MOST, "%s", evaluation->sentence);
	return -EINVAL;
}

static int settings(void *judge, const char *format, const void *bytes, size_t length,
	int (*take)(void *context, const struct setting_record *record), void *context)
{
	bool full = false;
	xmlDocPtr tree;
	int result;

	evaluation_begin(judge);
	tree = settings_read(format, bytes, length, &full);
	if (tree == NULL)
		return -EINVAL;
	result = full ? -E2BIG : records_take(tree, take, context);
	xmlFreeDoc(tree);
	return result;
}

const struct judge_engine settings_engine = {
	.begin = begin,
	.variable = variable,
	.answer = answer,
	.settings = settings,
	.compile = compile,
	.end = end,
};
