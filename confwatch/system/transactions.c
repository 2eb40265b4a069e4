// SPDX-License-Identifier: GPL-2.0-or-later
// Pending transactions in STATE: a record each, and what is kept beside it.
#include "system/transactions.h"

#include <dirent.h>
#include <errno.h>
#include <fcntl.h>
#include <limits.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/random.h>
#include <sys/stat.h>
#include <unistd.h>

#include "system/files.h"

enum {
	ID_LENGTH = 16,
	RECORD_MAX = 32 * 1024 * 1024,
	FACTS_MAX = 256 * 1024 * 1024,
	YOUNG = 60, /* seconds in which somebody may still be writing it */
};

static const char facts_suffix[] = ".facts";
static const char running_suffix[] = ".running";

int transaction_new_id(struct arena *arena, const char **result, struct error *error)
{
	unsigned long long number;

	if (getrandom(&number, sizeof number, 0) != sizeof number)
		return error_system(error, errno, "cannot name a transaction");
	*result = arena_format(arena, "%016llx", number);
	return 0;
}

static bool is_id(const char *name)
{
	return strlen(name) == ID_LENGTH && strspn(name, "0123456789abcdef") == ID_LENGTH;
}

static int open_pending(int state, bool create)
{
	int fd;

	if (create && mkdirat(state, "pending", 0700) < 0 && errno != EEXIST)
		return -errno;
	fd = openat(state, "pending", O_RDONLY | O_DIRECTORY | O_NOFOLLOW | O_CLOEXEC);
	return fd < 0 ? -errno : fd;
}

enum reading {
	READ_WELL,
	READ_DAMAGED,
	READ_NOT, /* now; perhaps the next time */
};

static enum reading read_record(
	struct arena *arena, int directory, const char *name, struct transaction *result)
{
	TEXT_CLEANUP struct text text = TEXT_INIT;
	struct error ignored = ERROR_INIT;
	FD_CLEANUP int fd = openat(directory, name, O_RDONLY | O_NOFOLLOW | O_NONBLOCK | O_CLOEXEC);

	if (fd < 0 || files_read_all(fd, RECORD_MAX, &text) < 0)
		return READ_NOT;
	return transaction_read(arena, text_string(&text), text.length, result, &ignored) == 0 &&
			strcmp(result->id, name) == 0 && hook_via_is_valid(result->via)
		? READ_WELL
		: READ_DAMAGED;
}

struct collection {
	struct arena *arena;
	struct transaction *items;
	size_t count;
	size_t capacity;
	size_t damaged;
};

static void with_suffix(const char *id, const char *suffix, char result[NAME_MAX])
{
	(void)snprintf(result, NAME_MAX, "%s%s", id, suffix);
}

/* After the record itself: what is left then belongs to nobody, and is swept. */
static void remove_beside(int directory, const char *id)
{
	char name[NAME_MAX];

	with_suffix(id, facts_suffix, name);
	(void)unlinkat(directory, name, 0);
	with_suffix(id, running_suffix, name);
	(void)unlinkat(directory, name, 0);
}

static void collect(struct collection *collection, int directory, const char *name)
{
	struct transaction transaction = {0};
	enum reading reading = read_record(collection->arena, directory, name, &transaction);

	if (reading == READ_DAMAGED) {
		collection->damaged++;
		(void)unlinkat(directory, name, 0);
		remove_beside(directory, name);
	}
	if (reading != READ_WELL)
		return;
	collection->items = arena_grow(collection->arena, collection->items, &collection->capacity,
		collection->count + 1, sizeof *collection->items);
	collection->items[collection->count++] = transaction;
}

static int compare_age(const void *a, const void *b)
{
	const struct transaction *left = a;
	const struct transaction *right = b;

	if (left->begun != right->begun)
		return left->begun < right->begun ? -1 : 1;
	return strcmp(left->id, right->id);
}

/* Closes the descriptor. */
static int for_each_name(int directory, void (*visit)(void *context, int directory, const char *),
	void *context, struct error *error)
{
	DIR *stream = fdopendir(directory);
	const struct dirent *entry;

	if (stream == NULL) {
		(void)close(directory);
		return error_system(error, ENOMEM, "cannot list pending transactions");
	}
	while ((entry = readdir(stream)) != NULL)
		visit(context, dirfd(stream), entry->d_name);
	(void)closedir(stream);
	return 0;
}

static void collect_if_record(void *context, int directory, const char *name)
{
	if (is_id(name))
		collect(context, directory, name);
}

int transactions_pending(struct arena *arena, int state, struct transaction **result, size_t *count,
	size_t *damaged, struct error *error)
{
	struct collection collection = {.arena = arena};
	int directory = open_pending(state, false);

	if (directory < 0 && directory != -ENOENT)
		return error_system(error, -directory, "cannot list pending transactions");
	if (directory >= 0 && for_each_name(directory, collect_if_record, &collection, error) < 0)
		return -error->code;
	if (collection.count > 1)
		qsort(collection.items, collection.count, sizeof *collection.items, compare_age);
	*result = collection.items;
	*count = collection.count;
	*damaged = collection.damaged;
	return 0;
}

