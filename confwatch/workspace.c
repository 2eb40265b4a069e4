// SPDX-License-Identifier: GPL-2.0-or-later
// Opening what a command works with, in the order in which each part needs the ones before.
#include "workspace.h"

#include <errno.h>
#include <fcntl.h>
#include <limits.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#include "base/path.h"
#include "formats/configuration.h"
#include "formats/yaml.h"
#include "system/files.h"
#include "system/lock.h"
#include "system/place.h"
#include "system/trust.h"

static const char default_state[] = "/var/lib/confwatch";
static const char default_config[] = "/etc/confwatch/confwatch.yaml";
static const char last_good[] = "/last-good/confwatch.yaml";
static const char watch_file[] = "/watch.yaml";

static int open_directory(const char *path)
{
	int fd = open(path, O_PATH | O_DIRECTORY | O_CLOEXEC);

	return fd < 0 ? -errno : fd;
}

/* Absolute and without links: what trust is asked about is then what is opened. */
static const char *resolve(struct arena *arena, const char *path)
{
	char real[PATH_MAX];

	return realpath(path, real) == NULL ? NULL : arena_string(arena, real);
}

/* As resolve(), for what need not be there yet, only the directory that holds it. */
static const char *resolve_new(struct arena *arena, const char *path)
{
	const char *real = resolve(arena, path);
	size_t length = strlen(path);
	char *trimmed;

	if (real != NULL || errno != ENOENT)
		return real;
	while (length > 1 && path[length - 1] == '/')
		length--;
	trimmed = arena_bytes(arena, path, length);
	real = resolve(arena, strchr(trimmed, '/') != NULL ? path_parent(arena, trimmed) : ".");
	return real == NULL ? NULL : path_join(arena, real, path_name(trimmed));
}

static int open_root(struct workspace *workspace, const char *root, struct error *error)
{
	const char *real;

	workspace->root = root != NULL ? root : "/";
	workspace->root_fd = open_directory(workspace->root);
	if (workspace->root_fd < 0)
		return error_system(
			error, -workspace->root_fd, "cannot open the root '%s'", workspace->root);
	real = root == NULL ? "/" : resolve(workspace->arena, root);
	workspace->other_root = real == NULL || strcmp(real, "/") != 0;
	return 0;
}

/* The command that makes STATE, as a person would type it here. */
static int never_set_up(const struct workspace *workspace, const struct workspace_options *options,
	struct error *error)
{
	const char *root = options->root, *state = options->state;

	return error_set(error, ENOENT,
		"nothing was ever recorded here: run 'confwatch init%s%s%s%s' first",
		workspace->other_root ? " --root=" : "", workspace->other_root ? root : "",
		state != NULL ? " --state=" : "", state != NULL ? state : "");
}

static int check_private(const struct workspace *workspace, struct error *error)
{
	struct stat status;

	if (fstat(workspace->state_fd, &status) < 0)
		return error_system(error, errno, "cannot look at '%s'", workspace->state);
	if ((status.st_mode & 077) == 0)
		return 0;
	return error_set(error, EPERM, "'%s' is not trusted: its mode must be 0700, not %04o",
		workspace->state, (unsigned)status.st_mode & 07777);
}

/* Where --state lies, as a path below `base`, which is "/" or the root. */
static int locate_state(struct workspace *workspace, const char *state, int *base,
	const char **path, struct error *error)
{
	const char *real, *root;

	if (state == NULL) {
		workspace->state = default_state;
		workspace->state_inside = true;
		*path = default_state;
		*base = fcntl(workspace->root_fd, F_DUPFD_CLOEXEC, 0);
		return *base < 0 ? error_system(error, errno, "cannot open the root") : 0;
	}
	real = resolve_new(workspace->arena, state);
	root = resolve(workspace->arena, workspace->root);
	if (real == NULL || root == NULL)
		return error_system(error, errno, "cannot open '%s'", state);
	workspace->state_inside = path_is_within(real, root);
	workspace->state = real;
	if (workspace->state_inside && strcmp(root, "/") != 0)
		workspace->state = real[strlen(root)] == '\0' ? "/" : real + strlen(root);
	*path = real;
	*base = open_directory("/");
	return *base < 0 ? error_system(error, -*base, "cannot open '/'") : 0;
}

