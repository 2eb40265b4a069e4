// SPDX-License-Identifier: GPL-2.0-or-later
// system/place: every situation of the third table in core/plan.md.
#include "place_world.h"

#include <seccomp.h>
#include <sys/wait.h>

enum outcome {
	DONE,
	STALE,
	REFUSED,
	SWEPT,
	EXCHANGED_BACK,
	LEFT,
	UNTOUCHED,
};

static const char *const outcome_names[] = {
	[DONE] = "done",
	[STALE] = "stale",
	[REFUSED] = "refused",
	[SWEPT] = "swept",
	[EXCHANGED_BACK] = "exchanged back",
	[LEFT] = "left",
	[UNTOUCHED] = "untouched",
};

struct situation {
	const char *name;
	enum outcome (*happens)(struct world *world);
};

static enum outcome outcome_of(int code)
{
	if (code == -ESTALE)
		return STALE;
	if (code == -EPERM || code == -ENOTEMPTY)
		return REFUSED;
	assert_int_equal(code, 0);
	return DONE;
}

static enum outcome appeared(struct world *world)
{
	struct error error = ERROR_INIT;
	int code;

	world_write(world, "x", "came\n");
	code = world_do_one(world, STEP_CREATE, world_file(world, "/x"), NULL, &error);
	assert_true(world_holds(world, "x", "came\n"));
	return outcome_of(code);
}

static void write_x(struct world *world)
{
	world->hook = NULL;
	world_write(world, "x", "came\n");
}

/* The same, but only after the first look. */
static enum outcome appeared_late(struct world *world)
{
	struct error error = ERROR_INIT;
	int code;

	world->hook = write_x;
	code = world_do_one(world, STEP_CREATE, world_file(world, "/x"), NULL, &error);
	assert_true(world_holds(world, "x", "came\n"));
	return outcome_of(code);
}

static enum outcome changed(struct world *world)
{
	struct error error = ERROR_INIT;
	const struct entry *present;
	int code;

	world_write(world, "x", "old\n");
	present = world_look(world, "/x");
	world_write(world, "x", "newer\n");
	code = world_do_one(world, STEP_REPLACE, world_file(world, "/x"), present, &error);
	assert_true(world_holds(world, "x", "newer\n"));
	return outcome_of(code);
}

/* Size and time as before: the stamp tells. */
static enum outcome changed_in_disguise(struct world *world)
{
	struct error error = ERROR_INIT;
	const struct entry *present;
	struct timespec times[2] = {{0}};
	struct step step = {.kind = STEP_REPLACE, .path = "/x"};
	struct stat status;
	int code;

	world_write(world, "x", "old\n");
	present = world_look(world, "/x");
	assert_int_equal(fstatat(world->root, "x", &status, 0), 0);
	step.wanted = world_file(world, "/x");
	step.present = present;
	step.stamp = (struct step_stamp){.inode = status.st_ino,
		.change_seconds = status.st_ctim.tv_sec,
		.change_nanoseconds = (uint32_t)status.st_ctim.tv_nsec,
		.known = true};
	assert_int_equal(unlinkat(world->root, "x", 0), 0);
	world_write(world, "y", "keeps the inode number away\n");
	world_write(world, "x", "new\n");
	times[1] = (struct timespec){present->seconds, present->nanoseconds};
	assert_int_equal(utimensat(world->root, "x", times, 0), 0);
	code = world_do(world, &step, 1, &error);
	assert_true(world_holds(world, "x", "new\n"));
	return outcome_of(code);
}

static enum outcome vanished(struct world *world)
{
	struct error error = ERROR_INIT;
	const struct entry *present;
	int code;

	world_write(world, "x", "old\n");
	present = world_look(world, "/x");
	assert_int_equal(unlinkat(world->root, "x", 0), 0);
	code = world_do_one(world, STEP_REPLACE, world_file(world, "/x"), present, &error);
	assert_int_equal(faccessat(world->root, "x", F_OK, AT_SYMLINK_NOFOLLOW), -1);
	return outcome_of(code);
}

static enum outcome changed_at_exchange(struct world *world)
{
	struct error error = ERROR_INIT;
	int code;