/*
 * A new record appears whole, with one fsync: file systems with a journal write the name of a new
 * file with it, and should one not, a record is lost, no state. False: it must be done in steps.
 */
static bool put_new(int directory, const char *name, const struct text *text)
{
	char link[sizeof "/proc/self/fd/" + 3 * sizeof directory];
	FD_CLEANUP int fd = openat(directory, ".", O_TMPFILE | O_WRONLY | O_CLOEXEC, 0600);

	if (fd < 0 || files_write_all(fd, text_string(text), text->length) < 0)
		return false;
	(void)snprintf(link, sizeof link, "/proc/self/fd/%d", fd);
	return linkat(AT_FDCWD, link, directory, name, AT_SYMLINK_FOLLOW) == 0 && fsync(fd) == 0;
}

int transaction_store(int state, const struct transaction *transaction, struct error *error)
{
	TEXT_CLEANUP struct text text = TEXT_INIT;
	FD_CLEANUP int directory = open_pending(state, true);

	if (directory < 0)
		return error_system(error, -directory, "cannot note a transaction");
	transaction_write(transaction, &text);
	if (put_new(directory, transaction->id, &text))
		return 0;
	if (files_replace(
		    directory, transaction->id, text_string(&text), text.length, 0600, error) < 0)
		return error_context(error, "cannot note a transaction");
	return 0;
}

int transaction_remove(int state, const char *id, struct error *error)
{
	FD_CLEANUP int directory = open_pending(state, false);

	if (directory == -ENOENT || !is_id(id))
		return 0;
	if (directory < 0)
		return error_system(error, -directory, "cannot close a transaction");
	if (unlinkat(directory, id, 0) < 0 && errno != ENOENT)
		return error_system(error, errno, "cannot close a transaction");
	remove_beside(directory, id);
	return 0;
}

/* STATE/facts is only ever replaced as a whole, so another name for it keeps what it holds. */
void transaction_keep_facts(int state, const char *id)
{
	char name[NAME_MAX];
	FD_CLEANUP int directory = open_pending(state, true);

	if (directory < 0)
		return;
	with_suffix(id, facts_suffix, name);
	(void)linkat(state, "facts", directory, name, 0);
}

int transaction_facts(int state, const char *id, struct text *result)
{
	char name[NAME_MAX];
	FD_CLEANUP int directory = open_pending(state, false);
	FD_CLEANUP int fd = -1;

	if (directory < 0)
		return directory;
	with_suffix(id, facts_suffix, name);
	fd = openat(directory, name, O_RDONLY | O_NOFOLLOW | O_NONBLOCK | O_CLOEXEC);
	return fd < 0 ? -errno : files_read_all(fd, FACTS_MAX, result);
}

void transaction_mark_running(int state, const char *id)
{
	char name[NAME_MAX];
	FD_CLEANUP int directory = open_pending(state, false);
	int fd;

	if (directory < 0)
		return;
	with_suffix(id, running_suffix, name);
	fd = openat(directory, name, O_WRONLY | O_CREAT | O_NOFOLLOW | O_CLOEXEC, 0600);
	files_close(&fd);
}

bool transaction_is_running(int state, const char *id)
{
	char name[NAME_MAX];
	FD_CLEANUP int directory = open_pending(state, false);

	if (directory < 0)
		return false;
	with_suffix(id, running_suffix, name);
	return faccessat(directory, name, F_OK, AT_SYMLINK_NOFOLLOW) == 0;
}

/* The id inside "<id>.facts", "<id>.running" and ".<id>.new". */
static bool belongs_to_record(int directory, const char *name)
{
	char id[ID_LENGTH + 1];
	const char *start = name[0] == '.' ? name + 1 : name;

	if (strlen(start) < ID_LENGTH)
		return false;
	memcpy(id, start, ID_LENGTH);
	id[ID_LENGTH] = '\0';
	return is_id(id) && faccessat(directory, id, F_OK, AT_SYMLINK_NOFOLLOW) == 0;
}

static void sweep_name(void *context, int directory, const char *name)
{
	const int64_t *now = context;
	struct stat status;

	if (is_id(name) || strcmp(name, ".") == 0 || strcmp(name, "..") == 0 ||
		belongs_to_record(directory, name) ||
		fstatat(directory, name, &status, AT_SYMLINK_NOFOLLOW) < 0)
		return;
	if (*now - status.st_ctim.tv_sec > YOUNG)
		(void)unlinkat(directory, name, 0);
}

void transactions_sweep(int state, int64_t now)
{
	struct error ignored = ERROR_INIT;
	int directory = open_pending(state, false);

	if (directory >= 0)
		(void)for_each_name(directory, sweep_name, &now, &ignored);
}
