// SPDX-License-Identifier: GPL-2.0-or-later
// `for:` of a group of rules: its values, and rules with {NAME} replaced by one of them.
#include <string.h>

#include "formats/rules_parts.h"

static const char allowed_values[] = "a list of up to 64 strings of one line, like [imap, pop]";
_Static_assert(RULES_FOR_MOST == 64, "what allowed_values says");
static const char letters[] = "abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ_"
			      "0123456789-";

static int check_value(struct rules_input *input, const struct yaml_node *item)
{
	if (item->kind != YAML_STRING || item->string[0] == '\0')
		return rules_wrong_kind(input, item, allowed_values);
	if (strchr(item->string, '\n') != NULL)
		return yaml_error(input->file->name, item, &input->error,
			"a string of several lines; allowed here: %s", allowed_values);
	return 0;
}

static int check_values(
	struct rules_input *input, const struct yaml_node *mapping, const struct yaml_node *list)
{
	const char *file = input->file->name;
	const size_t wanted = yaml_count(mapping->first);
	const size_t count = yaml_count(list);

	if (!rules_is_variable(list->key))
		return yaml_key_error(file, list, &input->error,
			"'%s' is no name; allowed here: " RULES_VARIABLES, list->key);
	if (list->kind != YAML_SEQUENCE || count == 0)
		return rules_wrong_kind(input, list, allowed_values);
	if (count > RULES_FOR_MOST)
		return yaml_error(file, list, &input->error,
			"'%s' has %zu values; allowed here: up to %d", list->key, count,
			RULES_FOR_MOST);
	if (count != wanted)
		return yaml_error(file, list, &input->error,
			"'%s' has %zu values, '%s' %zu; allowed here: as many of each, the first "
			"belongs to the first",
			list->key, count, mapping->first->key, wanted);
	for (const struct yaml_node *item = list->first; item != NULL; item = item->next)
		if (check_value(input, item) < 0)
			return -input->error.code;
	return 0;
}

int rules_for_read(struct rules_input *input, const struct yaml_node *mapping)
{
	if (mapping->kind != YAML_MAPPING || mapping->first == NULL)
		return rules_wrong_kind(
			input, mapping, "names with their values, like {service: [imap, pop]}");
	for (const struct yaml_node *list = mapping->first; list != NULL; list = list->next)
		if (check_values(input, mapping, list) < 0)
			return -input->error.code;
	return 0;
}

struct filling {
	struct rules_input *input;
	const struct yaml_node *values;
	size_t which;
};

/* A word in braces. */
struct braces {
	const char *word;
	size_t length;
	const char *end; /* behind all that closes */
	bool single;	 /* {NAME} */
	bool doubled;	 /* {{NAME}} */
};

/* Whether a text begins with one, perhaps with blanks in it; numbers ("a{2}") are no words. */
static bool find_braces(const char *text, struct braces *result)
{
	const size_t open = strspn(text, "{");
	const char *word = text + open + strspn(text + open, " ");
	const size_t length = strspn(word, letters);
	const char *close = word + length + strspn(word + length, " ");
	const size_t closing = strspn(close, "}");
	const bool plain = word == text + open && close == word + length;

	if (open == 0 || length == 0 || closing == 0 || strspn(word, "0123456789-") > 0)
		return false;
	*result = (struct braces){word, length, close + closing, plain && open == 1,
		plain && open == 2 && closing >= 2};
	return true;
}

/* NULL: 'for' has no such name. */
static const char *find_value(const struct filling *filling, const struct braces *braces)
{
	const struct yaml_node *list = filling->values->first;
	const struct yaml_node *item;

	while (list != NULL &&
		(strlen(list->key) != braces->length ||
			strncmp(list->key, braces->word, braces->length) != 0))
		list = list->next;
	if (list == NULL)
		return NULL;
	item = list->first;
	for (size_t i = 0; i < filling->which; i++)
		item = item->next;
	return item->string;
}