	world_write(world, "x", "old\n");
	world->hook = write_x;
	code = world_do_one(
		world, STEP_REPLACE, world_file(world, "/x"), world_look(world, "/x"), &error);
	assert_true(world_holds(world, "x", "came\n"));
	return outcome_of(code);
}

static enum outcome parent_is_link(struct world *world)
{
	struct error error = ERROR_INIT;
	int code;

	assert_int_equal(mkdirat(world->root, "elsewhere", 0755), 0);
	assert_int_equal(mkdirat(world->root, "elsewhere/e", 0755), 0);
	assert_int_equal(symlinkat("elsewhere", world->root, "d"), 0);
	code = world_do_one(world, STEP_CREATE, world_file(world, "/d/x"), NULL, &error);
	assert_int_equal(outcome_of(code), REFUSED);
	code = world_do_one(world, STEP_CREATE, world_file(world, "/d/e/x"), NULL, &error);
	assert_int_equal(faccessat(world->root, "elsewhere/e/x", F_OK, 0), -1);
	return outcome_of(code);
}

static enum outcome create_below(struct world *world, uid_t owner, mode_t mode)
{
	struct error error = ERROR_INIT;
	int code;

	assert_int_equal(mkdirat(world->root, "d", 0700), 0);
	assert_int_equal(fchownat(world->root, "d", owner, 0, 0), 0);
	assert_int_equal(fchmodat(world->root, "d", mode, 0), 0);
	code = world_do_one(world, STEP_CREATE, world_file(world, "/d/x"), NULL, &error);
	assert_int_equal(faccessat(world->root, "d/x", F_OK, 0), code == 0 ? 0 : -1);
	return outcome_of(code);
}

static enum outcome parent_is_writable(struct world *world)
{
	return create_below(world, 0, 0775);
}

static enum outcome parent_belongs_to_another(struct world *world)
{
	return create_below(world, 1000, 0755);
}

/* d, and d/e of an owner of its own, belong to the owner of the file, which is in d/e. */
static int create_own(struct world *world, enum step_kind kind, uid_t inner)
{
	struct error error = ERROR_INIT;
	struct entry *wanted = world_file(world, "/d/e/x");

	wanted->uid = 1000;
	(void)mkdirat(world->root, "d", 0755);
	(void)mkdirat(world->root, "d/e", 0755);
	assert_int_equal(fchownat(world->root, "d", 1000, 0, 0), 0);
	assert_int_equal(fchownat(world->root, "d/e", inner, 0, 0), 0);
	return world_do_one(world, kind, wanted, world_look(world, "/d/e/x"), &error);
}

static enum outcome parent_is_the_owners(struct world *world)
{
	struct error error = ERROR_INIT;
	int code = create_own(world, STEP_CREATE, 1000);

	assert_int_equal(world_look(world, "/d/e/x")->uid, 1000);
	/* What is not his is not placed there, also not after what is. */
	assert_int_equal(
		world_do_one(world, STEP_CREATE, world_file(world, "/d/e/y"), NULL, &error),
		-EPERM);
	assert_null(world_look(world, "/d/e/y"));
	return outcome_of(code);
}

static enum outcome stands_at_the_owners(struct world *world)
{
	assert_int_equal(create_own(world, STEP_CREATE, 1000), 0);
	assert_int_equal(fchmodat(world->root, "d/e/x", 0600, 0), 0);
	assert_int_equal(outcome_of(create_own(world, STEP_METADATA, 1000)), REFUSED);
	assert_int_equal(world_look(world, "/d/e/x")->mode, 0600);
	return outcome_of(create_own(world, STEP_REPLACE, 1000));
}

static enum outcome roots_in_the_owners(struct world *world)
{
	int code = create_own(world, STEP_CREATE, 0);

	assert_null(world_look(world, "/d/e/x"));
	return outcome_of(code);
}

static enum outcome parent_is_sticky(struct world *world)
{
	return create_below(world, 0, 01777);
}

static const char everyone[] = "user::rwx\nuser:65534:rwx\ngroup::rwx\nmask::rwx\nother::rwx\n";

