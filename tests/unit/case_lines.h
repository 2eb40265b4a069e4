// SPDX-License-Identifier: GPL-2.0-or-later
// The lines of a case: each keyword, and what follows it.
#ifndef CASE_LINES_H
#define CASE_LINES_H

#include "case_file.h"

static inline const char *case_version(const char *word)
{
	return strcmp(word, "-") == 0 ? NULL : word;
}

/* package NAME VERSION [-> VERSION]; "-" is none. */
static inline void case_line_package(struct case_file *file, char **words, size_t count)
{
	if (count != 3 && (count != 5 || strcmp(words[3], "->") != 0))
		case_fail(file, "not NAME VERSION [-> VERSION]");
	case_room(file, file->package_count);
	file->packages[file->package_count++] = (struct case_package){.name = words[1],
		.before = case_version(words[2]),
		.after = case_version(words[count - 1])};
}

static inline void case_line_ships(
	struct case_file *file, char **words, size_t count, bool before, bool after)
{
	struct case_ship *ship;

	if (count < 4)
		case_fail(file, "not PACKAGE PATH CONTENT");
	case_room(file, file->ship_count);
	ship = &file->ships[file->ship_count++];
	memcpy(ship->words, words, count * sizeof *words);
	ship->count = count;
	ship->sides[0] = before;
	ship->sides[1] = after;
}

static inline void case_line_announced(struct case_file *file, char **words, size_t count)
{
	static const struct {
		const char *word;
		enum announced_action action;
	} actions[] = {{"install", ANNOUNCED_INSTALL}, {"upgrade", ANNOUNCED_UPGRADE},
		{"reinstall", ANNOUNCED_REINSTALL}, {"remove", ANNOUNCED_REMOVE}};
	struct announced item = {0};

	for (size_t i = 0; count == 3 && i < 4; i++) {
		if (strcmp(actions[i].word, words[1]) != 0)
			continue;
		item = (struct announced){.name = words[2], .action = actions[i].action};
	}
	if (item.name == NULL)
		case_fail(file, "not ACTION PACKAGE");
	announced_add(&file->transaction.announced, file->arena, &item);
}

/* finds nothing | finds SEVERITY CLASS PATH [package= before= after= leftover= folded=] */
static inline void case_line_finds(struct case_file *file, char **words, size_t count)
{
	struct expectation *expected = &file->expected[file->expected_count];

	file->judged = true;
	if (count == 2 && strcmp(words[1], "nothing") == 0)
		return;
	if (count < 4)
		case_fail(file, "not SEVERITY CLASS PATH");
	case_room(file, file->expected_count);
	file->expected_count++;
	expected->severity = words[1];
	expected->class = words[2];
	expected->path = words[3];
	for (size_t i = 4; i < count; i++) {
		const char *value;

		if ((value = case_value(words[i], "package")) != NULL)
			expected->package = value;
		else if ((value = case_value(words[i], "before")) != NULL)
			expected->before = value;
		else if ((value = case_value(words[i], "after")) != NULL)
			expected->after = value;
		else if ((value = case_value(words[i], "leftover")) != NULL)
			expected->leftover = value;
		else if ((value = case_value(words[i], "folded")) != NULL)
			expected->folded = value;
		else
			case_fail(file, "no such key: %s", words[i]);
	}
}

/* message and remedy belong to the finding above them. */
static inline struct expectation *case_last_expected(struct case_file *file)
{
	if (file->expected_count == 0)
		case_fail(file, "no finding above");
	return &file->expected[file->expected_count - 1];
}

/* required PATH alert|restore|ignore SEVERITY [REASON] */
static inline void case_line_required(
	struct case_file *file, char **words, size_t count, const char *rest)
{
	static const char *const actions[] = {"alert", "restore", "ignore"};
	struct required_file *required;

	case_room(file, file->required_count);
	required = &file->required[file->required_count++];
	*required = (struct required_file){.file = words[1], .reason = count > 4 ? rest : NULL};
	for (size_t i = 0; i < 3; i++) {
		if (strcmp(words[2], actions[i]) == 0)
			required->on_lost = (enum on_lost)i;
	}
	for (size_t i = 0; i <= SEVERITY_CRITICAL; i++) {
		if (strcmp(words[3], severity_name((enum severity)i)) == 0)
			required->severity = (enum severity)i;
	}
}

/* What stands behind the first words of a line. */
static inline const char *case_behind(const char *line, size_t words)
{
	line += strspn(line, " \t");
	for (; words > 0; words--) {
		line += strcspn(line, " \t");
		line += strspn(line, " \t");
	}
	return line;
}

