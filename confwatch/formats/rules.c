// SPDX-License-Identifier: GPL-2.0-or-later
// Putting files of rules together: packs, then what administrators say of them.
#include "formats/rules.h"

#include <stdlib.h>
#include <string.h>

#include "formats/rules_parts.h"

struct rules_reader {
	struct arena *arena;
	struct string_list mistakes;
	struct rules_file *files; /* without mistakes of their own */
	size_t count;
	size_t capacity;
};

struct rules_reader *rules_begin(struct arena *arena)
{
	struct rules_reader *reader = arena_new(arena, struct rules_reader);

	reader->arena = arena;
	return reader;
}

const struct string_list *rules_mistakes(const struct rules_reader *reader)
{
	return &reader->mistakes;
}

static void keep_file(struct rules_reader *reader, const struct rules_file *file)
{
	reader->files = arena_grow(reader->arena, reader->files, &reader->capacity,
		reader->count + 1, sizeof *reader->files);
	reader->files[reader->count++] = *file;
}

size_t rules_read(struct rules_reader *reader, const char *name, bool shipped, const void *bytes,
	size_t length)
{
	struct rules_file file = {.name = arena_string(reader->arena, name), .shipped = shipped};
	struct rules_input input = {
		.arena = reader->arena, .file = &file, .mistakes = &reader->mistakes};
	const size_t before = reader->mistakes.count;

	rules_file_read(&input, bytes, length);
	if (reader->mistakes.count == before)
		keep_file(reader, &file);
	return reader->mistakes.count - before;
}

static void note(struct rules_reader *reader, const struct rule_place *place, const char *sentence)
{
	string_list_add(&reader->mistakes, reader->arena,
		arena_format(reader->arena, "%s:%lu:%lu: %s", place->file,
			(unsigned long)place->line, (unsigned long)place->column, sentence));
}

/* A rule of an earlier pack, or an earlier one of this pack. */
static const struct rule *find_earlier(
	const struct rule_set *set, const struct pack *pack, size_t before, const char *id)
{
	const struct rule *found = rules_find(set, id);

	for (size_t i = 0; found == NULL && i < before; i++)
		if (strcmp(pack->rules[i].id, id) == 0)
			found = &pack->rules[i];
	return found;
}

/* Leaves out what has an id that is taken. */
static void check_ids(struct rules_reader *reader, const struct rule_set *set, struct pack *pack)
{
	size_t kept = 0;

	for (size_t i = 0; i < pack->rule_count; i++) {
		const struct rule *rule = &pack->rules[i];
		const struct rule *earlier = find_earlier(set, pack, kept, rule->id);

		if (earlier == NULL) {
			pack->rules[kept++] = *rule;
			continue;
		}
		note(reader, &rule->place,
			arena_format(reader->arena,
				"the id '%s' is taken, by %s:%lu; allowed here: an id of its own, or "
				"'override:' to change that rule",
				rule->id, earlier->place.file, (unsigned long)earlier->place.line));
	}
	pack->rule_count = kept;
}

static const struct pack *find_pack(const struct rule_set *set, const char *name)
{
	for (size_t i = 0; i < set->pack_count; i++)
		if (strcmp(set->packs[i].name, name) == 0)
			return &set->packs[i];
	return NULL;
}

static void add_pack(struct rules_reader *reader, struct pack *pack, struct rule_set *set)
{
	const struct pack *earlier = find_pack(set, pack->name);

	if (earlier != NULL) {
		note(reader, &pack->place,
			arena_format(reader->arena,
				"the pack '%s' is there already, in %s; allowed here: a name of its "
				"own",
				pack->name, earlier->place.file));
		return;
	}
	check_ids(reader, set, pack);
	set->packs[set->pack_count++] = *pack;
}

static int order_packs(const void *left, const void *right)
{
	const struct pack *a = left, *b = right;

	return strcmp(a->name, b->name);
}

static void add_packs(struct rules_reader *reader, struct rule_set *set)
{
	set->packs = arena_new_array(reader->arena, reader->count + 1, struct pack);
	for (size_t i = 0; i < reader->count; i++)
		if (reader->files[i].pack != NULL)
			add_pack(reader, reader->files[i].pack, set);
	qsort(set->packs, set->pack_count, sizeof *set->packs, order_packs);
	for (size_t i = 0; i < set->pack_count; i++)
		for (size_t j = 0; j < set->packs[i].rule_count; j++)
			set->packs[i].rules[j].pack = &set->packs[i];
}

/* What somebody could have meant by an id, or by the name of a policy. */
static const char *meant_rule(
	struct arena *arena, const struct rule_set *set, const char *word, bool policy)
{
	struct string_list names = {0};