static void set_default_acl(struct world *world, const char *name, const char *acl)
{
	struct attributes attributes = {.default_acl = acl};
	int fd = openat(world->root, name, O_RDONLY | O_CLOEXEC);
	struct error error = ERROR_INIT;

	assert_int_equal(attributes_write(fd, ENTRY_DIRECTORY, &attributes, &error), 0);
	files_close(&fd);
}

static enum outcome parent_has_default_acl(struct world *world)
{
	static const enum entry_kind kinds[] = {ENTRY_FILE, ENTRY_DIRECTORY, ENTRY_FIFO};
	struct error error = ERROR_INIT;
	enum outcome result = DONE;

	assert_int_equal(mkdirat(world->root, "d", 0755), 0);
	set_default_acl(world, "d", everyone);
	for (size_t i = 0; i < 3; i++) {
		const char *path = arena_format(&world->arena, "/d/%zu", i);
		struct entry *wanted = world_file(world, path);
		const struct entry *now;

		wanted->kind = (uint8_t)kinds[i];
		result = outcome_of(world_do_one(world, STEP_CREATE, wanted, NULL, &error));
		now = world_look(world, path);
		assert_non_null(now);
		assert_int_equal(now->mode, 0640);
		assert_null(now->attributes);
	}
	return result;
}

static uint64_t inode_of(struct world *world, const char *name)
{
	struct stat status;

	assert_int_equal(fstatat(world->root, name, &status, AT_SYMLINK_NOFOLLOW), 0);
	return status.st_ino;
}

/* A killed run: files "x" and a temporary name beside it, and a note with these numbers. */
static void pretend_killed(
	struct world *world, const char *temporary, uint64_t new_inode, uint64_t old_inode)
{
	struct litter litter;
	struct error error = ERROR_INIT;

	litter_init(&litter, world->state);
	litter_add(&litter, "/x", temporary, new_inode, old_inode);
	assert_int_equal(litter_write(&litter, &error), 0);
	litter_release(&litter);
}

static void make_temporary(struct world *world, char *name, const char *content)
{
	struct error error = ERROR_INIT;

	assert_int_equal(litter_name(name, &error), 0);
	assert_true(litter_is_name(name));
	world_write(world, name, content);
}

static void sweep(struct world *world)
{
	struct error error = ERROR_INIT;
	struct stat status;

	assert_int_equal(place_sweep(world->root, world->state, &error), 0);
	assert_int_equal(fstatat(world->state, "litter", &status, 0), 0);
	assert_int_equal(status.st_size, 0);
	assert_int_equal(place_sweep(world->root, world->state, &error), 0);
}

static enum outcome temporary_left(struct world *world)
{
	char name[LITTER_NAME_SIZE];

	world_write(world, "x", "old\n");
	make_temporary(world, name, "new\n");
	pretend_killed(world, name, inode_of(world, name), inode_of(world, "x"));
	sweep(world);
	assert_true(world_holds(world, "x", "old\n"));
	return world_is_clean(world) ? SWEPT : LEFT;
}

static enum outcome killed_after_exchange(struct world *world)
{
	char name[LITTER_NAME_SIZE];

	world_write(world, "x", "new\n");
	make_temporary(world, name, "old\n");
	pretend_killed(world, name, inode_of(world, "x"), inode_of(world, name));
	sweep(world);
	assert_true(world_holds(world, "x", "new\n"));
	return world_is_clean(world) ? SWEPT : LEFT;
}

static enum outcome killed_before_check(struct world *world)
{
	char name[LITTER_NAME_SIZE];

	world_write(world, "x", "new\n");
	make_temporary(world, name, "somebody's\n");
	pretend_killed(world, name, inode_of(world, "x"), 1);
	sweep(world);
	assert_true(world_is_clean(world));
	return world_holds(world, "x", "somebody's\n") ? EXCHANGED_BACK : LEFT;
}

static enum outcome foreign_name(struct world *world)
{
	char name[LITTER_NAME_SIZE];

	world_write(world, "x", "standing\n");
	make_temporary(world, name, "somebody's\n");
	pretend_killed(world, name, 1, 2);
	pretend_killed(world, "x", inode_of(world, "x"), 2);
	sweep(world);
	assert_true(world_holds(world, "x", "standing\n"));
	return world_holds(world, name, "somebody's\n") ? LEFT : SWEPT;
}

