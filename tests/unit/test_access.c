// SPDX-License-Identifier: GPL-2.0-or-later
// access: whom modes and ACLs keep out, and how a change of them is told.
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>

#include "core/access.h"

/* An entry of root:mail (gid 8), or as given. acl NULL: none. */
struct who {
	enum entry_kind kind;
	uint32_t mode;
	const char *acl;
	uint32_t uid;
	uint32_t gid;
};

static struct entry make(const struct who *who, struct attributes *attributes)
{
	struct entry entry = {.path = "/x",
		.kind = (uint8_t)who->kind,
		.mode = who->mode,
		.uid = who->uid,
		.gid = who->gid};

	*attributes = (struct attributes){.access_acl = who->acl};
	entry.user = who->uid == 0 ? "root" : NULL;
	entry.group = who->gid == 8 ? "mail" : who->gid == 0 ? "root" : NULL;
	if (who->acl != NULL)
		entry.attributes = attributes;
	return entry;
}

#define ACL(user, owning, mask, other)                                                             \
	"user::rw-\nuser:1000:" user "\ngroup::" owning "\nmask::" mask "\nother::" other "\n"

struct out_case {
	struct who who;
	bool keeps_out;
};

static const struct out_case out_cases[] = {
	{{ENTRY_FILE, 0644, NULL, 0, 8}, false},
	{{ENTRY_FILE, 0444, NULL, 0, 8}, false},
	{{ENTRY_FILE, 0640, NULL, 0, 8}, true},
	{{ENTRY_FILE, 0604, NULL, 0, 8}, true},
	{{ENTRY_FILE, 0600, NULL, 0, 8}, true},
	{{ENTRY_FILE, 0111, NULL, 0, 8}, true},
	{{ENTRY_DIRECTORY, 0755, NULL, 0, 8}, false},
	{{ENTRY_DIRECTORY, 0711, NULL, 0, 8}, false},
	{{ENTRY_DIRECTORY, 0744, NULL, 0, 8}, true},
	{{ENTRY_DIRECTORY, 0750, NULL, 0, 8}, true},
	{{ENTRY_DIRECTORY, 0705, NULL, 0, 8}, true},
	{{ENTRY_LINK, 0777, NULL, 0, 8}, false},
	{{ENTRY_LINK, 0700, NULL, 0, 8}, false},
	{{ENTRY_FIFO, 0600, NULL, 0, 8}, true},
	{{ENTRY_FILE, 0644, ACL("r--", "r--", "r--", "r--"), 0, 8}, false},
	{{ENTRY_FILE, 0644, ACL("---", "r--", "r--", "r--"), 0, 8}, true},
	/* The mode shows the mask: the owning group has nothing. */
	{{ENTRY_FILE, 0644, ACL("r--", "---", "r--", "r--"), 0, 8}, true},
	/* The mask takes it from everybody it names. */
	{{ENTRY_FILE, 0604, ACL("r--", "r--", "---", "r--"), 0, 8}, true},
	{{ENTRY_FILE, 0640, ACL("r--", "r--", "r--", "---"), 0, 8}, true},
	{{ENTRY_DIRECTORY, 0755, ACL("r-x", "r-x", "r-x", "r-x"), 0, 8}, false},
	{{ENTRY_DIRECTORY, 0755, ACL("r--", "r-x", "r-x", "r-x"), 0, 8}, true},
};

static void test_who_is_kept_out(void **state)
{
	(void)state;
	for (size_t i = 0; i < sizeof out_cases / sizeof out_cases[0]; i++) {
		struct attributes attributes;
		struct entry entry = make(&out_cases[i].who, &attributes);

		if (access_keeps_others_out(&entry) != out_cases[i].keeps_out)
			fail_msg("case %zu", i);
	}
}

struct remark_case {
	struct who before;
	struct who after;
	const char *remark;
};

