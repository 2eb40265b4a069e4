// SPDX-License-Identifier: GPL-2.0-or-later
// system/place: any entry becomes any other, to the last attribute; and order, batches, metadata.
#include "place_world.h"

#include <acl/libacl.h>
#include <sys/acl.h>
#include <sys/resource.h>

static const char acl[] = "user::rw-\nuser:1000:r--\ngroup::---\nmask::r--\nother::---\n";
static unsigned char bytes[200000];

static bool is_file(const struct entry *entry)
{
	return entry->kind == ENTRY_FILE;
}

static void random_attributes(struct world *world, struct entry *entry)
{
	static const unsigned char capability[] = {
		1, 0, 0, 2, 0, 4, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0};
	struct attributes *attributes = arena_new(&world->arena, struct attributes);
	struct attribute *list = arena_new_array(&world->arena, 3, struct attribute);
	size_t count = 0;

	if (is_file(entry) && rand() % 4 == 0)
		list[count++] = (struct attribute){"security.capability", capability, 20};
	if (rand() % 3 == 0)
		list[count++] = (struct attribute){"trusted.note", bytes, (size_t)(rand() % 100)};
	if (is_file(entry) && rand() % 3 == 0)
		list[count++] = (struct attribute){"user.note", bytes + 7, (size_t)(rand() % 300)};
	if (entry->kind != ENTRY_LINK && rand() % 3 == 0) {
		attributes->access_acl = acl;
		entry->mode = (entry->mode & ~0777U) | 0640;
	}
	attributes->list = list;
	attributes->count = count;
	if (count > 0 || attributes->access_acl != NULL)
		entry->attributes = attributes;
}

static struct entry *random_entry(struct world *world, const char *path)
{
	static const enum entry_kind kinds[] = {
		ENTRY_FILE, ENTRY_FILE, ENTRY_FILE, ENTRY_LINK, ENTRY_FIFO, ENTRY_CHARACTER_DEVICE};
	static const uint32_t modes[] = {0644, 0600, 04755, 02711, 0, 0444, 0222, 01777};
	struct entry *entry = world_file(world, path);

	entry->kind = (uint8_t)kinds[rand() % 6];
	entry->mode = modes[rand() % 8];
	entry->uid = (uint32_t[]){0, 77, 65534, 4000000000U}[rand() % 4];
	entry->gid = (uint32_t[]){0, 8, 65534}[rand() % 3];
	entry->seconds = (int64_t[]){0, 1, 1700000000, 4102444800}[rand() % 4];
	entry->nanoseconds = (uint32_t)rand() % 1000000000U;
	entry->size = 0;
	random_attributes(world, entry);
	if (entry->kind != ENTRY_FILE)
		entry->content = CONTENT_NONE;
	if (entry->kind == ENTRY_LINK) {
		entry->target = rand() % 2 ? "/nowhere" : "x\n\x1b\xff";
		entry->mode = 0777;
	}
	if (entry->kind == ENTRY_CHARACTER_DEVICE) {
		entry->major = 1;
		entry->minor = rand() % 2 ? 3 : 5;
	}
	if (is_file(entry))
		entry->size = (uint64_t[]){0, 1, 4096, 150000}[rand() % 4];
	return entry;
}

static const char *full_path(struct world *world, const char *path)
{
	return arena_format(&world->arena, "%s/root%s", world->path, path);
}

/* Without any code of place: paths, plain calls. */
static void build(struct world *world, const struct entry *entry, const void *content)
{
	const char *path = full_path(world, entry->path);
	const struct attributes *attributes = entry->attributes;
	const struct timespec times[2] = {
		{.tv_nsec = UTIME_OMIT}, {entry->seconds, entry->nanoseconds}};
	int fd;

	if (entry->kind == ENTRY_FILE) {
		fd = open(path, O_WRONLY | O_CREAT | O_EXCL | O_CLOEXEC, 0600);
		assert_int_equal(files_write_all(fd, content, entry->size), 0);
		assert_int_equal(close(fd), 0);
	} else if (entry->kind == ENTRY_LINK) {
		assert_int_equal(symlink(entry->target, path), 0);
	} else {
		assert_int_equal(mknod(path, entry->kind == ENTRY_FIFO ? S_IFIFO : S_IFCHR,
					 makedev(entry->major, entry->minor)),
			0);
	}
	assert_int_equal(lchown(path, entry->uid, entry->gid), 0);
	if (attributes != NULL && attributes->access_acl != NULL) {
		acl_t parsed = acl_from_text(attributes->access_acl);

		assert_int_equal(acl_set_file(path, ACL_TYPE_ACCESS, parsed), 0);
		acl_free(parsed);
	}
	for (size_t i = 0; attributes != NULL && i < attributes->count; i++)
		assert_int_equal(lsetxattr(path, attributes->list[i].name,
					 attributes->list[i].value, attributes->list[i].length, 0),
			0);
	if (entry->kind != ENTRY_LINK)
		assert_int_equal(chmod(path, entry->mode), 0);
	assert_int_equal(utimensat(AT_FDCWD, path, times, AT_SYMLINK_NOFOLLOW), 0);
}

