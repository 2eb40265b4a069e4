// SPDX-License-Identifier: GPL-2.0-or-later
// The rpm database of a root, asked through rpm(8).
#include <errno.h>
#include <fcntl.h>
#include <inttypes.h>
#include <stdio.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#include "base/number.h"
#include "system/files.h"
#include "system/packages_rpm.h"
#include "system/packages_times.h"
#include "system/program.h"

#define LENGTH(array) (sizeof(array) / sizeof(array)[0])

/*
 * Why rpm is run instead of reading its database: there are three kinds of it (Berkeley DB, ndb,
 * sqlite), each with locks and recovery that only rpm knows, and reading one while a transaction
 * writes needs them; the program that is installed fits the database. Linking librpm would bind
 * confwatch to one of its versions and let a plugin of rpm load rpm twice. It costs 5 ms a run
 * and 25 ms for the list of 600 packages; headers' digests are not verified, which would be
 * most of the time and is `rpm -V`'s business.
 */

enum {
	TIME_LIMIT = 10 * 1000,
	LIST_LIMIT = 64 * 1024 * 1024,
	FILES_LIMIT = 256 * 1024 * 1024,
	/* Packages asked for in one run, so that not all of the output is held at once. */
	CHUNK = RPM_MISSING_MOST,
	/* Six of each question, three of the one about files, and the NULL. */
	FIXED_WORDS = 10,
	NUMBER_SIZE = 24,
	/* A package that vanished between two questions: all is asked again, so often. */
	TRIES = 3,
};

static const char *const programs[] = {"/usr/bin/rpm", "/bin/rpm"};

/* openSUSE and Fedora have moved theirs; one of the two may be a link to the other. */
static const char *const directories[] = {"/usr/lib/sysimage/rpm", "/var/lib/rpm"};

static const char *const database_files[] = {
	"/rpmdb.sqlite", /* since 4.16 */
	"/Packages.db",	 /* ndb, openSUSE */
	"/Packages",	 /* Berkeley DB */
};

enum {
	SQLITE = 0,
};

struct place {
	int directory; /* the database's */
	size_t kind;   /* index of database_files */
	const char *path;
};

/* False: none. */
static bool find(int root, struct place *result)
{
	for (size_t i = 0; i < LENGTH(directories); i++) {
		int directory = files_open_beneath(root, directories[i], O_RDONLY | O_DIRECTORY);

		for (size_t kind = 0; directory >= 0 && kind < LENGTH(database_files); kind++) {
			struct stat status;

			if (fstatat(directory, database_files[kind] + 1, &status,
				    AT_SYMLINK_NOFOLLOW) < 0 ||
				!S_ISREG(status.st_mode))
				continue;
			*result = (struct place){directory, kind, directories[i]};
			return true;
		}
		files_close(&directory);
	}
	return false;
}

/* A query may create an empty log beside sqlite's file: only what is in it counts. */
static bool has_log(const struct place *place)
{
	struct stat status;

	return place->kind == SQLITE &&
		fstatat(place->directory, "rpmdb.sqlite-wal", &status, AT_SYMLINK_NOFOLLOW) == 0 &&
		status.st_size > 0;
}

static bool stamp(const struct packages_request *request, struct text *result, bool *young)
{
	struct place place;

	if (!find(request->root, &place))
		return false;
	text_format(result, "%s%s:", place.path, database_files[place.kind]);
	packages_stamp(request, place.directory, database_files[place.kind], result, young);
	if (has_log(&place))
		packages_stamp(request, place.directory, "/rpmdb.sqlite-wal", result, young);
	files_close(&place.directory);
	return true;
}

/* Whether the database is this machine's own, so that its rpm may repair what it needs. */
static bool is_own(int root)
{
	struct stat own, other;

	return stat("/", &own) == 0 && fstat(root, &other) == 0 && own.st_dev == other.st_dev &&
		own.st_ino == other.st_ino;
}

static const char *find_program(void)
{
	for (size_t i = 0; i < LENGTH(programs); i++) {
		if (access(programs[i], X_OK) == 0)
			return programs[i];
	}
	return NULL;
}

/* Its first error, else the first line of what it complained about. */
static int complain(const struct place *place, const struct text *messages, struct error *error)
{
	static const char mark[] = "error: ";
	const char *message = text_string(messages);
	const char *found = strstr(message, mark);

	if (found != NULL)
		message = found + sizeof mark - 1;
	return error_set(error, EIO, "rpm cannot read '%s%s': %.*s", place->path,
		database_files[place->kind], (int)strcspn(message, "\n"), message);
}

