// SPDX-License-Identifier: GPL-2.0-or-later
// classify on random upgrades: no path is told twice, and no loss is passed over.
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>

#include <stdlib.h>
#include <string.h>

#include "core/classify.h"
#include "random_tree.h"

enum {
	PATHS = 40,
	ROUNDS = 400,
	OWN = 100, /* contents from here on are the administrator's */
};

/* One random upgrade. */
struct upgrade {
	struct arena arena;
	uint64_t seed;
	struct tree trees[2];
	struct facts facts[2];
	struct package packages[2][3];
	struct package_change changed[3];
	struct package_change_list package_changes;
	struct change_list changes;
	struct transaction transaction;
	struct classify_input input;
};

static const char *const names[] = {"/etc/pam.d/a", "/etc/b", "/etc/sysconfig/c", "/etc/mail/d",
	"/usr/lib/pam.d/a", "/etc/alternatives/e", "/etc/cron.d/f", "/etc/g.db", "/etc/g"};
static const char *const endings[] = {
	"", "", "", ".rpmsave", ".rpmnew", ".rpmsave.old", ".dpkg-new", ".bak", ";5f3a1c02"};

static void add_entry(struct upgrade *upgrade, size_t side, const char *path)
{
	uint64_t *seed = &upgrade->seed;
	struct entry *entry = tree_add(&upgrade->trees[side]);
	uint32_t kind = random_below(seed, 12);

	*entry = (struct entry){.path = path, .mode = random_below(seed, 2) ? 0644 : 0600};
	entry->kind = (uint8_t)(kind == 0 ? ENTRY_LINK : kind == 1 ? ENTRY_DIRECTORY : ENTRY_FILE);
	if (entry->kind == ENTRY_LINK)
		entry->target = random_below(seed, 2) ? "/dev/null" : "elsewhere";
	if (entry->kind != ENTRY_FILE)
		return;
	entry->content = random_below(seed, 20) == 0 ? CONTENT_UNREADABLE : CONTENT_PUBLIC;
	entry->has_blob = entry->content == CONTENT_PUBLIC;
	entry->size = 1;
	entry->blob[0] =
		(unsigned char)(random_below(seed, 3) + (random_below(seed, 2) == 0 ? OWN : 0));
}

static void add_owned(struct upgrade *upgrade, size_t side, const char *path)
{
	static const unsigned flags[] = {0, OWNED_CONFIG, OWNED_CONFIG | OWNED_NOREPLACE,
		OWNED_GHOST, OWNED_CONFIG | OWNED_OBSOLETE, OWNED_CONFIG | OWNED_REMOVED};
	struct facts *facts = &upgrade->facts[side];
	struct owned *owned = &facts->owned[facts->owned_count++];

	*owned = (struct owned){.path = path,
		.package = &upgrade->packages[side][random_below(&upgrade->seed, 3)],
		.flags = flags[random_below(&upgrade->seed, 6)],
		.digest_kind = random_below(&upgrade->seed, 6) == 0 ? DIGEST_NONE : DIGEST_SHA256,
		.has_metadata = true,
		.mode = 0644};
	owned->digest[0] = (unsigned char)random_below(&upgrade->seed, 3);
}

static int compare_owned(const void *a, const void *b)
{
	return owned_compare(a, b);
}

static void fill_side(struct upgrade *upgrade, size_t side, const char *const *paths)
{
	static const char *const versions[] = {"1", "2"};
	struct facts *facts = &upgrade->facts[side];

	tree_init(&upgrade->trees[side], &upgrade->arena);
	facts->owned = arena_new_array(&upgrade->arena, PATHS, struct owned);
	for (size_t i = 0; i < 3; i++)
		upgrade->packages[side][i] = (struct package){
			(const char *const[]){"a", "b", "c"}[i], versions[side], "rpm"};
	for (size_t i = 0; i < PATHS; i++) {
		if (random_below(&upgrade->seed, 3) > 0)
			add_entry(upgrade, side, paths[i]);
		if (random_below(&upgrade->seed, 2) > 0)
			add_owned(upgrade, side, paths[i]);
	}
	tree_sort(&upgrade->trees[side]);
	qsort(facts->owned, facts->owned_count, sizeof *facts->owned, compare_owned);
}

/* The digest of a content is its first byte; texts are unknown. */
static void read_wanted(struct upgrade *upgrade)
{
	struct classify_wanted wanted;

	classify_wanted(&upgrade->arena, &upgrade->input, &wanted);
	for (size_t i = 0; i < wanted.digest_count; i++) {
		struct content_digest *digest = &wanted.digests[i];
		const struct entry *entry =
			tree_find(&upgrade->trees[digest->in_before ? 0 : 1], digest->path);

		assert_non_null(entry);
		assert_int_equal(entry->kind, ENTRY_FILE);
		digest->found = true;
		digest->bytes[0] = entry->blob[0];
	}
	upgrade->input.digests = wanted.digests;
	upgrade->input.digest_count = wanted.digest_count;
}

