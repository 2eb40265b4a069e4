// SPDX-License-Identifier: GPL-2.0-or-later
// Every case below tests/cases is a test; every row of ROWS needs one.
#include <dirent.h>
#include <sys/stat.h>

#include "case_lines.h"

static const struct snapshot_id snapshot = {{0xab, 0xcd, 0xef}};

struct name_list {
	char **items;
	size_t count;
	size_t capacity;
};

static void add_name(struct name_list *list, char *name)
{
	list->items = memory_grow(list->items, &list->capacity, list->count + 1, sizeof name);
	list->items[list->count++] = name;
}

static void release_names(struct name_list *list)
{
	for (size_t i = 0; i < list->count; i++)
		free(list->items[i]);
	free(list->items);
}

static int compare_names(const void *a, const void *b)
{
	return strcmp(*(char *const *)a, *(char *const *)b);
}

/* "DIRECTORY/NAME.case" below tests/cases; without depth: the directories. */
static void list_directory(const char *path, const char *prefix, struct name_list *result)
{
	DIR *directory = opendir(path);
	struct dirent *entry;

	if (directory == NULL)
		return;
	while ((entry = readdir(directory)) != NULL) {
		size_t length = strlen(entry->d_name);
		char *name = NULL;

		if (entry->d_name[0] == '.')
			continue;
		if (prefix != NULL &&
			(length < 6 || strcmp(entry->d_name + length - 5, ".case") != 0))
			continue;
		if (asprintf(&name, "%s%s%s", prefix != NULL ? prefix : "",
			    prefix != NULL ? "/" : "", entry->d_name) < 0)
			out_of_memory();
		add_name(result, name);
	}
	(void)closedir(directory);
}

static const char *cases_directory(struct arena *arena)
{
	const char *source = getenv("SOURCE_DIR");

	return arena_format(arena, "%s/tests/cases", source != NULL ? source : ".");
}

static void list_cases(struct name_list *result)
{
	struct name_list directories = {0};
	struct arena arena = ARENA_INIT;
	const char *top = cases_directory(&arena);

	list_directory(top, NULL, &directories);
	for (size_t i = 0; i < directories.count; i++)
		list_directory(arena_format(&arena, "%s/%s", top, directories.items[i]),
			directories.items[i], result);
	if (result->count > 1)
		qsort(result->items, result->count, sizeof *result->items, compare_names);
	release_names(&directories);
	arena_release(&arena);
}

/* The name of the content that this entry has; NULL: it has none that is known. */
static const struct case_content *content_of(struct case_file *file, const struct entry *entry)
{
	for (size_t i = 0; entry != NULL && i < file->content_count; i++) {
		unsigned char blob[BLOB_SIZE];
		unsigned char seal[SEAL_SIZE];

		case_digest(&file->contents[i], 9000, blob, BLOB_SIZE);
		case_digest(&file->contents[i], 5000, seal, SEAL_SIZE);
		if ((entry->has_blob && memcmp(blob, entry->blob, BLOB_SIZE) == 0) ||
			(entry->seal != NULL && memcmp(seal, entry->seal, SEAL_SIZE) == 0) ||
			(entry->has_blob && entry->size == 0 && file->contents[i].length == 0))
			return &file->contents[i];
	}
	return NULL;
}

/* What a story does: reads what is wanted, and nothing else. */
static void read_wanted(struct case_file *file, struct classify_input *input)
{
	struct classify_wanted wanted;

	classify_wanted(file->arena, input, &wanted);
	for (size_t i = 0; i < wanted.digest_count && !file->blind; i++) {
		struct content_digest *digest = &wanted.digests[i];
		const struct tree *tree = &file->trees[digest->in_before ? 0 : 1];
		const struct case_content *content =
			content_of(file, tree_find(tree, digest->path));

		assert_non_null(content);
		digest->found = true;
		case_digest(content, digest->kind * 100, digest->bytes, digest_size(digest->kind));
	}
	for (size_t i = 0; i < wanted.text_count && !file->blind; i++) {
		struct content_text *text = &wanted.texts[i];
		const struct tree *tree = &file->trees[text->in_before ? 0 : 1];
		const struct case_content *content = content_of(file, tree_find(tree, text->path));

		assert_non_null(content);
		text->bytes = content->bytes;
		text->length = content->length;
	}
	input->digests = wanted.digests;
	input->digest_count = wanted.digest_count;
	input->texts = wanted.texts;
	input->text_count = wanted.text_count;
}

