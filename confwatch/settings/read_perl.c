// SPDX-License-Identifier: GPL-2.0-or-later
// Perl that sets variables, as amavisd.conf and policyd-weight.conf do: read, and never run. What
// is no assignment of a value that can be told is code, and unread.
#include <string.h>

#include "settings/formats.h"
#include "settings/perl_code.h"
#include "settings/perl_events.h"
#include "settings/perl_expression.h"

enum {
	BUDGET = 24 * 1024 * 1024, /* bytes of values: a document could not hold more */
	TARGETS_MOST = 4,	   /* $a = $b = ... */
	KEYS_MOST = 4,		   /* $a{..}{..} */
};

struct target {
	char sigil;
	const char *name;
	size_t length;
	size_t keys;
	struct text key[KEYS_MOST];
};

static void release_target(struct target *target)
{
	for (size_t i = 0; i < KEYS_MOST; i++)
		text_release(&target->key[i]);
}

/* Of a name that was read, what is behind it: {key}, ->{key}. */
static bool read_keys(struct perl_reading *reading, struct target *target)
{
	for (;;) {
		struct perl_input before = reading->input;
		struct perl_token token = perl_next(&reading->input);

		if (perl_is_operator(&token, "->") && (target->sigil == '$' || target->keys > 0))
			token = perl_next(&reading->input);
		else if (target->keys == 0 && perl_is_operator(&token, "{") && target->sigil == '$')
			target->sigil = '%';
		if (!perl_is_operator(&token, "{")) {
			reading->input = before;
			return token.kind == PERL_OPERATOR && *token.start != '[';
		}
		if (target->keys == KEYS_MOST ||
			!perl_subscript(reading, &target->key[target->keys++]))
			return false;
	}
}

static bool read_target(struct perl_reading *reading, struct target *target)
{
	struct perl_token token = perl_next(&reading->input);

	if (token.kind != PERL_NAME)
		return false;
	target->sigil = token.sigil;
	target->name = token.text;
	target->length = token.length;
	return token.sigil != '$' || read_keys(reading, target);
}

/* What a whole scalar, array or hash takes. */
static struct perl_value *read_value(struct perl_reading *reading, const struct target *target)
{
	struct perl_token start = perl_peek(&reading->input);
	struct perl_value *value;

	if (target->keys == 0 && target->sigil == '@') {
		value = perl_list(reading, '\0');
		if (value != NULL)
			value->line = perl_line(reading, start.start);
		return value;
	}
	if (target->keys == 0 && target->sigil == '%')
		return perl_map(reading);
	value = perl_element(reading);
	if (value == NULL || value->kind != PERL_LIST || value->flat == PERL_ONE)
		return value;
	if (value->flat == PERL_PARENTHESES && value->first != NULL && value->first == value->last)
		return value->first;
	return perl_code(reading, start.start, reading->input.at);
}

static struct perl_value *find_entry(
	struct perl_reading *reading, const struct perl_value *map, const struct text *key)
{
	struct perl_value *found = NULL;

	for (struct perl_value *entry = map->first; entry != NULL && perl_spend(reading, 1);
		entry = entry->next)
		if (entry->key_length == key->length && !entry->key_is_code &&
			memcmp(entry->key, text_string(key), key->length) == 0)
			found = entry;
	return found;
}

static void add_entry(struct perl_reading *reading, struct perl_value *map, const struct text *key,
	struct perl_value *value, uint32_t line)
{
	if (!perl_spend(reading, key->length))
		return;
	value->key = arena_bytes(&reading->arena, text_string(key), key->length);
	value->key_length = key->length;
	value->line = line;
	value->flat = PERL_ONE;
	perl_add(map, value);
}

/* False: a part of what only Perl knows. */
static bool set_entry(struct perl_reading *reading, const struct target *target,
	struct perl_value *value, uint32_t line)
{
	struct perl_value *map =
		perl_part(reading, target->sigil, target->name, target->length, PERL_MAP, line);

	for (size_t i = 0; map != NULL && i + 1 < target->keys; i++) {
		struct perl_value *inner = find_entry(reading, map, &target->key[i]);

		if (inner == NULL) {
			inner = perl_new(reading, PERL_MAP, reading->input.at);
			inner->partial = map->partial;
			add_entry(reading, map, &target->key[i], inner, line);
		}
		map = inner->kind == PERL_MAP ? inner : NULL;
	}
	if (map != NULL)
		add_entry(reading, map, &target->key[target->keys - 1], value, line);
	return map != NULL;
}

static void assign(struct perl_reading *reading, const struct target *target,
	struct perl_value *value, uint32_t line, bool my)
{
	if (target->keys == 0)
		perl_set(reading, target->sigil, target->name, target->length, value, line, my);
	else if (!set_entry(reading, target, value, line))
		perl_doubt(reading, target->sigil, target->name, target->length, true, line);
}

