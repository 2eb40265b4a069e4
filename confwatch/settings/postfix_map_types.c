// SPDX-License-Identifier: GPL-2.0-or-later
// Which types of tables the installed Postfix can open, as far as its files tell.
#include <string.h>

#include "settings/postfix_maps.h"

static bool is_there(const struct postfix_scope *scope, const char *path)
{
	struct judged_entry entry;

	return documents_entry(scope->documents, path, true, &entry) &&
		entry.presence == PRESENCE_THERE;
}

static bool is_any(const struct postfix_scope *scope, const char *pattern)
{
	struct arena arena = ARENA_INIT;
	struct string_list paths = {0};
	bool any;

	documents_list(scope->documents, pattern, &arena, &paths);
	any = paths.count > 0;
	arena_release(&arena);
	return any;
}

/* "pcre postfix-pcre.so dict_pcre_open": the library of a type. */
static bool find_library(struct piece text, struct piece type, struct text *result)
{
	while (text.length > 0) {
		const char *newline = memchr(text.bytes, '\n', text.length);
		size_t length = newline != NULL ? (size_t)(newline - text.bytes) : text.length;
		struct piece line = {text.bytes, length};
		struct piece name, library;

		text.bytes += newline != NULL ? length + 1 : length;
		text.length -= newline != NULL ? length + 1 : length;
		if (!postfix_word(&line, POSTFIX_BLANKS, false, &name) ||
			name.length != type.length ||
			memcmp(name.bytes, type.bytes, type.length) != 0 ||
			!postfix_word(&line, POSTFIX_BLANKS, false, &library))
			continue;
		text_append(result, library.bytes, library.length);
		return true;
	}
	return false;
}

/* Whether a file that lists types and their libraries is there, and what it says of this one. */
static bool read_list(const struct postfix_scope *scope, const char *path, struct piece type,
	struct text *library)
{
	const struct judge_world *world = documents_world(scope->documents);
	struct judged_file file;

	if (world->file(world->context, path, &file) < 0 || file.presence != PRESENCE_THERE)
		return false;
	if (library->length == 0)
		(void)find_library((struct piece){file.bytes, file.length}, type, library);
	if (world->parsed != NULL)
		world->parsed(world->context);
	return true;
}

static bool read_lists(const struct postfix_scope *scope, struct piece type, struct text *library)
{
	struct arena arena = ARENA_INIT;
	struct string_list parts = {0};
	bool any = read_list(scope, POSTFIX_DIRECTORY "/dynamicmaps.cf", type, library);

	documents_list(scope->documents, POSTFIX_DIRECTORY "/dynamicmaps.cf.d/*", &arena, &parts);
	for (size_t i = 0; i < parts.count; i++)
		any = read_list(scope, parts.items[i], type, library) || any;
	arena_release(&arena);
	return any;
}

static bool is_one_of(struct piece type, const char *const *names)
{
	for (; *names != NULL; names++)
		if (piece_is(type, *names))
			return true;
	return false;
}

/* Nothing is known of a Postfix that is not installed below this root. */
static bool is_installed(const struct postfix_scope *scope)
{
	TEXT_CLEANUP struct text master = TEXT_INIT;

	postfix_scope_value(scope, "daemon_directory", &master);
	text_add(&master, "/master");
	return is_there(scope, text_string(&master));
}

static bool has_berkeley_db(const struct postfix_scope *scope)
{
	static const char *const places[] = {"/usr/lib64/libdb-*.so", "/usr/lib/*/libdb-*.so",
		"/lib/*/libdb-*.so", "/lib64/libdb-*.so", "/usr/lib/libdb-*.so"};

	for (size_t i = 0; i < sizeof places / sizeof places[0]; i++)
		if (is_any(scope, places[i]))
			return true;
	return false;
}

bool postfix_map_type_opens(const struct postfix_scope *scope, struct piece type)
{
	static const char *const built_in[] = {"cidr", "environ", "fail", "inline", "internal",
		"memcache", "netinfo", "nis", "nisplus", "pipemap", "randmap", "regexp",
		"socketmap", "static", "tcp", "texthash", "unionmap", "unix", NULL};
	static const char *const berkeley[] = {"btree", "hash", NULL};
	static const char *const others[] = {"cdb", "dbm", "ldap", "lmdb", "mongodb", "mysql",
		"pcre", "pgsql", "sdbm", "sqlite", NULL};
	TEXT_CLEANUP struct text library = TEXT_INIT;
	TEXT_CLEANUP struct text path = TEXT_INIT;
	bool lists;

	if (is_one_of(type, built_in))
		return true;
	if (!is_one_of(type, berkeley) && !is_one_of(type, others))
		return false;
	if (!is_installed(scope))
		return true;
	lists = read_lists(scope, type, &library);
	if (library.length > 0) {
		if (library.bytes[0] != '/')
			postfix_scope_value(scope, "shlib_directory", &path);
		text_format(&path, "/%s", text_string(&library));
		return is_there(scope, text_string(&path));
	}
	if (is_one_of(type, berkeley))
		return has_berkeley_db(scope);
	/* Debian builds none of the others in. */
	return !lists || !is_there(scope, "/var/lib/dpkg/status");
}
