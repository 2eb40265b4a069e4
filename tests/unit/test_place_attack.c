// SPDX-License-Identifier: GPL-2.0-or-later
// system/place under attack: others who poll a secret, or move directories about, gain nothing.
#include "place_world.h"

#include <dirent.h>
#include <grp.h>
#include <sched.h>
#include <signal.h>
#include <sys/acl.h>
#include <sys/mman.h>
#include <sys/prctl.h>
#include <sys/wait.h>

enum {
	NOBODY = 65534,
	RESTORES = 1000,
	FEWER = 300,
	ROUNDS = 400,
};

/* What the attacking process shares with the test. */
struct shared {
	volatile int ready;
	volatile int stop;
	volatile unsigned long tries;
	volatile unsigned long successes;
};

static struct shared *share(void)
{
	struct shared *shared = mmap(
		NULL, sizeof *shared, PROT_READ | PROT_WRITE, MAP_SHARED | MAP_ANONYMOUS, -1, 0);

	assert_ptr_not_equal(shared, MAP_FAILED);
	return shared;
}

static pid_t start(struct world *world, struct shared *shared,
	void (*attack)(struct world *world, struct shared *shared))
{
	pid_t child = fork();

	assert_true(child >= 0);
	if (child > 0) {
		while (!shared->ready)
			(void)sched_yield();
		return child;
	}
	/* A failing test must not leave it behind. */
	(void)prctl(PR_SET_PDEATHSIG, SIGKILL);
	shared->ready = 1;
	while (!shared->stop)
		attack(world, shared);
	_exit(0);
}

static void stop(struct shared *shared, pid_t child)
{
	int status;

	shared->stop = 1;
	assert_int_equal(waitpid(child, &status, 0), child);
	assert_int_equal(status, 0);
	assert_true(shared->tries > 0);
	assert_int_equal(munmap(shared, sizeof *shared), 0);
}

static void become_nobody(void)
{
	if (geteuid() == NOBODY)
		return;
	if (setgroups(0, NULL) < 0 || setresgid(NOBODY, NOBODY, NOBODY) < 0 ||
		setresuid(NOBODY, NOBODY, NOBODY) < 0)
		_exit(3);
	/* Forgotten when the user changes (prctl(2)). */
	(void)prctl(PR_SET_PDEATHSIG, SIGKILL);
}

static void poll_secret(struct world *world, struct shared *shared)
{
	char byte;
	int fd;

	become_nobody();
	fd = openat(world->root, "d/secret", O_RDONLY | O_NOFOLLOW | O_CLOEXEC);
	shared->tries++;
	if (fd >= 0 && read(fd, &byte, 1) == 1)
		shared->successes++;
	files_close(&fd);
}

static void let_everyone_in(struct world *world, const char *text)
{
	char *path = arena_format(&world->arena, "%s/root/d", world->path);
	acl_t acl = acl_from_text(text);

	assert_non_null(acl);
	assert_int_equal(acl_set_file(path, ACL_TYPE_DEFAULT, acl), 0);
	acl_free(acl);
}

/* Absent, exchanged, and metadata mended, over and over, while somebody else tries to read. */
static void restore_secret(struct world *world, int round)
{
	struct error error = ERROR_INIT;
	struct entry *wanted = world_file(world, "/d/secret");
	struct entry *present = world_look(world, "/d/secret");
	struct place *place = world_place(world);
	struct plan plan = {0};
	struct step step = {.path = "/d/secret", .wanted = wanted, .present = present};

	wanted->mode = 0600;
	wanted->uid = round % 2 ? 0 : 77;
	step.kind = present == NULL ? STEP_CREATE : round % 3 ? STEP_REPLACE : STEP_METADATA;
	if (place_step(place, &step, &error) < 0 || place_finish(place, &plan, &error) < 0)
		fail_msg("%s", error.message);
	place_end(place);
	if (round % 5 == 0)
		assert_int_equal(unlinkat(world->root, "d/secret", 0), 0);
}

