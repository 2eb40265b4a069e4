// SPDX-License-Identifier: GPL-2.0-or-later
// manifest: what is written is read back identical, and nothing but that is read.
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>

#include "core/manifest.h"
#include "random_tree.h"

static void assert_same_string(const char *a, const char *b)
{
	assert_int_equal(a == NULL, b == NULL);
	if (a != NULL)
		assert_string_equal(a, b);
}

static void assert_same_attributes(const struct attributes *a, const struct attributes *b)
{
	assert_int_equal(a == NULL, b == NULL);
	if (a == NULL || b == NULL)
		return;
	assert_same_string(a->access_acl, b->access_acl);
	assert_same_string(a->default_acl, b->default_acl);
	assert_int_equal(a->count, b->count);
	for (size_t i = 0; i < a->count; i++) {
		assert_string_equal(a->list[i].name, b->list[i].name);
		assert_int_equal(a->list[i].length, b->list[i].length);
		if (a->list[i].length > 0)
			assert_memory_equal(a->list[i].value, b->list[i].value, a->list[i].length);
	}
}

static void assert_same_entry(const struct entry *a, const struct entry *b)
{
	struct entry plain_a = *a;
	struct entry plain_b = *b;

	assert_string_equal(a->path, b->path);
	assert_same_string(a->target, b->target);
	assert_same_string(a->same_as, b->same_as);
	assert_same_string(a->user, b->user);
	assert_same_string(a->group, b->group);
	assert_same_attributes(a->attributes, b->attributes);
	assert_int_equal(a->seal == NULL, b->seal == NULL);
	if (a->seal != NULL)
		assert_memory_equal(a->seal, b->seal, SEAL_SIZE);
	/* What is left are numbers. */
	plain_a.path = plain_a.target = plain_a.same_as = plain_a.user = plain_a.group = NULL;
	plain_b.path = plain_b.target = plain_b.same_as = plain_b.user = plain_b.group = NULL;
	plain_a.attributes = plain_b.attributes = NULL;
	plain_a.seal = plain_b.seal = NULL;
	assert_memory_equal(&plain_a, &plain_b, sizeof plain_a);
}

/* The first entry is the directory, the others are its children. */
static void write_tree(const struct tree *tree, struct manifest *manifest)
{
	struct arena arena = ARENA_INIT;
	const struct entry **children = arena_new_array(&arena, tree->count, const struct entry *);

	for (size_t i = 1; i < tree->count; i++)
		children[i - 1] = &tree->entries[i];
	manifest_write(&tree->entries[0], children, tree->count - 1, manifest);
	arena_release(&arena);
}

static void test_random_directories_come_back_identical(void **state)
{
	static const char *const paths[] = {"/", "/etc", "/a b/\n", "/etc/.git/\377"};

	(void)state;
	for (uint64_t seed = 1; seed <= 400; seed++) {
		struct arena arena = ARENA_INIT;
		struct error error = ERROR_INIT;
		struct manifest manifest = {0};
		const char *path = paths[seed % 4];
		uint64_t next = seed * 977;
		struct tree tree, read;

		tree_init(&tree, &arena);
		tree_init(&read, &arena);
		random_directory(&tree, &next, path, 12);
		write_tree(&tree, &manifest);
		if (manifest_read(&manifest, path, &read, &error) < 0)
			fail_msg("seed %d: %s", (int)seed, error.message);
		assert_int_equal(read.count, tree.count);
		tree_sort(&read);
		for (size_t i = 0; i < tree.count; i++)
			assert_same_entry(&tree.entries[i], &read.entries[i]);
		manifest_release(&manifest);
		arena_release(&arena);
	}
}

static struct entry *add(struct tree *tree, const char *path, enum entry_kind kind, uint32_t mode)
{
	struct entry *entry = tree_add(tree);

	entry->path = path;
	entry->kind = (uint8_t)kind;
	entry->mode = mode;
	if (kind == ENTRY_FILE)
		entry->content = CONTENT_PUBLIC;
	return entry;
}