/* "{service}, {name}" */
static const char *list_names(const struct filling *filling)
{
	struct arena *arena = filling->input->arena;
	struct string_list names = {0};

	for (const struct yaml_node *list = filling->values->first; list != NULL; list = list->next)
		string_list_add(&names, arena, arena_format(arena, "{%s}", list->key));
	return allowed_join(arena, &names);
}

static int refuse(const struct filling *filling, const struct yaml_node *node, const char *text,
	const struct braces *braces)
{
	return yaml_error(filling->input->file->name, node, &filling->input->error,
		"'%.*s' stands for no value of 'for'; allowed here: %s, and '{{x}}' for what is to stay "
		"'{x}'",
		(int)(braces->end - text), text, list_names(filling));
}

/* Appends what the braces at the beginning of text stand for; *next: what follows them. */
static int fill_braces(const struct filling *filling, const struct yaml_node *node,
	const char *text, struct text *result, const char **next)
{
	struct braces braces = {0};
	const char *value = NULL;

	if (find_braces(text, &braces)) {
		value = find_value(filling, &braces);
		if (braces.single != (value != NULL))
			return refuse(filling, node, text, &braces);
	}
	if (value != NULL) {
		text_add(result, value);
		*next = braces.word + braces.length + 1;
	} else if (braces.doubled) {
		text_format(result, "{%.*s}", (int)braces.length, braces.word);
		*next = braces.word + braces.length + 2;
	} else {
		text_byte(result, *text);
		*next = text + 1;
	}
	return 0;
}

static int charge(const struct filling *filling, size_t bytes)
{
	struct rules_input *input = filling->input;

	if (bytes <= YAML_SIZE_MAX - input->filled) {
		input->filled += bytes;
		return 0;
	}
	return yaml_key_error(input->file->name, filling->values, &input->error,
		"'for' makes more than %d bytes of the rules of this file; allowed here: fewer "
		"values, shorter ones",
		YAML_SIZE_MAX);
}

static int fill_text(const struct filling *filling, const struct yaml_node *node, const char *text,
	const char **result)
{
	TEXT_CLEANUP struct text filled = TEXT_INIT;
	size_t charged = 0;

	*result = text;
	if (strchr(text, '{') == NULL)
		return charge(filling, strlen(text));
	while (*text != '\0') {
		const size_t before = strcspn(text, "{");

		text_append(&filled, text, before);
		text += before;
		if (*text != '\0' && fill_braces(filling, node, text, &filled, &text) < 0)
			return -filling->input->error.code;
		if (charge(filling, filled.length - charged) < 0)
			return -filling->input->error.code;
		charged = filled.length;
	}
	*result = arena_bytes(filling->input->arena, text_string(&filled), filled.length);
	return 0;
}

/* No deeper than a file can be nested. */
static int fill(
	const struct filling *filling, const struct yaml_node *node, struct yaml_node **result)
{
	struct yaml_node *copy = arena_new(filling->input->arena, struct yaml_node);
	struct yaml_node **last = &copy->first;

	*copy = *node;
	copy->first = copy->next = NULL;
	*result = copy;
	if (charge(filling, 1) < 0 ||
		(node->key != NULL && fill_text(filling, node, node->key, &copy->key) < 0) ||
		(node->kind == YAML_STRING &&
			fill_text(filling, node, node->string, &copy->string) < 0))
		return -filling->input->error.code;
	if (copy->string != node->string)
		copy->text_column = 0;
	for (const struct yaml_node *item = node->first; item != NULL; item = item->next) {
		if (fill(filling, item, last) < 0)
			return -filling->input->error.code;
		last = &(*last)->next;
	}
	return 0;
}

int rules_for_fill(struct rules_input *input, const struct yaml_node *values, size_t which,
	const struct yaml_node *node, struct yaml_node **result)
{
	const struct filling filling = {input, values, which};

	return fill(&filling, node, result);
}