static enum outcome source_fails(struct world *world)
{
	struct error error = ERROR_INIT;

	world_write(world, "x", "old\n");
	world->source_code = EIO;
	assert_int_equal(world_do_one(world, STEP_REPLACE, world_file(world, "/x"),
				 world_look(world, "/x"), &error),
		-EIO);
	assert_non_null(strstr(error.message, "restore '/x'"));
	return world_holds(world, "x", "old\n") && world_is_clean(world) ? UNTOUCHED : DONE;
}

/* In a child: openat(2) refuses O_TMPFILE, renameat2(2) knows no flags. */
static void lose_help_of_the_file_system(void)
{
	scmp_filter_ctx filter = seccomp_init(SCMP_ACT_ALLOW);
	const uint64_t unnamed = O_TMPFILE & ~O_DIRECTORY;

	assert_int_equal(seccomp_rule_add(filter, SCMP_ACT_ERRNO(EOPNOTSUPP), SCMP_SYS(openat), 1,
				 SCMP_A2(SCMP_CMP_MASKED_EQ, unnamed, unnamed)),
		0);
	assert_int_equal(seccomp_rule_add(filter, SCMP_ACT_ERRNO(EINVAL), SCMP_SYS(renameat2), 1,
				 SCMP_A4(SCMP_CMP_NE, 0, 0)),
		0);
	assert_int_equal(seccomp_load(filter), 0);
	seccomp_release(filter);
}

static int without_help_of_the_file_system(struct world *world)
{
	struct error error = ERROR_INIT;
	const struct entry *present;

	lose_help_of_the_file_system();
	if (world_do_one(world, STEP_CREATE, world_file(world, "/new"), NULL, &error) < 0 ||
		world_do_one(world, STEP_REPLACE, world_file(world, "/x"), world_look(world, "/x"),
			&error) < 0 ||
		world_do_one(world, STEP_REMOVE, NULL, world_look(world, "/y"), &error) < 0)
		return 1;
	present = world_look(world, "/z");
	world_write(world, "z", "newer\n");
	return world_do_one(world, STEP_REPLACE, world_file(world, "/z"), present, &error) ==
			-ESTALE
		? 0
		: 2;
}

static void in_a_child(struct world *world, int (*act)(struct world *world))
{
	int status;
	pid_t child = fork();

	if (child == 0)
		_exit(act(world));
	assert_int_equal(waitpid(child, &status, 0), child);
	assert_int_equal(status, 0);
}

static int at_the_owners_without_help(struct world *world)
{
	lose_help_of_the_file_system();
	return outcome_of(create_own(world, STEP_CREATE, 1000)) == REFUSED &&
			world_look(world, "/d/e/x") == NULL
		? 0
		: 1;
}

static enum outcome owners_without_unnamed_files(struct world *world)
{
	in_a_child(world, at_the_owners_without_help);
	return world_is_clean(world) ? REFUSED : LEFT;
}

static enum outcome no_unnamed_files(struct world *world)
{
	world_write(world, "x", "old\n");
	world_write(world, "y", "old\n");
	world_write(world, "z", "old\n");
	in_a_child(world, without_help_of_the_file_system);
	assert_true(world_holds(world, "x", "wanted\n"));
	assert_true(world_holds(world, "new", "wanted\n"));
	assert_true(world_holds(world, "z", "newer\n"));
	assert_int_equal(faccessat(world->root, "y", F_OK, 0), -1);
	return world_is_clean(world) ? DONE : LEFT;
}

static enum outcome metadata_of_a_file(struct world *world)
{
	struct error error = ERROR_INIT;
	struct entry *wanted = world_file(world, "/x");
	const struct entry *now;
	uint64_t inode;
	int code;