static void classify_case(struct case_file *file, struct finding_list *result)
{
	struct package_change_list packages;
	struct change_list changes;
	struct classify_input input = {
		.before = &file->trees[0],
		.after = &file->trees[1],
		.changes = &changes,
		.facts_before = &file->facts[0],
		.facts_after = &file->facts[1],
		.packages = &packages,
		.transaction = file->in_transaction ? &file->transaction : NULL,
		.reasons = file->reasons,
		.reason_count = file->reason_count,
		.required = file->required,
		.required_count = file->required_count,
		.deleted = file->deleted,
		.deleted_count = file->deleted_count,
		.pinned = file->pinned,
		.pinned_count = file->pinned_count,
		.snapshot = snapshot,
		.now = 1795107600,
		.program = "confwatch",
	};

	diff_trees(file->arena, input.before, input.after, NULL, 0, &changes);
	facts_compare(file->arena, input.facts_before, input.facts_after, &packages);
	read_wanted(file, &input);
	classify(file->arena, &input, result);
	if (file->folds)
		classify_fold(file->arena, result);
}

static const char *shown(const char *string)
{
	return string != NULL ? string : "-";
}

static bool same(const char *a, const char *b)
{
	return strcmp(shown(a), shown(b)) == 0;
}

static bool meets(
	struct case_file *file, const struct expectation *expected, const struct finding *finding)
{
	const char *folded = arena_format(file->arena, "%zu", finding->folded);

	return strcmp(expected->severity, severity_name(finding->severity)) == 0 &&
		strcmp(expected->class, finding_class_name(finding->class)) == 0 &&
		same(expected->path, finding->path) && same(expected->package, finding->package) &&
		same(expected->before, finding->version_before) &&
		same(expected->after, finding->version_after) &&
		same(expected->leftover, finding->leftover) &&
		(expected->message == NULL || strcmp(expected->message, finding->message) == 0) &&
		(expected->remedy == NULL || same(expected->remedy, finding->remedy)) &&
		strcmp(expected->folded != NULL ? expected->folded : "1", folded) == 0;
}

static void show_finding(const struct finding *finding)
{
	print_error("finds %s %s %s package=%s before=%s after=%s leftover=%s folded=%zu\n"
		    "message %s\nremedy %s\n",
		severity_name(finding->severity), finding_class_name(finding->class),
		shown(finding->path), shown(finding->package), shown(finding->version_before),
		shown(finding->version_after), shown(finding->leftover), finding->folded,
		shown(finding->message), shown(finding->remedy));
}

/* What holds for each finding, whatever the case. */
static void check_finding(struct case_file *file, const struct finding *finding)
{
	assert_string_equal(finding->id, finding_identify(file->arena, finding));
	assert_true(finding->has_snapshot);
	assert_int_equal(finding->since, 1795107600);
	assert_true(strlen(finding->message) > strlen(finding->path));
	assert_null(strstr(finding->message, "(null)"));
	assert_true(finding->remedy == NULL || strncmp(finding->remedy, "confwatch ", 10) == 0 ||
		strncmp(finding->remedy, "dpkg ", 5) == 0);
	assert_int_equal(file->in_transaction, finding->transaction != NULL);
}