static int open_state(
	struct workspace *workspace, const struct workspace_options *options, struct error *error)
{
	bool create = (options->needs & NEED_CREATE) != 0;
	FD_CLEANUP int base = -1;
	const char *path = NULL;

	if (locate_state(workspace, options->state, &base, &path, error) < 0)
		return -error->code;
	workspace->state_fd = trust_open_directory(base, path, geteuid(), create, error);
	if (workspace->state_fd == -ENOENT && (options->needs & NEED_STATE) != 0)
		return never_set_up(workspace, options, error);
	if (workspace->state_fd == -ENOENT && !create) {
		workspace->state_fd = -1;
		return 0;
	}
	if (workspace->state_fd < 0)
		return -error->code;
	return check_private(workspace, error);
}

/* *result stays empty when there is no file; a named one must be there. */
static int read_config_file(
	struct workspace *workspace, const char *config, struct text *result, struct error *error)
{
	FD_CLEANUP int top = -1;
	const char *real;
	int fd;

	if (config == NULL) {
		fd = files_open_beneath(workspace->root_fd, default_config, O_PATH);
		if (fd == -ENOENT)
			return 0;
		if (fd >= 0)
			files_close(&fd);
		return trust_read(workspace->root_fd, default_config, ".yaml", geteuid(),
			YAML_SIZE_MAX, result, error);
	}
	real = resolve(workspace->arena, config);
	if (real == NULL)
		return error_system(error, errno, "cannot open '%s'", config);
	top = open_directory("/");
	return trust_read(top, real, ".yaml", geteuid(), YAML_SIZE_MAX, result, error);
}

/* What messages call it: where a person can open it, not where it lies inside the root. */
static const char *config_name(const struct workspace *workspace, const char *config)
{
	if (config != NULL)
		return config;
	if (!workspace->other_root)
		return default_config;
	return path_join(workspace->arena, workspace->root, default_config + 1);
}

static int read_config(
	struct workspace *workspace, const char *config, struct text *bytes, struct error *error)
{
	if (read_config_file(workspace, config, bytes, error) < 0)
		return -error->code;
	if (bytes->length == 0)
		return 0;
	return configuration_parse(workspace->arena, config_name(workspace, config), bytes->bytes,
		bytes->length, &workspace->configuration, error);
}

/* Anything that is wrong here too leaves the defaults. */
static void read_last_good(struct workspace *workspace)
{
	TEXT_CLEANUP struct text bytes = TEXT_INIT;
	struct error ignored = ERROR_INIT;

	if (workspace->state_fd < 0 ||
		trust_read(workspace->state_fd, last_good, ".yaml", geteuid(), YAML_SIZE_MAX,
			&bytes, &ignored) < 0)
		return;
	(void)configuration_parse(workspace->arena, last_good + 1, bytes.bytes, bytes.length,
		&workspace->configuration, &ignored);
}

static int read_watch_list(struct workspace *workspace, struct error *error)
{
	TEXT_CLEANUP struct text bytes = TEXT_INIT;
	const char *name = path_join(workspace->arena, workspace->state, watch_file + 1);
	int code;

	if (workspace->state_fd < 0 || workspace->watch_configured)
		return 0;
	code = trust_read(
		workspace->state_fd, watch_file, ".yaml", geteuid(), YAML_SIZE_MAX, &bytes, error);
	if (code == -ENOENT)
		return 0;
	if (code < 0)
		return error_context(error, "read '%s'", name);
	return watch_list_parse(workspace->arena, name, bytes.bytes, bytes.length,
		&workspace->configuration, error);
}

static int read_configuration(
	struct workspace *workspace, const struct workspace_options *options, struct error *error)
{
	TEXT_CLEANUP struct text bytes = TEXT_INIT;

	configuration_default(&workspace->configuration, workspace->arena);
	if (read_config(workspace, options->config, &bytes, error) < 0) {
		if (!options->use_last_good)
			return -error->code;
		text_clear(&bytes);
		workspace->configuration_problem = arena_string(workspace->arena, error->message);
		read_last_good(workspace);
	}
	if (options->config == NULL)
		text_append(&workspace->good_configuration, bytes.bytes, bytes.length);
	workspace->watch_configured = workspace->configuration.watch_given;
	return read_watch_list(workspace, error);
}

