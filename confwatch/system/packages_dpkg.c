// SPDX-License-Identifier: GPL-2.0-or-later
// The dpkg database of a root: dpkg(1), deb-control(5); its files are read, dpkg is never run.
#include <errno.h>
#include <fcntl.h>
#include <stdio.h>
#include <string.h>

#include "system/files.h"
#include "system/packages_dpkg.h"

#define STATUS "/var/lib/dpkg/status"
#define INFO "/var/lib/dpkg/info"
#define UPDATES "/var/lib/dpkg/updates"

enum {
	FILE_LIMIT = 256 * 1024 * 1024,
	/* dpkg merges them into status long before that. */
	UPDATES_MOST = 10000,
};

/* What a whole read has open and knows. */
struct database {
	struct arena *arena;
	const struct packages_request *request;
	int info;
	struct dpkg_diversions diversions;
	struct slice native;
	uint64_t seed;
	struct dpkg_stanza *stanzas;
	size_t count;
	size_t capacity;
	struct text list; /* of one package, reused */
	struct text digests;
};

static bool stamp(const struct packages_request *request, struct text *result, bool *young)
{
	static const char *const files[] = {STATUS, UPDATES, "/var/lib/dpkg/diversions",
		"/var/lib/dpkg/arch", "/var/lib/ucf/registry", "/var/lib/ucf/hashfile"};
	FD_CLEANUP int status = files_open_beneath(request->root, STATUS, O_PATH | O_NOFOLLOW);

	if (status < 0)
		return false;
	for (size_t i = 0; i < sizeof files / sizeof files[0]; i++)
		packages_stamp(request, request->root, files[i], result, young);
	return true;
}

static int read_optional(int root, const char *path, struct text *result, struct error *error)
{
	int code = packages_read_file(root, path, FILE_LIMIT, result);

	if (code < 0 && code != -ENOENT)
		return error_system(error, -code, "cannot read '%s'", path);
	return 0;
}

static bool is_same_package(const struct dpkg_stanza *a, const struct dpkg_stanza *b)
{
	return a->name.length == b->name.length &&
		a->architecture.length == b->architecture.length &&
		memcmp(a->name.bytes, b->name.bytes, a->name.length) == 0 &&
		(a->architecture.length == 0 ||
			memcmp(a->architecture.bytes, b->architecture.bytes,
				a->architecture.length) == 0);
}

static void add_stanza(struct database *database, const struct dpkg_stanza *stanza)
{
	database->stanzas = arena_grow(database->arena, database->stanzas, &database->capacity,
		database->count + 1, sizeof *database->stanzas);
	database->stanzas[database->count++] = *stanza;
}

static void take_status(struct database *database, struct slice bytes)
{
	struct dpkg_stanza stanza;

	while (dpkg_stanza(&bytes, &stanza))
		add_stanza(database, &stanza);
}

/* updates/0000, 0001, ...: what a dpkg that runs, or died, has not yet put into status. */
static void take_update(struct database *database, struct slice bytes)
{
	struct dpkg_stanza stanza;

	while (dpkg_stanza(&bytes, &stanza)) {
		size_t at = 0;

		while (at < database->count && !is_same_package(&database->stanzas[at], &stanza))
			at++;
		if (at < database->count)
			database->stanzas[at] = stanza;
		else
			add_stanza(database, &stanza);
	}
}

static struct slice keep(struct database *database, const struct text *text)
{
	return (struct slice){
		arena_bytes(database->arena, text_string(text), text->length), text->length};
}

static int take_updates(struct database *database, struct error *error)
{
	char path[sizeof UPDATES + 16];

	for (unsigned number = 0; number < UPDATES_MOST; number++) {
		TEXT_CLEANUP struct text text = TEXT_INIT;
		int code;

		(void)snprintf(path, sizeof path, UPDATES "/%04u", number);
		code = packages_read_file(database->request->root, path, FILE_LIMIT, &text);
		if (code == -ENOENT)
			return 0;
		if (code < 0)
			return error_system(error, -code, "cannot read '%s'", path);
		take_update(database, keep(database, &text));
	}
	return 0;
}