	for (size_t i = 0; i < set->pack_count; i++) {
		for (size_t j = 0; j < set->packs[i].rule_count; j++) {
			const struct rule *rule = &set->packs[i].rules[j];
			const char *name = policy ? rule->policy : rule->id;

			if (name != NULL)
				string_list_add(&names, arena, name);
		}
	}
	return allowed_meant(arena, word, &names);
}

static struct rule *find_rule(const struct rule_set *set, const char *id)
{
	for (size_t i = 0; i < set->pack_count; i++)
		for (size_t j = 0; j < set->packs[i].rule_count; j++)
			if (strcmp(set->packs[i].rules[j].id, id) == 0)
				return &set->packs[i].rules[j];
	return NULL;
}

static void change_rule(
	struct rules_reader *reader, const struct rule_set *set, const struct rule_change *change)
{
	struct rule *rule = find_rule(set, change->rule.id);
	const char *problem;

	if (rule == NULL) {
		note(reader, &change->place,
			arena_format(reader->arena,
				"no rule has the id '%s'%s; allowed here: ids of `confwatch rules "
				"list`",
				change->rule.id,
				meant_rule(reader->arena, set, change->rule.id, false)));
		return;
	}
	problem = rule_change_apply(reader->arena, change, rule);
	if (problem != NULL)
		note(reader, &change->place,
			arena_format(reader->arena, "changed like this, '%s' is no rule: %s",
				rule->id, problem));
}

static bool is_policy(const struct rule_set *set, const char *name)
{
	for (size_t i = 0; i < set->pack_count; i++)
		for (size_t j = 0; j < set->packs[i].rule_count; j++)
			if (set->packs[i].rules[j].policy != NULL &&
				strcmp(set->packs[i].rules[j].policy, name) == 0)
				return true;
	return false;
}

static void adopt(
	struct rules_reader *reader, const struct rule_name *adopted, struct rule_set *set)
{
	if (!is_policy(set, adopted->name))
		note(reader, &adopted->place,
			arena_format(reader->arena,
				"no rule has the policy '%s'%s; allowed here: policies of `confwatch "
				"rules list`",
				adopted->name,
				meant_rule(reader->arena, set, adopted->name, true)));
	else if (!rules_adopted(set, adopted->name))
		string_list_add(&set->adopted, reader->arena, adopted->name);
}

static void set_parameters(const struct parameter *parameters, size_t count, struct rule_set *set)
{
	for (size_t i = 0; i < count; i++) {
		size_t at = 0;

		while (at < set->parameter_count &&
			strcmp(set->parameters[at].name, parameters[i].name) != 0)
			at++;
		set->parameters[at] = parameters[i];
		if (at == set->parameter_count)
			set->parameter_count++;
	}
}

static void set_required(const struct required_file *items, size_t count, struct rule_set *set)
{
	for (size_t i = 0; i < count; i++) {
		size_t at = 0;

		while (at < set->required_count &&
			strcmp(set->required[at].file, items[i].file) != 0)
			at++;
		set->required[at] = items[i];
		if (at == set->required_count)
			set->required_count++;
	}
}

static void add_formats(const struct rules_file *file, struct rule_set *set)
{
	for (size_t i = 0; i < file->format_count; i++)
		set->formats[set->format_count++] = file->formats[i];
}

/* Room for all that may come. */
static void make_room(const struct rules_reader *reader, const struct configuration *configuration,
	struct rule_set *set)
{
	size_t parameters = configuration->parameter_count;
	size_t required = configuration->required_count;
	size_t formats = 0;

	for (size_t i = 0; i < reader->count; i++) {
		parameters += reader->files[i].parameter_count;
		required += reader->files[i].required.count;
		formats += reader->files[i].format_count;
	}
	set->parameters = arena_new_array(reader->arena, parameters + 1, struct parameter);
	set->required = arena_new_array(reader->arena, required + 1, struct required_file);
	set->formats = arena_new_array(reader->arena, formats + 1, struct format_by_path);
}

void rules_finish(struct rules_reader *reader, const struct configuration *configuration,
	struct rule_set *result)
{
	struct rule_set set = {0};

	make_room(reader, configuration, &set);
	add_packs(reader, &set);
	set_required(configuration->required, configuration->required_count, &set);
	for (size_t i = 0; i < reader->count; i++) {
		const struct rules_file *file = &reader->files[i];

		for (size_t j = 0; j < file->change_count; j++)
			change_rule(reader, &set, &file->changes[j]);
		for (size_t j = 0; j < file->adopted_count; j++)
			adopt(reader, &file->adopted[j], &set);
		set_parameters(file->parameters, file->parameter_count, &set);
		set_required(file->required.items, file->required.count, &set);
		add_formats(file, &set);
	}
	set_parameters(configuration->parameters, configuration->parameter_count, &set);
	*result = set;
}