static void test_the_texts_are_the_documented_ones(void **state)
{
	static const unsigned char seal[SEAL_SIZE] = {0xab, 0x01};
	static const struct attribute note = {"user.note", (const unsigned char *)"a \"b\"", 5};
	struct attributes attributes = {
		"user::rw-\nuser:1000:r--\ngroup::r--\nmask::r--\nother::---\n", NULL, &note, 1};
	struct arena arena = ARENA_INIT;
	struct manifest manifest = {0};
	struct entry *entry;
	struct tree tree;

	(void)state;
	tree_init(&tree, &arena);
	entry = add(&tree, "/etc/pam.d", ENTRY_DIRECTORY, 0755);
	entry->seconds = -1;
	entry->nanoseconds = 5;
	entry = add(&tree, "/etc/pam.d/a link", ENTRY_LINK, 0777);
	entry->target = "im ap";
	entry->same_as = "/etc/a";
	entry = add(&tree, "/etc/pam.d/imap", ENTRY_FILE, 04640);
	entry->size = 121;
	entry->user = "root";
	entry->group = "sasl";
	entry->gid = 45;
	entry->attributes = &attributes;
	entry = add(&tree, "/etc/pam.d/secret", ENTRY_FILE, 0600);
	entry->content = CONTENT_PROTECTED;
	entry->seal = seal;
	entry->size = 99;
	entry = add(&tree, "/etc/pam.d/tty", ENTRY_CHARACTER_DEVICE, 0620);
	entry->major = 4;
	entry->minor = 300;
	write_tree(&tree, &manifest);
	/* Again: what the manifest held goes. */
	write_tree(&tree, &manifest);
	assert_string_equal(text_string(&manifest.parts[MANIFEST_MTREE]),
		"#mtree\n"
		". type=dir mode=0755 uid=0 gid=0 time=-1.000000005\n"
		"    a\\040link type=link mode=0777 uid=0 gid=0 time=0.000000000 link=im\\040ap\n"
		"    imap type=file mode=4640 uid=0 gid=45 size=121 time=0.000000000"
		" # uname=root gname=sasl\n"
		"    secret type=file mode=0600 uid=0 gid=0 time=0.000000000\n"
		"    tty type=char mode=0620 uid=0 gid=0 time=0.000000000 device=native,4,300\n"
		"..\n");
	assert_string_equal(text_string(&manifest.parts[MANIFEST_ACL]),
		"# file: imap\n# owner: 0\n# group: 45\n# flags: s--\n"
		"user::rw-\nuser:1000:r--\ngroup::r--\nmask::r--\nother::---\n\n");
	assert_string_equal(text_string(&manifest.parts[MANIFEST_XATTR]),
		"# file: imap\nuser.note=\"a \\\"b\\\"\"\n\n");
	assert_string_equal(text_string(&manifest.parts[MANIFEST_LINKS]), "a\\040link /etc/a\n");
	assert_string_equal(text_string(&manifest.parts[MANIFEST_PROTECTED]),
		"secret protected "
		"ab01000000000000000000000000000000000000000000000000000000000000\n");
	manifest_release(&manifest);
	arena_release(&arena);
}

static void test_a_default_acl_alone_stands_with_the_mode(void **state)
{
	static const struct attributes attributes = {
		.default_acl = "user::rwx\ngroup::r-x\nother::---\n"};
	struct arena arena = ARENA_INIT;
	struct manifest manifest = {0};
	struct entry *entry;
	struct tree tree;

	(void)state;
	tree_init(&tree, &arena);
	entry = add(&tree, "/etc", ENTRY_DIRECTORY, 03651);
	entry->attributes = &attributes;
	write_tree(&tree, &manifest);
	assert_string_equal(text_string(&manifest.parts[MANIFEST_ACL]),
		"# file: .\n# owner: 0\n# group: 0\n# flags: -st\n"
		"user::rw-\ngroup::r-x\nother::--x\n"
		"default:user::rwx\ndefault:group::r-x\ndefault:other::---\n\n");
	manifest_release(&manifest);
	arena_release(&arena);
}

static void test_names_that_look_like_patterns_stand_last(void **state)
{
	static const char *const names[] = {"/a", "/[b]", "/c*", "/d", "/z?"};
	static const char *const order[] = {
		"    a ", "    d ", "    \\133b] ", "    c\\052 ", "    z\\077 ", "..\n"};
	struct arena arena = ARENA_INIT;
	struct manifest manifest = {0};
	struct tree tree;
	const char *at;

	(void)state;
	tree_init(&tree, &arena);
	(void)add(&tree, "/", ENTRY_DIRECTORY, 0755);
	for (size_t i = 0; i < 5; i++)
		(void)add(&tree, names[i], ENTRY_FILE, 0644);
	tree_sort(&tree);
	write_tree(&tree, &manifest);
	at = text_string(&manifest.parts[MANIFEST_MTREE]);
	for (size_t i = 0; i < sizeof order / sizeof order[0]; i++) {
		at = strstr(at, order[i]);
		assert_non_null(at);
	}
	manifest_release(&manifest);
	arena_release(&arena);
}

