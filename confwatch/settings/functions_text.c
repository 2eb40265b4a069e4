// SPDX-License-Identifier: GPL-2.0-or-later
// Functions on strings and nodes alone.
#include <regex.h>
#include <stdlib.h>
#include <string.h>

#include "base/number.h"
#include "settings/evaluation.h"
#include "settings/functions.h"

/* A count of a repetition: "{7}", "{2,5}", "{2,}"; 0: it is none, or more than any. */
static size_t repetition(const char *brace)
{
	size_t most = 0, number = 0, at = 1;

	for (; brace[at] != '\0' && brace[at] != '}'; at++) {
		if (brace[at] == ',') {
			most = number;
			number = 0;
			continue;
		}
		if (brace[at] < '0' || brace[at] > '9' || number > REPEATED_MOST)
			return 0;
		number = number * 10 + (size_t)(brace[at] - '0');
	}
	if (brace[at] == '\0')
		return 0;
	if (number > most)
		most = number;
	return most > 0 ? most : 1;
}

/* Repetitions are written out when a pattern is compiled; back references take exponential time. */
static const char *what_is_wrong(const char *pattern)
{
	size_t product = 1;

	if (strlen(pattern) > PATTERN_MOST)
		return "the pattern is too long";
	for (const char *at = pattern; *at != '\0'; at++) {
		if (*at == '\\') {
			if (at[1] >= '1' && at[1] <= '9')
				return "back references are not taken";
			at += at[1] != '\0';
			continue;
		}
		if (*at != '{')
			continue;
		product *= repetition(at);
		if (product == 0 || product > REPEATED_MOST)
			return "the pattern repeats too much";
	}
	return NULL;
}

/* Compiled once; NULL: refused. */
static const regex_t *find_pattern(xmlXPathParserContextPtr call, const char *pattern)
{
	struct evaluation *evaluation = evaluation_of(call);
	regex_t *compiled = xmlHashLookup(evaluation->patterns, xml_string(pattern));
	const char *wrong = compiled == NULL ? what_is_wrong(pattern) : NULL;
	char sentence[JUDGED_TEXT_MOST];
	int code;

	if (compiled != NULL)
		return compiled;
	if (wrong != NULL) {
		evaluation_refuse(call, "%s", wrong);
		return NULL;
	}
	compiled = calloc(1, sizeof *compiled);
	if (compiled == NULL) {
		xmlXPathErr(call, XPATH_MEMORY_ERROR);
		return NULL;
	}
	code = regcomp(compiled, pattern, REG_EXTENDED | REG_NOSUB);
	if (code == 0 && xmlHashAddEntry(evaluation->patterns, xml_string(pattern), compiled) == 0)
		return compiled;
	if (code == 0) {
		regfree(compiled);
		xmlXPathErr(call, XPATH_MEMORY_ERROR);
	} else {
		(void)regerror(code, compiled, sentence, sizeof sentence);
		evaluation_refuse(call, "the pattern is wrong: %s", sentence);
	}
	free(compiled);
	return NULL;
}

void function_match(xmlXPathParserContextPtr call, int count)
{
	const regex_t *compiled;
	xmlChar *string, *pattern;

	if (!evaluation_takes(call, count, 2, 2))
		return;
	pattern = xmlXPathPopString(call);
	string = xmlXPathPopString(call);
	compiled = pattern != NULL && string != NULL ? find_pattern(call, (const char *)pattern)
						     : NULL;
	if (compiled != NULL && strlen((const char *)string) > MATCHED_MOST)
		evaluation_refuse(call, "the text is too long to match");
	else if (compiled != NULL && evaluation_spend(call, strlen((const char *)string)))
		valuePush(call,
			xmlXPathNewBoolean(
				regexec(compiled, (const char *)string, 0, NULL, 0) == 0));
	xmlFree(string);
	xmlFree(pattern);
}

static xmlXPathObjectPtr split(
	xmlXPathParserContextPtr call, const char *string, const char *separators)
{
	xmlXPathObjectPtr result = xmlXPathNewNodeSet(NULL);
	/* What stands before and behind a word is of the same string. */
	xmlNodePtr words = evaluation_make(call, "words", NULL);

	for (const char *at = string; words != NULL && result != NULL && *at != '\0';) {
		size_t length = strcspn(at, separators);
		xmlNodePtr word = length > 0 ? evaluation_make(call, "word", words) : NULL;
		xmlChar *value;

		if (word != NULL) {
			value = xmlStrndup(xml_string(at), (int)length);
			(void)xmlNewProp(word, xml_string("value"), value);
			xmlFree(value);
			(void)xmlXPathNodeSetAddUnique(result->nodesetval, word);
		} else if (length > 0) {
			break;
		}
		at += length;
		at += strspn(at, separators);
	}
	return result;
}

void function_words(xmlXPathParserContextPtr call, int count)
{
	xmlChar *string, *separators = NULL;

	if (!evaluation_takes(call, count, 1, 2))
		return;
	if (count == 2)
		separators = xmlXPathPopString(call);
	string = xmlXPathPopString(call);
	if (string != NULL)
		valuePush(call,
			split(call, (const char *)string,
				separators != NULL ? (const char *)separators : " \t\r\n"));
	xmlFree(string);
	xmlFree(separators);
}