struct question {
	const char *program;
	const struct place *place;
	bool foreign;
	struct text output; /* reused */
	struct text messages;
};

/* arguments are what follows the common options; returns rpm's exit status, or -errno. */
static int ask(struct question *question, const char *const *arguments, size_t count, size_t limit,
	struct error *error)
{
	const char *argv[FIXED_WORDS + CHUNK] = {question->program, "--nodigest", "--nosignature",
		"--dbpath", "/proc/self/fd/3", "-q"};
	const struct program program = {
		.argv = argv,
		.descriptor = question->place->directory,
		.milliseconds = TIME_LIMIT,
		.output_limit = limit,
		/* Another rpm would take an unknown kind of database for none, and make one. */
		.creates_nothing = question->foreign && question->place->kind != SQLITE,
	};
	struct program_result result = {
		.output = &question->output, .messages = &question->messages};
	size_t fixed = 0;

	_Static_assert(PROGRAM_DESCRIPTOR == 3, "the path in argv");
	while (argv[fixed] != NULL)
		fixed++;
	memcpy(argv + fixed, arguments, count * sizeof *argv);
	text_clear(&question->output);
	text_clear(&question->messages);
	if (program_run(&program, &result, error) < 0)
		return -error->code;
	/* Of a tag that it does not know rpm says so, prints nothing, and succeeds. */
	if (result.status == 0 && question->output.length == 0 &&
		strstr(text_string(&question->messages), "error: ") != NULL)
		result.status = -1;
	if (result.status != 0)
		(void)complain(question->place, &question->messages, error);
	return result.status < 0 ? -EIO : result.status;
}

static int ask_list(struct arena *arena, const struct packages_request *request,
	struct question *question, struct rpm_list *result, struct error *error)
{
	static const char *const arguments[] = {"-a", "--qf", RPM_LIST_FORMAT};
	int status = ask(question, arguments, LENGTH(arguments), LIST_LIMIT, error);

	if (status != 0)
		return -error->code;
	if (rpm_parse_list(arena, request->seed, question->output.bytes, question->output.length,
		    result, error) < 0)
		return -error->code;
	/* A database that was only just made is sqlite's, where rpm can make one. */
	if (result->count == 0 && question->place->kind != SQLITE)
		return error_set(error, ENOTSUP, "this rpm finds no packages in '%s%s'",
			question->place->path, database_files[question->place->kind]);
	return 0;
}

/* 1: a package is there no more. */
static int ask_files(struct arena *arena, const struct packages_request *request,
	struct question *question, const char *format, const uint64_t *instances, size_t count,
	struct rpm_list *list, struct error *error)
{
	const char *arguments[CHUNK + 3] = {"--querybynumber", "--qf", format};
	char numbers[CHUNK][NUMBER_SIZE];
	int status;

	for (size_t i = 0; i < count; i++) {
		(void)snprintf(numbers[i], sizeof numbers[i], "%" PRIu64, instances[i]);
		arguments[i + 3] = numbers[i];
	}
	status = ask(question, arguments, count + 3, FILES_LIMIT, error);
	if (status != 0)
		return status < 0 ? status : 1;
	return rpm_parse_files(
		arena, request, question->output.bytes, question->output.length, list, error);
}

/* Those that are known as they are need not be asked for their files. */
static int take_files(struct arena *arena, const struct packages_request *request,
	struct question *question, struct rpm_list *list, struct error *error)
{
	uint64_t instances[CHUNK];
	size_t count = 0;
	int code = 0;

	for (size_t i = 0; code == 0 && i < list->count; i++) {
		const struct facts_part *known = packages_known(request, &list->items[i].part);

		if (known != NULL)
			list->items[i].part = *known;
		else
			instances[count++] = list->items[i].instance;
		if (count == CHUNK || (i + 1 == list->count && count > 0)) {
			code = ask_files(arena, request, question, RPM_FILES_FORMAT, instances,
				count, list, error);
			count = 0;
		}
	}
	return code;
}

static int ask_all(struct arena *arena, const struct packages_request *request,
	struct question *question, struct facts_parts *result, struct error *error)
{
	struct rpm_list list = {0};
	int code = 1;

	for (int tries = 0; code > 0 && tries < TRIES; tries++) {
		if (ask_list(arena, request, question, &list, error) < 0)
			return -error->code;
		code = take_files(arena, request, question, &list, error);
	}
	if (code != 0)
		return -error->code;
	for (size_t i = 0; i < list.count; i++)
		*facts_part_add(result, arena) = list.items[i].part;
	return 0;
}