static void test_directories_are_left_to_themselves(void **state)
{
	struct arena arena = ARENA_INIT;
	struct manifest manifest = {0};
	struct tree tree;

	(void)state;
	tree_init(&tree, &arena);
	(void)add(&tree, "/etc", ENTRY_DIRECTORY, 0755);
	(void)add(&tree, "/etc/sub", ENTRY_DIRECTORY, 0700);
	write_tree(&tree, &manifest);
	assert_string_equal(text_string(&manifest.parts[MANIFEST_MTREE]),
		"#mtree\n. type=dir mode=0755 uid=0 gid=0 time=0.000000000\n..\n");
	for (int part = MANIFEST_ACL; part < MANIFEST_PARTS; part++)
		assert_int_equal(manifest.parts[part].length, 0);
	manifest_release(&manifest);
	arena_release(&arena);
}

#define DIRECTORY ". type=dir mode=0755 uid=0 gid=0 time=1.000000000\n"
#define HEAD "#mtree\n" DIRECTORY
#define FILE_WORDS " type=file mode=0644 uid=0 gid=0 size=1 time=1.000000000\n"
#define FILE_LINE "    f" FILE_WORDS
#define HIDDEN_LINE "    f type=file mode=0644 uid=0 gid=0 time=1.000000000\n"
#define ZEROS "00000000000000000000000000000000"
#define ACL_HEAD "# file: f\n# owner: 0\n# group: 0\n"
#define ACL_BODY "user::rw-\nuser:1:r--\ngroup::r--\nmask::r--\nother::---\n"

struct bad_case {
	const char *parts[MANIFEST_PARTS];
	const char *problem; /* what the error says */
};

