// SPDX-License-Identifier: GPL-2.0-or-later
// What a rule says of a path without reading it: type, link, mode, owner, age, likeness.
#include <string.h>

#include "base/number.h"
#include "base/path.h"
#include "base/translate.h"
#include "core/evaluate_parts.h"

static struct arena *arena_of(const struct inquiry *inquiry)
{
	return inquiry->evaluation->arena;
}

static bool look_at(
	struct inquiry *inquiry, const char *path, bool follow, struct judged_entry *result)
{
	const struct judge_world *world = inquiry->evaluation->world;

	if (world->entry(world->context, path, follow, result) == 0 &&
		result->presence != PRESENCE_UNREADABLE)
		return true;
	(void)inquiry_doubt(inquiry, DOUBT_UNREADABLE,
		arena_format(arena_of(inquiry), _("'%s' cannot be looked at"), path));
	return false;
}

bool inquiry_look(struct inquiry *inquiry)
{
	return look_at(inquiry, inquiry->path, false, &inquiry->itself) &&
		look_at(inquiry, inquiry->path, true, &inquiry->target);
}

bool inquiry_is_there(const struct inquiry *inquiry)
{
	return inquiry->target.presence == PRESENCE_THERE;
}

static const char *type_words(char type)
{
	switch (type) {
	case 'f':
		return _("a file");
	case 'd':
		return _("a directory");
	case 'l':
		return _("a link");
	default:
		return _("something special");
	}
}

static bool need_type(struct inquiry *inquiry, const struct judged_entry *entry, char type)
{
	if (entry->type == type)
		return true;
	return inquiry_fail(inquiry,
		arena_format(arena_of(inquiry), _("it is %s, and must be %s"),
			type_words(entry->type), type_words(type)));
}

static bool check_type(struct inquiry *inquiry)
{
	switch (inquiry->rule->must) {
	case MUST_BE_ABSENT:
		return inquiry_fail(inquiry, _("it is there, and must not be"));
	case MUST_BE_REGULAR:
		return need_type(inquiry, &inquiry->itself, 'f');
	case MUST_BE_DIRECTORY:
		return need_type(inquiry, &inquiry->target, 'd');
	case MUST_BE_LINK:
		return need_type(inquiry, &inquiry->itself, 'l');
	case MUST_NOTHING:
	case MUST_EXIST:
		break;
	}
	return true;
}

/* As the kernel would take them from the directory of the link. */
static bool same_target(const struct inquiry *inquiry, const char *a, const char *b)
{
	struct arena *arena = arena_of(inquiry);
	const char *directory = path_parent(arena, inquiry->path);

	return strcmp(path_normalise(arena, directory, a), path_normalise(arena, directory, b)) ==
		0;
}

static bool check_link(struct inquiry *inquiry)
{
	const char *wanted = inquiry->rule->link_to;

	if (wanted == NULL)
		return true;
	if (!need_type(inquiry, &inquiry->itself, 'l'))
		return false;
	if (same_target(inquiry, inquiry->itself.target, wanted))
		return true;
	return inquiry_fail(inquiry,
		arena_format(arena_of(inquiry), _("it leads to '%s', and must lead to '%s'"),
			inquiry->itself.target, wanted));
}

/* NULL: it is right */
static const char *wrong_mode(struct arena *arena, const struct rule *rule, uint32_t mode)
{
	const uint32_t wanted = rule->mode;

	if (rule->mode_relation == MODE_EXACTLY && mode != wanted)
		return arena_format(arena, _("its mode is %04o, and must be %04o"), mode, wanted);
	if (rule->mode_relation == MODE_AT_MOST && (mode & ~wanted) != 0)
		return arena_format(
			arena, _("its mode is %04o, and may be at most %04o"), mode, wanted);
	if (rule->mode_relation == MODE_AT_LEAST && (mode & wanted) != wanted)
		return arena_format(
			arena, _("its mode is %04o, and must be at least %04o"), mode, wanted);
	return NULL;
}

static bool check_mode(struct inquiry *inquiry)
{
	const char *wrong = wrong_mode(arena_of(inquiry), inquiry->rule, inquiry->target.mode);

	return wrong == NULL || inquiry_fail(inquiry, wrong);
}

static bool is_called(const char *wanted, const char *name, uint32_t number)
{
	uint64_t value;

	if (strcmp(wanted, name) == 0)
		return true;
	return number_parse(wanted, strlen(wanted), 10, UINT32_MAX, &value) && value == number;
}

static bool check_owner(struct inquiry *inquiry)
{
	const struct rule *rule = inquiry->rule;
	const struct judged_entry *entry = &inquiry->target;

	if (rule->owner != NULL && !is_called(rule->owner, entry->user, entry->uid))
		return inquiry_fail(inquiry,
			arena_format(arena_of(inquiry), _("it belongs to %s, and must to %s"),
				entry->user, rule->owner));
	if (rule->group != NULL && !is_called(rule->group, entry->group, entry->gid))
		return inquiry_fail(inquiry,
			arena_format(arena_of(inquiry), _("its group is %s, and must be %s"),
				entry->group, rule->group));
	return true;
}

static bool check_same(struct inquiry *inquiry)
{
	const struct judge_world *world = inquiry->evaluation->world;
	const char *other = inquiry->rule->same_as;
	struct judged_entry entry;
	bool same = false;

	if (other == NULL)
		return true;
	if (!look_at(inquiry, other, true, &entry))
		return true;
	if (entry.presence != PRESENCE_THERE)
		return inquiry_fail(inquiry,
			arena_format(arena_of(inquiry),
				_("'%s', which it must equal, is not there"), other));
	if (world->same(world->context, inquiry->path, other, &same) < 0)
		return inquiry_doubt(inquiry, DOUBT_UNREADABLE,
			arena_format(
				arena_of(inquiry), _("it cannot be compared with '%s'"), other));
	return same ||
		inquiry_fail(
			inquiry, arena_format(arena_of(inquiry), _("it differs from '%s'"), other));
}

/* What has no source is older than nothing. */
static bool check_age(struct inquiry *inquiry)
{
	const char *source = inquiry->rule->newer_than;
	struct judged_entry entry;

	if (source == NULL || !look_at(inquiry, source, true, &entry))
		return true;
	if (entry.presence != PRESENCE_THERE || inquiry->target.mtime >= entry.mtime)
		return true;
	return inquiry_fail(
		inquiry, arena_format(arena_of(inquiry), _("it is older than '%s'"), source));
}

bool inquiry_entry(struct inquiry *inquiry)
{
	return check_type(inquiry) && check_link(inquiry) && check_mode(inquiry) &&
		check_owner(inquiry) && check_same(inquiry) && check_age(inquiry);
}