static void check_secret(const char *default_acl, int rounds)
{
	struct shared *shared = share();
	struct world world;
	pid_t child;

	world_begin(&world);
	assert_int_equal(chmod(world.path, 0755), 0);
	assert_int_equal(mkdirat(world.root, "d", 0755), 0);
	if (default_acl != NULL)
		let_everyone_in(&world, default_acl);
	(void)umask(0);
	child = start(&world, shared, poll_secret);
	for (int round = 0; round < rounds; round++)
		restore_secret(&world, round);
	assert_int_equal(shared->successes, 0);
	stop(shared, child);
	assert_true(world_is_clean(&world));
	world_end(&world);
}

static void test_secret_is_never_read(void **state)
{
	(void)state;
	if (geteuid() != 0)
		skip();
	check_secret(NULL, RESTORES);
}

static void test_secret_is_never_read_below_a_generous_acl(void **state)
{
	(void)state;
	if (geteuid() != 0)
		skip();
	check_secret("user::rwx\nuser:65534:rwx\ngroup::rwx\nmask::rwx\nother::rwx\n", FEWER);
}

/*
 * To the group of somebody whom an ACL shuts out, and back: between the change of group and the
 * ACL, the group's rights must not be there.
 */
static void mend_secret(struct world *world, bool with_acl)
{
	static const struct attributes shut_out = {
		.access_acl = "user::rw-\nuser:65534:---\ngroup::r--\nmask::r--\nother::---\n"};
	struct error error = ERROR_INIT;
	struct entry *wanted = world_file(world, "/d/secret");

	wanted->gid = with_acl ? NOBODY : 1000;
	wanted->mode = 0640;
	wanted->attributes = with_acl ? &shut_out : NULL;
	if (world_do_one(world, STEP_METADATA, wanted, world_look(world, "/d/secret"), &error) < 0)
		fail_msg("%s", error.message);
}

static void test_secret_is_never_read_while_its_group_changes(void **state)
{
	struct shared *shared = share();
	struct world world;
	pid_t child;

	(void)state;
	if (geteuid() != 0)
		skip();
	world_begin(&world);
	assert_int_equal(chmod(world.path, 0755), 0);
	assert_int_equal(mkdirat(world.root, "d", 0755), 0);
	(void)umask(077);
	world_write(&world, "d/secret", "secret\n");
	child = start(&world, shared, poll_secret);
	for (int round = 0; round < FEWER; round++)
		mend_secret(&world, round % 2 == 0);
	assert_int_equal(shared->successes, 0);
	stop(shared, child);
	world_end(&world);
}

/* The directory becomes a link to the outside, and a directory again. */
static void swap_for_link(struct world *world, struct shared *shared)
{
	(void)renameat2(world->root, "top/d", world->root, "top/link", RENAME_EXCHANGE);
	shared->tries++;
}

/* The directory is moved out of the root, and back. */
static void move_outside(struct world *world, struct shared *shared)
{
	char outside[512];

	(void)snprintf(outside, sizeof outside, "%s/outside/moved", world->path);
	(void)renameat(world->root, "top", AT_FDCWD, outside);
	(void)mkdirat(world->root, "top", 0755);
	(void)unlinkat(world->root, "top", AT_REMOVEDIR);
	(void)renameat(AT_FDCWD, outside, world->root, "top");
	shared->tries++;
}

static void make_arena(struct world *world)
{
	char path[512];

	world_begin(world);
	(void)snprintf(path, sizeof path, "%s/outside", world->path);
	assert_int_equal(mkdir(path, 0755), 0);
	assert_int_equal(mkdirat(world->root, "top", 0755), 0);
	assert_int_equal(mkdirat(world->root, "top/d", 0755), 0);
	assert_int_equal(symlinkat("../../outside", world->root, "top/link"), 0);
}

/* Every step either is done or refused; nothing is asked but where things end up. */
static void restore_below(struct world *world, int round)
{
	struct error error = ERROR_INIT;
	const char *path = arena_format(&world->arena, "/top/d/%d", round);
	struct place *place = world_place(world);
	struct entry *wanted = world_file(world, path);
	struct step step = {.kind = STEP_CREATE, .path = path, .wanted = wanted};
	struct plan plan = {0};

	wanted->kind = (uint8_t[]){ENTRY_FILE, ENTRY_DIRECTORY, ENTRY_FIFO, ENTRY_LINK}[round % 4];
	wanted->target = "target";
	(void)place_step(place, &step, &error);
	(void)place_finish(place, &plan, &error);
	place_end(place);
}