void function_last(xmlXPathParserContextPtr call, int count)
{
	xmlNodeSetPtr nodes;
	xmlNodePtr last = NULL;

	if (!evaluation_takes(call, count, 1, 1))
		return;
	if (!xmlXPathStackIsNodeSet(call)) {
		evaluation_refuse(call, "last() takes nodes");
		return;
	}
	nodes = xmlXPathPopNodeSet(call);
	for (int i = 0; nodes != NULL && i < nodes->nodeNr; i++)
		if (last == NULL || xmlXPathCmpNodes(last, nodes->nodeTab[i]) == 1)
			last = nodes->nodeTab[i];
	valuePush(call, xmlXPathNewNodeSet(last));
	xmlXPathFreeNodeSet(nodes);
}

/* The last setting of that name below top; steps are counted. */
static xmlNodePtr last_setting(
	xmlXPathParserContextPtr call, xmlNodePtr top, const xmlChar *name, xmlNodePtr before)
{
	xmlNodePtr result = before;
	size_t steps = 0;

	for (xmlNodePtr node = top; node != NULL; node = documents_next(node, top)) {
		const xmlAttr *attribute;

		steps++;
		if (node->type != XML_ELEMENT_NODE ||
			!xmlStrEqual(node->name, xml_string("setting")))
			continue;
		attribute = xmlHasProp(node, xml_string("name"));
		if (attribute != NULL && attribute->children != NULL &&
			xmlStrEqual(attribute->children->content, name))
			result = node;
	}
	return evaluation_spend(call, steps) ? result : NULL;
}

void function_setting(xmlXPathParserContextPtr call, int count)
{
	xmlNodePtr found = NULL;
	xmlNodeSetPtr nodes = NULL;
	xmlChar *name, *value = NULL;

	if (!evaluation_takes(call, count, 1, 2))
		return;
	if (count == 2 && !xmlXPathStackIsNodeSet(call)) {
		evaluation_refuse(call, "value() takes a name and nodes");
		return;
	}
	if (count == 2)
		nodes = xmlXPathPopNodeSet(call);
	name = xmlXPathPopString(call);
	/* A namespace is no node of a document. */
	if (name != NULL && count == 1 && call->context->node->type != XML_NAMESPACE_DECL)
		found = last_setting(
			call, xmlDocGetRootElement(call->context->node->doc), name, NULL);
	for (int i = 0; name != NULL && nodes != NULL && i < nodes->nodeNr; i++)
		if (nodes->nodeTab[i]->type == XML_ELEMENT_NODE)
			found = last_setting(call, nodes->nodeTab[i], name, found);
	if (found != NULL)
		value = xmlGetProp(found, xml_string("value"));
	valuePush(call, value != NULL ? xmlXPathWrapString(value) : xmlXPathNewCString(""));
	xmlXPathFreeNodeSet(nodes);
	xmlFree(name);
}

/* The next number of a dotted version; false: there is none. */
static bool next_number(const char **at, uint64_t *result)
{
	size_t length = strspn(*at, "0123456789");
	bool found = number_parse(*at, length, 10, UINT32_MAX, result);

	if (!found)
		*result = 0;
	*at += length;
	if (**at == '.')
		(*at)++;
	else
		*at += strlen(*at);
	return found;
}

/* Behind the epoch. */
static const char *skip_epoch(const char *version)
{
	const char *colon = strchr(version, ':');

	return colon != NULL ? colon + 1 : version;
}

static bool is_at_least(const char *version, const char *least)
{
	const char *at = skip_epoch(version), *other = skip_epoch(least);
	uint64_t a, b;

	while (*at != '\0' || *other != '\0') {
		(void)next_number(&at, &a);
		(void)next_number(&other, &b);
		if (a != b)
			return a > b;
	}
	return true;
}

void function_at_least(xmlXPathParserContextPtr call, int count)
{
	xmlChar *version, *least;

	if (!evaluation_takes(call, count, 2, 2))
		return;
	least = xmlXPathPopString(call);
	version = xmlXPathPopString(call);
	if (version != NULL && least != NULL)
		valuePush(call,
			xmlXPathNewBoolean(*version != '\0' &&
				is_at_least((const char *)version, (const char *)least)));
	xmlFree(version);
	xmlFree(least);
}

void function_param(xmlXPathParserContextPtr call, int count)
{
	xmlChar *name, *otherwise = NULL;
	const char *value;

	if (!evaluation_takes(call, count, 1, 2))
		return;
	if (count == 2)
		otherwise = xmlXPathPopString(call);
	name = xmlXPathPopString(call);
	if (name != NULL) {
		value = xmlHashLookup(evaluation_of(call)->variables, name);
		if (value == NULL)
			value = otherwise != NULL ? (const char *)otherwise : "";
		valuePush(call, xmlXPathNewCString(value));
	}
	xmlFree(name);
	xmlFree(otherwise);
}