/* "$a = $b = ": all of them take what follows. 0: no assignment. */
static size_t read_targets(struct perl_reading *reading, struct target *targets)
{
	size_t count = 0;

	while (count < TARGETS_MOST) {
		struct perl_input before = reading->input;
		struct perl_token token;

		if (read_target(reading, &targets[count])) {
			token = perl_next(&reading->input);
			if (perl_is_operator(&token, "=")) {
				count++;
				continue;
			}
		}
		reading->input = before;
		return count;
	}
	return 0;
}

static bool read_assignment(struct perl_reading *reading, uint32_t line, bool my)
{
	struct target targets[TARGETS_MOST] = {0};
	size_t count = read_targets(reading, targets);
	struct perl_value *value = count > 0 ? read_value(reading, &targets[count - 1]) : NULL;
	bool done = value != NULL && perl_end(&reading->input) &&
		(count == 1 || value->kind < PERL_LIST);

	for (size_t i = 0; i + 1 < count; i++)
		done &= targets[i].sigil == '$' || targets[i].keys > 0;
	for (size_t i = 0; i < count && done; i++)
		assign(reading, &targets[i], i > 0 ? perl_copy(reading, value) : value, line, my);
	for (size_t i = 0; i < TARGETS_MOST; i++)
		release_target(&targets[i]);
	return done;
}

/* $a .= "...", $a += 1; what depends on what it is already, only Perl knows. */
static bool read_operation(struct perl_reading *reading, uint32_t line)
{
	struct perl_token name = perl_next(&reading->input);
	struct perl_token operator= perl_next(&reading->input);
	const struct perl_variable *variable;
	struct perl_value *value, *result = NULL;
	const char *end;

	if (name.kind != PERL_NAME || name.sigil != '$' || !perl_is_operation(&operator))
		return false;
	value = perl_element(reading);
	end = reading->input.at;
	if (value == NULL || !perl_end(&reading->input))
		return false;
	variable = perl_variable(reading, name.sigil, name.text, name.length);
	if (variable != NULL && variable->value->kind == PERL_SCALAR &&
		strchr(".+-*/", *operator.start) != NULL && operator.start[1] == '=')
		result = perl_operate(reading, *operator.start, variable->value, value, name.start);
	perl_set(reading, name.sigil, name.text, name.length,
		result != NULL ? result : perl_code(reading, name.start, end), line, false);
	return true;
}

/* $x, @y: as far as names go; each set to nothing where `set`. */
static struct perl_token read_names(struct perl_reading *reading, bool set, uint32_t line)
{
	struct perl_token token = perl_next(&reading->input);

	while (token.kind == PERL_NAME || perl_is_operator(&token, ",")) {
		if (set && token.kind == PERL_NAME)
			perl_set(reading, token.sigil, token.text, token.length,
				perl_new(reading,
					token.sigil == '$'	     ? PERL_UNDEF
						: token.sigil == '@' ? PERL_LIST
								     : PERL_MAP,
					token.start),
				line, true);
		token = perl_next(&reading->input);
	}
	return token;
}

/* my $x; our ($x, @y); what "our" names is known elsewhere, and set there. */
static bool read_declaration(struct perl_reading *reading, uint32_t line, bool my)
{
	struct perl_token token = perl_peek(&reading->input);
	bool brackets = perl_is_operator(&token, "(");
	struct perl_input names;

	if (brackets)
		(void)perl_next(&reading->input);
	names = reading->input;
	token = read_names(reading, false, line);
	if (brackets ? !perl_is_operator(&token, ")") || !perl_end(&reading->input)
		     : !perl_is_end(&token))
		return false;
	if (my) {
		struct perl_input after = reading->input;

		reading->input = names;
		(void)read_names(reading, true, line);
		reading->input = after;
	}
	return true;
}

static bool read_my(struct perl_reading *reading, uint32_t line, bool my)
{
	struct perl_input before = reading->input;

	if (read_declaration(reading, line, my))
		return true;
	reading->input = before;
	return read_assignment(reading, line, my);
}

static void prepend(struct perl_value *list, struct perl_value *more)
{
	struct perl_value *old = list->first;

	if (more->first == NULL)
		return;
	list->first = more->first;
	more->last->next = old;
	if (old == NULL)
		list->last = more->last;
}

