// SPDX-License-Identifier: GPL-2.0-or-later
// Which of the paths that packages own are kept.
#include "core/facts_scope.h"

#include <stdlib.h>
#include <string.h>

#include "base/path.h"

#define LENGTH(array) (sizeof(array) / sizeof(array)[0])

enum {
	LONGEST_LIVE_PATH = 4096,
	/* A path with a telling suffix counts down to here: "dbus-1/system.conf". */
	SHORT_DEPTH = 2,
	/* A directory "*.d" counts down to here: "systemd/system/postfix.service.d". */
	DIRECTORY_DEPTH = 3,
};

static const char usr_etc[] = "/usr/etc/";
static const char usr_lib[] = "/usr/lib/";
static const char usr_share[] = "/usr/share/";

static const char *const unit_directories[] = {
	"systemd/network/", "systemd/system/", "systemd/user/"};

static const char *const suffixes[] = {".cf", ".cfg", ".cnf", ".conf", ".ini", ".rules"};

void facts_scope_make(
	struct arena *arena, const struct string_list *watch, struct facts_scope *result)
{
	path_set_make(arena, watch->items, watch->count, &result->watched);
}

bool facts_scope_watches(const struct facts_scope *scope, const char *path)
{
	return path_set_holds(&scope->watched, path);
}

static const struct {
	const char *live;
	const char *text;
} templates[] = {
	{"/etc/motd", "/usr/share/base-files/motd"},
	{"/etc/postfix/main.cf.proto", "/usr/share/postfix/main.cf.dist"},
	{"/etc/postfix/master.cf.proto", "/usr/share/postfix/master.cf.dist"},
	{"/etc/profile", "/usr/share/base-files/profile"},
};

const char *facts_template(const char *live)
{
	for (size_t i = 0; i < LENGTH(templates); i++) {
		if (strcmp(templates[i].live, live) == 0)
			return templates[i].text;
	}
	return NULL;
}

static bool is_template(const struct facts_scope *scope, const char *path)
{
	for (size_t i = 0; i < LENGTH(templates); i++) {
		if (strcmp(templates[i].text, path) == 0)
			return facts_scope_watches(scope, templates[i].live);
	}
	return false;
}

/* What stands behind "/etc/" for a file in a vendor place; NULL: it is in none. */
static const char *place_in_etc(const char *path)
{
	if (strncmp(path, usr_etc, sizeof usr_etc - 1) == 0)
		return path + sizeof usr_etc - 1;
	if (strncmp(path, usr_lib, sizeof usr_lib - 1) == 0)
		return path + sizeof usr_lib - 1;
	if (strncmp(path, usr_share, sizeof usr_share - 1) == 0)
		return path + sizeof usr_share - 1;
	return NULL;
}

static bool has_telling_suffix(const char *path)
{
	const char *dot = strrchr(path_name(path), '.');

	for (size_t i = 0; dot != NULL && i < LENGTH(suffixes); i++) {
		if (strcmp(dot, suffixes[i]) == 0)
			return true;
	}
	return false;
}

static bool looks_like_settings(const char *place)
{
	unsigned depth = 0;
	const char *slash;

	for (size_t i = 0; i < LENGTH(unit_directories); i++) {
		if (strncmp(place, unit_directories[i], strlen(unit_directories[i])) == 0)
			return true;
	}
	for (const char *at = place; (slash = strchr(at, '/')) != NULL; at = slash + 1) {
		if (++depth > DIRECTORY_DEPTH)
			return false;
		if (slash - at > 2 && slash[-2] == '.' && slash[-1] == 'd')
			return true;
	}
	return depth < SHORT_DEPTH && has_telling_suffix(place);
}

static bool watches_place(const struct facts_scope *scope, const char *place)
{
	static const char etc[] = "/etc/";
	char live[LONGEST_LIVE_PATH];
	size_t length = strlen(place);

	if (length > sizeof live - sizeof etc)
		return false;
	memcpy(live, etc, sizeof etc - 1);
	memcpy(live + sizeof etc - 1, place, length + 1);
	return facts_scope_watches(scope, live);
}

bool facts_scope_serves(const struct facts_scope *scope, const char *path)
{
	const char *place = place_in_etc(path);

	if (place == NULL || place[0] == '\0')
		return false;
	if (is_template(scope, path))
		return true;
	if (strncmp(path, usr_etc, sizeof usr_etc - 1) != 0 && !looks_like_settings(place))
		return false;
	return watches_place(scope, place);
}

const char *facts_live_path(struct arena *arena, const char *path)
{
	const char *place = place_in_etc(path);

	if (place == NULL || place[0] == '\0')
		return NULL;
	return path_join(arena, "/etc", place);
}