static void check_content(const char *path, const struct entry *wanted, const void *content)
{
	static unsigned char now[sizeof bytes];
	int fd = open(path, O_RDONLY | O_CLOEXEC);

	assert_true(fd >= 0);
	assert_int_equal(read(fd, now, sizeof now), wanted->size);
	assert_memory_equal(now, content, wanted->size);
	assert_int_equal(close(fd), 0);
}

static void check_acl(const char *path, const struct entry *wanted)
{
	bool expected = wanted->attributes != NULL && wanted->attributes->access_acl != NULL;
	char value[256];

	if (wanted->kind == ENTRY_LINK)
		return;
	assert_int_equal(
		lgetxattr(path, "system.posix_acl_access", value, sizeof value) > 0, expected);
	if (expected) {
		acl_t now = acl_get_file(path, ACL_TYPE_ACCESS);
		char *text = acl_to_any_text(now, NULL, '\n', TEXT_NUMERIC_IDS);

		assert_memory_equal(text, wanted->attributes->access_acl, strlen(text));
		assert_int_equal(strlen(text) + 1, strlen(wanted->attributes->access_acl));
		acl_free(text);
		acl_free(now);
	}
}

static void check_attributes(const char *path, const struct entry *wanted)
{
	static char names[4096], value[4096];
	ssize_t length = llistxattr(path, names, sizeof names);
	size_t expected = wanted->attributes != NULL ? wanted->attributes->count : 0;
	size_t found = 0;

	assert_true(length >= 0);
	for (ssize_t at = 0; at < length; at += (ssize_t)strlen(names + at) + 1)
		found += strncmp(names + at, "system.", 7) != 0;
	assert_int_equal(found, expected);
	for (size_t i = 0; i < expected; i++) {
		const struct attribute *attribute = &wanted->attributes->list[i];

		assert_int_equal(
			lgetxattr(path, attribute->name, value, sizeof value), attribute->length);
		assert_memory_equal(value, attribute->value, attribute->length);
	}
}

static void check(struct world *world, const struct entry *wanted, const void *content)
{
	const char *path = full_path(world, wanted->path);
	struct stat status;
	char target[64];

	assert_int_equal(lstat(path, &status), 0);
	assert_int_equal(made_kind(status.st_mode), wanted->kind);
	if (wanted->kind != ENTRY_LINK)
		assert_int_equal(status.st_mode & 07777, wanted->mode);
	assert_int_equal(status.st_uid, wanted->uid);
	assert_int_equal(status.st_gid, wanted->gid);
	assert_int_equal(status.st_mtim.tv_sec, wanted->seconds);
	assert_int_equal(status.st_mtim.tv_nsec, wanted->nanoseconds);
	assert_int_equal(status.st_nlink, 1);
	if (wanted->kind == ENTRY_LINK) {
		assert_int_equal(readlink(path, target, sizeof target), strlen(wanted->target));
		assert_memory_equal(target, wanted->target, strlen(wanted->target));
	}
	if (wanted->kind == ENTRY_CHARACTER_DEVICE)
		assert_int_equal(status.st_rdev, makedev(wanted->major, wanted->minor));
	if (is_file(wanted))
		check_content(path, wanted, content);
	check_acl(path, wanted);
	check_attributes(path, wanted);
}

/* An entry of the same kind with the same content: only metadata is to be mended. */
static void take_content(struct entry *wanted, const struct entry *present)
{
	if (wanted->kind != present->kind)
		return;
	wanted->size = present->size;
	wanted->target = present->target;
	wanted->major = present->major;
	wanted->minor = present->minor;
}