static const struct remark_case remark_cases[] = {
	{{ENTRY_FILE, 0640, NULL, 0, 8}, {ENTRY_FILE, 0640, NULL, 0, 8}, NULL},
	{{ENTRY_FILE, 0640, NULL, 0, 8}, {ENTRY_FILE, 0644, NULL, 0, 8},
		"now readable by everyone"},
	{{ENTRY_FILE, 0600, NULL, 0, 8}, {ENTRY_FILE, 0666, NULL, 0, 8},
		"now readable and writable by everyone"},
	{{ENTRY_FILE, 0640, NULL, 0, 8}, {ENTRY_FILE, 0600, NULL, 0, 8},
		"no longer readable by group mail"},
	{{ENTRY_FILE, 0640, NULL, 0, 8}, {ENTRY_FILE, 0660, NULL, 0, 8},
		"now writable by group mail"},
	{{ENTRY_FILE, 0644, NULL, 0, 8}, {ENTRY_FILE, 0640, NULL, 0, 8},
		"no longer readable by everyone"},
	{{ENTRY_FILE, 0644, NULL, 0, 8}, {ENTRY_FILE, 04755, NULL, 0, 8}, NULL},
	{{ENTRY_FILE, 0640, NULL, 0, 8}, {ENTRY_FILE, 0640, NULL, 0, 0},
		"now readable by group root, no longer readable by group mail"},
	{{ENTRY_FILE, 0600, NULL, 0, 8}, {ENTRY_FILE, 0600, NULL, 96, 8},
		"now readable and writable by user 96"},
	{{ENTRY_FILE, 0600, NULL, 96, 8}, {ENTRY_FILE, 0600, NULL, 0, 8},
		"no longer readable and writable by user 96"},
	/* Losing the ACL while the mode stays gives the owning group what was the mask. */
	{{ENTRY_FILE, 0640, ACL("r--", "---", "r--", "---"), 0, 8}, {ENTRY_FILE, 0640, NULL, 0, 8},
		"now readable by group mail, no longer readable by user 1000"},
	/* The same ACL under a wider mask. */
	{{ENTRY_FILE, 0600, ACL("rw-", "r--", "---", "---"), 0, 8},
		{ENTRY_FILE, 0640, ACL("rw-", "r--", "r--", "---"), 0, 8},
		"now readable by group mail, now readable by user 1000"},
	/* Wider mode bits, but nobody gains: only the mask, of which nobody can make use. */
	{{ENTRY_FILE, 0600, ACL("---", "---", "---", "---"), 0, 8},
		{ENTRY_FILE, 0660, ACL("---", "---", "rw-", "---"), 0, 8}, NULL},
	{{ENTRY_FILE, 0640, ACL("r--", "r--", "r--", "---"), 0, 8},
		{ENTRY_FILE, 0644, ACL("r--", "r--", "r--", "r--"), 0, 8},
		"now readable by everyone"},
	{{ENTRY_DIRECTORY, 0700, NULL, 0, 8}, {ENTRY_DIRECTORY, 0711, NULL, 0, 8},
		"now enterable by everyone"},
	{{ENTRY_DIRECTORY, 0700, NULL, 0, 8}, {ENTRY_DIRECTORY, 0755, NULL, 0, 8},
		"now readable and enterable by everyone"},
	{{ENTRY_LINK, 0700, NULL, 0, 8}, {ENTRY_LINK, 0777, NULL, 96, 8}, NULL},
};

static void test_remarks(void **state)
{
	(void)state;
	for (size_t i = 0; i < sizeof remark_cases / sizeof remark_cases[0]; i++) {
		struct attributes old_attributes, new_attributes;
		struct arena arena = ARENA_INIT;
		struct entry before = make(&remark_cases[i].before, &old_attributes);
		struct entry after = make(&remark_cases[i].after, &new_attributes);
		const char *remark = access_remark(&arena, &before, &after);

		if (remark_cases[i].remark == NULL && remark != NULL)
			fail_msg("case %zu: %s", i, remark);
		if (remark_cases[i].remark != NULL) {
			assert_non_null(remark);
			assert_string_equal(remark, remark_cases[i].remark);
		}
		arena_release(&arena);
	}
}

static void test_a_long_remark_ends(void **state)
{
	static const char many[] = "user::rw-\nuser:1:r--\nuser:2:r--\nuser:3:r--\nuser:4:r--\n"
				   "user:5:r--\nuser:6:r--\ngroup::r--\nmask::r--\nother::---\n";
	struct attributes attributes = {.access_acl = many};
	struct arena arena = ARENA_INIT;
	struct entry before = {.mode = 0640};
	struct entry after = {.mode = 0640, .attributes = &attributes};

	(void)state;
	assert_string_equal(access_remark(&arena, &before, &after),
		"now readable by user 1, now readable by user 2, now readable by user 3, "
		"now readable by user 4, ...");
	arena_release(&arena);
}

static void test_common_mode_is_never_wider(void **state)
{
	(void)state;
	for (uint32_t a = 0; a < 010000; a += 7) {
		for (uint32_t b = 0; b < 010000; b += 13) {
			uint32_t common = access_common_mode(a, b);

			assert_int_equal(common & ~a, 0);
			assert_int_equal(common & ~b, 0);
		}
	}
	assert_int_equal(access_common_mode(0640, 0640), 0640);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(test_who_is_kept_out),
		cmocka_unit_test(test_remarks),
		cmocka_unit_test(test_a_long_remark_ends),
		cmocka_unit_test(test_common_mode_is_never_wider),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