/* Only a help for a later day when confwatch.yaml is broken: no reason to fail today. */
static void keep_last_good(const struct workspace *workspace)
{
	const struct text *bytes = &workspace->good_configuration;
	TEXT_CLEANUP struct text stored = TEXT_INIT;
	FD_CLEANUP int directory = -1;
	struct error ignored = ERROR_INIT;

	if (trust_read(workspace->state_fd, last_good, ".yaml", geteuid(), YAML_SIZE_MAX, &stored,
		    &ignored) == 0 &&
		text_equals(&stored, bytes))
		return;
	if (mkdirat(workspace->state_fd, "last-good", 0700) < 0 && errno != EEXIST)
		return;
	directory = files_open_beneath(workspace->state_fd, "/last-good", O_RDONLY | O_DIRECTORY);
	if (directory >= 0)
		(void)files_replace(directory, path_name(last_good), bytes->bytes, bytes->length,
			0600, &ignored);
}

static int take_lock(struct workspace *workspace, struct error *error)
{
	workspace->lock_fd = lock_take(workspace->state_fd, workspace->state, workspace->command,
		workspace->configuration.lock_seconds, error);
	return workspace->lock_fd < 0 ? workspace->lock_fd : 0;
}

/* What cannot be removed from a tree that is mounted read-only waits for another day. */
static int sweep(const struct workspace *workspace, struct error *error)
{
	int code = place_sweep(workspace->root_fd, workspace->state_fd, error);

	if (code == 0 || code == -EROFS)
		return 0;
	return error_context(error, "clear up after a restore that was killed");
}

static int open_parts(
	struct workspace *workspace, const struct workspace_options *options, struct error *error)
{
	if (open_root(workspace, options->root, error) < 0 ||
		open_state(workspace, options, error) < 0 ||
		read_configuration(workspace, options, error) < 0)
		return -error->code;
	workspace->names = names_read(workspace->arena, workspace->root_fd);
	actor_find(workspace->arena, workspace->names, options->sudo_uid, options->sudo_gid,
		&workspace->actor);
	return (options->needs & NEED_LOCK) == 0 ? 0 : workspace_lock(workspace, error);
}

int workspace_lock(struct workspace *workspace, struct error *error)
{
	if (take_lock(workspace, error) < 0 || sweep(workspace, error) < 0)
		return -error->code;
	if (workspace->good_configuration.length > 0)
		keep_last_good(workspace);
	return 0;
}

static struct workspace closed_workspace(
	struct arena *arena, const struct workspace_options *options)
{
	return (struct workspace){
		.arena = arena,
		.root_fd = -1,
		.state_fd = -1,
		.lock_fd = -1,
		.now = options->now,
		.zone = options->zone,
		.rules = options->rules,
		.command = options->command,
	};
}

int workspace_open_state(struct arena *arena, const struct workspace_options *options, int *result,
	struct error *error)
{
	struct workspace workspace = closed_workspace(arena, options);
	int rc = open_root(&workspace, options->root, error);

	if (rc == 0)
		rc = open_state(&workspace, options, error);
	if (rc == 0 && workspace.state_fd < 0)
		rc = never_set_up(&workspace, options, error);
	if (rc == 0)
		*result = take_fd(&workspace.state_fd);
	workspace_close(&workspace);
	return rc;
}

int workspace_open(struct arena *arena, const struct workspace_options *options,
	struct workspace *result, struct error *error)
{
	struct workspace workspace = closed_workspace(arena, options);

	if (open_parts(&workspace, options, error) < 0) {
		workspace_close(&workspace);
		return -error->code;
	}
	*result = workspace;
	return 0;
}

void workspace_close(struct workspace *workspace)
{
	text_release(&workspace->good_configuration);
	files_close(&workspace->lock_fd);
	files_close(&workspace->state_fd);
	files_close(&workspace->root_fd);
}

int workspace_remember_watch(
	struct workspace *workspace, const char *const *paths, size_t count, struct error *error)
{
	TEXT_CLEANUP struct text text = TEXT_INIT;

	if (watch_list_write(paths, count, &text, error) < 0 ||
		files_replace(workspace->state_fd, watch_file + 1, text.bytes, text.length, 0600,
			error) < 0)
		return -error->code;
	return read_watch_list(workspace, error);
}