static size_t count_names(const char *path)
{
	DIR *directory = opendir(path);
	size_t count = 0;

	assert_non_null(directory);
	while (readdir(directory) != NULL)
		count++;
	(void)closedir(directory);
	return count;
}

static void check_attack(void (*attack)(struct world *world, struct shared *shared))
{
	struct shared *shared = share();
	struct world world;
	char path[512];
	pid_t child;

	make_arena(&world);
	child = start(&world, shared, attack);
	for (int round = 0; round < ROUNDS; round++)
		restore_below(&world, round);
	stop(shared, child);
	(void)snprintf(path, sizeof path, "%s/outside", world.path);
	assert_int_equal(count_names(path), 2);
	assert_int_equal(count_names(world.path), 5);
	world_end(&world);
}

static void test_parent_swapped_for_a_link(void **state)
{
	(void)state;
	check_attack(swap_for_link);
}

static void test_parent_moved_outside(void **state)
{
	(void)state;
	check_attack(move_outside);
}

/* Its owner exchanges his directory for a link to the outside, and for one of root's. */
static void swap_own(struct world *world, struct shared *shared)
{
	become_nobody();
	if (renameat2(world->root, "top/d", world->root, "top/link", RENAME_EXCHANGE) == 0 &&
		renameat2(world->root, "top/d", world->root, "top/closed", RENAME_EXCHANGE) == 0)
		shared->successes++;
	shared->tries++;
}

static int restore_own(struct world *world, int round)
{
	struct error error = ERROR_INIT;
	struct entry *wanted = world_file(world, arena_format(&world->arena, "/top/d/%d", round));

	wanted->uid = NOBODY;
	return world_do_one(world, STEP_CREATE, wanted, NULL, &error);
}

/* No name but "." and ".." in what he may not write to, wherever he left it. */
static void check_closed(struct world *world)
{
	static const char *const names[] = {"d", "link", "closed"};
	size_t found = 0;

	for (size_t i = 0; i < sizeof names / sizeof names[0]; i++) {
		const char *path =
			arena_format(&world->arena, "%s/root/top/%s", world->path, names[i]);
		struct stat status;

		assert_int_equal(lstat(path, &status), 0);
		if (!S_ISDIR(status.st_mode) || status.st_uid != 0)
			continue;
		assert_int_equal(count_names(path), 2);
		found++;
	}
	assert_int_equal(found, 1);
}

static void test_own_directory_is_no_way_elsewhere(void **state)
{
	struct shared *shared = share();
	struct world world;
	pid_t child;

	(void)state;
	if (geteuid() != 0)
		skip();
	(void)umask(022);
	make_arena(&world);
	assert_int_equal(chmod(world.path, 0755), 0);
	assert_int_equal(mkdirat(world.root, "top/closed", 0755), 0);
	assert_int_equal(fchownat(world.root, "top", NOBODY, NOBODY, 0), 0);
	assert_int_equal(fchownat(world.root, "top/d", NOBODY, NOBODY, 0), 0);
	assert_int_equal(restore_own(&world, ROUNDS), 0);
	child = start(&world, shared, swap_own);
	for (int round = 0; round < ROUNDS; round++)
		(void)restore_own(&world, round);
	assert_true(shared->successes > 0);
	stop(shared, child);
	check_closed(&world);
	assert_int_equal(count_names(arena_format(&world.arena, "%s/outside", world.path)), 2);
	world_end(&world);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(test_secret_is_never_read),
		cmocka_unit_test(test_secret_is_never_read_below_a_generous_acl),
		cmocka_unit_test(test_secret_is_never_read_while_its_group_changes),
		cmocka_unit_test(test_parent_swapped_for_a_link),
		cmocka_unit_test(test_parent_moved_outside),
		cmocka_unit_test(test_own_directory_is_no_way_elsewhere),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