/* The keywords that take the rest of the line as it is; false: it is none of them. */
static inline bool case_long_line(
	struct case_file *file, char **words, size_t count, const char *line)
{
	const char *rest = case_behind(line, 1);
	const char *second = case_behind(line, 2);

	if (strcmp(words[0], "content") == 0 && count > 1) {
		(void)case_add_content(file, words[1], case_unescape(file, second));
	} else if (strcmp(words[0], "reason") == 0 && count > 2) {
		case_room(file, file->reason_count);
		file->reasons[file->reason_count++] = (struct reason){words[1], second};
	} else if (strcmp(words[0], "required") == 0 && count > 3) {
		case_line_required(file, words, count, case_behind(line, 4));
	} else if (strcmp(words[0], "message") == 0 && count > 1) {
		case_last_expected(file)->message = rest;
	} else if (strcmp(words[0], "remedy") == 0 && count > 1) {
		case_last_expected(file)->remedy = rest;
	} else {
		return false;
	}
	return true;
}

/* One word each; false: it is none of them. */
static inline bool case_short_line(struct case_file *file, char **words, size_t count)
{
	if (strcmp(words[0], "folded") == 0 && count == 1) {
		file->folds = true;
	} else if (strcmp(words[0], "blind") == 0 && count == 1) {
		file->blind = true;
	} else if (strcmp(words[0], "row") == 0 && count == 2) {
		case_room(file, file->row_count);
		file->rows[file->row_count++] = words[1];
	} else if (strcmp(words[0], "manager") == 0 && count == 2) {
		file->manager = words[1];
	} else if (strcmp(words[0], "transaction") == 0 && count == 2) {
		file->in_transaction = true;
		file->transaction.id = "0123456789abcdef";
		file->transaction.via = words[1];
	} else if (strcmp(words[0], "deleted") == 0 && count == 2) {
		case_room(file, file->deleted_count);
		file->deleted[file->deleted_count++] = words[1];
	} else if (strcmp(words[0], "pinned") == 0 && count == 2) {
		case_room(file, file->pinned_count);
		file->pinned[file->pinned_count++] = words[1];
	} else {
		return false;
	}
	return true;
}

static inline void case_line(struct case_file *file, char **words, size_t count, const char *line)
{
	const char *word = words[0];

	if (case_short_line(file, words, count) || case_long_line(file, words, count, line))
		return;
	if (strcmp(word, "package") == 0)
		case_line_package(file, words, count);
	else if (strcmp(word, "before") == 0 || strcmp(word, "after") == 0)
		case_entry(file, words, count, word[0] == 'a');
	else if (strcmp(word, "both") == 0)
		for (size_t side = 0; side < 2; side++)
			case_entry(file, words, count, side);
	else if (strcmp(word, "ships") == 0)
		case_line_ships(file, words, count, true, true);
	else if (strcmp(word, "ships-before") == 0)
		case_line_ships(file, words, count, true, false);
	else if (strcmp(word, "ships-after") == 0)
		case_line_ships(file, words, count, false, true);
	else if (strcmp(word, "announced") == 0)
		case_line_announced(file, words, count);
	else if (strcmp(word, "finds") == 0)
		case_line_finds(file, words, count);
	else
		case_fail(file, "not a line of a case: %s", line);
}

static inline void case_split(struct case_file *file, const char *line)
{
	char *words[CASE_MOST] = {NULL};
	const char *at = line + strspn(line, " \t");
	size_t count = 0;

	if (*at == '#')
		return;
	while (*at != '\0') {
		size_t length = strcspn(at, " \t");

		case_room(file, count);
		words[count++] = arena_bytes(file->arena, at, length);
		at += length + strspn(at + length, " \t");
	}
	if (count > 0)
		case_line(file, words, count, arena_string(file->arena, line));
}

/* Fails the test that calls it when the file is no case. */
static inline void case_read(struct case_file *file, struct arena *arena, const char *path)
{
	FILE *stream = fopen(path, "re");
	char *line = NULL;
	size_t size = 0;

	*file = (struct case_file){.arena = arena, .path = path, .manager = "rpm"};
	for (size_t side = 0; side < 2; side++)
		tree_init(&file->trees[side], arena);
	assert_non_null(stream);
	while (getline(&line, &size, stream) >= 0) {
		line[strcspn(line, "\n")] = '\0';
		file->line++;
		case_split(file, line);
	}
	free(line);
	(void)fclose(stream);
	if (!file->judged)
		case_fail(file, "it expects nothing; say 'finds nothing'");
	for (size_t side = 0; side < 2; side++) {
		tree_sort(&file->trees[side]);
		case_make_facts(file, side);
	}
}

#endif