	world_write(world, "x", "old\n");
	inode = inode_of(world, "x");
	wanted->uid = 77;
	wanted->mode = 04750;
	code = world_do_one(world, STEP_METADATA, wanted, world_look(world, "/x"), &error);
	now = world_look(world, "/x");
	assert_int_equal(now->uid, 77);
	assert_int_equal(now->mode, 04750);
	assert_int_equal(now->nanoseconds, wanted->nanoseconds);
	assert_int_equal(inode_of(world, "x"), inode);
	assert_true(world_holds(world, "x", "old\n"));
	return outcome_of(code);
}

static enum outcome directory_not_empty(struct world *world)
{
	struct error error = ERROR_INIT;
	int code;

	assert_int_equal(mkdirat(world->root, "d", 0755), 0);
	world_write(world, "d/unseen", "x\n");
	code = world_do_one(world, STEP_REMOVE, NULL, world_look(world, "/d"), &error);
	assert_true(world_holds(world, "d/unseen", "x\n"));
	return outcome_of(code);
}

static const struct situation situations[] = {
	{"absent target appeared", appeared},
	{"absent target appeared", appeared_late},
	{"present target changed", changed},
	{"present target changed", changed_in_disguise},
	{"present target vanished", vanished},
	{"target changed at the exchange", changed_at_exchange},
	{"parent became a link", parent_is_link},
	{"parent became writable", parent_is_writable},
	{"parent belongs to another", parent_belongs_to_another},
	{"parent belongs to the file's owner", parent_is_the_owners},
	{"something stands in the owner's directory", stands_at_the_owners},
	{"root's directory in the owner's", roots_in_the_owners},
	{"the owner's directory, without unnamed files", owners_without_unnamed_files},
	{"sticky root parent", parent_is_sticky},
	{"default acl on the parent", parent_has_default_acl},
	{"temporary name left", temporary_left},
	{"killed after the exchange", killed_after_exchange},
	{"killed before the exchange was checked", killed_before_check},
	{"foreign name like ours", foreign_name},
	{"source fails", source_fails},
	{"no unnamed files", no_unnamed_files},
	{"metadata of a file", metadata_of_a_file},
	{"directory not empty on removal", directory_not_empty},
};

static size_t check_situation(const char *name, const char *expected)
{
	size_t found = 0;

	for (size_t i = 0; i < sizeof situations / sizeof situations[0]; i++) {
		struct world world;
		enum outcome outcome;

		if (strcmp(situations[i].name, name) != 0)
			continue;
		world_begin(&world);
		outcome = situations[i].happens(&world);
		if (outcome != LEFT)
			assert_true(world_is_clean(&world));
		world_end(&world);
		found++;
		if (strcmp(outcome_names[outcome], expected) != 0)
			fail_msg("%s: %s, not %s", name, outcome_names[outcome], expected);
	}
	if (found == 0)
		fail_msg("no test for the row '%s'", name);
	return found;
}

static FILE *open_table(void)
{
	char name[4096];
	FILE *file;

	assert_non_null(getenv("SOURCE_DIR"));
	(void)snprintf(name, sizeof name, "%s/confwatch/core/plan.md", getenv("SOURCE_DIR"));
	file = fopen(name, "re");
	assert_non_null(file);
	return file;
}

static void test_every_situation(void **state)
{
	FILE *file = open_table();
	char line[512];
	bool inside = false;
	size_t done = 0, rows = 0;

	(void)state;
	if (geteuid() != 0) {
		(void)fclose(file);
		print_message("owners of other users can be made by root only\n");
		skip();
	}
	while (fgets(line, sizeof line, file) != NULL) {
		char name[128], expected[128];

		if (strncmp(line, "## ", 3) == 0)
			inside = strncmp(line, "## 3.", 5) == 0;
		if (!inside || strncmp(line, "| ", 2) != 0 ||
			sscanf(line, "| %127[^|] | %127[^|] |", name, expected) != 2 || rows++ == 0)
			continue;
		name[strcspn(name, "|")] = '\0';
		while (name[strlen(name) - 1] == ' ')
			name[strlen(name) - 1] = '\0';
		while (expected[strlen(expected) - 1] == ' ')
			expected[strlen(expected) - 1] = '\0';
		done += check_situation(name, expected);
	}
	(void)fclose(file);
	assert_int_equal(done, sizeof situations / sizeof situations[0]);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(test_every_situation),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