static void check_random(struct world *world, const char *path)
{
	struct error error = ERROR_INIT;
	bool was_there = rand() % 4 > 0;
	struct entry *old = random_entry(world, path);
	struct entry *wanted = random_entry(world, path);
	const void *content = bytes + rand() % 1000;
	enum step_kind kind = was_there ? STEP_REPLACE : STEP_CREATE;

	if (was_there)
		build(world, old, content);
	if (was_there && wanted->kind == old->kind && rand() % 2) {
		take_content(wanted, old);
		kind = STEP_METADATA;
	} else {
		content = bytes + 5000;
	}
	world->content = content;
	world->length = wanted->size;
	if (world_do_one(world, kind, wanted, was_there ? world_look(world, path) : NULL, &error) <
		0)
		fail_msg("%s", error.message);
	check(world, wanted, content);
	assert_true(world_is_clean(world));
	assert_int_equal(
		world_do_one(world, STEP_REMOVE, NULL, world_look(world, path), &error), 0);
	assert_null(world_look(world, path));
}

static void test_anything_becomes_anything(void **state)
{
	struct world world;

	(void)state;
	if (geteuid() != 0)
		skip();
	srand(4711);
	for (size_t i = 0; i < sizeof bytes; i++)
		bytes[i] = (unsigned char)rand();
	world_begin(&world);
	for (int i = 0; i < 150; i++)
		check_random(&world, i % 2 ? "/x" : "/-\n\xff\x1b[1m");
	world_end(&world);
}

enum {
	MANY = 300, /* more than one batch */
};

/* Few descriptors allow small batches only, so that there are several of them. */
static void allow_few_descriptors(void)
{
	const struct rlimit few = {300, 300};

	assert_int_equal(setrlimit(RLIMIT_NOFILE, &few), 0);
}

/* Created, exchanged and removed by the hundred, in directories that are made on the way. */
static void test_many_at_once(void **state)
{
	struct world world;
	struct error error = ERROR_INIT;
	struct step steps[MANY + 1];

	(void)state;
	allow_few_descriptors();
	world_begin(&world);
	steps[0] = (struct step){
		.kind = STEP_CREATE, .path = "/d", .wanted = world_file(&world, "/d")};
	((struct entry *)(uintptr_t)steps[0].wanted)->kind = ENTRY_DIRECTORY;
	for (size_t i = 1; i <= MANY; i++) {
		const char *path = arena_format(&world.arena, "/d/%04zu", i);

		steps[i] = (struct step){
			.kind = STEP_CREATE, .path = path, .wanted = world_file(&world, path)};
	}
	assert_int_equal(world_do(&world, steps, MANY + 1, &error), 0);
	assert_int_equal(world_look(&world, "/d")->mode, 0640);
	for (size_t i = 1; i <= MANY; i++) {
		assert_true(world_holds(&world, steps[i].path + 1, "wanted\n"));
		steps[i].kind = STEP_REPLACE;
		steps[i].present = world_look(&world, steps[i].path);
	}
	world.content = "second";
	world.length = 6;
	assert_int_equal(world_do(&world, steps + 1, MANY, &error), 0);
	for (size_t i = 1; i <= MANY; i++) {
		assert_true(world_holds(&world, steps[i].path + 1, "second"));
		steps[i].kind = STEP_REMOVE;
		steps[i].wanted = NULL;
		steps[i].present = world_look(&world, steps[i].path);
	}
	assert_int_equal(world_do(&world, steps + 1, MANY, &error), 0);
	assert_true(world_is_clean(&world));
	for (size_t i = 1; i <= MANY; i++)
		assert_null(world_look(&world, steps[i].path));
	world_end(&world);
}

static struct entry *directory(struct world *world, const char *path, uint32_t mode)
{
	struct entry *entry = world_file(world, path);

	entry->kind = ENTRY_DIRECTORY;
	entry->content = CONTENT_NONE;
	entry->mode = mode;
	return entry;
}