/* The first line of arch; without that file there is one architecture, dpkg's own. */
static void take_native(struct database *database, struct slice arch)
{
	if (slice_line(&arch, &database->native) && database->native.length > 0)
		return;
	database->native = (struct slice){0};
	for (size_t i = 0; i < database->count; i++) {
		if (slice_is(database->stanzas[i].name, "dpkg"))
			database->native = database->stanzas[i].architecture;
	}
}

static bool is_foreign(const struct database *database, const struct dpkg_stanza *stanza)
{
	struct slice own = stanza->architecture;

	return database->native.length > 0 && own.length > 0 && !slice_is(own, "all") &&
		(own.length != database->native.length ||
			memcmp(own.bytes, database->native.bytes, own.length) != 0);
}

/* "NAME.suffix", or "NAME:ARCHITECTURE.suffix"; in the arena. One for each package: no printf. */
static const char *info_name(
	const struct database *database, const struct dpkg_stanza *stanza, const char *suffix)
{
	bool qualified = stanza->same && stanza->architecture.length > 0;
	size_t length = stanza->name.length + (qualified ? 1 + stanza->architecture.length : 0);
	char *result = arena_characters(database->arena, length + strlen(suffix));
	char *end = result + stanza->name.length;

	memcpy(result, stanza->name.bytes, stanza->name.length);
	if (qualified) {
		*end = ':';
		memcpy(end + 1, stanza->architecture.bytes, stanza->architecture.length);
	}
	memcpy(result + length, suffix, strlen(suffix) + 1);
	return result;
}

/* dpkg replaces the list whenever it unpacks the package, together with its digests. */
static uint64_t mark_of(
	const struct database *database, const struct dpkg_stanza *stanza, const char *list)
{
	uint64_t mark =
		packages_mark(database->seed, stanza->conffiles.bytes, stanza->conffiles.length);
	struct stat status;

	if (stanza->state != DPKG_PRESENT)
		return mark;
	if (fstatat(database->info, list, &status, AT_SYMLINK_NOFOLLOW) < 0)
		return 0;
	if (packages_is_young(database->request, &status))
		return 0;
	mark = packages_mark(mark, &status.st_ino, sizeof status.st_ino);
	mark = packages_mark(mark, &status.st_size, sizeof status.st_size);
	mark = packages_mark(mark, &status.st_mtim, sizeof status.st_mtim);
	return packages_mark(mark, &status.st_ctim, sizeof status.st_ctim);
}

/* What ucf says is read anew each time. */
static void reuse(struct facts_part *part, const struct facts_part *known)
{
	size_t kept = 0;

	part->owned = known->owned;
	part->owned_capacity = known->owned_capacity;
	for (size_t i = 0; i < known->owned_count; i++) {
		if ((known->owned[i].flags & OWNED_REGISTERED) == 0)
			part->owned[kept++] = known->owned[i];
	}
	part->owned_count = kept;
}

static int read_info(
	struct database *database, const char *name, struct text *result, struct error *error)
{
	int code;

	text_clear(result);
	code = packages_read_file(
		database->info, arena_format(database->arena, "/%s", name), FILE_LIMIT, result);
	if (code < 0 && code != -ENOENT)
		return error_system(error, -code, "cannot read '" INFO "/%s'", name);
	return code == -ENOENT ? 0 : 1;
}

static int read_part(struct database *database, const struct dpkg_stanza *stanza, const char *list,
	struct facts_part *part, struct error *error)
{
	const struct dpkg_part target = {
		.arena = database->arena,
		.request = database->request,
		.diversions = &database->diversions,
		.stanza = stanza,
		.name = arena_bytes(database->arena, stanza->name.bytes, stanza->name.length),
		.part = part,
	};
	int code = 0;

	text_clear(&database->list);
	if (stanza->state == DPKG_PRESENT)
		code = read_info(database, list, &database->list, error);
	if (code < 0 || !dpkg_part_paths(&target, &database->list))
		return code < 0 ? code : 0;
	code = read_info(
		database, info_name(database, stanza, ".md5sums"), &database->digests, error);
	if (code > 0)
		dpkg_part_digests(
			&target, (struct slice){database->digests.bytes, database->digests.length});
	return code < 0 ? code : 0;
}

