// SPDX-License-Identifier: GPL-2.0-or-later
// manifest names: every name comes back, and the real git's fsck is content with all of them.
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>

#include <stdio.h>

#include "core/manifest.h"
#include "random_tree.h"
#include "shell.h"

struct name_list {
	struct arena *arena;
	const char **items;
	size_t count;
	size_t capacity;
};

static void add_name(struct name_list *list, const char *name)
{
	list->items =
		memory_grow(list->items, &list->capacity, list->count + 1, sizeof *list->items);
	list->items[list->count++] = name;
}

/* What git's fsck knows: as they are, and by their NTFS short names. */
static const char *const special[] = {".git", ".gitmodules", ".gitattributes", ".gitignore",
	".mailmap", "git~1", "git~2", "gitmod~1", "gitmod~4", "gitatt~1", "gitign~1", "mailma~1",
	"gi7eba~1", "gi7eba~9", "gi7d29~1", "gi250a~1", "maba30~1", "gi7eb~10", "gi~12345",
	"g~123456", "~1000000"};

/* One character that HFS+ ignores, from the beginning, middle and end of each range. */
static const char *const ignorable[] = {"\342\200\214", "\342\200\217", "\342\200\252",
	"\342\200\256", "\342\201\252", "\342\201\255", "\342\201\257", "\357\273\277"};

static const char *const suffixes[] = {
	"", ".", " ", ". .", "::$INDEX_ALLOCATION", ":x", "\\x", " .:", "x", "~1", "-x"};

static const char *flip_case(struct arena *arena, const char *name, uint64_t *seed)
{
	char *result = arena_string(arena, name);

	for (char *at = result; *at != '\0'; at++) {
		if (*at >= 'a' && *at <= 'z' && random_below(seed, 2) == 0)
			*at = (char)(*at - 'a' + 'A');
	}
	return result;
}

static void add_variants(struct name_list *list, const char *name, uint64_t *seed)
{
	struct arena *arena = list->arena;
	size_t length = strlen(name);

	for (size_t i = 0; i < sizeof suffixes / sizeof suffixes[0]; i++) {
		add_name(list, arena_format(arena, "%s%s", name, suffixes[i]));
		add_name(list,
			arena_format(arena, "%s%s", flip_case(arena, name, seed), suffixes[i]));
		add_name(list, arena_format(arena, "dir\\%s%s", name, suffixes[i]));
		add_name(list, arena_format(arena, "\\%s%s", name, suffixes[i]));
	}
	for (size_t i = 0; i <= length; i++) {
		const char *character = ignorable[random_below(seed, 8)];

		add_name(list, arena_format(arena, "%.*s%s%s", (int)i, name, character, name + i));
		add_name(list,
			arena_format(arena, "%s%.*s%s%s", ignorable[i % 8], (int)i, name, character,
				flip_case(arena, name + i, seed)));
	}
}

static struct name_list all_names(struct arena *arena)
{
	static const char *const others[] = {".confwatch", ".mtree", ".acl", ".xattr", ".links",
		".protected", ".", "..", "%", "%2egit", "%25", "%zz", "a%2eb", "imap", "-rf", " ",
		"new\nline", "\377", "...", ".gi", "\342\200\214", "main.cf~1", "master~1"};
	struct name_list list = {.arena = arena};
	uint64_t seed = 17;

	for (size_t i = 0; i < sizeof special / sizeof special[0]; i++)
		add_variants(&list, special[i], &seed);
	for (size_t i = 0; i < sizeof others / sizeof others[0]; i++)
		add_name(&list, others[i]);
	for (int i = 0; i < 2000; i++)
		add_name(&list, random_name(arena, &seed));
	return list;
}

static bool is_dot(const char *name)
{
	return strcmp(name, ".") == 0 || strcmp(name, "..") == 0;
}

static void test_every_name_comes_back(void **state)
{
	struct arena arena = ARENA_INIT;
	struct name_list list = all_names(&arena);

	(void)state;
	for (size_t i = 0; i < list.count; i++) {
		const char *name = list.items[i];
		const char *stored = manifest_escape_name(&arena, name);
		const char *back = manifest_unescape_name(&arena, stored);

		if (is_dot(name)) {
			assert_null(back);
			continue;
		}
		assert_non_null(back);
		assert_string_equal(back, name);
		/* What was escaped is not taken in another form. */
		if (strcmp(stored, name) != 0 && name[0] != '%')
			assert_null(manifest_unescape_name(&arena, name));
	}
	free(list.items);
	arena_release(&arena);
}

static void check_escaped(const char *name, const char *expected)
{
	struct arena arena = ARENA_INIT;

	assert_string_equal(manifest_escape_name(&arena, name), expected);
	arena_release(&arena);
}

static void test_the_form_of_escapes(void **state)
{
	(void)state;
	check_escaped("imap", "imap");
	check_escaped("100%", "100%");
	check_escaped("a\\b", "a\\b");
	check_escaped("gr\303\274n", "gr\303\274n");
	check_escaped(".gi", ".gi");
	check_escaped(".mtree2", ".mtree2");
	check_escaped("mailbox~", "mailbox~");
	check_escaped(".git", "%2egit");
	check_escaped(".github", "%2egithub");
	check_escaped(".mtree", "%2emtree");
	check_escaped(".confwatch", "%2econfwatch");
	check_escaped("GIT~1", "%47IT~1");
	check_escaped("%41", "%2541");
	check_escaped("a%\\.git", "%61%25%5c.git");
	check_escaped(".g\342\200\214it", "%2eg%e2%80%8cit");
}

