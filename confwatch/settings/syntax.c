// SPDX-License-Identifier: GPL-2.0-or-later
// A look at the words of an expression (XPath 1.0, 3.7): no more than what bounds and names need.
#include "settings/syntax.h"

#include <stdio.h>
#include <string.h>

#include "settings/evaluation.h"
#include "settings/functions.h"

/* XPath 1.0, 4 Core Function Library, and node types, which look the same. */
static const char *const core_functions[] = {"boolean", "ceiling", "comment", "concat", "contains",
	"count", "false", "floor", "id", "lang", "last", "local-name", "name", "namespace-uri",
	"node", "normalize-space", "not", "number", "position", "processing-instruction", "round",
	"starts-with", "string", "string-length", "substring", "substring-after",
	"substring-before", "sum", "text", "translate", "true"};

/* Words of the grammar that a bracket may follow. */
static const char *const operators[] = {"and", "div", "mod", "or"};

static bool is_one_of(const char *const *names, size_t count, const char *word, size_t length)
{
	for (size_t i = 0; i < count; i++)
		if (strlen(names[i]) == length && memcmp(names[i], word, length) == 0)
			return true;
	return false;
}

/* Bytes of names outside ASCII count as such. */
static bool is_name(char byte)
{
	return (byte >= 'a' && byte <= 'z') || (byte >= 'A' && byte <= 'Z') ||
		(byte >= '0' && byte <= '9') || byte == '_' || byte == '-' || byte == '.' ||
		(unsigned char)byte >= 0x80;
}

static bool is_known(const char *word, size_t length)
{
	static const size_t prefix = sizeof SETTINGS_PREFIX ":" - 1;
	char name[JUDGED_NAME_MOST];

	if (is_one_of(operators, sizeof operators / sizeof operators[0], word, length) ||
		is_one_of(core_functions, sizeof core_functions / sizeof core_functions[0], word,
			length))
		return true;
	if (length <= prefix || length - prefix >= sizeof name ||
		memcmp(word, SETTINGS_PREFIX ":", prefix) != 0)
		return false;
	memcpy(name, word + prefix, length - prefix);
	name[length - prefix] = '\0';
	return settings_function_find(name) != NULL;
}

static bool refuse(struct syntax_fault *fault, size_t at, const char *sentence)
{
	fault->column = (uint32_t)at + 1;
	(void)snprintf(fault->sentence, sizeof fault->sentence, "%s", sentence);
	return false;
}

/* A name does not begin with these; then they belong to what stands before it. */
static bool is_name_inside(char byte)
{
	return (byte >= '0' && byte <= '9') || byte == '-' || byte == '.';
}

/* The word that ends before `end`, with its prefix. */
static size_t word_before(const char *expression, size_t end)
{
	size_t start = end;

	while (start > 0 &&
		(is_name(expression[start - 1]) ||
			(expression[start - 1] == ':' && start > 1 &&
				is_name(expression[start - 2]))))
		start--;
	while (start < end && is_name_inside(expression[start]))
		start++;
	return start;
}

static bool check_call(const char *expression, size_t bracket, struct syntax_fault *fault)
{
	size_t end = bracket, start;

	while (end > 0 && strchr(" \t\r\n", expression[end - 1]) != NULL)
		end--;
	start = word_before(expression, end);
	if (start == end || is_known(expression + start, end - start))
		return true;
	fault->column = (uint32_t)start + 1;
	(void)snprintf(fault->sentence, sizeof fault->sentence, "there is no function '%.*s'",
		(int)(end - start > JUDGED_NAME_MOST ? JUDGED_NAME_MOST : end - start),
		expression + start);
	return false;
}

bool syntax_check(const char *expression, struct syntax_fault *fault)
{
	size_t length = strlen(expression), depth = 0;

	if (length > EXPRESSION_MOST)
		return refuse(fault, EXPRESSION_MOST, "the expression is too long");
	for (size_t at = 0; at < length; at++) {
		char byte = expression[at];

		if (byte == '\'' || byte == '"') {
			const char *end = strchr(expression + at + 1, byte);

			if (end == NULL)
				return refuse(fault, at, "a string does not end");
			at = (size_t)(end - expression);
			continue;
		}
		if ((byte == ')' || byte == ']') && depth-- == 0)
			return refuse(fault, at, "a bracket is closed that is not open");
		if ((byte == '(' || byte == '[') && ++depth > EXPRESSION_DEPTH_MOST)
			return refuse(fault, at, "brackets are nested too deeply");
		if (byte == '(' && !check_call(expression, at, fault))
			return false;
	}
	return true;
}