static int take_package(struct database *database, const struct dpkg_stanza *stanza,
	struct facts_parts *result, struct error *error)
{
	struct arena *arena = database->arena;
	const char *list = info_name(database, stanza, ".list");
	struct facts_part part = {.removed = stanza->state == DPKG_REMOVED};
	const struct facts_part *known;

	part.package.manager = packages_dpkg.manager;
	part.package.version = stanza->version.length == 0
		? "-"
		: arena_bytes(arena, stanza->version.bytes, stanza->version.length);
	part.package.name = is_foreign(database, stanza)
		? arena_format(arena, "%.*s:%.*s", (int)stanza->name.length, stanza->name.bytes,
			  (int)stanza->architecture.length, stanza->architecture.bytes)
		: arena_bytes(arena, stanza->name.bytes, stanza->name.length);
	part.mark = mark_of(database, stanza, list);
	known = packages_known(database->request, &part);
	if (known != NULL)
		reuse(&part, known);
	else if (read_part(database, stanza, list, &part, error) < 0)
		return -error->code;
	*facts_part_add(result, arena) = part;
	return 0;
}

static int take_ucf(struct database *database, struct facts_parts *result, struct error *error)
{
	TEXT_CLEANUP struct text registry = TEXT_INIT;
	TEXT_CLEANUP struct text hashes = TEXT_INIT;
	int root = database->request->root;

	if (read_optional(root, "/var/lib/ucf/registry", &registry, error) < 0 ||
		read_optional(root, "/var/lib/ucf/hashfile", &hashes, error) < 0)
		return -error->code;
	packages_ucf(database->arena, database->request,
		(struct slice){registry.bytes, registry.length},
		(struct slice){hashes.bytes, hashes.length}, result);
	return 0;
}

static int take_settings(struct database *database, struct text *arch, struct error *error)
{
	TEXT_CLEANUP struct text diversions = TEXT_INIT;
	int root = database->request->root;

	if (read_optional(root, "/var/lib/dpkg/diversions", &diversions, error) < 0 ||
		read_optional(root, "/var/lib/dpkg/arch", arch, error) < 0)
		return -error->code;
	dpkg_diversions(database->arena, (struct slice){diversions.bytes, diversions.length},
		&database->diversions);
	database->seed =
		packages_mark(database->request->seed, text_string(&diversions), diversions.length);
	return 0;
}

static int take_all(struct database *database, struct facts_parts *result, struct error *error)
{
	TEXT_CLEANUP struct text status = TEXT_INIT;
	TEXT_CLEANUP struct text arch = TEXT_INIT;
	int code = packages_read_file(database->request->root, STATUS, FILE_LIMIT, &status);

	if (code < 0)
		return error_system(error, -code, "cannot read '" STATUS "'");
	if (take_settings(database, &arch, error) < 0)
		return -error->code;
	take_status(database, (struct slice){status.bytes, status.length});
	if (take_updates(database, error) < 0)
		return -error->code;
	take_native(database, (struct slice){arch.bytes, arch.length});
	for (size_t i = 0; i < database->count; i++) {
		if (database->stanzas[i].state != DPKG_ABSENT &&
			take_package(database, &database->stanzas[i], result, error) < 0)
			return -error->code;
	}
	return take_ucf(database, result, error);
}

static int read_database(struct arena *arena, const struct packages_request *request,
	struct facts_parts *result, struct error *error)
{
	FD_CLEANUP int info = files_open_beneath(request->root, INFO, O_PATH | O_DIRECTORY);
	struct database database = {.arena = arena, .request = request, .info = info};
	int code;

	if (info < 0)
		return error_system(error, -info, "cannot open '" INFO "'");
	code = take_all(&database, result, error);
	text_release(&database.list);
	text_release(&database.digests);
	return code;
}

const struct package_database packages_dpkg = {
	.manager = "dpkg",
	.stamp = stamp,
	.read = read_database,
};