/* push @x, ...; push(@x, ...); */
static bool read_push(struct perl_reading *reading, uint32_t line, bool front)
{
	struct perl_token token = perl_next(&reading->input);
	bool brackets = perl_is_operator(&token, "(");
	struct perl_token name = brackets ? perl_next(&reading->input) : token;
	struct perl_value *more, *list;

	token = perl_next(&reading->input);
	if (name.kind != PERL_NAME || name.sigil != '@' || !perl_is_operator(&token, ","))
		return false;
	more = perl_list(reading, brackets ? ')' : '\0');
	if (more == NULL || !perl_end(&reading->input))
		return false;
	list = perl_part(reading, '@', name.text, name.length, PERL_LIST, line);
	if (list == NULL)
		perl_doubt(reading, '@', name.text, name.length, true, line);
	else if (front)
		prepend(list, more);
	else
		for (const struct perl_value *item = more->first; item != NULL; item = item->next)
			perl_add(list, perl_copy(reading, item));
	return true;
}

/* chomp($x = `hostname`); */
static bool read_chomp(struct perl_reading *reading, uint32_t line)
{
	struct target target = {0};
	struct perl_token token = perl_next(&reading->input);
	struct perl_token my = perl_peek(&reading->input);
	bool declares = perl_is(&my, PERL_WORD, "my");
	struct perl_value *value = NULL;

	if (!perl_is_operator(&token, "("))
		return false;
	if (declares)
		(void)perl_next(&reading->input);
	if (read_target(reading, &target) && target.keys == 0 && target.sigil == '$') {
		token = perl_next(&reading->input);
		if (perl_is_operator(&token, "="))
			value = perl_element(reading);
	}
	release_target(&target);
	token = perl_next(&reading->input);
	if (value == NULL || value->kind == PERL_LIST || !perl_is_operator(&token, ")") ||
		!perl_end(&reading->input))
		return false;
	if (value->kind == PERL_SCALAR && value->length > 0 &&
		value->bytes[value->length - 1] == '\n')
		value->length--;
	perl_set(reading, '$', target.name, target.length, value, line, declares);
	return true;
}

/* use strict; use vars qw(...): what says nothing about values. */
static bool read_pragma(struct perl_reading *reading)
{
	static const char *const pragmas[] = {
		"diagnostics", "feature", "strict", "utf8", "vars", "version", "warnings"};
	struct perl_token token = perl_next(&reading->input);
	bool known = token.kind == PERL_NUMBER;

	for (size_t i = 0; i < sizeof pragmas / sizeof pragmas[0]; i++)
		known |= perl_is(&token, PERL_WORD, pragmas[i]);
	while (known && !perl_is_end(&token) && token.kind != PERL_BROKEN)
		token = perl_next(&reading->input);
	return known && token.kind != PERL_BROKEN;
}

static bool read_word_statement(
	struct perl_reading *reading, const struct perl_token *word, uint32_t line)
{
	if (perl_is(word, PERL_WORD, "use") || perl_is(word, PERL_WORD, "no"))
		return read_pragma(reading);
	if (perl_is(word, PERL_WORD, "my") || perl_is(word, PERL_WORD, "our"))
		return read_my(reading, line, *word->text == 'm');
	if (perl_is(word, PERL_WORD, "push") || perl_is(word, PERL_WORD, "unshift"))
		return read_push(reading, line, *word->text == 'u');
	if (perl_is(word, PERL_WORD, "chomp"))
		return read_chomp(reading, line);
	return perl_call(reading, word, line);
}

static bool read_statement(struct perl_reading *reading, uint32_t line)
{
	struct perl_input before = reading->input;
	struct perl_token token = perl_next(&reading->input);

	if (perl_is_operator(&token, ";"))
		return true;
	/* "1;" at the end. */
	if (token.kind == PERL_NUMBER || (token.kind == PERL_QUOTED && token.quote == PERL_PLAIN))
		return perl_end(&reading->input);
	if (token.kind == PERL_WORD)
		return read_word_statement(reading, &token, line);
	reading->input = before;
	if (read_assignment(reading, line, false))
		return true;
	reading->input = before;
	return read_operation(reading, line);
}

static void take_comment(void *context, const char *bytes, size_t length)
{
	struct perl_reading *reading = context;
	struct perl_event *event = perl_event(reading, PERL_COMMENT, perl_line(reading, bytes));

	event->text = bytes;
	event->length = length;
}

void read_perl(struct document *document, const char *bytes, size_t length)
{
	struct perl_reading reading = {.input = perl_input(bytes, length),
		.variables = xmlHashCreate(document_names(length)),
		.document = document,
		.budget = BUDGET,
		.counted = bytes,
		.line = 1};

	document->full = document->full || reading.variables == NULL;
	while (!document->full) {
		struct perl_input before;
		struct perl_token token;
		uint32_t line;

		perl_blank(&reading.input, take_comment, &reading);
		token = perl_peek(&reading.input);
		if (token.kind == PERL_END)
			break;
		before = reading.input;
		line = perl_line(&reading, before.at);
		if (read_statement(&reading, line))
			continue;
		reading.input = before;
		perl_skip(&reading, line);
	}
	perl_write(&reading);
	xmlHashFree(reading.variables, NULL);
	arena_release(&reading.arena);
}