static const struct bad_case bad_cases[] = {
	{{""}, "'.mtree' line 0: not '#mtree'"},
	{{"#mtree"}, "'.mtree' line 1: no newline at the end"},
	{{"#mtree\n"}, "'.mtree' line 1: not the directory itself"},
	{{HEAD}, "'.mtree' line 2: no '..' at the end"},
	{{HEAD "..\n\n"}, "'.mtree' line 4: text behind the end"},
	{{HEAD "f" FILE_WORDS "..\n"}, "'.mtree' line 3: neither an entry nor '..'"},
	{{HEAD "    a/b" FILE_WORDS "..\n"}, "'.mtree' line 3: not a name"},
	{{HEAD "    \\056" FILE_WORDS "..\n"}, "not a name"},
	{{HEAD "    ." FILE_WORDS "..\n"}, "not a name"},
	{{HEAD "    \\056\\056" FILE_WORDS "..\n"}, "not a name"},
	{{HEAD "    " FILE_WORDS "..\n"}, "not a name"},
	{{HEAD FILE_LINE FILE_LINE "..\n"}, "'.mtree' line 4: a name out of order"},
	{{HEAD FILE_LINE "    e" FILE_WORDS "..\n"}, "line 4: a name out of order"},
	{{HEAD "    f type=dir mode=0755 uid=0 gid=0 time=1.000000000\n..\n"}, "not the type"},
	{{"#mtree\n. type=link mode=0755 uid=0 gid=0 time=1.000000000 link=x\n..\n"},
		"not the type"},
	{{"#mtree\n. type=dir mode=0755 uid=0 gid=0\n..\n"}, "line 2: a keyword is missing"},
	{{"#mtree\n. type=dir mode=755 uid=0 gid=0 time=1.000000000\n..\n"}, "a bad value"},
	{{"#mtree\n. type=dir mode=0759 uid=0 gid=0 time=1.000000000\n..\n"}, "a bad value"},
	{{"#mtree\n. type=dir mode=0755 uid=-1 gid=0 time=1.000000000\n..\n"}, "a bad value"},
	{{"#mtree\n. type=dir mode=0755 uid=0 gid=4294967296 time=1.000000000\n..\n"},
		"a bad value"},
	{{"#mtree\n. type=dir mode=0755 uid=0 gid=0 time=1.00000000\n..\n"}, "a bad value"},
	{{"#mtree\n. type=dir mode=0755 uid=0 gid=0 time=--1.000000000\n..\n"}, "a bad value"},
	{{"#mtree\n. type=dir mode=0755 uid=0 gid=0 time=9223372036854775808.000000000\n..\n"},
		"a bad value"},
	{{"#mtree\n. type=dir type=dir mode=0755 uid=0 gid=0 time=1.000000000\n..\n"}, "twice"},
	{{"#mtree\n. type=dir mode=0755 uid=0 gid=0 flags=none time=1.000000000\n..\n"},
		"an unknown keyword"},
	{{"#mtree\n. type=dir mode=0755 uname=x uid=0 gid=0 time=1.000000000\n..\n"}, "wrong side"},
	{{"#mtree\n. type=dir mode=0755 uid=0 gid=0 # time=1.000000000\n..\n"}, "wrong side"},
	{{"#mtree\n. type=dir mode=0755 uid=0 gid=0 time=1.000000000 #\n..\n"}, "is missing"},
	{{"#mtree\n. type=dir mode=0755 uid=0 gid=0 time=1.000000000 # # uname=x\n..\n"}, "twice"},
	{{"#mtree\n. type=dir mode=0755 uid=0 gid=0 time=1.000000000 # uname=a#b\n..\n"},
		"a bad value"},
	{{"#mtree\n. type=dir optional mode=0755 uid=0 gid=0 time=1.000000000\n..\n"},
		"without '='"},
	{{"#mtree\n. type=dir  mode=0755 uid=0 gid=0 time=1.000000000\n..\n"}, "without '='"},
	{{"#mtree\n. type=dir mode=0755 uid=0 gid=0 time=1.000000000 tags=x\n..\n"}, "a bad value"},
	{{HEAD "    f type=file mode=0644 uid=0 gid=0 size=1 time=1.000000000 link=x\n..\n"},
		"does not have"},
	{{HEAD "    f type=fifo mode=0644 uid=0 gid=0 size=1 time=1.000000000\n..\n"},
		"does not have"},
	{{HEAD "    f type=link mode=0777 uid=0 gid=0 time=1.000000000\n..\n"}, "is missing"},
	{{HEAD "    f type=char mode=0644 uid=0 gid=0 time=1.000000000 device=0x1\n..\n"},
		"a bad value"},
	{{HEAD HIDDEN_LINE "..\n"}, "'.protected': nothing about 'f'"},
	{{HEAD HIDDEN_LINE "..\n", NULL, NULL, NULL, "f protected " ZEROS "\n"}, "not a seal"},
	{{HEAD HIDDEN_LINE "..\n", NULL, NULL, NULL, "f secret " ZEROS ZEROS "\n"},
		"an unknown kind"},
	{{HEAD HIDDEN_LINE "..\n", NULL, NULL, NULL, "f unreadable:x\n"}, "not an error number"},
	{{HEAD HIDDEN_LINE "..\n", NULL, NULL, NULL, "g unreadable:5\n"}, "line 1: not the name"},
	{{HEAD FILE_LINE "..\n", NULL, NULL, NULL, "f unreadable:5\n"},
		"content that is kept elsewhere"},
	{{HEAD "..\n", NULL, NULL, NULL, ". protected " ZEROS ZEROS "\n"}, "not a file"},
	{{HEAD FILE_LINE "..\n", NULL, NULL, "f etc/x\n"}, "'.links' line 1: not a path"},
	{{HEAD FILE_LINE "..\n", NULL, NULL, ". /etc/x\n"}, "only one name"},
	{{HEAD FILE_LINE "..\n", NULL, NULL, "f /x\nf /x\n"}, "'.links' line 2: not the name"},
	{{HEAD FILE_LINE "..\n", ACL_HEAD ACL_BODY}, "'.acl' line 8: no blank line"},
	{{HEAD FILE_LINE "..\n", "# file: f\n# owner: 1\n# group: 0\n" ACL_BODY "\n"},
		"line 2: not the owner"},
	{{HEAD FILE_LINE "..\n", "# file: f\n# owner: 0\n# group: 1\n" ACL_BODY "\n"},
		"line 3: not the group"},
	{{HEAD FILE_LINE "..\n", ACL_HEAD "# flags: s--\n" ACL_BODY "\n"}, "not the flags"},
	{{HEAD FILE_LINE "..\n", ACL_HEAD "user::rw-\ngroup::r--\nother::---\n\n"},
		"not an ACL that this entry can have"},
	{{HEAD FILE_LINE "..\n",
		 ACL_HEAD ACL_BODY "default:user::rwx\ndefault:group::r--\n"
				   "default:other::---\n\n"},
		"not an ACL that this entry can have"},
	{{HEAD FILE_LINE "..\n", ACL_HEAD "user::rw-\nuser:1:r--\ngroup::r--\nother::---\n\n"},
		"an entry is missing"},
	{{HEAD FILE_LINE "..\n", ACL_HEAD "group::r--\nuser::rw-\n\n"}, "line 5: a bad entry"},
	{{HEAD FILE_LINE "..\n", ACL_HEAD "user::rw-\nuser:root:r--\n\n"}, "line 5: a bad entry"},
	{{HEAD FILE_LINE "..\n", ACL_HEAD "user::rw-\nuser::rw-\n\n"}, "line 5: a bad entry"},
	{{HEAD FILE_LINE "..\n", ACL_HEAD "user::rwxx\n\n"}, "line 4: a bad entry"},
	{{HEAD FILE_LINE "..\n", ACL_HEAD "user::wrx\n\n"}, "line 4: a bad entry"},
	{{HEAD FILE_LINE "..\n", ACL_HEAD "user::rxw\n\n"}, "line 4: a bad entry"},
	{{HEAD FILE_LINE "..\n", ACL_HEAD "mask:1:rwx\n\n"}, "line 4: a bad entry"},
	{{HEAD FILE_LINE "..\n", NULL, "# file: f\n\n"}, "'.xattr' line 2: no attribute"},
	{{HEAD FILE_LINE "..\n", NULL, "# file: f\nuser.a=\"x\"\n"}, "no blank line"},
	{{HEAD FILE_LINE "..\n", NULL, "# file: f\nuser.a=\"x\"\nuser.a=\"x\"\n\n"},
		"line 3: an attribute out of order"},
	{{HEAD FILE_LINE "..\n", NULL, "# file: f\nuser.a\n\n"}, "not an attribute"},
	{{HEAD FILE_LINE "..\n", NULL, "# file: f\n=\"x\"\n\n"}, "not an attribute"},
	{{HEAD FILE_LINE "..\n", NULL, "# file: f\nuser.a=\"x\n\n"}, "not a value"},
	{{HEAD FILE_LINE "..\n", NULL, "# file: f\nuser.a=\"\n\n"}, "not a value"},
	{{HEAD FILE_LINE "..\n", NULL, "# file: f\nuser.a=\"\"\"\n\n"}, "not a value"},
	{{HEAD FILE_LINE "..\n", NULL, "# file: f\nuser.a=\"\\\"\n\n"}, "not a value"},
	{{HEAD FILE_LINE "..\n", NULL, "# file: f\nuser.a=\"\\12\"\n\n"}, "not a value"},
	{{HEAD FILE_LINE "..\n", NULL, "# file: f\nuser.a=\"\\400\"\n\n"}, "not a value"},
	{{HEAD FILE_LINE "..\n", NULL, "# file: f\nuser.a=0sAAA\n\n"}, "not a value"},
	{{HEAD FILE_LINE "..\n", NULL, "# file: f\nuser.a=0sA===\n\n"}, "not a value"},
	{{HEAD FILE_LINE "..\n", NULL, "# file: f\nuser.a=0sAA==AAAA\n\n"}, "not a value"},
	{{HEAD FILE_LINE "..\n", NULL, "# file: f\nuser.a=0sAA=A\n\n"}, "not a value"},
	{{HEAD FILE_LINE "..\n", NULL, "# file: f\nuser.a=0x00\n\n"}, "not a value"},
	{{HEAD FILE_LINE "..\n", NULL, "# file: g\nuser.a=\"\"\n\n"}, "line 1: not the name"},
};

