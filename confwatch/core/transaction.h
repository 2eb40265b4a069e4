// SPDX-License-Identifier: GPL-2.0-or-later
// One run of a package manager, from its first hook to its last.
#ifndef CORE_TRANSACTION_H
#define CORE_TRANSACTION_H

#include "base/arena.h"
#include "base/error.h"
#include "base/text.h"
#include "core/facts.h"
#include "core/snapshot.h"

/* What a manager said it will do, before it did it (apt, zypper, the rpm plugin). */
enum announced_action {
	ANNOUNCED_INSTALL,
	ANNOUNCED_UPGRADE, /* libzypp says "+" for these two alike: then it is INSTALL */
	ANNOUNCED_DOWNGRADE,
	ANNOUNCED_REINSTALL,
	ANNOUNCED_REMOVE, /* asked for by name or by a purge */
	ANNOUNCED_CONFIGURE,
};

struct announced {
	const char *name;
	const char *before; /* version; NULL: not said */
	const char *after;
	const char *archive; /* path of the .deb or .rpm; NULL: not said */
	enum announced_action action;
	bool failed; /* the manager said that this one did not come through */
};

struct announced_list {
	struct announced *items;
	size_t count;
	size_t capacity;
};

/* A copy of the item; its strings stay the caller's. */
void announced_add(struct announced_list *list, struct arena *arena, const struct announced *item);

/*
 * STATE/pending/<id>: begun and not yet closed. key names who began it ("zypp 1234 567890": via,
 * pid and start time of the outermost manager; "dpkg" alone when called by hand), so that a
 * nested hook finds the outer one, and whoever comes next sees that its owner is dead.
 */
struct transaction {
	const char *id;	     /* 16 hex digits, in trailers and findings */
	const char *via;     /* "zypp", "rpm", "apt", "dpkg", ... */
	const char *manager; /* path of the manager's program; NULL: by hand */
	int64_t pid;	     /* of the manager; 0: by hand */
	uint64_t start;	     /* its start time in clock ticks since boot (proc_pid_stat(5)) */
	const char *boot;    /* /proc/sys/kernel/random/boot_id */
	int64_t begun;
	bool has_before;
	struct snapshot_id before;
	struct announced_list announced;
	const char *trouble; /* what went wrong at `before`, for a finding; NULL: nothing */
};

/* As core/paragraph writes it; reading is strict (EBADMSG with the line). */
void transaction_write(const struct transaction *transaction, struct text *result);
int transaction_read(struct arena *arena, const char *bytes, size_t length,
	struct transaction *result, struct error *error);

#endif