/* Numbers are given anew when a database is made anew, which is another file. */
static bool is_known_database(const struct packages_request *request, const struct place *place)
{
	TEXT_CLEANUP struct text beginning = TEXT_INIT;
	struct stat status;

	if (request->known_stamp == NULL || place->kind != SQLITE ||
		fstatat(place->directory, database_files[SQLITE] + 1, &status,
			AT_SYMLINK_NOFOLLOW) < 0)
		return false;
	text_format(&beginning, " %s=%s%s:%llx:%llx:", packages_rpm.manager, place->path,
		database_files[SQLITE], (unsigned long long)status.st_dev,
		(unsigned long long)status.st_ino);
	return strstr(request->known_stamp, text_string(&beginning)) != NULL;
}

/* In one run of rpm. */
static int ask_missing(struct arena *arena, const struct packages_request *request,
	struct question *question, const struct rpm_missing *missing, struct facts_parts *result,
	struct error *error)
{
	struct rpm_list list = {.room = missing->count};

	list.items = arena_new_array(arena, missing->count, struct rpm_package);
	if (ask_files(arena, request, question, RPM_NEW_FORMAT, missing->instances, missing->count,
		    &list, error) != 0 ||
		list.count != missing->count)
		return -EAGAIN;
	for (size_t i = 0; i < list.count; i++)
		*facts_part_add(result, arena) = list.items[i].part;
	return 0;
}

/* 1: nothing but what is new had to be asked. */
static int read_new(struct arena *arena, const struct packages_request *request,
	struct question *question, struct facts_parts *result)
{
	struct rpm_missing missing = {.count = 0};
	struct error ignored = ERROR_INIT;
	size_t before = result->count;

	if (is_known_database(request, question->place) &&
		rpm_match_known(arena, request, question->place->directory, result, &missing) &&
		(missing.count == 0 ||
			ask_missing(arena, request, question, &missing, result, &ignored) == 0))
		return 1;
	result->count = before;
	return 0;
}

static int read_database(struct arena *arena, const struct packages_request *request,
	struct facts_parts *result, struct error *error)
{
	struct question question = {.program = find_program(), .foreign = !is_own(request->root)};
	struct place place;
	int code;

	/* Between the stamp and now somebody took it away. */
	if (!find(request->root, &place))
		return 0;
	question.place = &place;
	if (question.program == NULL)
		code = error_set(error, ENOENT, "there is '%s%s', but no rpm here to read it",
			place.path, database_files[place.kind]);
	else
		code = read_new(arena, request, &question, result) == 1
			? 0
			: ask_all(arena, request, &question, result, error);
	files_close(&place.directory);
	text_release(&question.output);
	text_release(&question.messages);
	return code;
}

/* "TIME NAME VERSION": a line for each package. */
static void read_times(
	const struct text *output, struct arena *arena, struct package_event_list *result)
{
	const char *line = text_string(output);

	while (*line != '\0') {
		struct package_event event = {.manager = "rpm"};
		size_t length = strcspn(line, "\n");
		size_t digits = strcspn(line, " \n");
		size_t name = digits < length ? strcspn(line + digits + 1, " \n") : 0;
		uint64_t time;

		if (digits + 1 + name < length &&
			number_parse(line, digits, 10, INT64_MAX, &time)) {
			event.time = (int64_t)time;
			event.name = arena_bytes(arena, line + digits + 1, name);
			event.after = arena_bytes(
				arena, line + digits + name + 2, length - digits - name - 2);
			package_event_add(result, arena, &event);
		}
		line += length + (line[length] == '\n');
	}
}

int packages_times(
	struct arena *arena, int root, struct package_event_list *result, struct error *error)
{
	static const char *const arguments[] = {
		"-a", "--qf", "%{INSTALLTIME} %{NAME} %|EPOCH?{%{EPOCH}:}|%{VERSION}-%{RELEASE}\n"};
	struct question question = {.program = find_program(), .foreign = !is_own(root)};
	struct place place;
	int code = 0;

	if (question.program == NULL || !find(root, &place))
		return 0;
	question.place = &place;
	if (ask(&question, arguments, LENGTH(arguments), LIST_LIMIT, error) == 0)
		read_times(&question.output, arena, result);
	else
		code = -error->code;
	files_close(&place.directory);
	text_release(&question.output);
	text_release(&question.messages);
	return code;
}

const struct package_database packages_rpm = {
	.manager = "rpm",
	.stamp = stamp,
	.read = read_database,
};