static void compare(struct case_file *file, const struct finding_list *found)
{
	bool right = found->count == file->expected_count;
	bool taken[CASE_MOST] = {false};

	for (size_t i = 0; i < file->expected_count && right; i++) {
		size_t j = 0;

		while (j < found->count &&
			(taken[j] || !meets(file, &file->expected[i], &found->items[j])))
			j++;
		right = j < found->count;
		taken[j < CASE_MOST ? j : 0] = true;
	}
	for (size_t i = 0; i < found->count; i++) {
		if (!right)
			show_finding(&found->items[i]);
		check_finding(file, &found->items[i]);
	}
	if (!right)
		fail_msg("%s: not what it expects, but %zu findings", file->path, found->count);
}

static void run_case(void **state)
{
	struct arena arena = ARENA_INIT;
	struct case_file *file = arena_new(&arena, struct case_file);
	struct finding_list found;

	case_read(file, &arena,
		arena_format(&arena, "%s/%s", cases_directory(&arena), (const char *)*state));
	classify_case(file, &found);
	compare(file, &found);
	arena_release(&arena);
}

/* The first words of ROWS that are no comments. */
static void read_rows(struct name_list *result)
{
	struct arena arena = ARENA_INIT;
	const char *path = arena_format(&arena, "%s/ROWS", cases_directory(&arena));
	FILE *stream = fopen(path, "re");
	char *line = NULL;
	size_t size = 0;

	assert_non_null(stream);
	while (getline(&line, &size, stream) >= 0) {
		size_t length = strcspn(line, " \t\n");
		char *name = length > 0 && line[0] != '#' ? strndup(line, length) : NULL;

		if (name != NULL)
			add_name(result, name);
	}
	free(line);
	(void)fclose(stream);
	arena_release(&arena);
	qsort(result->items, result->count, sizeof *result->items, compare_names);
}

static void cross_out(const struct name_list *rows, bool *covered, const struct case_file *file)
{
	for (size_t i = 0; i < file->row_count; i++) {
		const char *row = file->rows[i];
		size_t at = 0;

		while (at < rows->count && strcmp(rows->items[at], row) != 0)
			at++;
		if (at == rows->count)
			fail_msg("%s: the row %s is not in ROWS", file->path, row);
		covered[at] = true;
	}
}

static void test_each_row_has_a_case(void **state)
{
	struct name_list rows = {0}, cases = {0};
	size_t missing = 0;
	bool *covered;

	(void)state;
	read_rows(&rows);
	list_cases(&cases);
	assert_true(rows.count > 0 && cases.count > 0);
	covered = calloc(rows.count, sizeof *covered);
	for (size_t i = 0; i < cases.count; i++) {
		struct arena arena = ARENA_INIT;
		struct case_file *file = arena_new(&arena, struct case_file);

		case_read(file, &arena,
			arena_format(&arena, "%s/%s", cases_directory(&arena), cases.items[i]));
		cross_out(&rows, covered, file);
		arena_release(&arena);
	}
	for (size_t i = 0; i < rows.count; i++) {
		if (i > 0)
			assert_string_not_equal(rows.items[i - 1], rows.items[i]);
		if (!covered[i])
			print_error("no case for the row %s\n", rows.items[i]);
		missing += !covered[i];
	}
	free(covered);
	release_names(&rows);
	release_names(&cases);
	assert_int_equal(missing, 0);
}

int main(int argc, char **argv)
{
	struct name_list cases = {0};
	struct CMUnitTest *tests;
	int status;

	if (argc > 1)
		cmocka_set_test_filter(argv[1]);
	list_cases(&cases);
	tests = calloc(cases.count + 1, sizeof *tests);
	for (size_t i = 0; i < cases.count; i++) {
		tests[i].name = cases.items[i];
		tests[i].test_func = run_case;
		tests[i].initial_state = cases.items[i];
	}
	tests[cases.count].name = "each row has a case";
	tests[cases.count].test_func = test_each_row_has_a_case;
	status = _cmocka_run_group_tests("cases", tests, cases.count + 1, NULL, NULL);
	free(tests);
	release_names(&cases);
	return status;
}
