// SPDX-License-Identifier: GPL-2.0-or-later
// Files of the administrator's: made by hand, or a package's that were edited.
#include "custom.h"

#include <string.h>

#include "base/path.h"
#include "upgrade.h"

/* Where who may log in is decided: what is lost there is to come back by itself. */
static const char *const login_places[] = {
	"/etc/default/saslauthd",
	"/etc/pam.conf",
	"/etc/pam.d",
	"/etc/postfix/sasl",
	"/etc/sasl2",
	"/etc/sasldb2",
	"/etc/saslauthd.conf",
	"/etc/sssd",
	"/etc/sysconfig/saslauthd",
};

bool custom_is_login(const struct check *check, const char *path)
{
	static const char *const packs[] = {"pam", "sasl", "sssd"};
	const struct rule_set *set = &check->rules;

	for (size_t i = 0; i < sizeof login_places / sizeof login_places[0]; i++) {
		if (path_is_within(path, login_places[i]))
			return true;
	}
	for (size_t i = 0; i < sizeof packs / sizeof packs[0]; i++)
		for (size_t j = 0; j < set->pack_count; j++) {
			const struct pack *pack = &set->packs[j];

			if (strncmp(pack->name, packs[i], strlen(packs[i])) == 0 &&
				evaluate_pack_speaks_of(pack, path))
				return true;
		}
	return false;
}

enum origin custom_origin(struct check *check, const struct entry *entry)
{
	struct workspace *workspace = check->workspace;
	const struct owned *owner;

	if (entry->kind != ENTRY_FILE || entry->content == CONTENT_UNREADABLE || entry->size == 0 ||
		path_is_within(entry->path, "/etc/confwatch") ||
		leftover_of(workspace->arena, entry->path) != NULL)
		return ORIGIN_ABSENT;
	owner = facts_owner(&check->facts, entry->path);
	if (owner == NULL)
		return ORIGIN_CUSTOM;
	return upgrade_origin(workspace, check->history, entry, owner) == ORIGIN_EDITED
		? ORIGIN_EDITED
		: ORIGIN_ABSENT;
}
