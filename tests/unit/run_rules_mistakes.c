// SPDX-License-Identifier: GPL-2.0-or-later
// Runs tests/cases/rules-mistakes: one file of rules each, and what must be said of it.
#include <dirent.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "base/path.h"
#include "base/text.h"
#include "formats/rules.h"

#define EXPECTED "#= "

static void read_file(const char *directory, const char *name, struct text *result)
{
	TEXT_CLEANUP struct text path = TEXT_INIT;
	char bytes[4096];
	size_t length;
	FILE *file;

	text_format(&path, "%s/%s", directory, name);
	file = fopen(text_string(&path), "re");
	if (file == NULL) {
		printf("Bail out! cannot open %s\n", text_string(&path));
		exit(EXIT_FAILURE);
	}
	while ((length = fread(bytes, 1, sizeof bytes, file)) > 0)
		text_append(result, bytes, length);
	(void)fclose(file);
}

/* The lines behind "#= ", one below the other. */
static void find_expected(const char *bytes, struct text *result)
{
	for (const char *line = bytes; line != NULL && *line != '\0'; line = strchr(line, '\n')) {
		line += *line == '\n';
		if (strncmp(line, EXPECTED, strlen(EXPECTED)) == 0)
			text_append(result, line + strlen(EXPECTED),
				strcspn(line, "\n") - strlen(EXPECTED) + 1);
	}
}

/* What is said of a sample beside the rules in `base`; without its name. */
static void find_mistakes(
	const char *directory, const char *name, const struct text *bytes, struct text *result)
{
	TEXT_CLEANUP struct text base = TEXT_INIT;
	struct arena arena = ARENA_INIT;
	struct configuration configuration = {0};
	struct rules_reader *reader = rules_begin(&arena);
	const struct string_list *mistakes;
	struct rule_set set;

	read_file(directory, "base", &base);
	(void)rules_read(reader, "base", true, base.bytes, base.length);
	(void)rules_read(reader, name, strncmp(text_string(bytes), "#shipped", 8) == 0,
		bytes->bytes, bytes->length);
	rules_finish(reader, &configuration, &set);
	mistakes = rules_mistakes(reader);
	for (size_t i = 0; i < mistakes->count; i++) {
		const char *mistake = mistakes->items[i];
		size_t length = strlen(name);

		if (strncmp(mistake, name, length) == 0 && mistake[length] == ':')
			mistake += length + 1;
		text_format(result, "%s\n", mistake);
	}
	arena_release(&arena);
}

/* Messages of libyaml apart, each says what may stand there. */
static bool says_what_is_allowed(const char *mistakes)
{
	return strstr(mistakes, "allowed here: ") != NULL ||
		strstr(mistakes, "needed here: ") != NULL;
}

static int run(size_t number, const char *directory, const char *name)
{
	TEXT_CLEANUP struct text bytes = TEXT_INIT;
	TEXT_CLEANUP struct text wanted = TEXT_INIT;
	TEXT_CLEANUP struct text found = TEXT_INIT;
	bool good;

	read_file(directory, name, &bytes);
	find_expected(text_string(&bytes), &wanted);
	find_mistakes(directory, name, &bytes, &found);
	good = found.length > 0 && text_equals(&found, &wanted) &&
		(says_what_is_allowed(text_string(&found)) ||
			strstr(text_string(&bytes), "#syntax") != NULL);
	printf("%s %zu - %s\n", good ? "ok" : "not ok", number, name);
	if (!good)
		printf("# wanted:\n%s# found:\n%s", text_string(&wanted), text_string(&found));
	return good ? 0 : 1;
}

static int is_sample(const struct dirent *entry)
{
	return path_ends_in(entry->d_name, ".yaml");
}

int main(void)
{
	const char *source = getenv("SOURCE_DIR");
	TEXT_CLEANUP struct text directory = TEXT_INIT;
	struct dirent **names = NULL;
	int count, failed = 0;

	text_format(&directory, "%s/tests/cases/rules-mistakes", source != NULL ? source : ".");
	count = scandir(text_string(&directory), &names, is_sample, alphasort);
	for (int i = 0; i < count; i++) {
		failed += run((size_t)i + 1, text_string(&directory), names[i]->d_name);
		free(names[i]);
	}
	free(names);
	printf("1..%d\n", count);
	return failed > 0 || count <= 0 ? EXIT_FAILURE : EXIT_SUCCESS;
}