static void test_hostile_escapes_are_refused(void **state)
{
	static const char *const bad[] = {"%", "%2", "%zz", "%00", "%2f", "%2e", "%2e%2e",
		"%2E%67it", "%2e%67it", "%61", "%61bc", "%2egi\\t", ".git", ".mtree", "x\\.git",
		"%2egit%2fx", "%2emtree%00"};
	struct arena arena = ARENA_INIT;

	(void)state;
	for (size_t i = 0; i < sizeof bad / sizeof bad[0]; i++) {
		if (manifest_unescape_name(&arena, bad[i]) != NULL)
			fail_msg("'%s' was taken", bad[i]);
	}
	arena_release(&arena);
}

static int compare_names(const void *a, const void *b)
{
	const char *const *left = a;
	const char *const *right = b;

	return strcmp(*left, *right);
}

static void write_file(const char *directory, const char *name, const struct text *text)
{
	char path[4096];
	FILE *file;

	(void)snprintf(path, sizeof path, "%s/%s", directory, name);
	file = fopen(path, "wbe");
	assert_non_null(file);
	assert_int_equal(fwrite(text->bytes, 1, text->length, file), text->length);
	assert_int_equal(fclose(file), 0);
}

/* A raw git tree: each name with this mode and the same blob. */
static void write_tree(
	const char *directory, const char *const *names, size_t count, const char *mode)
{
	TEXT_CLEANUP struct text tree = TEXT_INIT;
	TEXT_CLEANUP struct text hex = TEXT_INIT;
	char id[41] = "";

	assert_int_equal(shell(directory, "cat blob", &hex), 0);
	assert_true(hex.length >= 40);
	memcpy(id, hex.bytes, 40);
	for (size_t i = 0; i < count; i++) {
		text_format(&tree, "%s %s", mode, names[i]);
		text_byte(&tree, '\0');
		for (size_t byte = 0; byte < 20; byte++) {
			char digits[3] = {id[2 * byte], id[2 * byte + 1], '\0'};

			text_byte(&tree, (char)strtoul(digits, NULL, 16));
		}
	}
	write_file(directory, "tree.bin", &tree);
}

#define GIT "GIT_CONFIG_NOSYSTEM=1 GIT_CONFIG_GLOBAL=/dev/null git --git-dir=. "

/* An empty history whose only blob is refused as .gitmodules and as .gitattributes. */
static char *make_history(void)
{
	TEXT_CLEANUP struct text blob = TEXT_INIT;
	char *directory = make_directory();

	text_byte(&blob, '#');
	for (int i = 0; i < 3000; i++)
		text_byte(&blob, 'x');
	text_add(&blob, "\n[submodule \"x\"]\n\tpath = x\n\turl = -x\n");
	shell_quiet(directory, GIT "init -q --bare . 2>/dev/null");
	write_file(directory, "blob.bin", &blob);
	shell_quiet(directory, GIT "hash-object -w blob.bin > blob");
	return directory;
}

static int fsck(const char *directory, const char *const *names, size_t count, const char *mode,
	struct text *output)
{
	write_tree(directory, names, count, mode);
	shell_quiet(directory,
		"tree=$(" GIT "hash-object -t tree --literally -w tree.bin) && "
		"commit=$(" GIT "-c user.name=x -c user.email=x@x commit-tree -m x $tree) && " GIT
		"update-ref HEAD $commit");
	return shell(directory, GIT "fsck --full --strict --no-dangling", output);
}

static bool have_git(void)
{
	TEXT_CLEANUP struct text output = TEXT_INIT;

	return shell("/", "git --version", &output) == 0;
}

static void test_git_is_content_with_all_of_them(void **state)
{
	TEXT_CLEANUP struct text output = TEXT_INIT;
	struct arena arena = ARENA_INIT;
	struct name_list list;
	char *directory;
	size_t count = 0;

	(void)state;
	if (!have_git()) {
		print_message("there is no git here\n");
		skip();
	}
	list = all_names(&arena);
	directory = make_history();
	for (size_t i = 0; i < list.count; i++)
		list.items[i] = manifest_escape_name(&arena, list.items[i]);
	qsort(list.items, list.count, sizeof *list.items, compare_names);
	for (size_t i = 0; i < list.count; i++) {
		if (i == 0 || strcmp(list.items[i - 1], list.items[i]) != 0)
			list.items[count++] = list.items[i];
	}
	for (size_t i = 0; i < 2; i++) {
		int status =
			fsck(directory, list.items, count, i == 0 ? "100644" : "120000", &output);

		if (status != 0 || output.length > 0)
			fail_msg("git fsck: %.2000s", text_string(&output));
	}
	free(list.items);
	arena_release(&arena);
	remove_directory(directory);
}

/* Else the test above would show nothing: unescaped, each of these is refused. */
static void test_git_refuses_them_unescaped(void **state)
{
	static const char *const names[] = {".git", ".GIT", "git~1", ".gitmodules",
		".gitattributes", "gitmod~1", "gi7eba~1", "x\\.git", ".g\342\200\214it", ".git ",
		".git."};

	(void)state;
	if (!have_git()) {
		print_message("there is no git here\n");
		skip();
	}
	for (size_t i = 0; i < sizeof names / sizeof names[0]; i++) {
		TEXT_CLEANUP struct text output = TEXT_INIT;
		char *directory = make_history();

		if (fsck(directory, &names[i], 1, "100644", &output) == 0)
			fail_msg("git fsck takes '%s'", names[i]);
		remove_directory(directory);
	}
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(test_every_name_comes_back),
		cmocka_unit_test(test_the_form_of_escapes),
		cmocka_unit_test(test_hostile_escapes_are_refused),
		cmocka_unit_test(test_git_is_content_with_all_of_them),
		cmocka_unit_test(test_git_refuses_them_unescaped),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