static void test_anything_else_is_refused_with_part_and_line(void **state)
{
	(void)state;
	for (size_t i = 0; i < sizeof bad_cases / sizeof bad_cases[0]; i++) {
		struct arena arena = ARENA_INIT;
		struct error error = ERROR_INIT;
		struct manifest manifest = {0};
		struct tree tree;

		tree_init(&tree, &arena);
		for (int part = 0; part < MANIFEST_PARTS; part++)
			text_add(&manifest.parts[part],
				bad_cases[i].parts[part] != NULL ? bad_cases[i].parts[part] : "");
		assert_int_equal(manifest_read(&manifest, "/etc", &tree, &error), -EBADMSG);
		if (strstr(error.message, bad_cases[i].problem) == NULL)
			fail_msg("case %zu: %s", i, error.message);
		assert_int_equal(tree.count, 0);
		manifest_release(&manifest);
		arena_release(&arena);
	}
}

/* Changes one byte, cuts, or doubles a piece. */
static void damage(struct text *text, uint64_t *seed)
{
	TEXT_CLEANUP struct text copy = TEXT_INIT;
	uint32_t at;

	if (text->length == 0) {
		text_byte(text, (char)random_below(seed, 256));
		return;
	}
	at = random_below(seed, (uint32_t)text->length);
	switch (random_below(seed, 4)) {
	case 0:
		text->bytes[at] = (char)random_below(seed, 256);
		break;
	case 1:
		text->bytes[at] = "\n =.\\\"#:"[random_below(seed, 8)];
		break;
	case 2:
		text->length = at;
		break;
	default:
		text_append(&copy, text->bytes, at);
		text_append(text, text_string(&copy), at);
		break;
	}
}

