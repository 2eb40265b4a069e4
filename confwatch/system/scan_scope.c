// SPDX-License-Identifier: GPL-2.0-or-later
// Which paths a scan looks at: watch list, ignores, what was asked for, never STATE.
#include <fcntl.h>
#include <string.h>

#include "system/files.h"
#include "system/scan_parts.h"

static void normalise(
	struct arena *arena, const char *const *paths, size_t count, struct string_list *result)
{
	for (size_t i = 0; i < count; i++)
		string_list_add(result, arena, path_normalise(arena, "/", paths[i]));
}

void scope_init(struct scope *scope, const struct scan_options *options, struct arena *arena,
	struct scan *result)
{
	const struct string_list *watch = &options->configuration->watch;
	struct string_list paths = {0};

	*scope = (struct scope){.options = options, .arena = arena, .result = result};
	normalise(arena, watch->items, watch->count, &scope->watch);
	normalise(arena, options->paths, options->paths_count, &paths);
	path_set_make(arena, paths.items, paths.count, &scope->paths);
	if (options->state != NULL)
		scope->state = path_normalise(arena, "/", options->state);
}

void scope_settle(struct scope *scope)
{
	const struct scan_options *options = scope->options;
	struct scan *result = scope->result;

	if (options->cache == NULL || !options->cache_settles_scope || options->full ||
		options->paths_count > 0 || !cache_probes_hold(options->cache, options->root))
		return;
	scope->settled = true;
	result->probe_count = cache_probes(options->cache, scope->arena, &result->probes);
	scope->probe_capacity = result->probe_count;
}

/* Seen otherwise meanwhile, both stay, so that they cannot both hold next time. */
static bool is_probed(const struct scope *scope, const char *path, bool exists)
{
	const struct scan *result = scope->result;

	for (size_t i = 0; i < result->probe_count; i++) {
		if (result->probes[i].exists == exists && strcmp(result->probes[i].path, path) == 0)
			return true;
	}
	return false;
}

void scope_probe(struct scope *scope, const char *path, bool exists)
{
	struct scan *result = scope->result;

	if (scope->settled && is_probed(scope, path, exists))
		return;
	result->probes = arena_grow(scope->arena, result->probes, &scope->probe_capacity,
		result->probe_count + 1, sizeof *result->probes);
	result->probes[result->probe_count++] = (struct probe){.path = path, .exists = exists};
}

static bool lists_below(const struct string_list *list, const char *path)
{
	for (size_t i = 0; i < list->count; i++) {
		if (path_is_within(list->items[i], path))
			return true;
	}
	return false;
}

static bool is_ignored(struct scope *scope, const char *path)
{
	const struct configuration *configuration = scope->options->configuration;
	const struct ignore *rule = configuration_ignores(configuration, path, NULL);

	for (; rule != NULL; rule = configuration_ignores(configuration, path, rule)) {
		const char *condition = ignore_condition(scope->arena, rule, path);
		bool holds;

		if (condition == NULL)
			return true;
		holds = files_exist_beneath(scope->options->root, condition);
		scope_probe(scope, condition, holds);
		if (holds)
			return true;
	}
	return false;
}

static enum scope_role watched_role(
	const struct scope *scope, enum scope_role parent, const char *path)
{
	if (parent == SCOPE_WHOLE || scope->paths.count == 0 || path_set_holds(&scope->paths, path))
		return SCOPE_WHOLE;
	return SCOPE_PART;
}

enum scope_role scope_role_of(struct scope *scope, enum scope_role parent, const char *path)
{
	if (scope->state != NULL && path_is_within(path, scope->state))
		return SCOPE_OUTSIDE;
	if (parent != SCOPE_WHOLE && scope->paths.count > 0 &&
		!path_set_holds(&scope->paths, path) && !path_set_reaches(&scope->paths, path))
		return SCOPE_OUTSIDE;
	if (parent == SCOPE_ABOVE)
		return string_list_holds(&scope->watch, path) ? watched_role(scope, parent, path)
							      : SCOPE_ABOVE;
	if (!is_ignored(scope, path) || string_list_holds(&scope->watch, path))
		return watched_role(scope, parent, path);
	return lists_below(&scope->watch, path) ? SCOPE_ABOVE : SCOPE_OUTSIDE;
}

static bool sees(struct scope *scope, const char *path)
{
	enum scope_role role = scope_role_of(scope, SCOPE_ABOVE, "/");
	const char *slash = path;

	while (role != SCOPE_OUTSIDE && (slash = strchr(slash + 1, '/')) != NULL)
		role = scope_role_of(
			scope, role, arena_bytes(scope->arena, path, (size_t)(slash - path)));
	if (role != SCOPE_OUTSIDE && path[1] != '\0')
		role = scope_role_of(scope, role, path);
	return role != SCOPE_OUTSIDE && (role != SCOPE_ABOVE || lists_below(&scope->watch, path));
}

void scan_list_unseen(struct arena *arena, const struct scan_options *options,
	const struct tree *tree, const struct tree *seen, struct string_list *result)
{
	const char *last = NULL;
	struct scan unused = {0};
	struct scope scope;

	scope_init(&scope, options, arena, &unused);
	for (size_t i = 0; i < tree->count; i++) {
		const char *path = tree->entries[i].path;

		if (last != NULL && path_is_within(path, last))
			continue;
		if (tree_find(seen, path) != NULL || sees(&scope, path))
			continue;
		string_list_add(result, arena, path);
		last = path;
	}
}

void scope_names(const struct scope *scope, enum scope_role role, const char *directory,
	void (*add)(void *context, const char *name, size_t length), void *context)
{
	const bool all = role == SCOPE_ABOVE;
	const char *const *items = all ? scope->watch.items : scope->paths.items;
	size_t count = all ? scope->watch.count : scope->paths.count;
	size_t above = strcmp(directory, "/") == 0 ? 0 : strlen(directory);

	for (size_t i = all ? 0 : path_set_from(&scope->paths, directory); i < count; i++) {
		const char *path = items[i];
		bool within = path_is_within(path, directory);

		if (within && strcmp(path, directory) != 0)
			add(context, path + above + 1, strcspn(path + above + 1, "/"));
		if (!within && !all)
			break;
	}
}