/* Metadata and times of directories come after what is placed in them, whoever may enter then. */
static void test_directories_are_finished_last(void **state)
{
	struct world world;
	struct error error = ERROR_INIT;
	struct entry *outer, *inner;
	struct step steps[3] = {{0}};
	const struct entry *now;

	(void)state;
	world_begin(&world);
	outer = directory(&world, "/a", 0777);
	inner = directory(&world, "/a/b", 0500);
	steps[0] = (struct step){.kind = STEP_CREATE, .path = "/a", .wanted = outer};
	steps[1] = (struct step){.kind = STEP_CREATE, .path = "/a/b", .wanted = inner};
	steps[2] = (struct step){
		.kind = STEP_CREATE, .path = "/a/b/x", .wanted = world_file(&world, "/a/b/x")};
	assert_int_equal(world_do(&world, steps, 3, &error), 0);
	now = world_look(&world, "/a");
	assert_int_equal(now->mode, 0777);
	assert_int_equal(now->seconds, outer->seconds);
	assert_int_equal(now->nanoseconds, outer->nanoseconds);
	now = world_look(&world, "/a/b");
	assert_int_equal(now->mode, 0500);
	assert_int_equal(now->seconds, inner->seconds);
	assert_true(world_holds(&world, "a/b/x", "wanted\n"));
	world_end(&world);
}

/* A directory that others can write is closed by its own step, before what is in it. */
static void test_directory_is_closed_first(void **state)
{
	struct world world;
	struct error error = ERROR_INIT;
	struct step steps[2] = {{0}};
	const struct entry *now;

	(void)state;
	world_begin(&world);
	assert_int_equal(mkdirat(world.root, "a", 0700), 0);
	assert_int_equal(fchmodat(world.root, "a", 0777, 0), 0);
	steps[0] = (struct step){.kind = STEP_METADATA,
		.path = "/a",
		.wanted = directory(&world, "/a", 0755),
		.present = world_look(&world, "/a")};
	steps[1] = (struct step){
		.kind = STEP_CREATE, .path = "/a/x", .wanted = world_file(&world, "/a/x")};
	assert_int_equal(world_do(&world, steps, 2, &error), 0);
	now = world_look(&world, "/a");
	assert_int_equal(now->mode, 0755);
	assert_int_equal(now->seconds, steps[0].wanted->seconds);
	world_end(&world);
}

static void test_hard_links(void **state)
{
	struct world world;
	struct error error = ERROR_INIT;
	struct step steps[3] = {{0}};
	struct stat one, two, three;

	(void)state;
	world_begin(&world);
	world_write(&world, "c", "own\n");
	steps[0] = (struct step){
		.kind = STEP_CREATE, .path = "/a", .wanted = world_file(&world, "/a")};
	for (size_t i = 1; i < 3; i++) {
		struct entry *wanted = world_file(&world, i == 1 ? "/b" : "/c");

		wanted->same_as = "/a";
		steps[i] = (struct step){.kind = STEP_LINK, .path = wanted->path, .wanted = wanted};
	}
	steps[2].present = world_look(&world, "/c");
	assert_int_equal(world_do(&world, steps, 3, &error), 0);
	assert_int_equal(fstatat(world.root, "a", &one, 0), 0);
	assert_int_equal(fstatat(world.root, "b", &two, 0), 0);
	assert_int_equal(fstatat(world.root, "c", &three, 0), 0);
	assert_int_equal(one.st_nlink, 3);
	assert_int_equal(one.st_ino, two.st_ino);
	assert_int_equal(one.st_ino, three.st_ino);
	world_end(&world);
}

/* What stands before the failing step is done; what was made for later ones is gone. */
static void test_stops_at_the_first_failure(void **state)
{
	struct world world;
	struct error error = ERROR_INIT;
	struct step steps[3] = {{0}};
	static const char *const paths[] = {"/a", "/b", "/c"};

	(void)state;
	world_begin(&world);
	world_write(&world, "b", "in the way\n");
	for (size_t i = 0; i < 3; i++)
		steps[i] = (struct step){.kind = STEP_CREATE,
			.path = paths[i],
			.wanted = world_file(&world, paths[i])};
	assert_int_equal(world_do(&world, steps, 3, &error), -ESTALE);
	assert_non_null(strstr(error.message, "'/b'"));
	assert_true(world_holds(&world, "a", "wanted\n"));
	assert_true(world_holds(&world, "b", "in the way\n"));
	assert_null(world_look(&world, "/c"));
	assert_true(world_is_clean(&world));
	world_end(&world);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(test_anything_becomes_anything),
		cmocka_unit_test(test_many_at_once),
		cmocka_unit_test(test_directories_are_finished_last),
		cmocka_unit_test(test_directory_is_closed_first),
		cmocka_unit_test(test_hard_links),
		cmocka_unit_test(test_stops_at_the_first_failure),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