static void make_upgrade(struct upgrade *upgrade, uint64_t seed)
{
	const char *paths[PATHS];

	*upgrade = (struct upgrade){.seed = seed, .transaction = {.id = "1", .via = "rpm"}};
	for (size_t i = 0; i < PATHS; i++)
		paths[i] = arena_format(&upgrade->arena, "%s%s",
			names[random_below(&upgrade->seed, sizeof names / sizeof names[0])],
			endings[random_below(&upgrade->seed, sizeof endings / sizeof endings[0])]);
	fill_side(upgrade, 0, paths);
	fill_side(upgrade, 1, paths);
	for (size_t i = 0; i < 3; i++)
		upgrade->changed[i] = (struct package_change){
			upgrade->packages[0][i].name, "1", i == 2 ? NULL : "2", "rpm"};
	upgrade->package_changes = (struct package_change_list){upgrade->changed, 3};
	diff_trees(&upgrade->arena, &upgrade->trees[0], &upgrade->trees[1], NULL, 0,
		&upgrade->changes);
	upgrade->input = (struct classify_input){.before = &upgrade->trees[0],
		.after = &upgrade->trees[1],
		.changes = &upgrade->changes,
		.facts_before = &upgrade->facts[0],
		.facts_after = &upgrade->facts[1],
		.packages = &upgrade->package_changes,
		.transaction = seed % 2 == 0 ? &upgrade->transaction : NULL,
		.program = "confwatch"};
	read_wanted(upgrade);
}

static void assert_told_once(const struct finding_list *found)
{
	for (size_t i = 0; i < found->count; i++) {
		for (size_t j = 0; j < i; j++) {
			const struct finding *a = &found->items[i];
			const struct finding *b = &found->items[j];

			if (strcmp(a->path, b->path) != 0)
				continue;
			assert_true((a->class == CLASS_METADATA_RESET) !=
				(b->class == CLASS_METADATA_RESET));
		}
	}
}

static const struct finding *find_content(const struct finding_list *found, const char *path)
{
	for (size_t i = 0; i < found->count; i++) {
		if (strcmp(found->items[i].path, path) == 0 &&
			found->items[i].class != CLASS_METADATA_RESET)
			return &found->items[i];
	}
	return NULL;
}

/* A live path whose text no generator writes. */
static bool is_settings(const char *path)
{
	for (size_t i = 0; i < sizeof names / sizeof names[0]; i++) {
		if (strcmp(names[i], path) == 0)
			return strcmp(path, "/etc/g.db") != 0 &&
				strcmp(path, "/etc/alternatives/e") != 0;
	}
	return false;
}

static bool was_administrators(const struct change *change)
{
	const struct entry *before = change->before;

	return before != NULL && before->kind == ENTRY_FILE && before->content == CONTENT_PUBLIC &&
		before->blob[0] >= OWN;
}

/* What was the administrator's and is gone, or is another text now: somebody must read it. */
static size_t assert_no_loss_is_passed_over(
	const struct upgrade *upgrade, const struct finding_list *found)
{
	size_t losses = 0;

	for (size_t i = 0; i < upgrade->changes.count; i++) {
		const struct change *change = &upgrade->changes.changes[i];
		const struct finding *finding = find_content(found, change->path);

		if (!is_settings(change->path) || !was_administrators(change) ||
			(change->kind == CHANGE_CHANGED && !change->content))
			continue;
		losses++;
		if (finding == NULL || finding->severity < SEVERITY_NOTICE)
			fail_msg("%s: %s", change->path,
				finding != NULL ? finding->message : "no finding");
		if (change->kind == CHANGE_REMOVED && finding->class != CLASS_VENDOR_MOVED)
			assert_int_equal(finding->severity, SEVERITY_CRITICAL);
	}
	return losses;
}

static void test_random_upgrades(void **state)
{
	size_t losses = 0;

	(void)state;
	for (uint64_t seed = 1; seed <= ROUNDS; seed++) {
		struct upgrade *upgrade = calloc(1, sizeof *upgrade);
		struct finding_list found;

		make_upgrade(upgrade, seed);
		classify(&upgrade->arena, &upgrade->input, &found);
		assert_told_once(&found);
		losses += assert_no_loss_is_passed_over(upgrade, &found);
		arena_release(&upgrade->arena);
		free(upgrade);
	}
	assert_true(losses > ROUNDS);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(test_random_upgrades),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