static void check_damaged(const struct manifest *manifest, struct arena *arena)
{
	struct error error = ERROR_INIT;
	struct manifest again = {0};
	struct tree tree;
	int result;

	tree_init(&tree, arena);
	result = manifest_read(manifest, "/etc", &tree, &error);
	if (result < 0) {
		assert_int_equal(result, -EBADMSG);
		assert_non_null(strstr(error.message, "'."));
		return;
	}
	/* What parses can be written again. */
	write_tree(&tree, &again);
	assert_int_equal(manifest_read(&again, "/etc", &tree, &error), 0);
	manifest_release(&again);
}

static void test_damaged_texts_are_read_or_refused(void **state)
{
	uint64_t seed = 99;

	(void)state;
	for (int round = 0; round < 200; round++) {
		struct arena arena = ARENA_INIT;
		struct manifest manifest = {0};
		struct tree tree;

		tree_init(&tree, &arena);
		random_directory(&tree, &seed, "/etc", 4);
		for (int i = 0; i < 20; i++) {
			write_tree(&tree, &manifest);
			damage(&manifest.parts[random_below(&seed, MANIFEST_PARTS)], &seed);
			check_damaged(&manifest, &arena);
		}
		manifest_release(&manifest);
		arena_release(&arena);
	}
}

static void test_protected_paths_come_back(void **state)
{
	static const char text_of_both[] = "/a\\040b\n/etc/shadow\n";
	struct arena arena = ARENA_INIT;
	struct protection protection = {.arena = &arena};
	struct protection read = {.arena = &arena};
	struct error error = ERROR_INIT;
	TEXT_CLEANUP struct text text = TEXT_INIT;

	(void)state;
	assert_true(protection_remember(&protection, "/etc/shadow"));
	assert_true(protection_remember(&protection, "/a b"));
	manifest_write_protection(&protection, &text);
	assert_string_equal(text_string(&text), text_of_both);
	assert_int_equal(manifest_read_protection(text.bytes, text.length, &read, &error), 0);
	assert_int_equal(read.count, 2);
	assert_string_equal(read.ever[0], "/a b");
	assert_string_equal(read.ever[1], "/etc/shadow");
	assert_int_equal(manifest_read_protection("/a", 2, &read, &error), -EBADMSG);
	assert_int_equal(manifest_read_protection("/a\na b\n", 7, &read, &error), -EBADMSG);
	assert_string_equal(error.message, "'protected' line 2: not a path");
	assert_int_equal(manifest_read_protection("", 0, &read, &error), 0);
	arena_release(&arena);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(test_random_directories_come_back_identical),
		cmocka_unit_test(test_the_texts_are_the_documented_ones),
		cmocka_unit_test(test_a_default_acl_alone_stands_with_the_mode),
		cmocka_unit_test(test_names_that_look_like_patterns_stand_last),
		cmocka_unit_test(test_directories_are_left_to_themselves),
		cmocka_unit_test(test_anything_else_is_refused_with_part_and_line),
		cmocka_unit_test(test_damaged_texts_are_read_or_refused),
		cmocka_unit_test(test_protected_paths_come_back),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
