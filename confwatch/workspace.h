// SPDX-License-Identifier: GPL-2.0-or-later
// What a command works with: root, STATE, configuration, who and when. Set up by main.
#ifndef CONFWATCH_WORKSPACE_H
#define CONFWATCH_WORKSPACE_H

#include <stdbool.h>
#include <stdint.h>

#include "base/arena.h"
#include "base/error.h"
#include "base/text.h"
#include "core/configuration.h"
#include "system/actor.h"
#include "system/names.h"

/* What a command asks of its workspace; rows of the command table hold it. */
enum workspace_need {
	NEED_STATE = 1,	 /* STATE exists: `confwatch init` was run */
	NEED_LOCK = 2,	 /* changes STATE: one at a time; sweeps what killed runs left */
	NEED_CREATE = 4, /* makes STATE (init) */
	NEED_LOOK = 8,	 /* only looks: main calls sandbox_read_only() once everything is open */
	NEED_SETTLED =
		32, /* looks at what upgrades left: first those are closed that were broken off */
	NEED_OWN = 16, /* nothing from main: the command opens its workspace itself (hooks) */
};

struct workspace {
	struct arena *arena;
	const char *root; /* as the caller named it; for messages */
	int root_fd;
	bool other_root;   /* root is not "/" */
	const char *state; /* as seen inside the root when it lies there, else as named */
	bool state_inside; /* STATE lies below the root, so the scan must pass it by */
	int state_fd;	   /* -1: not made yet */
	int lock_fd;	   /* -1: not held */
	struct configuration configuration;
	bool watch_configured; /* confwatch.yaml has a `watch:` key: init --watch changes nothing */
	/* use_last_good: why confwatch.yaml could not be used; NULL: it could */
	const char *configuration_problem;
	struct text good_configuration; /* bytes for STATE/last-good; empty: none */
	const char *rules;		/* directory of the shipped rules; NULL: there are none */
	struct names *names;
	struct actor actor;
	int64_t now;
	int zone; /* minutes east of UTC */
	const char *command;
	void (*progress)(void *context, size_t done); /* NULL: no terminal */
	void *progress_context;
};

struct workspace_options {
	const char *root;   /* NULL: "/" */
	const char *state;  /* NULL: ROOT/var/lib/confwatch */
	const char *config; /* NULL: ROOT/etc/confwatch/confwatch.yaml */
	const char *rules;  /* directory of the shipped rules; NULL: there are none */
	const char *command;
	const char *sudo_uid; /* environment, or NULL */
	const char *sudo_gid;
	int64_t now;
	int zone;
	unsigned needs;
	/*
	 * A configuration that is wrong or not trusted is an error; with this, STATE/last-good
	 * (else the defaults) stands in for it, and configuration_problem says so.
	 */
	bool use_last_good;
};

/*
 * Opens what the command needs. A watch list remembered by init (STATE/watch.yaml) stands behind
 * a `watch:` key of the configuration. The last valid configuration is kept in STATE/last-good
 * by commands that hold the lock. -ENOENT with NEED_STATE: init was never run; -EWOULDBLOCK:
 * another confwatch holds the lock.
 */
int workspace_open(struct arena *arena, const struct workspace_options *options,
	struct workspace *result, struct error *error);
void workspace_close(struct workspace *workspace);

/* What NEED_LOCK does, later: for what must know the configuration even if the lock is not free. */
int workspace_lock(struct workspace *workspace, struct error *error);

/* STATE's descriptor alone, nothing else is read. -ENOENT: init was never run. */
int workspace_open_state(struct arena *arena, const struct workspace_options *options, int *result,
	struct error *error);

/*
 * Writes STATE/watch.yaml (init --watch) and takes it over into workspace->configuration, unless
 * the configuration has a `watch:` key, which wins. Needs the lock.
 */
int workspace_remember_watch(
	struct workspace *workspace, const char *const *paths, size_t count, struct error *error);

#endif
